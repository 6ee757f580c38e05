"""``incidents`` and ``acknowledge``: what an operator should look at, and that they did."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from cli.options import Json, Run, Runs, echo_json, one, open_folder


def incidents(
    run: Run,
    everything: Annotated[bool, typer.Option("--all", help="Those with a note too.")] = False,
    as_json: Json = False,
    runs: Runs = None,
) -> None:
    """List alerts, quarantines, halts by the overseer, spent budgets and attempts on the wall."""
    from archive.ledger import Ledger
    from evolution.incidents import read_incidents

    folder = open_folder(run, runs)
    with Ledger(folder.ledger, readonly=True) as ledger:
        found = read_incidents(folder, ledger)
    shown = [row for row in found if everything or row.note is None or row.holds]
    if as_json:
        echo_json([asdict(row) for row in shown])
        return
    for row in shown:
        at = datetime.fromtimestamp(row.at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
        holds = " (holds)" if row.holds else ""
        typer.echo(f"{row.number:>8}  {at}  {row.kind}{holds}  {row.variant}  {one(row.text, 160)}")
        if row.note is not None:
            typer.echo(f"          noted by {row.note.operator}: {one(row.note.note, 160)}")
    if not shown:
        typer.echo("Nothing to look at.")


def acknowledge(
    run: Run,
    numbers: Annotated[list[int], typer.Argument(metavar="NUMBER...", help="As listed.")],
    note: Annotated[str, typer.Option("--note", help="What you found; kept for good.")],
    runs: Runs = None,
) -> None:
    """Note that incidents were looked at; the console and `incidents` then leave them out."""
    from evolution.incidents import acknowledge as write_down
    from evolution.operator import this_operator

    write_down(open_folder(run, runs), numbers, note, this_operator())
    typer.echo(f"Noted on {len(numbers)} incidents." if len(numbers) > 1 else "Noted.")
