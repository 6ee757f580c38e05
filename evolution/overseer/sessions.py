"""What a session's rules see: its use, and the gateway's record of it, which no box can edit."""

from __future__ import annotations

import json
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from typing import Any

from evolution.machinery import Opened
from evolution.overseer.alerts import Reading
from evolution.overseer.boxes import said_in
from evolution.overseer.signs import launches

_WINDOW_SECONDS = 60.0
_READ_BYTES = 8 << 20
"""Bytes of a record that one look reads, or one whole line; the rest is read by the next."""
_LINE_BYTES = 64 << 20
"""More than the largest request and its answer take as a line."""
_COMMAND_ARGUMENTS = ("command", "cmd", "script", "code")
_COMMAND_CHARACTERS = 20_000


class SessionSubject:
    """A session and what was seen of it before.

    Args:
        opened: The session.
        now: ``time.monotonic()``.
    """

    def __init__(self, opened: Opened, now: float) -> None:
        self._opened = opened
        # A record may go on in the file of an earlier attempt.
        self._position = opened.start
        self._spent: deque[tuple[float, int]] = deque([(now, 0)])
        self._requests: Counter[str] = Counter()
        self._launches = 0

    def readings(self, now: float, *, last: bool = False) -> Iterator[Reading]:
        """Yield the value of every rule for which there is one.

        Args:
            now: ``time.monotonic()``.
            last: Read the record to its end, since there will be no other look.
        """
        tokens = self._opened.session.usage.tokens
        self._spent.append((now, tokens))
        while len(self._spent) > 2 and self._spent[1][0] <= now - _WINDOW_SECONDS:
            self._spent.popleft()
        burnt = tokens - self._spent[0][1]
        yield Reading("tokens", burnt, f"{burnt:,} tokens within a minute")
        for line in self._lines(to_the_end=last):
            if line.get("type") == "call":
                yield from self._call(line)

    def _call(self, line: Mapping[str, Any]) -> Iterator[Reading]:
        request = str(line.get("sha256"))
        self._requests[request] += 1
        count = self._requests[request]
        yield Reading("repetition", count, f"sent the same request {count} times")
        for command in _commands(line.get("reply")):
            yield from said_in(command, "asked for")
            self._launches += launches(command)
        if self._launches:
            said = f"asked {self._launches} times for its agent to be started again"
            yield Reading("relaunch", self._launches, said)

    def _lines(self, *, to_the_end: bool) -> Iterator[dict[str, Any]]:
        """Yield whole lines written since the last look."""
        while data := self._read():
            for text in data.splitlines():
                try:
                    line = json.loads(text)
                except (ValueError, RecursionError):
                    continue
                if isinstance(line, dict):
                    yield line
            if not to_the_end:
                return

    def _read(self) -> bytes:
        """Return the next whole lines, at least one if there is one."""
        if self._opened.record is None:
            return b""
        try:
            with self._opened.record.open("rb") as source:
                source.seek(self._position)
                data = source.read(_READ_BYTES)
                if b"\n" not in data:
                    data += source.readline(_LINE_BYTES)
        except OSError:
            return b""
        end = data.rfind(b"\n") + 1
        self._position += end
        return data[:end]


def _commands(reply: Any) -> Iterator[str]:
    """Yield what the tool calls of an answer ask for, as text."""
    calls = reply.get("tool_calls") if isinstance(reply, dict) else None
    for call in calls if isinstance(calls, list) else []:
        function = call.get("function") if isinstance(call, dict) else None
        arguments = function.get("arguments") if isinstance(function, dict) else None
        if not isinstance(arguments, str):
            continue
        try:
            values = json.loads(arguments)
        except (ValueError, RecursionError):
            continue
        for name in _COMMAND_ARGUMENTS if isinstance(values, dict) else ():
            if isinstance(values.get(name), str):
                yield values[name][:_COMMAND_CHARACTERS]
