"""Starting an engine in the background."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import typer

from common.environment import given
from common.errors import MachineryError

if TYPE_CHECKING:
    from evolution.run import RunFolder

_PATIENCE_SECONDS = 60.0


def detach_engine(folder: RunFolder) -> None:
    """Start ``resume`` on a run in a session of its own and wait until it has the run.

    Raises:
        MachineryError: It ended before it had.
    """
    command = [sys.executable, "-m", "cli.main", "resume", folder.name]
    command += ["--runs", str(folder.path.parent.resolve())]
    began = time.time()
    with folder.log.open("ab") as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=given(),
            start_new_session=True,
        )
    while time.time() < began + _PATIENCE_SECONDS:
        if process.poll() is not None and process.returncode != 0:
            raise MachineryError(
                f"The engine of {folder.name} ended at once.", f"Its last words: {folder.log}"
            )
        if process.poll() is not None or folder.engine_alive():
            break
        time.sleep(0.1)
    typer.echo(f"The run {folder.name} goes on in the background (process {process.pid}).")
    typer.echo(f"  watch    arboretum status {folder.name}\n  log      {folder.log}")
    typer.echo(f"  stop     kill -INT {process.pid}   (twice: at once)")
