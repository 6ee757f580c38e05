from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest

from common.errors import UsageError
from evaluator.benchmarks import ADAPTERS, absolute, list_benchmarks, load_benchmark
from evaluator.registered import register, registered, registry_file, unregister
from tests.evaluator.folders import TASK_TOML, write_task


def _task(folder: Path, difficulty: str = "easy") -> None:
    write_task(folder, {"task.toml": TASK_TOML.replace('"easy"', f'"{difficulty}"')})


def test_difficulties_are_spread_evenly_over_a_split(tmp_path: Path) -> None:
    levels = ["easy"] * 4 + ["medium"] * 2 + ["hard"] * 2
    for number, level in enumerate(levels):
        _task(tmp_path / "train" / f"t{number}", level)
    _task(tmp_path / "holdout" / "z")
    loaded = load_benchmark(str(tmp_path))
    train = [task.difficulty for task in loaded.splits["train"]]
    assert sorted(train[:4]) == sorted(train[4:]) == ["easy", "easy", "hard", "medium"]
    assert load_benchmark(str(tmp_path)).splits["train"] == loaded.splits["train"]
    assert [task.name for task in loaded.splits["holdout"]] == ["z"]
    assert loaded.splits["select"] == ()
    assert loaded.split_of("z") == "holdout"


def test_a_folder_of_tasks_or_one_task_is_all_select(tmp_path: Path) -> None:
    _task(tmp_path / "set" / "one")
    _task(tmp_path / "set" / "two")
    (tmp_path / "set" / ".cache").mkdir()
    whole = load_benchmark(str(tmp_path / "set"))
    assert whole.name == "set"
    assert {task.name for task in whole.splits["select"]} == {"one", "two"}
    assert [t.name for t in load_benchmark(str(tmp_path / "set/one")).splits["select"]] == ["one"]


def test_repair_is_shipped() -> None:
    assert "repair" in list_benchmarks()


def test_every_adapter_is_found_and_says_what_it_needs() -> None:
    for name, adapter in ADAPTERS.items():
        module, _, function = adapter.load.partition(":")
        assert callable(getattr(import_module(module), function))
        if adapter.argument:
            with pytest.raises(UsageError, match="needs to be told what to read") as caught:
                load_benchmark(name)
            assert caught.value.hint == f"Write {name}:{adapter.argument}."


def test_wrong_names_and_broken_benchmarks(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no benchmark 'nonesuch'") as caught:
        load_benchmark("nonesuch")
    assert "repair" in caught.value.hint
    assert "polyglot:PATH" in caught.value.hint
    assert "path of a folder" in caught.value.hint
    with pytest.raises(UsageError, match="holds no tasks"):
        load_benchmark(str(tmp_path))
    _task(tmp_path / "train" / "same")
    _task(tmp_path / "select" / "same")
    with pytest.raises(UsageError, match="two tasks named 'same': in train and in select"):
        load_benchmark(str(tmp_path))
    (tmp_path / "select" / "not-a-task").mkdir()
    with pytest.raises(UsageError, match=r"not-a-task has no task\.toml"):
        load_benchmark(str(tmp_path))


def test_a_name_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    _task(tmp_path / "set" / "one")
    register("mine", absolute(str(tmp_path / "set")))
    register("other", 'a "quoted" \\ source')
    assert registered() == {"mine": str(tmp_path / "set"), "other": 'a "quoted" \\ source'}
    assert load_benchmark("mine") == load_benchmark(str(tmp_path / "set"))
    assert absolute("mine") == str(tmp_path / "set")
    unregister("mine")
    with pytest.raises(UsageError, match="no benchmark 'mine'"):
        load_benchmark("mine")
    with pytest.raises(UsageError, match="registered as 'mine'") as caught:
        unregister("mine")
    assert caught.value.hint == "Registered: other."
    with pytest.raises(UsageError, match="cannot be the name"):
        register("../up", "/somewhere")
    registry_file().write_text("mine = [")
    with pytest.raises(UsageError, match=r"benchmarks\.toml cannot be read"):
        registered()


def test_a_task_that_cannot_be_read_keeps_no_other_from_being_checked(tmp_path: Path) -> None:
    _task(tmp_path / "good")
    (tmp_path / "bad").mkdir()
    broken: dict[str, str] = {}
    loaded = load_benchmark(str(tmp_path), broken)
    assert [task.name for task in loaded.splits["select"]] == ["good"]
    assert list(broken) == ["bad"]
    assert "has no task.toml" in broken["bad"]
