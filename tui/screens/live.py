"""The boxes that run now, as the run's engine tells them, and the record of one of them."""

from __future__ import annotations

import time
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import work
from textual.binding import BindingType
from textual.containers import Container
from textual.widget import Widget
from textual.widgets import DataTable, Static

from common.errors import ArboretumError
from evolution.live.client import EngineSilentError, look, tail
from evolution.live.rows import BoxRow, LiveView
from evolution.run import RunFolder
from tui.format import clock, count, money, span
from tui.halting import HaltingRoom
from tui.keys import key
from tui.late import bring
from tui.room import Visit
from tui.states import BAD, GOOD
from tui.text import line, plain
from tui.widgets.boxes import BoxesTable
from tui.widgets.tail import TailView


class LiveScreen(HaltingRoom):
    """Asks the engine once a second while it is shown; the engine is asked by nobody else."""

    ROOM = "live"
    DEFAULT_CSS = """
    LiveScreen #live-line { height: 1; padding: 0 1; text-wrap: nowrap; text-overflow: ellipsis; }
    LiveScreen #live-panes { height: 1fr; }
    LiveScreen BoxesTable { height: 2fr; scrollbar-size: 0 1; }
    LiveScreen TailView { height: 3fr; scrollbar-size: 0 1; }
    LiveScreen BoxesTable, LiveScreen TailView { border: round $surface-lighten-2;
        border-title-color: $text-primary; }
    LiveScreen BoxesTable:focus, LiveScreen TailView:focus { border: round $primary; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("t", "tail", "Tail", "Go to the record of the box, to scroll in it, and back."),
    ]

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._folder = RunFolder(visit.folder)
        self._view: LiveView | None = None
        self._asking = False

    def body(self) -> list[Widget]:
        """Return the line on the engine, the table of boxes and the record of one."""
        line_on_engine = Static(plain("Asking the engine…", style="dim"), id="live-line")
        return [line_on_engine, Container(BoxesTable(), TailView(), id="live-panes")]

    def on_mount(self) -> None:
        """Name the panes."""
        self.query_one(BoxesTable).border_title = "Boxes"
        self.query_one(TailView).border_title = "Record"
        self.query_one(BoxesTable).focus()

    def refresh_now(self, *, force: bool = False) -> None:  # noqa: ARG002
        """Ask the engine, unless a question is under way."""
        if not self._asking:
            self._asking = True
            self._ask()

    @work(thread=True, group="live")
    def _ask(self) -> None:
        problem, view = "", None
        try:
            view = look(self._folder)
        except EngineSilentError as error:
            problem = line(error.message, error.hint).plain
        except ArboretumError as error:
            problem = error.message
        finally:
            self._asking = False
        bring(self, partial(self._show, view, problem))

    def _show(self, view: LiveView | None, problem: str) -> None:
        if view is not None:
            self._view = view
            with self.app.batch_update():
                self.query_one(BoxesTable).show(view)
        self.query_one("#live-line", Static).update(status_line(self._view, problem, time.time()))
        self._follow()
        self.refresh_bindings()

    def on_data_table_row_highlighted(self, _event: DataTable.RowHighlighted) -> None:
        """Turn to the record of the box the cursor came to."""
        self._follow()

    def _follow(self) -> None:
        """Ask for what the box under the cursor has recorded since the last time."""
        box, record = self.query_one(BoxesTable).box, self.query_one(TailView)
        if box is None:
            return
        record.turn_to(box.key, record_title(box))
        self.visit.chosen = box.variant
        self._read_tail(box.key, record.position)

    @work(thread=True, exclusive=True, group="tail")
    def _read_tail(self, box: str, position: int) -> None:
        try:
            found = tail(self._folder, box, position)
        except ArboretumError:
            # The box is gone; the line on the engine tells of an engine that is.
            return
        bring(self, lambda: self.query_one(TailView).show(box, position, found))

    def action_tail(self) -> None:
        """Go to the record and back."""
        record = self.query_one(TailView)
        (self.query_one(BoxesTable) if record.has_focus else record).focus()

    @property
    def target(self) -> str | None:
        """The variant whose box is under the cursor."""
        box = self.query_one(BoxesTable).box if self.is_mounted else None
        return box.variant if box is not None else None

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """Say which keys can do something now."""
        if action in {"halt_variant", "halt_clade", "tail"}:
            return self.target is not None or None
        return True


def record_title(box: BoxRow) -> Text:
    """Return what the record below the table is: a box as the gateway saw it."""
    told = "how it was solved, while it is graded" if box.role == "grade" else _RECORDED
    return line("Record of", (box.variant, "bold"), box.task, (f"({told})", "dim"))


_RECORDED = "what the model was told, said and ran"


def status_line(view: LiveView | None, problem: str, now: float) -> Text:
    """Return one line: what runs as of when, or that the engine is silent and for how long.

    Args:
        view: The last answer, if there was one.
        problem: Why there is no newer one; empty when ``view`` is new.
        now: In Unix seconds.
    """
    if problem and view is None:
        return line((problem, BAD))
    if view is None:
        return plain("Asking the engine…", style="dim")
    if problem:
        age = span(now - view.at)
        return line((f"Shown is what ran {age} ago.", f"bold {BAD}"), (problem, BAD))
    boxes = sum(bool(row.box) for row in view.rows)
    return line(
        line((view.run, "bold"), (f"engine {view.pid}", GOOD)),
        count(boxes, "box", "boxes"),
        f"{sum(row.cpus or 0 for row in view.rows):.1f} processors busy",
        f"{sum(row.memory_bytes or 0 for row in view.rows) >> 20} MB",
        money(sum(row.cost_usd for row in view.rows)),
        ("" if view.rows else "nothing runs now", "dim"),
        (clock(view.at), "dim"),
        sep="  ",
    )
