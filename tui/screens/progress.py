"""How far the search has come: curves, the grid of the archive, and what is left of the budgets."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual import work
from textual.containers import Container, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static
from textual.worker import get_current_worker

from common.errors import ArboretumError
from evolution.config import RunConfig
from tui.course.course import Course, Point
from tui.course.reader import CourseReader
from tui.late import bring
from tui.plot import THICK, THIN, Curve
from tui.room import RoomScreen, Visit
from tui.states import BAD, BUSY, GOOD
from tui.text import line, plain
from tui.widgets.curves import CurvesView
from tui.widgets.figures import FiguresView, figures
from tui.widgets.heatmap import HeatMap


class ProgressScreen(RoomScreen):
    """Reads what is new in the ledger once a second, in a thread, while it is shown."""

    HELP = (
        "The search so far. Thick is the best variant's score, thin the mean of all, dotted "
        "their 95 % intervals. A budget's line says when it ends at the present pace. The grid "
        "has a cell for each kind of behaviour. Arrow keys scroll."
    )
    ROOM = "progress"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    ProgressScreen #progress-line { height: 1; padding: 0 1; }
    ProgressScreen #course { height: 1fr; padding: 0 1; }
    ProgressScreen #plots, ProgressScreen #below { height: auto; }
    ProgressScreen CurvesView { height: 13; }
    ProgressScreen FiguresView, ProgressScreen HeatMap { height: auto; margin-top: 1; }
    ProgressScreen.-wide #plots, ProgressScreen.-wide #below { layout: horizontal; }
    ProgressScreen.-wide CurvesView { width: 1fr; height: 22; }
    ProgressScreen.-wide FiguresView { width: 1fr; padding-right: 2; }
    ProgressScreen.-wide HeatMap { width: 46; }
    """

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._reader = CourseReader(visit.folder)
        self._config: RunConfig | None = None
        self._reading = False
        self._seq = -1

    def body(self) -> list[Widget]:
        """Return the curves, the numbers and the grid."""
        plots = Container(CurvesView(id="by-evaluations"), CurvesView(id="by-cost"), id="plots")
        below = Container(FiguresView(), HeatMap(), id="below")
        said = Static(plain("Reading the ledger…", style="dim"), id="progress-line")
        return [said, VerticalScroll(plots, below, id="course")]

    def on_mount(self) -> None:
        """Let the arrows scroll."""
        self.query_one("#course").focus()

    def on_screen_suspend(self) -> None:
        """Rest, and let a reading thread rest too."""
        super().on_screen_suspend()
        self.workers.cancel_group(self, "course")

    def refresh_now(self, *, force: bool = False) -> None:  # noqa: ARG002
        """Read what is new, unless that is under way."""
        if not self._reading:
            self._reading = True
            self._read()

    @work(thread=True, group="course")
    def _read(self) -> None:
        worker = get_current_worker()
        try:
            self._config = self._config or self._reader.config()
            for course, left in self._reader.read(going_on=lambda: not worker.is_cancelled):
                bring(self, partial(self._show, course, self._config, left))
        except ArboretumError as error:
            bring(self, partial(self._fail, error.message))
        finally:
            self._reading = False

    def _fail(self, reason: str) -> None:
        self.query_one("#progress-line", Static).update(plain(reason, style=BAD))

    def _show(self, course: Course, config: RunConfig, left: int) -> None:
        said = f"{left:,} events still to be read" if left else ""
        self.query_one("#progress-line", Static).update(
            line((self.visit.folder.name, "bold"), "score on select", (said, "dim"), sep="  ")
        )
        with self.app.batch_update():
            self.query_one(FiguresView).show(figures(course, config))
            if course.seq == self._seq:
                return
            self._seq = course.seq
            paid = course.now.cost_usd > 0
            by_evaluations = self.query_one("#by-evaluations", CurvesView)
            by_evaluations.show(curves(course, lambda p: p.evaluations), "evaluations")
            by_cost = self.query_one("#by-cost", CurvesView)
            if paid:
                by_cost.show(curves(course, lambda p: p.cost_usd), "dollars")
            else:
                by_cost.show(curves(course, lambda p: p.tokens / 1000), "thousand tokens, unpaid")
            self.query_one(HeatMap).show(course.coverage)


def curves(course: Course, x: Callable[[Point], float]) -> list[Curve]:
    """Return best and mean over what ``x`` counts."""
    points = [*course.points, course.now]
    best = [(x(p), p.best.mean or 0.0, p.best.low, p.best.high) for p in points if p.best]
    mean = [(x(p), p.mean, p.low, p.high) for p in points if p.mean is not None]
    return [Curve("best", GOOD, THICK, "┄", best), Curve("mean", BUSY, THIN, "·", mean)]
