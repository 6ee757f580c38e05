"""Reads the family tree page by page, as the console shows it. Its methods block."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from archive.conditions import Condition
from archive.family import Member
from archive.ledger import Ledger
from evaluator.statistics import Score, lower_bound, score
from evolution.scheduler import ENOUGH, choose_best
from evolution.standing import Standing
from tui.snapshot import Node, node_of

PAGE = 200
"""Children read at once."""
_SMALL = 300
"""A tree of as many nodes is opened whole; a larger one along the way to its best variant."""
_FINALISTS = 5
_MAP_COLUMNS, _MAP_ROWS = 120, 24
"""Cells of the family's map."""


@dataclass(frozen=True)
class Page:
    """Some children of a node, in order, from the first on or from where the last page ended."""

    parent: str | None
    nodes: Sequence[Node]
    offset: int
    total: int
    dead: frozenset[str] = frozenset()
    """Those of which nothing lives any more, themselves and all their descendants."""


@dataclass(frozen=True)
class News:
    """What became of the tree since it was last read."""

    seq: int
    nodes: Mapping[str, Node] = field(default_factory=dict)
    pages: Sequence[Page] = ()
    """Pages to take in the place of those that are there."""
    best: str | None = None
    dead: Mapping[str, bool] = field(default_factory=dict)
    """Nodes in whose clades something changed, each with whether nothing lives there any more."""


class TreeReader:
    """Reads one run's tree; safe to use from several threads.

    Args:
        ledger: The run's.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._family = ledger.family()
        self.alive = False
        """Whether an engine works on the run, as of the last poll."""
        self._best: tuple[int, object, str | None] = (-1, (), None)
        """The newest event, what the choice rested on, and the choice."""

    def node(self, key: str) -> Node | None:
        """Return one node; ``None`` where there is none of this id."""
        return self.nodes([key]).get(key)

    def nodes(self, keys: Iterable[str]) -> dict[str, Node]:
        """Return nodes by id."""
        found = self._family.members(keys, alive=self.alive)
        return {key: self._node(member) for key, member in found.items()}

    def page(self, parent: str | None, order: str, offset: int = 0, limit: int = PAGE) -> Page:
        """Return a page of the children of a node, or of the roots."""
        members = self._family.children(
            parent, alive=self.alive, order=order, limit=limit, offset=offset
        )
        nodes = [self._node(member) for member in members]
        above = self.node(parent) if parent is not None else None
        total = above.children if above is not None else offset + len(nodes)
        dead = self._family.dead_clades(node.id for node in nodes if not node.lives)
        return Page(parent, nodes, offset, total, frozenset(dead))

    def first(self, order: str) -> tuple[list[Page], str | None]:
        """Return the pages to begin with, parents first, and the best variant."""
        pages = [self.page(None, order)]
        best = self.best()
        if self._family.totals().nodes <= _SMALL:
            for page in pages:
                pages += [self.page(node.id, order) for node in page.nodes if node.children]
            return pages, best
        path = self.lineage(best) if best is not None else pages[0].nodes[:1]
        return [*pages, *(self.page(node.id, order) for node in path if node.children)], best

    def lineage(self, key: str) -> list[Node]:
        """Return the nodes from the root down to this one."""
        return [self._node(one) for one in self._family.lineage(key, alive=self.alive)]

    def select(
        self, conditions: Sequence[Condition], order: str, offset: int = 0, limit: int = PAGE
    ) -> Page:
        """Return a page of the nodes that meet all conditions, as children of nothing."""
        members = self._family.select(
            conditions, alive=self.alive, order=order, limit=limit, offset=offset
        )
        total = offset + len(members)
        if len(members) == limit:
            total = self._family.count(conditions, alive=self.alive)
        return Page(None, [self._node(member) for member in members], offset, total)

    def find(self, text: str, start: str | None, *, backward: bool) -> str | None:
        """Return the next node by age whose id, summary or reason has a text."""
        return self._family.find(text, start, backward=backward)

    def spread(self) -> list[tuple[float, float]]:
        """Return where measured variants lie, by number and mean, few enough to be drawn."""
        return self._family.spread(_MAP_COLUMNS, _MAP_ROWS)

    def living(self, key: str) -> list[str]:
        """Return those of a clade that a halt can still end."""
        return self._family.living(key)

    def news(
        self,
        seq: int,
        shown: Mapping[str, str | None],
        filled: Mapping[str | None, int],
        order: str,
    ) -> News:
        """Return what changed after an event.

        Args:
            seq: The newest event that was taken in.
            shown: From the id of every node that is held to its parent's.
            filled: From every node whose children are held to how many they are.
            order: How children are ordered.
        """
        changed, newest = self._family.changed(seq)
        if newest == seq:
            return News(seq, best=self._best[2])
        nodes = self.nodes(changed)
        above = {node.parent for node in nodes.values()}
        nodes |= self.nodes(parent for parent in above if parent is not None and parent in shown)
        moved = {
            parent
            for key, node in nodes.items()
            for parent in {node.parent, shown.get(key, node.parent)}
            if key in changed and (key not in shown or shown[key] != node.parent or order != "age")
        }
        small = self._family.totals().nodes <= _SMALL
        pages = [
            self.page(parent, order, limit=_full_pages(filled.get(parent, 0)))
            for parent in moved
            if parent in filled or (small and parent in shown)
        ]
        held = {key: node for key, node in nodes.items() if key in shown}
        return News(newest, held, pages, self.best(), self._dead(changed, shown))

    def _dead(self, changed: Iterable[str], shown: Mapping[str, str | None]) -> dict[str, bool]:
        dead: dict[str, bool] = {}
        for key, lives in self._family.lives_above(changed).items():
            if key in shown:
                below_dead = dead.get(shown[key] or "", False)
                dead[key] = not lives and (below_dead or bool(self._family.dead_clades([key])))
        return dead

    def best(self) -> str | None:
        """Return the best living variant, by the scheduler's own rule among the few best."""
        seq = self._ledger.last_seq()
        at, rested_on, best = self._best
        if at == seq:
            return best
        standings = self._family.standings(ENOUGH)
        bounds = ((_low(n, total), name) for total, n, name in standings)
        names = tuple(name for _, name in sorted(bounds, reverse=True)[:_FINALISTS])
        rows = [self._ledger.evaluations(name) for name in names]
        seen = tuple((row.variant, row.task, row.trial, row.reward) for own in rows for row in own)
        if seen != rested_on:
            variants = [self._ledger.variant(name) for name in names]
            standing = Standing(variants, [], [row for own in rows for row in own], attempts=1)
            best = choose_best(standing)
        self._best = (seq, seen, best)
        return best

    def _node(self, member: Member) -> Node:
        return node_of(member, known, alive=self.alive)


def _full_pages(count: int) -> int:
    return -(-(count + 1) // PAGE) * PAGE


@lru_cache(maxsize=4096)
def known(n: int, total: float) -> Score:
    """Return what is known of a success rate: the posterior rests on count and sum alone."""
    return score([min(total / n, 1.0)] * n if n else [])


@lru_cache(maxsize=4096)
def _low(n: int, total: float) -> float:
    return lower_bound([min(total / n, 1.0)] * n)
