"""The third tab: each task with its outcome, beside the parent's."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from archive.records import Evaluation, Outcome
from tui.details import Detail, TaskRow
from tui.format import span
from tui.states import BAD, BUSY, GOOD, ODD
from tui.text import line, plain
from tui.widgets.table import KeyedTable

_COLUMNS = ("Task", "Split", "This", "Parent", "Change", "Agent ended", "Time")
_CHANGES = {"won": "▲ won", "lost": "▼ lost", "same": "= same", "": ""}
_STYLES = {"won": GOOD, "lost": BAD, "same": "dim", "": ""}


class TasksView(Vertical):
    """A line of totals above a table of tasks."""

    HELP = "Every task the variant ran on, beside how its parent did on it."
    DEFAULT_CSS = """
    TasksView > KeyedTable { height: 1fr; }
    TasksView > Static { height: 1; color: $text-muted; }
    """

    def compose(self) -> ComposeResult:
        """Make the line of totals and the table."""
        yield Static(plain(""), id="tasks-totals")
        yield KeyedTable(_COLUMNS, id="tasks-table")

    def show(self, detail: Detail) -> None:
        """Show a node's tasks; rows that stay are changed in place."""
        rows = {f"{row.task}\0{row.own.trial}": _cells(row) for row in detail.tasks}
        self.query_one(KeyedTable).bring(rows)
        self.query_one("#tasks-totals", Static).update(_totals(detail))


def outcome(evaluation: Evaluation | None) -> Text:
    """Return how an evaluation ended, glyph and word; a reward only where there is one."""
    if evaluation is None:
        return line(("-", "dim"))
    if evaluation.outcome is None:
        return line(("● running", BUSY))
    if evaluation.outcome is not Outcome.DONE or evaluation.reward is None:
        return line((f"? {evaluation.outcome.value}", ODD))
    if evaluation.reward >= 1.0:
        return line(("✓ solved", GOOD))
    if evaluation.reward <= 0.0:
        return line(("✗ failed", BAD))
    return line((f"~ {evaluation.reward:.2f}", BUSY))


def _cells(row: TaskRow) -> tuple[Text, ...]:
    return (
        plain(row.task, limit=40),
        plain(row.split, limit=10),
        outcome(row.own),
        outcome(row.parent),
        plain(_CHANGES[row.change], style=_STYLES[row.change]),
        plain(row.own.exit_status or row.own.reason, limit=24),
        plain(span(row.own.agent_seconds)),
    )


def _totals(detail: Detail) -> Text:
    won = sum(row.change == "won" for row in detail.tasks)
    lost = sum(row.change == "lost" for row in detail.tasks)
    if not detail.tasks:
        return line("No evaluations yet.")
    if detail.parent is None:
        return line(f"{len(detail.tasks)} tasks.")
    return line(f"{len(detail.tasks)} tasks; {won} won and {lost} lost against {detail.parent.id}.")
