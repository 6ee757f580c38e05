"""Whole runs in real boxes, and engines that are stopped, killed and halted in the middle."""

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace

import pytest

from archive.ledger import Ledger
from archive.records import Outcome
from archive.store import VariantStore
from common.errors import MachineryError, PrerequisiteError, UsageError
from common.files import File
from evolution.agent_run import AgentRun
from evolution.engine import InterruptedRunError
from evolution.expansion import Expanded
from evolution.halting import halt
from evolution.launch import drive, make_run
from evolution.nursery import Nursery
from evolution.signals import Stop, Wish
from evolution.view import State, read_view
from gateway.api import ModelError, Usage
from gateway.scripted import ScriptedModel
from sandbox.killing import DockerKiller
from tests.evolution.tiny import TinyModel, tiny_config, write_benchmark

pytestmark = pytest.mark.docker


@pytest.fixture
def new_run(tmp_path, sandbox):
    benchmark = write_benchmark(tmp_path / "benchmark")
    made = []

    def make(**changes):
        made.append(make_run(tmp_path / "runs", f"r{len(made)}", tiny_config(benchmark, **changes)))
        return made[-1]

    yield make
    for folder in made:
        assert sandbox.kill(folder.label) == []


def rows(folder):
    with Ledger(folder.ledger, readonly=True) as ledger:
        return ledger.variants(), ledger.expansions(), ledger.evaluations()


def assert_sound(folder):
    """Nothing is twice, nothing is half, and git and the ledger say the same."""
    variants, expansions, evaluations = rows(folder)
    done = Counter(
        (row.variant, row.task, row.trial) for row in evaluations if row.outcome is Outcome.DONE
    )
    assert set(done.values()) <= {1}
    commits = VariantStore.open(folder.archive).variants()
    assert {v.id: v.commit for v in variants} == {v.id: commits.get(v.id) for v in variants}
    made = {row.child for row in expansions if row.outcome is Outcome.DONE}
    assert made == {v.id for v in variants if v.parent is not None}


def start(folder, *words):
    command = [sys.executable, "-m", "tests.evolution.engine_process", str(folder.path), *words]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_a_run_makes_measures_and_reports_variants(new_run):
    folder = new_run()
    drive(folder, Stop(), model=TinyModel())
    view = read_view(folder)
    assert (view.state, len(view.variants), view.best) == ("finished", 3, "v0000")
    assert {one.state for one in view.variants.values()} == {State.MEASURED}
    assert all(one.score.n == 2 for one in view.variants.values())
    assert view.variants["v0000"].rewards == {
        "train": {"wish": 0.0},
        "select": {"one": 1.0, "two": 1.0},
        "holdout": {"last": 1.0},
    }
    assert_sound(folder)
    assert all((folder.path / row.transcript).is_file() for row in rows(folder)[2])
    before = rows(folder)
    drive(folder, Stop(), model=TinyModel())
    assert rows(folder) == before


def test_a_refused_child_is_kept_with_its_reason(new_run):
    folder = new_run(max_variants=2)
    drive(folder, Stop(), model=TinyModel(edit="touch setup.py"))
    _, expansions, _ = rows(folder)
    assert {row.outcome for row in expansions} == {Outcome.FAILED}
    assert all("outside" in row.reason for row in expansions)


def test_twins_are_admitted_once_even_when_both_are_ready(new_run):
    folder = new_run()
    nursery = Nursery(VariantStore.open(folder.archive), run="r", model="m")
    tree = {**nursery.agent("v0000"), "README.md": File(b"new\n")}
    run = AgentRun("submitted", 1, "", tree, {}, "", Usage(), 0.0)
    with Ledger(folder.ledger) as ledger:
        begun = [ledger.start_expansion(child, "v0000") for child in ("v0001", "v0002")]
        ended = [
            nursery.admit(ledger, replace(row, outcome=Outcome.DONE), Expanded(run, "", "new"))
            for row in begun
        ]
    assert [row.outcome for row in ended] == [Outcome.DONE, Outcome.FAILED]
    assert "the same as that of v0001" in ended[1].reason
    assert_sound(folder)


def test_a_dead_model_ends_the_run_and_scores_nobody(new_run):
    folder = new_run(attempts=9, max_variants=1)
    with pytest.raises(MachineryError, match="5 times in a row"):
        drive(folder, Stop(), model=ScriptedModel([ModelError("no route")]))
    assert {row.outcome for row in rows(folder)[2]} <= {Outcome.ERROR}
    drive(folder, Stop(), model=TinyModel())
    assert_sound(folder)
    assert read_view(folder).state == "finished"


def test_without_an_engine_nothing_is_started(new_run, monkeypatch):
    folder = new_run()
    monkeypatch.setenv("DOCKER_HOST", "tcp://127.0.0.1:1")
    with pytest.raises(PrerequisiteError, match="engine"):
        drive(folder, Stop(), model=TinyModel())
    assert rows(folder)[2] == []


def test_a_second_engine_on_the_same_run_is_refused(new_run):
    folder = new_run()
    with folder.lock(), pytest.raises(UsageError, match="Another engine"):
        drive(folder, Stop(), model=TinyModel())


def test_a_drain_lets_work_end_and_a_resume_goes_on(new_run):
    folder, stop = new_run(max_variants=1), Stop()
    with pytest.raises(InterruptedRunError):
        drive(folder, stop, tell=lambda _: stop.ask(Wish.DRAIN), model=TinyModel())
    assert {row.outcome for row in rows(folder)[2]} == {Outcome.DONE}
    drive(folder, Stop(), model=TinyModel())
    assert read_view(folder).state == "finished"
    assert_sound(folder)


def test_sigterm_kills_records_and_leaves_nothing(new_run, sandbox):
    folder = new_run()
    process = start(folder, "sleep 20")
    wait_for(lambda: len(rows(folder)[2]) == 2)
    time.sleep(1.5)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=20)
    assert {row.outcome for row in rows(folder)[2]} == {Outcome.INTERRUPTED}
    assert sandbox.kill(folder.label) == []


def wait_for(condition, seconds=20.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_a_halt_from_another_process_ends_the_work_for_good(new_run, sandbox):
    folder = new_run()
    process = start(folder, "sleep 20")
    wait_for(lambda: len(rows(folder)[2]) == 2)
    time.sleep(1.5)
    done = halt(folder, DockerKiller(), [], everything=True, reason="it runs away", operator="test")
    assert done.newly == ["v0000"]
    assert done.seconds < 5
    process.communicate(timeout=20)
    assert {row.outcome for row in rows(folder)[2]} == {Outcome.HALTED}
    drive(folder, Stop(), model=TinyModel())
    assert {row.outcome for row in rows(folder)[2]} == {Outcome.HALTED}


def test_a_halt_works_on_a_hanging_engine(new_run, sandbox):
    folder = new_run()
    process = start(folder, "sleep 20")
    try:
        wait_for(lambda: len(rows(folder)[2]) == 2)
        time.sleep(1.5)
        process.send_signal(signal.SIGSTOP)
        done = halt(folder, DockerKiller(), ["v0000"], reason="it hangs", operator="test")
        assert len(done.boxes) >= 1
        assert sandbox.kill(folder.label) == []
    finally:
        process.kill()
        process.communicate()


def test_killed_at_ten_random_moments_nothing_is_lost_or_counted_twice(new_run, sandbox):
    folder, rng = new_run(max_variants=4), random.Random(time.time_ns())
    recorded: set = set()
    for engines in range(1, 11):
        process = start(folder)
        wait_for(lambda engines=engines: starts(folder) == engines)
        time.sleep(rng.uniform(0.0, 3.0))
        process.kill()
        process.communicate()
        variants, expansions, evaluations = rows(folder)
        ended = {row for row in (*variants, *expansions, *evaluations) if was_recorded(row)}
        assert recorded <= ended
        recorded = ended
    drive(folder, Stop(), model=TinyModel())
    variants, expansions, evaluations = rows(folder)
    assert recorded <= {*variants, *expansions, *evaluations}
    assert len(variants) == 4
    assert all(row.outcome is not None for row in (*expansions, *evaluations))
    assert_sound(folder)
    assert sandbox.kill(folder.label) == []


def starts(folder):
    with Ledger(folder.ledger, readonly=True) as ledger:
        return sum(event.kind == "engine_started" for event in ledger.events())


def was_recorded(row):
    return getattr(row, "outcome", Outcome.DONE) is not None
