"""Working on a run with the terminal watching: live on a TTY, plain lines elsewhere."""

from __future__ import annotations

import json
import logging
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

import typer

from archive.records import Evaluation, Expansion
from cli import render, values
from cli.display import Display, chosen_display
from cli.options import echo_json, one

if TYPE_CHECKING:
    from rich.console import Group

    from evolution.run import RunFolder
    from evolution.view import RunView

_REDRAW_SECONDS = 0.5
_LINES_KEPT = 8


def work(folder: RunFolder, display: Display | None = None, *, as_json: bool = False) -> None:
    """Drive a run here until it ends, and say what came of it.

    Args:
        folder: The run.
        display: How it is shown; by default as the terminal allows.
        as_json: Say what came of it in JSON, alone on stdout; progress goes to stderr.

    Raises:
        ArboretumError: See :func:`evolution.launch.drive`.
    """
    from evolution.engine import InterruptedRunError
    from evolution.launch import drive
    from evolution.signals import Stop
    from evolution.view import read_view

    logging.basicConfig(filename=folder.log, level=logging.INFO, format=_FORMAT)
    stop = Stop()
    display = chosen_display(display)
    screens = {Display.FULL: _live, Display.PLAIN: _plain, Display.JSON: _json}
    screen = partial(_plain, err=True) if as_json else screens[display]
    machine = as_json or display is Display.JSON
    typer.echo(f"run {folder.name} in {folder.path}", err=machine)
    try:
        with stop.listening(), screen(folder) as (tell, tick):
            drive(folder, stop, tell=tell, tick=tick, progress=_progress)
    except InterruptedRunError:
        typer.echo("\n".join(render.tree_lines(read_view(folder))), err=machine)
        raise
    view = read_view(folder)
    if as_json:
        echo_json(values.result_value(view))
    elif machine:
        typer.echo(json.dumps(values.result_value(view)))
    else:
        typer.echo("\n" + "\n".join(render.result_lines(view)))


_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"

_Hooks = tuple[Callable[[Expansion | Evaluation], None], Callable[[], None]]


def _progress(line: str) -> None:
    typer.echo(line, err=True)


@contextmanager
def _plain(folder: RunFolder, *, err: bool = False) -> Iterator[_Hooks]:  # noqa: ARG001
    """One line for each ending."""
    began = time.monotonic()

    def tell(row: Expansion | Evaluation) -> None:
        took = render.seconds(time.monotonic() - began)
        typer.echo(f"[{took:>6}] {render.ending_line(row)}", err=err)
        sys.stdout.flush()

    yield tell, lambda: None


@contextmanager
def _json(folder: RunFolder) -> Iterator[_Hooks]:  # noqa: ARG001
    """One JSON object a line for each ending."""

    def tell(row: Expansion | Evaluation) -> None:
        kind = "expansion" if isinstance(row, Expansion) else "evaluation"
        typer.echo(json.dumps({"kind": kind, **asdict(row)}))
        sys.stdout.flush()

    yield tell, lambda: None


@contextmanager
def _live(folder: RunFolder) -> Iterator[_Hooks]:
    """A picture that is drawn again a few times a second."""
    from rich.live import Live

    from evolution.view import read_view

    latest: list[str] = []
    drawn = 0.0
    with Live(refresh_per_second=2, transient=True, auto_refresh=False) as live:

        def tell(row: Expansion | Evaluation) -> None:
            latest.append(render.ending_line(row))
            del latest[:-_LINES_KEPT]

        def tick() -> None:
            nonlocal drawn
            if time.monotonic() - drawn >= _REDRAW_SECONDS:
                drawn = time.monotonic()
                live.update(picture(read_view(folder), latest), refresh=True)

        yield tell, tick


def picture(view: RunView, latest: list[str]) -> Group:
    """Return what the live display shows: the tree, the work in flight, the latest endings."""
    from rich.console import Group
    from rich.text import Text

    now = time.time()
    flying = [f"  ◌ {e.child} being made from {e.parent}" for e in view.expanding]
    flying += [
        f"  ● {row.variant} at {row.split}/{one(row.task, 50)}"
        f" ({render.seconds(now - row.started)})"
        for row in view.running
    ]
    best = f"best {view.best}" if view.best else "nothing measured yet"
    budget = f" · the search's budget of {view.spent} is used up" if view.spent else ""
    lines = [f"run {view.name} · {best} · {render.budget_text(view)}{budget}", ""]
    lines += [*render.tree_lines(view), "", "in flight:", *(flying or ["  nothing"]), ""]
    lines += latest
    return Group(*(Text(line, no_wrap=True, overflow="ellipsis") for line in lines))
