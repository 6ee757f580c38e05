"""What an agent does while it is watched: its use, and a line for each thing it asked for."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from evolution.solve import Progress
from tui.states import BAD, BUSY
from tui.text import Part, line, lines

_SHOWN = 200


class ActionsView(VerticalScroll):
    """The newest line is at the end, and in view."""

    HELP = "What the agent asked for, and what it has used so far."
    DEFAULT_CSS = """
    ActionsView > Static { width: 1fr; }
    """

    def compose(self) -> ComposeResult:
        """Make the one block of text."""
        yield Static(lines([]), id="actions")

    def show(self, now: Progress) -> None:
        """Show how far it is."""
        self.query_one("#actions", Static).update(progress_text(now))
        self.scroll_end(animate=False)


def progress_text(now: Progress) -> Text:
    """Return what there is to see, the sum last."""
    skipped = len(now.actions) - _SHOWN
    rows: list[Part] = [(f"… {skipped} earlier", "dim")] if skipped > 0 else []
    rows += [line(("-", "dim"), action) for action in now.actions[-_SHOWN:]]
    rows += [(f"⚠ {alert}", BAD) for alert in now.alerts]
    used = f"step {now.usage.calls} · {now.usage.tokens:,} tokens · ${now.usage.cost_usd:.4f}"
    return lines([*rows, line(("●", BUSY), now.phase, (f"{used} · {now.seconds:.0f} s", "dim"))])
