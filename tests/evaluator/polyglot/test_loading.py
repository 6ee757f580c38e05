from __future__ import annotations

import json
from pathlib import Path

import pytest

from common.errors import UsageError
from evaluator.benchmarks import load_benchmark
from evaluator.polyglot.languages import LANGUAGES
from tests.evaluator.polyglot.exercises import FILES, INSTRUCTIONS, write_checkout


def test_a_checkout_is_a_benchmark_of_six_languages(tmp_path: Path) -> None:
    loaded = load_benchmark(f"polyglot:{write_checkout(tmp_path)}")
    assert set(LANGUAGES) == set(FILES)
    names = {task.name for tasks in loaded.splits.values() for task in tasks}
    assert names == {f"{language}-{slug}" for language in FILES for slug in INSTRUCTIONS}
    assert len(loaded.splits["select"]) == len(loaded.splits["train"]) == 6
    assert {task.language for task in loaded.splits["select"]} == set(FILES)
    again = load_benchmark(f"polyglot:{tmp_path}")
    assert again == loaded


@pytest.mark.parametrize("language", sorted(FILES))
def test_an_agent_is_shown_no_test_and_no_example(tmp_path: Path, language: str) -> None:
    loaded = load_benchmark(f"polyglot:{write_checkout(tmp_path)}")
    for slug, files in FILES[language].items():
        task = loaded.task(f"{language}-{slug}")
        secret = {path for path in files if "test" in path.lower() or ".spec." in path}
        secret |= {path for path in files if path.startswith(".meta/")}
        assert not secret & set(task.files)
        assert task.attempts == 2
        assert INSTRUCTIONS[slug].strip() in task.instruction
        edited = [path for path in files if path not in secret and path in task.instruction]
        assert edited
        assert not {"Cargo.toml", "CMakeLists.txt"} & set(edited)
        judged = {path.removeprefix("exercise/") for path in task.tests}
        assert {path for path in secret if not path.startswith(".meta/")} <= judged
        assert not any(path.startswith("exercise/.meta") for path in task.tests)
        placed = {path.removeprefix("files/") for path in task.solution} - {"solve.sh"}
        assert set(edited) & placed


def test_tests_that_a_track_gives_one_at_a_time_are_all_switched_on(tmp_path: Path) -> None:
    loaded = load_benchmark(f"polyglot:{write_checkout(tmp_path)}")
    spec = loaded.task("javascript-clamp").tests["exercise/clamp.spec.js"].data.decode()
    assert spec.count("  test(") == 2
    assert "xtest" not in spec
    java = loaded.task("java-clamp").tests["exercise/src/test/java/ClampTest.java"].data.decode()
    assert "@Disabled" not in java


def test_broken_checkouts_are_told_of(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is not a folder"):
        load_benchmark(f"polyglot:{tmp_path / 'nowhere'}")
    with pytest.raises(UsageError, match="holds no exercises"):
        load_benchmark(f"polyglot:{tmp_path}")
    home = write_checkout(tmp_path) / "go" / "exercises" / "practice" / "runs"
    (home / ".meta" / "config.json").write_text("{}")
    with pytest.raises(UsageError, match=r"go/exercises/practice/runs has no \.meta/config\.json"):
        load_benchmark(f"polyglot:{tmp_path}")
    files = {"solution": ["gone.go"], "test": ["runs_test.go"], "example": []}
    (home / ".meta" / "config.json").write_text(json.dumps({"files": files}))
    with pytest.raises(UsageError, match="no solution or no tests"):
        load_benchmark(f"polyglot:{tmp_path}")
