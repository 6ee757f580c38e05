"""How the host reaches one running box: what each backend gives to ``sandbox.box.LinkedBox``."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from sandbox.api import Stream

STDOUT = 1
STDERR = 2
IDLE_SECONDS = 2.0
"""A command that says nothing for this long is asked whether its box still lives: an engine may
forget to tell a listener that a box it was just entering has been removed."""

Frames = Iterator[tuple[int, bytes | memoryview]]
"""What a command writes: ``STDOUT`` or ``STDERR``, and bytes."""


class BoxState(NamedTuple):
    """What is known of a box from outside."""

    running: bool
    out_of_memory: bool = False
    """It ended for want of memory, or because code in it brought its own kernel down."""


class Command(Protocol):
    """One started command."""

    def frames(self, stdin: bytes, deadline: float, idle: Callable[[], None]) -> Frames:
        """Feed ``stdin`` and its end, while yielding what comes back, to the output's end.

        Args:
            stdin: Bytes for the command; when empty nothing is sent.
            deadline: ``time.monotonic()`` value to give up at.
            idle: Called after every ``IDLE_SECONDS`` of silence.

        Raises:
            TimeoutError: The deadline passed.
        """
        ...

    def exit_code(self) -> int | None:
        """Return its exit code; ``None`` while it runs.

        Raises:
            MachineryError: The box is gone or the engine failed.
        """
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Link(Protocol):
    """The way to one box. Methods raise MachineryError for a box that is gone, too."""

    @property
    def id(self) -> str:
        """The box's id."""
        ...

    def open(
        self, argv: Sequence[str], *, stdin: bool, env: Mapping[str, str], cwd: str
    ) -> Command:
        """Start a command, with or without an input."""
        ...

    def stream(self, argv: Sequence[str], *, env: Mapping[str, str], cwd: str) -> Stream:
        """Start a command for its stdin and stdout."""
        ...

    def launch(self, argv: Sequence[str]) -> None:
        """Start a command that nobody listens to."""
        ...

    def sweep(self) -> None:
        """Have process 1 kill all other processes of the box; it takes no process to do so."""
        ...

    def state(self) -> BoxState:
        """Look whether the box runs.

        Raises:
            MachineryError: The engine failed.
        """
        ...

    def remove(self) -> None:
        """Kill and remove the box; one that is gone already is no error."""
        ...
