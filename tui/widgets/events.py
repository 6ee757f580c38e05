"""The fourth tab: what the ledger recorded, newest at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.details import Detail, LogLine
from tui.format import clock
from tui.text import line, lines, plain


class EventsView(VerticalScroll):
    """The newest events of a node; it stays at the end until the operator scrolls up."""

    HELP = "What was recorded, oldest first."

    def __init__(self) -> None:
        super().__init__()
        self._events: Sequence[LogLine] | None = None

    def compose(self) -> ComposeResult:
        """Make the one block of lines."""
        yield Static(plain(""), id="log-lines")

    def show(self, detail: Detail) -> None:
        """Show a node's events, oldest first, unless they are there already."""
        events = detail.log
        if events == self._events:
            return
        self._events = events
        at_end = self.scroll_offset.y >= self.max_scroll_y
        self.query_one("#log-lines", Static).update(log_text(events))
        if at_end:
            self.call_after_refresh(self.scroll_end, animate=False)


def log_text(events: Sequence[LogLine]) -> Text:
    """Return a line for each event: time, kind and what it says."""
    if not events:
        return plain("Nothing is recorded yet.", style="dim")
    return lines(
        line((clock(event.at), "dim"), (event.kind.replace("_", " "), "bold"), event.text)
        for event in events
    )
