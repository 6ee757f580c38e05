"""Limits by control groups for boxes that no engine limits: version 1 or 2, where we may write."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass
from pathlib import Path

from sandbox.api import CPU_SHARES, Limits

_ROOT = Path("/sys/fs/cgroup")
_CONTROLLERS = ("memory", "pids", "cpu")
_PERIOD = 100_000
"""Microseconds over which the share of the processors is counted, Docker's too."""

_WEIGHT = 1 + (CPU_SHARES - 2) * 9999 // 262142
"""The same in version 2, as runc converts it."""


@dataclass(frozen=True)
class Group:
    """The control group of one box: one folder in version 2, one for each controller in 1."""

    folders: tuple[Path, ...]

    def add(self, pid: int) -> None:
        """Put a process into the group."""
        for folder in self.folders:
            (folder / "cgroup.procs").write_text(str(pid))

    def starved(self) -> bool:
        """Tell whether the kernel killed processes of the group for want of memory."""
        for folder in self.folders:
            for name in ("memory.events", "memory.oom_control"):
                with contextlib.suppress(OSError):
                    words = (folder / name).read_text().split()
                    counts = dict(zip(words[::2], words[1::2], strict=False))
                    return int(counts.get("oom_kill", 0)) > 0
        return False

    def remove(self) -> None:
        """Remove the group, once its last process is gone; one that is removed is no error."""
        for folder in self.folders:
            for _ in range(50):
                try:
                    folder.rmdir()
                except FileNotFoundError:
                    break
                except OSError:
                    time.sleep(0.02)
                else:
                    break


def make_group(name: str, limits: Limits) -> Group | None:
    """Make a group with a box's limits; ``None`` where this process may not."""
    bases = _bases()
    group = Group(tuple(base / f"arboretum-{name}" for base in bases.values()))
    try:
        for controller, base in bases.items():
            folder = base / f"arboretum-{name}"
            folder.mkdir()
            for file, value in _settings(controller, limits).items():
                (folder / file).write_text(value)
    except OSError:
        group.remove()
        return None
    return group if group.folders else None


def _bases() -> dict[str, Path]:
    """Return where groups are made: a folder by controller, or one for "" in version 2."""
    mine = _memberships()
    if set(_CONTROLLERS) <= mine.keys():
        count = _ROOT / "cpuacct"
        # It counts processor time, and is mounted with "cpu" on most machines, on others apart.
        apart = "cpuacct" in mine and count.is_dir() and not count.samefile(_ROOT / "cpu")
        names = (*_CONTROLLERS, "cpuacct") if apart else _CONTROLLERS
        return {name: _ROOT / name / mine[name] for name in names}
    if "" not in mine or not (_ROOT / "cgroup.controllers").exists():
        return {}
    own = _ROOT / mine[""]
    # A group with processes cannot hand its controllers down, so a box is put beside us.
    return {"": own if own == _ROOT else own.parent}


def _memberships() -> dict[str, str]:
    """Return where this process is, by controller; "" is version 2 (cgroups(7))."""
    try:
        lines = [line.split(":", 2) for line in Path("/proc/self/cgroup").read_text().splitlines()]
    except OSError:
        return {}
    return {name: path.lstrip("/") for _, names, path in lines for name in names.split(",")}


def _settings(controller: str, limits: Limits) -> dict[str, str]:
    memory, quota = str(limits.memory_mb << 20), int(limits.cpus * _PERIOD)
    if controller == "memory":
        found = {"memory.limit_in_bytes": memory}
        if (_ROOT / "memory/memory.memsw.limit_in_bytes").exists():
            found["memory.memsw.limit_in_bytes"] = memory
        return found
    if controller == "pids":
        return {"pids.max": str(limits.pids)}
    if controller == "cpu":
        return {
            "cpu.shares": str(CPU_SHARES),
            "cpu.cfs_period_us": str(_PERIOD),
            "cpu.cfs_quota_us": str(quota),
        }
    if controller == "cpuacct":
        return {}
    return {
        "memory.max": memory,
        "memory.swap.max": "0",
        "pids.max": str(limits.pids),
        "cpu.max": f"{quota} {_PERIOD}",
        "cpu.weight": str(_WEIGHT),
    }
