"""What the console shows of a run, as values built from the ledger's own summary.

A snapshot holds what the whole run adds up to; nodes of the tree are read page by page
(``tui.reader``). Widgets compare the node they show with the one that comes, so a node that did not
change costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from archive.family import Member
from evaluator.api import SPLITS
from evaluator.statistics import Score
from tui.states import LIVING, State

Scorer = Callable[[int, float], Score]
"""From how many rewards there are and their sum to what is known of the success rate."""


@dataclass(frozen=True)
class Node:
    """One row of the family tree: a variant, or an expansion that gave none (yet)."""

    id: str
    parent: str | None
    state: State
    summary: str
    reason: str = ""
    commit: str = ""
    tree: str = ""
    scores: Mapping[str, Score] = field(default_factory=dict)
    """By split; a split without a finished evaluation is missing."""
    born: int = 0
    """The number of its first event: the order of age."""
    children: int = 0
    done: int = 0
    running: int = 0
    faults: int = 0
    violations: int = 0
    calls: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    created: float = 0.0

    @property
    def is_variant(self) -> bool:
        """Whether there is an agent to look at, and not only an attempt to make one."""
        return bool(self.commit)

    @property
    def lives(self) -> bool:
        """Whether a halt can still end it."""
        return self.state in LIVING

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
    best: str | None
    score: Score | None
    """The best variant's, on ``select``."""
    nodes: int
    """Variants, and attempts that gave none (yet)."""
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


def node_of(member: Member, score: Scorer, *, alive: bool) -> Node:
    """Return a row of the tree.

    Args:
        member: The ledger's row.
        score: What is known of a success rate.
        alive: Whether an engine works on the run.
    """
    known = {split: member.rewards(split) for split in SPLITS}
    return Node(
        id=member.id,
        parent=member.parent,
        state=State.of(member.state),
        summary=member.summary,
        reason=member.halted or member.quarantined or member.reason,
        commit=member.commit,
        tree=member.tree,
        scores={split: score(n, total) for split, (n, total) in known.items() if n},
        born=member.born,
        children=member.children,
        done=member.done,
        running=member.running if alive else 0,
        faults=member.faults,
        violations=member.violations,
        calls=member.calls,
        tokens=member.tokens,
        cost_usd=member.cost_usd,
        created=member.created,
    )
