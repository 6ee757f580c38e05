"""The states a node of the tree and a run can be in: a glyph, a word and a style for each.

The word always stands beside the glyph, so nothing rests on colour or on a font. Glyphs and words
are those of ``evolution.view.State``; the console adds those of attempts that gave no variant.
"""

from __future__ import annotations

from enum import Enum


class State(Enum):
    """What a node of the family tree is doing. The value is (glyph, word, style)."""

    MAKING = ("◌", "in the making", "#7cc4d6")
    EVALUATING = ("●", "evaluating", "#e0b452")
    WAITING = ("○", "waiting", "#9aa394")
    MEASURED = ("✓", "measured", "#7fc97a")
    HALTED = ("■", "halted", "bold #e5736f")
    QUARANTINED = ("⚠", "quarantined", "bold #d9b44a")
    FAILED = ("✗", "failed", "#d98a6a")
    FAULT = ("?", "fault", "#c490d1")
    INTERRUPTED = ("…", "interrupted", "#9aa394")

    @classmethod
    def of(cls, word: str) -> State:
        """Return the state of one of ``archive.conditions.STATES``."""
        return cls[word.upper()]

    @property
    def glyph(self) -> str:
        """One character."""
        return self.value[0]

    @property
    def word(self) -> str:
        """The word for it."""
        return self.value[1]

    @property
    def style(self) -> str:
        """A Rich style."""
        return self.value[2]


LIVING = frozenset(
    {State.MAKING, State.EVALUATING, State.WAITING, State.MEASURED, State.QUARANTINED}
)
"""What a halt can still end."""

RUN_GLYPHS = {
    "running": ("▶", "#7fc97a"),
    "finished": ("✓", "#7fc97a"),
    "pausing": ("▷", "#e0b452"),
    "paused": ("‖", "#e0b452"),
    "stopped": ("■", "#9aa394"),
    "halted": ("■", "bold #e5736f"),
    "new": ("○", "#9aa394"),
    "unreadable": ("✗", "#e5736f"),
}
"""From a run's state to its glyph and style."""

GOOD, BAD, BUSY, ODD = "#7fc97a", "#e5736f", "#e0b452", "#c490d1"
"""Styles of words that say how something ended; the word says it too."""
