"""What a box uses ends at its limits, and the box alone feels it."""

from __future__ import annotations

from sandbox.checks.ground import SMALL, Ground
from sandbox.checks.model import checks, expect, expect_same

FOLDERS = ("/workspace", "/tmp", "/opt", "/logs", "/tests", "/solution")  # noqa: S108
_FILL = (
    "for n in $(seq {count}); do head -c 3500000 /dev/zero > {folder}/f$n || break; done 2>&1; "
    "rm {folder}/f*"
)


def disk_ends(ground: Ground) -> None:
    """Each writable folder has its size, and is full beyond it."""
    for folder in FOLDERS:
        found = ground.sh(_FILL.format(folder=folder, count=6))
        expect("No space left" in found, f"{folder}: {found}")


def shared_memory_ends(ground: Ground) -> None:
    """Shared memory has its size too."""
    found = ground.sh(_FILL.format(folder="/dev/shm", count=25))  # noqa: S108
    expect("No space left" in found, found)


def file_size_ends(ground: Ground) -> None:
    """A single file ends at its limit."""
    box = ground.start(disk_mb=32)
    box.exec(["sh", "-c", "head -c 9000000 /dev/zero > /workspace/big"], timeout=20)
    expect_same(ground.sh("wc -c < /workspace/big", box).strip(), str(SMALL.file_mb << 20))


def memory_ends_the_hog(ground: Ground) -> None:
    """A process that takes more memory than its box has ends, and its box goes on."""
    done = ground.box.exec(["python3", "-c", "x = bytearray(1 << 30)"], timeout=30)
    expect(done.exit_code != 0 and not done.timed_out, done)
    expect_same(ground.works(), "still here")


def memory_is_the_box_s(ground: Ground) -> None:
    """Many small processes together have no more memory than one."""
    box = ground.start()
    grown = ground.python(_HERD, box)
    expect(_number(grown) < SMALL.memory_mb, grown)


_HERD = """
import os, time
SIZE, COUNT = 24 << 20, 20
ready, says = os.pipe()
os.set_blocking(ready, False)
for _ in range(COUNT):
    if os.fork() == 0:
        block = b"x" * SIZE
        os.write(says, b".")
        time.sleep(60)
        os._exit(0)
dead = grown = 0
until = time.monotonic() + 15
while dead + grown < COUNT and time.monotonic() < until:
    time.sleep(0.1)
    try:
        grown += len(os.read(ready, COUNT))
    except BlockingIOError:
        pass
    dead += os.waitpid(-1, os.WNOHANG)[0] > 0
time.sleep(1)
try:
    while os.waitpid(-1, os.WNOHANG)[0]:
        dead += 1
except ChildProcessError:
    pass
print((COUNT - dead) * SIZE >> 20)
os.kill(-1, 9)
"""


def processes_below_the_limit_run(ground: Ground) -> None:
    """A box with a limit of 256 processes runs 80 at once, and goes on."""
    box = ground.start(pids=256)
    expect_same(ground.sh("for n in {1..80}; do sleep 99 & done; jobs -r | wc -l", box), "80\n")
    expect_same(ground.works(box), "still here")


def processes_end(ground: Ground) -> None:
    """The number of processes ends at its limit."""
    box = ground.start()
    found = ground.python(_FORKS, box)
    expect(2 <= _number(found) <= SMALL.pids, found)
    expect_same(ground.works(box), "still here")


_FORKS = """
import os, signal
made = []
try:
    for _ in range(1500):
        pid = os.fork()
        if pid == 0:
            signal.pause()
        made.append(pid)
except OSError:
    pass
for pid in made:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
print(len(made) + 1)
"""


def threads_end(ground: Ground) -> None:
    """Threads count as processes do."""
    found = ground.python(_THREADS)
    expect(2 <= _number(found) <= SMALL.pids, found)


_THREADS = """
import threading
stop = threading.Event()
made = []
try:
    for _ in range(1500):
        thread = threading.Thread(target=stop.wait)
        thread.start()
        made.append(thread)
except RuntimeError:
    pass
stop.set()
for thread in made:
    thread.join()
print(len(made) + 1)
"""


def cpu_ends(ground: Ground) -> None:
    """Busy processes get the box's share of the processors and no more."""
    box = ground.start(cpus=0.5)
    share = float(ground.python(_BUSY, box))
    expect(share < 0.75, f"{share} processors")


_BUSY = """
import os, time
began = time.monotonic()
for _ in range(4):
    if os.fork() == 0:
        while time.monotonic() < began + 2:
            pass
        os._exit(0)
for _ in range(4):
    os.wait()
spent = os.times()
print((spent.children_user + spent.children_system) / (time.monotonic() - began))
"""


def open_files_end(ground: Ground) -> None:
    """The number of open files ends at 4,096."""
    code = "x = []\ntry:\n while 1: x.append(open('/dev/null'))\nexcept OSError: print(len(x))"
    expect(3000 < _number(ground.python(code)) <= 4096, ground.python(code))


def no_core_files(ground: Ground) -> None:
    """A crash writes no core file, and nobody in the box can change that."""
    script = "cd /workspace; ulimit -Hc; python3 -c 'import os; os.abort()'; ls core* 2>/dev/null"
    found = ground.sh(script).split("\n")
    expect_same(found[0], "0")
    expect(not any(line.startswith("core") for line in found), found)


def limits_cannot_be_raised(ground: Ground) -> None:
    """The limits cannot be raised from inside."""
    code = "import resource as r\nfor n in ({}):\n try: r.setrlimit(n, (1 << 40, 1 << 40))\n"
    code += " except (ValueError, OSError): print('no')"
    names = ", ".join(f"r.RLIMIT_{name}" for name in ("FSIZE", "NOFILE", "CORE"))
    expect_same(ground.python(code.format(names)).split(), ["no"] * 3)


def _number(text: str) -> int:
    """Return the number a program printed; a traceback is none, and breaks the promise."""
    word = text.strip()
    expect(word.isdecimal(), text)
    return int(word)


CHECKS = checks(
    "limits",
    disk_ends,
    shared_memory_ends,
    file_size_ends,
    memory_ends_the_hog,
    memory_is_the_box_s,
    processes_below_the_limit_run,
    processes_end,
    threads_end,
    cpu_ends,
    open_files_end,
    no_core_files,
    limits_cannot_be_raised,
)
