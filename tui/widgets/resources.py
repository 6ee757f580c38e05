"""What a variant has used: time, calls, tokens and dollars, for making it and for each split."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical

from archive.records import Evaluation, Expansion
from tui.details import Detail
from tui.format import money, span
from tui.text import plain
from tui.widgets.table import KeyedTable

_COLUMNS = ("For", "Pieces", "Agents", "Grading", "Calls", "Tokens", "Dollars")


class ResourcesView(Vertical):
    """A table with a row for each kind of work and one for their sum."""

    HELP = "What the variant has used, for being made and on each split."
    DEFAULT_CSS = """
    ResourcesView > KeyedTable { height: 1fr; }
    """

    def compose(self) -> ComposeResult:
        """Make the table."""
        yield KeyedTable(_COLUMNS, id="resources")

    def show(self, detail: Detail) -> None:
        """Show what a node has used."""
        kinds: dict[str, list[Evaluation | Expansion]] = {"making it": [*detail.made]}
        for split in ("train", "select", "holdout"):
            kinds[split] = [row for row in detail.own if row.split == split]
        kinds["together"] = [row for rows in kinds.values() for row in rows]
        rows = {kind: _cells(kind, used) for kind, used in kinds.items() if used}
        self.query_one(KeyedTable).bring(rows)


def _cells(kind: str, rows: Sequence[Evaluation | Expansion]) -> tuple[Text, ...]:
    evaluations = [row for row in rows if isinstance(row, Evaluation)]
    making = [row for row in rows if isinstance(row, Expansion)]
    agents = sum(row.agent_seconds for row in evaluations)
    agents += sum((row.ended or row.started) - row.started for row in making)
    return (
        plain(kind, style="bold" if kind == "together" else ""),
        plain(len(rows)),
        plain(span(agents)),
        plain(span(sum(row.grade_seconds for row in evaluations))),
        plain(f"{sum(row.calls for row in rows):,}"),
        plain(f"{sum(row.tokens for row in rows):,}"),
        plain(money(sum(row.cost_usd for row in rows))),
    )
