"""What state a run is in, told from the ledger's rare events and whether its engine lives."""

from __future__ import annotations

from archive.ledger import Ledger
from archive.records import Event
from evolution.memory import Clock

_KINDS = ("engine_started", "engine_stopped", "final", "halt_run", "pause", "alert")


class RunState:
    """A fold over the few events that tell it; the many others are not read."""

    def __init__(self) -> None:
        self.seq = 0
        """The newest event when it was last read."""
        self.clock = Clock()
        self.alerts = 0
        """How often the overseer spoke."""
        self.alert = ""
        """What it said last; in part a variant's own words."""
        self._last = ""

    def read(self, ledger: Ledger, until: int) -> None:
        """Take what is new up to the event ``until``."""
        for event in ledger.events_of(*_KINDS, after=self.seq):
            if event.seq > until:
                break
            if event.kind == "engine_started":
                # An engine that was killed wrote no end: it worked until the event before.
                self._hear(ledger, event.seq - 1)
            self._take(event)
        self._hear(ledger, until)
        self.seq = until

    def word(self, alive: bool) -> str:
        """Return a key of ``RUN_GLYPHS``; ``alive`` says whether an engine works on the run."""
        if alive:
            return "pausing" if self._last == "pause" else "running"
        words = {"": "new", "final": "finished", "halt_run": "halted", "pause": "paused"}
        return words.get(self._last, "stopped")

    def _hear(self, ledger: Ledger, seq: int) -> None:
        for event in ledger.events(after=seq - 1, limit=1):
            if event.kind not in _KINDS:
                self.clock.hear(event)

    def _take(self, event: Event) -> None:
        self.clock.hear(event)
        if event.kind == "alert":
            self.alerts += 1
            self.alert = f"{event.variant}: {event.data.get('line', '')}"
        elif event.kind != "engine_stopped":
            self._last = event.kind
