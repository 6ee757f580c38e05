"""Break mode: the same tricks on a verifier that shares its interpreter with the code under test.

Collected with ARBORETUM_BREAK=1 alone. Each of these changes scores 0 in isolation
(``tests/evaluator/test_isolation.py``); here each scores 1, so it is the isolation that holds.
"""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from common.files import File
from evaluator.grading import grade
from sandbox.api import Sandbox
from tests.attacks.conftest import RUN
from tests.attacks.gaps import SHARED_FILES
from tests.evaluator.isolated import isolated_task
from tests.evaluator.test_isolation import TRICKS

pytestmark = [pytest.mark.docker, pytest.mark.alone]

FOOLED = [
    "ends at import with the words of success",
    "asks for the test to be skipped",
    "replaces assertions",
    "returns what equals everything",
    "returns its own type that equals everything",
    "returns a number that equals everything",
]


@pytest.mark.parametrize("name", FOOLED)
def test_without_isolation_the_trick_works(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    task = isolated_task(tmp_path / "sums", SHARED_FILES)
    change = {"sums.py": File(TRICKS[name].code.encode())}
    held = grade(sandbox, task, change, run=RUN, variant="v0001")
    fooled = grade(
        sandbox, dataclasses.replace(task, hidden_tests=""), change, run=RUN, variant="v0001"
    )
    assert (held.reward, fooled.reward) == (0.0, 1.0), fooled.detail
