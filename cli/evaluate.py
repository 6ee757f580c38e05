"""``evaluate``: any agent on a benchmark, outside a run."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import (
    AllowHalted,
    Json,
    MaxCost,
    Prices,
    Runs,
    SandboxOption,
    TimeFactor,
    echo_json,
)

if TYPE_CHECKING:
    from common.files import FileTree
    from evaluator.api import Task
    from evolution.alone import Alone


@dataclass(frozen=True)
class Row:
    """One task's result."""

    task: str
    split: str
    reward: float | None
    """``None`` where the machinery failed."""
    exit_status: str
    seconds: float
    detail: str
    steps: int = 0
    calls: int = 0
    tokens: int = 0
    violations: tuple[str, ...] = ()
    rewards: tuple[float, ...] = ()
    """The reward after each attempt, where the task allows several."""
    language: str = ""


@dataclass(frozen=True)
class _Job:
    """What is measured, and how."""

    agent: str
    source: FileTree | None
    split: str
    time_factor: float
    transcripts: Path


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
    as_json: Json = False,
    runs: Runs = None,
) -> None:
    """Measure an agent on a benchmark; its score is a posterior with its interval."""
    from cli.watching import signals_interrupt
    from evaluator.benchmarks import load_benchmark
    from evaluator.images import prepare_task
    from evaluator.statistics import score
    from evolution.alone import Means, alone
    from evolution.config import resolve_config
    from evolution.run import runs_root
    from sandbox.choose import check_sandbox

    tasks = _tasks(load_benchmark(benchmark).splits, benchmark, split)[:limit]
    root = runs_root(runs)
    source = _source(agent, root, allow_halted)
    named = sandbox if sandbox is None else check_sandbox(sandbox)
    means = Means(root, model, seed, max_cost, prices, named)
    with signals_interrupt(), alone("evaluate", means, progress=_aside, tell=_aside) as found:
        builds = resolve_config().builds
        boxes = found.machinery.sandbox
        tasks = tuple(prepare_task(task, boxes, builds, _aside) for task in tasks)
        job = _Job(agent, source, split, time_factor or 1.0, transcripts or found.home)
        rows = _measure(found, job, tasks, workers, _teller(as_json))
    rewards = [row.reward for row in rows if row.reward is not None]
    scored = score(rewards)
    if as_json:
        from dataclasses import asdict

        told = {"agent": agent, "score": asdict(scored), "tasks": [asdict(row) for row in rows]}
        echo_json({**told, "alerts": found.alerts})
    else:
        from cli.render import score_text

        typer.echo(f"{split}: {sum(rewards):g} of {len(rewards)} solved, {score_text(scored)}")
        if any(task.attempts > 1 for task in tasks):
            typer.echo(_by_attempt(rows))
    if len(rewards) < len(rows):
        raise typer.Exit(1)


def _aside(line: str) -> None:
    """Say something that is no result."""
    typer.echo(line, err=True)


def _by_attempt(rows: list[Row]) -> str:
    """Return the share solved at the first attempt and within all of them, by language."""
    groups: dict[str, list[Row]] = {}
    for row in rows:
        if row.rewards:
            groups.setdefault(row.language, []).append(row)
            groups.setdefault("all", []).append(row)
    lines = []
    for language, found in groups.items():
        first = sum(row.rewards[0] >= 1 for row in found)
        last = sum(row.rewards[-1] >= 1 for row in found)
        lines.append(f"{language}: pass@1 {first}/{len(found)}, pass@2 {last}/{len(found)}")
    return "\n".join(lines)


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
            name = safe(row.task, limit=60)
            typer.echo(f"{name} {reward} {row.exit_status} ({row.seconds:.1f} s){detail}")
            for kept in row.violations:
                typer.echo(f"    {explain(kept)}")

    return tell


def _measure(
    found: Alone,
    job: _Job,
    tasks: tuple[Task, ...],
    workers: int,
    tell: Callable[[Row], None],
) -> list[Row]:
    """Evaluate on all tasks, ``workers`` at a time; a fault of the machinery costs one task."""
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(_one, found, job, task) for task in tasks]
        try:
            for future in as_completed(futures):
                tell(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            found.end("It was cancelled.")
            raise
    return [future.result() for future in futures]


def _one(found: Alone, job: _Job, task: Task) -> Row:
    from common.errors import MachineryError
    from evaluator.grading import grade
    from evaluator.reference import oracle_change
    from evolution.alone import LABEL
    from evolution.evaluation import evaluate as measure
    from gateway.api import BudgetSpentError, Caps

    machinery = found.machinery
    began = time.monotonic()
    try:
        if job.source is None:
            sandbox, run = machinery.sandbox, machinery.run
            change = oracle_change(sandbox, task, run=run) if job.agent == "oracle" else {}
            graded = grade(sandbox, task, change, run=run, variant=job.agent)
            seconds = time.monotonic() - began
            return Row(
                task.name,
                job.split,
                graded.reward,
                "submitted",
                seconds,
                graded.detail,
                rewards=(graded.reward,),
                language=task.language,
            )
        measured = measure(
            machinery,
            variant=LABEL,
            agent=job.source,
            task=task,
            caps=Caps(calls=300, tokens=2_000_000),
            time_factor=job.time_factor,
            transcript=job.transcripts / f"{task.name}.json",
            budget=found.budget,
        )
    except (BudgetSpentError, MachineryError) as error:
        detail = found.ended or error.message
        return Row(task.name, job.split, None, "", time.monotonic() - began, detail)
    return Row(
        task.name,
        job.split,
        measured.reward,
        measured.run.exit_status,
        time.monotonic() - began,
        measured.detail,
        measured.run.steps,
        measured.run.usage.calls,
        measured.run.usage.tokens,
        measured.violations,
        measured.rewards,
        task.language,
    )
