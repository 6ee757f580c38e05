"""Git as a subprocess that obeys nothing but its arguments."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Timer
from typing import IO

from common.errors import ArboretumError, PrerequisiteError, TreeRejectedError
from common.text import safe

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
_SETTINGS = (
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.attributesFile=/dev/null",
    "core.quotePath=false",
    # Larger files are told as binary, so that no hostile pair of files makes a diff slow.
    "core.bigFileThreshold=512k",
    "core.symlinks=false",
    "core.fsync=all",
    "protocol.allow=never",
    "gc.auto=0",
)


class Git:
    """Runs git on one bare repository of ours, or on the repository behind a work tree.

    The environment is made here: no configuration of the machine or the user, no ``GIT_*``
    variable of the caller, no hooks, no filters, no replaced objects.

    Args:
        path: The repository, or the ``.git`` of the work tree.
        work_tree: The folder whose files are meant, where there is one.

    Raises:
        PrerequisiteError: Git is not installed.
    """

    def __init__(self, path: Path, work_tree: Path | None = None) -> None:
        program = shutil.which("git")
        if program is None:
            raise PrerequisiteError("git is not installed", "install it, e.g. apt-get install git")
        self.path = path.absolute()
        self._program = program
        self._environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "LC_ALL": "C.UTF-8",
            "GIT_DIR": str(self.path),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_SYSTEM": "/dev/null",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_ATTR_NOSYSTEM": "1",
            "GIT_ATTR_SOURCE": EMPTY_TREE,
            "GIT_NO_REPLACE_OBJECTS": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_DEFAULT_HASH": "sha1",
            "GIT_DEFAULT_REF_FORMAT": "files",
        }
        if work_tree is not None:
            self._environment["GIT_WORK_TREE"] = str(work_tree.absolute())

    def run(self, *arguments: str, stdin: bytes = b"", timeout: float = 60.0) -> bytes:
        """Run git to its end and return what it wrote.

        Raises:
            GitError: It failed; the message is git's own.
        """
        try:
            done = subprocess.run(
                self._command(arguments),
                input=stdin,
                capture_output=True,
                timeout=timeout,
                env=self._environment,
                cwd="/",
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise GitError(f"git {arguments[0]} took more than {timeout:.0f} s") from error
        if done.returncode != 0:
            told = safe(done.stderr.decode("utf-8", "replace"), limit=300)
            raise GitError(f"git {arguments[0]} failed: {told}")
        return done.stdout

    def run_bounded(self, *arguments: str, limit: int, timeout: float = 60.0) -> tuple[bytes, bool]:
        """Run git, stop it after ``limit`` bytes of output, and tell whether that was needed.

        Raises:
            GitError: It failed, or took longer than ``timeout`` seconds.
        """
        with self._start(arguments) as process:
            watch = Timer(timeout, process.kill)
            watch.daemon = True
            watch.start()
            try:
                out = _pipe(process.stdout).read(limit + 1)
            finally:
                watch.cancel()
            if len(out) > limit:
                return out[:limit], True
            if process.wait() != 0:
                raise GitError(f"git {arguments[0]} failed with exit code {process.returncode}")
            return out, False

    @contextmanager
    def objects(self) -> Iterator[Objects]:
        """Open the repository's objects for reading, loose or packed."""
        with self._start(("cat-file", "--batch")) as process:
            yield Objects(_pipe(process.stdin), _pipe(process.stdout))

    def _command(self, arguments: tuple[str, ...]) -> list[str]:
        settings = [part for setting in _SETTINGS for part in ("-c", setting)]
        return [self._program, *settings, *arguments]

    @contextmanager
    def _start(self, arguments: tuple[str, ...]) -> Iterator[subprocess.Popen[bytes]]:
        process = subprocess.Popen(
            self._command(arguments),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
            cwd="/",
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(BrokenPipeError):
                    _pipe(pipe).close()


class GitError(ArboretumError):
    """Git itself refused or failed."""


class Objects:
    """A conversation with ``git cat-file --batch``, for one thread."""

    def __init__(self, ask: IO[bytes], answer: IO[bytes]) -> None:
        self._ask = ask
        self._answer = answer

    def fetch(self, name: str, kind: bytes, limit: int) -> bytes:
        """Return an object's content, proven to be what its name says.

        Raises:
            TreeRejectedError: It has more than ``limit`` bytes; nothing of it was read.
            GitError: It is missing, damaged or of another type.
        """
        try:
            self._ask.write(name.encode() + b"\n")
            self._ask.flush()
        except BrokenPipeError as error:
            raise GitError("git ended while the archive was being read") from error
        header = self._answer.readline().split()
        if len(header) != 3 or header[1] != kind:
            raise GitError(f"the object {name} is missing from the archive or damaged")
        size = int(header[2])
        if size > limit:
            raise TreeRejectedError(f"an object of {size} bytes, more than the {limit} allowed")
        data = self._answer.read(size + 1)[:-1]
        proof = hashlib.sha1(b"%s %d\0" % (kind, size), usedforsecurity=False)
        proof.update(data)
        if proof.hexdigest() != name:
            raise GitError(f"the object {name} in the archive is damaged")
        return data


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise GitError("git was started without a pipe")
    return pipe
