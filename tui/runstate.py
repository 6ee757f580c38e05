"""What state a run is in, told from the ledger's events and whether its engine lives."""

from __future__ import annotations

from archive.records import Event
from evolution.memory import Clock


class RunState:
    """A fold over events: give it each once, in order."""

    def __init__(self) -> None:
        self.seq = 0
        """The last event it has taken."""
        self.clock = Clock()
        self.halted: dict[str, str] = {}
        """From every halted id, children in the making too, to the reason."""
        self.alerts = 0
        """How often the overseer spoke."""
        self.alert = ""
        """What it said last; in part a variant's own words."""
        self._last = ""

    def take(self, event: Event) -> None:
        """Take the next event."""
        self.seq = event.seq
        self.clock.hear(event)
        if event.kind == "variant_halted" and event.variant is not None:
            self.halted[event.variant] = str(event.data.get("reason", ""))
        if event.kind == "alert":
            self.alerts += 1
            self.alert = f"{event.variant}: {event.data.get('line', '')}"
        if event.kind in {"engine_started", "final", "halt_run", "pause"}:
            self._last = event.kind

    def word(self, alive: bool) -> str:
        """Return a key of ``RUN_GLYPHS``; ``alive`` says whether an engine works on the run."""
        if alive:
            return "pausing" if self._last == "pause" else "running"
        words = {"": "new", "final": "finished", "halt_run": "halted", "pause": "paused"}
        return words.get(self._last, "stopped")
