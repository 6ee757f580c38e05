"""The overseer's thread: looks at every running box and session, and acts on what fires."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from common.errors import ArboretumError, UsageError
from common.text import safe
from evolution.machinery import Machinery, Opened
from evolution.operator import host
from evolution.overseer.adviser import Adviser, Report
from evolution.overseer.alerts import Alert, Reading, judged
from evolution.overseer.boxes import BoxSubject
from evolution.overseer.config import OverseerConfig
from evolution.overseer.sessions import SessionSubject
from evolution.roster import Roster
from sandbox.usage import Meter

_ADVICE_SECONDS = 60.0
_LINE_CHARACTERS = 300
_log = logging.getLogger(__name__)

Halt = Callable[[str, str, str], None]
"""Halts a variant for a reason in an operator's name."""


class Notes(Protocol):
    """Where the overseer writes down what it says: a run's ledger."""

    def note(self, kind: str, **data: Any) -> int:
        """Record an alert."""
        ...

    def quarantine(self, variant: str, reason: str, operator: str) -> bool:
        """Record that a variant may do nothing until it is released."""
        ...


@dataclass(frozen=True)
class Powers:
    """What the overseer may do besides looking."""

    ledger: Notes
    answers_for: Callable[[str, str], str]
    """From a box's label and role to the variant whose code runs in it."""
    halt: Halt


class Overseer:
    """Watches one run from the host. Nothing it rests on can be written by a variant.

    Args:
        roster: The boxes.
        machinery: The sessions, and what stops work.
        meter: Tells what a box uses.
        config: Thresholds and actions.
        powers: What it may do.
        adviser: Asked now and then, where there is one; it can only advise.
    """

    def __init__(
        self,
        roster: Roster,
        machinery: Machinery,
        meter: Meter,
        config: OverseerConfig,
        powers: Powers,
        adviser: Adviser | None = None,
    ) -> None:
        self._roster = roster
        self._machinery = machinery
        self._meter = meter
        self._config = config
        self._powers = powers
        self._adviser = adviser
        self._boxes: dict[str, BoxSubject] = {}
        self._sessions: dict[Opened, SessionSubject] = {}
        self._opened: SimpleQueue[Opened] = SimpleQueue()
        machinery.tell_of_sessions(self._opened.put)
        self._due: dict[tuple[object, str], tuple[str, str, Alert]] = {}
        self._told: set[tuple[object, str]] = set()
        self._faults: set[tuple[object, str]] = set()
        self._done = threading.Event()
        self._advised = time.monotonic()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Watch in the background while the block runs."""
        threads = [threading.Thread(target=self._watch, name="overseer", daemon=True)]
        if self._adviser is not None:
            threads += [threading.Thread(target=self._consult, name="adviser", daemon=True)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._done.set()
            threads[0].join(10)

    def look(self) -> list[Alert]:
        """Look at everything once and act; return the alerts that are new and acted on."""
        now = time.monotonic()
        for look in (self._look_at_boxes, self._look_at_sessions):
            with self._spared("look"):
                look(now)
        return self._act()

    def _watch(self) -> None:
        while not self._done.wait(self._config.interval_seconds):
            self.look()
        # What came since the look before would be seen by nobody else.
        self.look()

    @contextmanager
    def _spared(self, what: str, subject: object = None) -> Iterator[None]:
        """Let a fault of one thing keep nothing else from being watched; it is told once."""
        try:
            yield
        except Exception as error:  # noqa: BLE001 - what one box does must not end the watch
            if (subject, what) not in self._faults:
                self._faults.add((subject, what))
                known = isinstance(error, ArboretumError)
                _log.warning("the overseer could not %s: %s", what, error, exc_info=not known)

    def _look_at_boxes(self, now: float) -> None:
        started = self._roster.boxes()
        for box in self._boxes.keys() - started.keys():
            del self._boxes[box]
        for box, (spec, at) in started.items():
            with self._spared("look at a box", box):
                subject = self._boxes.setdefault(box, BoxSubject(spec, at))
                usage = self._meter.usage(box)
                if usage is None:
                    self._roster.forget(box)
                    continue
                readings = list(subject.readings(usage, now))
                fired = self._judge(readings, subject.sustained)
                self._plan(box, spec.variant, spec.role, fired)

    def _look_at_sessions(self, now: float) -> None:
        with suppress(Empty):
            while opened := self._opened.get_nowait():
                self._sessions[opened] = SessionSubject(opened, now)
        for opened, subject in list(self._sessions.items()):
            # Asked before its record is read: what is written later is no look's any more.
            if closed := opened.closed.is_set():
                del self._sessions[opened]
            with self._spared("look at a session", opened):
                readings = subject.readings(now, last=closed)
                fired = self._judge(readings, lambda _, fires: fires)
                self._plan(opened, opened.variant, opened.role, fired)

    def _judge(
        self, readings: Iterable[Reading], sustained: Callable[[Reading, bool], bool]
    ) -> list[Alert]:
        alerts = [(one, judged(self._config, one)) for one in readings]
        return [alert for one, alert in alerts if sustained(one, alert is not None) and alert]

    def _plan(self, subject: object, label: str, role: str, alerts: Iterable[Alert]) -> None:
        """Take note of alerts to act on, each rule once for a box or a session."""
        for alert in alerts:
            key = (subject, alert.rule)
            if key not in self._told:
                line = safe(alert.line, limit=_LINE_CHARACTERS)
                self._due.setdefault(key, (label, role, Alert(alert.rule, alert.level, line)))

    def _act(self) -> list[Alert]:
        """Do what the alerts say and record them; what fails is due again with the next look."""
        acted = []
        for key, (label, role, alert) in list(self._due.items()):
            with self._spared(f"act on {alert.rule}", key):
                self._do(key[0], label, role, alert)
                self._told.add(key)
                del self._due[key]
                acted.append(alert)
        return acted

    def _do(self, subject: object, label: str, role: str, alert: Alert) -> None:
        guilty = self._powers.answers_for(label, role)
        reason, operator = f"{alert.rule}: {alert.line}", f"overseer@{host()}"
        if alert.level == "halt":
            self._powers.halt(guilty, reason, operator)
        elif alert.level == "quarantine":
            try:
                # A child that was refused meanwhile is there no more.
                with suppress(UsageError):
                    self._powers.ledger.quarantine(guilty, reason, operator)
            finally:
                # An expansion that has ended has given its label to the child.
                ended = isinstance(subject, Opened) and subject.closed.is_set()
                if guilty == label or not ended:
                    self._machinery.stop(label)
        self._note(guilty, label, role, alert)

    def _note(self, guilty: str, label: str, role: str, alert: Alert) -> None:
        where = f"{label} {role}".strip()
        self._powers.ledger.note(
            "alert",
            variant=guilty,
            rule=alert.rule,
            level=alert.level,
            box=where,
            line=alert.line,
        )

    def _consult(self) -> None:
        while not self._done.wait(_ADVICE_SECONDS):
            for box, subject in list(self._boxes.items()):
                if not self._done.is_set():
                    self.consult(box, subject)

    def consult(self, box: str, subject: BoxSubject) -> None:
        """Ask the adviser about one box and record what it says, as advice and nothing else."""
        if self._adviser is None:
            return
        spec = subject.spec
        with self._spared("ask the adviser", box):
            report = Report(spec.variant, spec.role, subject.age, subject.last)
            if line := safe(self._adviser.advise(report), limit=_LINE_CHARACTERS):
                guilty = self._powers.answers_for(spec.variant, spec.role)
                self._note(guilty, spec.variant, spec.role, Alert("adviser", "advice", line))
