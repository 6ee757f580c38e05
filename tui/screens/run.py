"""The screen of one run: its totals, its family tree and what is known of the chosen node."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import BindingType
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import Tree
from textual.worker import get_current_worker

from common.errors import ArboretumError
from tui.client import RunClient
from tui.details import Detail
from tui.format import count
from tui.keys import key
from tui.launching import resume
from tui.room import RoomScreen, Visit
from tui.snapshot import Snapshot
from tui.text import tell
from tui.widgets.detail import DetailPane
from tui.widgets.family import FamilyView
from tui.widgets.header import RunHeader


class RunScreen(RoomScreen):
    """A run, looked at once a second by a worker thread that hands over one snapshot."""

    ROOM = "family"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    RunScreen #panes { height: 1fr; }
    RunScreen.-wide #panes { layout: horizontal; }
    RunScreen FamilyView { border: round $surface-lighten-2; padding: 0 1; scrollbar-size: 0 1;
        overflow-x: hidden;
        border-title-color: $text-primary; background: $background; }
    RunScreen FamilyView:focus { border: round $primary; }
    RunScreen DetailPane { border: round $surface-lighten-2; padding: 0 1;
        border-title-color: $text-primary; }
    RunScreen DetailPane:focus-within { border: round $primary; }
    RunScreen.-wide FamilyView { width: 2fr; height: 1fr; }
    RunScreen.-wide DetailPane { width: 3fr; height: 1fr; }
    RunScreen.-narrow FamilyView { height: 2fr; }
    RunScreen.-narrow DetailPane { height: 3fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("x", "halt_variant", "Halt", "Halt the variant under the cursor; asks first."),
        key("X", "halt_clade", "Halt clade", "Halt it and all its descendants; asks first."),
        key("ctrl+x", "halt_all", "Halt all", "Halt the whole run; asks first."),
        key("p", "pause", "Pause", "Start nothing new; what runs ends. On a paused run: go on."),
        key("P", "pause_now", "Pause now", "Kill what runs; it is done again later.", show=False),
        key("s", "tab('summary')", "Summary", "Show the summary.", show=False),
        key("d", "tab('diff')", "Diff", "Show what it changed in its parent's source."),
        key("t", "tab('tasks')", "Tasks", "Show its tasks beside its parent's.", show=False),
        key("l", "tab('log')", "Log", "Show what was recorded of it.", show=False),
        key("b", "best", "Best", "Go to the best variant.", show=False),
    ]

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._folder = visit.folder
        self._client: RunClient | None = None
        self._snapshot: Snapshot | None = None
        self._polling = False

    def body(self) -> list[Widget]:
        """Return the header, the tree and the detail pane."""
        return [RunHeader(), Container(FamilyView(), DetailPane(), id="panes")]

    def on_mount(self) -> None:
        """Start looking."""
        self.query_one(FamilyView).border_title = "Family"
        self.query_one(FamilyView).focus()

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
            self._client = self.visit.open()
            snapshot = self._client.poll(force=force)
        except ArboretumError as error:
            self.app.call_from_thread(tell, self.app, error.message, failed=True)
            return
        finally:
            self._polling = False
        if snapshot is not None and not worker.is_cancelled:
            self.app.call_from_thread(self._show, snapshot)

    def _show(self, snapshot: Snapshot) -> None:
        before, self._snapshot = self._snapshot, snapshot
        if before is not None and snapshot.alerts > before.alerts:
            tell(self.app, f"⚠ {snapshot.alert}", failed=True)
        with self.app.batch_update():
            self.query_one(RunHeader).show(snapshot)
            self.query_one(FamilyView).show(snapshot)
        self._ask_detail()
        self.refresh_bindings()

    def on_tree_node_highlighted(self, _event: Tree.NodeHighlighted[str]) -> None:
        """Show what belongs to the row the cursor came to."""
        self.visit.chosen = self.query_one(FamilyView).chosen
        self._ask_detail()
        self.refresh_bindings()

    def on_detail_pane_diff_wanted(self, event: DetailPane.DiffWanted) -> None:
        """Read a diff for the open tab."""
        if self._snapshot is not None and self._client is not None:
            self._read_diff(self._client, self._snapshot, event.variant)

    def _ask_detail(self) -> None:
        chosen = self.query_one(FamilyView).chosen
        if self._snapshot is not None and self._client is not None and chosen is not None:
            self._read_detail(self._client, self._snapshot, chosen)

    @work(thread=True, exclusive=True, group="detail")
    def _read_detail(self, client: RunClient, snapshot: Snapshot, chosen: str) -> None:
        worker = get_current_worker()
        detail = client.detail(snapshot, chosen)
        if not worker.is_cancelled:
            self.app.call_from_thread(self._show_detail, detail)

    def _show_detail(self, detail: Detail) -> None:
        self.query_one(DetailPane).show(detail)

    @work(thread=True, exclusive=True, group="diff")
    def _read_diff(self, client: RunClient, snapshot: Snapshot, variant: str) -> None:
        worker = get_current_worker()
        try:
            text = client.diff(snapshot, variant)
        except ArboretumError as error:
            text = error.message
        if not worker.is_cancelled:
            self.app.call_from_thread(self.query_one(DetailPane).show_diff, variant, text)

    def action_tab(self, name: str) -> None:
        """Open a tab of the detail pane."""
        self.query_one(DetailPane).open(name)

    def action_best(self) -> None:
        """Go to the best variant."""
        if self._snapshot is not None:
            self.query_one(FamilyView).move_to(self._snapshot.best)

    def action_halt_variant(self) -> None:
        """Ask whether to halt the variant under the cursor."""
        if (chosen := self.query_one(FamilyView).chosen) is not None:
            self.ask_halt(f"Halt {chosen}?", [chosen])

    def action_halt_clade(self) -> None:
        """Ask whether to halt the variant under the cursor and its descendants."""
        chosen = self.query_one(FamilyView).chosen
        if self._snapshot is None or chosen is None:
            return
        living = self._snapshot.living(chosen)
        others = count(len([one for one in living if one != chosen]), "living descendant")
        self.ask_halt(
            f"Halt {chosen} and {others}?" if chosen in living else f"Halt {others} of {chosen}?",
            living,
        )

    def action_halt_all(self) -> None:
        """Ask whether to halt the whole run."""
        if self._snapshot is not None:
            boxes = count(self._snapshot.boxes, "box", "boxes")
            self.ask_halt(f"Halt the run {self._snapshot.run} with {boxes} running?", None)

    def action_pause(self) -> None:
        """Pause the run, or go on with it."""
        if self._snapshot is None or self._client is None:
            return
        if self._snapshot.state in {"running", "pausing"}:
            self._pause(self._client, now=False)
        else:
            self._resume()

    def action_pause_now(self) -> None:
        """Pause the run without waiting for what runs."""
        if self._client is not None:
            self._pause(self._client, now=True)

    @work(thread=True, group="halt")
    def _pause(self, client: RunClient, *, now: bool) -> None:
        try:
            said = client.pause(now=now)
        except ArboretumError as error:
            self.app.call_from_thread(tell, self.app, error.message, failed=True)
        else:
            self.app.call_from_thread(tell, self.app, said)
            self.app.call_from_thread(self.refresh_now)

    @work(thread=True, group="launch", exit_on_error=False)
    def _resume(self) -> None:
        try:
            said = resume(self._folder.name, str(self._folder.parent))
        except ArboretumError as error:
            self.app.call_from_thread(tell, self.app, error.message, failed=True)
        else:
            self.app.call_from_thread(tell, self.app, said)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Say which keys can do something now; Textual shows the others as off."""
        if action in {"halt_variant", "halt_clade"}:
            chosen = self.query_one(FamilyView).chosen if self.is_mounted else None
            if self._snapshot is None or chosen is None:
                return None
            living = self._snapshot.living(chosen)
            return bool(chosen in living if action == "halt_variant" else living) or None
        return True
