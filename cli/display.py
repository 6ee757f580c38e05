"""How a command that goes on for a while shows itself."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from typing import Annotated

import typer


class Display(StrEnum):
    """The ways there are."""

    FULL = "full"
    """A screen that is drawn again: for people at a terminal."""
    PLAIN = "plain"
    """Lines that are never drawn again: for pipes and screen readers."""
    JSON = "json"
    """A JSON object a line: for programs."""


DisplayOption = Annotated[
    Display | None,
    typer.Option(
        "--display",
        help="full, plain lines, or json lines. Default: full in a terminal, else plain.",
        case_sensitive=False,
    ),
]


def chosen_display(given: Display | None) -> Display:
    """Return the display that was asked for, or the one that this terminal can show."""
    if given is not None:
        return given
    able = sys.stdout.isatty() and sys.stdin.isatty() and os.environ.get("TERM") != "dumb"
    return Display.FULL if able else Display.PLAIN
