"""Moves frames between one box's stream and whoever answers them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from typing import Protocol

from common.errors import ArboretumError, MachineryError
from gateway.api import Reply
from gateway.wire import FrameReader, Ready, Request, WireError, reply_frame, rest_frame

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
    """One thread that reads requests, and one short-lived thread for each in flight.

    No more than ``in_flight`` requests are read before one is answered, so a flood waits in the
    box. Whatever the box sends, the pump ends with a reason and raises nothing.
    """

    def __init__(
        self, stream: Duplex, answer: Callable[[Request], Reply], *, in_flight: int
    ) -> None:
        self._stream = stream
        self._answer = answer
        self._slots = threading.BoundedSemaphore(in_flight)
        self._writing = threading.Lock()
        self._settled = threading.Event()
        self._closing = threading.Event()
        self._refusals = 0
        self.port: int | None = None
        self.ended: str | None = None
        """Why it ended; ``None`` while it runs."""
        self._thread = threading.Thread(target=self._run, name="gateway-pump", daemon=True)

    def start(self) -> None:
        """Start reading."""
        self._thread.start()

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
        """End the stream and wait up to ``timeout`` seconds for the reader."""
        self._end("closed by the host")
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout)

    def _run(self) -> None:
        reader = FrameReader(self._stream.read)
        reason = "the box closed the stream"
        try:
            while not self._closing.is_set() and (frame := reader.next()) is not None:
                if isinstance(frame, Ready):
                    self.port = frame.port
                    self._settled.set()
                elif self._take_slot():
                    threading.Thread(target=self._serve, args=(frame,), daemon=True).start()
        except WireError as error:
            reason = f"the box broke the protocol: {error.message}"
        except (ArboretumError, OSError, ValueError) as error:
            reason = f"the stream broke: {error}"
        self._end(reason)

    def _take_slot(self) -> bool:
        while not self._closing.is_set():
            if self._slots.acquire(timeout=0.5):
                return True
        return False

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
            self._slots.release()
            if not answered:
                self._end("a request could not be answered")

    def _write(self, frame: bytes) -> None:
        with self._writing:
            self._stream.write(frame)

    def _slow_down(self) -> None:
        """Keep an agent that ignores refusals from keeping the host busy."""
        self._refusals += 1
        if self._refusals > _FREE_REFUSALS:
            self._closing.wait(_SLOWED_SECONDS)

    def _end(self, reason: str) -> None:
        if self.ended is None:
            self.ended = reason
        self._closing.set()
        self._settled.set()
        self._stream.close()
