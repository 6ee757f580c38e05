"""What the console shows of a run, as values built from the ledger's records.

Everything here is pure: records in, a snapshot out. Widgets compare the node they show with the
node of the new snapshot, so a node that did not change costs nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archive.records import Evaluation, Expansion, Outcome, Variant, by_age
from evaluator.api import SPLITS
from evaluator.statistics import Score, task_means
from tui.states import LIVING, State

Scorer = Callable[[Sequence[float]], Score]


@dataclass(frozen=True)
class Node:
    """One row of the family tree: a variant, or an expansion that gave none (yet)."""

    id: str
    parent: str | None
    state: State
    summary: str
    reason: str = ""
    commit: str = ""
    scores: Mapping[str, Score] = field(default_factory=dict)
    """By split; a split without a finished evaluation is missing."""
    done: int = 0
    running: int = 0
    faults: int = 0
    calls: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    created: float = 0.0

    @property
    def is_variant(self) -> bool:
        """Whether there is an agent to look at, and not only an attempt to make one."""
        return bool(self.commit)

    @property
    def score(self) -> Score | None:
        """The score that steers the search."""
        return self.scores.get("select")


@dataclass(frozen=True)
class Snapshot:
    """A run at one moment."""

    run: str
    seq: int
    """The ledger's last sequence number it includes."""
    state: str
    """A key of ``RUN_GLYPHS``."""
    nodes: Mapping[str, Node]
    children: Mapping[str | None, Sequence[str]]
    """From a node to its children in the order they began; ``None`` gives the roots."""
    best: str | None
    variants: int
    evaluations: int
    """Evaluations that gave a reward."""
    alerts: int
    """How often the overseer spoke."""
    alert: str
    """What it said last; in part a variant's own words."""
    boxes: int
    """Expansions and evaluations that run now."""
    cost_usd: float
    tokens: int
    seconds: float
    """Seconds that engines have worked on it."""
    at: float
    """When it was read, in Unix seconds."""

    def living(self, root: str) -> list[str]:
        """Return those of ``root`` and all its descendants that still live, in no special order."""
        found, queue = [], [root]
        while queue:
            node = queue.pop()
            if self.nodes[node].state in LIVING:
                found.append(node)
            queue.extend(self.children.get(node, ()))
        return found


def build_nodes(
    variants: Iterable[Variant],
    expansions: Iterable[Expansion],
    evaluations: Iterable[Evaluation],
    score: Scorer,
    *,
    halted: Mapping[str, str],
    alive: bool,
) -> dict[str, Node]:
    """Return a node for every variant and for every expansion that gave none.

    Args:
        variants: All of the run's.
        expansions: All attempts to make a child.
        evaluations: All of the run's.
        score: What is known of a success rate.
        halted: From the ids that were halted, before they were variants too, to the reason.
        alive: Whether an engine works on the run; without one, nothing is running any more,
            whatever it left unfinished in the ledger.
    """
    by_variant: dict[str, list[Evaluation]] = defaultdict(list)
    for evaluation in evaluations:
        by_variant[evaluation.variant].append(evaluation)
    attempts = {e.child: e for e in sorted(expansions, key=lambda e: (e.child, e.attempt))}
    nodes = {
        v.id: _variant_node(v, by_variant[v.id], attempts.get(v.id), score, alive) for v in variants
    }
    nodes |= {
        c: _attempt_node(e, halted.get(c), alive) for c, e in attempts.items() if c not in nodes
    }
    return dict(sorted(nodes.items(), key=lambda item: by_age(item[0])))


def children_of(nodes: Mapping[str, Node]) -> dict[str | None, Sequence[str]]:
    """Return the ids below each node; one whose parent is unknown stands at the root."""
    below: dict[str | None, list[str]] = defaultdict(list)
    for node in nodes.values():
        below[node.parent if node.parent in nodes else None].append(node.id)
    return dict(below)


def _variant_node(
    variant: Variant,
    evaluations: Sequence[Evaluation],
    made: Expansion | None,
    score: Scorer,
    alive: bool,
) -> Node:
    outcomes = Counter(e.outcome for e in evaluations)
    spent: list[Evaluation | Expansion] = [*evaluations, *([made] if made else [])]
    known = {s: _rewards(evaluations, s) for s in SPLITS}
    return Node(
        id=variant.id,
        parent=variant.parent,
        state=_state(variant, alive and bool(outcomes[None]), bool(known["select"])),
        summary=variant.summary,
        reason=variant.halted or variant.quarantined or "",
        commit=variant.commit,
        scores={s: score(values) for s, values in known.items() if values},
        done=outcomes[Outcome.DONE],
        running=outcomes[None] if alive else 0,
        faults=outcomes[Outcome.ERROR],
        calls=sum(e.calls for e in spent),
        tokens=sum(e.tokens for e in spent),
        cost_usd=sum(e.cost_usd for e in spent),
        created=variant.created,
    )


def _rewards(evaluations: Sequence[Evaluation], split: str) -> list[float]:
    """Return a reward for each task: trials of one task are no further tasks."""
    rows = [(e.task, e.reward) for e in evaluations if e.split == split and e.reward is not None]
    return list(task_means(rows).values())


def _state(variant: Variant, running: bool, measured: bool) -> State:
    if variant.halted is not None:
        return State.HALTED
    if variant.quarantined is not None:
        return State.QUARANTINED
    if running:
        return State.EVALUATING
    return State.MEASURED if measured else State.WAITING


_ATTEMPT_STATES = {
    None: State.MAKING,
    Outcome.DONE: State.MAKING,
    Outcome.FAILED: State.FAILED,
    Outcome.ERROR: State.FAULT,
    Outcome.HALTED: State.HALTED,
    Outcome.INTERRUPTED: State.INTERRUPTED,
}


def _attempt_node(expansion: Expansion, halted: str | None, alive: bool) -> Node:
    state = _ATTEMPT_STATES[expansion.outcome]
    if state is State.MAKING:
        state = State.HALTED if halted is not None else state if alive else State.INTERRUPTED
    return Node(
        id=expansion.child,
        parent=expansion.parent,
        state=state,
        summary="",
        reason=expansion.reason or halted or "",
        calls=expansion.calls,
        tokens=expansion.tokens,
        cost_usd=expansion.cost_usd,
        created=expansion.started,
    )
