"""A command out of time ends, with everything it started."""

from __future__ import annotations

from sandbox.api import ExecResult
from sandbox.checks.ground import Ground
from sandbox.checks.model import checks, expect, expect_same


def timeout_is_told(ground: Ground) -> None:
    """A command out of time is ended and told apart: exit code 124, timed out."""
    done = _late(ground, "echo begun; sleep 98761")
    expect(0.5 <= done.seconds < 10, done.seconds)
    expect_same(done.stdout, b"begun\n")


def timeout_ends_the_group(ground: Ground) -> None:
    """Children and grandchildren of a command out of time end with it."""
    _late(ground, "(sleep 98762; echo) & (sleep 98762 & sleep 98762); sleep 98762")
    _none_left(ground, "9876[2]")


def timeout_ends_the_stubborn(ground: Ground) -> None:
    """A command that ignores the polite signal ends all the same."""
    _late(ground, "trap '' TERM INT HUP; sleep 98763; sleep 98763")
    _none_left(ground, "9876[3]")


def timeout_ends_who_left_the_group(ground: Ground) -> None:
    """A process that left the group and holds the output open ends too."""
    _late(ground, "setsid sleep 98764 & exec sleep 98764")
    _none_left(ground, "9876[4]")


def the_host_has_a_clock_too(ground: Ground) -> None:
    """Stopping the clock inside the box does not stop the host's."""
    done = _late(ground, "kill -STOP $PPID; sleep 98765")
    expect(done.seconds < 20, done.seconds)
    _none_left(ground, "9876[5]")


def own_124_is_no_timeout(ground: Ground) -> None:
    """A command that ends with 124 by itself and in time has not timed out."""
    done = ground.box.exec(["sh", "-c", "exit 124"], timeout=20)
    expect_same((done.exit_code, done.timed_out), (124, False))


def in_time_is_left_alone(ground: Ground) -> None:
    """A command that needs most of its time gets it."""
    done = ground.box.exec(["sh", "-c", "sleep 0.5; echo done"], timeout=20)
    expect_same((done.exit_code, done.stdout), (0, b"done\n"))
    expect(done.seconds >= 0.5, done.seconds)


def box_outlives_a_timeout(ground: Ground) -> None:
    """After a time-out the box takes commands, and its files are there."""
    _late(ground, "echo kept > /workspace/kept; sleep 98766")
    expect_same(ground.sh("cat /workspace/kept"), "kept\n")


def _late(ground: Ground, script: str) -> ExecResult:
    done = ground.box.exec(["sh", "-c", script], timeout=0.5)
    expect_same((done.exit_code, done.timed_out), (124, True))
    return done


def _none_left(ground: Ground, pattern: str) -> None:
    expect_same(ground.sh(f"grep -als {pattern} /proc/*/cmdline; true"), "")


CHECKS = checks(
    "time-outs",
    timeout_is_told,
    timeout_ends_the_group,
    timeout_ends_the_stubborn,
    timeout_ends_who_left_the_group,
    the_host_has_a_clock_too,
    own_124_is_no_timeout,
    in_time_is_left_alone,
    box_outlives_a_timeout,
)
