"""The line on top of a run: what it is, what it does and what it has used."""

from __future__ import annotations

import time

from rich.text import Text
from textual.widgets import Static

from tui.format import count, money, span
from tui.snapshot import Snapshot
from tui.states import BUSY, ODD, RUN_GLYPHS
from tui.text import line, plain


class RunHeader(Static):
    """One line; it ticks by being shown the snapshot again."""

    DEFAULT_CSS = """
    RunHeader { height: 1; padding: 0 1; background: $panel; color: $foreground;
        text-wrap: nowrap; text-overflow: ellipsis; }
    """

    def __init__(self) -> None:
        super().__init__(plain("…"), id="run-header")
        self._told: Text | None = None

    def show(self, snapshot: Snapshot) -> None:
        """Show the run's totals as of now."""
        now = time.time()
        if (told := header_line(snapshot, now)) != self._told:
            self._told = told
            self.update(header_line(snapshot, now), layout=False)


def header_line(snapshot: Snapshot, now: float) -> Text:
    """Return the header of a run; ``now`` is in Unix seconds."""
    glyph, style = RUN_GLYPHS.get(snapshot.state, ("?", ""))
    more = now - snapshot.at if snapshot.state == "running" else 0.0
    return line(
        line((snapshot.run, "bold"), (f"{glyph} {snapshot.state}", style)),
        count(snapshot.variants, "variant"),
        count(snapshot.evaluations, "evaluation"),
        (f"{count(snapshot.boxes, 'box', 'boxes')} running", BUSY if snapshot.boxes else ""),
        (f"⚠ {count(snapshot.alerts, 'alert')}", ODD) if snapshot.alerts else "",
        money(snapshot.cost_usd) if snapshot.cost_usd else "",
        span(snapshot.seconds + more),
        sep="  ",
    )
