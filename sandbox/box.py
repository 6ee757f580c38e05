"""One box: commands, files and streams, each over the engine's exec connection."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import IO, Any, cast

from common.errors import BoxGoneError, MachineryError, TreeRejectedError
from common.files import File, FileTree, TreeLimits, from_tar, to_tar
from sandbox.api import BoxSpec, ExecResult
from sandbox.engine import Engine, faults, remove
from sandbox.output import Bounded
from sandbox.profile import SWEEP_SIGNAL, USER
from sandbox.streams import STDOUT, Demux, ExecSocket, ExecStream
from sandbox.tarstream import TarReader

OUTPUT_CAP = 64 << 20
"""Bytes of output after which a command is ended: nothing reads that much."""
FILES_TIMEOUT = 120.0
"""Seconds that putting or getting a tree may take."""

_TERM_GRACE = 2.0
_HOST_GRACE = 3.0
_MARK = "ARBORETUM_EXEC"
_NOT_STARTED = re.compile(rb"esource temporarily unavailable|OCI runtime exec failed")
# Finds a command's processes by a variable they inherit, so one that left the group is found too.
_SWEEP = (
    'for n in 1 2 3; do for f in $(grep -lsz "$0" /proc/[0-9]*/environ); '
    "do f=${f%/environ}; kill -9 ${f#/proc/}; done; done"
)


@dataclass
class _Command:
    """One started command and what was read of it."""

    exec_id: str
    mark: str
    socket: ExecSocket
    deadline: float
    started: float = field(default_factory=time.monotonic)
    overflow: bool = False
    late: bool = False


class DockerBox:
    """sandbox.api.Box in a container. Made by :class:`sandbox.docker.DockerSandbox`."""

    def __init__(self, engine: Engine, container: str, spec: BoxSpec) -> None:
        self._engine = engine
        self._id = container
        self._spec = spec
        self._killed = threading.Event()
        self._unruly = False

    @property
    def id(self) -> str:
        """The engine's name for it."""
        return self._id

    def exec(
        self,
        argv: Sequence[str],
        *,
        timeout: float,
        stdin: bytes = b"",
        env: Mapping[str, str] | None = None,
        cwd: str | None = None,
        output_limit: int = 1 << 20,
    ) -> ExecResult:
        """Run a command to its end; see :meth:`sandbox.api.Box.exec`.

        A command that writes more than ``OUTPUT_CAP`` bytes is ended, with exit code 137 and a
        note at the end of stderr. One that cannot be ended takes first all other commands of the
        box with it, then the box. What earlier commands left running is ended when it leaves
        this one no process or no memory to begin in.
        """
        ended = self._run(argv, timeout, stdin, env, cwd, output_limit)
        if ended.exit_code in {125, 126} and _NOT_STARTED.search(ended.stdout + ended.stderr):
            self._sweep_all()
            left = max(timeout - ended.seconds, 0.1)
            ended = self._run(argv, left, stdin, env, cwd, output_limit)
        return ended

    def _run(
        self,
        argv: Sequence[str],
        timeout: float,
        stdin: bytes,
        env: Mapping[str, str] | None,
        cwd: str | None,
        output_limit: int,
    ) -> ExecResult:
        out, err = Bounded(output_limit), Bounded(output_limit)
        command = self._start(argv, timeout, bool(stdin), env, cwd)
        demux = Demux()
        try:
            for chunk in self._receive(command, stdin):
                for kind, payload in demux.feed(chunk):
                    (out if kind == STDOUT else err).add(payload)
                if out.total + err.total > OUTPUT_CAP:
                    command.overflow = True
                    break
            code = self._ending(command)
        finally:
            command.socket.close()
        seconds = time.monotonic() - command.started
        timed_out = command.late or (code in {124, 137} and seconds >= timeout)
        if command.overflow:
            err.add(b"\n[ended: more than %d MiB of output]\n" % (OUTPUT_CAP >> 20))
        return ExecResult(
            124 if timed_out else code,
            out.value(),
            err.value(),
            out.dropped + err.dropped,
            timed_out,
            seconds,
        )

    def put(self, tree: FileTree, dest: str) -> None:
        """Write files below ``dest``; see :meth:`sandbox.api.Box.put`."""
        # -m: files of two variants with one size and one time would share stale bytecode.
        script = 'mkdir -p -- "$0" && exec tar -xmf - --no-same-owner -C "$0"'
        argv = ["sh", "-c", script, dest]
        result = self.exec(argv, timeout=FILES_TIMEOUT, stdin=to_tar(tree), cwd="/")
        if result.exit_code:
            why = result.stderr.decode(errors="replace").strip()[-300:]
            raise MachineryError(f"the files could not be put at {dest} in the box: {why}")

    def get(self, path: str, limits: TreeLimits | None = None) -> dict[str, File]:
        """Read a folder out of the box; see :meth:`sandbox.api.Box.get`."""
        if self._unruly:
            raise TreeRejectedError(f"{path} was lost: only the end of the box ended its processes")
        limits = limits or TreeLimits()
        argv = ["tar", "-cf", "-", "--anchored", "--exclude=*/__pycache__", "-C", path, "--", "."]
        command = self._start(argv, FILES_TIMEOUT, False, None, "/")
        reader = TarReader(self._receive(command, b""), limits)
        rejected: TreeRejectedError | None = None
        tree: dict[str, File] = {}
        try:
            try:
                tree = from_tar(cast("IO[bytes]", reader), limits)
                reader.drain()
            except TreeRejectedError as error:
                rejected = error
                command.overflow = not reader.ended
            code = self._ending(command)
        finally:
            command.socket.close()
        if command.late:
            raise TreeRejectedError(f"{path} took more than {FILES_TIMEOUT:.0f} s to read")
        # tar's 1 is "a file changed while it was read".
        if code not in {0, 1} and not command.overflow:
            why = reader.complaint or f"tar ended with code {code}"
            raise TreeRejectedError(f"{path} in the box cannot be read: {why}")
        if rejected:
            raise rejected
        return tree

    def stream(self, argv: Sequence[str], env: Mapping[str, str] | None = None) -> ExecStream:
        """Start a command and return its stdin and stdout; its stderr is read and dropped."""
        _, sock = self._attach(argv, stdin=True, env=env, cwd=None)
        return ExecStream(sock)

    def kill(self) -> None:
        """End the box and everything in it at once, and remove it; safe to call twice."""
        self._killed.set()
        remove(self._engine, self._id)

    def _attach(
        self,
        argv: Sequence[str],
        *,
        stdin: bool,
        env: Mapping[str, str] | None,
        cwd: str | None,
    ) -> tuple[str, ExecSocket]:
        with self._alive("run a command in a box"):
            api = self._engine.api
            made = api.exec_create(
                self._id,
                list(argv),
                stdin=stdin,
                user=USER,
                environment=dict(env or {}),
                workdir=cwd or self._spec.workdir,
            )
            return made["Id"], ExecSocket(api.exec_start(made["Id"], socket=True))

    @contextmanager
    def _alive(self, doing: str) -> Iterator[None]:
        """Turn any fault of a box that has ended into BoxGoneError."""
        from docker.errors import NotFound

        self._check_alive()
        try:
            with faults(doing):
                yield
        except NotFound:
            raise self._gone() from None
        except MachineryError:
            self._raise_if_gone()
            raise

    def _start(
        self,
        argv: Sequence[str],
        timeout: float,
        stdin: bool,
        env: Mapping[str, str] | None,
        cwd: str | None,
    ) -> _Command:
        mark = secrets.token_hex(8)
        # The wall clock in the box ends the whole process group; the host's is for its failure.
        wrapped = ["timeout", "-k", f"{_TERM_GRACE}", f"{timeout:.3f}", *argv]
        marked = {**(env or {}), _MARK: mark}
        exec_id, sock = self._attach(wrapped, stdin=stdin, env=marked, cwd=cwd)
        deadline = time.monotonic() + timeout + _TERM_GRACE + _HOST_GRACE
        return _Command(exec_id, mark, sock, deadline)

    def _receive(self, command: _Command, stdin: bytes) -> Iterator[bytes]:
        try:
            yield from command.socket.receive(stdin, command.deadline)
        except TimeoutError:
            command.late = True

    def _ending(self, command: _Command) -> int:
        """Wait for the exit code; end the command, or else the box, when it is out of bounds."""
        if not (command.late or command.overflow):
            code = self._exit_code(command.exec_id, command.deadline)
            if code is not None:
                return code
            command.late = True
        if not self._end_command(command):
            self._unruly = True
            self.kill()
        return 137

    def _end_command(self, command: _Command) -> bool:
        """Kill what a command started, or else all commands; tell whether it has ended."""
        for mark in (command.mark, None):
            deadline = time.monotonic() + 3.0
            try:
                self._sweep(mark) if mark else self._sweep_all()
                # Its output must end: the engine calls a command ended when the reader has left.
                for _ in command.socket.receive(b"", deadline):
                    pass
                if self._exit_code(command.exec_id, deadline) is not None:
                    return True
            except BoxGoneError:
                raise
            except (TimeoutError, MachineryError):
                # A box with no process to spare takes no command, and process 1 needs none.
                continue
        return False

    def _sweep(self, mark: str) -> None:
        argv = ["timeout", "-s", "KILL", "5", "sh", "-c", _SWEEP, f"{_MARK}={mark}"]
        with self._alive("end a command in a box"):
            api = self._engine.api
            # Detached: the engine tells of this one's end only after the other's output ended.
            api.exec_start(
                api.exec_create(self._id, argv, user=USER, workdir="/")["Id"], detach=True
            )

    def _sweep_all(self) -> None:
        with self._alive("end the commands in a box"):
            self._engine.api.kill(self._id, signal=SWEEP_SIGNAL)

    def _exit_code(self, exec_id: str, deadline: float) -> int | None:
        """Return the exit code, waiting for it; None when the deadline passed first.

        The engine tells the end of the output a moment before it knows the exit code.
        """
        pause = 0.001
        while True:
            with self._alive("ask how a command ended"):
                state = self._engine.api.exec_inspect(exec_id)
            if not state["Running"]:
                break
            if time.monotonic() > deadline:
                return None
            time.sleep(pause)
            pause = min(pause * 2, 0.25)
        code = 137 if state["ExitCode"] is None else int(state["ExitCode"])
        # 126 is the engine's own when it could not enter the box.
        if code == 126 or code > 128:
            self._raise_if_gone(patience=0.3)
        return code

    def _check_alive(self) -> None:
        if self._killed.is_set():
            raise BoxGoneError("the box was killed")

    def _raise_if_gone(self, patience: float = 0.0) -> None:
        """Raise BoxGoneError if the box has ended or does so within ``patience`` seconds.

        When a box is killed its commands end first, and the engine hears of that first.
        """
        until = time.monotonic() + patience
        while True:
            self._check_alive()
            state = self._state()
            if not state.get("Running"):
                raise self._gone(state)
            if time.monotonic() >= until:
                return
            time.sleep(0.05)

    def _state(self) -> dict[str, Any]:
        from docker.errors import NotFound

        try:
            with faults("look at a box"):
                state: dict[str, Any] = self._engine.api.inspect_container(self._id)["State"]
        except NotFound:
            return {}
        return state

    def _gone(self, state: dict[str, Any] | None = None) -> BoxGoneError:
        state = self._state() if state is None else state
        # The mark is left by any process that ran out of memory, so a removal outweighs it.
        if state.get("OOMKilled") and state.get("Status") == "exited":
            return BoxGoneError("the box ran out of memory", out_of_memory=True)
        return BoxGoneError("the box ended while it was in use")
