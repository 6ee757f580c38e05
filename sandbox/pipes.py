"""A command in a box on this machine: its pipes, and the pipe that its exit code comes by."""

from __future__ import annotations

import contextlib
import os
import select
import time
from collections.abc import Callable

from sandbox.link import IDLE_SECONDS, STDERR, STDOUT, Frames

_CHUNK = 1 << 18
_LINGER_SECONDS = 2.0
"""How long output may come from what an ended command left behind; an engine waits as long."""


class PipeCommand:
    """sandbox.link.Command over pipes. The descriptors become its own.

    Args:
        stdin: Where its input goes, if it has one.
        stdout: Where its output comes from.
        stderr: Where its errors come from.
        code: Where its exit code comes from, as one byte.
        gone: Waits a moment for the end of the box; called when no exit code can come any more.
    """

    def __init__(
        self, stdin: int | None, stdout: int, stderr: int, code: int, gone: Callable[[], None]
    ) -> None:
        self._stdin = stdin
        self._outputs = {stdout: STDOUT, stderr: STDERR}
        self._code = code
        self._gone = gone
        self._ended: int | None = None
        for fd in (stdin, stdout, stderr, code):
            if fd is not None:
                os.set_blocking(fd, False)

    def frames(self, stdin: bytes, deadline: float, idle: Callable[[], None]) -> Frames:
        """Feed ``stdin`` while yielding what comes back; see :class:`sandbox.link.Command`."""
        left = memoryview(stdin)
        if not left:
            self._close_stdin()
        linger: float | None = None
        while self._outputs:
            wait = deadline - time.monotonic()
            if wait <= 0:
                raise TimeoutError
            ready = self._wait(min(wait, IDLE_SECONDS if linger is None else 0.05))
            if self._stdin in ready:
                left = self._feed(left)
            came = False
            for fd in ready & self._outputs.keys():
                kind = self._outputs[fd]
                if chunk := self._read(fd):
                    came = True
                    yield kind, chunk
            if linger is None and self.exit_code() is not None:
                linger = time.monotonic() + _LINGER_SECONDS
            if linger is not None and not came and time.monotonic() >= linger:
                return
            if not ready and linger is None:
                idle()

    def exit_code(self) -> int | None:
        """Return its exit code, 137 if the box ended first; ``None`` while it runs."""
        if self._ended is None:
            with contextlib.suppress(BlockingIOError):
                said = os.read(self._code, 1)
                if not said:
                    self._gone()
                self._ended = said[0] if said else 137
        return self._ended

    def close(self) -> None:
        """Let go of it."""
        self._close_stdin()
        for fd in (*self._outputs, self._code):
            if fd >= 0:
                os.close(fd)
        self._outputs.clear()
        self._code = -1

    def _wait(self, seconds: float) -> set[int]:
        poll = select.poll()
        for fd in self._outputs:
            poll.register(fd, select.POLLIN)
        if self._stdin is not None:
            poll.register(self._stdin, select.POLLOUT)
        if self._ended is None:
            poll.register(self._code, select.POLLIN)
        return {fd for fd, _ in poll.poll(seconds * 1000)}

    def _read(self, fd: int) -> bytes:
        try:
            chunk = os.read(fd, _CHUNK)
        except BlockingIOError:
            return b""
        if not chunk:
            os.close(fd)
            del self._outputs[fd]
        return chunk

    def _feed(self, left: memoryview) -> memoryview:
        assert self._stdin is not None  # noqa: S101
        try:
            left = left[os.write(self._stdin, left[:_CHUNK]) :]
        except BlockingIOError:
            return left
        except OSError:
            # The command closed its stdin or ended: what is left has no reader.
            left = left[:0]
        if not left:
            self._close_stdin()
        return left

    def _close_stdin(self) -> None:
        if self._stdin is not None:
            os.close(self._stdin)
            self._stdin = None
