"""Boxes at the same time, and commands at the same time in one."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from sandbox.checks.ground import Ground, wait_for
from sandbox.checks.model import checks, expect, expect_same

BOXES = 4


def many_at_once(ground: Ground) -> None:
    """Several threads start and use boxes of one sandbox at the same time."""

    def work(number: int) -> str:
        box = ground.start(f"v{number:04}")
        return ground.sh(f"echo {number} > /tmp/mine; sleep 0.2; cat /tmp/mine", box)

    with ThreadPoolExecutor(BOXES) as pool:
        expect_same(list(pool.map(work, range(BOXES))), [f"{n}\n" for n in range(BOXES)])


def boxes_share_no_files(ground: Ground) -> None:
    """What one box writes is in no other."""
    ground.sh("touch /tmp/mine /workspace/mine /dev/shm/mine")
    other = ground.start()
    expect_same(ground.sh("find /tmp /workspace /dev/shm -name mine", other), "")


def boxes_share_no_memory(ground: Ground) -> None:
    """System V shared memory of one box is in no other."""
    make = "import ctypes; print(ctypes.CDLL(None).shmget(0x5eed, 4096, 0o1666) >= 0)"
    look = "import ctypes; print(ctypes.CDLL(None).shmget(0x5eed, 4096, 0))"
    expect_same(ground.python(make).strip(), "True")
    expect_same(ground.python(look, ground.start()).strip(), "-1")


def boxes_share_no_loopback(ground: Ground) -> None:
    """A server in one box cannot be reached from another, by port or by name."""
    serve = (
        "import socket, time\nsocks = [socket.create_server(('127.0.0.1', 47111))]\n"
        "s = socket.socket(1); s.bind('\\0between'); s.listen(); print('up', flush=True)\n"
        "time.sleep(30)"
    )
    dial = (
        "import socket\nfor family, to in ((2, ('127.0.0.1', 47111)), (1, '\\0between')):\n"
        " try: socket.socket(family).connect(to); print('connected')\n"
        " except ConnectionRefusedError: print('refused')"
    )
    stream = ground.box.stream(["python3", "-c", serve])
    try:
        expect_same(stream.read(3), b"up\n")
        expect_same(ground.python(dial).split(), ["connected"] * 2)
        expect_same(ground.python(dial, ground.start()).split(), ["refused"] * 2)
    finally:
        stream.close()
        ground.sh("kill -9 -1")


def boxes_see_no_others_processes(ground: Ground) -> None:
    """A process of one box is seen from no other."""
    stream = ground.box.stream(["sleep", "98781"])
    try:
        script = "grep -als 9878[1] /proc/[0-9]*/cmdline | wc -l"
        expect(wait_for(lambda: ground.sh(script).strip() == "1"), ground.sh(script))
        expect_same(ground.sh(script, ground.start()).strip(), "0")
    finally:
        stream.close()
        ground.sh("kill -9 -1")


def commands_beside_a_stream(ground: Ground) -> None:
    """Commands run while a stream is open, and neither disturbs the other."""
    stream = ground.box.stream(["cat"])
    for number in range(3):
        word = f"word {number}\n".encode()
        expect_same(ground.box.exec(["cat"], timeout=20, stdin=word).stdout, word)
        stream.write(word)
        expect_same(stream.read(100), word)
    stream.close()


def a_timeout_leaves_the_stream(ground: Ground) -> None:
    """A command that runs out of time does not take an open stream with it."""
    stream = ground.box.stream(["cat"])
    done = ground.box.exec(["sleep", "98782"], timeout=0.3)
    expect(done.timed_out, done)
    stream.write(b"still\n")
    expect_same(stream.read(100), b"still\n")
    stream.close()


def one_killed_leaves_the_others(ground: Ground) -> None:
    """Killing one box leaves the command of another running to its end."""
    one, other = ground.start("one"), ground.start("other")
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(lambda: ground.sh("sleep 0.8; echo ended", other))
        time.sleep(0.2)
        one.kill()
        expect_same(waiting.result(), "ended\n")


CHECKS = checks(
    "concurrency",
    many_at_once,
    boxes_share_no_files,
    boxes_share_no_memory,
    boxes_share_no_loopback,
    boxes_see_no_others_processes,
    commands_beside_a_stream,
    a_timeout_leaves_the_stream,
    one_killed_leaves_the_others,
)
