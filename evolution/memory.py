"""What the engine knows of its run: the ledger's rows, read again only when something happened."""

from __future__ import annotations

import time
from collections.abc import Iterable

from archive.ledger import Ledger
from archive.records import Evaluation, Event, Expansion, Variant
from evolution.scheduler import Situation
from evolution.staging import Tasks

_PAGE = 1000


def events_after(ledger: Ledger, seq: int) -> Iterable[Event]:
    """Yield all events after a number, page by page."""
    while page := ledger.events(after=seq, limit=_PAGE):
        yield from page
        seq = page[-1].seq


class Clock:
    """Adds up how long engines have worked on a run, from the events they left."""

    def __init__(self) -> None:
        self._total = 0.0
        self._began: float | None = None
        self._last = 0.0

    def hear(self, event: Event) -> None:
        """Take note of the next event."""
        if event.kind == "engine_started":
            self._close()
            self._began = event.at
        self._last = event.at
        if event.kind == "engine_stopped":
            self._close()

    def seconds(self, now: float | None = None) -> float:
        """Return the seconds worked; up to ``now`` where an engine works still."""
        if self._began is None:
            return self._total
        until = self._last if now is None else now
        return self._total + max(0.0, until - self._began)

    def _close(self) -> None:
        """End the stretch at the last event: an engine that was killed wrote no end."""
        if self._began is not None:
            self._total += max(0.0, self._last - self._began)
        self._began = None


class Memory:
    """A run's rows and its halted variants, as of the latest :meth:`refresh`."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.halted: set[str] = set()
        """Ids of halted variants, and of children halted before they were variants."""
        self.quarantined: dict[str, str] = {}
        """From the ids of quarantined variants, and of children to be, to the reason."""
        self.final: str | None = None
        """The variant that the latest ``final`` event names."""
        self.spent: dict[str, str] = {}
        """From a budget that refused a call to what it had too little of."""
        self.paused = False
        """Whether a pause was the last thing an operator wanted."""
        self.tasks: Tasks | None = None
        """The stages that the latest engine read from the benchmark."""
        self.clock = Clock()
        self.seq = 0
        """The newest event that was read."""
        self._variants: list[Variant] = []
        self._expansions: list[Expansion] = []
        self._evaluations: list[Evaluation] = []
        self.refresh()

    def refresh(self) -> bool:
        """Read what is new, other processes' halts too; return whether there was anything."""
        before = self.seq
        for event in events_after(self.ledger, self.seq):
            self.seq = event.seq
            self.clock.hear(event)
            if event.kind == "variant_halted" and event.variant is not None:
                self.halted.add(event.variant)
            elif event.kind == "budget_spent":
                self.spent[str(event.data.get("budget"))] = str(event.data.get("short_of"))
            elif event.kind == "variant_quarantined" and event.variant is not None:
                self.quarantined[event.variant] = str(event.data.get("reason", ""))
            elif event.kind == "variant_released" and event.variant is not None:
                self.quarantined.pop(event.variant, None)
            elif event.kind in {"pause", "engine_started"}:
                self.paused = event.kind == "pause"
                self._learn_tasks(event)
            elif event.kind == "final":
                self.final = str(event.data.get("best"))
        if self.seq == before:
            return False
        self._variants = self.ledger.variants()
        self._expansions = self.ledger.expansions()
        self._evaluations = self.ledger.evaluations()
        return True

    def _learn_tasks(self, event: Event) -> None:
        if told := event.data.get("tasks"):
            self.tasks = Tasks(**{part: tuple(names) for part, names in told.items()})

    def situation(self) -> Situation:
        """Return everything a decision rests on."""
        now = time.time()
        return Situation(
            variants=self._variants,
            expansions=self._expansions,
            evaluations=self._evaluations,
            now=now,
            searched=self.clock.seconds(now),
            spent=self.spent,
        )
