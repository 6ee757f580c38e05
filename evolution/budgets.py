"""The budgets of one run: its own, one for each clade, one for each variant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from threading import Lock

from archive.records import Evaluation, Expansion, Variant
from evolution.config import RunConfig
from gateway.api import NO_CAPS, Caps, Usage
from gateway.budget import Budget

_NOTHING = Usage()


class Budgets:
    """What every session of the search is charged to; safe to ask from several threads.

    What was spent before is taken from the ledger, so a resume goes on where it stood.

    Args:
        config: The limits.
        variants: Those of the ledger.
        expansions: The same.
        evaluations: The same; those on ``holdout`` are not charged to anyone.
        aside: What the run has used besides.
    """

    def __init__(
        self,
        config: RunConfig,
        variants: Iterable[Variant],
        expansions: Iterable[Expansion],
        evaluations: Iterable[Evaluation],
        aside: Usage = _NOTHING,
    ) -> None:
        self._lock = Lock()
        self._variant_caps, self._clade_caps = config.caps("variant"), config.caps("clade")
        self._parents = {one.id: one.parent for one in variants}
        rows: list[tuple[str, Expansion | Evaluation]] = []
        for expansion in expansions:
            self._parents.setdefault(expansion.child, expansion.parent)
            rows.append((expansion.child, expansion))
        rows += [(row.variant, row) for row in evaluations if row.split != "holdout"]
        self._past: dict[str, Usage] = {"run": aside}
        self._past_seconds: dict[str, float] = {}
        for name, row in rows:
            for budget in ("run", f"variant {name}", *map(_clade, self._lineage(name))):
                self._remember(budget, row)
        # The run's time is the engine's clock, not the sum over its boxes.
        caps = replace(config.caps("max"), seconds=NO_CAPS.seconds)
        self._made = {"run": self._make("run", caps, None)}

    @property
    def run(self) -> Budget:
        """The budget of the whole search."""
        return self._made["run"]

    def born(self, child: str, parent: str) -> None:
        """Learn that a child is being made."""
        with self._lock:
            self._parents.setdefault(child, parent)

    def of(self, variant: str) -> Budget:
        """Return the budget of a variant's sessions."""
        with self._lock:
            above = self._made["run"]
            if self._clade_caps != NO_CAPS:
                for ancestor in reversed(list(self._lineage(variant))):
                    above = self._get(_clade(ancestor), self._clade_caps, above)
            return self._get(f"variant {variant}", self._variant_caps, above)

    def _lineage(self, variant: str) -> Iterable[str]:
        """Yield a variant and its ancestors, the seed last."""
        name: str | None = variant
        while name is not None:
            yield name
            name = self._parents.get(name)

    def _remember(self, budget: str, row: Expansion | Evaluation) -> None:
        usage = Usage(row.calls, row.tokens, 0, row.cost_usd)
        self._past[budget] = self._past.get(budget, Usage()).plus(usage)
        took = max(0.0, (row.ended or row.started) - row.started)
        self._past_seconds[budget] = self._past_seconds.get(budget, 0.0) + took

    def _get(self, name: str, caps: Caps, above: Budget) -> Budget:
        if name not in self._made:
            self._made[name] = self._make(name, caps, above)
        return self._made[name]

    def _make(self, name: str, caps: Caps, above: Budget | None) -> Budget:
        past, seconds = self._past.get(name), self._past_seconds.get(name, 0.0)
        return Budget(name, caps, above, used=past, seconds=seconds)


def _clade(variant: str) -> str:
    return f"clade {variant}"
