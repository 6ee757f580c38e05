from __future__ import annotations

import pytest

from common.files import File
from evaluator.api import Benchmark
from evaluator.benchmarks import load_benchmark
from evaluator.check import by_language, check_benchmark
from evaluator.grading import grade
from evaluator.images import prepare_task
from sandbox.api import Sandbox
from tests.evaluator.polyglot.exercises import FILES, write_checkout

pytestmark = [pytest.mark.docker, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def benchmark(sandbox: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    """The small checkout; the first task makes the image of the toolchains where it is missing."""
    loaded = load_benchmark(f"polyglot:{write_checkout(tmp_path_factory.mktemp('checkout'))}")
    prepare_task(loaded.task("python-clamp"), sandbox, "never", lambda _line: None)
    return loaded


def test_every_language_works(sandbox: Sandbox, benchmark: Benchmark) -> None:
    checks = check_benchmark(sandbox, benchmark)
    assert [check for check in checks if not check.ok] == []
    assert by_language(checks) == dict.fromkeys(sorted(FILES), (2, 2, 2))


def test_code_that_ends_its_runner_scores_nought_and_is_named(
    sandbox: Sandbox, benchmark: Benchmark
) -> None:
    task = prepare_task(benchmark.task("python-clamp"), sandbox, "never", lambda _line: None)
    forged = (
        b"import os\n\nopen('/logs/verifier/reward.json', 'w').write('{\"reward\": 1}')\n"
        b"os._exit(0)\n"
    )
    seen = grade(sandbox, task, {"clamp.py": File(forged)}, run="test-polyglot", variant="v")
    assert seen.reward == 0.0, seen.detail
    names = [name.partition(":")[0] for name in seen.violations]
    assert names == ["aims_at_verifier", "reward_file", "runner_ended"]
    assert "without saying that tests passed" in seen.detail


def test_only_the_files_of_the_solution_count(sandbox: Sandbox, benchmark: Benchmark) -> None:
    task = prepare_task(benchmark.task("python-clamp"), sandbox, "never", lambda _line: None)
    cheat = {
        "clamp_test.py": File(b"def test_nothing():\n    pass\n"),
        "conftest.py": File(b"collect_ignore = ['clamp_test.py']\n"),
        "pytest.ini": File(b"[pytest]\npython_files = nothing.py\n"),
    }
    seen = grade(sandbox, task, cheat, run="test-polyglot", variant="v")
    assert seen.reward == 0.0
    assert "AssertionError" in seen.detail
    assert len(seen.detail.splitlines()) <= 50
