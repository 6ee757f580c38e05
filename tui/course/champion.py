"""Which variant leads, kept up with every reward."""

from __future__ import annotations

from heapq import heappop, heappush

from archive.records import by_age
from evaluator.statistics import Score, lower_bound, score

_ENOUGH = 0.9
"""Share of the most rewards of any variant that one needs to lead; as in ``choose_best``."""


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


class Champion:
    """The living variant with the best lower bound on ``select``, by the rule of the scheduler.

    Taking a reward costs the logarithm of the number of variants.
    """

    def __init__(self, rates: Rates) -> None:
        self._rates = rates
        self.sums: dict[str, tuple[float, int]] = {}
        """From a variant to the sum and the number of its ``select`` rewards."""
        self._out: set[str] = set()
        self._most = 0
        self._heap: list[tuple[float, tuple[int, str], str, int]] = []

    def reward(self, variant: str, reward: float) -> None:
        """Take one more reward."""
        total, n = self.sums.get(variant, (0.0, 0))
        self.sums[variant] = (total + reward, n + 1)
        self._most = max(self._most, n + 1)
        self._enter(variant)

    def confine(self, variant: str, *, confined: bool) -> None:
        """Take a variant out of the contest, or let it in again."""
        if confined:
            self._out |= {variant}
        else:
            self._out -= {variant}
            if variant in self.sums:
                self._enter(variant)

    @property
    def best(self) -> str | None:
        """The leader."""
        while self._heap:
            _, _, variant, n = self._heap[0]
            fresh = self.sums[variant][1] == n and n >= _ENOUGH * self._most
            if fresh and variant not in self._out:
                return variant
            heappop(self._heap)
        return None

    def _enter(self, variant: str) -> None:
        total, n = self.sums[variant]
        heappush(self._heap, (-self._rates.bound(total, n), by_age(variant), variant, n))


def _spread(total: float, n: int) -> list[float]:
    """Return ``n`` rewards with this sum; the posterior knows no more of them."""
    return [min(total / n, 1.0)] * n if n else []
