"""The family tree: one row per variant or attempt, changed row by row."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.widgets import Tree
from textual.widgets.tree import TreeNode

from tui.format import interval
from tui.snapshot import Node, Snapshot
from tui.states import BUSY, State
from tui.text import line

_OPEN_AT_ONCE = 300
"""Rows opened without being asked; a larger tree opens along the way to its best variant."""


class FamilyView(Tree[str]):
    """The family tree of a run. A node's children are made when it is first opened."""

    HELP = (
        "The family tree: each variant below its parent, with its state, its score and what "
        "it changed. Up and down move, Space folds, Enter shows it."
    )

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("j", "cursor_down", "Down", show=False, id="family.down", tooltip="Next row"),
        Binding("k", "cursor_up", "Up", show=False, id="family.up", tooltip="Row before"),
        Binding("g", "scroll_home", "Top", show=False, id="family.top", tooltip="First row"),
        Binding("G", "scroll_end", "End", show=False, id="family.end", tooltip="Last row"),
    ]

    def __init__(self) -> None:
        super().__init__("", id="family")
        self.show_root = False
        self.guide_depth = 3
        self.auto_expand = False
        self._rows: dict[str, TreeNode[str]] = {}
        self._shown: dict[str, tuple[Node, bool, bool]] = {}
        self._filled: set[str | None] = set()
        self._snapshot: Snapshot | None = None

    @property
    def chosen(self) -> str | None:
        """The id under the cursor."""
        return self.cursor_node.data if self.cursor_node is not None else None

    def show(self, snapshot: Snapshot) -> None:
        """Bring the rows in line with ``snapshot``, touching only what changed."""
        first = self._snapshot is None
        self._snapshot = snapshot
        if first:
            self._fill(snapshot, None)
            self._open_first(snapshot)
            self.call_after_refresh(self.move_to, snapshot.best)
            return
        self._drop_moved(snapshot)
        for key in list(self._filled):
            self._fill(snapshot, key)
        for key, row in self._rows.items():
            self._relabel(row, snapshot, key)

    def move_to(self, variant: str | None) -> None:
        """Put the cursor on a variant, or on the first row when it is not shown."""
        row = self._rows.get(variant or "")
        if row is not None:
            self.move_cursor(row)
        elif self.root.children:
            self.move_cursor(self.root.children[0])

    def on_tree_node_expanded(self, event: Tree.NodeExpanded[str]) -> None:
        """Make the children of a row that is opened for the first time."""
        if self._snapshot is not None and event.node.data is not None:
            self._fill(self._snapshot, event.node.data)

    def _open_first(self, snapshot: Snapshot) -> None:
        if len(snapshot.nodes) <= _OPEN_AT_ONCE:
            return
        for key in _lineage(snapshot, snapshot.best):
            self._fill(snapshot, key)
            self._rows[key].expand()

    def _fill(self, snapshot: Snapshot, parent: str | None) -> None:
        """Add the rows that are missing below one; in a small tree, also those below them."""
        self._filled |= {parent}
        above = self.root if parent is None else self._rows[parent]
        small = len(snapshot.nodes) <= _OPEN_AT_ONCE
        for key in snapshot.children.get(parent, ()):
            if key in self._rows:
                continue
            self._rows[key] = above.add("", data=key, expand=small)
            self._relabel(self._rows[key], snapshot, key)
            if small:
                self._fill(snapshot, key)

    def _drop_moved(self, snapshot: Snapshot) -> None:
        """Take out attempts that were begun again below another parent."""
        for key, (node, *_) in list(self._shown.items()):
            if snapshot.nodes[key].parent != node.parent:
                self._rows.pop(key).remove()
                del self._shown[key]
                self._filled.discard(key)

    def _relabel(self, row: TreeNode[str], snapshot: Snapshot, key: str) -> None:
        now = (snapshot.nodes[key], key == snapshot.best, bool(snapshot.children.get(key)))
        if self._shown.get(key) != now:
            self._shown[key] = now
            row.allow_expand = now[2]
            row.set_label(node_label(now[0], best=now[1]))


def node_label(node: Node, *, best: bool = False) -> Text:
    """Return a row of the tree: id, state, score with interval, and what changed or went wrong."""
    return line(
        (node.id, "bold" if node.is_variant else "dim"),
        (f"{node.state.glyph} {node.state.word}", node.state.style),
        interval(node.score) if node.score else "",
        ("★ best", f"bold {BUSY}") if best else "",
        (node.reason if node.state in _TOLD else node.summary, "dim"),
        limit=80,
    )


_TOLD = {State.HALTED, State.QUARANTINED, State.FAILED, State.FAULT, State.INTERRUPTED}


def _lineage(snapshot: Snapshot, variant: str | None) -> list[str]:
    path: list[str] = []
    while variant is not None and variant in snapshot.nodes:
        path.insert(0, variant)
        variant = snapshot.nodes[variant].parent
    return path
