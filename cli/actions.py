"""Commands that act on a run: ``checkout`` and the console."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from cli.options import AllowHalted, Run, Runs, open_folder


def checkout(
    run: Run,
    variant: Annotated[str, typer.Argument(metavar="VARIANT", help="Id, like v0003.")],
    target: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    allow_halted: AllowHalted = False,
    runs: Runs = None,
) -> None:
    """Write a variant as a project of its own, which needs Python and nothing else."""
    from evolution.checkout import checkout as do_checkout

    path = do_checkout(open_folder(run, runs), variant, target, allow_halted=allow_halted)
    typer.echo(f"{variant} is in {path}; PROVENANCE.json says where it comes from.")
    typer.echo(
        "It runs the commands a model writes: use it in a sandbox. Try it:\n"
        f"  cd {path} && python3 -m coding_agent self-test"
    )


def tui(
    run: Annotated[str | None, typer.Argument(metavar="[RUN]", help="Name of a run.")] = None,
    runs: Runs = None,
) -> None:
    """Open the console."""
    from evolution.run import runs_root
    from tui.app import main

    sys.exit(main(run, runs_root(runs)))
