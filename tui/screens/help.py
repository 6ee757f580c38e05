"""The help: the keys that work on the screen below, and what the glyphs mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.table import Table
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Static

from tui.keys import key
from tui.states import State
from tui.text import Part, facts, line, plain


class HelpScreen(ModalScreen[None]):
    """A list made from the bindings themselves, so it cannot fall behind them."""

    DEFAULT_CSS = """
    HelpScreen { align: center middle; }
    HelpScreen > VerticalScroll {
        width: 76; max-width: 95%; height: auto; max-height: 90%; padding: 1 2;
        background: $surface; border: round $primary;
    }
    HelpScreen .heading { text-style: bold; margin-bottom: 1; }
    HelpScreen #glyphs { margin-top: 1; }
    HelpScreen #about { margin-bottom: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        key("escape,q,f1,question_mark", "close", "Close", "Go back."),
    ]

    def __init__(self, bindings: Sequence[tuple[str, Binding]], about: str = "") -> None:
        super().__init__()
        self._keys = bindings
        self._about = about

    def compose(self) -> ComposeResult:
        """Make the list of keys and the list of glyphs."""
        with VerticalScroll():
            if self._about:
                yield Static(plain("Where you are"), classes="heading")
                yield Static(plain(self._about, limit=2000), id="about")
            yield Static(plain("Keys of this screen"), classes="heading")
            yield Static(key_list(self._keys))
            yield Static(glyph_list(), id="glyphs")

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


def help_of(widget: Widget | None) -> str:
    """Return what a field is for, and what it or else the widget around it says of itself."""
    if widget is None:
        return ""
    above = (one for one in widget.ancestors_with_self if isinstance(one, Widget))
    said = next((one.HELP for one in above if one.HELP), "")
    return f"{sentence(str(widget.tooltip))} {said}" if widget.tooltip is not None else said


def sentence(words: str) -> str:
    """Return a hint as a sentence."""
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def key_list(bindings: Sequence[tuple[str, Binding]]) -> Table:
    """Return the keys with what they do, a row for each action."""
    return facts([(shown, binding.tooltip or binding.description) for shown, binding in bindings])


def glyph_list() -> Table:
    """Return the glyphs of the family tree with their meaning."""
    rows: list[tuple[str, Part]] = [
        (state.word, line((state.glyph, state.style), _MEANINGS[state])) for state in State
    ]
    return facts([*rows, ("0.47 [.31 .63]", "mean of the select score and its 95 % interval")])


_MEANINGS = {
    State.MAKING: "its parent is writing it now",
    State.EVALUATING: "it is solving tasks now",
    State.WAITING: "its first tasks are still to come",
    State.MEASURED: "it has a score and may become a parent",
    State.HALTED: "the operator or the overseer ended it; it stays in the tree",
    State.QUARANTINED: "the overseer stopped it; arboretum release lets it go on",
    State.FAILED: "the change was refused or broke; the reason stands beside it",
    State.FAULT: "the machinery failed; it is tried again and never scored",
    State.INTERRUPTED: "the engine stopped meanwhile; it is done again",
}
