"""A box ends when the host says so, at its deadline, and not because code in it wants it to."""

from __future__ import annotations

import threading
import time

from common.errors import BoxGoneError, TreeRejectedError
from sandbox.api import Box, Stream
from sandbox.checks.ground import PATIENCE, Ground
from sandbox.checks.model import checks, expect, expect_error, expect_same

SOON = 5.0
"""Seconds within which a kill must have worked, on a busy machine."""


def kill_ends_a_command(ground: Ground) -> None:
    """Killing a box ends the command that runs in it, at once."""
    box = ground.start()
    _killed_while(lambda: box.exec(["sleep", "98771"], timeout=60), box)


def kill_wakes_a_reader(ground: Ground) -> None:
    """Killing a box ends its streams: who reads finds the end."""
    box = ground.start()
    stream = _sleeping(box)
    threading.Timer(0.3, box.kill).start()
    expect_same(stream.read(1), b"")
    with expect_error(BoxGoneError):
        stream.write(b"x" * (4 << 20))
    stream.close()


def kill_wakes_a_writer(ground: Ground) -> None:
    """Killing a box wakes who writes to a command that reads nothing."""
    box = ground.start()
    stream = _sleeping(box)
    reader = threading.Thread(target=stream.read, args=(1,))
    reader.start()
    _killed_while(lambda: stream.write(b"x" * (4 << 20)), box)
    reader.join()
    stream.close()


def _sleeping(box: Box) -> Stream:
    """Return the stream of a command that has begun and reads nothing."""
    stream = box.stream(["sh", "-c", "echo; exec sleep 98772"])
    expect_same(stream.read(1), b"\n")
    return stream


def _killed_while(waiting: object, box: Box) -> None:
    threading.Timer(0.4, box.kill).start()
    began = time.monotonic()
    with expect_error(BoxGoneError):
        waiting()  # type: ignore[operator]
    expect(time.monotonic() - began < SOON, time.monotonic() - began)


def killed_is_killed(ground: Ground) -> None:
    """A killed box takes no command, no files, no stream; killing it again does nothing."""
    box = ground.start()
    box.kill()
    box.kill()
    for use in (
        lambda: box.exec(["true"], timeout=5),
        lambda: box.put({}, "/workspace"),
        lambda: box.get("/workspace"),
        lambda: box.stream(["true"]),
    ):
        with expect_error(BoxGoneError):
            use()


def kill_by_variant(ground: Ground) -> None:
    """Boxes are killed by run and variant alone, and those of other variants live on."""
    box, other = ground.start("v0007"), ground.start("v0008")
    expect_same(ground.sandbox.kill(ground.run, "v0007"), [box.id])
    with expect_error(BoxGoneError):
        box.exec(["true"], timeout=5)
    expect_same(ground.works(other), "still here")
    expect_same(ground.sandbox.kill(ground.run, "v0007"), [])


def kill_by_run(ground: Ground) -> None:
    """All boxes of a run are killed by its name alone; afterwards there are none."""
    with Ground(ground.sandbox) as mine:
        boxes = {mine.start("v0001").id, mine.start("v0002").id}
        expect_same(ground.works(), "still here")
        expect_same(set(mine.sandbox.kill(mine.run)), boxes)
        expect_same(mine.sandbox.kill(mine.run), [])
    expect_same(ground.works(), "still here")


def deadline_ends_a_box(ground: Ground) -> None:
    """A box ends by itself at its deadline, whatever runs in it."""
    box = ground.start(deadline_seconds=1.5)
    began = time.monotonic()
    with expect_error(BoxGoneError):
        box.exec(["sleep", "98774"], timeout=60)
    expect(time.monotonic() - began < 2 * SOON, time.monotonic() - began)


def deadline_holds_in_a_flood(ground: Ground) -> None:
    """A flood of dying processes does not hold the deadline up, and is no lack of memory."""
    box = ground.start(deadline_seconds=3, cpus=0.5)
    began = time.monotonic()
    try:
        box.exec(["python3", "-c", _FLOOD], timeout=60)
        expect(False, "the flood ended by itself")
    except BoxGoneError as error:
        expect(not error.out_of_memory, str(error))
    expect(time.monotonic() - began < 3 + 3 * SOON, time.monotonic() - began)


_FLOOD = """
import os
os.setsid()
while True:
    try:
        if os.fork() == 0:
            if os.fork() == 0:
                os._exit(0)
            os._exit(0)
        os.waitpid(-1, os.WNOHANG)
        os.kill(1, 17)
    except OSError:
        pass
"""


def signals_end_no_box(ground: Ground) -> None:
    """No signal from inside ends the box, stops it, or stops its clock."""
    for script in (
        "kill -9 -1",
        f"for s in {_SIGNALS}; do kill -$s 1; done",
        "kill -STOP -1; kill -STOP $$",
    ):
        ground.box.exec(["sh", "-c", script], timeout=0.7)
        expect_same(ground.works(), "still here")


_SIGNALS = "TERM INT HUP QUIT KILL STOP ABRT SEGV USR1 CHLD XCPU"


def a_killing_spree_ends_no_box(ground: Ground) -> None:
    """A daemon that kills all it can, for seconds, ends no box."""
    box = ground.start()
    done = box.exec(["python3", "-c", _DAEMON + _SPREE], timeout=20)
    expect(done.exit_code in {0, 137, 143}, done)
    expect(_recovers(ground, box), "the box takes no commands")


_DAEMON = """
import os, signal, time
if os.fork():
    os._exit(0)
os.setsid()
null = os.open("/dev/null", os.O_RDWR)
for number in range(3):
    os.dup2(null, number)
"""
_SPREE = """
until = time.monotonic() + 1.5
while time.monotonic() < until:
    for number in (9, 15, 2, 19):
        os.kill(1, number)
        try:
            os.kill(-1, number)
        except ProcessLookupError:
            pass
"""


def taking_every_process_ends_no_box(ground: Ground) -> None:
    """Code that takes every process and waits cannot keep the host out of its box."""
    _hogged(ground, _FILLER)


def a_fork_bomb_ends_no_box(ground: Ground) -> None:
    """A fork bomb cannot keep the host out of its box."""
    _hogged(ground, _BOMB)


_FILLER = """
while True:
    try:
        if os.fork() == 0:
            signal.pause()
    except OSError:
        time.sleep(0.001)
"""
_BOMB = """
while True:
    try:
        os.fork()
    except OSError:
        pass
"""


def _hogged(ground: Ground, hog: str) -> None:
    box = ground.start(cpus=0.5)
    box.exec(["python3", "-c", _DAEMON + hog], timeout=10)
    time.sleep(0.7)
    expect(_recovers(ground, box), "the box takes no commands")
    expect_same(set(box.get("/workspace")), set())


def a_bomb_out_of_time_ends(ground: Ground) -> None:
    """A fork bomb that outlasts its time is ended, and its box can be read."""
    box = ground.start(cpus=0.5)
    bomb = "import os, signal\nsignal.signal(15, signal.SIG_IGN)\nos.setsid()\n" + _BOMB
    done = box.exec(["python3", "-c", bomb], timeout=0.5)
    expect_same((done.exit_code, done.timed_out), (124, True))
    expect(_recovers(ground, box), "the box takes no commands")
    expect_same(set(box.get("/workspace")), set())


def code_answers_for_its_box(ground: Ground) -> None:
    """Where code in a box can end its box at all, that is told apart from a fault of the host."""
    for hog in (_DAEMON + _BOMB, "x = [bytearray(1 << 28) for _ in range(9)]"):
        box = ground.start()
        try:
            box.exec(["python3", "-c", hog], timeout=15)
            ground.works(box)
            box.get("/workspace")
        except BoxGoneError as error:
            expect(error.out_of_memory, str(error))
        except TreeRejectedError as error:
            expect("its processes" in error.message, error.message)


def a_busy_box_dies_at_once(ground: Ground) -> None:
    """A box full of fork bombs is killed at once, and nothing of it is left."""
    box = ground.start("busy", cpus=0.5)
    box.exec(["python3", "-c", _DAEMON + _BOMB], timeout=10)
    began = time.monotonic()
    box.kill()
    expect(time.monotonic() - began < SOON, time.monotonic() - began)
    expect_same(ground.sandbox.kill(ground.run, "busy"), [])


def _recovers(ground: Ground, box: Box) -> bool:
    until = time.monotonic() + PATIENCE
    while ground.works(box) != "still here":
        if time.monotonic() > until:
            return False
    return True


CHECKS = checks(
    "kill",
    kill_ends_a_command,
    kill_wakes_a_reader,
    kill_wakes_a_writer,
    killed_is_killed,
    kill_by_variant,
    kill_by_run,
    deadline_ends_a_box,
    deadline_holds_in_a_flood,
    signals_end_no_box,
    a_killing_spree_ends_no_box,
    taking_every_process_ends_no_box,
    a_fork_bomb_ends_no_box,
    a_bomb_out_of_time_ends,
    code_answers_for_its_box,
    a_busy_box_dies_at_once,
)
