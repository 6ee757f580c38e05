"""What ``benchmarks check`` shows: how far it is, and a table of what is broken."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from cli.options import one

if TYPE_CHECKING:
    from evaluator.check import TaskCheck

_Hooks = tuple[Callable[["TaskCheck"], None], Callable[[str], None]]


@contextmanager
def watched(total: int, done: int) -> Iterator[_Hooks]:
    """Show on stderr how far a check is.

    Args:
        total: Tasks in all.
        done: Those that are broken already.

    Yields:
        What to call after each task, and with each line on what is being prepared.
    """
    if not sys.stderr.isatty():
        yield _tell, lambda line: typer.echo(one(line), err=True)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[now]}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        bar = shown.add_task("check", total=total, completed=done, now="")

        def progress(check: TaskCheck) -> None:
            shown.update(bar, advance=1, now=one(check.task, 60))
            if not check.ok:
                shown.console.print(_line(check), markup=False, highlight=False)

        yield progress, lambda line: shown.update(bar, now=one(line, 100))


def report(checks: list[TaskCheck]) -> None:
    """Print the table of what is broken, what is told by language, and the count."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from evaluator.check import by_language

    bad = [check for check in checks if not check.ok]
    console = Console(soft_wrap=not sys.stdout.isatty())
    if bad:
        table = Table("task", "oracle", "nop", "seconds", "why", box=None, pad_edge=False)
        for check in bad:
            why = Text(one(check.detail, 300))
            row = (_reward(check.oracle), _reward(check.nop), f"{check.seconds:.1f}")
            table.add_row(Text(one(check.task, 60)), *row, why)
        console.print(table)
    for note, count in _notes(checks).items():
        typer.echo(f"{count} tasks: {one(note)}")
    for language, (oracle, nop, total) in by_language(checks).items():
        works = "works" if oracle == nop == total else "has broken tasks"
        typer.echo(f"{language}: oracle {oracle}/{total}, nop {nop}/{total}: {works}")
    typer.echo(f"{len(checks) - len(bad)} of {len(checks)} tasks are sound.")


def _notes(checks: list[TaskCheck]) -> dict[str, int]:
    """Return what is not heeded of how many tasks."""
    found: dict[str, int] = {}
    for check in checks:
        for note in check.notes:
            found[note] = found.get(note, 0) + 1
    return found


def _tell(check: TaskCheck) -> None:
    typer.echo(_line(check), err=True)


def _line(check: TaskCheck) -> str:
    mark = "✓" if check.ok else "✗"
    detail = f": {one(check.detail, 300)}" if check.detail else ""
    where = f"{check.split}/" if check.split else ""
    return f"{mark} {where}{one(check.task, 60)} ({check.seconds:.1f} s){detail}"


def _reward(value: float | None) -> str:
    return "-" if value is None else f"{value:g}"
