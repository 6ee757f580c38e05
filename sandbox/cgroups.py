"""The control groups of boxes on this machine, where the kernel keeps its own count of them."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_ROOT = Path("/sys/fs/cgroup")
_DEPTH = 6


def processes_folder() -> Path | None:
    """Return the tree of control groups that lists processes; ``None`` where there is none."""
    for folder in (_ROOT / "pids", _ROOT):
        if (folder / "cgroup.procs").is_file():
            return folder
    return None


def find(containers: Collection[str], top: Path) -> dict[str, Path]:
    """Return the control groups of containers below ``top``, by id; those found.

    The engine names them ``ID`` or ``docker-ID.scope`` and lets its owner choose where they are.
    """
    names = {form: one for one in containers for form in (one, f"docker-{one}.scope")}
    found: dict[str, Path] = {}
    layer = [top]
    for _ in range(_DEPTH):
        below: list[Path] = []
        for folder in layer:
            for child, has_some in _folders(folder):
                if child.name in names:
                    found[names[child.name]] = child
                elif has_some:
                    below.append(child)
        if len(found) == len(containers):
            break
        layer = below
    return found


def kill(folders: Collection[Path], patience: float) -> bool:
    """Send SIGKILL to all processes of some control groups until none is left; tell whether so.

    Args:
        folders: The control groups.
        patience: Seconds after which what still lives is left to others.
    """
    until = time.monotonic() + patience
    while pids := [pid for folder in folders for pid in read_pids(folder) if pid > 1]:
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            except PermissionError:
                return False
        if time.monotonic() > until:
            return False
        time.sleep(0.002)
    return True


def read_pids(folder: Path) -> list[int]:
    """Return the processes of a control group; none when it is gone."""
    try:
        return [int(word) for word in (folder / "cgroup.procs").read_text().split()]
    except (OSError, ValueError):
        return []


def remove(containers: Collection[str], top: Path, patience: float) -> None:
    """Remove the empty control groups that removed containers have left, of every hierarchy.

    Where ``runsc create`` is killed on its way nobody else does: its engine forgets the container,
    but the kernel keeps its groups until the machine is restarted.

    Args:
        containers: Their ids.
        top: The tree of control groups that lists processes.
        patience: Seconds that those still in use are given.
    """
    roots = [_ROOT] if top == _ROOT else list(_ROOT.iterdir())
    until = time.monotonic() + patience
    while found := find(containers, top):
        for folder in found.values():
            for root in roots:
                with suppress(OSError):
                    (root / folder.relative_to(top)).rmdir()
        if time.monotonic() > until:
            return
        time.sleep(0.01)


def _folders(folder: Path) -> Iterator[tuple[Path, bool]]:
    """Yield the folders in a folder, and whether there are any in these."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    continue
                try:
                    links = entry.stat(follow_symlinks=False).st_nlink
                except FileNotFoundError:
                    continue
                # A link from its parent, one from itself, and one from each folder in it.
                yield Path(entry.path), links > 2
    except OSError:
        return


class Counts(NamedTuple):
    """What the kernel counted of a control group; ``None`` where it does not say."""

    processes: int | None
    cpu_seconds: float | None
    memory_bytes: int | None
    shared_bytes: int | None


def read_counts(folder: Path, top: Path) -> Counts:
    """Return the kernel's counts for a control group below ``top``, of version 1 or 2."""
    if top == _ROOT:
        places = dict.fromkeys(("pids", "cpuacct", "memory"), folder)
    else:
        inside = folder.relative_to(top)
        places = {name: _ROOT / name / inside for name in ("pids", "cpuacct", "memory")}
    memory = _table(places["memory"] / "memory.stat")
    shared = memory.get("total_shmem", memory.get("shmem"))
    own = memory.get("total_rss", memory.get("anon"))
    spent = _table(places["cpuacct"] / "cpu.stat").get("usage_usec")
    ticks = _number(places["cpuacct"] / "cpuacct.usage")
    return Counts(
        _number(places["pids"] / "pids.current"),
        spent / 1e6 if spent is not None else ticks / 1e9 if ticks is not None else None,
        own + (shared or 0) if own is not None else None,
        shared,
    )


def _number(path: Path) -> int | None:
    try:
        return int(path.read_text())
    except (OSError, ValueError):
        return None


def _table(path: Path) -> dict[str, int]:
    try:
        rows = [line.split() for line in path.read_text().splitlines()]
        return {row[0]: int(row[1]) for row in rows if len(row) == 2}
    except (OSError, ValueError):
        return {}
