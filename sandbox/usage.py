"""What a running box uses, as the host sees it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from sandbox import cgroups
from sandbox.address import ask

_COMMANDS = 64
_COMMAND_BYTES = 1000
_ASK_SECONDS = 5.0


@dataclass(frozen=True)
class Process:
    """One process of a box."""

    pid: int
    command: tuple[str, ...]
    """Its arguments, cut; a process chooses them itself, so they are untrusted."""
    written: int | None = None
    """Bytes it has written, to files and pipes alike; ``None`` where the host may not look."""


@dataclass(frozen=True)
class BoxUsage:
    """One look at a box. ``None`` means unknown: this sandbox or this user cannot see it."""

    processes: int | None = None
    cpu_seconds: float | None = None
    memory_bytes: int | None = None
    """What its processes and its tmpfs folders hold, without the page cache."""
    disk_bytes: int | None = None
    """What is in its tmpfs folders."""
    running: tuple[Process, ...] | None = None
    """Up to 64 of its processes."""


class Meter(Protocol):
    """Tells what a box uses; one for each kind of sandbox."""

    def usage(self, box: str) -> BoxUsage | None:
        """Return what a box uses now; ``None`` when it is gone.

        Args:
            box: Its id.
        """
        ...


class DockerMeter:
    """sandbox.usage.Meter for containers: reads the kernel's files, and asks nobody for them.

    Where the control groups of the boxes are not on this machine (a remote engine) the engine is
    asked for its one-shot figures, and processes are unknown.

    Args:
        own_kernel: The boxes have a kernel of their own (gVisor). Its threads and its memory are
            what the host counts, which tell nothing of a box's processes and folders.
    """

    def __init__(self, *, own_kernel: bool = False) -> None:
        self._own_kernel = own_kernel
        self._folders: dict[str, Path | None] = {}

    def usage(self, box: str) -> BoxUsage | None:
        """Return what a box uses now; see :meth:`Meter.usage`."""
        used = self._look(box)
        if used is None or not self._own_kernel:
            return used
        return replace(used, processes=None, disk_bytes=None, running=None)

    def _look(self, box: str) -> BoxUsage | None:
        top = cgroups.processes_folder()
        if box not in self._folders and top is not None:
            self._folders[box] = cgroups.find([box], top).get(box)
        folder = self._folders.get(box)
        if folder is None or top is None:
            return _asked(box)
        used = group_usage(folder, top)
        if used is None:
            del self._folders[box]
        return used


def group_usage(folder: Path, top: Path) -> BoxUsage | None:
    """Return what a control group below ``top`` uses; ``None`` if it has no processes."""
    pids = cgroups.read_pids(folder)
    if not pids:
        return None
    found = cgroups.read_counts(folder, top)
    running = tuple(p for pid in pids[:_COMMANDS] if (p := _process(pid)) is not None)
    return BoxUsage(found.processes or len(pids), *found[1:], running=running)


def _process(pid: int) -> Process | None:
    folder = Path(f"/proc/{pid}")
    try:
        with (folder / "cmdline").open("rb") as source:
            line = source.read(_COMMAND_BYTES)
    except OSError:
        return None
    words = line.decode("utf-8", "replace").split("\0")
    return Process(pid, tuple(words), _written(folder))


def _written(folder: Path) -> int | None:
    try:
        fields = dict(row.split(": ") for row in (folder / "io").read_text().splitlines())
        return int(fields["wchar"])
    except (OSError, ValueError, KeyError):
        return None


def _asked(box: str) -> BoxUsage | None:
    """Ask the engine; the fields are those of the Engine API, "Get container stats"."""
    path = f"/containers/{box}/stats?stream=false&one-shot=true"
    status, body = ask("GET", path, timeout=_ASK_SECONDS)
    if status != 200:
        return None
    told = json.loads(body)
    count = (told.get("pids_stats") or {}).get("current")
    used = ((told.get("cpu_stats") or {}).get("cpu_usage") or {}).get("total_usage")
    kept = (told.get("memory_stats") or {}).get("stats") or {}
    if not count:
        return None
    shared = kept.get("total_shmem", kept.get("shmem"))
    own = kept.get("total_rss", kept.get("anon"))
    return BoxUsage(
        processes=count,
        cpu_seconds=None if used is None else used / 1e9,
        memory_bytes=None if own is None else own + (shared or 0),
        disk_bytes=shared,
    )
