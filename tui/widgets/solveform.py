"""What a variant is to do: a repository, an instruction, a model, a cap on money."""

from __future__ import annotations

from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Grid, Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Label

from tui.text import plain

_FIELDS = (
    ("repo", "Repository", "a folder; the agent gets a copy of what git tracks in it"),
    ("instruction", "Instruction", "what it is to do"),
    ("model", "Model", "offline, or a name litellm knows"),
    ("cost", "Max cost", "US dollars; empty for none"),
)


class Wanted(NamedTuple):
    """What the form says."""

    repo: str
    instruction: str
    model: str
    cost: str


class SolveForm(Vertical):
    """The fields and the button that starts."""

    HELP = (
        "The agent works in a box on a copy: your repository is not changed. What comes back is a "
        "patch to read. Git must track a file for the agent to get it."
    )
    DEFAULT_CSS = """
    SolveForm { height: auto; padding: 0 1; }
    SolveForm Grid { grid-size: 2; grid-columns: 14 1fr; grid-rows: 1; height: auto; }
    SolveForm Grid Label { color: $text-muted; }
    SolveForm Input { border: none; height: 1; padding: 0 1; background: $panel; }
    SolveForm Input:focus { border: none; background: $primary-muted; }
    SolveForm Horizontal { height: 3; align-horizontal: right; }
    SolveForm Button { margin-left: 2; }
    """

    class Started(Message):
        """The operator wants the agent to begin."""

        def __init__(self, wanted: Wanted) -> None:
            super().__init__()
            self.wanted = wanted

    class Stopped(Message):
        """The operator wants it to end."""

    def compose(self) -> ComposeResult:
        """Make the fields and the buttons."""
        first = {"model": "offline", "repo": "."}
        with Grid():
            for name, word, hint in _FIELDS:
                yield Label(plain(word))
                yield Input(first.get(name, ""), placeholder=hint, id=name, tooltip=plain(hint))
        with Horizontal():
            yield Button("Stop", id="stop", disabled=True)
            yield Button("Start", id="start", variant="primary")

    def busy(self, working: bool) -> None:
        """Take no other work while an agent is at one."""
        self.query_one("#start", Button).disabled = working
        self.query_one("#stop", Button).disabled = not working

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Start or stop."""
        event.stop()
        if event.button.id == "start":
            self._start()
        else:
            self.post_message(self.Stopped())

    def on_input_submitted(self) -> None:
        """Start from any field."""
        if not self.query_one("#start", Button).disabled:
            self._start()

    def _start(self) -> None:
        values = {name: self.query_one(f"#{name}", Input).value.strip() for name, *_ in _FIELDS}
        self.post_message(self.Started(Wanted(**values)))
