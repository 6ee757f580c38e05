"""How many controls decide: altered tests that a task's own solution fails, as it should.

    python -m bench.controls BENCHMARK [--tasks N] [--workers N]

Of each language N tasks are drawn at random, their solutions judged, and then judged by four
controls each (``evaluator.control``). ``fail`` decides; after ``pass`` (the literal did not matter)
and ``void`` (the tests could not be run) another control is tried.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from common.files import apply_change
from evaluator.api import Task
from evaluator.benchmarks import load_benchmark
from evaluator.control import controls
from evaluator.grading import Room
from evaluator.images import prepare_task
from evaluator.judge import judge_of
from evaluator.reference import oracle_change
from sandbox.api import Sandbox
from sandbox.docker import DockerSandbox

RUN = "bench-controls"


def main() -> None:
    """Measure and print a line for each task, and the sums."""
    parser = argparse.ArgumentParser(description="How many controls decide.")
    parser.add_argument("benchmark", help="for example polyglot:PATH")
    parser.add_argument("--tasks", type=int, default=3, help="tasks of each language (3)")
    parser.add_argument("--workers", type=int, default=3, help="tasks side by side (3)")
    arguments = parser.parse_args()
    sandbox, found = DockerSandbox(), list[tuple[Task, list[str]]]()
    with ThreadPoolExecutor(arguments.workers) as pool:
        drawn = _drawn(arguments.benchmark, arguments.tasks)
        for task, outcomes in zip(
            drawn, pool.map(lambda t: _tried(sandbox, t), drawn), strict=True
        ):
            found.append((task, outcomes))
            print(
                f"{task.name:<40} {' '.join(outcomes) or 'the solution does not pass'}", flush=True
            )
    counted = [outcomes for _, outcomes in found if outcomes]
    told = Counter(outcome for outcomes in counted for outcome in outcomes)
    decided = sum("fail" in outcomes for outcomes in counted)
    print(", ".join(f"{outcome} {count}" for outcome, count in sorted(told.items())))
    print(f"{decided} of {len(counted)} tasks have a control that decides among their four")


def _drawn(name: str, count: int) -> list[Task]:
    languages: dict[str, list[Task]] = {}
    for tasks in load_benchmark(name).splits.values():
        for task in tasks:
            languages.setdefault(task.language, []).append(task)
    draw = random.SystemRandom()
    return [t for ts in languages.values() for t in draw.sample(ts, min(count, len(ts)))]


def _tried(sandbox: Sandbox, task: Task) -> list[str]:
    task = prepare_task(task, sandbox, "never", lambda _line: None)
    files = apply_change(task.files, oracle_change(sandbox, task, run=RUN))
    room, judge = Room(sandbox, task, RUN, "oracle"), judge_of(task, files)
    if room.judged(files, judge).reward != 1.0:
        return []
    verdicts = [room.judged(files, control.of(judge)) for control in controls(judge)]
    return ["pass" if v.reward == 1.0 else "void" if v.void else "fail" for v in verdicts]


if __name__ == "__main__":
    main()
