"""A report's tables in a terminal: what ``report --print`` shows instead of writing files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import typer

from cli.options import one
from evolution.report.document import Cell, Line, Section, Table, Told

if TYPE_CHECKING:
    from evolution.report.document import Report

_WIDE = 10_000
"""Columns: a matrix is cut by no terminal; ``less -S`` shows what does not fit."""


def print_report(report: Report) -> None:
    """Print every part of a report that is made of sentences and tables alone."""
    from rich.console import Console

    console = Console(width=_WIDE, soft_wrap=True, highlight=False)
    for section in _readable(report):
        typer.echo(f"\n{section.title}\n")
        for block in section.blocks:
            if isinstance(block, Line):
                typer.echo("".join(_text(part) for part in block.parts))
            elif isinstance(block, Table):
                console.print(_table(block))


def _readable(report: Report) -> Iterator[Section]:
    for section in report.sections:
        if all(isinstance(block, Line | Table) for block in section.blocks):
            yield section


def _table(table: Table) -> object:
    from rich.table import Table as Shown
    from rich.text import Text

    shown = Shown(box=None, pad_edge=False)
    for head in table.head:
        shown.add_column(Text(_text(head)), no_wrap=True)
    for row in table.rows:
        shown.add_row(*(Text(_text(cell)) for cell in row))
    return shown


def _text(cell: Cell) -> str:
    if isinstance(cell, Told):
        return one(cell.text, 100)
    return cell if isinstance(cell, str) else cell.text
