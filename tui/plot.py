"""Curves drawn with characters: a line in Braille dots over a band for its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.text import Text

from tui.text import drawing

_DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""From row and column in a cell to the bit of its dot in a Braille pattern."""
_AXIS = 5
"""Cells left of the plot."""


@dataclass(frozen=True)
class Curve:
    """One curve; between two points the earlier one holds."""

    name: str
    style: str
    band: str
    """The character that fills its interval where no dot is."""
    points: Sequence[tuple[float, float, float, float]]
    """(x, y, low, high) by growing x; y in [0, 1]."""


def plot(curves: Sequence[Curve], width: int, height: int, unit: str) -> Text:
    """Return a picture of ``width`` x ``height`` cells, the first curve in front.

    Args:
        curves: What to draw.
        width: Cells, the axis included.
        height: Rows, the line below and the legend included.
        unit: What the x axis counts.
    """
    columns, rows = max(width - _AXIS, 8), max(height - 2, 3)
    most = max((curve.points[-1][0] for curve in curves if curve.points), default=0.0)
    cells: dict[tuple[int, int], tuple[str, str]] = {}
    for curve in reversed(curves):
        _draw(cells, curve, columns, rows, most)
    lines = []
    for row in range(rows):
        label = {0: "1.0", rows // 2: "0.5", rows - 1: "0.0"}.get(row, "")
        drawn = [cells.get((row, column), (" ", "")) for column in range(columns)]
        lines.append([(f"{label:>3} │", "dim"), *drawn])
    end = f"{most:,.0f} {unit}" if most >= 10 or most == int(most) else f"{most:.2f} {unit}"
    lines.append([(f"{'':>4}└0{end:─>{max(columns - 1, 1)}}", "dim")])
    legend = [(f"  ⣀ {one.name} {one.band} its interval", one.style) for one in curves]
    return drawing([*lines, [("    ", ""), *legend]])


def _draw(
    cells: dict[tuple[int, int], tuple[str, str]],
    curve: Curve,
    columns: int,
    rows: int,
    most: float,
) -> None:
    dots: dict[tuple[int, int], int] = {}
    at, before = -1, None
    for dot in range(2 * columns):
        x = most * (dot + 1) / (2 * columns)
        while at + 1 < len(curve.points) and curve.points[at + 1][0] <= x + 1e-9:
            at += 1
        if at < 0:
            continue
        _, y, low, high = curve.points[at]
        for row in range(_row(high, rows), _row(low, rows) + 1):
            cells[row, dot // 2] = (curve.band, curve.style)
        now = round((1 - y) * (4 * rows - 1))
        reach = range(min(now, before), max(now, before) + 1) if before is not None else (now,)
        for height in reach:
            cell = height // 4, dot // 2
            dots[cell] = dots.get(cell, 0) | _DOTS[height % 4][dot % 2]
        before = now
    for cell, bits in dots.items():
        cells[cell] = (chr(0x2800 + bits), f"bold {curve.style}")


def _row(value: float, rows: int) -> int:
    return min(int((1 - value) * rows), rows - 1)
