"""Looks at the running boxes when somebody asks, and at no other time."""

from __future__ import annotations

import os
import threading
import time

from archive.records import Evaluation
from common.text import safe
from evolution.flight import Flight
from evolution.live.record import last_line, read_record
from evolution.live.rows import BoxRow, LiveView, Tail
from evolution.roster import Roster
from evolution.run import RunFolder, transcript_of
from sandbox.api import BoxSpec
from sandbox.usage import BoxUsage, Meter

_FRESH_SECONDS = 0.9
"""A view younger than this is given to whoever asks next."""
_LINE_CHARACTERS = 200


class Lookout:
    """Tells what runs; it takes no lock that the deciding thread holds for longer than a copy.

    Args:
        folder: The run.
        roster: Its boxes.
        meter: Tells what a box uses.
    """

    def __init__(self, folder: RunFolder, roster: Roster, meter: Meter) -> None:
        self._folder = folder
        self._roster = roster
        self._meter = meter
        self._lock = threading.Lock()
        self._view: LiveView | None = None
        self._computed: dict[str, tuple[float, float]] = {}

    def look(self) -> LiveView:
        """Return the running boxes, at most a second old."""
        with self._lock:
            if self._view is None or time.time() - self._view.at > _FRESH_SECONDS:
                self._view = self._look()
            return self._view

    def tail(self, box: str, position: int) -> Tail | None:
        """Return what the work of a box recorded after a place; ``None`` for an unknown box.

        Args:
            box: Its id; the variant where the work is between two boxes.
            position: As in :func:`evolution.live.record.read_record`.
        """
        flight = self._roster.flight_of(box) or next(
            (one for one in self._roster.flights() if one.label == box), None
        )
        if flight is None:
            return None
        return read_record(transcript_of(self._folder, flight.row), position)

    def _look(self) -> LiveView:
        now = time.monotonic()
        rows, busy = [], set()
        boxes = self._roster.boxes()
        for box, (spec, started) in boxes.items():
            usage = self._meter.usage(box)
            if usage is None:
                continue
            flight = self._roster.flight_of(box)
            busy.add(id(flight))
            rows.append(self._box_row(box, spec, now - started, usage, flight))
        rows += [self._row_between(one) for one in self._roster.flights() if id(one) not in busy]
        self._computed = {box: seen for box, seen in self._computed.items() if box in boxes}
        return LiveView(self._folder.name, os.getpid(), time.time(), tuple(rows))

    def _box_row(
        self, box: str, spec: BoxSpec, age: float, usage: BoxUsage, flight: Flight | None
    ) -> BoxRow:
        task, split = _task_of(flight)
        used = flight.usage if flight else None
        return BoxRow(
            box=box,
            variant=spec.variant,
            role=spec.role,
            task=task,
            split=split,
            elapsed=age,
            limit=spec.limits.deadline_seconds,
            calls=used.calls if used else 0,
            tokens=used.tokens if used else 0,
            cost_usd=used.cost_usd if used else 0.0,
            cpus=self._cpus(box, usage.cpu_seconds, age),
            memory_bytes=usage.memory_bytes,
            memory_limit=spec.limits.memory_mb << 20,
            processes=usage.processes,
            process_limit=spec.limits.pids,
            line=self._line(spec.role, usage, flight),
        )

    def _row_between(self, flight: Flight) -> BoxRow:
        task, split = _task_of(flight)
        used = flight.usage
        return BoxRow(
            box="",
            variant=flight.label,
            role="",
            task=task,
            split=split,
            elapsed=max(time.time() - flight.row.started, 0.0),
            limit=None,
            calls=used.calls,
            tokens=used.tokens,
            cost_usd=used.cost_usd,
            cpus=None,
            memory_bytes=None,
            memory_limit=None,
            processes=None,
            process_limit=None,
            line="",
        )

    def _cpus(self, box: str, seconds: float | None, age: float) -> float | None:
        """Return the processors kept busy since the last look, or since the box's start."""
        if seconds is None:
            return None
        before, then = self._computed.get(box, (0.0, 0.0))
        self._computed[box] = (seconds, age)
        return max(seconds - before, 0.0) / max(age - then, 0.1)

    def _line(self, role: str, usage: BoxUsage, flight: Flight | None) -> str:
        """Return what the model said last; in a box without a model, what runs there."""
        if flight is not None and role in {"solve", "expand"}:
            return last_line(transcript_of(self._folder, flight.row))[:_LINE_CHARACTERS]
        commands = [" ".join(process.command) for process in usage.running or ()]
        return safe(commands[-1], limit=_LINE_CHARACTERS) if commands else ""


def _task_of(flight: Flight | None) -> tuple[str, str]:
    if flight is None or not isinstance(flight.row, Evaluation):
        return "", ""
    return safe(flight.row.task, limit=80), flight.row.split
