"""The line on top of every screen of a run: where one can go, by key or by click."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from tui.roomnames import ROOMS, RoomName
from tui.text import line


class RoomBar(Horizontal):
    """The rooms with their keys; the present one stands out by brackets and by colour."""

    DEFAULT_CSS = """
    RoomBar { height: 1; background: $panel; }
    """

    def __init__(self, present: str) -> None:
        super().__init__()
        self._present = present

    def compose(self) -> ComposeResult:
        """Make a field for each room."""
        for room in ROOMS:
            yield RoomField(room, present=room.name == self._present)


class RoomField(Static):
    """One room; a click goes there."""

    DEFAULT_CSS = """
    RoomField { width: auto; padding: 0 1; color: $text-muted; }
    RoomField.-present { background: $primary-muted; color: $text; text-style: bold; }
    RoomField:hover { text-style: underline; }
    """

    def __init__(self, room: RoomName, *, present: bool) -> None:
        super().__init__(line((room.key, "bold"), room.word), classes="-present" if present else "")
        self._room = room.name

    async def on_click(self) -> None:
        """Go there."""
        await self.run_action(f"app.go('{self._room}')")
