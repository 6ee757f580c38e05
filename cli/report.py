"""``report``: a run as a page that stands on its own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.options import Json, Run, Runs, echo_json, open_folder


def report(
    run: Run,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="Where to; the run's folder.")
    ] = None,
    printed: Annotated[
        bool, typer.Option("--print", help="Print its tables and write nothing.")
    ] = False,
    as_json: Json = False,
    runs: Runs = None,
) -> None:
    """Write a run's report: one page of HTML and one of Markdown; or print its tables."""
    from evolution.report.tasks import rewards
    from evolution.report.write import read_report, write_report

    folder = open_folder(run, runs)
    if printed:
        from cli.tables import print_report

        print_report(read_report(folder)[1])
        return
    facts, files = write_report(folder, out, lambda line: typer.echo(line, err=True))
    if as_json:
        echo_json({"run": folder.name, "files": [str(f) for f in files], "matrix": rewards(facts)})
        return
    for path in files:
        typer.echo(str(path))
