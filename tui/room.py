"""What the screens of one run have in common: the run, what is chosen in it, the way between."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widget import Widget

from common.errors import ArboretumError
from tui.client import RunClient
from tui.keys import key
from tui.late import bring
from tui.looking import LookingScreen
from tui.text import tell
from tui.widgets.footer import KeysFooter
from tui.widgets.roombar import RoomBar

_log = logging.getLogger(__name__)


@dataclass
class Visit:
    """A run that is looked at, shared by its rooms; only the console's own thread changes it."""

    folder: Path
    chosen: str | None = None
    """The variant that the operator looks at."""
    marked: str | None = None
    """The variant that another is to be compared with."""
    client: RunClient | None = None
    """Opened by the first room that needs it, in a worker thread."""

    def open(self) -> RunClient:
        """Return the client of the run; it is opened by the first call.

        Raises:
            ArboretumError: The ledger cannot be read.
        """
        if self.client is None:
            self.client = RunClient(self.folder)
        return self.client

    def close(self) -> None:
        """Let go of the run's files."""
        client, self.client = self.client, None
        if client is not None:
            client.close()


class RoomScreen(LookingScreen):
    """A screen on one run. A subclass fills ``body`` and looks in ``refresh_now``."""

    ROOM: ClassVar[str] = ""
    """Its name in ``tui.rooms``."""
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "app.leave", "Runs", "Go back to the list of runs."),
    ]

    def __init__(self, visit: Visit) -> None:
        super().__init__()
        self.visit = visit

    def compose(self) -> ComposeResult:
        """Make the bar of rooms, the room's own widgets and the footer."""
        yield RoomBar(self.ROOM)
        yield from self.body()
        yield KeysFooter()

    def body(self) -> list[Widget]:
        """Return the room's own widgets, from top to bottom."""
        return []

    def unknown(self, name: str) -> str:
        """Return what is wrong with an operator's id of a variant, or an empty string."""
        node = self.visit.open().tree.node(name.strip())
        return "" if node is not None and node.is_variant else "There is no variant of this id."

    def read(self, load: Callable[[RunClient], Callable[[], object] | None]) -> None:
        """Read of the run in this worker's thread and show it in the console's; a fault is told.

        Args:
            load: Reads, and returns what then shows it; ``None`` where there is nothing new.
        """
        try:
            show = load(self.visit.open())
        except ArboretumError as error:
            show = partial(tell, self.app, error.message, failed=True)
        except Exception as error:  # noqa: BLE001  what one view cannot read must not end the console
            _log.warning("the room %s could not read its run", self.ROOM, exc_info=True)
            said = f"This could not be read: {type(error).__name__}: {error}"
            show = partial(tell, self.app, said, failed=True)
        if show is not None:
            bring(self, show)
