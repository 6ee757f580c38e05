"""The transcript of a session: one JSON line per call, written through, on the host only.

A call's line holds the messages that are new since the line before, how many of that line's
messages (its reply included) come before them, and a chained hash of them all: every request can be
rebuilt and known again, and the file grows with the conversation, not with its square. A session
starts with a ``session`` line; when a file is used again, only what follows its last one counts.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic_core import to_json

from gateway.api import Usage
from gateway.redact import RECORD_LENGTH, redact_bytes

MOST_BYTES = 128 << 20
"""Of one session's record. Calls in flight may pass it by what they ask and are answered."""
_REFUSALS = 200


def transcript_files(transcript: Path) -> tuple[Path, Path]:
    """Return the JSONL file and the ATIF file of a transcript named with or without a suffix."""
    name = transcript.name.removesuffix(".jsonl").removesuffix(".json")
    return transcript.with_name(f"{name}.jsonl"), transcript.with_name(f"{name}.json")


class Recorder:
    """Writes a session's lines; safe from several threads. Without a path it writes nothing.

    Every method raises OSError where the disk refuses.
    """

    def __init__(self, transcript: Path | None) -> None:
        self._file = transcript_files(transcript)[0] if transcript else None
        self._lock = threading.Lock()
        self._known: list[dict[str, Any]] = []
        self._hashes: list[str] = []
        self._tools: Any = None
        self._calls = self._refusals = self._bytes = 0

    @property
    def full(self) -> bool:
        """Whether no further call has room."""
        return self._bytes >= MOST_BYTES

    def start(self, header: Mapping[str, Any]) -> None:
        """Write the line a session starts with."""
        if self._file:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if self._file.exists():
                # An engine that was killed may have left half a line.
                self._append(b"\n")
        self._write({"type": "session", "format": 1, **header})

    def call(
        self, request: Mapping[str, Any], reply: Mapping[str, Any] | None, facts: Mapping[str, Any]
    ) -> None:
        """Write one call: its new messages, its reply message, and ``facts`` about it."""
        with self._lock:
            messages = request["messages"]
            kept = _common(self._known, messages)
            line: dict[str, Any] = {"type": "call", "call": self._calls, **facts, "prefix": kept}
            if request.get("tools") != self._tools:
                self._tools = line["tools"] = request.get("tools")
            line["settings"] = {
                k: v for k, v in request.items() if k not in {"messages", "tools", "model"}
            }
            new, answer = [_encode(message) for message in messages[kept:]], _encode(reply)
            hashes = self._hashes[:kept]
            for encoded in new:
                hashes.append(_chain(hashes[-1] if hashes else "", encoded))
            line["sha256"] = hashes[-1] if hashes else ""
            self._write(line, b',"messages":[', *_between(new), b'],"reply":', answer)
            self._calls += 1
            self._known = [*messages, *([dict(reply)] if reply else [])]
            self._hashes = [*hashes, *([_chain(line["sha256"], answer)] if reply else [])]

    def refused(self, facts: Mapping[str, Any]) -> None:
        """Write one refused request; only the first few hundred of a session are kept."""
        with self._lock:
            self._refusals += 1
            if self._refusals <= _REFUSALS:
                self._write({"type": "refused", **facts})

    def end(self, facts: Mapping[str, Any]) -> None:
        """Write the line a session ends with."""
        with self._lock:
            self._write({"type": "end", "refusals": self._refusals, **facts})

    def _write(self, line: Mapping[str, Any], *more: bytes) -> None:
        """Write a line: plain data, and more of it that is JSON already."""
        # Joined once: of a long prompt every copy takes a tenth of a millisecond.
        data = b"".join((_encode(line)[:-1], *more, b"}\n"))
        self._append(redact_bytes(data, shortest=RECORD_LENGTH))

    def _append(self, data: bytes) -> None:
        if self._file:
            with self._file.open("ab") as out:
                out.write(data)
            self._bytes += len(data)


def read_lines(transcript: Path) -> list[dict[str, Any]]:
    """Return the lines of the last session in a transcript, without what is half-written or none.

    Raises:
        FileNotFoundError: There is no transcript.
    """
    lines: list[dict[str, Any]] = []
    with transcript_files(transcript)[0].open(encoding="utf-8", errors="replace") as source:
        for text in source:
            try:
                line = json.loads(text)
            except (ValueError, RecursionError):
                continue
            if not isinstance(line, dict):
                continue
            if line.get("type") == "session":
                lines = []
            lines.append(line)
    return lines


def read_transcript(transcript: Path) -> list[dict[str, Any]]:
    """Return the calls of a session with whole conversations: ``messages`` ends with the reply.

    Raises:
        FileNotFoundError: There is no transcript.
    """
    calls: list[dict[str, Any]] = []
    known: list[dict[str, Any]] = []
    for line in read_lines(transcript):
        if line["type"] == "call":
            known = known[: line["prefix"]] + line["messages"]
            known = known + ([line["reply"]] if line["reply"] else [])
            calls.append({**line, "messages": known})
    return calls


def read_usage(transcript: Path) -> Usage:
    """Return what a session had used by its last recorded call.

    Raises:
        FileNotFoundError: There is no transcript.
    """
    used = Usage()
    for line in read_lines(transcript):
        told = line.get("usage") if line["type"] == "call" else None
        if isinstance(told, dict):
            cost = told["cost_usd"] or 0.0
            used = used.plus(Usage(1, told["prompt_tokens"], told["completion_tokens"], cost))
    return used


def last_messages(transcript: Path) -> list[dict[str, Any]]:
    """Return the whole conversation as of the last call, its reply included; ``[]`` without calls.

    Raises:
        FileNotFoundError: There is no transcript.
    """
    calls = read_transcript(transcript)
    return list(calls[-1]["messages"]) if calls else []


def _common(known: Sequence[Any], messages: Sequence[Any]) -> int:
    count = 0
    for old, new in zip(known, messages, strict=False):
        if old != new:
            break
        count += 1
    return count


def _encode(value: Any) -> bytes:
    """Return a value as JSON in ASCII, so that no line of a record moves a terminal's cursor."""
    with suppress(ValueError):
        # Five times as fast, where it can: it escapes nothing beyond ASCII, and no lone surrogate.
        if (encoded := to_json(value)).isascii():
            return encoded
    return json.dumps(value, separators=(",", ":")).encode()


def _between(encoded: Sequence[bytes]) -> Iterator[bytes]:
    """Yield the items of a list with the commas between them."""
    for number, item in enumerate(encoded):
        yield b"," if number else b""
        yield item


def _chain(before: str, encoded: bytes) -> str:
    return hashlib.sha256(b"%b\n%b" % (before.encode(), encoded)).hexdigest()
