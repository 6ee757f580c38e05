"""Two variants beside each other: tasks won and lost, what it says, what it cost, the diff."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import TabbedContent

from tui.client import RunClient
from tui.details import Compared
from tui.keys import key
from tui.room import RoomScreen, Visit
from tui.screens.ask import Ask
from tui.widgets.compare import ComparePane


class CompareScreen(RoomScreen):
    """The chosen variant against the marked one, or where none is marked against its parent."""

    HELP = (
        "Two variants beside each other. Won and lost are tasks on which the second did better or "
        "worse; p is how likely as many would be by chance between equals."
    )
    ROOM = "compare"
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "app.go('family')", "Family", "Go back to the family tree."),
        key("t", "tab('tasks')", "Tasks", "Show the tasks beside each other."),
        key("d", "tab('diff')", "Diff", "Show how their sources differ."),
        key("a", "against", "Against", "Compare with another variant."),
        key("w", "swap", "Swap", "Turn the comparison round."),
    ]

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._seen: tuple[object, ...] = ()
        self._compared: Compared | None = None
        self._diff_of: tuple[str, str] | None = None

    def body(self) -> list[Widget]:
        """Return the comparison."""
        return [ComparePane()]

    def refresh_now(self, *, force: bool = False) -> None:
        """Compare, unless nothing happened."""
        self._look(self.visit.marked, self.visit.chosen, force)

    @work(thread=True, exclusive=True, group="compare")
    def _look(self, marked: str | None, chosen: str | None, force: bool) -> None:
        def look(client: RunClient) -> Callable[[], None] | None:
            seen = (marked, chosen, *client.now())
            if seen == self._seen and not force:
                return None
            compared = _compared(client, marked, chosen)
            return lambda: self._show(compared, seen)

        self.read(look)

    def _show(self, compared: Compared | None, seen: tuple[object, ...]) -> None:
        self._seen, self._compared = seen, compared
        self.query_one(ComparePane).show(compared)
        self._ask_diff()

    def on_tabbed_content_tab_activated(self) -> None:
        """Read the diff when its tab is opened."""
        self._ask_diff()

    def _ask_diff(self) -> None:
        found = self._compared
        if found is None or self.query_one(TabbedContent).active != "diff":
            return
        if self._diff_of != (pair := (found.first.id, found.second.id)):
            self._diff_of = pair
            self._read_diff(*pair)

    @work(thread=True, exclusive=True, group="diff")
    def _read_diff(self, first: str, second: str) -> None:
        def load(client: RunClient) -> Callable[[], None]:
            text = client.diff(second, first)
            return lambda: self.query_one(ComparePane).show_diff(text)

        self.read(load)

    def action_tab(self, name: str) -> None:
        """Open a tab."""
        self.query_one(TabbedContent).active = name

    def action_against(self) -> None:
        """Ask for the variant to compare with."""
        first = self.visit.marked or "v0000"
        ask = Ask("Compare with which variant?", first, "An id, like v0003.", self.unknown)
        self.app.push_screen(ask, self._against)

    def _against(self, name: str | None) -> None:
        if name:
            self.visit.marked = name.strip()
            self.refresh_now()

    def action_swap(self) -> None:
        """Turn the comparison round."""
        if self._compared is not None:
            self.visit.marked = self._compared.second.id
            self.visit.chosen = self._compared.first.id
            self.refresh_now()


def _compared(client: RunClient, marked: str | None, chosen: str | None) -> Compared | None:
    """Compare the chosen variant, or the best, with the marked one, or its parent."""
    second = client.tree.node(chosen or client.tree.best() or "v0000")
    if second is None:
        return None
    if marked == second.id:
        marked = None
    return client.compared(marked or second.parent or second.id, second.id)
