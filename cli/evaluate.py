"""``evaluate``: any agent on a benchmark, outside a run."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import (
    AllowHalted,
    Build,
    Json,
    MaxCost,
    NoCache,
    Prices,
    Runs,
    SandboxOption,
    TimeFactor,
    Trials,
    echo_json,
    one,
)

if TYPE_CHECKING:
    from cli.measuring import Row
    from common.files import FileTree
    from evaluator.api import Task
    from evaluator.statistics import Score
    from evolution.config import RunConfig
    from evolution.results import Results


def evaluate(
    agent: Annotated[
        str, typer.Argument(metavar="AGENT", help="A folder, RUN:VARIANT, oracle, or nop.")
    ],
    benchmark: Annotated[str, typer.Option(help="A shipped benchmark or a folder.")] = "repair",
    split: Annotated[str, typer.Option(help="train, select or holdout.")] = "select",
    limit: Annotated[int | None, typer.Option(min=1, help="Only the first tasks.")] = None,
    model: Annotated[str, typer.Option(help="offline, or a name litellm knows.")] = "offline",
    workers: Annotated[int, typer.Option(min=1, help="Tasks at a time.")] = 2,
    seed: Annotated[int, typer.Option(help="Seed of the model.")] = 0,
    max_cost: MaxCost = None,
    prices: Prices = None,
    time_factor: TimeFactor = None,
    transcripts: Annotated[
        Path | None, typer.Option(help="Folder to keep the record of every task in.")
    ] = None,
    allow_halted: AllowHalted = False,
    sandbox: SandboxOption = None,
    build: Build = None,
    trials: Trials = None,
    no_cache: NoCache = False,
    as_json: Json = False,
    runs: Runs = None,
) -> None:
    """Measure an agent on a benchmark; its score is a posterior with its interval."""
    from cli.measuring import Job, measure
    from cli.watching import signals_interrupt
    from evaluator.benchmarks import load_benchmark
    from evaluator.images import prepare_task
    from evolution.alone import Means, alone
    from evolution.config import resolve_config
    from evolution.run import runs_root
    from sandbox.choose import check_sandbox

    tasks = _tasks(load_benchmark(benchmark).splits, benchmark, split)[:limit]
    root = runs_root(runs)
    named = sandbox if sandbox is None else check_sandbox(sandbox)
    means = Means(root, model, seed, max_cost, prices, named, agent)
    source = _source(agent, root, allow_halted)
    config = resolve_config(
        builds=build,
        seed=seed,
        trials=trials,
        time_factor=time_factor,
        reuse=False if no_cache else None,
    )
    with signals_interrupt(), alone("evaluate", means, progress=_aside, tell=_aside) as found:
        boxes = found.machinery.sandbox
        tasks = tuple(prepare_task(task, boxes, config.builds, _aside) for task in tasks)
        job = Job(
            agent,
            source,
            _tree_hash(source),
            split,
            config,
            transcripts or found.home,
            _results(root, config, model),
        )
        rows = measure(found, job, tasks, workers=workers, tell=_teller(as_json))
    if as_json:
        told = {"agent": agent, "score": asdict(_score(rows)), "tasks": [asdict(r) for r in rows]}
        echo_json({**told, "alerts": found.alerts})
    else:
        typer.echo(_summary(split, rows, attempts=any(task.attempts > 1 for task in tasks)))
    if any(row.reward is None for row in rows):
        raise typer.Exit(1)


def _aside(line: str) -> None:
    """Say something that is no result."""
    typer.echo(line, err=True)


def _score(rows: Iterable[Row]) -> Score:
    """Return the score of all that was measured: the unit is the task."""
    from evaluator.statistics import score, task_means

    means = task_means((row.task, row.reward) for row in rows if row.reward is not None)
    return score(list(means.values()))


def _summary(split: str, rows: list[Row], *, attempts: bool) -> str:
    """Return what came out: the score, the same by kind of task, and what it took."""
    from cli.render import score_text

    solved = sum(row.reward or 0.0 for row in rows)
    measured = [row for row in rows if row.reward is not None]
    lines = [f"{split}: {solved:g} of {len(measured)} solved, {score_text(_score(measured))}"]
    for kind in ("difficulty", "language"):
        groups = _groups(measured, kind)
        if len(groups) > 1:
            lines += [f"  {name}: {score_text(_score(found))}" for name, found in groups.items()]
    if attempts:
        lines += _by_attempt(measured)
    used = f"{sum(row.calls for row in rows)} calls, {sum(row.tokens for row in rows):,} tokens"
    cost, took = sum(row.cost_usd for row in rows), sum(row.seconds for row in rows)
    again = sum(bool(row.reused) for row in rows)
    reused = f"; {again} of {len(rows)} results reused" if again else ""
    return "\n".join([*lines, f"used: {used}, ${cost:.2f}, {took:,.0f} seconds{reused}"])


def _groups(rows: Iterable[Row], kind: str) -> dict[str, list[Row]]:
    groups: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: str(getattr(row, kind))):
        if name := getattr(row, kind):
            groups.setdefault(one(name, 40), []).append(row)
    return groups


def _by_attempt(rows: list[Row]) -> list[str]:
    """Return the share solved at the first attempt and within all of them, by language."""
    lines = []
    for language, found in {**_groups(rows, "language"), "all": rows}.items():
        first = sum(row.rewards[0] >= 1 for row in found)
        last = sum(row.rewards[-1] >= 1 for row in found)
        lines.append(f"{language}: pass@1 {first}/{len(found)}, pass@2 {last}/{len(found)}")
    return lines


def _tree_hash(source: FileTree | None) -> str:
    """Return git's name of an agent's files; empty for a reference agent."""
    from archive.objects import encode_tree

    return encode_tree(source).root if source else ""


def _results(root: Path, config: RunConfig, model: str) -> Results | None:
    """Return what the runs in a folder have measured, where it may be taken over."""
    from evolution.results import NAME, Results
    from evolution.run import RunFolder
    from gateway.replay import PREFIX

    if not config.reuse or model.startswith(PREFIX) or not (root / NAME).is_file():
        return None
    return Results(RunFolder(root / "evaluate"))


def _tasks(splits: Any, name: str, split: str) -> tuple[Task, ...]:
    from common.errors import UsageError

    tasks: tuple[Task, ...] = tuple(splits.get(split, ()))
    if not tasks:
        has = ", ".join(key for key, value in splits.items() if value)
        raise UsageError(f"The benchmark {name} has no tasks in {split!r}.", f"It has: {has}.")
    return tasks


def _source(agent: str, root: Path, allow_halted: bool) -> FileTree | None:
    """Return the agent's source; ``None`` for a reference agent."""
    from evolution.agents import load_agent

    if agent in {"oracle", "nop"}:
        return None
    return load_agent(agent, root, allow_halted=allow_halted)


def _teller(as_json: bool) -> Callable[[Row], None]:
    from common.text import safe
    from evaluator.violations import explain

    def tell(row: Row) -> None:
        if not as_json:
            reward = "error" if row.reward is None else f"{row.reward:g}"
            detail = f": {safe(row.detail, limit=160)}" if row.reward is None else ""
            trial = f" trial {row.trial + 1}" if row.trial else ""
            took = f"reused from {one(row.reused)}" if row.reused else f"{row.seconds:.1f} s"
            status = one(row.exit_status, 30)
            typer.echo(f"{one(row.task, 60)}{trial} {reward} {status} ({took}){detail}")
            for kept in row.violations:
                typer.echo(f"    {explain(kept)}")

    return tell
