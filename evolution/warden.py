"""A small process beside the engine: it obeys stop files, and clears up when the engine dies.

It shares nothing with the engine but the run's folder, so it goes on when that one hangs.
Run as ``python -m evolution.warden FOLDER OWNER``.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.environment import without_secrets
from common.errors import ArboretumError
from common.priority import go_ahead
from common.text import safe
from evolution.halting import killer_of
from evolution.run import RunFolder
from evolution.stopfiles import obey
from sandbox.owner import is_dead, this_process

_LOOK_SECONDS = 0.1
_CLEARING_SECONDS = 3600.0
_LATE_SECONDS = 5.0
"""How long stop files are obeyed after the engine's death."""
_SULK_SECONDS = 2.0
"""Pause after a fault, so that one that stays does not fill the log."""


@contextmanager
def posted(folder: RunFolder) -> Iterator[None]:
    """Keep a warden for this process while the block runs."""
    command = [sys.executable, "-m", "evolution.warden", str(folder.path.resolve())]
    with folder.log.open("ab") as log:
        # A session of its own: what stops the engine's terminal or process group spares it.
        process = subprocess.Popen(
            [*command, this_process()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=without_secrets(),
            start_new_session=True,
        )
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def watch(folder: RunFolder, owner: str) -> None:
    """Obey the stop files of a run until its engine is dead, then remove what it left running.

    A sandbox that does not answer then is asked again, until the deadlines have ended all boxes.
    Whoever halts a run in the moment in which its engine dies still finds somebody to obey.

    Args:
        folder: The run.
        owner: The engine's process, as boxes name it.
    """
    killer, deadline, leave = killer_of(folder), float("inf"), float("inf")
    while time.monotonic() < min(deadline, leave):
        try:
            if leave == float("inf") and is_dead(owner):
                deadline = min(deadline, time.monotonic() + _CLEARING_SECONDS)
                killer.kill(killer.find(folder.label, owner=owner))
                leave = time.monotonic() + _LATE_SECONDS
            obey(folder, killer)
            time.sleep(_LOOK_SECONDS)
        except Exception as error:  # noqa: BLE001 - nobody else obeys while the engine hangs
            if leave < float("inf") and not folder.path.is_dir():
                return
            sys.stderr.write(f"warden: {safe(str(error), limit=500)}\n")
            time.sleep(_SULK_SECONDS)
            leave += _SULK_SECONDS


if __name__ == "__main__":
    go_ahead()
    try:
        watch(RunFolder(Path(sys.argv[1])), sys.argv[2])
    except (ArboretumError, FileNotFoundError) as error:
        sys.exit(f"warden: {error}")
