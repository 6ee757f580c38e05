"""The duplex socket of a command in a box: stdin goes up raw, output comes down in frames.

The engine multiplexes stdout and stderr as frames: one byte of stream number (1 stdout,
2 stderr), three zero bytes, a big-endian length of four bytes, the payload (Docker Engine API,
"Attach to a container: Stream format").
"""

from __future__ import annotations

import contextlib
import select
import socket
import ssl
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

from common.errors import BoxGoneError, MachineryError
from sandbox.link import IDLE_SECONDS, STDOUT, Frames

_CHUNK = 1 << 18
_BLOCKED = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)


class Demux:
    """Splits the engine's frames; a payload is handed on as it comes, never collected."""

    def __init__(self) -> None:
        self._header = b""
        self._kind = 0
        self._left = 0

    def feed(self, chunk: bytes) -> Iterator[tuple[int, memoryview]]:
        """Yield stream number and payload for what ``chunk`` completes or continues."""
        view = memoryview(chunk)
        while view:
            if not self._left:
                need = 8 - len(self._header)
                self._header += bytes(view[:need])
                view = view[need:]
                if len(self._header) < 8:
                    return
                self._kind, self._left = struct.unpack(">BxxxL", self._header)
                self._header = b""
                continue
            payload, view = view[: self._left], view[self._left :]
            self._left -= len(payload)
            yield self._kind, payload


class ExecSocket:
    """The raw connection of one started command.

    Args:
        raw: What docker-py's ``exec_start(socket=True)`` returned.
    """

    def __init__(self, raw: Any) -> None:
        self._response = getattr(raw, "_response", None)
        self.sock: socket.socket = getattr(raw, "_sock", raw)
        self._early = self._read_ahead()
        self._demux = Demux()

    def _read_ahead(self) -> bytes:
        """Return bytes that the HTTP reader took in together with the headers."""
        reader: Any = self._response
        for name in ("raw", "_fp", "fp"):
            reader = getattr(reader, name, None)
        if not hasattr(reader, "peek"):
            return b""
        self.sock.setblocking(False)
        with contextlib.suppress(OSError):
            return bytes(reader.peek())
        return b""

    def take_early(self) -> bytes:
        """Return, once, what had arrived before the first receive."""
        early, self._early = self._early, b""
        return early

    def frames(self, stdin: bytes, deadline: float, idle: Callable[[], None]) -> Frames:
        """Feed ``stdin`` while yielding what comes back; see :class:`sandbox.link.Command`."""
        for chunk in self.receive(stdin, deadline, idle):
            yield from self._demux.feed(chunk)

    def receive(
        self, stdin: bytes, deadline: float, idle: Callable[[], None] = lambda: None
    ) -> Iterator[bytes]:
        """Do what ``frames`` does for the bytes as they come on the wire."""
        self.sock.setblocking(False)
        left = memoryview(stdin)
        if early := self.take_early():
            yield early
        while True:
            chunk = self._receive_some()
            if chunk == b"":
                return
            if chunk:
                yield chunk
            before = len(left)
            if before:
                left = self._send_some(left)
            wait = deadline - time.monotonic()
            if wait <= 0:
                raise TimeoutError
            if chunk is None and len(left) == before:
                events = select.POLLIN | (select.POLLOUT if before else 0)
                poll = select.poll()
                poll.register(self.sock, events)
                if not poll.poll(min(wait, IDLE_SECONDS) * 1000):
                    idle()

    def _receive_some(self) -> bytes | None:
        try:
            return self.sock.recv(_CHUNK)
        except _BLOCKED:
            return None
        except OSError:
            return b""

    def _send_some(self, left: memoryview) -> memoryview:
        try:
            left = left[self.sock.send(left[:_CHUNK]) :]
            if not left:
                self.end_input()
        except _BLOCKED:
            pass
        except OSError:
            # The command closed its stdin or ended: what is left has no reader.
            return left[:0]
        return left

    def end_input(self) -> None:
        """Tell the command that its stdin has ended."""
        self.sock.shutdown(socket.SHUT_WR)

    def hang_up(self) -> None:
        """End both directions; a thread that reads or writes wakes up."""
        with contextlib.suppress(OSError):
            self.sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the connection; safe to call twice."""
        self.hang_up()
        if self._response is not None:
            self._response.close()
        self.sock.close()


class ExecStream:
    """sandbox.api.Stream over an ExecSocket: one reading thread, one writing thread.

    Args:
        sock: The connection.
        running: Says whether the box still runs; asked when nothing comes for a while.
        framed: Output comes in the engine's frames.
    """

    def __init__(
        self, sock: ExecSocket, running: Callable[[], bool], *, framed: bool = True
    ) -> None:
        self._socket = sock
        self._framed = framed
        self._running = running
        self._demux = Demux()
        self._ready = bytearray()
        self._take(sock.take_early())
        sock.sock.setblocking(True)

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes of stdout, blocking; ``b""`` once the command has ended."""
        while not self._ready:
            chunk = self._next()
            if not chunk:
                # The engine may keep its end open after the box is gone: a write would hang.
                self._socket.hang_up()
                return b""
            self._take(chunk)
        data = bytes(self._ready[:size])
        del self._ready[:size]
        return data

    def _next(self) -> bytes:
        """Wait for bytes; return none once the command or its box has ended."""
        sock = self._socket.sock
        try:
            poll = select.poll()
            poll.register(sock, select.POLLIN)
            while not poll.poll(IDLE_SECONDS * 1000):
                if not self._running():
                    return b""
            return sock.recv(_CHUNK)
        except (OSError, ValueError, MachineryError):
            return b""

    def write(self, data: bytes) -> None:
        """Write all of ``data`` to stdin.

        Raises:
            BoxGoneError: The box or the command has ended.
        """
        try:
            self._socket.sock.sendall(data)
        except OSError as error:
            raise BoxGoneError("the command in the box has ended") from error

    def close(self) -> None:
        """Let go of the command, which sees the end of its stdin; safe to call twice."""
        self._socket.close()

    def _take(self, chunk: bytes) -> None:
        if not self._framed:
            self._ready += chunk
            return
        for kind, payload in self._demux.feed(chunk):
            if kind == STDOUT:
                self._ready += payload
