"""``top``: what happens in a run's boxes now, told by its engine."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import Json, Run, Runs, one, open_folder

if TYPE_CHECKING:
    from rich.table import Table

    from evolution.live.rows import BoxRow, LiveView
    from evolution.run import RunFolder

_BEAT_SECONDS = 1.0
_COLUMNS = ("variant", "phase", "task", "steps", "time", "tokens", "$", "cpu", "memory", "procs")


def top(
    run: Run,
    tail: Annotated[
        str | None,
        typer.Option(metavar="BOX", help="What is recorded of this box, by variant or box id."),
    ] = None,
    follow: Annotated[
        bool | None,
        typer.Option("--follow/--once", help="Look again every second (in a terminal), or once."),
    ] = None,
    as_json: Json = False,
    runs: Runs = None,
) -> None:
    """Show the boxes that run now: phase, steps, time, cost, processor, memory, last line."""
    folder = open_folder(run, runs)
    going_on = follow if follow is not None else sys.stdout.isatty() and not as_json
    if tail is not None:
        _tail(folder, tail, going_on=going_on)
    elif as_json:
        from evolution.live.rows import told

        for view in _views(folder, going_on=going_on):
            typer.echo(json.dumps(told(view), ensure_ascii=True))
            sys.stdout.flush()
    elif going_on:
        _watch(folder)
    else:
        from rich.console import Console

        width = None if sys.stdout.isatty() else 200
        Console(width=width).print(picture(next(_views(folder, going_on=False))))


def _views(folder: RunFolder, *, going_on: bool) -> Iterator[LiveView]:
    from evolution.live.client import follow, look

    if going_on:
        yield from follow(folder)
    else:
        yield look(folder)


def _watch(folder: RunFolder) -> None:
    from rich.live import Live

    with Live(auto_refresh=False, transient=True) as live:
        for view in _views(folder, going_on=True):
            live.update(picture(view), refresh=True)


def _tail(folder: RunFolder, asked: str, *, going_on: bool) -> None:
    """Print a box's record, and what comes after it until the box is gone."""
    from common.errors import MachineryError, UsageError
    from evolution.live.client import look, tail

    rows = look(folder).rows
    keys = [row.key for row in rows if row.variant == asked or row.box.startswith(asked)]
    if not keys:
        running = ", ".join(sorted({row.variant for row in rows})) or "nothing"
        raise UsageError(f"No box of {one(asked, 40)!r} runs now.", f"There runs: {running}.")
    position = -1
    while True:
        try:
            found = tail(folder, keys[0], position)
        except MachineryError:
            return
        for line in found.lines:
            typer.echo(one(line, 400))
        position = found.position
        if not going_on:
            return
        time.sleep(_BEAT_SECONDS)


def picture(view: LiveView) -> Table:
    """Return the boxes as a table; everything of a variant's is cleaned."""
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="dim", expand=False)
    for name in _COLUMNS:
        table.add_column(name, no_wrap=True)
    table.add_column("last line", no_wrap=True, overflow="ellipsis", ratio=1)
    for row in view.rows:
        table.add_row(*(Text(one(cell, 100)) for cell in _cells(row)))
    if not view.rows:
        table.add_row(Text("nothing runs now"))
    return table


def _cells(row: BoxRow) -> tuple[str, ...]:
    from cli.render import seconds

    limit = f"/{seconds(row.limit)}" if row.limit is not None else ""
    memory = "-" if row.memory_bytes is None else f"{row.memory_bytes >> 20} MB"
    return (
        row.variant,
        row.phase,
        row.task or "its own source",
        str(row.calls),
        seconds(row.elapsed) + limit,
        f"{row.tokens:,}",
        f"{row.cost_usd:.2f}",
        "-" if row.cpus is None else f"{row.cpus:.1f}",
        memory,
        "-" if row.processes is None else str(row.processes),
        row.line,
    )
