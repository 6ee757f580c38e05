"""A piece of work's record as lines for people, read from where the last look ended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from common.text import safe
from evolution.live.rows import Tail
from evolution.transcripts import attempts_of
from gateway.record import transcript_files

_READ_BYTES = 1 << 18
_LINES = 400
_WIDTH = 240
_MESSAGE_LINES = 24
"""Lines shown of one message; its end, where a test's result stands."""


def read_record(transcript: Path, position: int = -1) -> Tail:
    """Return what was recorded after a place.

    Args:
        transcript: The record, as :func:`evolution.run.transcript_of` names it. Those of later
            attempts are read as if they stood behind it.
        position: Where the last look ended; negative for the newest part.

    Returns:
        At most 400 lines; nothing where there is no record yet.
    """
    try:
        files = [transcript_files(path)[0] for path in attempts_of(transcript)]
        begin = max(sum(file.stat().st_size for file in files) - _READ_BYTES, position, 0)
        data = _read_from(files, begin)
    except OSError:
        return Tail((), max(position, 0), skipped=False)
    end = data.rfind(b"\n") + 1
    whole = data[:end].split(b"\n")
    if begin > max(position, 0):
        # A place in the middle: the first line is the rest of one.
        whole = whole[1:]
    lines = [line for text in whole for line in _shown(text)]
    skipped = begin > max(position, 0) or len(lines) > _LINES
    return Tail(tuple(lines[-_LINES:]), begin + end, skipped)


def _read_from(files: list[Path], place: int) -> bytes:
    """Return what stands after a place in some files as if they were one."""
    found = b""
    for file in files:
        with file.open("rb") as source:
            size = source.seek(0, 2)
            source.seek(min(place, size))
            found += source.read(_READ_BYTES - len(found))
        place = max(place - size, 0)
    return found


def last_line(transcript: Path) -> str:
    """Return the newest line of a record, or an empty string."""
    lines = read_record(transcript).lines
    return lines[-1].strip() if lines else ""


def _shown(text: bytes) -> Iterator[str]:
    try:
        entry = json.loads(text)
    except (ValueError, RecursionError):
        return
    if not isinstance(entry, dict):
        return
    kind = entry.get("type")
    if kind == "session":
        yield safe(f"── session with {entry.get('model')}", limit=_WIDTH)
    elif kind == "refused":
        yield safe(f"refused: {entry.get('message')}", limit=_WIDTH)
    elif kind == "call":
        yield from _call(entry)


def _call(entry: Mapping[str, Any]) -> Iterator[str]:
    messages = entry.get("messages")
    for message in messages if isinstance(messages, list) else ():
        if isinstance(message, dict) and message.get("role") != "assistant":
            yield from _message(str(message.get("role")), message.get("content"))
    number = entry.get("call")
    yield f"── step {number + 1 if isinstance(number, int) else '?'}"
    reply = entry.get("reply")
    if not isinstance(reply, dict):
        yield "no answer"
        return
    yield from _message("model", reply.get("content"))
    calls = reply.get("tool_calls")
    for call in calls if isinstance(calls, list) else ():
        function = call.get("function") if isinstance(call, dict) else None
        if isinstance(function, dict):
            words = f"{function.get('name')} {function.get('arguments')}"
            yield safe(f"runs: {words}", limit=_WIDTH)


def _message(who: str, content: Any) -> Iterator[str]:
    if not isinstance(content, str):
        return
    cleaned = safe(content[-64_000:], limit=64_000, multiline=True).expandtabs(4)
    lines = [line.rstrip()[:_WIDTH] for line in cleaned.splitlines() if line.strip()]
    if not lines:
        return
    if len(lines) > _MESSAGE_LINES:
        lines = [f"… {len(lines) - _MESSAGE_LINES} lines", *lines[-_MESSAGE_LINES:]]
    yield f"{safe(who, limit=20)}: {lines[0]}"
    yield from (f"  {line}" for line in lines[1:])
