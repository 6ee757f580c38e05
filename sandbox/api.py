"""The contract of a sandbox: what every implementation gives and what it promises."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from common.files import File, FileTree, TreeLimits

CPU_SHARES = 64
"""A box's weight where processors are short; other processes weigh 1024 (runc's scale). What
watches and halts boxes goes ahead of them, however many there are."""


@dataclass(frozen=True)
class Limits:
    """What one box may use. Exceeding any of them harms the box alone."""

    memory_mb: int = 512
    """Memory with tmpfs included; no swap. Beyond it the kernel kills processes of the box."""
    cpus: float = 1.0
    pids: int = 256
    disk_mb: int = 128
    """Size of the work folder's tmpfs; writes beyond it fail with ENOSPC."""
    tmp_mb: int = 64
    """Size of /tmp, /opt, /logs, /tests and /solution each."""
    file_mb: int = 128
    """Largest single file (RLIMIT_FSIZE)."""
    deadline_seconds: float = 900.0
    """After this the box ends by itself, even when the host is gone."""
    gpus: int = 0
    """NVIDIA GPUs of the machine that the box may use, chosen by the engine."""


@dataclass(frozen=True)
class BoxSpec:
    """What a box is for. Run and variant become labels, by which it can be found and killed."""

    run: str
    variant: str
    role: str
    """One of "expand", "preflight", "solve", "grade", "probe"."""
    workdir: str = "/workspace"
    """Absolute folder in the box: an empty tmpfs the box's user owns."""
    image: str | None = None
    """An image reference; ``None`` for the base image. ``sandbox.torch_image.TORCH`` is made when a
    box is first started from it. It must have ``python3`` (3.3 or later,
    with ctypes), which is process 1 of every box, and a shell, ``timeout``, ``tar``, ``grep``."""
    limits: Limits = field(default_factory=Limits)


@dataclass(frozen=True)
class ExecResult:
    """How one command ended. Output is the kept head and tail; the rest is counted."""

    exit_code: int
    """The command's exit code; 124 when it timed out, 128 + n when a signal ended it."""
    stdout: bytes
    stderr: bytes
    dropped: int
    """Bytes of stdout and stderr that were read and thrown away."""
    timed_out: bool
    seconds: float


class Stream(Protocol):
    """The stdin and stdout of a command that runs in a box."""

    def read(self, size: int) -> bytes:
        """Return up to ``size`` bytes of stdout, blocking; ``b""`` once the command has ended."""
        ...

    def write(self, data: bytes) -> None:
        """Write all of ``data`` to stdin.

        Raises:
            BoxGoneError: The box or the command has ended.
        """
        ...

    def close(self) -> None:
        """Let go of the command; safe to call twice."""
        ...


class Box(Protocol):
    """One running sandbox instance, used by one thread at a time; ``kill`` from any thread."""

    @property
    def id(self) -> str:
        """The engine's name for it."""
        ...

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
        """Run a command to its end.

        Args:
            argv: Program and arguments; no shell.
            timeout: Seconds until the command's whole process group is killed.
            stdin: Bytes fed to it, then end of file.
            env: Variables added to the image's.
            cwd: Working folder; the box's ``workdir`` by default.
            output_limit: Bytes kept of stdout and of stderr each (head and tail halves).

        The command cannot end its box by killing processes, nor by leaving none to spare: of
        what it starts, process 1 is out of reach. A box ends only by a halt (``kill``), by its
        deadline, by a lack of memory in which the kernel chooses process 1
        (``error.out_of_memory``), by a fault of the engine, or because the host ended it when
        nothing else ended a command; that command's result says that it timed out or was killed
        (137), and a later ``get`` rejects the tree, so what code in a box does to its box is
        told apart from a fault of the machinery.

        Raises:
            BoxGoneError: The box ended before the command did.
            MachineryError: The engine failed.
        """
        ...

    def put(self, tree: FileTree, dest: str) -> None:
        """Write files below the absolute folder ``dest``, which is made if it is missing.

        Raises:
            BoxGoneError, MachineryError: As for ``exec``.
        """
        ...

    def get(self, path: str, limits: TreeLimits | None = None) -> dict[str, File]:
        """Read the folder ``path`` out as a tree of regular files.

        Raises:
            TreeRejectedError: The folder holds a link, a device, a hostile name, or too much.
            BoxGoneError, MachineryError: As for ``exec``.
        """
        ...

    def stream(self, argv: Sequence[str], env: Mapping[str, str] | None = None) -> Stream:
        """Start a command and return its stdin and stdout."""
        ...

    def kill(self) -> None:
        """End the box and everything in it at once, and remove it; safe to call twice."""
        ...


class Sandbox(Protocol):
    """A maker of boxes."""

    @property
    def image_digest(self) -> str:
        """The identity of the base image boxes start from."""
        ...

    @property
    def name(self) -> str:
        """Which kind it is: "docker-runc", "docker-gvisor" or "bubblewrap"."""
        ...

    @property
    def not_promised(self) -> Mapping[str, str]:
        """The checks of ``sandbox.checks`` that it does not promise to pass, each with why."""
        ...

    def start(self, spec: BoxSpec) -> Box:
        """Start a box.

        Raises:
            PrerequisiteError: There is no engine or no image; the hint says how to get one.
            MachineryError: The engine failed to start this one.
        """
        ...

    def kill(self, run: str, variant: str | None = None) -> list[str]:
        """Kill the boxes of a run, or of one of its variants, by label; return their ids."""
        ...

    def reap(self) -> list[str]:
        """Remove boxes whose owner process is dead or whose deadline has passed; return ids."""
        ...
