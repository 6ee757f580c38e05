"""What the command line and the console show of a run: read from the ledger, never kept."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from archive.ledger import Ledger
from archive.records import Evaluation, Event, Expansion, Outcome, Variant
from archive.tree import FamilyTree
from evaluator.statistics import Paired, Score, paired, score, sidak
from evolution.config import RunConfig, load_config
from evolution.memory import Memory
from evolution.passes import passes
from evolution.run import RunFolder
from evolution.scheduler import choose_best, spent, standing_of
from evolution.staging import Admission, admissions
from evolution.standing import Standing


class State(StrEnum):
    """Where a variant stands; the value is what a person reads, glyph first."""

    EVALUATING = "● evaluating"
    WAITING = "○ waiting"
    MEASURED = "✓ measured"
    HALTED = "■ halted"
    QUARANTINED = "⚠ quarantined"
    FAILED = "✗ failed"

    @property
    def word(self) -> str:
        """The word without the glyph."""
        return self.value.split(" ")[1]


@dataclass(frozen=True)
class VariantView:
    """One variant as it is shown."""

    variant: Variant
    depth: int
    children: tuple[str, ...]
    state: State
    score: Score
    """On ``select``."""
    against_parent: Paired | None
    """On shared ``select`` tasks; ``None`` for the seed."""
    admission: Admission | None
    """What the sequential test says; ``None`` for the seed and before the first stage is over."""
    rewards: Mapping[str, Mapping[str, float]]
    """From split to task to reward, the mean over its trials."""
    running: tuple[Evaluation, ...]
    calls: int
    tokens: int
    cost_usd: float
    evaluations: int
    """Those that gave a reward."""
    reused: int
    """Those of them that were not measured again."""
    seconds: float
    """That agents worked on tasks."""
    passes: Mapping[str, Mapping[str, Score]]
    """From split to ``pass@1``, ``pass@2``, ... to score, where tasks allow several attempts."""


@dataclass(frozen=True)
class Comparison:
    """A variant and the seed on one split."""

    split: str
    best: Score
    """The variant's."""
    seed: Score
    paired: Paired
    """Its wins and losses against the seed."""
    among: int
    """How many variants were compared with the seed on this split."""
    corrected: float
    """The p-value corrected for having looked at that many (Sidak)."""


@dataclass(frozen=True)
class RunView:
    """A run at one moment."""

    name: str
    config: RunConfig
    seq: int
    """The ledger's newest event; unchanged means nothing happened."""
    state: str
    """"running", "pausing", "paused", "stopped" or "finished"."""
    variants: Mapping[str, VariantView]
    """By id, in order of age."""
    expanding: tuple[Expansion, ...]
    running: tuple[Evaluation, ...]
    failed: tuple[Expansion, ...]
    """Expansions that were refused, with their reasons."""
    errors: int
    """Faults of the machinery so far."""
    best: str | None
    seed: str | None
    measured: int
    """Evaluations of the search, done and running."""
    calls: int
    tokens: int
    cost_usd: float
    seconds: float
    """Seconds that engines have worked."""
    spent: str
    """Which budget of the search is used up, or an empty string."""
    alerts: tuple[Event, ...] = ()
    """What the overseer said, oldest first."""
    comparisons: tuple[Comparison, ...] = field(default=())
    """The best against the seed, on ``select`` and, once measured, on ``holdout``."""


def read_view(folder: RunFolder, ledger: Ledger | None = None) -> RunView:
    """Return what there is to see of a run now.

    Args:
        folder: The run.
        ledger: Its open ledger; opened for reading and closed again where it is not given.

    Raises:
        UsageError: The ledger or the settings cannot be read.
    """
    if ledger is None:
        with Ledger(folder.ledger, readonly=True) as opened:
            return read_view(folder, opened)
    memory = Memory(ledger)
    situation = memory.situation()
    config = load_config(folder.config)
    standing = standing_of(situation, config)
    judged = admissions(standing, memory.tasks, config) if memory.tasks else {}
    tree = FamilyTree(situation.variants, situation.expansions, situation.evaluations)
    rows: list[Evaluation | Expansion] = [*situation.evaluations, *situation.expansions]
    best, roots = choose_best(standing), tree.roots
    seed = roots[0] if roots else None
    alive = folder.engine_alive()
    variants = {
        name: _variant(tree, standing, name, judged.get(name), alive) for name in tree.variants
    }
    rewards = {name: one.rewards for name, one in variants.items()}
    return RunView(
        name=folder.name,
        config=config,
        seq=memory.seq,
        state=_run_state(memory, alive),
        variants=variants,
        expanding=tuple(standing.expanding),
        running=tuple(standing.running),
        failed=tuple(e for e in situation.expansions if e.outcome is Outcome.FAILED),
        errors=sum(row.outcome is Outcome.ERROR for row in rows),
        best=best,
        seed=seed,
        measured=standing.measured(),
        calls=sum(row.calls for row in rows),
        tokens=sum(row.tokens for row in rows),
        cost_usd=sum(row.cost_usd for row in rows),
        seconds=memory.clock.seconds(time.time() if alive else None),
        spent=spent(situation, standing, config),
        alerts=tuple(ledger.events_of("alert")),
        comparisons=compare(rewards, best, seed),
    )


def compare(
    rewards: Mapping[str, Mapping[str, Mapping[str, float]]], name: str | None, seed: str | None
) -> tuple[Comparison, ...]:
    """Compare a variant with the seed on every split both were measured on; never on ``train``.

    Args:
        rewards: From variant to split to task to reward.
        name: The variant.
        seed: The seed.
    """
    if name is None or seed is None or name == seed:
        return ()
    found = []
    for split in ("select", "holdout"):
        ours, theirs = rewards[name][split], rewards[seed][split]
        if ours and theirs:
            result = paired(ours, theirs)
            among = sum(bool(one[split]) for one in rewards.values()) - 1
            scores = score(list(ours.values())), score(list(theirs.values()))
            corrected = sidak(result.p_value, among)
            found.append(Comparison(split, *scores, result, among, corrected))
    return tuple(found)


def against_seed(view: RunView, variant: str) -> tuple[Comparison, ...]:
    """Compare any variant of a run with its seed; see :func:`compare`."""
    return compare({n: one.rewards for n, one in view.variants.items()}, variant, view.seed)


def _variant(
    tree: FamilyTree, standing: Standing, name: str, admission: Admission | None, alive: bool
) -> VariantView:
    variant = tree.variant(name)
    rewards = {split: standing.rewards(name, split) for split in ("train", "select", "holdout")}
    running = tuple(row for row in standing.running if row.variant == name)
    rows = standing.evaluations_of(name)
    done = [row for row in rows if row.outcome is Outcome.DONE]
    parent = variant.parent
    return VariantView(
        variant=variant,
        depth=tree.depth(name),
        children=tuple(tree.children(name)),
        state=_state(variant, bool(running) and alive, bool(rewards["select"])),
        score=score(list(rewards["select"].values())),
        against_parent=paired(rewards["select"], standing.rewards(parent, "select"))
        if parent
        else None,
        admission=admission,
        rewards=rewards,
        running=running,
        calls=sum(row.calls for row in rows),
        tokens=sum(row.tokens for row in rows),
        cost_usd=sum(row.cost_usd for row in rows),
        evaluations=len(done),
        reused=sum(bool(row.reused) for row in done),
        seconds=sum(row.agent_seconds for row in rows),
        passes={split: passes([r for r in done if r.split == split]) for split in rewards},
    )


def _run_state(memory: Memory, alive: bool) -> str:
    if alive:
        return "pausing" if memory.paused else "running"
    return "paused" if memory.paused else "finished" if memory.final else "stopped"


def _state(variant: Variant, running: bool, measured: bool) -> State:
    if variant.halted is not None:
        return State.HALTED
    if variant.quarantined is not None:
        return State.QUARANTINED
    if running:
        return State.EVALUATING
    return State.MEASURED if measured else State.WAITING
