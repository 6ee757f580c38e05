"""How the score rose: the best variant and the mean of all, against the evaluations done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluator.statistics import score, task_means
from evolution.report.document import Block, Curve, Line, Point, Section
from evolution.report.facts import Facts
from evolution.scheduler import choose_best
from evolution.standing import Standing

MOST_POINTS = 40
"""Places at which a curve is computed; each leads to all of its rows."""


def curves(facts: Facts) -> Section:
    """Return the curves over the search, each point with its 95 % interval."""
    done = [pair for pair in facts.done if pair[1].split == "select"]
    if not done:
        return Section("How the score rose", (Line(("Nothing was measured on select yet.",)),))
    best, mean = [], []
    for count in _places(len(done)):
        part = done[:count]
        tasks = task_means((row.task, facts.rewards[seq]) for seq, row in part)
        mean.append(_point(count, tasks, [seq for seq, _ in part]))
        standing = Standing(
            tuple(facts.tree.variants.values()), (), [one for _, one in part], attempts=1
        )
        if name := choose_best(standing):
            own = [seq for seq, row in part if row.variant == name]
            best.append(_point(count, standing.rewards(name, "select"), own))
    words = (
        "Best: the score of the variant that would have been chosen at that moment. All: for each"
        " task the mean of every result so far, whoever's it is. The bands are 95 % intervals with"
        " one number a task; a point leads to the rows it rests on."
    )
    lines = (("best", tuple(best)), ("all", tuple(mean)))
    blocks: tuple[Block, ...] = (Line((words,)), Curve("evaluations on select", lines))
    return Section("How the score rose", blocks)


def _places(count: int) -> list[int]:
    """Return up to MOST_POINTS numbers from 1 to ``count``, both among them."""
    steps = min(count, MOST_POINTS)
    return sorted({max(1, round(count * (step + 1) / steps)) for step in range(steps)})


def _point(x: int, tasks: Mapping[str, float], rows: Sequence[int]) -> Point:
    found = score(list(tasks.values()))
    return Point(x, found.low, found.mean or 0.0, found.high, tuple(rows))
