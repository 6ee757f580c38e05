"""Two variants beside each other, as a block of facts above their tasks and their diff."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static, TabbedContent, TabPane

from tui.details import Compared, TaskRow
from tui.format import full_score, money, verdict
from tui.snapshot import Node
from tui.states import BAD, GOOD
from tui.text import Part, facts, line, plain
from tui.widgets.diff import DiffView
from tui.widgets.table import KeyedTable
from tui.widgets.tasks import outcome

_COLUMNS = ("Task", "Split", "First", "Second", "Change")
_CHANGES = {"won": ("▲ won", GOOD), "lost": ("▼ lost", BAD), "same": ("= same", "dim")}
_ORDER = {"won": 0, "lost": 1, "same": 2, "": 3}


class ComparePane(Vertical):
    """Facts on both, their tasks, and how their sources differ."""

    DEFAULT_CSS = """
    ComparePane > Static { height: auto; padding: 0 1; }
    ComparePane TabbedContent, ComparePane ContentSwitcher, ComparePane TabPane { height: 1fr; }
    ComparePane TabPane { padding: 0 1; }
    ComparePane KeyedTable { height: 1fr; }
    """

    def compose(self) -> ComposeResult:
        """Make the facts and the two tabs."""
        yield Static(plain("Choose a variant in the tree."), id="compare-facts")
        with TabbedContent(initial="tasks"):
            with TabPane("Tasks", id="tasks"):
                yield KeyedTable(_COLUMNS, id="compare-tasks")
            with TabPane("Diff", id="diff"):
                yield DiffView()

    def show(self, compared: Compared | None) -> None:
        """Show a comparison; ``None`` where one of the two is missing."""
        told = self.query_one("#compare-facts", Static)
        if compared is None:
            told.update(plain("There is no variant to compare with."))
            self.query_one(KeyedTable).bring({})
            return
        told.update(comparison(compared))
        rows = sorted(compared.tasks, key=lambda row: (_ORDER[row.change], row.split, row.task))
        cells = {f"{row.task}\0{row.own.trial}": _cells(row) for row in rows}
        self.query_one(KeyedTable).bring(cells)

    def show_diff(self, text: str | None) -> None:
        """Show how the second's source differs from the first's."""
        self.query_one(DiffView).show(text)


def comparison(compared: Compared) -> Table:
    """Return the facts on both variants, and what the paired tests say of the second."""
    rows: list[tuple[str, Part]] = [
        ("first", _told(compared.first)),
        ("second", _told(compared.second)),
    ]
    for split in ("select", "holdout", "train"):
        found = compared.paired(split)
        if found.wins + found.losses + found.ties:
            rows += [(f"on {split}", verdict(found))]
    difference = compared.second.cost_usd - compared.first.cost_usd
    sign = "-" if difference < 0 else "+"
    told = (_cost(compared.first), "against", _cost(compared.second))
    rows += [("cost", line(*told, (f"({sign}{money(abs(difference))})", "dim")))]
    return facts(rows)


def _told(node: Node) -> Text:
    state = (f"{node.state.glyph} {node.state.word}", node.state.style)
    return line((node.id, "bold"), state, full_score(node.score), node.summary)


def _cost(node: Node) -> str:
    return f"{money(node.cost_usd)} and {node.tokens:,} tokens"


def _cells(row: TaskRow) -> tuple[Text, ...]:
    word, style = _CHANGES.get(row.change, ("", ""))
    return (
        plain(row.task, limit=40),
        plain(row.split, limit=10),
        outcome(row.parent),
        outcome(row.own),
        plain(word, style=style),
    )
