"""Stop files: a halt or a pause for whoever can reach the run's folder and nothing else.

``STOP`` halts the run, ``STOP-v0003`` a variant, ``STOP-v0003-clade`` its descendants too;
``PAUSE`` pauses the run, ``PAUSE-now`` does not wait for what runs. What stands in the file is
the reason. A file goes away once it is obeyed.
"""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from pathlib import Path

from common.text import safe
from evolution.halting import carry_out
from evolution.operator import host, user
from evolution.orders import Order
from evolution.run import RunFolder
from sandbox.killing import Killer

_NAME = re.compile(r"(STOP)(?:-(v[0-9]{4,12})(-clade)?)?|(PAUSE)(-now)?")
_SETTLED_SECONDS = 0.05
"""A file is read when it is this old, so that its reason is in it."""


def look(folder: RunFolder) -> Iterator[tuple[Path, Order]]:
    """Yield the stop files of a run and what they order."""
    with os.scandir(folder.path) as entries:
        named = [(e, found) for e in entries if (found := _NAME.fullmatch(e.name))]
    for entry, found in named:
        try:
            state = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            continue
        # A folder cannot be removed as a file is, so it would be obeyed for ever.
        unsettled = 0 <= time.time() - state.st_mtime < _SETTLED_SECONDS
        if unsettled or stat.S_ISDIR(state.st_mode):
            continue
        path = Path(entry.path)
        yield (
            path,
            Order(
                kind="halt" if found[1] else "pause",
                operator=f"{user(state.st_uid)}@{host()}",
                reason=_reason(path),
                variants=(found[2],) if found[2] else (),
                clade=bool(found[3]),
                everything=bool(found[1]) and not found[2],
                now=bool(found[5]),
                id=f"{entry.name}.{state.st_ino}.{state.st_mtime_ns}",
                at=state.st_mtime,
            ),
        )


def obey(folder: RunFolder, killer: Killer) -> None:
    """Carry out what a run's stop files order, and remove them.

    Whoever sees a file carries it out whole, for another who saw it may hang before the end.

    Raises:
        MachineryError, PrerequisiteError: Boxes may still run; the file is still there.
    """
    for path, order in look(folder):
        carry_out(folder, order, killer)
        path.unlink(missing_ok=True)


def _reason(path: Path) -> str:
    try:
        with path.open("rb") as source:
            text = source.read(2000).decode("utf-8", "replace") if path.is_file() else ""
    except OSError:
        text = ""
    return safe(text, limit=500).strip() or f"a file {path.name} was put into the run's folder"
