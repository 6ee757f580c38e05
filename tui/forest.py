"""The rows of the family tree that can be seen, and what is held of the tree besides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui.reader import News, Page
from tui.snapshot import Node

_LEVELS = 8
"""Levels whose guides are drawn; of a deeper row the first are counted instead."""


class Row(NamedTuple):
    """A line of the tree: a node, or what stands for nodes that are not shown."""

    key: str
    """A node's id; empty where the row stands for others."""
    parent: str | None
    guides: str
    more: int = 0
    """How many children of ``parent`` are still to be read."""
    folded: int = 0
    """How many dead clades below ``parent`` are folded away."""


class Forest:
    """Which nodes are held, which are open, and the rows that makes.

    Children beyond the first pages are not held; a node that was jumped to is, at the end.
    """

    def __init__(self) -> None:
        self.nodes: dict[str, Node] = {}
        self.rows: list[Row] = []
        self.at: dict[str, int] = {}
        """From a node's id to its row, where it has one."""
        self.opened: set[str] = set()
        self.fold_dead = False
        self.flat: tuple[list[str], int] | None = None
        """A filter's matches and how many there are in all; ``None`` without a filter."""
        self._kids: dict[str | None, list[str]] = {}
        self._totals: dict[str | None, int] = {}
        self._extra: dict[str | None, list[str]] = {}
        self._dead: set[str] = set()

    @property
    def shown(self) -> dict[str, str | None]:
        """From the id of every node that is held to its parent's; a worker may ask for it."""
        return {key: node.parent for key, node in self.nodes.copy().items()}

    @property
    def filled(self) -> dict[str | None, int]:
        """From every node whose children are held to how many they are; a worker may ask for it."""
        return {parent: len(kids) for parent, kids in self._kids.copy().items()}

    def has_children_of(self, parent: str | None) -> bool:
        """Tell whether a node's first page is held."""
        return parent in self._kids

    def clear(self) -> None:
        """Let go of all pages: they are to be read again in another order."""
        self._kids, self._totals, self._extra, self.flat = {}, {}, {}, None

    def take(self, pages: Iterable[Page], *, opened: bool) -> None:
        """Take in pages of children; with ``opened``, open the nodes they belong to."""
        for page in pages:
            self._hold(page.nodes)
            keys = [node.id for node in page.nodes]
            before = self._kids.get(page.parent, [])[: page.offset]
            self._kids[page.parent] = list(dict.fromkeys([*before, *keys]))
            self._totals[page.parent] = page.total
            self._dead = self._dead.difference(keys) | page.dead
            if opened and page.parent is not None:
                self.opened |= {page.parent}
        self.arrange()

    def take_flat(self, page: Page) -> None:
        """Take in a page of a filter's matches."""
        self._hold(page.nodes)
        before = self.flat[0][: page.offset] if self.flat is not None else []
        self.flat = ([*before, *(node.id for node in page.nodes)], page.total)
        self.arrange()

    def take_path(self, path: Sequence[Node]) -> None:
        """Open the way to a node, which may lie beyond the pages that are held."""
        self._hold(path)
        for node in path:
            kids = self._kids.get(node.parent, ())
            extra = self._extra.setdefault(node.parent, [])
            if node.id not in kids and node.id not in extra:
                extra.append(node.id)
        self.opened |= {node.id for node in path[:-1]}
        self.arrange()

    def learn(self, news: News) -> bool:
        """Take in what changed; return whether rows came, went or moved."""
        changed = False
        for key, node in news.nodes.items():
            old = self.nodes.get(key)
            if old is not None and old.parent != node.parent:
                self._drop(key, old.parent)
                changed = True
            elif old is not None and bool(old.children) != bool(node.children):
                changed = True
            self.nodes[key] = node
            if self._totals.get(key, node.children) != node.children:
                self._totals[key] = node.children
                changed = True
        dead = self._dead.difference(news.dead) | {key for key, gone in news.dead.items() if gone}
        changed |= self.fold_dead and dead != self._dead
        self._dead = dead
        if news.pages:
            self.opened |= {p.parent for p in news.pages if p.parent and p.parent not in self._kids}
            self.take(news.pages, opened=False)
        elif changed:
            self.arrange()
        return changed or bool(news.pages)

    def arrange(self) -> None:
        """Make the rows anew from what is held and open."""
        if self.flat is not None:
            keys, total = self.flat
            rows = [Row(key, None, "") for key in keys]
            rows += [Row("", None, "", more=total - len(keys))] if total > len(keys) else []
        else:
            rows = self._tree_rows()
        self.rows = rows
        self.at = {row.key: n for n, row in enumerate(rows) if row.key}

    def _tree_rows(self) -> list[Row]:
        rows: list[Row] = []
        waiting = self._below(None, ())[::-1]
        while waiting:
            row, trail = waiting.pop()
            rows.append(row)
            if row.key and row.key in self.opened and row.key in self._kids:
                waiting += self._below(row.key, trail)[::-1]
        return rows

    def _below(
        self, parent: str | None, trail: tuple[str, ...]
    ) -> list[tuple[Row, tuple[str, ...]]]:
        """Return the rows below one, each with the guides that its own children go on with."""
        kids = self._kids.get(parent, [])
        more = max(self._totals.get(parent, 0) - len(kids), 0)
        extra = sorted(set(self._extra.get(parent, ())).difference(kids))
        living = [key for key in kids if not (self.fold_dead and key in self._dead)]
        rows = [Row(key, parent, "") for key in living]
        if len(living) < len(kids):
            rows.append(Row("", parent, "", folded=len(kids) - len(living)))
        if more:
            rows.append(Row("", parent, "", more=more))
        rows += [Row(key, parent, "") for key in extra]
        if parent is None:
            return [(row, ()) for row in rows]
        last = len(rows) - 1
        return [
            (
                row._replace(guides=_guides((*trail, "└ " if n == last else "├ "))),
                (*trail, "  " if n == last else "│ "),
            )
            for n, row in enumerate(rows)
        ]

    def _hold(self, nodes: Iterable[Node]) -> None:
        self.nodes |= {node.id: node for node in nodes}

    def _drop(self, key: str, parent: str | None) -> None:
        for held in (self._kids, self._extra):
            if key in held.get(parent, ()):
                held[parent].remove(key)


def _guides(trail: tuple[str, ...]) -> str:
    hidden = len(trail) - _LEVELS
    return "".join(trail) if hidden <= 0 else f"{hidden}⋯" + "".join(trail[-_LEVELS:])
