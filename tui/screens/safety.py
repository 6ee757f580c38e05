"""What should be looked at: alerts, quarantines, halts, spent budgets, attempts on the wall."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import DataTable

from common.errors import ArboretumError
from evolution.incidents import Incident
from tui.client import RunClient
from tui.halting import HaltingRoom
from tui.keys import key
from tui.late import bring
from tui.room import Visit
from tui.screens.ask import Ask
from tui.text import tell
from tui.widgets.incidents import IncidentsView


class SafetyScreen(HaltingRoom):
    """The run's incidents, newest first; those with a note are left out until asked for."""

    ROOM = "safety"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "app.go('family')", "Family", "Go back to the family tree."),
        key("enter", "look", "Variant", "Look at the variant it is about."),
        key("a", "acknowledge", "Acknowledge", "Say what you found; it is kept with your name."),
        key("u", "release", "Release", "End the quarantine of this variant; asks why."),
        key("h", "hide", "Hide known", "Leave out what has a note, or show it again."),
    ]

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._incidents: list[Incident] = []
        self._seen: tuple[object, ...] = ()
        self._hides = True

    @property
    def target(self) -> str | None:
        """What ``x`` and ``X`` halt: the variant of the incident under the cursor."""
        chosen = self.chosen
        return chosen.variant or None if chosen is not None else None

    @property
    def chosen(self) -> Incident | None:
        """The incident under the cursor."""
        number = self.query_one(IncidentsView).chosen
        return next((one for one in self._incidents if one.number == number), None)

    def body(self) -> list[Widget]:
        """Return the incidents."""
        return [IncidentsView()]

    def refresh_now(self, *, force: bool = False) -> None:
        """Read the incidents, unless nothing happened."""
        self._look(force)

    @work(thread=True, exclusive=True, group="safety")
    def _look(self, force: bool) -> None:
        def look(client: RunClient) -> Callable[[], None] | None:
            seen = client.now()
            if seen == self._seen and not force:
                return None
            incidents = client.incidents()
            return lambda: self._show(incidents, seen)

        self.read(look)

    def _show(self, incidents: list[Incident], seen: tuple[object, ...]) -> None:
        self._incidents, self._seen = incidents, seen
        self.query_one(IncidentsView).show(incidents, hides=self._hides)
        self.refresh_bindings()

    def on_incidents_view_moved(self) -> None:
        """Offer the keys that fit the row."""
        self.refresh_bindings()

    def on_data_table_row_selected(self, _event: DataTable.RowSelected) -> None:
        """Go to the variant with Enter or a second click."""
        self.action_look()

    def action_look(self) -> None:
        """Look at the variant it is about."""
        if self.target is not None:
            self.visit.chosen = self.target
            self.app.call_later(self.app.run_action, "app.go('variant')")

    def action_hide(self) -> None:
        """Leave out what has a note, or show it again."""
        self._hides = not self._hides
        self.query_one(IncidentsView).show(self._incidents, hides=self._hides)

    def action_acknowledge(self) -> None:
        """Ask what was found and write it down."""
        chosen = self.chosen
        if chosen is not None:
            asked = f"What did you find? ({chosen.kind} of {chosen.variant or 'the run'})"
            ask = Ask(asked, "", "Kept for good with your name.", _not_empty)
            self.app.push_screen(ask, lambda note: self._acknowledged(chosen, note))

    def action_release(self) -> None:
        """Ask why and end a quarantine."""
        chosen = self.chosen
        if chosen is not None and chosen.holds:
            ask = Ask(f"Why may {chosen.variant} go on?", "", "Kept in the ledger.", _not_empty)
            self.app.push_screen(ask, lambda reason: self._released(chosen, reason))

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Say which keys can do something now; Textual shows the others as off."""
        chosen = self.chosen if self.is_mounted else None
        if action == "release":
            return (chosen is not None and chosen.holds) or None
        if action in {"halt_variant", "halt_clade", "look"}:
            return (chosen is not None and bool(chosen.variant)) or None
        return True if action != "acknowledge" else chosen is not None or None

    def _acknowledged(self, chosen: Incident, note: str | None) -> None:
        if note:
            self._do(lambda: self.visit.open().acknowledge([chosen.number], note))

    def _released(self, chosen: Incident, reason: str | None) -> None:
        if reason:
            self._do(lambda: self.visit.open().release(chosen.variant, reason))

    @work(thread=True, group="note")
    def _do(self, deed: Callable[[], str]) -> None:
        try:
            said = deed()
        except ArboretumError as error:
            self.app.call_from_thread(tell, self.app, error.message, failed=True)
        else:
            self.app.call_from_thread(tell, self.app, said)
            bring(self, lambda: self._look(force=True))


def _not_empty(text: str) -> str:
    return "" if text.strip() else "Write a few words; they are kept."
