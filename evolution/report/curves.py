"""How the score rose: the best variant and the mean of all, against the evaluations done."""

from __future__ import annotations

from evaluator.statistics import score
from evolution.report.document import Block, Curve, Line, Point, Section
from evolution.report.facts import Facts
from evolution.scheduler import choose_best
from evolution.standing import Standing

MOST_POINTS = 80
"""Places at which a curve is computed."""


def curves(facts: Facts) -> Section:
    """Return the curves over the search, each point with its 95 % interval."""
    done = [pair for pair in facts.done if pair[1].split == "select"]
    if not done:
        return Section("How the score rose", (Line(("Nothing was measured on select yet.",)),))
    best, mean = [], []
    for count in _places(len(done)):
        part = done[:count]
        row = part[-1][0]
        rewards = [facts.rewards[seq] for seq, _ in part]
        mean.append(_point(count, rewards, row))
        standing = Standing(
            tuple(facts.tree.variants.values()), (), [one for _, one in part], attempts=1
        )
        if name := choose_best(standing):
            best.append(_point(count, list(standing.rewards(name, "select").values()), row))
    words = (
        "Best: the score of the variant that would have been chosen at that moment. All: every"
        " result on select so far taken together. The bands are 95 % intervals; a point leads to"
        " the last of its rows."
    )
    lines = (("best", tuple(best)), ("all", tuple(mean)))
    blocks: tuple[Block, ...] = (Line((words,)), Curve("evaluations on select", lines))
    return Section("How the score rose", blocks)


def _places(count: int) -> list[int]:
    """Return up to MOST_POINTS numbers from 1 to ``count``, both among them."""
    steps = min(count, MOST_POINTS)
    return sorted({max(1, round(count * (step + 1) / steps)) for step in range(steps)})


def _point(x: int, rewards: list[float], row: int) -> Point:
    found = score(rewards)
    return Point(x, found.low, found.mean or 0.0, found.high, row)
