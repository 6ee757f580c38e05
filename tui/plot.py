"""Curves drawn with characters that every terminal has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from tui.text import drawing

THICK, THIN = ("▀", "▄", "█"), ("─", "─", "│")
"""How a line is drawn in the upper half of a cell, in the lower and through both."""
_AXIS = 5
"""Cells left of the plot."""

_Cells = dict[tuple[int, int], tuple[str, str]]


@dataclass(frozen=True)
class Curve:
    """One curve; between two points the earlier one holds."""

    name: str
    style: str
    line: tuple[str, str, str]
    edge: str
    """The character that marks the ends of its interval."""
    points: Sequence[tuple[float, float, float, float]]
    """(x, y, low, high) by growing x; y in [0, 1]."""


def plot(
    curves: Sequence[Curve],
    width: int,
    height: int,
    unit: str,
    dots: Sequence[tuple[float, float]] = (),
) -> Text:
    """Return a picture of ``width`` x ``height`` cells, the first curve in front.

    Args:
        curves: What to draw.
        width: Cells, the axis included.
        height: Rows, the line below and the legend included.
        unit: What the x axis counts.
        dots: Points (x, y) behind the curves.
    """
    columns, rows = max(width - _AXIS, 8), max(height - 2, 3)
    ends = [curve.points[-1][0] for curve in curves if curve.points]
    most = max([*ends, *(x for x, _ in dots)], default=0.0)
    cells: _Cells = {}
    for x, y in dots:
        column = min(int(x / most * columns), columns - 1) if most else 0
        cells[_half(y, rows) // 2, column] = ("•", "dim")
    for curve in reversed(curves):
        _edges(cells, curve, _held(curve, columns, most), rows)
    for curve in reversed(curves):
        _line(cells, curve, _held(curve, columns, most), rows)
    lines = []
    for row in range(rows):
        label = {0: "1.0", rows // 2: "0.5", rows - 1: "0.0"}.get(row, "")
        drawn = [cells.get((row, column), (" ", "")) for column in range(columns)]
        lines.append([(f"{label:>3} │", "dim"), *drawn])
    end = f"{most:,.0f} {unit}" if most >= 10 or most == int(most) else f"{most:.2f} {unit}"
    lines.append([(f"{'':>4}└0{end:─>{max(columns - 1, 1)}}", "dim")])
    legend = [
        (f"  {one.line[1]}{one.line[1]} {one.name}  {one.edge} 95 %", one.style) for one in curves
    ]
    return drawing([*lines, [("    ", ""), *legend]])


def _held(
    curve: Curve, columns: int, most: float
) -> list[tuple[int, tuple[float, float, float, float]]]:
    """Return the point that holds in each column, from the first that has one."""
    found, at = [], -1
    for column in range(columns):
        x = most * (column + 1) / columns
        while at + 1 < len(curve.points) and curve.points[at + 1][0] <= x + 1e-9:
            at += 1
        if at >= 0:
            found.append((column, curve.points[at]))
    return found


def _edges(
    cells: _Cells,
    curve: Curve,
    held: Sequence[tuple[int, tuple[float, float, float, float]]],
    rows: int,
) -> None:
    for column, (_, _, low, high) in held:
        for value in (low, high):
            cells[_half(value, rows) // 2, column] = (curve.edge, curve.style)


def _line(
    cells: _Cells,
    curve: Curve,
    held: Sequence[tuple[int, tuple[float, float, float, float]]],
    rows: int,
) -> None:
    before: int | None = None
    for column, (_, y, _, _) in held:
        now = _half(y, rows)
        first, last = min(now, before or now), max(now, before or now)
        for row in range(first // 2, last // 2 + 1):
            upper, lower = first <= 2 * row <= last, first <= 2 * row + 1 <= last
            through = upper and lower and (curve.line == THICK or first // 2 != last // 2)
            drawn = curve.line[2] if through else curve.line[1 if lower else 0]
            cells[row, column] = (drawn, f"bold {curve.style}")
        before = now


def _half(value: float, rows: int) -> int:
    """Return how many half rows below the top a value in [0, 1] lies."""
    return round((1 - value) * (2 * rows - 1))
