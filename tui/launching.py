"""The launch form's values as a command line, and starting it."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from common.errors import ArboretumError
from common.text import safe

_PATIENCE = 900.0
"""Seconds a launch may take until it says that the engine runs; the first builds an image."""


@dataclass(frozen=True)
class Launch:
    """What the operator asks for; an empty value is left to the defaults."""

    run: str
    values: Mapping[str, str]
    """From an option's name without dashes to its value."""
    runs: str = ""
    """The folder of the runs, where it is not the usual one."""

    def arguments(self) -> list[str]:
        """Return the arguments after the program's name."""
        values = {**self.values, "runs": self.runs}
        given = [(f"--{name}", value.strip()) for name, value in values.items()]
        options = [word for pair in given if pair[1] for word in pair]
        return ["evolve", *options, "--detach", "--", self.run.strip()]

    def command_line(self) -> str:
        """Return the command an operator could type instead."""
        words = [word for word in self.arguments() if word != "--"]
        return shlex.join(["arboretum", *words])


def program() -> list[str]:
    """Return how this very installation of the command line is started."""
    script = Path(sys.executable).parent / "arboretum"
    return [str(script)] if script.is_file() else [sys.executable, "-m", "cli.main"]


def start(launch: Launch) -> str:
    """Start a new run in a detached engine and return what it said, one clean line.

    Raises:
        ArboretumError: It did not start; the message is its own.
    """
    return _run(launch.arguments())


def resume(run: str, runs: str) -> str:
    """Go on with a run in a detached engine and return what it said, one clean line.

    Args:
        run: Its name.
        runs: The folder of the runs.

    Raises:
        ArboretumError: It did not start; the message is its own.
    """
    return _run(["resume", "--detach", "--runs", runs, "--", run])


def _run(arguments: Sequence[str]) -> str:
    try:
        ended = subprocess.run(
            [*program(), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ArboretumError(f"The engine did not start within {_PATIENCE:.0f} seconds.") from error
    said = ended.stdout if ended.returncode == 0 else ended.stderr or ended.stdout
    message = safe(said.decode("utf-8", "replace"), limit=400, multiline=True).strip()
    if ended.returncode != 0:
        raise ArboretumError(message or f"The launch ended with exit code {ended.returncode}.")
    return message.partition("\n")[0]
