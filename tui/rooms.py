"""Which screen serves which room: a new screen adds its line here."""

from __future__ import annotations

from collections.abc import Mapping

from tui.room import RoomScreen
from tui.screens.compare import CompareScreen
from tui.screens.live import LiveScreen
from tui.screens.progress import ProgressScreen
from tui.screens.run import RunScreen
from tui.screens.safety import SafetyScreen
from tui.screens.variant import VariantScreen

SCREENS: Mapping[str, type[RoomScreen]] = {
    "family": RunScreen,
    "variant": VariantScreen,
    "live": LiveScreen,
    "progress": ProgressScreen,
    "compare": CompareScreen,
    "safety": SafetyScreen,
}
"""From a room's name to its screen; ``runs`` lies below them all."""
