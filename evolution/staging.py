"""Stages of measuring: which tasks come first, and which variants are worth the others.

All of it follows from the ledger's rows and the order of the tasks: in whatever order work ends,
and after a resume, the verdicts are the same.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evaluator.sequential import Judgement, Rule, Verdict, judge, least_bet
from evolution.config import RunConfig
from evolution.standing import Standing


@dataclass(frozen=True)
class Tasks:
    """The names of the benchmark's tasks by the part they play, each in a fixed order."""

    train: tuple[str, ...]
    first: tuple[str, ...]
    """The ``select`` tasks that every variant is measured on."""
    rest: tuple[str, ...]
    """The ``select`` tasks of those that are not dropped."""
    holdout: tuple[str, ...]

    @classmethod
    def cut(cls, splits: Mapping[str, Sequence[str]], config: RunConfig) -> Tasks:
        """Cut the splits into stages as the settings say."""
        select, first = splits.get("select", ()), config.first_select_tasks
        return cls(
            tuple(splits.get("train", ())[: config.train_tasks]),
            tuple(select[:first]),
            tuple(select[first:]),
            # Copies of the seed have nothing to confirm.
            () if config.aa else tuple(splits.get("holdout", ())),
        )


@dataclass(frozen=True)
class Admission:
    """What the sequential test says of a variant."""

    against: str
    """What it is compared with: its nearest ancestor that was not itself dropped or halted."""
    judgement: Judgement


def rule_of(config: RunConfig, tasks: Tasks) -> Rule:
    """Return the test's rule: with few ``select`` tasks, the bet that still reaches the level."""
    level, bet = config.accept_level, config.accept_bet
    needed = least_bet(level, max(1, len(tasks.first + tasks.rest)))
    return Rule(level, max(bet, needed) if needed < 1 else bet, config.futility, len(tasks.first))


def doubt(config: RunConfig, tasks: int) -> tuple[str, str] | None:
    """Return what is to be said of a run with so few ``select`` tasks, and what to do."""
    level, wins = config.accept_level, 1 + config.accept_bet
    said = f"The benchmark has {tasks} select task{'s' * (tasks > 1)}"
    if least_bet(level, tasks) >= 1:
        wanted = math.floor(math.log2(1 / level)) + 1
        return (
            f"{said}: no variant can be accepted, for even winning every one is no proof at "
            f"accept_level {level:g}.",
            f"Use {wanted} or more, or an accept_level over {2.0**-tasks:g}.",
        )
    if wins ** (tasks - 1) * level >= 1:
        return None
    return (
        f"{said}: only a variant that wins every one by about the whole reward can be accepted.",
        "Use a benchmark with more, or a higher accept_level.",
    )


def stage_one_settled(standing: Standing, variant: str, tasks: Tasks) -> bool:
    """Say whether a variant's first stage is over, so that it may have children."""
    return all(standing.task_settled(variant, task) for task in tasks.train + tasks.first)


def admissions(standing: Standing, tasks: Tasks, config: RunConfig) -> dict[str, Admission]:
    """Return what the test says of every variant whose first stage is over, but the seed.

    A child of a dropped variant is compared with the ancestor its parent failed to beat: that one
    is measured on all of ``select``, and a child that only makes good for its parent is no
    progress. ``train`` tasks are no proof, because whoever made the variant saw its parent fail
    on them.
    """
    found: dict[str, Admission] = {}
    rule = rule_of(config, tasks)
    parents = {variant.id: variant.parent for variant in standing.variants}
    stopped = {variant.id for variant in standing.variants if not variant.free}
    for variant in standing.variants:
        against = variant.parent
        while against and parents[against] and (against in stopped or _dropped(found, against)):
            against = parents[against]
        if against and stage_one_settled(standing, variant.id, tasks):
            found[variant.id] = Admission(
                against, _judged(standing, variant.id, against, tasks, rule)
            )
    return found


def _dropped(found: Mapping[str, Admission], variant: str) -> bool:
    return variant in found and found[variant].judgement.verdict is Verdict.DROPPED


def _judged(standing: Standing, variant: str, against: str, tasks: Tasks, rule: Rule) -> Judgement:
    """Judge by the tasks up to the first on which one of the two is not measured yet."""
    select = tasks.first + tasks.rest
    settled = 0
    while settled < len(select) and all(
        standing.task_settled(name, select[settled]) for name in (variant, against)
    ):
        settled += 1

    def differences(split: str, names: Sequence[str]) -> list[float]:
        """Return them task by task; one that a fault took from either tells nothing."""
        own, theirs = standing.rewards(variant, split), standing.rewards(against, split)
        return [
            own[name] - theirs[name] if name in own and name in theirs else 0.0 for name in names
        ]

    left = len(select) - settled
    proof = differences("select", select[:settled])
    return judge(proof, rule, left=left, hints=differences("train", tasks.train))
