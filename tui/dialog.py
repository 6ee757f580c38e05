"""What the console's dialogs have in common."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.screen import ModalScreen

from tui.keys import key

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer]):
    """A screen over another that asks for something; the app's own keys do not reach it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("f1", "app.help", "Help", "Show what the field is for and the keys that work here."),
    ]
