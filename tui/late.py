"""From a worker's thread to the console's: what was found is shown, unless it comes too late."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.screen import Screen
from textual.worker import get_current_worker


def bring(screen: Screen[Any], show: Callable[[], object]) -> None:
    """Have something shown on a screen; called in a worker's thread.

    It comes too late when another worker has taken this one's place, and when the screen is being
    taken down: then its widgets are gone.

    Args:
        screen: Where.
        show: Shows it; called in the console's thread.
    """

    def brought() -> None:
        if screen.app.is_running and screen.is_attached and screen.display:
            show()

    if not get_current_worker().is_cancelled:
        screen.app.call_from_thread(brought)
