"""What a report is computed from: a run's view, and its rows with their places in the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from archive.ledger import Ledger
from archive.records import Evaluation, Event, Expansion, Outcome
from archive.tree import FamilyTree
from common.errors import PrerequisiteError, UsageError
from evaluator.api import SPLITS, Task
from evaluator.benchmarks import load_benchmark
from evaluator.statistics import Score
from evolution.memory import events_after
from evolution.passes import most_attempts, score_within
from evolution.run import RunFolder
from evolution.view import RunView, read_view

Row = TypeVar("Row", Evaluation, Expansion)


@dataclass(frozen=True)
class Facts:
    """A run at the moment it was read."""

    view: RunView
    evaluations: tuple[tuple[int, Evaluation], ...]
    """Every attempt that ended, with the number of its event, in the order they ended."""
    expansions: tuple[tuple[int, Expansion], ...]
    events: Mapping[int, Event]
    """The events that any figure may rest on."""
    tasks: Mapping[str, Task]
    """By name; empty where the benchmark is not there any more."""
    tree: FamilyTree

    @cached_property
    def done(self) -> tuple[tuple[int, Evaluation], ...]:
        """The evaluations that gave a reward."""
        return tuple(pair for pair in self.evaluations if pair[1].outcome is Outcome.DONE)

    @cached_property
    def rewards(self) -> Mapping[int, float]:
        """From the number of an evaluation that is done to its reward."""
        return {seq: row.reward for seq, row in self.done if row.reward is not None}

    @cached_property
    def attempts(self) -> int:
        """Attempts that any evaluation took; 1 where the benchmark allows one."""
        return most_attempts(row for _, row in self.done)

    def within(self, rows: Iterable[int], attempts: int) -> Score:
        """Return the score of some evaluations of one variant, within their first attempts."""
        return score_within((self._by_seq[seq] for seq in rows), attempts)

    @cached_property
    def _by_seq(self) -> Mapping[int, Evaluation]:
        return dict(self.done)

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str], tuple[int, ...]]:
        found: dict[tuple[str, str], list[int]] = {}
        for seq, row in self.done:
            found.setdefault((row.variant, row.split), []).append(seq)
        return {key: tuple(seqs) for key, seqs in found.items()}

    def rows(self, variant: str, *splits: str) -> tuple[int, ...]:
        """Return where a variant's rewards stand; on all splits where none is named."""
        return tuple(
            seq for split in splits or SPLITS for seq in self._rows.get((variant, split), ())
        )

    @property
    def engines(self) -> tuple[int, ...]:
        """The starts and ends of engines, from which their time is counted."""
        return tuple(seq for seq, event in self.events.items() if event.kind in _ENGINES)

    @cached_property
    def added(self) -> Mapping[str, int]:
        """From each variant to the event that let it in."""
        kind = "variant_added"
        return {e.variant: s for s, e in self.events.items() if e.kind == kind and e.variant}


_ENGINES = {"engine_started", "engine_stopped"}
_KINDS = {"variant_added", "expansion_ended", "evaluation_ended", *_ENGINES}


def read_facts(folder: RunFolder) -> Facts:
    """Read a run.

    Raises:
        UsageError: The ledger or the settings cannot be read.
    """
    with Ledger(folder.ledger, readonly=True) as ledger:
        view = read_view(folder, ledger)
        variants, expansions = ledger.variants(), ledger.expansions()
        evaluations = ledger.evaluations()
        events = {e.seq: e for e in events_after(ledger, 0) if e.kind in _KINDS}
    places = {_place(event): seq for seq, event in events.items()}
    return Facts(
        view=view,
        evaluations=_placed(evaluations, places),
        expansions=_placed(expansions, places),
        events=events,
        tasks=_tasks(view.config.benchmark),
        tree=FamilyTree(variants, expansions, evaluations),
    )


def _place(event: Event) -> tuple[object, ...]:
    data = event.data
    if event.kind == "evaluation_ended":
        return (event.variant, data.get("task"), data.get("trial"), data.get("attempt"))
    if event.kind == "expansion_ended":
        return (event.variant, data.get("attempt"))
    return (event.seq,)


def _placed(
    rows: Iterable[Row], places: Mapping[tuple[object, ...], int]
) -> tuple[tuple[int, Row], ...]:
    """Return the rows that ended, each with the number of its event, in that order."""
    found = []
    for row in rows:
        if isinstance(row, Evaluation):
            seq = places.get((row.variant, row.task, row.trial, row.attempt))
        else:
            seq = places.get((row.child, row.attempt))
        if seq is not None:
            found.append((seq, row))
    return tuple(sorted(found, key=lambda pair: pair[0]))


def _tasks(benchmark: str) -> dict[str, Task]:
    """Return the tasks of a benchmark by name; none where it is gone or broken by now."""
    try:
        splits = load_benchmark(benchmark).splits
    except (UsageError, PrerequisiteError):
        return {}
    return {task.name: task for tasks in splits.values() for task in tasks}
