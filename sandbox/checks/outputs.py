"""Output is kept within bounds, and what was dropped is counted."""

from __future__ import annotations

from sandbox.checks.ground import Ground
from sandbox.checks.model import checks, expect, expect_same


def head_and_tail(ground: Ground) -> None:
    """Of too much output the beginning and the end are kept, and the rest is counted."""
    done = ground.box.exec(["seq", "1", "200000"], timeout=30, output_limit=1000)
    expect_same(len(done.stdout), 1000)
    expect(done.stdout.startswith(b"1\n2\n"), done.stdout[:20])
    expect(done.stdout.endswith(b"199999\n200000\n"), done.stdout[-20:])
    expect_same(done.dropped + 1000, sum(len(str(n)) + 1 for n in range(1, 200_001)))


def each_stream_has_its_bound(ground: Ground) -> None:
    """The bound holds for each stream, and what both dropped is counted together."""
    script = "head -c 3000 /dev/zero; head -c 5000 /dev/zero >&2"
    done = ground.box.exec(["sh", "-c", script], timeout=20, output_limit=1000)
    expect_same((len(done.stdout), len(done.stderr), done.dropped), (1000, 1000, 6000))


def little_is_kept_whole(ground: Ground) -> None:
    """Output within the bound is kept whole, and nothing counts as dropped."""
    done = ground.box.exec(["head", "-c", "1000", "/dev/zero"], timeout=20, output_limit=1000)
    expect_same((done.stdout, done.dropped), (bytes(1000), 0))


def gigabytes_are_given_up(ground: Ground) -> None:
    """A command that prints without end is ended soon, and says so."""
    for to in ("", " >&2"):
        argv = ["sh", "-c", f"exec head -c 3000000000 /dev/zero{to}"]
        done = ground.box.exec(argv, timeout=60, output_limit=1000)
        expect_same((done.exit_code, done.timed_out), (137, False))
        expect(b"more than 64 MiB of output" in done.stderr, done.stderr[-100:])
        expect(done.dropped < 80 << 20, done.dropped)
        expect(done.seconds < 30, done.seconds)
        expect_same(ground.works(), "still here")


def a_slow_reader_does_no_harm(ground: Ground) -> None:
    """Output of a stream that nobody reads waits in the box, not on the host."""
    stream = ground.box.stream(["sh", "-c", "head -c 30000000 /dev/zero; echo end"])
    expect_same(ground.works(), "still here")
    got = 0
    while chunk := stream.read(1 << 20):
        got += len(chunk)
    stream.close()
    expect_same(got, 30_000_004)


CHECKS = checks(
    "output",
    head_and_tail,
    each_stream_has_its_bound,
    little_is_kept_whole,
    gigabytes_are_given_up,
    a_slow_reader_does_no_harm,
)
