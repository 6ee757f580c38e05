"""What attacks could leave on the host: processes that outlive their boxes, and bytes."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from common.errors import ArboretumError
from sandbox.killing import find_labelled
from sandbox.records import records

_PATIENCE = 15.0
_APART = 0.1
_GROUP = re.compile(r"(?:/|docker-)[0-9a-f]{64}\b|arboretum-bwrap-")
"""The control group of some container or box."""
_FACTS = re.compile(
    r"^State:\s(?P<state>.).*^PPid:\s(?P<parent>\d+).*^NSpid:\s(?P<numbers>[\d\t]+)$", re.M | re.S
)
"""Of a process's status (proc(5)): it has a number in each process namespace it is in."""


class _Process(NamedTuple):
    parent: int
    group: str
    inside: bool
    """Whether it is in a process namespace below ours, or in the control group of a box."""


def boxes_now() -> dict[str, int]:
    """Return all boxes of this machine, whoever's: id and, where it is known, process 1."""
    found = {one.id: one.pid for one in records()}
    with suppress(ArboretumError):  # there need be no engine where bubblewrap makes the boxes
        found |= {one.id: 0 for one in find_labelled([])}
    return found


def in_no_box(boxes: Mapping[str, int] | None = None) -> set[int]:
    """Return the processes that are in a box, but in none of these; by default, of all there are.

    A box that just begins or ends may look like that for a moment.
    """
    processes = _processes()
    inside = {pid for pid, one in processes.items() if one.inside}
    if inside and boxes is None:
        boxes = boxes_now()
    return {pid for pid in inside if not _belongs(pid, processes, boxes or {})}


def left_behind(residents: Container[int]) -> dict[int, str]:
    """Return the processes that stay though their box is gone, with their commands.

    Args:
        residents: Those that are none of ours.
    """
    until = time.monotonic() + _PATIENCE
    left = {pid for pid in in_no_box() if pid not in residents}
    while left and time.monotonic() < until:
        time.sleep(_APART)
        left &= in_no_box()
    return {pid: _read(pid, "cmdline").replace("\0", " ") for pid in left}


def bytes_below(*folders: Path) -> int:
    """Return what all files below some folders take of the disk."""
    return sum(path.lstat().st_blocks * 512 for at in folders for path in _below(at))


def _below(folder: Path) -> Iterator[Path]:
    for at, _, names in os.walk(folder):
        yield from (Path(at) / name for name in names)


def _belongs(pid: int, processes: Mapping[int, _Process], boxes: Mapping[str, int]) -> bool:
    if any(box in processes[pid].group for box in boxes):
        return True
    firsts = {first for first in boxes.values() if first}
    while pid in processes and pid not in firsts:
        pid = processes[pid].parent
    return pid in firsts


def _processes() -> dict[int, _Process]:
    """Return the living processes by number; every user may read what is read of them here."""
    ours = _read(os.getpid(), "cgroup")
    found = {}
    for pid in (int(at.name) for at in Path("/proc").iterdir() if at.name.isdigit()):
        facts = _FACTS.search(_read(pid, "status"))
        if facts is None or facts["state"] in "ZX":
            continue
        group = _read(pid, "cgroup")
        inside = "\t" in facts["numbers"] or (group != ours and bool(_GROUP.search(group)))
        found[pid] = _Process(int(facts["parent"]), group, inside)
    return found


def _read(pid: int, name: str) -> str:
    try:
        with Path(f"/proc/{pid}/{name}").open("rb", buffering=0) as file:
            return file.read(1 << 14).decode("utf-8", "replace")
    except OSError:
        return ""
