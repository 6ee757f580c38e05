"""Tasks of two attempts: what the second is given, and what is reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from common.files import File
from evaluator.api import Task
from evaluator.benchmarks import load_benchmark
from evolution.evaluation import Measurement, evaluate
from evolution.machinery import Machinery
from gateway.api import Caps
from gateway.gateway import Gateway
from sandbox.api import Sandbox
from tests.evolution.tiny import TinyModel, write_benchmark

pytestmark = pytest.mark.docker

# Right at the second attempt, where it is told what was wrong and finds what it left.
LEARNER = """
import json, pathlib, sys
told = pathlib.Path(sys.argv[sys.argv.index("--instruction") + 1]).read_text()
again = "the answer is not one" in told and pathlib.Path("answer.txt").read_text() == "guess\\n"
pathlib.Path("answer.txt").write_text("one\\n" if again else "guess\\n")
print(json.dumps({"exit_status": "submitted", "steps": 1}))
"""
SCRIPT = """mkdir -p /logs/verifier
if [ "$(cat answer.txt)" = one ]; then echo 1; else echo 0; fi > /logs/verifier/reward.txt
echo the answer is not one
"""


@pytest.fixture
def machinery(sandbox: Sandbox) -> Iterator[Machinery]:
    made = Machinery(sandbox, Gateway(TinyModel(), attempts=1), "test-attempts")
    yield made
    assert made.stop() == []


def _measured(machinery: Machinery, folder: Path, attempts: int) -> Measurement:
    task: Task = load_benchmark(str(write_benchmark(folder))).task("one")
    task = replace(task, tests={"test.sh": File(SCRIPT.encode())}, attempts=attempts)
    return evaluate(
        machinery,
        variant="v0000",
        agent={"coding_agent/__main__.py": File(LEARNER.encode())},
        task=task,
        caps=Caps(calls=5),
        transcript=folder / "t" / "one.json",
    )


def test_the_second_attempt_goes_on_from_the_first_and_is_told_what_the_tests_said(
    machinery: Machinery, tmp_path: Path
) -> None:
    found = _measured(machinery, tmp_path, 2)
    assert found.rewards == (0.0, 1.0)
    assert found.reward == 1.0
    assert found.run.steps == 2
    assert found.run.change == {"answer.txt": File(b"one\n")}


def test_a_task_of_one_attempt_is_tried_once(machinery: Machinery, tmp_path: Path) -> None:
    found = _measured(machinery, tmp_path, 1)
    assert (found.reward, found.rewards, found.run.steps) == (0.0, (), 1)
