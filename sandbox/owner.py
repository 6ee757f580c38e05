"""Who started a box, in a form that another process can check later."""

from __future__ import annotations

import os
import time
from pathlib import Path


def this_process() -> str:
    """Return the identity of this process: boot, process namespace, number, start time.

    A process number alone is used again after a while; with its start time and the boot it is
    unique. Where there is no ``/proc`` the identity names nothing, and its boxes are left to
    their deadline.
    """
    return identity(os.getpid())


def identity(pid: int) -> str:
    """Return the identity of a process, in this process's namespace, in the same form."""
    started = _start_time(pid)
    return f"{_here()}.{pid}.{started}" if started else f"elsewhere.{pid}"


def is_dead(owner: str) -> bool:
    """Tell whether the process of this identity has certainly ended.

    An owner on another machine, in another process namespace or before a reboot cannot be looked
    up from here, so it counts as alive: the deadline of its boxes ends them.
    """
    parts = owner.rsplit(".", 2)
    if len(parts) != 3 or parts[0] != _here() or not parts[1].isdigit():
        return False
    return _start_time(int(parts[1])) != parts[2]


def is_orphaned(owner: str, deadline: float | None) -> bool:
    """Tell whether nobody needs a box any more: its owner is dead, or its time is long over.

    Args:
        owner: The identity of the process it belongs to.
        deadline: Unix seconds; a box ends itself then. A minute is left to whoever uses its last
            words.
    """
    return is_dead(owner) or (deadline is not None and time.time() > deadline + 60)


def _here() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}.{Path('/proc/self/ns/pid').readlink()}"
    except OSError:
        return "elsewhere"


def _start_time(pid: int) -> str:
    """Return the start time in clock ticks since boot; "" for none or a zombie (proc(5))."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if fields[0] in "ZX" else fields[19]
