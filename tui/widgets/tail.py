"""What is recorded of one running box, as it comes."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import RichLog

from evolution.live.rows import Tail
from tui.states import BUSY, GOOD
from tui.text import block, plain

_KEPT = 1000
"""Lines kept; older ones are dropped."""
_STYLES = {"── step": "bold", "── sess": "dim", "model: ": GOOD, "runs: ": BUSY, "refused": BUSY}


class TailView(RichLog):
    """The newest lines of a record; it stays at the end until the operator scrolls up."""

    HELP = (
        "The record of the box under the cursor, as the gateway writes it: what the model was "
        "told, what it said, what it ran and what that printed. A step comes when it is done. "
        "t goes back to the boxes."
    )
    DEFAULT_CSS = """
    TailView { background: $background; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__(id="tail", max_lines=_KEPT, wrap=True, markup=False, highlight=False)
        self._of: str | None = None
        self.position = -1
        """Where to go on reading; negative at the start of another box."""

    def turn_to(self, key: str, title: Text) -> None:
        """Make ready for the record of a box, unless it is shown already."""
        if key != self._of:
            self._of, self.position = key, -1
            self.clear()
            self.write(title)

    def show(self, key: str, asked: int, found: Tail) -> None:
        """Show what came, unless it is another box's or there already.

        Args:
            key: Whose record it is.
            asked: The position from which it was read.
            found: What was read.
        """
        if key != self._of or asked != self.position:
            return
        if found.skipped:
            self.write(plain("… lines skipped", style="dim"))
        for text in found.lines:
            style = next((s for start, s in _STYLES.items() if text.startswith(start)), "")
            self.write(block(text, limit=400, style=style))
        if self.position < 0 and not found.lines:
            self.write(plain("Nothing is recorded yet: the model has not been asked.", style="dim"))
        self.position = found.position
