"""A question that is answered with one line of text."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input, Label

from tui.dialog import Dialog
from tui.keys import key
from tui.text import plain


class Ask(Dialog[str | None]):
    """Ask for a line; the answer is ``None`` for Escape.

    Args:
        question: What is asked.
        value: What stands there to begin with.
        hint: Shown in an empty field, and below.
        check: Says what is wrong with an answer; an empty string lets it pass.
    """

    HELP = "Enter answers, Escape leaves everything as it is. What is wrong is told below."
    DEFAULT_CSS = """
    Ask { align: center middle; }
    Ask > Vertical { width: 76; max-width: 95%; height: auto; padding: 1 2;
        background: $surface; border: round $primary; }
    Ask Label { width: 100%; }
    Ask #question { text-style: bold; }
    Ask Input { margin: 1 0; }
    Ask #wrong { color: $text-error; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape", "cancel", "Cancel", "Leave everything as it is."),
    ]

    def __init__(
        self,
        question: str,
        value: str = "",
        hint: str = "",
        check: Callable[[str], str] | None = None,
    ) -> None:
        super().__init__()
        self._question = question
        self._value = value
        self._hint = hint
        self._check = check

    def compose(self) -> ComposeResult:
        """Make the question, the field and the place for what is wrong."""
        with Vertical():
            yield Label(plain(self._question), id="question")
            yield Input(self._value, id="answer", select_on_focus=True)
            yield Label(plain(self._hint, limit=400, style="dim"), id="hint")
            yield Label(plain(""), id="wrong")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Answer, or say what is wrong with it."""
        wrong = self._check(event.value) if self._check is not None else ""
        if wrong:
            self.query_one("#wrong", Label).update(plain(wrong, limit=400))
        else:
            self.dismiss(event.value)

    def action_cancel(self) -> None:
        """Answer nothing."""
        self.dismiss(None)
