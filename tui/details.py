"""What the detail pane shows of one node, as values built from the ledger's records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import Evaluation, Expansion, Outcome
from evaluator.statistics import Paired, paired, task_means
from tui.snapshot import Node


@dataclass(frozen=True)
class TaskRow:
    """One task: how the variant did and how its parent did."""

    task: str
    split: str
    own: Evaluation
    parent: Evaluation | None

    @property
    def change(self) -> str:
        """``won`` or ``lost`` against the parent, ``same``, or nothing where one is missing."""
        mine, theirs = self.own.reward, self.parent.reward if self.parent else None
        if mine is None or theirs is None:
            return ""
        return "same" if mine == theirs else "won" if mine > theirs else "lost"


@dataclass(frozen=True)
class LogLine:
    """One event of the ledger."""

    at: float
    kind: str
    variant: str
    text: str
    """What the event says beyond its kind, untrusted."""


@dataclass(frozen=True)
class Detail:
    """One node of the tree with what belongs to it."""

    node: Node
    parent: Node | None
    children: Sequence[str]
    """The first few."""
    exits: Sequence[tuple[str, int]]
    """How the agent said it ended, with counts, most frequent first."""
    tasks: Sequence[TaskRow]
    against: Paired | None
    """Wins and losses against the parent on the ``select`` tasks both have a reward on."""
    log: Sequence[LogLine]
    """Its newest events, oldest first."""
    made: Sequence[Expansion] = ()
    """The attempts to make it."""
    own: Sequence[Evaluation] = ()
    """All its evaluations, repeated ones too."""


@dataclass(frozen=True)
class Compared:
    """Two variants beside each other."""

    first: Node
    second: Node
    tasks: Sequence[TaskRow]
    """The second's tasks, ``parent`` being the first's evaluation."""

    def paired(self, split: str) -> Paired:
        """Compare the second with the first by a split's tasks that both have a reward on."""
        return paired_on(self.tasks, split)


def build_detail(
    node: Node,
    parent: Node | None,
    children: Sequence[str],
    own: Sequence[Evaluation],
    parents: Sequence[Evaluation],
    made: Sequence[Expansion] = (),
    log: Sequence[LogLine] = (),
) -> Detail:
    """Return the detail of a node.

    Args:
        node: The node.
        parent: The one above it.
        children: The first few below it.
        own: The node's evaluations.
        parents: Its parent's evaluations.
        made: The attempts to make it.
        log: Its newest events.
    """
    rows = task_rows(own, parents)
    exits = Counter(e.exit_status or "unknown" for e in own if e.outcome is Outcome.DONE)
    return Detail(
        node=node,
        parent=parent,
        children=children,
        exits=exits.most_common(),
        tasks=rows,
        against=paired_on(rows, "select") if parent is not None and rows else None,
        log=log,
        made=made,
        own=own,
    )


def task_rows(own: Sequence[Evaluation], others: Sequence[Evaluation]) -> list[TaskRow]:
    """Return a row for each task of ``own``, ``select`` first, beside what another did on it."""
    theirs = _last_by_task(others)
    rows = [
        TaskRow(e.task, e.split, e, theirs.get((e.task, e.trial)))
        for e in _last_by_task(own).values()
    ]
    return sorted(rows, key=lambda row: (row.split != "select", row.split, row.task))


def _last_by_task(evaluations: Sequence[Evaluation]) -> dict[tuple[str, int], Evaluation]:
    ordered = sorted(evaluations, key=lambda e: e.attempt)
    return {(e.task, e.trial): e for e in ordered}


def paired_on(rows: Sequence[TaskRow], split: str) -> Paired:
    """Compare by the tasks of a split on which both have a reward."""
    shared = [row for row in rows if row.split == split and row.change]
    own = task_means((row.task, row.own.reward or 0.0) for row in shared)
    parent = task_means((row.task, row.parent.reward or 0.0) for row in shared if row.parent)
    return paired(own, parent)
