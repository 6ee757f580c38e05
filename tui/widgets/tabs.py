"""The tabs on a variant: one table of what there is, and the pane that holds some of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import TabbedContent, TabPane

from tui.details import Detail
from tui.keys import key
from tui.widgets.diff import DiffView
from tui.widgets.events import EventsView
from tui.widgets.provenance import ProvenanceView
from tui.widgets.resources import ResourcesView
from tui.widgets.source import SourceView
from tui.widgets.steps import StepsView
from tui.widgets.summary import SummaryView
from tui.widgets.tasks import TasksView

View = TypeVar("View", bound=Widget)


class Tab(NamedTuple):
    """One tab: its name, its key, what it is called, what it is for, and what fills it."""

    name: str
    key: str
    word: str
    tip: str
    view: type[Widget]


TABS = {
    tab.name: tab
    for tab in (
        Tab("summary", "i", "Summary", "Show the summary.", SummaryView),
        Tab("diff", "d", "Diff", "Show what it changed in its parent's source.", DiffView),
        Tab("source", "f", "Files", "Show its source, file by file.", SourceView),
        Tab("tasks", "t", "Tasks", "Show its tasks beside its parent's.", TasksView),
        Tab("steps", "w", "Steps", "Show what it said and did, step by step.", StepsView),
        Tab("log", "l", "Log", "Show what was recorded of it.", EventsView),
        Tab("resources", "e", "Costs", "Show what it has used.", ResourcesView),
        Tab("provenance", "v", "Origin", "Show where it comes from.", ProvenanceView),
    )
}
BESIDE = ("summary", "diff", "tasks", "log")
"""The tabs beside the family tree."""


def tab_keys(names: Iterable[str], *, shown: Iterable[str]) -> list[Binding]:
    """Return the keys that open tabs; the footer shows those of ``shown``."""
    seen = set(shown)
    return [
        key(tab.key, f"tab('{tab.name}')", tab.word, tab.tip, show=tab.name in seen)
        for tab in (TABS[name] for name in names)
    ]


class TabsPane(Vertical):
    """Some of the tabs, in the order of their names here."""

    DEFAULT_CSS = """
    TabsPane TabPane { padding: 0 1; }
    TabsPane TabbedContent, TabsPane ContentSwitcher, TabsPane TabPane { height: 1fr; }
    """

    def __init__(self, names: Iterable[str], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._names = tuple(names)

    def compose(self) -> ComposeResult:
        """Make the tabs."""
        with TabbedContent(initial=self._names[0]):
            for name in self._names:
                with TabPane(TABS[name].word, id=name):
                    yield TABS[name].view()

    @property
    def open_tab(self) -> str:
        """The name of the open tab."""
        return self.query_one(TabbedContent).active

    def open(self, tab: str) -> None:
        """Open a tab by its name."""
        self.query_one(TabbedContent).active = tab

    def view(self, kind: type[View]) -> View:
        """Return what fills a tab."""
        return self.query_one(kind)

    def show_detail(self, tab: str, detail: Detail) -> bool:
        """Show a variant in a tab; return False for one that needs more than its detail."""
        view = self.query_one(TABS[tab].view)
        if isinstance(view, SummaryView | TasksView | EventsView | ResourcesView):
            view.show(detail)
            return True
        return False
