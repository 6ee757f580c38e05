"""``solve``: an agent works on a copy of a repository, and a patch comes back."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import AllowHalted, Json, MaxCost, Prices, Runs, SandboxOption, echo_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from evolution.repository import Repository
    from evolution.solve import Progress, Solution

_PATCH_SHOWN = 400_000


def solve(
    agent: Annotated[str, typer.Argument(metavar="AGENT", help="A folder or RUN:VARIANT.")],
    instruction: Annotated[str, typer.Argument(metavar="TEXT", help="What to do; - reads it.")],
    repo: Annotated[Path, typer.Option(metavar="DIR", help="The repository. It is not changed.")],
    out: Annotated[Path | None, typer.Option(help="Write the patch to this new file.")] = None,
    model: Annotated[str | None, typer.Option(help="offline, or a name litellm knows.")] = None,
    max_cost: MaxCost = None,
    max_time: Annotated[str, typer.Option(help="The agent's time: 90s, 30m.")] = "15m",
    prices: Prices = None,
    transcript: Annotated[
        Path | None, typer.Option(help="Keep the record of the session in this file.")
    ] = None,
    allow_halted: AllowHalted = False,
    sandbox: SandboxOption = None,
    as_json: Json = False,
    runs: Runs = None,
) -> None:
    """Let an agent work on a copy of a repository in a box, and print what it changed as a patch.

    Nothing is applied: read the patch, then use `git apply`. Ctrl-C ends the agent and its box.
    """
    from cli.evolve import duration
    from cli.watching import watched
    from common.errors import UsageError
    from evolution.agents import load_agent
    from evolution.alone import Means
    from evolution.repository import read_repository
    from evolution.run import runs_root
    from evolution.solve import Request, Solver
    from sandbox.choose import check_sandbox

    if out is not None and out.exists():
        raise UsageError(f"{out} is there already.", "Name a new file with --out.")
    seconds = duration(max_time) or 0.0
    root = runs_root(runs)
    repository = read_repository(repo)
    means = Means(
        root,
        model,
        max_cost_usd=max_cost,
        prices=prices,
        sandbox=sandbox if sandbox is None else check_sandbox(sandbox),
        agent=agent,
    )
    source = load_agent(agent, root, allow_halted=allow_halted)
    solver = Solver(Request(source, repository, _words(instruction), means, seconds, transcript))
    with _screen() as show:
        found = watched(solver.run, look=lambda: show(solver.progress()), cancel=solver.cancel)
    if out is not None and found.patch:
        out.write_bytes(found.patch)
    if as_json:
        echo_json(_value(agent, repo, repository, found))
    else:
        _print(found, repository, out, repo)
    if found.reason:
        raise typer.Exit(1)


def _words(instruction: str) -> str:
    from common.errors import UsageError

    words = sys.stdin.read() if instruction == "-" else instruction
    if not words.strip():
        raise UsageError("The instruction is empty.", "Say what the agent is to do.")
    return words


@contextmanager
def _screen() -> Iterator[Callable[[Progress], None]]:
    """One line that changes on a terminal; elsewhere a line for each thing the agent does."""
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.live import Live
        from rich.text import Text

        with Live(console=Console(stderr=True), transient=True, auto_refresh=False) as live:
            yield lambda now: live.update(
                Text(_line(now), no_wrap=True, overflow="ellipsis"), refresh=True
            )
        return
    told: list[str] = []

    def plain(now: Progress) -> None:
        state = f"{len(now.actions)} {now.phase}"
        if told[-1:] != [state]:
            told[:] = [state]
            typer.echo(_line(now), err=True)

    yield plain


def _line(now: Progress) -> str:
    used = f"step {now.usage.calls}, {now.usage.tokens} tokens, ${now.usage.cost_usd:.4f}"
    last = f"; {now.actions[-1]}" if now.actions else ""
    alert = f"; ⚠ {now.alerts[-1]}" if now.alerts else ""
    return f"[{now.seconds:.0f} s] {now.phase}: {used}{last}{alert}"


def _print(found: Solution, repository: Repository, out: Path | None, repo: Path) -> None:
    """Print the patch on stdout, and what there is to say of it on stderr."""
    from common.text import safe

    if out is None and sys.stdout.isatty():
        # A patch is a model's text: on a terminal it may not move the cursor or set the title.
        text = found.patch.decode("utf-8", "replace")
        typer.echo(safe(text, limit=_PATCH_SHOWN, multiline=True))
    elif out is None:
        sys.stdout.buffer.write(found.patch)
        sys.stdout.flush()
    for alert in found.alerts:
        typer.echo(f"overseer: {alert}", err=True)
    if repository.left_out:
        typer.echo(f"The agent did not get: {repository.left_out}.", err=True)
    run = found.run
    used = f"{run.steps} steps, {run.usage.tokens} tokens, ${run.usage.cost_usd:.4f}"
    typer.echo(f"{run.exit_status}: {used}, {run.seconds:.0f} s. {run.message}".rstrip(), err=True)
    for path, what in found.files.items():
        typer.echo(f"  {what} {safe(path, limit=160)}", err=True)
    if found.reason:
        typer.echo(found.reason, err=True)
    if found.patch:
        where = str(out) if out else "PATCH"
        typer.echo(f"Nothing is applied. Read it, then: git -C {repo} apply {where}", err=True)


def _value(agent: str, repo: Path, repository: Repository, found: Solution) -> dict[str, Any]:
    run = found.run
    return {
        "agent": agent,
        "repo": str(repo),
        "exit_status": run.exit_status,
        "message": run.message,
        "reason": found.reason or None,
        "steps": run.steps,
        "calls": run.usage.calls,
        "tokens": run.usage.tokens,
        "cost_usd": run.usage.cost_usd,
        "seconds": run.seconds,
        "files": found.files,
        "left_out": repository.left_out or None,
        "alerts": list(found.alerts),
        "patch": found.patch.decode("utf-8", "replace"),
    }
