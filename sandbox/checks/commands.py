"""Commands run as asked for, and tell how they ended."""

from __future__ import annotations

from sandbox.checks.ground import Ground, wait_for
from sandbox.checks.model import checks, expect, expect_same


def tools_are_there(ground: Ground) -> None:
    """The tools that tasks and agents count on are there."""
    tools = "python3 python bash timeout sleep tar grep sed find diff"
    expect_same(ground.sh(f"for t in {tools}; do type $t >/dev/null || echo $t; done"), "")


def folders_can_be_listed(ground: Ground) -> None:
    """The usual tools list a folder and look at a file that is named to them."""
    found = ground.sh("mkdir -p /tmp/l && touch /tmp/l/file && ls /tmp/l && stat -c %s /tmp/l/file")
    expect_same(found, "file\n0\n")


def own_programs_run(ground: Ground) -> None:
    """A program written into the work folder can be run."""
    script = "cd /workspace; printf '#!/bin/sh\necho ran' > run; chmod +x run; ./run; rm run"
    expect_same(ground.sh(script), "ran\n")


def exit_codes(ground: Ground) -> None:
    """A command's own exit code comes back, whichever it is."""
    for code in (0, 1, 7, 123, 255):
        done = ground.box.exec(["sh", "-c", f"exit {code}"], timeout=20)
        expect_same((done.exit_code, done.timed_out, done.dropped), (code, False, 0))


def signals_as_codes(ground: Ground) -> None:
    """A command that a signal ended has 128 and the signal's number as its exit code."""
    for number in (9, 15):
        done = ground.box.exec(["sh", "-c", f"kill -{number} $$"], timeout=20)
        expect_same((done.exit_code, done.timed_out), (128 + number, False))


def missing_programs(ground: Ground) -> None:
    """A program that is not there is exit code 127, not an error of the machinery."""
    expect_same(ground.box.exec(["no-such-program"], timeout=20).exit_code, 127)


def streams_apart(ground: Ground) -> None:
    """The two output streams come back apart."""
    done = ground.box.exec(["sh", "-c", "echo out; echo err >&2; exit 7"], timeout=20)
    expect_same((done.exit_code, done.stdout, done.stderr), (7, b"out\n", b"err\n"))


def output_can_be_reopened(ground: Ground) -> None:
    """A command can open /dev/stdout and /dev/stderr, as shell scripts do."""
    done = ground.box.exec(["sh", "-c", "echo a > /dev/stdout; echo b > /dev/stderr"], timeout=20)
    expect_same((done.stdout, done.stderr), (b"a\n", b"b\n"))


def every_byte(ground: Ground) -> None:
    """Input and output are bytes: none is changed, five megabytes each way."""
    data = bytes(range(256)) * 20_000
    done = ground.box.exec(["cat"], timeout=30, stdin=data, output_limit=len(data))
    expect(done.stdout == data, f"{len(done.stdout)} bytes, not the same")


def unread_input(ground: Ground) -> None:
    """Input that nobody reads does no harm."""
    done = ground.box.exec(["true"], timeout=20, stdin=bytes(5 << 20))
    expect_same((done.exit_code, done.timed_out), (0, False))


def input_ends(ground: Ground) -> None:
    """A command that reads its input to the end finds the end, with input or without."""
    for data in (b"three words here", b""):
        done = ground.box.exec(["wc", "-c"], timeout=20, stdin=data)
        expect_same((done.stdout.strip(), done.timed_out), (str(len(data)).encode(), False))


def arguments_are_literal(ground: Ground) -> None:
    """Arguments reach the program as they are: no shell reads them."""
    words = ["$HOME", "a b", "*", "'", "\\n", "", "-n"]
    code = "import sys; print(ascii(sys.argv[1:]))"
    done = ground.box.exec(["python3", "-c", code, *words], timeout=20)
    expect_same(done.stdout.decode().strip(), ascii(words))


def long_arguments(ground: Ground) -> None:
    """An argument of a hundred kilobytes reaches the program."""
    done = ground.box.exec(["printf", "%s", "x" * 100_000], timeout=20)
    expect_same(len(done.stdout), 100_000)


def environment(ground: Ground) -> None:
    """A command has the variables it is given, and those of the next have not stayed."""
    done = ground.box.exec(["printenv", "WORD"], timeout=20, env={"WORD": "x y=\n"})
    expect_same(done.stdout, b"x y=\n\n")
    expect_same(ground.box.exec(["printenv", "WORD"], timeout=20).exit_code, 1)


def working_folder(ground: Ground) -> None:
    """A command starts in the work folder, or in the folder it is given."""
    expect_same(ground.box.exec(["pwd"], timeout=20).stdout, b"/workspace\n")
    expect_same(ground.box.exec(["pwd"], timeout=20, cwd="/opt").stdout, b"/opt\n")


def own_work_folder(ground: Ground) -> None:
    """A box can have its work folder elsewhere, with folders above it that are missing."""
    box = ground.start(workdir="/app/src")
    expect_same(ground.sh("pwd; touch here && ls", box), "/app/src\nhere\n")


def files_stay(ground: Ground) -> None:
    """What one command writes the next can read, and what it leaves running goes on."""
    ground.sh("(while sleep 0.1; do date +%N > /tmp/tick; done) >/dev/null 2>&1 &")
    first = ground.sh("until grep . /tmp/tick; do sleep 0.1; done 2>/dev/null")
    expect(wait_for(lambda: ground.sh("cat /tmp/tick") not in {"", first}), first)
    ground.sh("kill -9 -1")


def the_dead_are_reaped(ground: Ground) -> None:
    """Processes that nobody waits for leave no zombies."""
    orphans = (
        "import os\nfor n in range(150):\n if os.fork() == 0: os.fork(); os._exit(0)\n os.wait()\n"
    )
    expect_same(ground.python(orphans), "")
    zombies = "grep -l 'State:.Z' /proc/[0-9]*/status 2>/dev/null; true"
    expect(wait_for(lambda: ground.sh(zombies) == ""), ground.sh(zombies))


def stream_is_duplex(ground: Ground) -> None:
    """A stream carries bytes both ways while the command runs, and ends with it."""
    stream = ground.box.stream(["python3", "-c", _ECHO])
    for word in (b"one\n", b"two\n"):
        stream.write(word)
        got = b""
        while not got.endswith(b"\n"):
            got += stream.read(100)
        expect_same(got, word.upper())
    stream.write(b"\n")
    expect_same(stream.read(100), b"")
    stream.close()
    stream.close()


_ECHO = """
import sys
print("noise", file=sys.stderr, flush=True)
while (word := sys.stdin.readline().strip()):
    print(word.upper(), flush=True)
"""


def stream_has_environment(ground: Ground) -> None:
    """The command of a stream has the variables it is given."""
    stream = ground.box.stream(["sh", "-c", "echo $WORD"], env={"WORD": "given"})
    got = b""
    while chunk := stream.read(3):
        got += chunk
    stream.close()
    expect_same(got, b"given\n")


CHECKS = checks(
    "exec",
    tools_are_there,
    folders_can_be_listed,
    own_programs_run,
    exit_codes,
    signals_as_codes,
    missing_programs,
    streams_apart,
    output_can_be_reopened,
    every_byte,
    unread_input,
    input_ends,
    arguments_are_literal,
    long_arguments,
    environment,
    working_folder,
    own_work_folder,
    files_stay,
    the_dead_are_reaped,
    stream_is_duplex,
    stream_has_environment,
)
