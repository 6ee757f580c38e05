"""What to do next: a pure function of what the ledger says, so a resume decides the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from random import Random

from archive.policies import Candidate, Policy
from archive.records import Evaluation, Expansion, Variant, by_age
from evaluator.sequential import Verdict
from evaluator.statistics import lower_bound
from evolution.config import RunConfig
from evolution.staging import Tasks, admissions, stage_one_settled
from evolution.standing import Standing

ENOUGH = 0.9
"""Share of the most rewards of any living variant that one needs to be the best."""


@dataclass(frozen=True)
class Expand:
    """Make a child of ``parent``."""

    child: str
    parent: str


@dataclass(frozen=True)
class Evaluate:
    """Measure a variant on one task."""

    variant: str
    task: str
    split: str
    trial: int = 0


class Idle(Enum):
    """Why nothing is started now."""

    WAIT = "wait"
    """Something in flight must end first, or a back-off must pass."""
    DONE = "done"
    """Nothing is left to do."""


Work = Expand | Evaluate


@dataclass(frozen=True)
class Situation:
    """Everything a decision rests on."""

    variants: Sequence[Variant]
    expansions: Sequence[Expansion]
    evaluations: Sequence[Evaluation]
    now: float
    """Unix seconds."""
    searched: float
    """Seconds an engine has worked on this run."""
    spent: Mapping[str, str] = field(default_factory=dict)
    """From a budget that refused a call ("run", "variant v0003", "clade v0001") to what ran out."""


def standing_of(situation: Situation, config: RunConfig) -> Standing:
    """Index a situation's rows."""
    rows = (situation.variants, situation.expansions, situation.evaluations)
    return Standing(*rows, config.attempts, config.trials)


def next_work(situation: Situation, tasks: Tasks, config: RunConfig, policy: Policy) -> Work | Idle:
    """Return the next piece of work for a free worker, or why there is none.

    Args:
        situation: What has happened; work in flight counts in every choice.
        tasks: The benchmark's tasks.
        config: Budgets and stage sizes.
        policy: How a parent is chosen.
    """
    standing = standing_of(situation, config)
    free = config.workers - standing.in_flight
    if free <= 0:
        return Idle.WAIT
    if not spent(situation, standing, config):
        broke = _without_budget(standing, situation.spent)
        pending = [w for w in _pending(standing, tasks, config) if w.variant not in broke]
        if work := _first_ready(pending, standing, situation.now):
            return work
        if len(pending) < free and (
            child := _expansion(standing, tasks, config, policy, situation)
        ):
            return child
        if pending or any(row.child not in broke for row in standing.retriable()):
            return Idle.WAIT
    if standing.expanding or any(row.split != "holdout" for row in standing.running):
        return Idle.WAIT
    return _final(standing, tasks, config, situation.now)


def spent(situation: Situation, standing: Standing, config: RunConfig) -> str:
    """Return which budget of the search is used up, or an empty string."""
    if kind := situation.spent.get("run"):
        return kind
    if config.max_evaluations is not None and standing.measured() >= config.max_evaluations:
        return "evaluations"
    if config.max_seconds is not None and situation.searched >= config.max_seconds:
        return "time"
    cost = sum(row.cost_usd for row in situation.evaluations)
    cost += sum(row.cost_usd for row in situation.expansions)
    if config.max_cost_usd is not None and cost >= config.max_cost_usd:
        return "cost"
    return ""


def _without_budget(standing: Standing, spent: Mapping[str, str]) -> set[str]:
    """Return the variants, and children to be redone, whose budget or whose clade's is spent."""
    parents = {variant.id: variant.parent for variant in standing.variants}
    parents |= {row.child: row.parent for row in standing.retriable()}
    clades: set[str] = set()
    for name, parent in sorted(parents.items(), key=lambda item: by_age(item[0])):
        if f"clade {name}" in spent or parent in clades:
            clades.add(name)
    return clades | {name for name in parents if f"variant {name}" in spent}


def choose_best(standing: Standing) -> str | None:
    """Return the living variant with the best lower bound on ``select``; the oldest of equals."""
    return leader((v.id, [*standing.rewards(v.id, "select").values()]) for v in standing.alive)


def leader(measured: Iterable[tuple[str, Sequence[float]]]) -> str | None:
    """Return which of some variants has the best lower bound; the oldest of equals.

    Only variants measured on nearly as many tasks as any other compete: on fewer, a score may be
    high because the tasks were easy.

    Args:
        measured: Ids, each with a reward for every task.
    """
    scored = list(measured)
    enough = ENOUGH * max((len(rewards) for _, rewards in scored), default=0)
    bounds = [(lower_bound(r), name) for name, r in scored if len(r) and len(r) >= enough]
    return min(bounds, key=lambda pair: (-pair[0], by_age(pair[1])))[1] if bounds else None


def _pending(standing: Standing, tasks: Tasks, config: RunConfig) -> Iterator[Evaluate]:
    """Yield the evaluations still to be started, the cheap stage of every variant first."""
    for variant in standing.alive:
        yield from _open(standing, config, variant.id, "train", tasks.train)
        yield from _open(standing, config, variant.id, "select", tasks.first)
    judged = admissions(standing, tasks, config)
    for variant in standing.alive:
        known = judged.get(variant.id)
        goes_on = known and known.judgement.verdict is not Verdict.DROPPED
        if goes_on or (variant.parent is None and stage_one_settled(standing, variant.id, tasks)):
            yield from _open(standing, config, variant.id, "select", tasks.rest)


def _open(
    standing: Standing, config: RunConfig, variant: str, split: str, tasks: Sequence[str]
) -> Iterator[Evaluate]:
    """Yield what is still to be started of a variant on some tasks, all trials of one together."""
    for task in tasks:
        for trial in range(config.trials):
            if standing.open((variant, task, trial)):
                yield Evaluate(variant, task, split, trial)


def _first_ready(pending: Sequence[Evaluate], standing: Standing, now: float) -> Evaluate | None:
    for work in pending:
        if standing.ready(standing.attempts_of((work.variant, work.task, work.trial)), now):
            return work
    return None


def _expansion(
    standing: Standing, tasks: Tasks, config: RunConfig, policy: Policy, situation: Situation
) -> Expand | None:
    """Return an expansion to redo, or a new one where the numbers allow it."""
    again = standing.retriable()
    broke = _without_budget(standing, situation.spent)
    for row in again:
        if row.child not in broke and standing.ready(standing.expansions[row.child], situation.now):
            return Expand(row.child, row.parent)
    made = len(standing.variants) + len(standing.expanding)
    made += sum(row.child not in broke for row in again)
    if made >= config.max_variants or len(standing.expansions) >= 3 * config.max_variants:
        return None
    candidates = [
        Candidate(variant.id, tuple(rewards.values()), standing.children(variant.id))
        for variant in standing.alive
        if variant.id not in broke
        and stage_one_settled(standing, variant.id, tasks)
        and (rewards := standing.rewards(variant.id, "select"))
    ]
    if not candidates:
        return None
    child = standing.next_child()
    return Expand(child, policy.choose(candidates, Random(f"{config.seed}:{child}")))  # noqa: S311


def _final(standing: Standing, tasks: Tasks, config: RunConfig, now: float) -> Work | Idle:
    """Return the next evaluation of the final phase: the seed and the best on ``holdout``."""
    finalists = {choose_best(standing), *(v.id for v in standing.alive if v.parent is None)}
    pending = [
        work
        for variant in sorted((name for name in finalists if name), key=by_age)
        for work in _open(standing, config, variant, "holdout", tasks.holdout)
    ]
    if work := _first_ready(pending, standing, now):
        return work
    return Idle.WAIT if pending or standing.in_flight else Idle.DONE
