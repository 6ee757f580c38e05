"""Which variant leads, kept up with every reward."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heapify, heappop, heappush, merge, nsmallest

from archive.records import by_age
from evaluator.statistics import Score, lower_bound, score
from evolution.scheduler import ENOUGH, leader

_FINALISTS = 5
"""Variants that the scheduler's rule is asked about: the best by sum and number of rewards."""


class Rates:
    """Posteriors by the sum and the number of rewards, of which a long run has few."""

    def __init__(self) -> None:
        self._scores: dict[tuple[float, int], Score] = {}
        self._bounds: dict[tuple[float, int], float] = {}

    def score(self, total: float, n: int) -> Score:
        """Return what ``n`` rewards with this sum say."""
        known = round(total, 6), n
        if known not in self._scores:
            self._scores[known] = score(_spread(total, n))
        return self._scores[known]

    def bound(self, total: float, n: int) -> float:
        """Return the lower bound of ``n`` rewards with this sum."""
        known = round(total, 6), n
        if known not in self._bounds:
            self._bounds[known] = lower_bound(_spread(total, n))
        return self._bounds[known]


Entry = tuple[float, tuple[int, str], str, float]
"""Its bound turned round, its age, its id, and the sum of its rewards when it was entered."""


@dataclass
class _Level:
    """The variants with one number of tasks, best first, and for a while those that moved on."""

    room: int
    """The heap is swept when it is this long."""
    heap: list[Entry] = field(default_factory=list)


class Champion:
    """The living variant that the scheduler would choose, without asking it about all of them.

    Variants stand in a heap for each number of tasks. Taking a reward costs the logarithm of the
    number of variants; asking for the best costs a look at the tops of the heaps.

    Args:
        rates: Shared with whoever asks for scores.
        trials: How often a task is measured; its reward is the mean.
        room: Entries that are out of date are swept away when they may be more than this, and more
            than the current ones.
    """

    def __init__(self, rates: Rates, trials: int = 1, room: int = 1000) -> None:
        self._rates = rates
        self._room = room
        self._trials = trials
        self._rewards: dict[str, array[float]] = {}
        self._places: dict[tuple[str, str], tuple[int, int]] = {}
        self._halted: set[str] = set()
        self._held: set[str] = set()
        self._levels: dict[int, _Level] = {}

    def known(self, variant: str) -> tuple[float, int]:
        """Return the sum and the number of a variant's ``select`` rewards, one for each task."""
        rewards = self._rewards.get(variant, ())
        return sum(rewards), len(rewards)

    def reward(self, variant: str, task: str, reward: float) -> None:
        """Take one more reward."""
        rewards = self._rewards.setdefault(variant, array("d"))
        at, times = self._places.get((variant, task), (len(rewards), 0))
        if times:
            rewards[at] += (reward - rewards[at]) / (times + 1)
        else:
            rewards.append(reward)
        if self._trials > 1:
            self._places[variant, task] = at, times + 1
        self._enter(variant)

    def halt(self, variant: str) -> None:
        """Take a variant out of the contest for good."""
        self._halted |= {variant}

    def hold(self, variant: str) -> None:
        """Take a variant out of the contest until it is released."""
        self._held |= {variant}

    def release(self, variant: str) -> None:
        """Let a variant in again."""
        self._held.discard(variant)
        if variant in self._rewards:
            self._enter(variant)

    @property
    def best(self) -> str | None:
        """The leader, by the scheduler's own rule among the few best."""
        levels = [n for n in sorted(self._levels, reverse=True) if self._tops(n)]
        near = [self._tops(n) for n in levels if n >= ENOUGH * levels[0]]
        # One of those measured most is among them: it says how many tasks are enough.
        seen = nsmallest(_FINALISTS, merge(*near)) + (near[0][:1] if near else [])
        return leader((name, self._rewards[name]) for name in {one[2] for one in seen})

    def _tops(self, n: int) -> list[Entry]:
        """Return the best of those with ``n`` rewards; what is out of date is dropped."""
        heap, tops = self._levels[n].heap, dict[str, Entry]()
        while heap and len(tops) < _FINALISTS:
            one = heappop(heap)
            if self._is_current(one, n):
                tops[one[2]] = one
        for one in tops.values():
            heappush(heap, one)
        if not heap:
            del self._levels[n]
        return list(tops.values())

    def _is_current(self, one: Entry, n: int) -> bool:
        _, _, variant, total = one
        free = variant not in self._halted and variant not in self._held
        return free and self.known(variant) == (total, n)

    def _enter(self, variant: str) -> None:
        total, n = self.known(variant)
        entry = (-self._rates.bound(total, n), by_age(variant), variant, total)
        level = self._levels.setdefault(n, _Level(self._room))
        if len(level.heap) >= level.room:
            level.heap = [one for one in level.heap if self._is_current(one, n)]
            heapify(level.heap)
            level.room = 2 * len(level.heap) + self._room
        heappush(level.heap, entry)


def _spread(total: float, n: int) -> Sequence[float]:
    """Return ``n`` rewards with this sum; the posterior of passes and failures knows no more."""
    return [min(total / n, 1.0)] * n if n else []
