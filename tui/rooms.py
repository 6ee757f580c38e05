"""Which screen serves which room: a new screen adds its line here."""

from __future__ import annotations

from collections.abc import Mapping

from tui.room import RoomScreen
from tui.screens.live import LiveScreen
from tui.screens.progress import ProgressScreen
from tui.screens.run import RunScreen

SCREENS: Mapping[str, type[RoomScreen]] = {
    "family": RunScreen,
    "live": LiveScreen,
    "progress": ProgressScreen,
}
"""From a room's name to its screen; ``runs`` lies below them all."""
