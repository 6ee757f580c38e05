"""What ``evaluate`` does with an agent: every trial of every task, some at a time."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from pathlib import Path

from common.errors import MachineryError
from common.files import FileTree
from evaluator.api import Task
from evaluator.grading import grade
from evaluator.reference import oracle_change
from evolution.alone import LABEL, Alone
from evolution.config import RunConfig
from evolution.evaluation import evaluate
from evolution.results import Results, circumstances, take_over
from gateway.api import BudgetSpentError


@dataclass(frozen=True)
class Row:
    """One trial of a task."""

    task: str
    split: str
    reward: float | None = None
    """``None`` where the machinery failed."""
    exit_status: str = ""
    seconds: float = 0.0
    detail: str = ""
    steps: int = 0
    calls: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    violations: tuple[str, ...] = ()
    rewards: tuple[float, ...] = ()
    """The reward after each attempt."""
    language: str = ""
    difficulty: str = ""
    trial: int = 0
    reused: str = ""
    """Where the result comes from if it was not measured now: ``RUN:VARIANT/TASK.TRIAL``."""


@dataclass(frozen=True)
class Job:
    """What is measured, and how."""

    agent: str
    source: FileTree | None
    """``None`` for a reference agent."""
    tree: str
    """Git's tree hash of the source."""
    split: str
    config: RunConfig
    transcripts: Path
    results: Results | None = None
    """What runs have measured; ``None`` to measure everything."""


def measure(
    found: Alone,
    job: Job,
    tasks: tuple[Task, ...],
    *,
    workers: int,
    tell: Callable[[Row], None],
) -> list[Row]:
    """Evaluate on all tasks, ``workers`` at a time; a fault of the machinery costs one trial."""
    work = [(task, trial) for task in tasks for trial in range(job.config.trials)]
    with ThreadPoolExecutor(workers) as pool:
        futures = [pool.submit(_one, found, job, task, trial) for task, trial in work]
        try:
            for future in as_completed(futures):
                tell(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            found.end("It was cancelled.")
            raise
    return [future.result() for future in futures]


def _one(found: Alone, job: Job, task: Task, trial: int) -> Row:
    began = time.monotonic()
    told = Row(
        task.name, job.split, language=task.language, difficulty=task.difficulty, trial=trial
    )
    try:
        if job.source is None:
            told = _reference(found, job.agent, task, told)
        else:
            told = _agent(found, job, job.source, task, told)
    except (BudgetSpentError, MachineryError) as error:
        told = replace(told, detail=found.ended or error.message)
    return told if told.reused else replace(told, seconds=time.monotonic() - began)


def _reference(found: Alone, agent: str, task: Task, told: Row) -> Row:
    """Grade what ``oracle`` or ``nop`` does."""
    sandbox, run = found.machinery.sandbox, found.machinery.run
    change = oracle_change(sandbox, task, run=run) if agent == "oracle" else {}
    graded = grade(sandbox, task, change, run=run, variant=agent)
    return replace(
        told,
        reward=graded.reward,
        exit_status="submitted",
        detail=graded.detail,
        rewards=(graded.reward,),
    )


def _agent(found: Alone, job: Job, source: FileTree, task: Task, told: Row) -> Row:
    """Let the agent work, unless a run has measured the same."""
    number = f".{told.trial}" if told.trial else ""
    transcript = job.transcripts / f"{task.name}{number}.json"
    asked = circumstances(found.machinery, job.config, job.tree, task, told.trial)
    if job.results and (known := job.results.find(asked)):
        take_over(known, transcript)
        row = known.row
        return replace(
            told,
            reward=row.reward,
            exit_status=row.exit_status,
            violations=row.violations,
            rewards=row.rewards or (row.reward or 0.0,),
            reused=known.source,
        )
    measured = evaluate(
        found.machinery,
        variant=LABEL,
        agent=source,
        task=task,
        caps=job.config.caps("evaluation"),
        trial=told.trial,
        time_factor=job.config.time_factor,
        transcript=transcript,
        budget=found.budget,
    )
    used = measured.run.usage
    return replace(
        told,
        reward=measured.reward,
        exit_status=measured.run.exit_status,
        detail=measured.detail,
        steps=measured.run.steps,
        calls=used.calls,
        tokens=used.tokens,
        cost_usd=used.cost_usd,
        violations=measured.violations,
        rewards=measured.rewards or (measured.reward,),
    )
