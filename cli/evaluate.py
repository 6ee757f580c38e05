"""``evaluate``: any agent on a benchmark, outside a run."""

from __future__ import annotations

import secrets
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
    Runs,
    SandboxOption,
    TimeFactor,
    chosen_sandbox,
    echo_json,
)

if TYPE_CHECKING:
    from common.files import FileTree
    from evaluator.api import Task
    from evolution.machinery import Machinery


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


@dataclass(frozen=True)
class _Job:
    """What is measured, and how."""

    agent: str
    source: FileTree | None
    split: str
    time_factor: float
    transcripts: Path | None


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
    from evaluator.benchmarks import load_benchmark
    from evaluator.statistics import score

    tasks = _tasks(load_benchmark(benchmark).splits, benchmark, split)[:limit]
    source = _source(agent, runs, allow_halted)
    job = _Job(agent, source, split, time_factor or 1.0, transcripts)
    machinery = _machinery(model, seed, runs, sandbox)
    try:
        rows = _measure(machinery, job, tasks, workers, _teller(as_json))
    finally:
        machinery.stop()
    rewards = [row.reward for row in rows if row.reward is not None]
    found = score(rewards)
    if as_json:
        from dataclasses import asdict

        echo_json({"agent": agent, "score": asdict(found), "tasks": [asdict(row) for row in rows]})
    else:
        from cli.render import score_text

        typer.echo(f"{split}: {sum(rewards):g} of {len(rewards)} solved, {score_text(found)}")
    if len(rewards) < len(rows):
        raise typer.Exit(1)


def _tasks(splits: Any, name: str, split: str) -> tuple[Task, ...]:
    from common.errors import UsageError

    tasks: tuple[Task, ...] = tuple(splits.get(split, ()))
    if not tasks:
        has = ", ".join(key for key, value in splits.items() if value)
        raise UsageError(f"The benchmark {name} has no tasks in {split!r}.", f"It has: {has}.")
    return tasks


def _source(agent: str, runs: Path | None, allow_halted: bool) -> FileTree | None:
    """Return the agent's source; ``None`` for a reference agent."""
    from archive.ledger import Ledger
    from archive.store import VariantStore
    from cli.options import open_folder
    from common.errors import UsageError
    from common.files import read_folder
    from evolution.admission import ENTRY_POINT
    from evolution.checkout import check_free

    if agent in {"oracle", "nop"}:
        return None
    folder = Path(agent)
    if folder.is_dir():
        tree = read_folder(folder)
        if ENTRY_POINT not in tree:
            raise UsageError(
                f"{folder} is not an agent: it has no {ENTRY_POINT}.",
                "Check one out with: arboretum checkout RUN VARIANT DIR",
            )
        return tree
    run, colon, variant = agent.partition(":")
    if not colon:
        raise UsageError(
            f"There is no agent {agent!r}.", "Name a folder, RUN:VARIANT, oracle or nop."
        )
    home = open_folder(run, runs)
    with Ledger(home.ledger, readonly=True) as ledger:
        check_free(ledger.variant(variant), allow_halted=allow_halted)
    return VariantStore.open(home.archive).read(variant)


def _machinery(model: str, seed: int, runs: Path | None, sandbox: str | None) -> Machinery:
    from evolution.machinery import Machinery
    from evolution.run import find_recording, runs_root
    from gateway.gateway import Gateway
    from gateway.models import check_model, make_model

    if recording := find_recording(runs_root(runs), model):
        model = f"replay:{recording}"
    check_model(model)
    boxes = chosen_sandbox(sandbox)
    gateway = Gateway(make_model(model, seed=seed), seed=seed)
    return Machinery(boxes, gateway, f"evaluate-{secrets.token_hex(4)}")


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
    machinery: Machinery,
    job: _Job,
    tasks: tuple[Task, ...],
    workers: int,
    tell: Callable[[Row], None],
) -> list[Row]:
    """Evaluate on all tasks, ``workers`` at a time; a fault of the machinery costs one task."""
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(_one, machinery, job, task) for task in tasks]
        try:
            for future in as_completed(futures):
                tell(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            machinery.stop()
            raise
    return [future.result() for future in futures]


def _one(machinery: Machinery, job: _Job, task: Task) -> Row:
    from common.errors import MachineryError
    from evaluator.grading import grade
    from evaluator.reference import oracle_change
    from evolution.evaluation import evaluate as measure
    from gateway.api import Caps

    began = time.monotonic()
    try:
        if job.source is None:
            sandbox, run = machinery.sandbox, machinery.run
            change = oracle_change(sandbox, task, run=run) if job.agent == "oracle" else {}
            graded = grade(sandbox, task, change, run=run, variant=job.agent)
            seconds = time.monotonic() - began
            return Row(task.name, job.split, graded.reward, "submitted", seconds, graded.detail)
        found = measure(
            machinery,
            variant="agent",
            agent=job.source,
            task=task,
            caps=Caps(calls=300, tokens=2_000_000),
            time_factor=job.time_factor,
            transcript=job.transcripts / f"{task.name}.json" if job.transcripts else None,
        )
    except MachineryError as error:
        return Row(task.name, job.split, None, "", time.monotonic() - began, error.message)
    return Row(
        task.name,
        job.split,
        found.reward,
        found.run.exit_status,
        time.monotonic() - began,
        found.detail,
        found.run.steps,
        found.run.usage.calls,
        found.run.usage.tokens,
        found.violations,
    )
