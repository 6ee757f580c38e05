"""Asking a run's engine what happens in its boxes now."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Any, BinaryIO

from common.errors import ArboretumError, MachineryError
from common.text import safe
from evolution.live.place import short_path
from evolution.live.rows import LiveView, Tail, read_live, read_tail
from evolution.run import RunFolder

_PATIENCE = 3.0
_ANSWER_BYTES = 4 << 20


class EngineSilentError(ArboretumError):
    """No engine answers: none works on the run, or it hangs. Halts and pauses work all the same."""


def look(folder: RunFolder, timeout: float = _PATIENCE) -> LiveView:
    """Return what runs now.

    Args:
        folder: The run.
        timeout: Seconds to wait for an answer.

    Raises:
        EngineSilentError: Nobody answers.
        MachineryError: The answer was no answer.
    """
    return read_live(next(_ask(folder, {"ask": "boxes"}, timeout)))


def follow(folder: RunFolder, timeout: float = _PATIENCE) -> Iterator[LiveView]:
    """Yield what runs, once a second, until the engine ends.

    Raises:
        EngineSilentError: Nobody answers, or not any more.
        MachineryError: An answer was no answer.
    """
    for line in _ask(folder, {"ask": "boxes", "follow": True}, timeout):
        yield read_live(line)


def tail(folder: RunFolder, box: str, after: int = -1, timeout: float = _PATIENCE) -> Tail:
    """Return what the work of a box recorded after a place.

    Args:
        folder: The run.
        box: Its id, or the variant's between two boxes.
        after: ``Tail.position`` of the last answer; negative for the newest part.
        timeout: Seconds to wait for an answer.

    Raises:
        EngineSilentError: Nobody answers.
        MachineryError: There is no such box any more.
    """
    return read_tail(next(_ask(folder, {"ask": "tail", "box": box, "after": after}, timeout)))


def _ask(folder: RunFolder, question: Mapping[str, Any], timeout: float) -> Iterator[bytes]:
    try:
        with closing(_connect(folder, timeout)) as engine:
            engine.sendall(json.dumps(question).encode() + b"\n")
            with engine.makefile("rb") as answers:
                yield from _lines(answers)
    except TimeoutError as error:
        raise EngineSilentError(
            f"The engine of {folder.name} does not answer.",
            "Halts and pauses work all the same; what it does stands in engine.log.",
        ) from error
    except OSError as error:
        raise _silent(folder) from error
    raise _silent(folder)


def _connect(folder: RunFolder, timeout: float) -> socket.socket:
    engine = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        engine.settimeout(timeout)
        with short_path(folder.path) as path:
            engine.connect(path)
    except OSError:
        engine.close()
        raise
    return engine


def _lines(answers: BinaryIO) -> Iterator[bytes]:
    while (line := answers.readline(_ANSWER_BYTES)).endswith(b"\n"):
        if line.startswith(b'{"error"'):
            raise MachineryError(safe(str(json.loads(line)["error"]), limit=300))
        yield line


def _silent(folder: RunFolder) -> EngineSilentError:
    if folder.engine_alive():
        return EngineSilentError(
            f"The engine of {folder.name} serves no socket.",
            "Why not stands in engine.log; halts and pauses work all the same.",
        )
    return EngineSilentError(
        f"No engine works on {folder.name}.", f"Go on with: arboretum resume {folder.name}"
    )
