"""The screen of one run: its totals, its family tree and what is known of the chosen node."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import BindingType
from textual.containers import Container
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import get_current_worker

from common.errors import ArboretumError
from tui.browsing import BrowsingRoom
from tui.client import RunClient
from tui.keys import key
from tui.late import bring
from tui.launching import resume
from tui.reader import News, Page
from tui.room import Visit
from tui.snapshot import Node, Snapshot
from tui.text import line, plain, tell
from tui.widgets.detail import DetailPane
from tui.widgets.family import FamilyView
from tui.widgets.header import RunHeader
from tui.widgets.lineage import LineageView
from tui.widgets.tabs import BESIDE, tab_keys

_WIDE = 120
"""Columns that the graph of the best lineage needs."""
_REST = 0.08
"""Seconds that the cursor rests before what it is on is read."""


class RunScreen(BrowsingRoom):
    """A run, looked at once a second by a worker thread that hands over what changed."""

    HELP = "The tabs on the variant under the cursor; left and right go from one to the next."
    ROOM = "family"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    RunScreen #panes { height: 1fr; }
    RunScreen.-wide #panes { layout: horizontal; }
    RunScreen #path { height: 1; padding: 0 1; color: $text-muted;
        text-wrap: nowrap; text-overflow: ellipsis; }
    RunScreen.-narrow #path { display: none; }
    RunScreen FamilyView { border: round $surface-lighten-2; padding: 0 1; scrollbar-size: 0 1;
        border-title-color: $text-primary; background: $background; }
    RunScreen FamilyView:focus { border: round $primary; }
    RunScreen DetailPane { border: round $surface-lighten-2; padding: 0 1;
        border-title-color: $text-primary; }
    RunScreen DetailPane:focus-within { border: round $primary; }
    RunScreen.-wide FamilyView, RunScreen.-wide DetailPane { width: 1fr; height: 1fr; }
    RunScreen.-narrow FamilyView { height: 2fr; }
    RunScreen.-narrow DetailPane { height: 3fr; }
    RunScreen LineageView { display: none; }
    RunScreen.-graph DetailPane { display: none; }
    RunScreen.-graph LineageView { display: block; width: 3fr; height: 1fr; }
    RunScreen.-graph FamilyView { width: 2fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("p", "pause", "Pause", "Start nothing new; what runs ends. On a paused run: go on."),
        key("P", "pause_now", "Pause now", "Kill what runs; it is done again later.", show=False),
        *tab_keys(BESIDE, shown=("diff",)),
        key("v", "graph", "Graph", "Draw the way from the seed to the best variant.", show=False),
    ]

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._snapshot: Snapshot | None = None
        self._seq = 0
        self._polling = False
        self._resting: Timer | None = None
        self._told = ""

    def body(self) -> list[Widget]:
        """Return the header, the path, the tree and the detail pane."""
        panes = Container(FamilyView(), DetailPane(), LineageView(), id="panes")
        return [RunHeader(), Static(plain(""), id="path"), panes]

    def on_mount(self) -> None:
        """Start looking."""
        self.titled()
        self.view.focus()

    def on_screen_resume(self) -> None:
        """Look, and show what another room chose and marked."""
        super().on_screen_resume()
        self.call_after_refresh(self.refresh_now, force=True)
        if self._snapshot is not None:
            self.view.mark(self.visit.marked)
            self.keep_to(self.visit.chosen)

    def refresh_now(self, *, force: bool = False) -> None:
        """Look at the run, unless a look is under way."""
        if self._snapshot is not None:
            self.query_one(RunHeader).show(self._snapshot)
        if not self._polling:
            self._polling = True
            self._poll(force)

    @work(thread=True, group="poll")
    def _poll(self, force: bool) -> None:
        worker = get_current_worker()
        try:
            client = self.visit.open()
            alive = client.tree.alive
            snapshot = client.poll(force=force or self._snapshot is None)
            if snapshot is None or worker.is_cancelled:
                return
            if self._snapshot is None:
                pages, best = client.tree.first(self.order)
                bring(self, partial(self._show_first, snapshot, pages, best))
            else:
                news = self._news(client, alive)
                bring(self, partial(self._show, snapshot, news, self.matches_again(client)))
        except ArboretumError as error:
            bring(self, partial(tell, self.app, error.message, failed=True))
        finally:
            self._polling = False

    def _news(self, client: RunClient, was_alive: bool) -> News:
        forest = self.view.forest
        news = client.tree.news(self._seq, forest.shown, forest.filled, self.order)
        if was_alive == client.tree.alive:
            return news
        return replace(news, nodes=client.tree.nodes(forest.shown))

    def _show_first(self, snapshot: Snapshot, pages: list[Page], best: str | None) -> None:
        self._snapshot, self._seq = snapshot, snapshot.seq
        self.query_one(RunHeader).show(snapshot)
        self.view.best = best
        self.view.mark(self.visit.marked)
        self.view.show_pages(pages)
        self.go_to(self.visit.chosen or best)
        self._rest()

    def _show(self, snapshot: Snapshot, news: News, show_matches: Callable[[], None]) -> None:
        before, self._snapshot, self._seq = self._snapshot, snapshot, news.seq
        if before is not None and snapshot.alerts > before.alerts:
            tell(self.app, f"⚠ {snapshot.alert}", failed=True)
        with self.app.batch_update():
            self.query_one(RunHeader).show(snapshot)
            self.view.show_news(news)
            show_matches()
        if self.follows_best:
            self.keep_to(self.view.best)
        if self.view.chosen in news.nodes or before is None or before.state != snapshot.state:
            self._rest()

    def titled(self) -> None:
        """Tell in the tree's title how it is ordered and what is left out."""
        parts = ["Family", f"by {self.order}" if self.order != "age" else ""]
        if self.filter_text and (flat := self.view.forest.flat) is not None:
            parts += [f"filter: {self.filter_text} ({flat[1]})"]
        parts += ["dead folded" if self.view.forest.fold_dead else ""]
        parts += ["following the best" if self.follows_best else ""]
        if self.has_class("-narrow") and self.view.chosen is not None:
            parts += [path_line(self.view.forest.nodes, self.view.chosen).plain]
        told = " · ".join(part for part in parts if part)
        if told != self._told:
            self._told = told
            self.view.border_title = plain(told)

    def on_family_view_moved(self) -> None:
        """Show what belongs to the row the cursor came to, once it rests there."""
        self.visit.chosen = self.view.chosen
        pane, there = self.query_one(DetailPane), self.view.chosen is not None
        if pane.visible != there:
            pane.visible = there
            self.refresh_bindings()
        self._rest()

    def _rest(self) -> None:
        if self._resting is not None:
            self._resting.stop()
        self._resting = self.set_timer(_REST, self._rested)

    def _rested(self) -> None:
        chosen = self.view.chosen
        if chosen is None:
            self.query_one("#path", Static).update("", layout=False)
        elif self.visit.client is not None:
            self.query_one("#path", Static).update(
                path_line(self.view.forest.nodes, chosen), layout=False
            )
            self.titled()
            self._read_detail(chosen)
            if self.has_class("-graph"):
                self._read_lineage(self.view.best or chosen)

    @work(thread=True, exclusive=True, group="detail")
    def _read_detail(self, chosen: str) -> None:
        def load(client: RunClient) -> Callable[[], None] | None:
            detail = client.detail(chosen)
            return None if detail is None else lambda: self.query_one(DetailPane).show(detail)

        self.read(load)

    def on_detail_pane_diff_wanted(self, event: DetailPane.DiffWanted) -> None:
        """Read a diff for the open tab."""
        self._read_diff(event.variant)

    @work(thread=True, exclusive=True, group="diff")
    def _read_diff(self, variant: str) -> None:
        def load(client: RunClient) -> Callable[[], None]:
            text = client.diff(variant)
            return lambda: self.query_one(DetailPane).show_diff(variant, text)

        self.read(load)

    @work(thread=True, exclusive=True, group="lineage")
    def _read_lineage(self, variant: str) -> None:
        def load(client: RunClient) -> Callable[[], None]:
            path, spread = client.tree.lineage(variant), client.tree.spread()
            return lambda: self.query_one(LineageView).show(path, spread)

        self.read(load)

    def action_tab(self, name: str) -> None:
        """Open a tab of the detail pane."""
        self.remove_class("-graph")
        self.query_one(DetailPane).open(name)

    def action_graph(self) -> None:
        """Draw the best lineage beside the tree, or show the details again."""
        if self.size.width < _WIDE:
            tell(self.app, f"The graph needs {_WIDE} columns; this terminal has {self.size.width}.")
            return
        self.toggle_class("-graph")
        self._rest()

    def action_pause(self) -> None:
        """Pause the run, or go on with it."""
        if self._snapshot is None:
            return
        if self._snapshot.state in {"running", "pausing"}:
            self._pause(now=False)
        else:
            self._resume()

    def action_pause_now(self) -> None:
        """Pause the run without waiting for what runs."""
        self._pause(now=True)

    @work(thread=True, group="halt")
    def _pause(self, *, now: bool) -> None:
        try:
            said = self.visit.open().pause(now=now)
        except ArboretumError as error:
            self.app.call_from_thread(tell, self.app, error.message, failed=True)
        else:
            self.app.call_from_thread(tell, self.app, said)
            bring(self, self.refresh_now)

    @work(thread=True, group="launch", exit_on_error=False)
    def _resume(self) -> None:
        folder, worker = self.visit.folder, get_current_worker()
        self.app.call_from_thread(tell, self.app, f"Going on with {folder.name} …", lasting=True)
        try:
            said = resume(folder.name, str(folder.parent), lambda: worker.is_cancelled)
        except ArboretumError as error:
            self.app.call_from_thread(tell, self.app, error.message, failed=True)
        else:
            if not worker.is_cancelled:
                self.app.call_from_thread(tell, self.app, said)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Leave ``n`` and ``N`` to others while nothing is searched for."""
        if action in {"next_match", "last_match"}:
            return bool(self.sought)
        return True


def path_line(nodes: dict[str, Node], chosen: str) -> Text:
    """Return the way from the root to a node as one line, its near end kept."""
    path: list[str] = []
    name: str | None = chosen
    while name is not None and name in nodes:
        path.append(name)
        name = nodes[name].parent
    shown = path[:9][::-1]
    begin = "…" if name is not None or len(path) > len(shown) else ""
    return line(begin, *shown[:-1], (shown[-1], "bold") if shown else "", sep=" > ")
