"""What is told of running boxes: values that cross the socket as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from pydantic import TypeAdapter, ValidationError

from common.errors import MachineryError

_PHASES = {"expand": "rewriting", "solve": "solving", "grade": "grading"}


@dataclass(frozen=True)
class BoxRow:
    """One running box, or a piece of work between two boxes. ``None`` means unknown."""

    box: str
    """Its id; empty between two boxes."""
    variant: str
    """The variant whose label it carries, in an expansion the child to be."""
    role: str
    """As in ``sandbox.api.BoxSpec``; empty between two boxes."""
    task: str
    """Empty in an expansion; a task folder's name, so untrusted."""
    split: str
    elapsed: float
    """Seconds."""
    limit: float | None
    """Seconds until the box ends by itself, from its start."""
    calls: int
    """Model calls of the work so far: the agent's steps."""
    tokens: int
    cost_usd: float
    cpus: float | None
    """Processors kept busy since the last look."""
    memory_bytes: int | None
    memory_limit: int | None
    processes: int | None
    process_limit: int | None
    line: str
    """What the model said or asked for last, or what runs; untrusted, one clean line."""

    @property
    def phase(self) -> str:
        """What is done in it, in a word."""
        return _PHASES.get(self.role, self.role) if self.role else "between boxes"

    @property
    def key(self) -> str:
        """What a tail is asked for by, and what tells rows of one view apart."""
        return self.box or self.variant


@dataclass(frozen=True)
class LiveView:
    """All running boxes of a run at one moment."""

    run: str
    pid: int
    """The engine's."""
    at: float
    """Unix seconds."""
    rows: tuple[BoxRow, ...]


@dataclass(frozen=True)
class Tail:
    """The newest part of a piece of work's record, as clean lines; untrusted."""

    lines: tuple[str, ...]
    position: int
    """Where to go on reading."""
    skipped: bool
    """Whether something stands between the place asked for and the first line."""


_VIEW, _TAIL = TypeAdapter(LiveView), TypeAdapter(Tail)
_NOT_UNDERSTOOD = "The engine's answer was not understood."


def told(value: LiveView | Tail) -> dict[str, Any]:
    """Return a value as it crosses the socket."""
    return asdict(value)


def read_live(text: bytes) -> LiveView:
    """Return the view in a line of the socket.

    Raises:
        MachineryError: The line is not one.
    """
    try:
        return _VIEW.validate_json(text)
    except ValidationError as error:
        raise MachineryError(_NOT_UNDERSTOOD) from error


def read_tail(text: bytes) -> Tail:
    """Return the tail in a line of the socket.

    Raises:
        MachineryError: The line is not one.
    """
    try:
        return _TAIL.validate_json(text)
    except ValidationError as error:
        raise MachineryError(_NOT_UNDERSTOOD) from error
