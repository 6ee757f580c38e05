"""The control groups of boxes on this machine, where the kernel keeps its own count of them."""

from __future__ import annotations

import os
import signal
from collections.abc import Collection, Iterator
from pathlib import Path

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
            for child in _folders(folder):
                if child.name in names:
                    found[names[child.name]] = child
                else:
                    below.append(child)
        if len(found) == len(containers):
            break
        layer = below
    return found


def kill(folder: Path) -> bool:
    """Send SIGKILL to all processes of a control group; return whether none is left to kill."""
    for _ in range(3):
        pids = [pid for pid in read_pids(folder) if pid > 1]
        if not pids:
            return True
        for pid in pids:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
            except PermissionError:
                return False
    return False


def read_pids(folder: Path) -> list[int]:
    """Return the processes of a control group; none when it is gone."""
    try:
        return [int(word) for word in (folder / "cgroup.procs").read_text().split()]
    except (OSError, ValueError):
        return []


def _folders(folder: Path) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            yield from (Path(e.path) for e in entries if e.is_dir(follow_symlinks=False))
    except OSError:
        return
