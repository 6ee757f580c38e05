"""Figures of the kinds that several parts of a report have."""

from __future__ import annotations

from collections.abc import Sequence

from evaluator.statistics import Paired, Score
from evolution.report.document import Cell, Figure
from evolution.report.facts import Facts


def scored(found: Score, rows: Sequence[int]) -> Cell:
    """Return a score with its interval, or that there is none."""
    if found.mean is None:
        return "not measured"
    return Figure(str(found), tuple(rows), (found.low, found.mean, found.high))


def by_attempts(facts: Facts, rows: Sequence[int]) -> tuple[Cell, ...]:
    """Return the score of some evaluations of a variant, a cell for each number of attempts."""
    numbers = range(1, facts.attempts + 1)
    return tuple(scored(facts.within(rows, number), rows) for number in numbers)


def versus(found: Paired, rows: Sequence[int]) -> Cell:
    """Return wins and losses on shared tasks."""
    text = f"{found.wins} won, {found.losses} lost, {found.ties} equal, p = {found.p_value:.3g}"
    return Figure(text, tuple(rows))


def counted(value: float, rows: Sequence[int], form: str = "{:,}") -> Cell:
    """Return a number; one that rests on no row is only told."""
    text = form.format(value)
    return Figure(text, tuple(rows)) if rows else text
