"""Checking a benchmark with its reference agents: oracle must score 1 on each task, nop 0."""

from __future__ import annotations

import os
import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from common.errors import PrerequisiteError, UsageError
from common.files import Change
from evaluator.api import Benchmark, Grade, Task
from evaluator.grading import grade
from evaluator.images import Tell, check_allowed, prepare_task
from evaluator.reference import oracle_change
from evaluator.seats import SeatedSandbox
from sandbox.api import Sandbox
from sandbox.builder import Builds


@dataclass(frozen=True)
class TaskCheck:
    """How the two reference agents did on one task."""

    task: str
    split: str
    oracle: float | None
    """The reward; ``None`` where the solution itself failed, or nothing could be run."""
    nop: float | None
    """The reward; ``None`` where nothing could be run."""
    ok: bool
    seconds: float
    """From the first box's start to the last one's end."""
    detail: str
    """What went wrong; empty when ``ok``. It may quote hidden tests."""
    language: str = ""
    notes: tuple[str, ...] = ()
    """What the task says and this version does not heed."""


_CROWD = 2
"""Workers a seat: one runs a command while the other waits for the engine."""


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def check_benchmark(
    sandbox: Sandbox,
    benchmark: Benchmark,
    *,
    workers: int | None = None,
    builds: Builds = "never",
    progress: Callable[[TaskCheck], None] | None = None,
    tell: Tell = lambda _line: None,
) -> list[TaskCheck]:
    """Grade the solution and the untouched files of every task in real boxes.

    Args:
        sandbox: Where the boxes are started.
        benchmark: What to check.
        workers: Solutions and tests at a time; as many as there are processors by default. The
            boxes of as many further tasks are started and removed meanwhile.
        builds: Whether the tasks' images may be built.
        progress: Called after each task, in the order they end, from the calling thread.
        tell: Called with a line per step of making an image, from any thread.

    Returns:
        One check per task, in the benchmark's order.

    Raises:
        PrerequisiteError, MachineryError: The boxes could not be used, or an image would have to
            be built and may not; the check is given up.
    """
    check_allowed(benchmark, builds)
    run = f"check-{secrets.token_hex(4)}"
    order = [(split, task) for split, tasks in benchmark.splits.items() for task in tasks]
    seats = workers or cores()
    seated = SeatedSandbox(sandbox, seats, _longest_wait([task for _, task in order]))
    checker = _Checker(seated, run, builds, tell)
    with ThreadPoolExecutor(_CROWD * seats, thread_name_prefix="check") as pool:
        futures = [pool.submit(checker.check, split, task) for split, task in order]
        try:
            return _collect(futures, progress)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            sandbox.kill(run)
            raise


def _longest_wait(tasks: list[Task]) -> float:
    """Return the seconds for which one box may have to wait while others use every seat."""
    return max((max(task.agent_timeout, task.verifier_timeout) for task in tasks), default=0.0)


def _collect(
    futures: list[Future[TaskCheck]], progress: Callable[[TaskCheck], None] | None
) -> list[TaskCheck]:
    for future in as_completed(futures):
        check = future.result()
        if progress:
            progress(check)
    return [future.result() for future in futures]


@dataclass(frozen=True)
class _Checker:
    """What every task is checked with."""

    sandbox: Sandbox
    run: str
    builds: Builds
    tell: Tell

    def check(self, split: str, task: Task) -> TaskCheck:
        began = time.monotonic()
        nop, oracle, wrong = None, None, ""
        try:
            task = prepare_task(task, self.sandbox, self.builds, self.tell)
            began = time.monotonic()
            nop = self._grade(task, {}, "nop").reward
            change = oracle_change(self.sandbox, task, run=self.run)
            solved = self._grade(task, change, "oracle")
            oracle = solved.reward
            if oracle != 1:
                wrong = f"The solution scores {oracle:g}, not 1. {solved.detail}"
        except UsageError as error:
            wrong = error.message
        except PrerequisiteError as error:
            if task.image is None and task.verifier_image is None and not task.gpus:
                raise
            wrong = f"{error.message}. {error.hint}"
        if nop:
            wrong = f"Doing nothing scores {nop:g}, not 0. {wrong}".strip()
        seconds = time.monotonic() - began
        return TaskCheck(
            task.name, split, oracle, nop, not wrong, seconds, wrong, task.language, task.notes
        )

    def _grade(self, task: Task, change: Change, agent: str) -> Grade:
        return grade(self.sandbox, task, change, run=self.run, variant=agent, doubted=False)


def broken(name: str, split: str, why: str) -> TaskCheck:
    """Return the check of a task that could not even be read."""
    return TaskCheck(name, split, None, None, ok=False, seconds=0.0, detail=why)


def by_language(checks: list[TaskCheck]) -> Mapping[str, tuple[int, int, int]]:
    """Return for each language how many tasks oracle solves, how many nop fails, and how many."""
    groups: dict[str, list[TaskCheck]] = {}
    for check in checks:
        if check.language:
            groups.setdefault(check.language, []).append(check)
    return {
        language: (sum(c.oracle == 1 for c in group), sum(c.nop == 0 for c in group), len(group))
        for language, group in sorted(groups.items())
    }
