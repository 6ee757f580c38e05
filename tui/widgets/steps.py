"""The transcript: a row for each step, and the chosen step below with its tool calls folded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical, VerticalScroll
from textual.widgets import DataTable, Static

from evolution.trajectory import Call, Step
from tui.format import count
from tui.keys import key
from tui.states import BUSY, GOOD
from tui.text import block, line, lines, plain
from tui.widgets.table import KeyedTable, Row

_COLUMNS = ("Step", "Who", "Says", "Calls", "Tokens")
_WHO = {"agent": GOOD, "user": BUSY}


class StepsView(Vertical):
    """What a variant did, one piece of work at a time."""

    HELP = (
        "One transcript, a row for each step. Space unfolds the tool calls of the chosen step; "
        ", and . go to the other transcripts."
    )
    DEFAULT_CSS = """
    StepsView > Static { height: 1; color: $text-muted; }
    StepsView > KeyedTable { height: 2fr; }
    StepsView > VerticalScroll { height: 3fr; border-top: solid $surface-lighten-2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("space", "unfold", "Unfold", "Unfold the tool calls of a step, or fold them."),
    ]

    def __init__(self) -> None:
        super().__init__()
        self._steps: dict[str, Step] = {}
        self._unfolded = False

    def compose(self) -> ComposeResult:
        """Make the title, the table of steps and the chosen step."""
        yield Static(plain(""), id="steps-title")
        yield KeyedTable(_COLUMNS, id="steps-table")
        with VerticalScroll(can_focus=True):
            yield Static(plain(""), id="step-text")

    def show(self, title: str, steps: Sequence[Step]) -> None:
        """Show a transcript; where it is the one that was shown, the cursor stays."""
        self._steps = {str(step.number): step for step in steps}
        self.query_one("#steps-title", Static).update(plain(title))
        self.query_one(KeyedTable).bring({name: _row(step) for name, step in self._steps.items()})
        self._show_step()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Show the step the cursor came to, folded."""
        event.stop()
        self._unfolded = False
        self._show_step()

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Unfold with Enter or a click."""
        event.stop()
        self.action_unfold()

    def action_unfold(self) -> None:
        """Unfold the tool calls of the chosen step, or fold them."""
        self._unfolded = not self._unfolded
        self._show_step()

    def _show_step(self) -> None:
        step = self._steps.get(self.query_one(KeyedTable).chosen or "")
        text = plain("No model was asked here.", style="dim")
        if step is not None:
            text = step_text(step, unfolded=self._unfolded)
        self.query_one("#step-text", Static).update(lines([text]))


def step_text(step: Step, *, unfolded: bool) -> Text:
    """Return a step: its words, and a line for each call or all of it."""
    parts: list[Text] = [block(step.text)] if step.text.strip() else []
    for call in step.calls:
        parts += _unfolded(call) if unfolded else [_folded(call)]
    return lines(parts)


def _folded(call: Call) -> Text:
    told = count(len(call.output.splitlines()), "line")
    return line(("▶", "dim"), (call.name, "bold"), call.arguments, (f"→ {told}", "dim"), limit=160)


def _unfolded(call: Call) -> list[Text]:
    return [
        line(("▼", "dim"), (call.name, "bold")),
        block(call.arguments, limit=8000),
        plain("→", style="dim"),
        block(call.output),
    ]


def _row(step: Step) -> Row:
    says = step.text.strip() or "; ".join(f"{one.name} {one.arguments}" for one in step.calls)
    return (
        plain(step.number),
        plain(step.source, style=_WHO.get(step.source, "dim")),
        plain(says[:300], limit=70),
        plain(len(step.calls) or ""),
        plain(f"{step.prompt_tokens:,} + {step.completion_tokens:,}" if step.prompt_tokens else ""),
    )
