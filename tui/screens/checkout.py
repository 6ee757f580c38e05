"""Taking a variant home: what will be written, a try in a box, and the command to run it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label, Static

from common.errors import ArboretumError, PrerequisiteError
from evolution.checkout import Plan, plan, write
from evolution.run import RunFolder
from tui.dialog import Dialog
from tui.keys import key
from tui.late import bring
from tui.states import BAD, GOOD
from tui.text import line, plain
from tui.widgets.fileplan import FilePlan

if TYPE_CHECKING:
    from evolution.alone import Alone


class CheckoutScreen(Dialog[str | None]):
    """The dry run of a checkout; the answer is what was done, or ``None``."""

    HELP = "A variant as an agent of its own, in a folder that does not exist yet."
    DEFAULT_CSS = """
    CheckoutScreen { align: center middle; }
    CheckoutScreen > Vertical {
        width: 100; max-width: 98%; height: 90%; padding: 0 2;
        background: $surface; border: round $primary;
        border-title-color: $text-primary; border-title-style: bold;
    }
    CheckoutScreen Input { border: none; height: 1; padding: 0 1; background: $panel; }
    CheckoutScreen Input:focus { border: none; background: $primary-muted; }
    CheckoutScreen FilePlan { height: 1fr; margin: 1 0; }
    CheckoutScreen #verdict { height: auto; max-height: 3; }
    CheckoutScreen Horizontal { height: 3; align-horizontal: right; }
    CheckoutScreen Button { margin-left: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "cancel", "Cancel", "Write nothing."),
    ]

    def __init__(self, folder: Path, variant: str) -> None:
        super().__init__()
        self._folder = RunFolder(folder)
        self._variant = variant
        self._plan: Plan | None = None
        self._typed = f"~/{self._folder.name}-{variant}"
        self._left = False
        self._trials: list[Alone] = []

    def compose(self) -> ComposeResult:
        """Make the target, the list and the buttons."""
        with Vertical() as frame:
            frame.border_title = "Check out"
            yield Label(line("Check out", (self._variant, "bold"), ("into a new folder:", "dim")))
            yield Input(self._typed, id="target")
            yield FilePlan()
            yield Static(plain(""), id="verdict")
            with Horizontal():
                yield Button("Cancel", id="cancel")
                yield Button("Smoke test", id="smoke")
                yield Button("Check out", id="write", variant="primary")

    def on_mount(self) -> None:
        """Make the plan; Enter writes it."""
        self.query_one("#write").focus()
        self._read(self._target)

    def on_unmount(self) -> None:
        """End a smoke test that nobody waits for."""
        self._left = True
        for trial in self._trials:
            _end(trial)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Plan for the folder that was typed; until then there is nothing to write."""
        if event.value == self._typed:
            return
        self._typed = event.value
        self._allow(None)
        self._read(self._target)

    def on_input_submitted(self) -> None:
        """Go on to the button."""
        self.query_one("#write").focus()

    @property
    def _target(self) -> Path:
        return Path(self.query_one("#target", Input).value.strip() or ".")

    @work(thread=True, exclusive=True, group="plan")
    def _read(self, target: Path) -> None:
        try:
            found: Plan | str = plan(self._folder, self._variant, target)
        except ArboretumError as error:
            found = f"{error.message} {error.hint}"
        bring(self, lambda: self._show(found))

    def _show(self, found: Plan | str) -> None:
        if isinstance(found, str):
            self.query_one(FilePlan).refuse(found)
            self._allow(None)
        else:
            self.query_one(FilePlan).show(found)
            self._allow(found)

    def _allow(self, planned: Plan | None) -> None:
        self._plan = planned
        for name in ("#write", "#smoke"):
            self.query_one(name, Button).disabled = self._plan is None

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do it, try it, or leave."""
        if event.button.id == "cancel" or self._plan is None:
            self.dismiss(None)
        elif event.button.id == "smoke":
            self._say("Trying it in a box …", "dim")
            self._try(self._plan)
        else:
            self._write(self._plan)

    @work(thread=True, exclusive=True, group="smoke")
    def _try(self, planned: Plan) -> None:
        from evolution.alone import Means
        from evolution.smoke import smoke_test

        try:
            run, variant = self._folder, planned.variant
            means = Means(run.path.parent, agent=f"{run.name}:{variant}")
            failure = smoke_test(planned.files, means, began=self._began)
        except ArboretumError as error:
            failure = f"{error.message} {error.hint}"
        word = f"✗ smoke test failed: {failure}" if failure else "✓ smoke test passed"
        bring(self, lambda: self._say(word, BAD if failure else GOOD))

    def _began(self, trial: Alone) -> None:
        self._trials.append(trial)
        if self._left:
            _end(trial)

    @work(thread=True, exclusive=True, group="write")
    def _write(self, planned: Plan) -> None:
        try:
            write(planned)
        except (ArboretumError, OSError) as error:
            said = f"✗ Not written: {error}"
            bring(self, lambda: self._say(said, BAD))
        else:
            said = f"{planned.variant} is in {planned.target}. Try it: {planned.commands[0]}"
            bring(self, lambda: self.dismiss(said))

    def _say(self, words: str, style: str) -> None:
        self.query_one("#verdict", Static).update(plain(words, limit=300, style=style))

    def action_cancel(self) -> None:
        """Write nothing."""
        self.dismiss(None)


def _end(trial: Alone) -> None:
    # One that is over has no folder any more to write the order into.
    with suppress(PrerequisiteError):
        trial.end("The dialog was closed.")
