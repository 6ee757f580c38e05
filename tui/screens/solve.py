"""Handing a variant a repository: the form, the agent at work, and its patch."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.timer import Timer
from textual.widgets import ContentSwitcher, Static
from textual.worker import get_current_worker

from common.errors import ArboretumError
from evolution.solve import Request, Solution, Solver
from tui.keys import key
from tui.late import bring
from tui.solving import prepare, save_patch
from tui.states import BAD, GOOD
from tui.text import line, plain, tell
from tui.widgets.actions import ActionsView
from tui.widgets.diff import DiffView
from tui.widgets.footer import KeysFooter
from tui.widgets.solveform import SolveForm


class SolveScreen(Screen[None]):
    """One agent at work; leaving the screen ends it."""

    HELP = "What the agent asks for, step by step, and in the end its patch, which is not applied."
    DEFAULT_CSS = """
    SolveScreen #solve-title { height: 1; padding: 0 1; background: $panel; }
    SolveScreen ContentSwitcher { height: 1fr; border: round $surface-lighten-2; padding: 0 1; }
    SolveScreen #outcome { height: 1; padding: 0 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "leave", "Back", "Go back; an agent at work is ended."),
        key("ctrl+s,ctrl+w", "save", "Save patch", "Write it to a new file; it is not applied."),
    ]

    def __init__(self, runs_root: Path, agent: str) -> None:
        super().__init__()
        self._runs_root = runs_root
        self._agent = agent
        self._solver: Solver | None = None
        self._solution: Solution | None = None
        self._clock: Timer | None = None

    def compose(self) -> ComposeResult:
        """Make the form, the place for the work and the patch, and the footer."""
        yield Static(line(("Solve with", "dim"), (self._agent, "bold")), id="solve-title")
        yield SolveForm()
        with ContentSwitcher(initial="work"):
            yield ActionsView(id="work")
            yield DiffView(id="patch")
        yield Static(plain("Fill in the form and press Enter."), id="outcome")
        yield KeysFooter()

    def on_mount(self) -> None:
        """Begin with the instruction."""
        self.query_one("#instruction").focus()
        self._clock = self.set_interval(0.5, self._look, pause=True)

    def on_unmount(self) -> None:
        """End an agent that nobody watches."""
        if self._solver is not None:
            self._solver.cancel()

    def on_solve_form_started(self, event: SolveForm.Started) -> None:
        """Read what is needed, and begin."""
        self.query_one(SolveForm).busy(True)
        self._say("Reading the repository …")
        self._begin(event)

    def on_solve_form_stopped(self) -> None:
        """End the agent."""
        if self._solver is not None:
            self._solver.cancel()

    @work(thread=True, exclusive=True, group="solve", exit_on_error=False)
    def _begin(self, event: SolveForm.Started) -> None:
        try:
            request = prepare(self._agent, self._runs_root, event.wanted)
            solver = Solver(request)
            bring(self, partial(self._watch, solver, request))
            if get_current_worker().is_cancelled:
                return
            found = solver.run()
        except ArboretumError as error:
            bring(self, partial(self._end, f"{error.message} {error.hint}", None))
        else:
            bring(self, partial(self._end, found.reason, found))

    def _watch(self, solver: Solver, request: Request) -> None:
        self._solver, self._solution = solver, None
        self.query_one(ContentSwitcher).current = "work"
        left = request.repository.left_out
        self._say(f"The agent does not get: {left}." if left else "The agent is at work.")
        if self._clock is not None:
            self._clock.resume()

    def _look(self) -> None:
        if self._solver is not None:
            self.query_one(ActionsView).show(self._solver.progress())

    def _end(self, reason: str, found: Solution | None) -> None:
        self._look()
        if self._clock is not None:
            self._clock.pause()
        self._solver, self._solution = None, found
        self.query_one(SolveForm).busy(False)
        if found is not None and found.patch:
            self.query_one(ContentSwitcher).current = "patch"
            self.query_one(DiffView).show(found.patch.decode("utf-8", "replace"))
            self.query_one(DiffView).focus()
        self._say(reason or "✓ Here is its patch. Nothing is applied.", BAD if reason else GOOD)

    def _say(self, words: str, style: str = "") -> None:
        self.query_one("#outcome", Static).update(plain(words, limit=300, style=style))

    def action_save(self) -> None:
        """Write the patch beside where the console was started."""
        if self._solution is None or not self._solution.patch:
            tell(self.app, "There is no patch yet.", failed=True)
            return
        try:
            path = save_patch(self._solution.patch, self._agent)
        except OSError as error:
            tell(self.app, f"The patch was not written: {error}", failed=True)
        else:
            said = f"The patch is in {path}. Apply it with: git apply {path}"
            self._say(said, GOOD)
            tell(self.app, said, lasting=True)

    def action_leave(self) -> None:
        """Go back."""
        self.dismiss()
