"""A screen that looks at something again and again, and rests while another is shown."""

from __future__ import annotations

from typing import ClassVar

from textual.screen import Screen
from textual.timer import Timer


class LookingScreen(Screen[None]):
    """It looks when it comes up and then once a second. A subclass does so in ``refresh_now``."""

    EVERY: ClassVar[float] = 1.0
    """Seconds between two looks."""

    def __init__(self) -> None:
        super().__init__()
        self._ticking: Timer | None = None

    def refresh_now(self, *, force: bool = False) -> None:
        """Look again; called when the screen is shown, once a second, and for the key ``r``.

        Args:
            force: The operator asked for it.
        """

    def on_screen_resume(self) -> None:
        """Look, and go on looking."""
        if self._ticking is None:
            self._ticking = self.set_interval(self.EVERY, self.refresh_now)
        self._ticking.resume()
        self.call_after_refresh(self.refresh_now)

    def on_screen_suspend(self) -> None:
        """Rest while something else is shown."""
        if self._ticking is not None:
            self._ticking.pause()
