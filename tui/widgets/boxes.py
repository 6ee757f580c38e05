"""The table of running boxes."""

from __future__ import annotations

from collections.abc import Mapping

from rich.text import Text

from evolution.live.rows import BoxRow, LiveView
from tui.format import money, span
from tui.states import BAD, BUSY
from tui.text import plain
from tui.widgets.table import KeyedTable, Row

_COLUMNS = (
    *("Variant", "Phase", "Time", "Steps", "CPU", "Memory MB", "Procs"),
    *("Cost", "Tokens", "Task", "Last line"),
)
_HIGH = 0.9
"""Share of a limit from which on a figure stands out."""


class BoxesTable(KeyedTable):
    """A row for each running box; what matters first, since narrow screens show the left."""

    HELP = (
        "The boxes that run now. Time, memory and processes stand against the box's limits; at "
        "nine tenths of one a ! stands beside it. The last line is what the model said or ran "
        "last, and in a box that grades the command that runs. Left and right scroll."
    )

    def __init__(self) -> None:
        super().__init__(_COLUMNS, id="boxes")
        self._rows: Mapping[str, BoxRow] = {}

    @property
    def box(self) -> BoxRow | None:
        """The row under the cursor."""
        return self._rows.get(self.chosen or "")

    def show(self, view: LiveView) -> None:
        """Show what runs now."""
        self._rows = {row.key: row for row in view.rows}
        self.bring({key: _cells(row) for key, row in self._rows.items()})


def _cells(row: BoxRow) -> Row:
    return (
        plain(row.variant, style="bold"),
        _wide(plain(row.phase, style=BUSY if row.box else "dim"), 9),
        _against(span(row.elapsed), span(row.limit or 0), row.elapsed, row.limit),
        plain(f"{row.calls:>5}"),
        plain("-" if row.cpus is None else f"{row.cpus:.0%}"),
        _against(_megabytes(row.memory_bytes), _megabytes(row.memory_limit), *_memory(row)),
        _against(_count(row.processes), _count(row.process_limit), *_processes(row)),
        plain(money(row.cost_usd)),
        plain(f"{row.tokens:,}"),
        _wide(plain(row.task or "its own source", limit=24), 16),
        _wide(plain(row.line), 200),
    )


def _against(used: str, limit: str, value: float | None, most: float | None) -> Text:
    """Return ``used/limit``; near the limit it stands out, by a mark too."""
    if value is None:
        return plain("-")
    if not most:
        return plain(used)
    high = value >= _HIGH * most
    return plain(f"{used}/{limit}{' !' if high else ''}", style=BAD if high else "")


def _wide(text: Text, width: int) -> Text:
    """Fill up to a width, so that the table is not laid out anew whenever a word changes."""
    text.truncate(width, pad=True)
    return text


def _megabytes(size: int | None) -> str:
    return "-" if size is None else f"{size / (1 << 20):.0f}"


def _count(number: int | None) -> str:
    return "-" if number is None else str(number)


def _memory(row: BoxRow) -> tuple[float | None, float | None]:
    return row.memory_bytes, row.memory_limit


def _processes(row: BoxRow) -> tuple[float | None, float | None]:
    return row.processes, row.process_limit
