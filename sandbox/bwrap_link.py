"""The way to a box under bubblewrap: the socket to its process 1."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
from collections.abc import Mapping, Sequence

from common.errors import MachineryError
from sandbox import records
from sandbox.link import BoxState
from sandbox.pipes import PipeCommand
from sandbox.records import Record, dead
from sandbox.streams import ExecSocket, ExecStream


class BwrapLink:
    """sandbox.link.Link to a box of this process.

    Args:
        record: What is known of the box.
        process: bubblewrap, which waits for the box to end.
        sock: Ours of the two ends.
        handle: A descriptor of the box's process 1.
        user: Who its commands are on the host; ``None`` for this user.
    """

    def __init__(
        self,
        record: Record,
        process: subprocess.Popen[bytes],
        sock: socket.socket,
        handle: int,
        user: int | None,
    ) -> None:
        self._record = record
        self._process = process
        self._sock = sock
        self._handle = handle
        self._user = user

    @property
    def id(self) -> str:
        """The box's id."""
        return self._record.id

    def open(
        self, argv: Sequence[str], *, stdin: bool, env: Mapping[str, str], cwd: str
    ) -> PipeCommand:
        """Start a command, with or without an input."""
        out, err, code = os.pipe(), os.pipe(), os.pipe()
        feed = os.pipe() if stdin else None
        theirs = (feed[0] if feed else os.open(os.devnull, os.O_RDONLY), out[1], err[1], code[1])
        command = PipeCommand(
            feed[1] if feed else None, out[0], err[0], code[0], lambda: self._wait(2.0)
        )
        try:
            if self._user is not None:
                # So that a command can open its own streams again by name.
                for fd in theirs[:3] if stdin else theirs[1:3]:
                    os.fchown(fd, self._user, self._user)
            self._ask(argv, env, cwd, theirs)
        except BaseException:
            command.close()
            raise
        finally:
            for fd in theirs:
                os.close(fd)
        return command

    def stream(self, argv: Sequence[str], *, env: Mapping[str, str], cwd: str) -> ExecStream:
        """Start a command for its stdin and stdout; its stderr is dropped."""
        ours, theirs = socket.socketpair()
        null = os.open(os.devnull, os.O_WRONLY)
        try:
            self._ask(argv, env, cwd, (theirs.fileno(), theirs.fileno(), null, null))
        except BaseException:
            ours.close()
            raise
        finally:
            theirs.close()
            os.close(null)
        return ExecStream(ExecSocket(ours), lambda: self.state().running, framed=False)

    def launch(self, argv: Sequence[str]) -> None:
        """Start a command that nobody listens to."""
        null = os.open(os.devnull, os.O_RDWR)
        try:
            self._ask(argv, {}, "/", (null,) * 4)
        finally:
            os.close(null)

    def sweep(self) -> None:
        """Have process 1 kill all other processes of the box."""
        self._send(b"s", [])

    def state(self) -> BoxState:
        """Look whether the box runs."""
        if not dead(self._handle):
            return BoxState(running=True)
        # Memory ran out, or somebody removed it; a removal outweighs.
        starved = records.known(self.id) and self._record.group.starved()
        return BoxState(False, starved)

    def remove(self) -> None:
        """Kill and remove the box; one that is gone already is no error."""
        records.end(self._record)
        self._process.wait()
        with contextlib.suppress(OSError):
            self._sock.shutdown(socket.SHUT_RDWR)

    def __del__(self) -> None:
        os.close(self._handle)
        self._sock.close()

    def _wait(self, seconds: float) -> None:
        dead(self._handle, seconds)

    def _ask(
        self, argv: Sequence[str], env: Mapping[str, str], cwd: str, fds: tuple[int, ...]
    ) -> None:
        request = os.memfd_create("request", os.MFD_CLOEXEC)
        try:
            asked = {"argv": list(argv), "env": dict(env), "cwd": cwd}
            with os.fdopen(os.dup(request), "wb") as file:
                file.write(json.dumps(asked).encode())
            self._send(b"x", [request, *fds])
        finally:
            os.close(request)

    def _send(self, word: bytes, fds: list[int]) -> None:
        try:
            socket.send_fds(self._sock, [word], fds)
        except OSError as error:
            self._wait(1.0)
            raise MachineryError("process 1 of the box does not listen") from error
