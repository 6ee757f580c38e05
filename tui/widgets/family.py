"""The family tree: a row for each variant and each attempt, of which only those in sight are drawn.

It holds what was opened, not the run: pages of children come when they are asked for, and news
change the rows they are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.forest import Forest, Row
from tui.format import count, interval, money
from tui.reader import News, Page
from tui.snapshot import Node
from tui.states import BUSY, State
from tui.text import drawing, line

_STRIPS = 300
"""Rows that are kept drawn."""


def _move(keys: str, name: str, action: str, word: str) -> Binding:
    tip = f"{word} in the tree."
    return Binding(keys, action, word, show=False, id=f"console.tree.{name}", tooltip=tip)


class FamilyView(ScrollView, can_focus=True):
    """The tree, or with a filter the list of what matches it."""

    HELP = (
        "The family tree: each variant below its parent, with its state, its score and what "
        "it changed. Up and down move, Space folds, Enter shows it."
    )

    COMPONENT_CLASSES: ClassVar[set[str]] = {"family--cursor"}
    DEFAULT_CSS = """
    FamilyView { overflow-x: hidden; }
    FamilyView > .family--cursor { background: $panel-lighten-2; }
    FamilyView:focus > .family--cursor { background: $primary-muted; text-style: bold; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        _move("j,down", "next", "move(1)", "Next row"),
        _move("k,up", "before", "move(-1)", "Row before"),
        _move("pagedown", "next_screen", "page(1)", "Next screen"),
        _move("pageup", "screen_before", "page(-1)", "Screen before"),
        _move("g,home", "first", "top", "First row"),
        _move("G,end", "last", "bottom", "Last row"),
        _move("space", "unfold", "unfold", "Open or close a row"),
        _move("right", "open", "open", "Open a row"),
        _move("left", "close", "close", "Close a row, or go to its parent"),
    ]

    class Moved(Message):
        """The cursor came to another node."""

    class Wanted(Message):
        """A page is to be read: the children of ``parent`` from ``offset`` on."""

        def __init__(self, parent: str | None, offset: int, *, flat: bool) -> None:
            super().__init__()
            self.parent = parent
            self.offset = offset
            self.flat = flat

    def __init__(self) -> None:
        super().__init__(id="family")
        self.forest = Forest()
        self.best: str | None = None
        self.marked: str | None = None
        self._cursor = 0
        self._chosen: str | None = None
        self._strips: dict[Row, tuple[Node | None, object, Strip]] = {}
        self._drawn: tuple[int, Style] = (0, Style())
        """The width and the style of the rows that are being drawn."""

    @property
    def chosen(self) -> str | None:
        """The id under the cursor."""
        return self._chosen

    @property
    def cursor(self) -> int:
        """The row under the cursor."""
        return self._cursor

    @property
    def node(self) -> Node | None:
        """The node under the cursor."""
        return self.forest.nodes.get(self._chosen or "")

    def show_pages(self, pages: Sequence[Page], *, opened: bool = True) -> None:
        """Take in pages of children."""
        self.forest.take(pages, opened=opened)
        self._changed()

    def show_matches(self, page: Page) -> None:
        """Show a page of a filter's matches in the place of the tree."""
        self.forest.take_flat(page)
        self._changed()

    def show_path(self, path: Sequence[Node]) -> None:
        """Open the way to a node and put the cursor on it."""
        self.forest.take_path(path)
        self._changed()
        if path:
            self.move_to(path[-1].id)

    def show_news(self, news: News) -> None:
        """Take in what changed; the cursor stays on its node."""
        touched = {*news.nodes, *({self.best, news.best} if news.best != self.best else ())}
        self.best = news.best
        if self.forest.learn(news):
            self._changed()
        else:
            self._draw(self.forest.at[key] for key in touched if key in self.forest.at)

    def fold_dead(self, folded: bool) -> None:
        """Fold clades of which nothing lives, or show them again."""
        self.forest.fold_dead = folded
        self.forest.arrange()
        self._changed()

    def close_filter(self) -> None:
        """Show the tree again."""
        self.forest.flat = None
        self.forest.arrange()
        self._changed()

    def mark(self, variant: str | None) -> None:
        """Show which variant another is to be compared with."""
        self.marked = variant
        self.refresh()

    def move_to(self, variant: str | None) -> bool:
        """Put the cursor on a node; return False where it has no row."""
        if variant not in self.forest.at:
            return False
        self._go(self.forest.at[variant])
        return True

    def row_text(self, number: int) -> Text:
        """Return what a row says."""
        return self._label(self.forest.rows[number])

    def render_lines(self, crop: Region) -> list[Strip]:
        """Draw what is in sight; what its rows share is found once, for that takes long."""
        self._drawn = (self.scrollable_content_region.width, self.rich_style)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Draw one row; rows out of sight are never drawn."""
        number = y + self.scroll_offset.y
        width, style = self._drawn
        if number == 0 and self.forest.flat is not None and not self.forest.rows:
            said = line(("Nothing meets the filter. With f you change it.", "dim"))
            return Strip(said.render(self.app.console)).adjust_cell_length(width).apply_style(style)
        if number >= len(self.forest.rows):
            return Strip.blank(width, style)
        if number == self._cursor:
            style += self.get_component_rich_style("family--cursor", partial=True)
        return self._strip(self.forest.rows[number], width).apply_style(style)

    def on_resize(self) -> None:
        """Keep the cursor in sight."""
        self.refresh()
        self._into_sight()

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on a row; a click on its triangle, or a second one, opens it."""
        place = event.get_content_offset(self)
        if place is None or place.y + self.scroll_offset.y >= len(self.forest.rows):
            return
        number = place.y + self.scroll_offset.y
        again = number == self._cursor
        self._go(number)
        if again or place.x <= len(self.forest.rows[number].guides):
            self.action_unfold()

    def action_move(self, by: int) -> None:
        """Go up or down."""
        self._go(self._cursor + by)

    def action_page(self, by: int) -> None:
        """Go up or down by what is in sight."""
        self._go(self._cursor + by * max(self.scrollable_content_region.height - 1, 1))

    def action_top(self) -> None:
        """Go to the first row."""
        self._go(0)

    def action_bottom(self) -> None:
        """Go to the last row."""
        self._go(len(self.forest.rows) - 1)

    def action_unfold(self) -> None:
        """Open or close the row under the cursor."""
        if self._chosen in self.forest.opened:
            self.action_close()
        else:
            self.action_open()

    def action_open(self) -> None:
        """Open the row under the cursor; what is not held yet is asked for."""
        row = self._row
        if row is None or (self.forest.flat is not None and row.key):
            return
        if row.more:
            self._want(row)
        elif row.key and self.forest.nodes[row.key].children:
            if self.forest.has_children_of(row.key):
                self.forest.opened |= {row.key}
                self.forest.arrange()
                self._changed()
            else:
                self.post_message(self.Wanted(row.key, 0, flat=False))

    def action_close(self) -> None:
        """Close the row under the cursor, or go to its parent."""
        row = self._row
        if row is not None and row.key in self.forest.opened:
            self.forest.opened.discard(row.key)
            self.forest.arrange()
            self._changed()
        elif row is not None:
            self.move_to(row.parent)

    @property
    def _row(self) -> Row | None:
        rows = self.forest.rows
        return rows[self._cursor] if self._cursor < len(rows) else None

    def _want(self, row: Row) -> None:
        flat = self.forest.flat is not None
        held = len(self.forest.flat[0]) if self.forest.flat else 0
        offset = held if flat else self.forest.filled.get(row.parent, 0)
        self.post_message(self.Wanted(row.parent, offset, flat=flat))

    def _go(self, number: int) -> None:
        before, self._cursor = self._cursor, max(0, min(number, len(self.forest.rows) - 1))
        self._into_sight()
        self._draw({before, self._cursor})
        row = self._row
        if row is not None and row.more:
            self._want(row)
        if row is not None and row.key:
            self._choose(row.key)

    def _choose(self, key: str | None) -> None:
        if key != self._chosen:
            self._chosen = key
            self.post_message(self.Moved())

    def _changed(self) -> None:
        """Draw again after rows changed; the cursor stays on its node."""
        number = self.forest.at.get(self._chosen or "", self._cursor)
        self._cursor = max(0, min(number, len(self.forest.rows) - 1))
        self.virtual_size = Size(self.scrollable_content_region.width, len(self.forest.rows))
        self.refresh()
        self._into_sight()
        row = self._row
        if row is not None and row.key:
            self._choose(row.key)
        elif self._chosen not in self.forest.at:
            self._choose(None)

    def _draw(self, numbers: Iterable[int]) -> None:
        """Draw some rows again, where they are in sight."""
        first = self.scroll_offset.y
        for number in numbers:
            if first <= number < first + self.scrollable_content_region.height:
                self.refresh_line(number)

    def _into_sight(self) -> None:
        self.scroll_to_region(Region(0, self._cursor, 1, 1), animate=False, force=True)

    def _strip(self, row: Row, width: int) -> Strip:
        """Return a row as it is drawn; it is made anew only where something it shows changed."""
        node = self.forest.nodes.get(row.key)
        opened = row.key in self.forest.opened and self.forest.flat is None
        shown = (width, opened, row.key == self.best, row.key == self.marked)
        kept = self._strips.get(row)
        if kept is not None and kept[0] is node and kept[1] == shown:
            return kept[2]
        if len(self._strips) >= _STRIPS:
            self._strips.clear()
        strip = Strip(self._label(row).render(self.app.console)).adjust_cell_length(width)
        self._strips[row] = (node, shown, strip)
        return strip

    def _label(self, row: Row) -> Text:
        if row.more:
            label = line("…", count(row.more, "more", "more"), ("(Enter)", "dim"))
            return line(_guide(row.guides), label, sep="")
        if row.folded:
            label = line("…", (count(row.folded, "dead clade") + " folded", "dim"))
            return line(_guide(row.guides), label, sep="")
        node = self.forest.nodes[row.key]
        mark = "▼" if row.key in self.forest.opened else "▶"
        mark = mark if node.children and self.forest.flat is None else " "
        label = node_label(node, best=row.key == self.best, marked=row.key == self.marked)
        return line(_guide(f"{row.guides}{mark} "), label, sep="")


def _guide(text: str) -> Text:
    """Return what stands left of a row; its spaces are kept, for they tell how deep it is."""
    return drawing([[(text, "dim")]])


def node_label(node: Node, *, best: bool = False, marked: bool = False) -> Text:
    """Return a row: id, state, score, what it used, and what changed or went wrong."""
    told = [f"{node.done} ev" if node.done else "", money(node.cost_usd) if node.cost_usd else ""]
    return line(
        (node.id, "bold" if node.is_variant else "dim"),
        (f"{node.state.glyph} {node.state.word}", node.state.style),
        interval(node.score) if node.score else "",
        ("★ best", f"bold {BUSY}") if best else "",
        ("◆ marked", f"bold {BUSY}") if marked else "",
        *((one, "dim") for one in told),
        (node.reason if node.state in _TOLD else node.summary, ""),
        limit=120,
    )


_TOLD = {State.HALTED, State.QUARANTINED, State.FAILED, State.FAULT, State.INTERRUPTED}
