"""How far the search has come."""

from __future__ import annotations

from tui.room import RoomScreen


class ProgressScreen(RoomScreen):
    """Best and mean against evaluations and dollars, coverage, use and cost."""

    ROOM = "progress"
