"""The form that starts a run, with what the machine lacks and the same run as a command line."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widgets import Button, Input, Label, Select, Static
from textual.worker import get_current_worker

from tui.dialog import Dialog
from tui.keys import key
from tui.late import bring
from tui.launching import Launch
from tui.preflight import Check, machine_checks, settings_check
from tui.presets import PRESETS
from tui.text import line, plain, tell
from tui.widgets.preflight import PreflightView

_FIELDS = (
    ("model", "Model", "offline needs no key; or a name litellm knows"),
    ("benchmark", "Benchmark", "a shipped name, or a folder of tasks"),
    ("policy", "Policy", "how parents are chosen: dgm or random"),
    ("workers", "Workers", "boxes at the same time"),
    ("seed", "Random seed", "decides every random choice"),
    ("max-variants", "Max variants", "the seed included"),
    ("max-evaluations", "Max evaluations", "of the search; empty for no limit"),
    ("max-cost", "Max dollars", "of the search; empty for no limit"),
    ("max-time", "Max time", "for example 30m; empty leaves it to evolve"),
    ("sandbox", "Sandbox", "auto, docker-runc, docker-gvisor or bubblewrap"),
)
"""Option, label and what to know of it."""
_CALM_SECONDS = 0.5
"""How long the form must stand still before its settings are checked."""


class LaunchScreen(Dialog[Launch | None]):
    """Ask what to run; the focus is on Launch, so the offline demo is one Enter away."""

    HELP = (
        "A new run. An empty field is left to the settings file and the defaults. Beside the form "
        "stands what this machine lacks and how to mend it, and below it the same run as a command."
    )
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    LaunchScreen { align: center middle; }
    LaunchScreen > Vertical {
        width: 78; max-width: 100%; height: 100%; padding: 0 2;
        background: $surface; border: round $primary;
        border-title-color: $text-primary; border-title-style: bold;
    }
    LaunchScreen.-wide > Vertical { width: 132; height: 32; }
    LaunchScreen #columns { height: 1fr; }
    LaunchScreen.-wide #columns { layout: horizontal; }
    LaunchScreen.-wide Grid { width: 56; }
    LaunchScreen Grid { grid-size: 2; grid-columns: 16 1fr; grid-rows: 1; grid-gutter: 0 1;
        height: auto; }
    LaunchScreen Grid Label { color: $text-muted; }
    LaunchScreen Grid Input { border: none; height: 1; padding: 0 1; background: $panel; }
    LaunchScreen Grid Input:focus { background: $primary-muted; }
    LaunchScreen #command { color: $text-accent; }
    LaunchScreen PreflightView { height: auto; }
    LaunchScreen.-wide PreflightView { width: 1fr; padding-left: 2; }
    LaunchScreen #tip { color: $text-muted; }
    LaunchScreen Horizontal { height: auto; align-horizontal: right; }
    LaunchScreen Button { margin-left: 2; }
    LaunchScreen.-wide #tip, LaunchScreen.-wide #command { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "cancel", "Cancel", "Start nothing."),
        key("f2", "preset", "Preset", "Fill the form with the next preset."),
        key("f3", "copy", "Copy", "Copy the command line to the clipboard."),
        key("f5", "check", "Check", "Check the machine again."),
    ]

    def __init__(self, run: str, runs: str = "") -> None:
        super().__init__()
        self._run = run
        self._runs = runs
        self._calm: Timer | None = None

    def compose(self) -> ComposeResult:
        """Make the fields, the preflight list, the command line and the buttons."""
        with Vertical() as form:
            form.border_title = "Launch a run"
            form.border_subtitle = "F1 help  Esc cancel"
            with VerticalScroll(id="columns", can_focus=False):
                with Grid():
                    yield Label(plain("Preset (F2)"))
                    choices = [(preset.word, preset.name) for preset in PRESETS]
                    yield Select(
                        choices,
                        value="demo",
                        allow_blank=False,
                        compact=True,
                        id="preset",
                        tooltip="a way to fill the form; F2 takes the next",
                    )
                    yield Label(plain("Run"))
                    yield Input(
                        self._run, id="run", select_on_focus=False, tooltip="the new run's name"
                    )
                    for name, label, hint in _FIELDS:
                        yield Label(plain(label))
                        yield Input(
                            PRESETS[0].values.get(name, ""),
                            placeholder=hint,
                            id=name,
                            tooltip=plain(hint),
                        )
                yield PreflightView()
            yield Static(plain(PRESETS[0].tip), id="tip")
            yield Static(plain(""), id="command")
            with Horizontal():
                yield Button("Cancel", id="cancel", compact=True)
                yield Button("Copy", id="copy", compact=True)
                yield Button("Launch", id="launch", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Offer the launch as it stands, and look whether it could start."""
        self.query_one("#launch").focus()
        self._show_command()
        self.action_check()

    def on_input_changed(self) -> None:
        """Keep the command line in step, and check the settings once the form stands still."""
        self._show_command()
        if self._calm is not None:
            self._calm.stop()
        self._calm = self.set_timer(_CALM_SECONDS, self._check_settings)

    def on_select_changed(self, event: Select.Changed) -> None:
        """Fill the form from a preset."""
        preset = next(one for one in PRESETS if one.name == event.value)
        for name, *_ in _FIELDS:
            self.query_one(f"#{name}", Input).value = preset.values.get(name, "")
        self.query_one("#tip", Static).update(plain(preset.tip))
        if preset.field:
            field = self.query_one(f"#{preset.field}", Input)
            field.focus()
            self.call_after_refresh(field.action_end)

    def on_input_submitted(self) -> None:
        """Launch from any field."""
        self._launch()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Launch, or copy, or not."""
        if event.button.id == "launch":
            self._launch()
        elif event.button.id == "copy":
            self.action_copy()
        else:
            self.dismiss(None)

    def action_cancel(self) -> None:
        """Start nothing."""
        self.dismiss(None)

    def action_preset(self) -> None:
        """Take the next preset."""
        chosen = self.query_one(Select)
        names = [preset.name for preset in PRESETS]
        chosen.value = names[(names.index(str(chosen.value)) + 1) % len(names)]

    def action_copy(self) -> None:
        """Copy the command line."""
        self.app.copy_to_clipboard(self.launch.command_line())
        tell(self.app, "The command line is in the clipboard, where the terminal lets it in.")

    def action_check(self) -> None:
        """Check the machine and the settings."""
        self.query_one(PreflightView).restart()
        self._check_machine()
        self._check_settings()

    @work(thread=True, exclusive=True, group="machine")
    def _check_machine(self) -> None:
        worker, view = get_current_worker(), self.query_one(PreflightView)
        for check in machine_checks(self._runs):
            if worker.is_cancelled:
                return
            bring(self, partial(view.add, check))
        bring(self, view.done)

    def _check_settings(self) -> None:
        self._check(self.launch)

    @work(thread=True, exclusive=True, group="settings")
    def _check(self, launch: Launch) -> None:
        check = settings_check(launch)
        bring(self, lambda: self.query_one(PreflightView).settings(check))

    @property
    def launch(self) -> Launch:
        """What the form says now."""
        values = {name: self.query_one(f"#{name}", Input).value for name, *_ in _FIELDS}
        return Launch(self.query_one("#run", Input).value, values, self._runs)

    def _show_command(self) -> None:
        command = self.query_one("#command", Static)
        command.update(line(("$", "dim"), self.launch.command_line(), limit=600))

    def _launch(self) -> None:
        """Launch, if what the form says can work; else it stays, with what is wrong."""
        self._check_and_launch(self.launch)

    @work(thread=True, exclusive=True, group="launch")
    def _check_and_launch(self, launch: Launch) -> None:
        check = settings_check(launch)
        bring(self, lambda: self._launched(launch, check))

    def _launched(self, launch: Launch, check: Check) -> None:
        if check.state == "missing":
            self.query_one(PreflightView).settings(check)
            tell(self.app, f"{check.text} {check.fix}", failed=True)
        else:
            self.dismiss(launch)
