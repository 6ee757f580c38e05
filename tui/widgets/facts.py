"""A block of names and values."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Static

from tui.text import Part, facts, plain


class FactsView(Static):
    """Names and values; the screen is laid out again only where the block grows or shrinks."""

    def __init__(self, before: str = "", *, id: str) -> None:
        super().__init__(plain(before), id=id)
        self._rows: Sequence[tuple[str, Part]] | None = None

    def show(self, rows: Sequence[tuple[str, Part]]) -> None:
        """Show these, unless they are there already."""
        if rows == self._rows:
            return
        self._rows = rows
        self.update(facts(rows), layout=False)
        width, height = self.content_size
        if self.get_content_height(self.container_size, self.app.size, width) != height:
            self.refresh(layout=True)
