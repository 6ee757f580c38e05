"""The boxes that run now."""

from __future__ import annotations

from tui.room import RoomScreen


class LiveScreen(RoomScreen):
    """A row for each running box."""

    ROOM = "live"
