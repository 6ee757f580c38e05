"""Frames between the relay in a box and the host, read strictly: the box may send anything.

A frame is two big-endian 32-bit lengths, a JSON header and a body. From the box come one ``ready``
and then requests; to the box go replies, of one frame or, while ``more`` is true, of several. A
conversation is sent whole with every call of it: a request says in ``same`` with how many bytes of
the request before it begins, and its frame has the rest.
``relay_box.py`` holds the other end of the same format.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from common.errors import ArboretumError
from gateway.api import Reply

MAX_HEADER = 8 << 10
"""Bytes of a frame's JSON header."""
MAX_BODY = 8 << 20
"""Bytes of a request's body; the relay answers 413 beyond it."""
_CHUNK = 64 << 10
_SIZES = struct.Struct(">II")


class WireError(ArboretumError):
    """What came from the box is not a frame."""


@dataclass(frozen=True)
class Ready:
    """The relay listens."""

    port: int


@dataclass(frozen=True)
class Request:
    """One HTTP request from the box."""

    id: int
    method: str
    path: str
    authorization: str
    body: bytes


class FrameReader:
    """Reads frames from a stream; holds two frames and one chunk in memory at most."""

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._buffer = bytearray()
        self._last = b""

    def next(self) -> Ready | Request | None:
        """Return the next frame, or ``None`` at the end of the stream.

        Raises:
            WireError: The bytes are not a frame, or the stream ends within one.
        """
        if not self._fill(1):
            return None
        header_size, body_size = _SIZES.unpack(self._take(_SIZES.size))
        if header_size > MAX_HEADER or body_size > MAX_BODY:
            raise WireError("a frame is larger than allowed")
        header = self._take(header_size)
        frame = _parse(header, self._take(body_size), self._last)
        if isinstance(frame, Request):
            self._last = frame.body
        return frame

    def _fill(self, size: int) -> bool:
        while len(self._buffer) < size:
            chunk = self._read(_CHUNK)
            if not chunk:
                return False
            self._buffer += chunk
        return True

    def _take(self, size: int) -> bytes:
        if not self._fill(size):
            raise WireError("the stream ended within a frame")
        with memoryview(self._buffer) as view:
            taken = bytes(view[:size])
        del self._buffer[:size]
        return taken


def reply_frame(request_id: int, reply: Reply) -> bytes:
    """Return the frame that answers a request; frames of its rest follow where it has one."""
    more = reply.rest is not None
    header = {"id": request_id, "status": reply.status, "headers": reply.headers, "more": more}
    return _frame(header, reply.body)


def rest_frame(request_id: int, body: bytes, *, more: bool) -> bytes:
    """Return a frame of the rest of a reply; the last has no ``more``."""
    return _frame({"id": request_id, "more": more}, body)


def _frame(header: Mapping[str, Any], body: bytes) -> bytes:
    head = json.dumps(header).encode()
    return _SIZES.pack(len(head), len(body)) + head + body


def _parse(header: bytes, rest: bytes, last: bytes) -> Ready | Request:
    try:
        fields = json.loads(header)
    except (ValueError, RecursionError) as error:
        raise WireError("a frame's header is not JSON") from error
    if not isinstance(fields, dict):
        raise WireError("a frame's header is not an object")
    kind = fields.get("kind")
    if kind == "ready":
        return Ready(_integer(fields, "port", 1 << 16))
    if kind == "request":
        same = _integer(fields, "same", len(last) + 1)
        if same + len(rest) > MAX_BODY:
            raise WireError("a frame is larger than allowed")
        return Request(
            _integer(fields, "id", 1 << 53),
            _text(fields, "method", 16),
            _text(fields, "path", 1024),
            _text(fields, "authorization", 512),
            b"".join((memoryview(last)[:same], rest)) if same else rest,
        )
    raise WireError("a frame is of no known kind")


def _integer(fields: dict[str, Any], name: str, limit: int) -> int:
    value = fields.get(name)
    if type(value) is not int or not 0 <= value < limit:
        raise WireError(f"a frame's {name} is not a number in range")
    return value


def _text(fields: dict[str, Any], name: str, limit: int) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or len(value) > limit:
        raise WireError(f"a frame's {name} is not a short text")
    return value
