"""What a box's rules see: one subject for each running box."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Iterator

from common.text import safe
from evolution.overseer.alerts import Reading
from evolution.overseer.signs import LIMITS, NETWORK, PROTECTED, is_launch
from sandbox.api import BoxSpec
from sandbox.usage import BoxUsage, Process

_IN_A_ROW = 3
_SUSTAINED = ("processes", "memory", "output")
_SHOWN = 80
OPEN_ROLES = frozenset({"solve", "expand"})
"""Roles in which a variant acts on its own; elsewhere commands are the host's or the verifier's."""


class BoxSubject:
    """A running box and what was seen of it before.

    Args:
        spec: What it was started for.
        started: ``time.monotonic()`` at its start.
    """

    def __init__(self, spec: BoxSpec, started: float) -> None:
        self.spec = spec
        self.last: BoxUsage | None = None
        self._started = started
        self._looked = started
        self._written: dict[int, int] = {}
        self._launched: set[int] = set()
        self._high: Counter[str] = Counter()

    @property
    def age(self) -> float:
        """Seconds since its start."""
        return time.monotonic() - self._started

    def readings(self, usage: BoxUsage, now: float) -> Iterator[Reading]:
        """Yield the value of every rule for which there is one.

        Args:
            usage: A look at the box.
            now: ``time.monotonic()``.
        """
        limits, age = self.spec.limits, now - self._started
        rate = self._output_rate(usage, now)
        self.last, self._looked = usage, now
        if usage.processes is not None:
            share = usage.processes / limits.pids
            yield Reading("processes", share, f"{usage.processes} of {limits.pids} processes")
        if usage.cpu_seconds is not None:
            said = f"{usage.cpu_seconds:.0f} s of computing in {age:.0f} s"
            yield Reading("cpu", usage.cpu_seconds, said)
        if usage.memory_bytes is not None:
            used = usage.memory_bytes >> 20
            share = usage.memory_bytes / (limits.memory_mb << 20)
            yield Reading("memory", share, f"{used} of {limits.memory_mb} MB of memory")
        if usage.disk_bytes is not None:
            held, room = usage.disk_bytes >> 20, limits.disk_mb
            share = usage.disk_bytes / (room << 20)
            yield Reading("disk", share, f"{held} MB of files where {room} MB were planned")
        if rate is not None:
            yield Reading("output", rate, f"{rate / 1e6:.0f} MB written a second")
        share, plan = age / limits.deadline_seconds, limits.deadline_seconds
        yield Reading("wall_time", share, f"runs for {age:.0f} s, its deadline was {plan:.0f} s")
        if self.spec.role in OPEN_ROLES:
            yield from self._commands(usage.running or ())

    def sustained(self, reading: Reading, fires: bool) -> bool:
        """Say whether a reading that fires has done so often enough to be told."""
        self._high[reading.rule] = self._high[reading.rule] + 1 if fires else 0
        needed = _IN_A_ROW if reading.rule in _SUSTAINED else 1
        return self._high[reading.rule] >= needed

    def _output_rate(self, usage: BoxUsage, now: float) -> float | None:
        """Return the bytes a second since the last look, of the processes alive at both."""
        known = [p for p in usage.running or () if p.written is not None]
        if usage.running is None or (usage.running and not known):
            return None
        before, self._written = self._written, {p.pid: p.written or 0 for p in known}
        more = sum(max(0, n - before[pid]) for pid, n in self._written.items() if pid in before)
        return more / max(now - self._looked, 0.1)

    def _commands(self, running: tuple[Process, ...]) -> Iterator[Reading]:
        self._launched |= {p.pid for p in running if is_launch(p.command)}
        count = len(self._launched)
        yield Reading("relaunch", count, f"its agent was started {count} times in one box")
        for process in running:
            yield from said_in(" ".join(process.command), "runs")


def said_in(command: str, verb: str) -> Iterator[Reading]:
    """Yield what a command's words give away."""
    for rule, pattern, what in _SIGNS:
        if found := pattern.search(command):
            shown = safe(command[max(0, found.start() - 20) :], limit=_SHOWN)
            yield Reading(rule, 1, f"{verb} a command that reaches for {what}: {shown}")


_SIGNS: tuple[tuple[str, re.Pattern[str], str], ...] = (
    ("network", NETWORK, "a network"),
    ("protected", PROTECTED, "what is not its own"),
    ("raise_limits", LIMITS, "its limits"),
)
