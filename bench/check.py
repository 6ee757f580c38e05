"""What a check of a benchmark costs: ``python -m bench.check [BENCHMARK] [--tasks 30]``.

First the fixed overhead of an evaluation: starting a box, putting a task's files, grading with a
verifier that does nothing, and killing, without agent and tests; median and quartiles of rounds run
alone. ``control`` is what comes on top for a score that is put to the question
(``evaluator.control``): another box, of which its own tests again do nothing. Then a check of the
first tasks: its seconds, and the share of the processors' time in use meanwhile, by whatever ran on
this machine (``/proc/stat``); beside it stands the share in use in the seconds before, which is to
be small.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import secrets
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from common.files import File
from evaluator.api import Benchmark, Task
from evaluator.benchmarks import load_benchmark
from evaluator.check import check_benchmark, cores
from evaluator.grading import grade
from evaluator.identity import identified
from sandbox.api import BoxSpec, Sandbox
from sandbox.choose import open_sandbox

RUN = f"bench-{secrets.token_hex(4)}"
_QUIET_SECONDS = 2.0
_EMPTY = File(b"mkdir -p /logs/verifier; echo 1 > /logs/verifier/reward.txt\n")
_ASKED = {
    "test.sh": File(b"grep -c '== 2$' /tests/asked.py > /logs/verifier/reward.txt\n"),
    "asked.py": File(b"assert 1 == 2\n"),
}
"""Tests that pass until a literal is altered."""


def overhead(sandbox: Sandbox, task: Task) -> dict[str, float]:
    """Return the seconds of each part of an evaluation in which nothing is done."""
    idle = identified(dataclasses.replace(task, tests={"test.sh": _EMPTY}, hidden_tests=""))
    began = time.monotonic()
    box = sandbox.start(BoxSpec(RUN, "overhead", "solve", task.workdir, limits=task.limits))
    started = time.monotonic()
    box.put(task.files, task.workdir)
    put = time.monotonic()
    box.get(task.workdir)
    got = time.monotonic()
    box.kill()
    killed = time.monotonic()
    graded = grade(sandbox, idle, {}, run=RUN, variant="overhead")
    assert graded.reward == 1.0, graded
    ended = time.monotonic()
    solution = {"solve.sh": File(b"true\n")}
    doubted = dataclasses.replace(idle, tests=_ASKED, solution=solution)
    assert grade(sandbox, doubted, {}, run=RUN, variant="overhead").reward == 1.0
    asked = time.monotonic()
    return {
        "start": started - began,
        "put": put - started,
        "get": got - put,
        "kill": killed - got,
        "grade": ended - killed,
        "all": ended - began,
        "control": asked - ended - (ended - killed),
    }


def busy() -> tuple[float, float]:
    """Return the processors' seconds in use and in all since boot, by the kernel's count."""
    times = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = times[3] + times[4]
    return sum(times) - idle, sum(times)


def share_busy(work: Callable[[], object]) -> float:
    """Return the share of the processors' time that was in use while ``work`` ran."""
    used, whole = busy()
    work()
    now_used, now_whole = busy()
    return (now_used - used) / (now_whole - whole)


def first(benchmark: Benchmark, count: int) -> Benchmark:
    """Return a benchmark of the first tasks of another, over all its splits."""
    tasks = [task for found in benchmark.splits.values() for task in found]
    return Benchmark(benchmark.name, {"select": tuple(tasks[:count])})


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("benchmark", nargs="?", default="repair")
    parser.add_argument("--tasks", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--workers", type=int, default=cores())
    parser.add_argument("--sandbox", default="auto")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    sandbox = open_sandbox(given.sandbox)
    benchmark = first(load_benchmark(given.benchmark), given.tasks)
    task = benchmark.splits["select"][0]
    rounds = [overhead(sandbox, task) for _ in range(given.rounds)]
    parts = {name: statistics.quantiles([one[name] for one in rounds], n=4) for name in rounds[0]}
    before = share_busy(lambda: time.sleep(_QUIET_SECONDS))
    began = time.monotonic()
    share = share_busy(lambda: check_benchmark(sandbox, benchmark, workers=given.workers))
    seconds = time.monotonic() - began
    found = {"tasks": given.tasks, "workers": given.workers, "seconds": seconds, "busy": share}
    if given.json:
        told = {"sandbox": sandbox.name, "overhead_seconds": parts, "check": found}
        print(json.dumps({**told, "busy_before": before}))
        return
    print(f"sandbox {sandbox.name}")
    for name, (low, middle, high) in parts.items():
        print(f"{name:8}{middle:6.3f} s   [{low:.3f}, {high:.3f}]")
    print(f"{given.tasks} tasks, tests of {given.workers} at a time: {seconds:.1f} s,", end=" ")
    print(f"{share:.0%} busy ({before:.0%} before)")


if __name__ == "__main__":
    main()
