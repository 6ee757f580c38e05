"""The console for pipes, programs and screen readers: lines that are never drawn again."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli import render, values
from cli.display import Display
from cli.options import open_folder

if TYPE_CHECKING:
    from archive.records import Event
    from evolution.run import RunFolder

_LOOK_SECONDS = 0.5


def follow(run: str | None, runs: Path | None, display: Display) -> None:
    """Print the family of a run, then every event until no engine works on it.

    Without a run the runs are listed.

    Raises:
        UsageError: There is no such run.
    """
    if run is None:
        from cli.reading import status

        status(None, as_json=display is Display.JSON, runs=runs)
        return
    _follow(open_folder(run, runs), display)


def _follow(folder: RunFolder, display: Display) -> None:
    from archive.ledger import Ledger
    from evolution.view import read_view

    view = read_view(folder)
    if display is Display.JSON:
        typer.echo(json.dumps(values.tree_value(view)))
    else:
        typer.echo("\n".join(render.tree_lines(view)))
    seen = view.seq
    with Ledger(folder.ledger, readonly=True) as ledger:
        alive = True
        while alive:
            # Asked first, so that what an engine wrote before it ended is still told.
            alive = folder.engine_alive()
            while events := ledger.events(after=seen):
                seen = events[-1].seq
                for event in events:
                    _tell(event, display)
            if alive:
                time.sleep(_LOOK_SECONDS)


def _tell(event: Event, display: Display) -> None:
    if display is Display.JSON:
        typer.echo(json.dumps(values.event_value(event)))
    else:
        typer.echo(render.event_line(event))
