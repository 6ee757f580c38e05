"""The last line of a screen: the keys that can do something now."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widget import Widget
from textual.widgets import Footer


class KeysFooter(Footer):
    """Help comes first and the palette last, so that a narrow screen cuts neither off."""

    def compose(self) -> ComposeResult:
        """Make the keys."""
        yield from sorted(super().compose(), key=_is_other)


def _is_other(part: Widget) -> bool:
    return getattr(part, "action", "") != "help"
