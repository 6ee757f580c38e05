"""One box: commands, files and streams, over the link that its backend gives."""

from __future__ import annotations

import re
import secrets
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, cast

from common.errors import BoxGoneError, MachineryError, TreeRejectedError
from common.files import File, FileTree, TreeLimits, from_tar, to_tar
from sandbox.api import BoxSpec, ExecResult, Stream
from sandbox.link import STDOUT, BoxState, Command, Frames, Link
from sandbox.output import Bounded
from sandbox.tarstream import TarReader

OUTPUT_CAP = 64 << 20
"""Bytes of output after which a command is ended: nothing reads that much."""
FILES_TIMEOUT = 120.0
"""Seconds that putting or getting a tree may take."""

_TRIES = 3
_TERM_GRACE = 2.0
_HOST_GRACE = 3.0
_MARK = "ARBORETUM_EXEC"
_NOT_STARTED = re.compile(rb"esource temporarily unavailable|OCI runtime exec failed")
# Finds a command's processes by a variable they inherit, so one that left the group is found too.
# It ends when two looks in a row find none: one that is just being replaced has no variables.
_SWEEP = (
    "none=0; while [ $none -lt 2 ]; do none=$((none + 1)); "
    'for f in $(grep -lsz "$0" /proc/[0-9]*/environ); '
    "do none=0; f=${f%/environ}; kill -9 ${f#/proc/}; done; done"
)


@dataclass
class _Running:
    """One started command and what was read of it."""

    command: Command
    mark: str
    started: float
    deadline: float
    overflow: bool = False
    late: bool = False


class _NoProcessError(TreeRejectedError):
    """What earlier commands left running has taken every process of the box."""


class LinkedBox:
    """sandbox.api.Box over a link. Made by a sandbox."""

    def __init__(self, link: Link, spec: BoxSpec) -> None:
        self._link = link
        self._spec = spec
        self._end = time.monotonic() + spec.limits.deadline_seconds
        self._killed = threading.Event()
        self._unruly = False

    @property
    def id(self) -> str:
        """The engine's name for it."""
        return self._link.id

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
        run = self._start(argv, timeout, bool(stdin), env, cwd)
        try:
            for kind, payload in self._receive(run, stdin):
                (out if kind == STDOUT else err).add(payload)
                if out.total + err.total > OUTPUT_CAP:
                    run.overflow = True
                    break
            code = self._ending(run)
        finally:
            run.command.close()
        seconds = time.monotonic() - run.started
        timed_out = run.late or (code in {124, 137} and seconds >= timeout)
        if timed_out and not run.late:
            self._end_stragglers(run.mark)
        if run.overflow:
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
        try:
            for _ in range(_TRIES):
                with suppress(_NoProcessError):
                    return self._get(path, limits or TreeLimits())
                self._sweep_all()
            raise TreeRejectedError(f"{path} cannot be read: its processes leave none to read it")
        except BoxGoneError as error:
            if error.out_of_memory or self._killed.is_set() or time.monotonic() < self._end:
                raise
            # Code in a box can make its tree slow to read, which is no fault of the machinery.
            raise TreeRejectedError(f"{path} was not read when the box's time ended") from error

    def _get(self, path: str, limits: TreeLimits) -> dict[str, File]:
        if self._unruly:
            raise TreeRejectedError(f"{path} was lost: only the end of the box ended its processes")
        argv = ["tar", "-cf", "-", "--anchored", "--exclude=*/__pycache__", "-C", path, "--", "."]
        run = self._start(argv, FILES_TIMEOUT, False, None, "/")
        reader = TarReader(self._receive(run, b""), limits)
        rejected: TreeRejectedError | None = None
        tree: dict[str, File] = {}
        try:
            try:
                tree = from_tar(cast("IO[bytes]", reader), limits)
                reader.drain()
            except TreeRejectedError as error:
                rejected = error
                run.overflow = not reader.ended
            code = self._ending(run)
        finally:
            run.command.close()
        if run.late:
            raise TreeRejectedError(f"{path} took more than {FILES_TIMEOUT:.0f} s to read")
        # tar's 1 is "a file changed while it was read".
        if code not in {0, 1} and not run.overflow:
            why = reader.complaint or f"tar ended with code {code}"
            # An engine that cannot enter a box says why on stdout, which is a tar here.
            crowded = code == 126 or (code == 125 and _NOT_STARTED.search(why.encode()) is not None)
            kind = _NoProcessError if crowded else TreeRejectedError
            raise kind(f"{path} in the box cannot be read: {why}")
        if rejected:
            raise rejected
        return tree

    def stream(self, argv: Sequence[str], env: Mapping[str, str] | None = None) -> Stream:
        """Start a command and return its stdin and stdout; its stderr is read and dropped."""
        with self._alive():
            return self._link.stream(argv, env=env or {}, cwd=self._spec.workdir)

    def kill(self) -> None:
        """End the box and everything in it at once, and remove it; safe to call twice."""
        self._killed.set()
        self._link.remove()

    @contextmanager
    def _alive(self) -> Iterator[None]:
        """Turn any fault of a box that has ended into BoxGoneError."""
        self._check_alive()
        try:
            yield
        except BoxGoneError:
            raise
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
    ) -> _Running:
        mark = secrets.token_hex(8)
        # The wall clock in the box ends the whole process group; the host's is for its failure.
        wrapped = ["timeout", "-k", f"{_TERM_GRACE}", f"{timeout:.3f}", *argv]
        marked = {**(env or {}), _MARK: mark}
        started = time.monotonic()
        with self._alive():
            at = cwd or self._spec.workdir
            command = self._link.open(wrapped, stdin=stdin, env=marked, cwd=at)
        deadline = time.monotonic() + timeout + _TERM_GRACE + _HOST_GRACE
        return _Running(command, mark, started, deadline)

    def _receive(self, run: _Running, stdin: bytes) -> Frames:
        try:
            yield from run.command.frames(stdin, run.deadline, self._check_there)
        except TimeoutError:
            run.late = True

    def _ending(self, run: _Running) -> int:
        """Wait for the exit code; end the command, or else the box, when it is out of bounds."""
        if not (run.late or run.overflow):
            code = self._exit_code(run.command, run.deadline)
            if code is not None:
                return code
            run.late = True
        if not self._end_command(run):
            self._unruly = True
            self.kill()
        return 137

    def _end_command(self, run: _Running) -> bool:
        """Kill what a command started, or else all commands; tell whether it has ended."""
        for mark, patience in ((run.mark, 3.0), (None, 10.0)):
            deadline = time.monotonic() + patience
            try:
                self._sweep(mark) if mark else self._sweep_all()
                # Its output must end: the engine calls a command ended when the reader has left.
                for _ in run.command.frames(b"", deadline, self._check_there):
                    pass
                if self._exit_code(run.command, deadline) is not None:
                    return True
            except BoxGoneError:
                raise
            except (TimeoutError, MachineryError):
                # A box with no process to spare takes no command, and process 1 needs none.
                continue
        return False

    def _end_stragglers(self, mark: str) -> None:
        """Kill what a command that ran out of time left behind outside its process group."""
        run = self._start(["sh", "-c", _SWEEP, f"{_MARK}={mark}"], _TERM_GRACE, False, None, "/")
        try:
            for _ in self._receive(run, b""):
                pass
            swept = not run.late and self._exit_code(run.command, run.deadline) == 0
        finally:
            run.command.close()
        if not swept:
            self._sweep_all()

    def _sweep(self, mark: str) -> None:
        argv = ["timeout", "-s", "KILL", "5", "sh", "-c", _SWEEP, f"{_MARK}={mark}"]
        with self._alive():
            # Detached: the engine tells of this one's end only after the other's output ended.
            self._link.launch(argv)

    def _sweep_all(self) -> None:
        with self._alive():
            self._link.sweep()

    def _exit_code(self, command: Command, deadline: float) -> int | None:
        """Return the exit code, waiting for it; None when the deadline passed first.

        The engine tells the end of the output a moment before it knows the exit code.
        """
        pause = 0.001
        while True:
            with self._alive():
                code = command.exit_code()
            if code is not None:
                break
            if time.monotonic() > deadline:
                return None
            time.sleep(pause)
            pause = min(pause * 2, 0.25)
        # 126 is the engine's own when it could not enter the box, 128 gVisor's when the box ended.
        if code == 126 or code >= 128:
            self._raise_if_gone(patience=0.3)
        return code

    def _check_alive(self) -> None:
        if self._killed.is_set():
            raise BoxGoneError("the box was killed")

    def _check_there(self) -> None:
        """Raise BoxGoneError if the box has ended; an engine that does not answer tells nothing."""
        try:
            self._raise_if_gone()
        except BoxGoneError:
            raise
        except MachineryError:
            return

    def _raise_if_gone(self, patience: float = 0.0) -> None:
        """Raise BoxGoneError if the box has ended or does so within ``patience`` seconds.

        When a box is killed its commands end first, and the engine hears of that first.
        """
        until = time.monotonic() + patience
        while True:
            self._check_alive()
            state = self._link.state()
            if not state.running:
                raise _gone(state)
            if time.monotonic() >= until:
                return
            time.sleep(0.05)


def _gone(state: BoxState) -> BoxGoneError:
    if state.out_of_memory:
        return BoxGoneError("the box ran out of memory", out_of_memory=True)
    return BoxGoneError("the box ended while it was in use")
