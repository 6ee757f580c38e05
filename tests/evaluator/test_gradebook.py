from __future__ import annotations

from pathlib import Path

import pytest

from common.files import Change, File
from evaluator.api import Task
from evaluator.gradebook import Gradebook
from evaluator.harbor import load_task
from sandbox.api import Sandbox
from tests.evaluator.folders import write_task

pytestmark = pytest.mark.docker
RUN = "test-gradebook"
DICE = "od -An -N1 -tu1 /dev/urandom | awk '{print $1/255}' > /logs/verifier/reward.txt"


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return load_task(
        write_task(tmp_path / "dice", {"tests/test.sh": DICE, "tests/hidden.py": None})
    )


CHANGES: list[Change] = [
    {},
    {"a": File(b"1")},
    {"a": File(b"1", executable=True)},
    {"a": None},
    {"b": File(b"1")},
    {"a": File(b""), "b": File(b"1")},
]


def test_the_same_change_is_graded_once_and_others_anew(sandbox: Sandbox, task: Task) -> None:
    book = Gradebook()
    first = [book.grade(sandbox, task, change, run=RUN, variant="v0001") for change in CHANGES]
    again = [book.grade(sandbox, task, change, run=RUN, variant="v0002") for change in CHANGES]
    assert [one.reward for one in again] == [one.reward for one in first]
    assert all(one.seconds > 0 for one in first)
    assert all(one.seconds == 0 for one in again)


def test_the_same_change_to_another_task_is_graded(sandbox: Sandbox, tmp_path: Path) -> None:
    book = Gradebook()
    for reward in ("0", "1"):
        script = f"echo {reward} > /logs/verifier/reward.txt"
        task = load_task(write_task(tmp_path / reward / "task", {"tests/test.sh": script}))
        graded = book.grade(sandbox, task, {}, run=RUN, variant="v0001")
        assert graded.reward == float(reward)


def test_nothing_is_remembered_where_a_verifier_throws_dice(sandbox: Sandbox, task: Task) -> None:
    book = Gradebook(reuse=False)
    graded = [book.grade(sandbox, task, {}, run=RUN, variant="v0001") for _ in range(3)]
    assert all(one.seconds > 0 for one in graded)
    assert len({one.reward for one in graded}) > 1


def test_what_cut_a_verifier_short_is_not_remembered(sandbox: Sandbox, tmp_path: Path) -> None:
    script = {"tests/test.sh": "kill -9 $PPID"}
    task = load_task(write_task(tmp_path / "cut", script))
    book = Gradebook()
    graded = [book.grade(sandbox, task, {}, run=RUN, variant="v0001") for _ in range(2)]
    assert [one.reward for one in graded] == [0.0, 0.0]
    assert all(one.seconds > 0 for one in graded)
