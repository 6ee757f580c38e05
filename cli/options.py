"""Options and arguments that several commands share, and how they print."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from evolution.run import RunFolder
    from sandbox.api import Sandbox

Runs = Annotated[
    Path | None,
    typer.Option("--runs", help="Folder of the runs. Default: ARBORETUM_RUNS or the user's data."),
]
Run = Annotated[str, typer.Argument(metavar="RUN", help="Name of a run.")]
TimeFactor = Annotated[
    float | None,
    typer.Option(
        min=0.01,
        max=1000,
        metavar="X",
        help="Agents get X times their time limits (1): for a slow model.",
    ),
]
Prices = Annotated[
    str | None,
    typer.Option(metavar="FILE", help="Models' prices (TOML), over those litellm knows."),
]
MaxCost = Annotated[
    float | None,
    typer.Option(min=0, metavar="USD", help="US dollars that the model may cost in all."),
]
AllowHalted = Annotated[
    bool, typer.Option("--allow-halted", help="Take a halted or quarantined variant too.")
]
SandboxOption = Annotated[
    str | None,
    typer.Option(
        "--sandbox",
        metavar="NAME",
        help="auto (gVisor where the engine offers it, else runc), docker-runc, docker-gvisor, "
        "bubblewrap. Default: ARBORETUM_SANDBOX or auto.",
    ),
]
Build = Annotated[
    str | None,
    typer.Option(
        "--build",
        metavar="HOW",
        help="Build the tasks' images, which runs their Dockerfiles as root in containers: never, "
        "offline, or network where a task asks for one. Default: the setting builds, or never.",
    ),
]
NoCache = Annotated[
    bool, typer.Option("--no-cache", help="Measure again what other runs have measured.")
]
Trials = Annotated[
    int | None, typer.Option("--trials", help="Evaluations of an agent on each task (1).")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]


def open_folder(run: str, runs: Path | None) -> RunFolder:
    """Return the folder of a run that exists.

    Raises:
        UsageError: There is none.
    """
    from evolution.run import open_run, runs_root

    return open_run(runs_root(runs), run)


def chosen_sandbox(given: str | None) -> Sandbox:
    """Return the sandbox that the command line names, or the person's settings.

    Raises:
        UsageError: There is none of this name.
        PrerequisiteError: The machine lacks what it needs.
    """
    from evolution.config import resolve_config
    from sandbox.choose import check_sandbox, open_sandbox

    name = check_sandbox(given) if given is not None else resolve_config().sandbox
    return open_sandbox(name, lambda line: typer.echo(line, err=True))


def echo_json(value: Any) -> None:
    """Print a value as JSON; ASCII only, so that nothing in it reaches a terminal raw."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=True))


def one(text: str, limit: int = 200) -> str:
    """Return untrusted text as one harmless line."""
    from common.text import safe

    return safe(text, limit=limit)
