"""What was measured before is not measured again, and only where nothing new would come of it."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import fields, replace
from math import inf
from pathlib import Path
from typing import Any

import pytest

from archive.ledger import Ledger
from archive.objects import encode_tree
from archive.records import Evaluation, Outcome, Variant
from archive.store import VariantStore
from cli.measuring import Job, Row, measure
from cli.render import ending_line
from evaluator.api import Task
from evaluator.benchmarks import load_benchmark
from evaluator.harbor import load_task
from evaluator.images import prepare_task
from evolution.alone import Alone
from evolution.launch import drive, make_run
from evolution.machinery import Machinery
from evolution.orders import Orders
from evolution.results import NAME, Circumstances, Results, circumstances, take_over
from evolution.run import RunFolder
from evolution.signals import Stop
from evolution.view import read_view
from gateway.api import NO_CAPS, Caps
from gateway.budget import Budget
from gateway.gateway import Gateway
from sandbox.api import BoxSpec, Sandbox
from sandbox.engine import Engine
from tests.evaluator.folders import write_task
from tests.evolution.tiny import TinyModel, tiny_config, write_benchmark

ASKED = Circumstances(
    tree="tree", task="task", model="model", server="server", seed=0, trial=0, image="image",
    images=("own",), sandbox="docker-runc", caps=Caps(), time_factor=1.0,
)  # fmt: skip
SEED = Variant("v0000", None, "c", "tree", "the seed", 1.0)


class CountingModel(TinyModel):
    calls = 0

    def complete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        self.calls += 1
        return super().complete(request)


def measured(
    root: Path, run: str = "one", outcome: Outcome = Outcome.DONE, rewards: tuple[float, ...] = ()
) -> Evaluation:
    """A run with one evaluation of its seed, and the record of it."""
    folder = RunFolder(root / run)
    (folder.path / "transcripts").mkdir(parents=True)
    for suffix in ("json", "jsonl"):
        (folder.path / f"transcripts/a.{suffix}").write_text("{}")
    with Ledger(folder.ledger) as ledger:
        ledger.add_variant(SEED)
        begun = ledger.start_evaluation("v0000", "a", "select")
        reward = 1.0 if outcome is Outcome.DONE else None
        row = replace(begun, outcome=outcome, reward=reward, transcript="transcripts/a.json")
        ledger.end_evaluation(replace(row, ended=9.0, calls=3, rewards=rewards))
        return ledger.evaluations()[0]


def test_a_result_is_found_by_another_run(tmp_path):
    row = measured(tmp_path)
    Results(RunFolder(tmp_path / "one")).add(ASKED, row)
    known = Results(RunFolder(tmp_path / "two")).find(ASKED)
    assert (known.row, known.source) == (row, "one:v0000/a.0")


def test_the_records_of_all_attempts_are_taken_over(tmp_path):
    row = measured(tmp_path, rewards=(0.0, 1.0))
    Results(RunFolder(tmp_path / "one")).add(ASKED, row)
    results = Results(RunFolder(tmp_path / "two"))
    assert results.find(ASKED) is None, "the second attempt's record is missing"
    second = tmp_path / "one/transcripts/a.try2.json"
    for path in (second, second.with_suffix(".jsonl")):
        path.write_text(f"second {path.suffix}")
    take_over(results.find(ASKED), tmp_path / "two/transcripts/b.json")
    told = {path.name: path.read_text() for path in (tmp_path / "two/transcripts").iterdir()}
    kept = {"b.json": "{}", "b.jsonl": "{}"}
    assert told == kept | {"b.try2.json": "second .json", "b.try2.jsonl": "second .jsonl"}


CHANGED: dict[str, Any] = {
    "tree": "x", "task": "x", "model": "x", "server": "x", "seed": 1, "trial": 1, "image": "x",
    "images": ("x",), "sandbox": "x", "caps": Caps(calls=1), "time_factor": 2.0,
}  # fmt: skip


@pytest.mark.parametrize("name", [field.name for field in fields(Circumstances)])
def test_under_other_circumstances_it_is_not_found(tmp_path, name):
    results = Results(RunFolder(tmp_path / "one"))
    results.add(ASKED, measured(tmp_path))
    assert results.find(ASKED)
    assert results.find(replace(ASKED, **{name: CHANGED[name]})) is None


def test_what_was_halted_or_removed_is_not_reused(tmp_path):
    results = Results(RunFolder(tmp_path / "two"))
    Results(RunFolder(tmp_path / "one")).add(ASKED, measured(tmp_path))
    with Ledger(tmp_path / "one/ledger.db") as ledger:
        ledger.quarantine("v0000", "it cheats", "test")
        assert results.find(ASKED) is None
        ledger.release("v0000", "it does not", "test")
    assert results.find(ASKED)
    (tmp_path / "one/transcripts/a.jsonl").unlink()
    assert results.find(ASKED) is None
    shutil.rmtree(tmp_path / "one")
    assert results.find(ASKED) is None
    results.add(ASKED, measured(tmp_path, "two"))
    assert results.find(ASKED).source == "two:v0000/a.0"


@pytest.mark.parametrize("outcome", [Outcome.ERROR, Outcome.INTERRUPTED, Outcome.HALTED])
def test_an_accident_is_never_a_result(tmp_path, outcome):
    results = Results(RunFolder(tmp_path / "one"))
    results.add(ASKED, measured(tmp_path, outcome=outcome))
    assert results.find(ASKED) is None


def test_a_damaged_index_costs_a_measurement_and_no_more(tmp_path):
    row = measured(tmp_path)
    results = Results(RunFolder(tmp_path / "one"))
    (tmp_path / NAME).write_bytes(b"no database" * 100)
    results.add(ASKED, row)
    assert results.find(ASKED) is None


def test_several_engines_write_at_once(tmp_path):
    row = measured(tmp_path)

    def work(seed: int) -> None:
        for trial in range(10):
            Results(RunFolder(tmp_path / "one")).add(replace(ASKED, seed=seed, trial=trial), row)

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    results = Results(RunFolder(tmp_path / "two"))
    asked = [replace(ASKED, seed=seed, trial=trial) for seed in range(4) for trial in range(10)]
    assert all(results.find(one) for one in asked)


def rows_of(folder: RunFolder) -> list[Evaluation]:
    with Ledger(folder.ledger, readonly=True) as ledger:
        return ledger.evaluations()


def scores(folder: RunFolder) -> dict[tuple[str, int], float | None]:
    return {(row.task, row.trial): row.reward for row in rows_of(folder)}


def entries(root: Path) -> list[tuple[str]]:
    with sqlite3.connect(root / NAME) as index:
        return index.execute("SELECT task FROM results").fetchall()


def evaluated(
    folder: RunFolder, home: Path, sandbox: Sandbox, results: Results | None
) -> list[Row]:
    """Measure the seed of a run outside it, as ``evaluate`` does."""
    benchmark = load_benchmark(str(home / "benchmark"))
    machinery = Machinery(sandbox, Gateway(TinyModel(), attempts=1), "test-results")
    alone = Alone(machinery, Budget("command", NO_CAPS), inf, home, Orders(home / "orders.jsonl"))
    with Ledger(folder.ledger, readonly=True) as ledger:
        tree = ledger.variant("v0000").tree
    source = VariantStore.open(folder.archive).read("v0000")
    assert encode_tree(source).root == tree
    config = tiny_config(home / "benchmark", trials=2 if results else 1)
    job = Job("first:v0000", source, tree, "select", config, home / "records", results)
    return measure(alone, job, benchmark.splits["select"], workers=2, tell=lambda _row: None)


@pytest.mark.docker
def test_an_image_that_changed_under_its_name_is_another_one(tmp_path, sandbox):
    engine, config = Engine(), tiny_config(tmp_path)
    name, machinery = "arboretum-test-moving", Machinery(sandbox, Gateway(TinyModel()), "test")
    toml = f"[environment]\ndocker_image = '{name}:1'\nworkdir = '/srv/x'\n"
    loaded = load_task(write_task(tmp_path / "t", {"task.toml": toml}))

    def prepared() -> tuple[Task, str]:
        task = prepare_task(loaded, sandbox, "never", lambda _line: None)
        return task, circumstances(machinery, config, "tree", task, 0).key()

    try:
        engine.api.tag(sandbox.image_digest, name, "1")
        task, key = prepared()
        assert prepared() == (task, key)
        container = engine.api.create_container(sandbox.image_digest, ["true"])["Id"]
        engine.api.commit(container, name, "1")
        engine.api.remove_container(container)
        other, changed = prepared()
        assert other.digest == task.digest
        assert changed != key
        assert task.image.start_from == sandbox.image_digest != other.image.start_from
        # A run that began before goes on with what it found.
        spec = BoxSpec("test", "v0000", "probe", "/srv/x", task.image.start_from)
        box = sandbox.start(spec)
        assert engine.api.inspect_container(box.id)["Image"] == sandbox.image_digest
        box.kill()
    finally:
        engine.api.remove_image(f"{name}:1", force=True)


@pytest.mark.docker
def test_a_second_run_takes_over_what_the_first_measured(tmp_path, sandbox):
    benchmark, root = write_benchmark(tmp_path / "benchmark"), tmp_path / "runs"
    settings = {"max_variants": 1, "trials": 2, "reuse": True}

    def run(name: str, **changes: Any) -> tuple[RunFolder, int]:
        folder = make_run(root, name, tiny_config(benchmark, **{**settings, **changes}))
        model = CountingModel()
        drive(folder, Stop(), model=model)
        return folder, model.calls

    first, asked = run("first")
    assert asked > 0
    assert len(rows_of(first)) == len(entries(root)) == 8
    assert not any(row.reused for row in rows_of(first))
    second, asked = run("second")
    assert asked == 0
    assert scores(second) == scores(first)
    assert {row.reused for row in rows_of(second)} == {
        f"first:v0000/{task}.{trial}" for task, trial in scores(first)
    }
    assert sum(row.calls + row.tokens for row in rows_of(second)) == 0
    assert all((second.path / row.transcript).is_file() for row in rows_of(second))
    assert read_view(second).variants["v0000"].reused == 8
    assert "(reused from first:v0000/" in ending_line(rows_of(second)[0])
    outside = evaluated(first, tmp_path, sandbox, Results(first))
    assert sorted((row.task, row.trial) for row in outside) == [
        (task, trial) for task in ("one", "two") for trial in (0, 1)
    ]
    assert {row.reused for row in outside} <= {row.reused for row in rows_of(second)}
    assert [row.reward for row in outside] == [1.0] * 4
    assert {row.reused for row in evaluated(first, tmp_path, sandbox, None)} == {""}
    again, asked = run("again", reuse=False, trials=1)
    assert asked > 0
    assert not any(row.reused for row in rows_of(again))


@pytest.mark.docker
def test_what_a_slow_machine_may_have_decided_is_measured_again(tmp_path, sandbox):
    benchmark, root = write_benchmark(tmp_path / "benchmark"), tmp_path / "runs"
    for task in benchmark.glob("*/*/task.toml"):
        task.write_text(task.read_text().replace("timeout_sec = 30.0", "timeout_sec = 1.0"))
    folder = make_run(root, "r", tiny_config(benchmark, max_variants=1, reuse=True, workers=4))
    drive(folder, Stop(), model=TinyModel(before="sleep 30"))
    assert {row.outcome for row in rows_of(folder)} == {Outcome.DONE}
    assert {row.exit_status for row in rows_of(folder)} <= {"timeout", "time_limit"}
    assert not (root / NAME).exists() or entries(root) == []
