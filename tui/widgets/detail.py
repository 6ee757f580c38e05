"""The detail pane: four tabs on the node under the cursor; only the open one is kept current."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import TabbedContent, TabPane

from tui.details import Detail
from tui.widgets.diff import DiffView
from tui.widgets.events import EventsView
from tui.widgets.summary import SummaryView
from tui.widgets.tasks import TasksView


class DetailPane(Vertical):
    """Summary, diff, tasks and log of one node."""

    DEFAULT_CSS = """
    DetailPane TabPane { padding: 0 1; }
    DetailPane TabbedContent, DetailPane ContentSwitcher, DetailPane TabPane { height: 1fr; }
    """

    class DiffWanted(Message):
        """The diff tab is open and shows another node than ``variant``."""

        def __init__(self, variant: str) -> None:
            super().__init__()
            self.variant = variant

    def __init__(self) -> None:
        super().__init__(id="detail")
        self._detail: Detail | None = None
        self._diff_of: tuple[str, str] | None = None
        """The node whose diff is shown, with its commit: one in the making gets one later."""

    def compose(self) -> ComposeResult:
        """Make the four tabs."""
        with TabbedContent(initial="summary"):
            with TabPane("Summary", id="summary"):
                yield SummaryView()
            with TabPane("Diff", id="diff"):
                yield DiffView()
            with TabPane("Tasks", id="tasks"):
                yield TasksView()
            with TabPane("Log", id="log"):
                yield EventsView()

    def open(self, tab: str) -> None:
        """Open a tab: summary, diff, tasks or log."""
        self.query_one(TabbedContent).active = tab

    def show(self, detail: Detail) -> None:
        """Show a node."""
        self._detail = detail
        self._show_open_tab()

    def show_diff(self, variant: str, text: str | None) -> None:
        """Show a diff that was asked for, unless the cursor has gone on."""
        if self._detail is not None and self._detail.node.id == variant:
            self._diff_of = self._version
            self.query_one(DiffView).show(text)

    @property
    def _version(self) -> tuple[str, str] | None:
        return (self._detail.node.id, self._detail.node.commit) if self._detail else None

    def on_tabbed_content_tab_activated(self) -> None:
        """Fill the tab that was opened."""
        self._show_open_tab()

    def _show_open_tab(self) -> None:
        if self._detail is None:
            return
        active = self.query_one(TabbedContent).active
        if active == "summary":
            self.query_one(SummaryView).show(self._detail)
        elif active == "tasks":
            self.query_one(TasksView).show(self._detail)
        elif active == "log":
            self.query_one(EventsView).show(self._detail.log)
        elif self._diff_of != self._version:
            self.query_one(DiffView).wait()
            self.post_message(self.DiffWanted(self._detail.node.id))
