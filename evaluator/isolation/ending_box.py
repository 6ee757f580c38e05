"""Ends what code under test has left running; a part of the programs of a grading box."""

import os
import signal
import time


def living(kept):
    """Return the ids of the processes that are neither dead nor to be kept."""
    return {int(p) for p in os.listdir("/proc") if p.isdigit() and _alive(p)} - kept


def name_of(pid):
    """Return what the kernel calls a process; "" for one that has ended meanwhile."""
    try:
        with open(f"/proc/{pid}/comm", encoding="utf-8", errors="replace") as file:
            return file.read().strip()
    except OSError:
        return ""


def _alive(pid):
    try:
        with open(f"/proc/{pid}/stat", "rb") as file:
            return file.read().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except OSError:
        return False


def end_all(kept):
    """Stop, then kill, whatever else runs."""
    for _ in range(200):
        left = living(kept)
        if not left:
            return
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in left:
                try:
                    os.kill(pid, number)
                except OSError:
                    pass
        time.sleep(0.002)
