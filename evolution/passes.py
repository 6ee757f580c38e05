"""pass@k: what a variant scores within its first k attempts, where tasks allow several."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from archive.records import Evaluation
from evaluator.statistics import Score, score, task_means


def most_attempts(rows: Iterable[Evaluation]) -> int:
    """Return how many attempts any of these took; 1 where tasks allow one."""
    return max((len(row.rewards) for row in rows), default=1) or 1


def score_within(rows: Iterable[Evaluation], attempts: int) -> Score:
    """Return the score that counts only the first attempts: one number a task.

    Args:
        rows: Of one variant; those without a reward are left out.
        attempts: How many count.
    """
    found = ((row.task, row.reward_within(attempts)) for row in rows)
    return score(list(task_means((task, r) for task, r in found if r is not None).values()))


def passes(rows: Sequence[Evaluation]) -> dict[str, Score]:
    """Return pass@1, pass@2, ... by these names; empty where no task took a second attempt."""
    most = most_attempts(rows)
    numbers = range(1, most + 1) if most > 1 else ()
    return {f"pass@{number}": score_within(rows, number) for number in numbers}
