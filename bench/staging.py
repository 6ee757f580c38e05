"""How often the sequential test is wrong: a simulation, run as ``python -m bench.staging``.

A parent and a child solve each task with fixed probabilities, independently. Printed are, for each
pair, how often the child is accepted, how often that is wrong, with its 95 % interval, and how many
``select`` tasks it took. Wrong is to accept a child that is no better (false accept), and not to
accept one that is (false reject): it is dropped sooner or later. Beside it stands how often a gate
of ten tasks, four of them to be solved, lets the child pass.
"""

from __future__ import annotations

import argparse
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from evaluator.sequential import Rule, Verdict, judge
from evaluator.statistics import score
from evolution.config import RunConfig

SELECT_TASKS = 36
"""Of ``repair``."""
PAIRS = [(0.2, 0.2), (0.5, 0.5), (0.8, 0.8), (0.2, 0.3), (0.2, 0.4), (0.2, 0.5), (0.5, 0.7),
         (0.5, 0.8), (0.5, 0.3), (0.5, 0.2)]  # fmt: skip
"""Success probabilities of parent and child."""


HEAD = (
    "| parent | child | trials | accepted | false accept | false reject | tasks | ten-task gate |"
)


@dataclass(frozen=True)
class Rates:
    """What became of one pair's children."""

    accepted: int
    tasks: float
    """Mean number of ``select`` tasks until the verdict; all of them where it is accepted."""


def simulate(
    parent: float, child: float, rule: Rule, *, trials: int, times: int, rng: random.Random
) -> Rates:
    """Judge many children of one kind, each against a parent measured anew."""
    accepted, tasks = 0, 0
    for _ in range(times):
        drawn = [
            _mean(child, trials, rng) - _mean(parent, trials, rng) for _ in range(SELECT_TASKS)
        ]
        found = judge(drawn, rule, left=0)
        accepted += found.verdict is Verdict.ACCEPTED
        tasks += found.tasks if found.verdict is Verdict.DROPPED else SELECT_TASKS
    return Rates(accepted, tasks / times)


def ten_task_gate(child: float) -> float:
    """Return the chance to solve at least four of ten tasks."""
    return sum(math.comb(10, k) * child**k * (1 - child) ** (10 - k) for k in range(4, 11))


def _mean(solved: float, trials: int, rng: random.Random) -> float:
    return sum(rng.random() < solved for _ in range(trials)) / trials


def line(parent: float, child: float, trials: int, found: Rates, times: int) -> str:
    """Return one pair's line of the table."""
    right = found.accepted if child > parent else times - found.accepted
    rate = score([1.0] * (times - right) + [0.0] * right)
    wrong = f"{(times - right) / times:.3f} [{rate.low:.3f}, {rate.high:.3f}]"
    both = f" | {wrong}" if child > parent else f"{wrong} | "
    kinds = f"| {parent:.1f} | {child:.1f} | {trials} | {found.accepted / times:.3f} "
    return kinds + f"| {both} | {found.tasks:.1f} | {ten_task_gate(child):.2f} |"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, default=2000, help="children of each kind")
    parser.add_argument("--trials", type=int, nargs="+", default=[1, 3])
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    config = RunConfig.model_validate({})
    rule = Rule(config.accept_level, config.accept_bet, config.futility, config.first_select_tasks)
    print(f"{rule}, {SELECT_TASKS} select tasks, {given.times} children of each kind\n")
    print(HEAD)
    print("|---|---|---|---|---|---|---|---|")
    for trials in given.trials:
        for parent, child in PAIRS:
            rng = random.Random(f"{given.seed}:{trials}:{parent}:{child}")
            found = simulate(parent, child, rule, trials=trials, times=given.times, rng=rng)
            print(line(parent, child, trials, found, given.times), flush=True)


if __name__ == "__main__":
    main()
