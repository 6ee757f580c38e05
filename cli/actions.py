"""Commands that act on a run: ``checkout`` and the console."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.display import Display, DisplayOption, chosen_display
from cli.options import (
    AllowHalted,
    Json,
    Run,
    Runs,
    SandboxOption,
    echo_json,
    one,
    open_folder,
)

if TYPE_CHECKING:
    from evolution.checkout import Plan


def checkout(
    run: Run,
    variant: Annotated[str, typer.Argument(metavar="VARIANT", help="Id, like v0003.")],
    target: Annotated[Path, typer.Argument(metavar="DIR", help="A new folder.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="List what would be written; write nothing.")
    ] = False,
    smoke_test: Annotated[
        bool, typer.Option("--smoke-test", help="Try it in a box first; write it only if it works.")
    ] = False,
    allow_halted: AllowHalted = False,
    sandbox: SandboxOption = None,
    as_json: Json = False,
    runs: Runs = None,
) -> None:
    """Write a variant as a project of its own, which needs Python and nothing else."""
    from evolution.checkout import plan, write

    planned = plan(open_folder(run, runs), variant, target, allow_halted=allow_halted)
    failure = _smoke_test(planned, sandbox, runs) if smoke_test else ""
    if not dry_run and not failure:
        write(planned)
    if as_json:
        tested = {"passed": not failure, "reason": failure or None} if smoke_test else None
        echo_json({**_value(planned), "written": not (dry_run or failure), "smoke_test": tested})
    else:
        _print(planned, dry_run=dry_run, tested=smoke_test, failure=failure)
    if failure:
        raise typer.Exit(1)


def _smoke_test(planned: Plan, sandbox: str | None, runs: Path | None) -> str:
    from cli.watching import signals_interrupt
    from evolution.alone import Means
    from evolution.run import runs_root
    from evolution.smoke import smoke_test
    from sandbox.choose import check_sandbox

    named = sandbox if sandbox is None else check_sandbox(sandbox)
    typer.echo("Trying it in a box ...", err=True)
    with signals_interrupt():
        return smoke_test(planned.files, Means(runs_root(runs), sandbox=named))


def _value(planned: Plan) -> dict[str, Any]:
    return {
        "variant": planned.variant,
        "target": str(planned.target),
        "files": {path: len(file.data) for path, file in sorted(planned.files.items())},
        "bytes": planned.size,
        "keys": list(planned.keys),
        "commands": list(planned.commands),
    }


def _print(planned: Plan, *, dry_run: bool, tested: bool, failure: str) -> None:
    if dry_run:
        for path, file in sorted(planned.files.items()):
            typer.echo(f"{len(file.data):>9}  {one(path)}")
        typer.echo(f"{planned.size:>9}  bytes in {len(planned.files)} files")
        typer.echo(f"reads from the environment: {', '.join(planned.keys) or 'nothing'}")
    if tested:
        typer.echo(f"smoke test failed: {failure}" if failure else "smoke test passed")
    if failure:
        typer.echo("Nothing was written.")
        return
    if not dry_run:
        typer.echo(f"{planned.variant} is in {planned.target}.")
        typer.echo("PROVENANCE.json says where it comes from.")
    typer.echo("It runs the commands a model writes: use it in a sandbox. To try it:")
    for command in planned.commands:
        typer.echo(f"  {command}")


def tui(
    run: Annotated[str | None, typer.Argument(metavar="[RUN]", help="Name of a run.")] = None,
    display: DisplayOption = None,
    web: Annotated[
        bool, typer.Option("--web", help="Serve the console to a browser on this machine.")
    ] = False,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="With --web: the port; 0 is any free one.")
    ] = 0,
    runs: Runs = None,
) -> None:
    """Open the console; plain lines where there is no terminal."""
    from evolution.run import runs_root

    if web:
        from tui.web import serve

        serve(run, runs_root(runs), port)
        return
    display = chosen_display(display)
    if display is not Display.FULL:
        from cli.follow import follow

        follow(run, runs, display)
        return
    from tui.app import main

    sys.exit(main(run, runs_root(runs)))
