"""Isolated tasks are judged alike in every kind of box: one may lack what the judge needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from common.files import Change, File
from evaluator.api import Grade
from evaluator.grading import grade
from sandbox.choose import open_sandbox
from tests.evaluator.isolated import SOLVED, isolated_task
from tests.evaluator.tricks import TRICKS

pytestmark = pytest.mark.docker


@pytest.mark.parametrize("kind", ["docker-gvisor", "bubblewrap"])
def test_a_solution_scores_one_and_nothing_else_does(tmp_path: Path, kind: str) -> None:
    sandbox, task = open_sandbox(kind), isolated_task(tmp_path / "sums")

    def graded(source: str | None) -> Grade:
        change: Change = {} if source is None else {"sums.py": File(source.encode())}
        return grade(sandbox, task, change, run="test-isolation-boxes", variant="v0001")

    solved = graded(SOLVED)
    assert (solved.reward, solved.violations) == (1.0, ()), solved.detail
    unsolved = graded(None)
    assert (unsolved.reward, unsolved.violations) == (0.0, ()), unsolved.detail
    assert "AssertionError: -1 != 5" in unsolved.detail
    forged = graded(TRICKS["writes answers of its own"].code)
    assert (forged.reward, "worker_ended" in str(forged.violations)) == (0.0, True), forged
