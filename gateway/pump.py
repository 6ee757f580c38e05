"""Moves frames between one box's stream and whoever answers them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from typing import Protocol

from common.errors import ArboretumError, MachineryError
from gateway.api import Reply
from gateway.wire import FrameReader, Request, WireError, reply_frame, rest_frame

_FREE_REFUSALS = 50
_SLOWED_SECONDS = 0.2


class Duplex(Protocol):
    """A byte stream to and from the relay in a box."""

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes, blocking; ``b""`` at the end."""
        ...

    def write(self, data: bytes) -> None:
        """Write all of ``data``."""
        ...

    def close(self) -> None:
        """Let go; safe to call twice, and from another thread than the reader's."""
        ...


class Pump:
    """A few threads that take turns: one reads the next request, the others answer theirs.

    No more than ``in_flight`` requests are answered at a time, and one more is read, so a flood
    waits in the box. Whatever the box sends, the pump ends with a reason and raises nothing.
    """

    def __init__(
        self, stream: Duplex, answer: Callable[[Request], Reply], *, in_flight: int
    ) -> None:
        self._stream = stream
        self._answer = answer
        self._in_flight = in_flight
        self._slots = threading.BoundedSemaphore(in_flight)
        self._reader = FrameReader(stream.read)
        self._reading = threading.Lock()
        self._writing = threading.Lock()
        self._slowed = threading.Lock()
        self._settled = threading.Event()
        self._closing = threading.Event()
        self._refusals = 0
        self.port: int | None = None
        self.ended: str | None = None
        """Why it ended; ``None`` while it runs."""

    def start(self) -> None:
        """Start reading."""
        # One more than may answer: somebody has to see the stream end.
        for _ in range(self._in_flight + 1):
            threading.Thread(target=self._run, name="gateway-pump", daemon=True).start()

    def wait_ready(self, timeout: float) -> None:
        """Wait until the relay listens.

        Args:
            timeout: Seconds.

        Raises:
            MachineryError: It did not start in time, or ended.
        """
        if not self._settled.wait(timeout):
            raise MachineryError(f"the relay in the box did not start within {timeout:g} s")
        if self.port is None:
            raise MachineryError(f"the relay in the box did not start: {self.ended}")

    def close(self, timeout: float = 2.0) -> None:
        """End the stream and wait up to ``timeout`` seconds for its reader."""
        self._end("closed by the host")
        if self._reading.acquire(timeout=timeout):
            self._reading.release()

    def _run(self) -> None:
        while (request := self._next()) is not None:
            with self._slots:
                if not self._closing.is_set():
                    self._serve(request)

    def _next(self) -> Request | None:
        """Wait for a turn to read, and read a request; ``None`` once the stream has ended."""
        with self._reading:
            reason = "the box closed the stream"
            try:
                while not self._closing.is_set() and (frame := self._reader.next()) is not None:
                    if isinstance(frame, Request):
                        return frame
                    self.port = frame.port
                    self._settled.set()
            except WireError as error:
                reason = f"the box broke the protocol: {error.message}"
            except (ArboretumError, OSError, ValueError) as error:
                reason = f"the stream broke: {error}"
            self._end(reason)
            return None

    def _serve(self, request: Request) -> None:
        answered = False
        try:
            reply = self._answer(request)
            if reply.status >= 400:
                self._slow_down()
            self._write(reply_frame(request.id, reply))
            if reply.rest is not None:
                with closing(reply.rest):
                    for piece in reply.rest:
                        self._write(rest_frame(request.id, piece, more=True))
                self._write(rest_frame(request.id, b"", more=False))
            answered = True
        except (ArboretumError, OSError, ValueError) as error:
            self._end(f"the stream broke: {error}")
        finally:
            if not answered:
                self._end("a request could not be answered")

    def _write(self, frame: bytes) -> None:
        with self._writing:
            self._stream.write(frame)

    def _slow_down(self) -> None:
        """Keep an agent that ignores refusals from keeping the host busy: one at a time."""
        self._refusals += 1
        if self._refusals > _FREE_REFUSALS:
            with self._slowed:
                self._closing.wait(_SLOWED_SECONDS)

    def _end(self, reason: str) -> None:
        if self.ended is None:
            self.ended = reason
        self._closing.set()
        self._settled.set()
        self._stream.close()
