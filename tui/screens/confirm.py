"""The question before a halt: it names its target, and the focus is on Cancel."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Label

from tui.dialog import Dialog
from tui.keys import key
from tui.text import plain


class ConfirmHalt(Dialog[str | None]):
    """Ask whether to halt; the answer is the reason, or ``None`` for Cancel."""

    HELP = (
        "A halt goes past the engine: it is written down, and boxes are killed by their label. "
        "Nothing happens until you press Halt. The reason is kept with your name."
    )
    DEFAULT_CSS = """
    ConfirmHalt { align: center middle; }
    ConfirmHalt > Vertical {
        width: 66; max-width: 95%; height: auto; padding: 1 2;
        background: $surface; border: round $error;
    }
    ConfirmHalt Label { width: 100%; }
    ConfirmHalt #question { text-style: bold; margin-bottom: 1; }
    ConfirmHalt Input { margin: 1 0; }
    ConfirmHalt Horizontal { height: auto; align-horizontal: right; }
    ConfirmHalt Button { margin-left: 2; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "cancel", "Cancel", "Leave everything as it is."),
    ]

    def __init__(self, question: str, effect: str) -> None:
        super().__init__()
        self._question = question
        self._effect = effect

    def compose(self) -> ComposeResult:
        """Make the question, the reason and the two buttons."""
        with Vertical():
            yield Label(plain(self._question), id="question")
            yield Label(plain(self._effect), id="effect")
            yield Input(placeholder="Reason, kept in the ledger (optional)", id="reason")
            with Horizontal():
                yield Button("Cancel", id="cancel")
                yield Button("Halt", id="halt", variant="error")

    def on_mount(self) -> None:
        """Make Cancel what a careless Enter hits."""
        self.query_one("#cancel").focus()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer."""
        if event.button.id == "halt":
            reason = self.query_one("#reason", Input).value.strip()
            self.dismiss(reason or "halted by the operator in the console")
        else:
            self.dismiss(None)

    def action_cancel(self) -> None:
        """Answer no."""
        self.dismiss(None)
