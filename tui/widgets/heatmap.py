"""The MAP-Elites grid as a heat map of characters."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from tui.course.coverage import COLUMNS, ROWS, Coverage, column_start, row_start
from tui.states import BUSY, GOOD
from tui.text import drawing, plain

_SHADES = ("░░", "▒▒", "▓▓", "██")


class HeatMap(Static):
    """A cell for each kind of behaviour; the fuller, the better its best variant."""

    def __init__(self) -> None:
        super().__init__(plain(""), id="heatmap")

    def show(self, found: Coverage) -> None:
        """Show a grid."""
        self.update(heat_map(found))


def heat_map(found: Coverage) -> Text:
    """Return the grid: steps of an evaluation to the right, tokens of a step upward."""
    rows = []
    for row in reversed(range(ROWS)):
        cells = [_cell(found, column, row) for column in range(COLUMNS)]
        rows.append([(f"{_short(row_start(row)):>5} │", "dim"), *cells])
    ticks = "".join(f"{_short(column_start(column)):<4}" for column in range(0, COLUMNS, 2))
    rows.append([(f"{'':>6}└{'':─>{2 * COLUMNS}}", "dim")])
    rows.append([(f"{'':>7}{ticks} steps", "dim")])
    rows.append([("       0 ░▒▓█ 1   ", GOOD), ("★ best", f"bold {BUSY}")])
    told = f"       {found.filled} of {COLUMNS * ROWS} cells, quality {found.quality:.1f}"
    rows.append([(told, "")])
    return drawing([[("tokens of a step", "dim")], *rows])


def _cell(found: Coverage, column: int, row: int) -> tuple[str, str]:
    mean = found.elites.get((column, row))
    if mean is None:
        return " ·", "dim"
    if (column, row) == found.best:
        return "★ ", f"bold {BUSY}"
    return _SHADES[min(int(mean * len(_SHADES)), len(_SHADES) - 1)], GOOD


def _short(value: float) -> str:
    return f"{value / 1000:.0f}k" if value >= 1000 else f"{value:.0f}"
