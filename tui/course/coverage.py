"""How varied the archive is: a MAP-Elites grid over two measures of behaviour.

The measures are the agent's steps on a task and the tokens of one step, both as geometric steps
so that the same cell means the same in every run (Mouret and Clune 2015, "Illuminating search
spaces by mapping elites"). The elite of a cell is its variant with the best ``select`` score.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

COLUMNS, ROWS = 14, 8
_FIRST_STEPS, _STEPS_FACTOR = 2.0, math.sqrt(2)
_FIRST_TOKENS, _TOKENS_FACTOR = 250.0, 2.0

Cell = tuple[int, int]


@dataclass(frozen=True)
class Coverage:
    """The grid at one moment."""

    elites: dict[Cell, float]
    """From (column, row) to the mean of its elite."""
    best: Cell | None
    """Where the leading variant stands."""

    @property
    def filled(self) -> int:
        """Cells with a variant."""
        return len(self.elites)

    @property
    def quality(self) -> float:
        """The sum of the elites' means: the QD score."""
        return sum(self.elites.values())


class Grid:
    """A grid that is told of each change of a variant."""

    def __init__(self) -> None:
        self._cells: dict[Cell, dict[str, float]] = {}
        self._where: dict[str, Cell] = {}

    def put(self, variant: str, steps: float, tokens: float, mean: float) -> None:
        """Set where a variant stands.

        Args:
            variant: Its id.
            steps: Model calls of an evaluation, on average.
            tokens: Tokens of a call, on average.
            mean: Its score.
        """
        now = cell_of(steps, tokens)
        before = self._where.get(variant, now)
        if before != now:
            del self._cells[before][variant]
        self._where[variant] = now
        self._cells.setdefault(now, {})[variant] = mean

    def coverage(self, best: str | None) -> Coverage:
        """Return the grid as it is; ``best`` is the leading variant."""
        elites = {cell: max(held.values()) for cell, held in self._cells.items() if held}
        return Coverage(elites, self._where.get(best or ""))


def cell_of(steps: float, tokens: float) -> Cell:
    """Return column and row; what lies beyond the grid counts to its border."""
    return (
        _step(steps, _FIRST_STEPS, _STEPS_FACTOR, COLUMNS),
        _step(tokens, _FIRST_TOKENS, _TOKENS_FACTOR, ROWS),
    )


def column_start(column: int) -> float:
    """Return the steps with which a column begins."""
    return _FIRST_STEPS * _STEPS_FACTOR ** (column - 1) if column else 0.0


def row_start(row: int) -> float:
    """Return the tokens with which a row begins."""
    return _FIRST_TOKENS * _TOKENS_FACTOR ** (row - 1) if row else 0.0


def _step(value: float, first: float, factor: float, count: int) -> int:
    if value < first:
        return 0
    return min(1 + int(math.log(value / first) / math.log(factor) + 1e-9), count - 1)
