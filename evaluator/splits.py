"""Putting the tasks of a benchmark that has no splits of its own into ours."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Iterable

from evaluator.api import Task

_TURNS = ("select", "train", "holdout", "select")


def dealt(tasks: Iterable[Task]) -> dict[str, tuple[Task, ...]]:
    """Return splits: half of the tasks are ``select``, a quarter each ``train`` and ``holdout``.

    The tasks are put in order by the sha256 of their names and dealt in turn, so a task's split
    depends on which tasks there are and on nothing else.
    """
    found: dict[str, list[Task]] = {"train": [], "select": [], "holdout": []}
    ordered = sorted(tasks, key=lambda task: hashlib.sha256(task.name.encode()).hexdigest())
    for split, task in zip(itertools.cycle(_TURNS), ordered, strict=False):
        found[split].append(task)
    return {split: tuple(members) for split, members in found.items()}
