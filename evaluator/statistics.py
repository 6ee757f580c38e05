"""What rewards say: intervals, paired tests, and what picking the best of many costs.

The task is what is sampled: each function here takes one number a task, the mean over its trials
(:func:`task_means`), so that trials never pass for tasks.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

ENOUGH_TO_RESAMPLE = 10
"""Tasks below which graded rewards are not resampled: the bootstrap of a few values is too narrow
(Efron and Tibshirani 1993, section 14)."""

_RESAMPLES = 2000
_PERMUTATIONS = 9999
_EXACT = 13
"""Differing tasks up to which all sign flips are tried: 2^13 of them are fewer than those drawn."""


@dataclass(frozen=True)
class Score:
    """What is known of a mean reward."""

    mean: float | None
    """For pass/fail the posterior mean, (successes + 1) / (n + 2) (Laplace's rule of succession),
    for graded rewards the sample's; ``None`` where nothing is measured, so that nobody takes the
    prior's 0.5 for a result."""
    low: float
    """Lower end of the 95 % interval."""
    high: float
    """Upper end of it."""
    n: int
    """How many tasks."""

    def __str__(self) -> str:
        """Return for example ``0.47 [0.25, 0.70] n=15``, or ``unmeasured``."""
        if self.mean is None:
            return "unmeasured"
        return f"{self.mean:.2f} [{self.low:.2f}, {self.high:.2f}] n={self.n}"


@dataclass(frozen=True)
class Paired:
    """How two variants compare on the tasks both were measured on."""

    wins: int
    """Tasks on which the first has the higher reward."""
    losses: int
    ties: int
    p_value: float
    """Two-sided; 1 where no task tells them apart."""
    test: str = "mcnemar"
    """Which test gave it: "mcnemar" for pass/fail, "permutation" for graded rewards."""


def task_means(rewards: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return from task to its mean reward over trials.

    Args:
        rewards: Task and reward, one for each trial.
    """
    trials: dict[str, list[float]] = {}
    for task, reward in rewards:
        trials.setdefault(task, []).append(reward)
    return {task: math.fsum(values) / len(values) for task, values in trials.items()}


def score(rewards: Sequence[float]) -> Score:
    """Return the mean reward of a variant with its 95 % interval.

    For pass/fail it is the posterior Beta(1 + s, 1 + n - s) of the success rate for s successes
    in n (Bayes 1763; Gelman et al., Bayesian Data Analysis, 3rd ed., section 2.4). For graded
    rewards it is the bootstrap over tasks, bias-corrected and accelerated (Efron 1987). Where
    that says nothing (under ENOUGH_TO_RESAMPLE tasks, or no two rewards differ) a reward counts as
    that fraction of a success: that is on the wide side, because no variable on [0, 1] varies more
    than a coin of the same mean.

    Args:
        rewards: One a task.

    Raises:
        ValueError: A reward is not in [0, 1].
    """
    if graded := _bootstrap(_checked(rewards), 0.95):
        return Score(math.fsum(rewards) / len(rewards), *graded, len(rewards))
    alpha, beta = _posterior(rewards)
    mean = alpha / (alpha + beta) if rewards else None
    return Score(mean, _quantile(alpha, beta, 0.025), _quantile(alpha, beta, 0.975), len(rewards))


def lower_bound(rewards: Sequence[float], confidence: float = 0.95) -> float:
    """Return what the true mean reward exceeds with probability ``confidence``.

    It is what the final choice of a run maximises: of two equal means the one measured more
    often stands higher. It is the lower end of :func:`score`'s kind of interval, one-sided.

    Raises:
        ValueError: A reward is not in [0, 1], or ``confidence`` not in (0, 1).
    """
    if not 0 < confidence < 1:
        raise ValueError(f"confidence {confidence} is not between 0 and 1")
    if confidence > 0.5 and (graded := _bootstrap(_checked(rewards), 2 * confidence - 1)):
        return graded[0]
    return _quantile(*_posterior(rewards), 1 - confidence)


def paired(a: Mapping[str, float], b: Mapping[str, float]) -> Paired:
    """Compare two variants on the tasks both were measured on, by the test that fits the rewards.

    For pass/fail this is McNemar's test in its exact form (McNemar 1947; Fagerland, Lydersen and
    Laake 2013, section 2), a binomial test on the tasks that exactly one solves. For graded
    rewards, means over trials among them, it is the permutation test of the mean difference:
    were the two alike, each difference could as well have the other sign (Fisher 1935, section
    21). All flips are tried for few differing tasks, 9999 drawn ones for more.

    Args:
        a: From task to reward; its better tasks are the wins.
        b: The same of the other variant. Tasks in one alone are left out.

    Raises:
        ValueError: A reward is not in [0, 1].
    """
    shared = [(a[task], b[task]) for task in sorted(a.keys() & b.keys())]
    rewards = _checked([reward for pair in shared for reward in pair])
    wins = sum(x > y for x, y in shared)
    losses = sum(x < y for x, y in shared)
    ties = len(shared) - wins - losses
    if _pass_fail(rewards):
        return Paired(wins, losses, ties, _two_sided(wins, losses))
    differences = tuple(x - y for x, y in shared if x != y)
    return Paired(wins, losses, ties, _permutation(differences), "permutation")


def sidak(p_value: float, among: int) -> float:
    """Return a p-value corrected for having been picked from ``among`` comparisons.

    It is the chance that the smallest of that many independent p-values would be as small, and
    bounds it for two-sided tests of comparisons with one common control (Sidak 1967).
    """
    return -math.expm1(among * math.log1p(-p_value)) if p_value < 1 else 1.0


def _two_sided(wins: int, losses: int) -> float:
    """Return the probability that a fair coin splits at least as unevenly."""
    n = wins + losses
    tail = sum(math.comb(n, k) for k in range(min(wins, losses) + 1))
    return min(1.0, 2 * tail / (1 << n))


@lru_cache(maxsize=4096)
def _permutation(differences: tuple[float, ...]) -> float:
    """Return the two-sided p of the mean of differences, none of them 0, under sign flips."""
    if len(differences) < 2:
        return 1.0
    import numpy as np
    from scipy.stats import permutation_test

    tried = permutation_test(
        (np.array(differences),),
        np.mean,
        permutation_type="samples",
        n_resamples=np.inf if len(differences) <= _EXACT else _PERMUTATIONS,
        vectorized=True,
        rng=np.random.default_rng(0),
    )
    return min(1.0, float(tried.pvalue))


def _bootstrap(rewards: tuple[float, ...], confidence: float) -> tuple[float, float] | None:
    """Return a two-sided interval of graded rewards' mean; ``None`` where none can be had."""
    if len(rewards) < ENOUGH_TO_RESAMPLE or _pass_fail(rewards) or min(rewards) == max(rewards):
        return None
    return _resampled(tuple(sorted(rewards)), confidence)


@lru_cache(maxsize=65_536)
def _resampled(rewards: tuple[float, ...], confidence: float) -> tuple[float, float]:
    """Return the bootstrap interval; the resamples are the same for the same rewards."""
    import numpy as np
    from scipy.stats import bootstrap

    mean = math.fsum(rewards) / len(rewards)
    found = bootstrap(
        (np.array(rewards),),
        np.mean,
        confidence_level=confidence,
        n_resamples=_RESAMPLES,
        vectorized=True,
        method="BCa",
        rng=np.random.default_rng(0),
    ).confidence_interval
    low, high = (float(end) if math.isfinite(end) else mean for end in found)
    return max(0.0, min(low, mean)), min(1.0, max(high, mean))


def _pass_fail(rewards: Iterable[float]) -> bool:
    return all(reward in {0, 1} for reward in rewards)


def _checked(rewards: Sequence[float]) -> tuple[float, ...]:
    for reward in rewards:
        if not 0 <= reward <= 1:
            raise ValueError(f"the reward {reward} is not in [0, 1]")
    return tuple(rewards)


def _posterior(rewards: Sequence[float]) -> tuple[float, float]:
    """Return the parameters of the Beta posterior under the uniform prior."""
    successes = math.fsum(_checked(rewards))
    return 1 + successes, 1 + len(rewards) - successes


def _quantile(alpha: float, beta: float, at: float) -> float:
    from scipy.special import betaincinv

    return float(betaincinv(alpha, beta, at))
