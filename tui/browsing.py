"""Finding one's way in the family tree: order, filter, search, folding, marks."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from archive.conditions import ORDERS, Condition
from tui.client import RunClient
from tui.filters import HINT, checker, parse
from tui.halting import HaltingRoom
from tui.keys import key
from tui.reader import PAGE, Page
from tui.screens.ask import Ask
from tui.text import tell
from tui.widgets.family import FamilyView


class BrowsingRoom(HaltingRoom):
    """A room with the tree in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter", "look", "Open", "Open the variant under the cursor, or read more rows."),
        key("f", "filter", "Filter", "Show what meets a condition: score>0.4 state:alive retry."),
        key("slash", "search", "Search", "Go to the next row with a text."),
        key("n", "next_match", "Next", "Go to the next match of the search.", show=False),
        key("N", "last_match", "Before", "Go to the match before.", show=False),
        key("s", "sort", "Sort", "Order by age, newest, score or cost, in turn."),
        key("z", "fold_dead", "Fold dead", "Fold clades of which nothing lives.", show=False),
        key("b", "best", "Best", "Go to the best variant.", show=False),
        key("B", "follow", "Follow best", "Keep the cursor on the best variant.", show=False),
        key("m", "mark", "Mark", "Mark this variant; compare another with it.", show=False),
        key("c", "compare", "Compare", "Compare with the marked variant, or the parent."),
        key("u", "up", "Parent", "Go to the parent.", show=False),
    ]
    order = "age"
    filter_text = ""
    follows_best = False
    sought = ""
    """What is searched for; while it is empty, ``n`` is left to others."""

    @property
    def view(self) -> FamilyView:
        """The tree."""
        return self.query_one(FamilyView)

    def titled(self) -> None:
        """Called when what the tree shows was changed; the room tells it in its title."""

    def action_look(self) -> None:
        """Open the variant under the cursor, or read more."""
        row = self.view.forest.rows[self.view.cursor] if self.view.forest.rows else None
        if row is not None and row.key:
            self.visit.chosen = row.key
            self.app.call_later(self.app.run_action, "go('variant')")
        else:
            self.view.action_open()

    def action_sort(self) -> None:
        """Order in the next way."""
        names = list(ORDERS)
        self.order = names[(names.index(self.order) + 1) % len(names)]
        self.titled()
        self._load_again(self.order, parse(self.filter_text))

    def action_filter(self) -> None:
        """Ask for a filter; an empty one shows the tree again."""
        ask = Ask("Show the variants that meet", self.filter_text, HINT, checker)
        self.app.push_screen(ask, self._filter)

    def action_search(self) -> None:
        """Ask for a text and go to the next row that has it."""
        self.app.push_screen(Ask("Search ids, summaries and reasons", self.sought), self._search)

    def action_next_match(self) -> None:
        """Go to the next match."""
        self._seek(backward=False)

    def action_last_match(self) -> None:
        """Go to the match before."""
        self._seek(backward=True)

    def action_fold_dead(self) -> None:
        """Fold dead clades, or show them again."""
        self.view.fold_dead(not self.view.forest.fold_dead)
        self.titled()

    def action_best(self) -> None:
        """Go to the best variant."""
        self.go_to(self.view.best)

    def action_follow(self) -> None:
        """Keep the cursor on the best variant, or stop."""
        self.follows_best = not self.follows_best
        self.titled()
        if self.follows_best:
            self.keep_to(self.view.best)

    def action_mark(self) -> None:
        """Mark the variant under the cursor, or take its mark away."""
        node = self.view.node
        if node is not None and node.is_variant:
            self.visit.marked = None if self.visit.marked == node.id else node.id
            self.view.mark(self.visit.marked)

    def action_compare(self) -> None:
        """Compare the variant under the cursor with the marked one."""
        self.visit.chosen = self.view.chosen
        self.app.call_later(self.app.run_action, "go('compare')")

    def action_up(self) -> None:
        """Go to the parent."""
        if self.view.node is not None:
            self.go_to(self.view.node.parent)

    def go_to(self, variant: str | None) -> None:
        """Put the cursor on a variant, wherever in the tree it is."""
        if variant is not None and not self.view.move_to(variant):
            if self.view.forest.flat is not None:
                self._filter("")
            self._load_path(variant)

    def keep_to(self, variant: str | None) -> None:
        """Put the cursor on a variant, but where a filter leaves it out, stay on the row."""
        if not self.filter_text:
            self.go_to(variant)
        elif not self.view.move_to(variant):
            self.visit.chosen = self.view.chosen

    def matches_again(self, client: RunClient) -> Callable[[], None]:
        """Read what meets the filter now, as far as it is held; return what then shows it."""
        asked = text, order = self.filter_text, self.order
        if not text:
            return lambda: None
        flat = self.view.forest.flat
        pages = -(-len(flat[0]) // PAGE) if flat is not None else 1
        matches = client.tree.select(parse(text), order, limit=max(pages, 1) * PAGE)

        def show() -> None:
            if asked == (self.filter_text, self.order):
                self._show_matches(matches)

        return show

    def _show_matches(self, page: Page) -> None:
        self.view.show_matches(page)
        self.titled()

    def on_family_view_wanted(self, event: FamilyView.Wanted) -> None:
        """Read a page."""
        self._load_page(event, self.order, parse(self.filter_text))

    def _filter(self, text: str | None) -> None:
        if text is None:
            return
        self.filter_text = text.strip()
        if self.filter_text:
            self._load_matches(self.order, parse(self.filter_text))
        else:
            self.view.close_filter()
            self.titled()

    def _search(self, text: str | None) -> None:
        if text:
            self.sought = text
            self.refresh_bindings()
            self._seek(backward=False)

    def _seek(self, *, backward: bool) -> None:
        if self.sought:
            self._find(self.sought, self.view.chosen, backward)

    @work(thread=True, exclusive=True, group="find")
    def _find(self, text: str, start: str | None, backward: bool) -> None:
        def find(client: RunClient) -> Callable[[], object]:
            found = client.tree.find(text, start, backward=backward)
            if found is None:
                return lambda: tell(self.app, f"Nothing has {text} in it.")
            return lambda: self.go_to(found)

        self.read(find)

    @work(thread=True, group="page")
    def _load_page(
        self, wanted: FamilyView.Wanted, order: str, conditions: list[Condition]
    ) -> None:
        def load(client: RunClient) -> Callable[[], object]:
            if wanted.flat:
                matches = client.tree.select(conditions, order, wanted.offset)
                return lambda: self._show_matches(matches)
            page = client.tree.page(wanted.parent, order, wanted.offset)
            return lambda: self.view.show_pages([page])

        self.read(load)

    @work(thread=True, group="page")
    def _load_matches(self, order: str, conditions: list[Condition]) -> None:
        def load(client: RunClient) -> Callable[[], object]:
            page = client.tree.select(conditions, order)
            return lambda: self._show_matches(page)

        self.read(load)

    @work(thread=True, group="page")
    def _load_path(self, variant: str) -> None:
        def load(client: RunClient) -> Callable[[], object]:
            path = client.tree.lineage(variant)
            return lambda: self.view.show_path(path)

        self.read(load)

    @work(thread=True, exclusive=True, group="order")
    def _load_again(self, order: str, conditions: list[Condition]) -> None:
        """Read the first pages of all that is open again, in another order."""

        def load(client: RunClient) -> Callable[[], object]:
            parents = list(self.view.forest.filled)
            pages = [client.tree.page(parent, order) for parent in parents]
            matches = client.tree.select(conditions, order) if conditions else None

            def show() -> None:
                chosen = self.view.chosen
                self.view.forest.clear()
                self.view.show_pages(pages, opened=False)
                if matches is not None:
                    self._show_matches(matches)
                else:
                    self.go_to(chosen)

            return show

        self.read(load)
