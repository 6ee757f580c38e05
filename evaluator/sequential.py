"""A sequential test of whether a variant is better: stop as soon as it is clear, either way.

The evidence is a betting score. Before each task one stakes the share ``bet`` of what one has on
the variant doing better than the one it is compared with; a difference d in reward then multiplies
the stake by 1 + bet * d. For pass/fail that is Wald's sequential probability ratio of "of the tasks
that tell them apart it wins (1 + bet) / 2" against one half. Where the variant is no better, nobody
can expect to gain, and the evidence ever reaches 1 / level with a probability of at most ``level``,
wherever one stops (Ville 1939; Wald 1945; Waudby-Smith and Ramdas 2024, section 4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

_PRIOR = (0.5, 0.5, 1.0)
"""Wins, losses and ties counted before the first task: Jeffreys' prior on whether a task tells the
two apart, halved over which is better."""


class Verdict(StrEnum):
    """What the tasks so far say of a variant."""

    ACCEPTED = "accepted"
    """Better than what it is compared with."""
    DROPPED = "dropped"
    """Not worth more tasks: it would hardly be accepted on those that are left."""
    OPEN = "open"
    """Neither; with no task left, as only where none is dropped, it was not shown to be better."""


@dataclass(frozen=True)
class Rule:
    """When to stop."""

    level: float = 0.1
    """Greatest probability of accepting a variant that is no better."""
    bet: float = 0.6
    """Share of the evidence staked on each task, in (0, 1)."""
    futility: float = 0.05
    """A variant is dropped when the tasks left would bring it there with a smaller probability than
    this; with 0 none is dropped."""
    first: int = 12
    """Tasks before which none is dropped."""


@dataclass(frozen=True)
class Judgement:
    """A verdict with its evidence."""

    verdict: Verdict
    evidence: float
    """It counts as proof from 1 / level on; 1 says nothing."""
    tasks: int
    """How many differences it rests on."""


def least_bet(level: float, tasks: int) -> float:
    """Return the smallest bet with which winning every one of so many tasks is proof.

    It rests on nothing that is measured, so the test keeps its level with it. From 1 on it is none
    that may be made: no outcome of these tasks is proof.
    """
    return float(((1 + 1e-9) / level) ** (1 / tasks) - 1)


def judge(
    differences: Sequence[float], rule: Rule, *, left: int, hints: Sequence[float] = ()
) -> Judgement:
    """Return what the differences say, in their order; those after a verdict are not looked at.

    Args:
        differences: Reward of the variant less that of the one it is compared with, each in
            [-1, 1], task by task.
        rule: When to stop.
        left: Tasks that may still come after these.
        hints: Differences on tasks that are no proof (its maker saw the parent fail on them).
            They count in the guess of what the tasks left would bring, and nowhere else.
    """
    evidence, limit = 1.0, 1 / rule.level
    seen = _counts(hints)
    size, moved = 0.0, 0
    for number, difference in enumerate(differences, 1):
        evidence *= 1 + rule.bet * difference
        if evidence >= limit:
            return Judgement(Verdict.ACCEPTED, evidence, number)
        seen = _plus(seen, difference)
        if difference:
            size, moved = size + abs(difference), moved + 1
        if number < rule.first or not rule.futility:
            continue
        step = rule.bet * (size / moved if moved else 1.0)
        rest = left + len(differences) - number
        if chance(limit / evidence, seen, rest, round(step, 6)) < rule.futility:
            return Judgement(Verdict.DROPPED, evidence, number)
    return Judgement(Verdict.OPEN, evidence, len(differences))


@lru_cache(maxsize=65_536)
def chance(factor: float, seen: tuple[int, int, int], left: int, step: float) -> float:
    """Return the predictive probability that the evidence grows by a factor in the tasks left.

    Each next task is a win, a loss or a tie with the odds of those seen and the prior's
    (Spiegelhalter, Freedman and Blackburn 1986: predictive power; Polya's urn).

    Args:
        factor: By how much it must grow, over 1.
        seen: Wins, losses and ties so far.
        left: Tasks that may come.
        step: A win multiplies the evidence by 1 + step, a loss by 1 - step.
    """
    reached, states = 0.0, {(0, 0): 1.0}
    base = [count + prior for count, prior in zip(seen, _PRIOR, strict=True)]
    for drawn in range(left):
        following: dict[tuple[int, int], float] = {}
        for (wins, losses), probability in states.items():
            odds = (base[0] + wins, base[1] + losses, base[2] + drawn - wins - losses)
            moves = ((wins + 1, losses), (wins, losses + 1), (wins, losses))
            for move, odd in zip(moves, odds, strict=True):
                share = probability * odd / (sum(base) + drawn)
                if (1 + step) ** move[0] * (1 - step) ** move[1] >= factor:
                    reached += share
                else:
                    following[move] = following.get(move, 0.0) + share
        states = following
    return reached


def _counts(differences: Sequence[float]) -> tuple[int, int, int]:
    counts = (0, 0, 0)
    for difference in differences:
        counts = _plus(counts, difference)
    return counts


def _plus(counts: tuple[int, int, int], difference: float) -> tuple[int, int, int]:
    wins, losses, ties = counts
    return wins + (difference > 0), losses + (difference < 0), ties + (difference == 0)
