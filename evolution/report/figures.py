"""Figures of the kinds that several parts of a report have."""

from __future__ import annotations

from collections.abc import Sequence

from evaluator.statistics import Paired, Score, score
from evolution.report.document import Cell, Figure
from evolution.report.facts import Facts


def scored(found: Score, rows: Sequence[int]) -> Cell:
    """Return a score with its interval, or that there is none."""
    if found.mean is None:
        return "not measured"
    return Figure(str(found), tuple(rows), (found.low, found.mean, found.high))


def of_rows(facts: Facts, rows: Sequence[int]) -> Cell:
    """Return the score of some evaluations."""
    rewards = facts.rewards
    return scored(score([rewards[seq] for seq in rows]), rows)


def versus(found: Paired, rows: Sequence[int]) -> Cell:
    """Return wins and losses on shared tasks."""
    text = f"{found.wins} won, {found.losses} lost, {found.ties} equal, p = {found.p_value:.3g}"
    return Figure(text, tuple(rows))


def counted(value: float, rows: Sequence[int], form: str = "{:,}") -> Cell:
    """Return a number; one that rests on no row is only told."""
    text = form.format(value)
    return Figure(text, tuple(rows)) if rows else text
