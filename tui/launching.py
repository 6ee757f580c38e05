"""The launch form's values as a command line, and starting it."""

from __future__ import annotations

import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from common.environment import given
from common.errors import ArboretumError
from common.text import safe

_PATIENCE = 900.0
"""Seconds a launch may take until it says that the engine runs; the first builds an image."""
_LOOK_SECONDS = 0.1


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


def start(launch: Launch, gone: Callable[[], bool]) -> str:
    """Start a new run in a detached engine and return what it said, one clean line.

    Args:
        launch: What is asked for.
        gone: Whether nobody waits any more; the launch itself goes on.

    Raises:
        ArboretumError: It did not start; the message is its own.
    """
    return _run(launch.arguments(), gone)


def resume(run: str, runs: str, gone: Callable[[], bool]) -> str:
    """Go on with a run in a detached engine and return what it said, one clean line.

    Args:
        run: Its name.
        runs: The folder of the runs.
        gone: Whether nobody waits any more; the engine goes on.

    Raises:
        ArboretumError: It did not start; the message is its own.
    """
    return _run(["resume", "--detach", "--runs", runs, "--", run], gone)


def _run(arguments: Sequence[str], gone: Callable[[], bool]) -> str:
    # Files and a session of its own, so that it can go on when the console is closed.
    with TemporaryFile() as out, TemporaryFile() as errors:
        process = subprocess.Popen(
            [*program(), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=errors,
            env=given(),
            start_new_session=True,
        )
        end = time.monotonic() + _PATIENCE
        while process.poll() is None and not gone():
            if time.monotonic() > end:
                process.kill()
                process.wait()
                raise ArboretumError(f"The engine did not start within {_PATIENCE:.0f} seconds.")
            time.sleep(_LOOK_SECONDS)
        if process.returncode is None:
            return ""
        told = [_words(file) for file in (out, errors)]
    if process.returncode != 0:
        said = told[1] or told[0] or f"The launch ended with exit code {process.returncode}."
        raise ArboretumError(said)
    return told[0].partition("\n")[0]


def _words(file: IO[bytes]) -> str:
    file.seek(0)
    return safe(file.read().decode("utf-8", "replace"), limit=400, multiline=True).strip()
