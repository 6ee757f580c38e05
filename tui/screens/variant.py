"""The screen of one variant: what it is, what it changed, what it did and where it comes from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, cast

from rich.text import Text
from textual import work
from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from archive.records import Evaluation, Expansion
from tui.client import RunClient
from tui.details import Detail
from tui.format import interval
from tui.halting import HaltingRoom
from tui.keys import key
from tui.room import Visit
from tui.screens.ask import Ask
from tui.text import line, plain
from tui.widgets.diff import DiffView
from tui.widgets.provenance import ProvenanceView
from tui.widgets.source import SourceView
from tui.widgets.steps import StepsView
from tui.widgets.tabs import TABS, TabsPane, tab_keys


class VariantScreen(HaltingRoom):
    """The variant that was chosen in the tree; only the open tab is read."""

    HELP = "The tabs on one variant; each has a key, and left and right go from one to the next."
    ROOM = "variant"
    DEFAULT_CSS = """
    VariantScreen #who { height: 1; padding: 0 1; background: $panel;
        text-wrap: nowrap; text-overflow: ellipsis; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "app.go('family')", "Family", "Go back to the family tree."),
        *tab_keys(TABS, shown=("diff", "source", "tasks", "steps")),
        key("a", "against", "Against", "Take the diff against another variant.", show=False),
        key("comma", "piece(-1)", "Before", "The transcript before.", show=False),
        key("full_stop", "piece(1)", "Next", "The next transcript.", show=False),
        key("m", "mark", "Mark", "Mark it; compare another with it.", show=False),
        key("c", "app.go('compare')", "Compare", "Compare with the marked one, or the parent."),
        key("u", "up", "Parent", "Look at its parent.", show=False),
    ]

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._detail: Detail | None = None
        self._seen: tuple[object, ...] = ()
        self._filled: dict[str, object] = {}
        self._against: str | None = None
        self._piece = 0

    def body(self) -> list[Widget]:
        """Return the line of who it is, and the tabs."""
        return [Static(plain("Choose a variant in the tree."), id="who"), TabsPane(TABS)]

    def refresh_now(self, *, force: bool = False) -> None:
        """Read the chosen variant, unless nothing happened."""
        self._look(self.visit.chosen, force)

    @work(thread=True, exclusive=True, group="variant")
    def _look(self, chosen: str | None, force: bool) -> None:
        def look(client: RunClient) -> Callable[[], None] | None:
            variant = chosen or client.tree.best() or "v0000"
            seen = (variant, *client.now())
            if seen == self._seen and not force:
                return None
            detail = client.detail(variant)
            return None if detail is None else lambda: self._show(detail, seen)

        self.read(look)

    def _show(self, detail: Detail, seen: tuple[object, ...]) -> None:
        if self._detail is None or self._detail.node.id != detail.node.id:
            self._against, self._piece, self._filled = None, 0, {}
        self._detail, self._seen = detail, seen
        self.visit.chosen = detail.node.id
        self.query_one("#who", Static).update(who(detail, self.visit.marked))
        self._fill()
        self.refresh_bindings()

    def on_tabbed_content_tab_activated(self) -> None:
        """Fill the tab that was opened."""
        self._fill()

    def _fill(self) -> None:
        """Read what the open tab shows, where that is not there already."""
        if self._detail is None:
            return
        pane = self.query_one(TabsPane)
        tab, wanted = pane.open_tab, cast("object", self._detail)
        if tab == "diff":
            wanted = (self._detail.node.id, self._against)
        elif tab in {"source", "provenance"}:
            wanted = self._detail.node.id
        if self._filled.get(tab) == wanted:
            return
        if pane.show_detail(tab, self._detail):
            self._filled[tab] = wanted
            return
        if tab == "diff":
            pane.view(DiffView).wait()
        self._fill_from_files(tab, wanted, self._detail, self._against, self._piece)

    @work(thread=True, exclusive=True, group="tab")
    def _fill_from_files(
        self, tab: str, wanted: object, detail: Detail, against: str | None, piece: int
    ) -> None:
        def load(client: RunClient) -> Callable[[], None]:
            show = self._from_files(client, tab, detail, against, piece)

            def shown() -> None:
                self._filled[tab] = wanted
                show()

            return shown

        self.read(load)

    def _from_files(
        self, client: RunClient, tab: str, detail: Detail, against: str | None, piece: int
    ) -> Callable[[], None]:
        """Read what a tab shows; return what then shows it."""
        pane, name = self.query_one(TabsPane), detail.node.id
        if tab == "diff":
            diff = client.diff(name, against)
            return lambda: pane.view(DiffView).show(diff)
        if tab == "source":
            files = client.files(name)
            return lambda: pane.view(SourceView).show(files)
        if tab == "provenance":
            told = client.provenance(detail)
            return lambda: pane.view(ProvenanceView).show(told)
        pieces = pieces_of(detail)
        if not pieces:
            return lambda: pane.view(StepsView).show("No work is recorded.", [])
        row = pieces[piece % len(pieces)]
        steps = client.steps(row)
        title = f"{piece % len(pieces) + 1} of {len(pieces)}: {title_of(row)}   (, . others)"
        return lambda: pane.view(StepsView).show(title, steps)

    def action_tab(self, name: str) -> None:
        """Open a tab."""
        self.query_one(TabsPane).open(name)

    def action_against(self) -> None:
        """Ask which variant the diff is taken against."""
        first = self.visit.marked or "v0000"
        ask = Ask("Take the diff against which variant?", first, "An id, like v0003.", self.unknown)
        self.app.push_screen(ask, self._take_against)

    def action_piece(self, by: int) -> None:
        """Go to another transcript."""
        self._piece += by
        self._filled.pop("steps", None)
        self.action_tab("steps")
        self._fill()

    def action_mark(self) -> None:
        """Mark the variant, or take its mark away."""
        self.visit.marked = None if self.visit.marked == self.visit.chosen else self.visit.chosen
        if self._detail is not None:
            self.query_one("#who", Static).update(who(self._detail, self.visit.marked))

    def action_up(self) -> None:
        """Look at the parent."""
        if self._detail is not None and self._detail.parent is not None:
            self.visit.chosen = self._detail.parent.id
            self.refresh_now()

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Say which keys can do something now; Textual shows the others as off."""
        if action in {"halt_variant", "halt_clade"}:
            node = self._detail.node if self._detail is not None else None
            clade = action == "halt_clade" and node is not None and node.children > 0
            return (node is not None and (node.lives or clade)) or None
        return True

    def _take_against(self, name: str | None) -> None:
        if name is not None:
            self._against = name.strip()
            self.action_tab("diff")
            self._fill()


def who(detail: Detail, marked: str | None) -> Text:
    """Return the line on top: id, state, score, parent, mark."""
    node, parent = detail.node, detail.parent
    return line(
        (node.id, "bold"),
        (f"{node.state.glyph} {node.state.word}", node.state.style),
        interval(node.score) if node.score else "",
        line("child of", (parent.id, "bold")) if parent is not None else "the seed",
        ("◆ marked", "bold") if marked == node.id else (f"marked: {marked}" if marked else ""),
        node.summary,
        sep="  ",
    )


def pieces_of(detail: Detail) -> Sequence[Expansion | Evaluation]:
    """Return the pieces of work that have a transcript: how it was made, then its tasks."""
    return [*detail.made, *(row.own for row in detail.tasks)]


def title_of(row: Expansion | Evaluation) -> str:
    """Return what a transcript is of."""
    if isinstance(row, Expansion):
        return f"{row.parent} makes {row.child}, attempt {row.attempt}"
    ended = row.outcome.value if row.outcome is not None else "running"
    reward = "" if row.reward is None else f", reward {row.reward:.2f}"
    return f"{row.split} {row.task}, {ended}{reward}"
