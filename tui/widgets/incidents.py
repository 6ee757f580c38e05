"""The incidents of a run as a table, the chosen one in full below."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.message import Message
from textual.widgets import DataTable, Static

from evolution.incidents import Incident
from tui.format import clock, count
from tui.states import BAD, BUSY, GOOD, ODD
from tui.text import block, line, lines, plain
from tui.widgets.table import KeyedTable, Row

_COLUMNS = ("No", "When", "What", "Variant", "Told", "Note")
_WORDS = {
    "alert": ("! alert", BUSY),
    "quarantine": ("⚠ quarantine", ODD),
    "halt": ("■ halt", BAD),
    "budget": ("$ budget", BUSY),
    "violation": ("✗ violation", BAD),
}


class IncidentsView(Vertical):
    """A line of totals, the table and the chosen incident."""

    HELP = (
        "What should be looked at: alerts and halts of the overseer, quarantines, spent "
        "budgets, and attempts on the wall. The chosen one stands in full below."
    )
    DEFAULT_CSS = """
    IncidentsView > Static { height: 1; padding: 0 1; color: $text-muted; }
    IncidentsView > KeyedTable { height: 2fr; margin: 0 1; }
    IncidentsView > VerticalScroll { height: 1fr; border-top: solid $surface-lighten-2;
        padding: 0 1; }
    """

    class Moved(Message):
        """The cursor came to another incident."""

    def __init__(self) -> None:
        super().__init__()
        self._incidents: dict[str, Incident] = {}

    @property
    def chosen(self) -> int | None:
        """The number of the incident under the cursor."""
        chosen = self.query_one(KeyedTable).chosen
        return int(chosen) if chosen is not None else None

    def compose(self) -> ComposeResult:
        """Make the three parts."""
        yield Static(plain(""), id="incidents-totals")
        yield KeyedTable(_COLUMNS, id="incidents")
        with VerticalScroll(can_focus=False):
            yield Static(plain(""), id="incident")

    def on_mount(self) -> None:
        """Put the keys where the rows are."""
        self.query_one(KeyedTable).focus()

    def show(self, incidents: Sequence[Incident], *, hides: bool) -> None:
        """Show incidents; with ``hides``, only those that nobody has noted and that still hold."""
        known = [one for one in incidents if one.note is not None and not one.holds]
        shown = [one for one in incidents if not hides or one not in known]
        self._incidents = {str(one.number): one for one in shown}
        rows = {number: _row(one) for number, one in self._incidents.items()}
        self.query_one(KeyedTable).bring(rows)
        hidden = len(known) if hides else 0
        self.query_one("#incidents-totals", Static).update(totals_text(incidents, hidden))
        self._show_chosen()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Show the incident the cursor came to."""
        event.stop()
        self._show_chosen()
        self.post_message(self.Moved())

    def _show_chosen(self) -> None:
        one = self._incidents.get(self.query_one(KeyedTable).chosen or "")
        text = plain("Nothing to look at.", style="dim") if one is None else incident_text(one)
        self.query_one("#incident", Static).update(lines([text]))


def totals_text(incidents: Sequence[Incident], hidden: int) -> Text:
    """Return how many incidents there are of each kind, and how many are left out."""
    counts = [(kind, sum(one.kind == kind for one in incidents)) for kind in _WORDS]
    held = sum(one.holds for one in incidents)
    return line(
        *(count(number, kind) for kind, number in counts if number),
        (f"{held} in quarantine now", ODD) if held else "",
        (f"{hidden} acknowledged, left out (h shows them)", "dim") if hidden else "",
        sep="  ",
    )


def incident_text(one: Incident) -> Text:
    """Return an incident in full, with the note on it."""
    word, style = _WORDS[one.kind]
    parts = [line((word, style), (one.variant, "bold"), clock(one.at)), block(one.text, limit=4000)]
    if one.kind == "quarantine":
        held = "It holds: nothing runs of this variant." if one.holds else "It was ended."
        parts += [plain(held, style="dim")]
    if one.note is not None:
        by = line(("noted by", "dim"), one.note.operator, (clock(one.note.at), "dim"))
        parts += [by, block(one.note.note, style=GOOD)]
    return lines(parts)


def _row(one: Incident) -> Row:
    word, style = _WORDS[one.kind]
    return (
        plain(one.number),
        plain(clock(one.at)),
        plain(word + (" (holds)" if one.holds else ""), style=style),
        plain(one.variant or "the run"),
        plain(one.text, limit=60),
        plain(one.note.note if one.note is not None else "", limit=24, style=GOOD),
    )
