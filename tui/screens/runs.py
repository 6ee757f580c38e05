"""The first screen: the runs there are, or what to press when there is none."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import DataTable, Static

from tui.format import interval
from tui.keys import key
from tui.late import bring
from tui.looking import LookingScreen
from tui.overview import Overview, RunLine
from tui.states import BAD, GOOD, RUN_GLYPHS
from tui.text import line, lines, plain
from tui.widgets.footer import KeysFooter
from tui.widgets.table import KeyedTable, Row

_COLUMNS = (
    "Run",
    "State",
    "Budget used",
    "Best",
    "Score [95 %]",
    "Heard",
    "Variants",
    "Evaluations",
)
_BAR = 8


class RunsScreen(LookingScreen):
    """The runs below a folder."""

    HELP = (
        "The runs, those that changed last first. The bar is the share of the budget that is "
        "nearest to its end; the score is the best variant's on select, with its 95 % interval; "
        "heard tells how long ago the engine wrote last."
    )
    DEFAULT_CSS = """
    RunsScreen #title { height: 1; padding: 0 1; background: $panel;
        text-wrap: nowrap; text-overflow: ellipsis; }
    RunsScreen KeyedTable { height: 1fr; margin: 1 1 0 1; }
    RunsScreen #empty { display: none; width: 1fr; height: 1fr; content-align: center middle;
        text-align: center; }
    RunsScreen #launching { display: none; height: auto; padding: 0 1; }
    RunsScreen.-launching #launching { display: block; }
    RunsScreen.-empty KeyedTable { display: none; }
    RunsScreen.-empty #empty { display: block; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        # Before the table's own Enter, which has no name and would hide this one.
        key("enter", "open", "Open", "Open the run under the cursor.", priority=True),
    ]

    class Opened(Message):
        """The operator wants to see a run."""

        def __init__(self, run: str) -> None:
            super().__init__()
            self.run = run

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._overview = Overview(root)
        self._busy = False
        self._launching: list[str] = []

    def compose(self) -> ComposeResult:
        """Make the title, the table and the text for when it would be empty."""
        yield Static(id="title")
        yield KeyedTable(_COLUMNS, id="runs")
        yield Static(empty_text(), id="empty")
        yield Static(plain(""), id="launching")
        yield KeysFooter()

    def on_mount(self) -> None:
        """Say where the runs are."""
        self._head()

    def on_unmount(self) -> None:
        """Let go of the runs' files."""
        self._overview.close()

    def refresh_now(self, *, force: bool = False) -> None:  # noqa: ARG002
        """Look at the runs, unless a look is under way."""
        if not self._busy and self.is_attached:
            self._busy = True
            self._look()

    def launching(self, run: str, begun: bool) -> None:
        """Show that a run is being launched, until it is told that it no longer is.

        Args:
            run: Its name.
            begun: Whether the launch began; else it ended.
        """
        if begun:
            self._launching.append(run)
        elif run in self._launching:
            self._launching.remove(run)
        self.set_class(bool(self._launching), "-launching")
        words = f"Launching {', '.join(self._launching)}: the first launch builds an image, which "
        self.query_one("#launching", Static).update(plain(words + "can take minutes."))

    @work(thread=True, group="runs", exit_on_error=False)
    def _look(self) -> None:
        try:
            rows = self._overview.read()
        except Exception as error:  # noqa: BLE001  rows that stand still have to say why
            bring(self, partial(self._head, f"The runs cannot be read: {error!r}"))
        else:
            bring(self, lambda: self._show(rows))
        finally:
            self._busy = False

    def _head(self, problem: str = "") -> None:
        """Say in the top line where the runs are, or why they cannot be read."""
        name, root = ("Arboretum", f"bold {GOOD}"), str(self._overview.root)
        told = ((problem, BAD),) if problem else (("runs in", "dim"), root)
        self.query_one("#title", Static).update(line(name, *told))

    def _show(self, runs: list[RunLine]) -> None:
        self._head()
        self.set_class(not runs, "-empty")
        self.query_one(KeyedTable).bring({run.name: _cells(run) for run in runs})

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        """Open a run with a click."""
        if event.row_key.value is not None:
            self.post_message(self.Opened(event.row_key.value))

    def action_open(self) -> None:
        """Open the run under the cursor."""
        if self.chosen is not None:
            self.post_message(self.Opened(self.chosen))

    @property
    def chosen(self) -> str | None:
        """The name of the run under the cursor."""
        return self.query_one(KeyedTable).chosen


def _cells(run: RunLine) -> Row:
    glyph, style = RUN_GLYPHS.get(run.state, ("?", ""))
    return (
        plain(run.name, style="bold"),
        plain(f"{glyph} {run.state}", style=style),
        _budget(run),
        plain(run.best or "-"),
        interval(run.score) if run.score else plain(run.problem or "-", style="dim"),
        plain(f"{ago(run.heard)} ago" if run.heard is not None else "-", style="dim"),
        plain(run.variants),
        plain(run.evaluations),
    )


def _budget(run: RunLine) -> Text:
    if run.used is None:
        return plain("-")
    full = round(run.used * _BAR)
    drawn = line(("━" * full, "bold"), ("·" * (_BAR - full), "dim"), sep="")
    return line(drawn, f"{run.used:.0%}", (run.budget, "dim"))


def ago(seconds: float) -> str:
    """Return an age in one unit, so that it rarely changes: 5 s, 12 min, 3 h, 2 d."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} s"


def empty_text() -> Text:
    """Return what stands where the runs would be."""
    return lines(
        [
            ("No runs yet.", "bold"),
            "",
            line("Press", ("n", f"bold {GOOD}"), "to launch one, then", ("Enter", f"bold {GOOD}")),
            ("The offline model needs no key and no network.", "dim"),
            "",
            line(("Or type:", "dim"), "arboretum evolve --model offline"),
        ]
    )
