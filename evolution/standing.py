"""The ledger's rows, indexed for the decisions that rest on them; nothing here is written."""

from __future__ import annotations

from collections.abc import Sequence

from archive.records import Evaluation, Expansion, Outcome, Variant, by_age
from evaluator.statistics import task_means

Key = tuple[str, str, int]
"""Variant, task and trial: what is measured at most once."""

BACKOFF_SECONDS = 2.0
"""Pause before the second attempt after a fault of the machinery; doubled for each more."""


def key_of(evaluation: Evaluation) -> Key:
    """Return what an evaluation measures."""
    return (evaluation.variant, evaluation.task, evaluation.trial)


class Standing:
    """Where every variant, expansion and evaluation of a run stands."""

    def __init__(
        self,
        variants: Sequence[Variant],
        expansions: Sequence[Expansion],
        evaluations: Sequence[Evaluation],
        attempts: int,
        trials: int = 1,
    ) -> None:
        self.variants = sorted(variants, key=lambda variant: by_age(variant.id))
        self.alive = [variant for variant in self.variants if variant.free]
        self._attempts = attempts
        self._trials = trials
        self._evaluations: dict[Key, list[Evaluation]] = {}
        for evaluation in evaluations:
            self._evaluations.setdefault(key_of(evaluation), []).append(evaluation)
        self.expansions: dict[str, list[Expansion]] = {}
        for expansion in sorted(expansions, key=lambda row: row.attempt):
            self.expansions.setdefault(expansion.child, []).append(expansion)
        rewards: dict[tuple[str, str], list[tuple[str, float]]] = {}
        for done in evaluations:
            if done.outcome is Outcome.DONE and done.reward is not None:
                rewards.setdefault((done.variant, done.split), []).append((done.task, done.reward))
        self._rewards = {key: task_means(found) for key, found in rewards.items()}
        self._done = sum(len(found) for (_, split), found in rewards.items() if split != "holdout")
        self.running = [row for row in evaluations if row.outcome is None]
        self.expanding = [row for row in expansions if row.outcome is None]

    @property
    def in_flight(self) -> int:
        """Pieces of work that run now."""
        return len(self.running) + len(self.expanding)

    def rewards(self, variant: str, split: str) -> dict[str, float]:
        """Return a variant's rewards on the tasks of a split, each the mean over its trials."""
        return dict(self._rewards.get((variant, split), {}))

    def evaluations_of(self, variant: str) -> list[Evaluation]:
        """Return a variant's evaluations, all attempts."""
        found = (rows for key, rows in self._evaluations.items() if key[0] == variant)
        return [row for rows in found for row in rows]

    def measured(self) -> int:
        """Count the evaluations of the search that are done or run."""
        return self._done + sum(row.split != "holdout" for row in self.running)

    def settled(self, key: Key) -> bool:
        """Say whether nothing more is to be done for an evaluation: done, halted or given up."""
        rows = self._evaluations.get(key, [])
        if any(row.outcome in {Outcome.DONE, Outcome.HALTED} for row in rows):
            return True
        return sum(row.outcome is Outcome.ERROR for row in rows) >= self._attempts

    def task_settled(self, variant: str, task: str) -> bool:
        """Say whether all trials of a variant on a task are settled."""
        return all(self.settled((variant, task, trial)) for trial in range(self._trials))

    def open(self, key: Key) -> bool:
        """Say whether an evaluation is still to be started, now or after a back-off."""
        rows = self._evaluations.get(key, [])
        return not self.settled(key) and all(row.outcome is not None for row in rows)

    def ready(self, rows: Sequence[Evaluation] | Sequence[Expansion], now: float) -> bool:
        """Say whether the back-off after the latest fault of these attempts has passed."""
        faults = [row.ended or 0.0 for row in rows if row.outcome is Outcome.ERROR]
        return not faults or now >= max(faults) + BACKOFF_SECONDS * 2 ** (len(faults) - 1)

    def attempts_of(self, key: Key) -> list[Evaluation]:
        """Return what was tried for an evaluation."""
        return self._evaluations.get(key, [])

    def retriable(self) -> list[Expansion]:
        """Return the expansions that the machinery or the engine's end cut off, to be redone."""
        living = {variant.id for variant in self.alive}
        found = []
        for rows in self.expansions.values():
            last = rows[-1]
            faults = sum(row.outcome is Outcome.ERROR for row in rows)
            cut_off = last.outcome in {Outcome.ERROR, Outcome.INTERRUPTED}
            if cut_off and faults < self._attempts and last.parent in living:
                found.append(last)
        return found

    def children(self, variant: str) -> int:
        """Count a variant's children: admitted, in flight and to be redone."""
        admitted = sum(row.parent == variant for row in self.variants)
        flying = [*self.expanding, *self.retriable()]
        return admitted + sum(row.parent == variant for row in flying)

    def next_child(self) -> str:
        """Return the id the next expansion's child gets."""
        used = [variant.id for variant in self.variants] + list(self.expansions)
        return f"v{1 + max((int(name[1:]) for name in used), default=-1):04d}"
