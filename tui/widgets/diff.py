"""The second tab: what a variant changed in its parent's source."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import ScrollableContainer
from textual.widgets import Static

from tui.text import diff, plain


class DiffView(ScrollableContainer):
    """A unified diff, highlighted; long lines scroll sideways."""

    HELP = "What was changed. Lines that begin with + are new, with - are gone. Arrow keys scroll."
    DEFAULT_CSS = """
    DiffView > Static { width: auto; }
    """

    def compose(self) -> ComposeResult:
        """Make the one block of text."""
        yield Static(plain(""), id="diff-text")

    def wait(self) -> None:
        """Say that the diff is on its way."""
        self._body.update(plain("Reading the diff…", style="dim"))

    def show(self, text: str | None) -> None:
        """Show a diff; ``None`` where there is no parent or no variant."""
        if text is None:
            told = "There is nothing to compare: no parent, or no variant yet."
            self._body.update(plain(told, style="dim"))
        elif not text:
            self._body.update(plain("No difference.", style="dim"))
        else:
            self._body.update(diff(text, dark=self.app.current_theme.dark))
        self.scroll_home(animate=False)

    @property
    def _body(self) -> Static:
        return self.query_one("#diff-text", Static)
