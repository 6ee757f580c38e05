"""The family tree as a value: lineage, clades and each variant's own results."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from archive.policies import Candidate
from archive.records import Evaluation, Expansion, Outcome, Variant, by_age
from common.errors import UsageError
from common.text import safe

if TYPE_CHECKING:
    import networkx as nx


class FamilyTree:
    """What is known of a run at one moment. Reading it never changes it or its records.

    Args:
        variants: All of a run's variants, in any order.
        expansions: Its attempts to make children.
        evaluations: Its evaluations; only those that are DONE count as results.

    Raises:
        UsageError: A parent is missing, an id is there twice, or the parents form a circle.
    """

    def __init__(
        self,
        variants: Iterable[Variant],
        expansions: Iterable[Expansion] = (),
        evaluations: Iterable[Evaluation] = (),
    ) -> None:
        ordered = sorted(variants, key=lambda v: by_age(v.id))
        self.variants: Mapping[str, Variant] = MappingProxyType({v.id: v for v in ordered})
        self.graph: nx.DiGraph = _graph(ordered)
        """Edges run from parent to child; each node holds its record as ``variant``. Frozen."""
        expansions = list(expansions)
        self._failed = Counter(e.parent for e in expansions if e.outcome is Outcome.FAILED)
        self._in_flight = Counter(e.parent for e in expansions if e.outcome is None)
        self._rewards = _rewards(evaluations)

    def variant(self, name: str) -> Variant:
        """Return one variant.

        Raises:
            UsageError: There is none of this id.
        """
        if name not in self.variants:
            raise UsageError(
                f"there is no variant {safe(name, limit=40)!r}", "`arboretum tree` lists them"
            )
        return self.variants[name]

    @property
    def roots(self) -> list[str]:
        """Variants without a parent: the seed."""
        return [v.id for v in self.variants.values() if v.parent is None]

    def lineage(self, name: str) -> list[str]:
        """Return the ids from the root down to this variant, itself included."""
        found = []
        current: str | None = name
        while current is not None:
            found.append(current)
            current = self.variant(current).parent
        return found[::-1]

    def depth(self, name: str) -> int:
        """Return the number of generations between this variant and its root."""
        return len(self.lineage(name)) - 1

    def children(self, name: str) -> list[str]:
        """Return the ids of its children, oldest first."""
        return sorted(self.graph.successors(self.variant(name).id), key=by_age)

    def clade(self, name: str) -> list[str]:
        """Return this variant and all its descendants, oldest first."""
        import networkx as nx

        below = nx.descendants(self.graph, self.variant(name).id)
        return sorted({name, *below}, key=by_age)

    def rewards(self, name: str, split: str) -> dict[str, float]:
        """Return its own results on a split: task to mean reward over trials."""
        tasks = self._rewards.get(self.variant(name).id, {}).get(split, {})
        return {task: sum(values) / len(values) for task, values in sorted(tasks.items())}

    def failed_expansions(self, name: str) -> int:
        """Return how many changes it proposed that were refused."""
        return self._failed[self.variant(name).id]

    def in_flight(self, name: str) -> int:
        """Return how many of its expansions are running."""
        return self._in_flight[self.variant(name).id]

    def candidates(self, split: str = "select") -> list[Candidate]:
        """Return the living variants that have a result on ``split``, as a policy sees them."""
        return [
            Candidate(
                name,
                tuple(self.rewards(name, split).values()),
                self.graph.out_degree(name) + self.in_flight(name),
            )
            for name, variant in self.variants.items()
            if variant.free and self._rewards.get(name, {}).get(split)
        ]


def _graph(variants: list[Variant]) -> nx.DiGraph:
    import networkx as nx

    graph = nx.DiGraph()
    for variant in variants:
        if variant.id in graph:
            raise UsageError(f"the variant {variant.id!r} is there twice")
        graph.add_node(variant.id, variant=variant)
    for variant in variants:
        if variant.parent is None:
            continue
        if variant.parent not in graph:
            raise UsageError(f"the parent {variant.parent!r} of {variant.id!r} is missing")
        graph.add_edge(variant.parent, variant.id)
    if not nx.is_directed_acyclic_graph(graph):
        raise UsageError("the parents of these variants form a circle")
    return nx.freeze(graph)


def _rewards(evaluations: Iterable[Evaluation]) -> dict[str, dict[str, dict[str, list[float]]]]:
    found: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(dict)
    for one in evaluations:
        if one.outcome is Outcome.DONE and one.reward is not None:
            by_task = found[one.variant].setdefault(one.split, {})
            by_task.setdefault(one.task, []).append(one.reward)
    return dict(found)
