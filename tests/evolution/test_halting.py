"""Halts and pauses by every door, with the engine healthy, stopped or dead."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import pytest

from archive.ledger import Ledger
from archive.records import Outcome
from bench.busy import make_busy_run, start_engine, wait_for_boxes, write_benchmark
from bench.halting import CASES, DOORS, trial
from common.errors import BoxGoneError, PrerequisiteError, UsageError
from evolution.halting import halt, killer_of, pause, write_down
from evolution.launch import drive, make_run
from evolution.operator import this_operator
from evolution.orders import Order, Orders
from evolution.permit import Permit, PermittedSandbox
from evolution.roster import Roster
from evolution.signals import Stop
from evolution.view import read_view
from gateway.api import Caps
from gateway.gateway import Gateway
from sandbox.api import BoxSpec
from sandbox.killing import DockerKiller, Found
from tests.evolution.tiny import TinyModel, tiny_config
from tests.evolution.tiny import write_benchmark as write_tiny


class NoBoxes:
    """A killer with nothing to kill."""

    def find(self, run, variants=None):
        return []

    def kill(self, boxes):
        raise AssertionError("there was nothing to kill")


@pytest.fixture
def run(tmp_path):
    return make_run(tmp_path / "runs", "r", tiny_config(write_tiny(tmp_path / "tiny")))


def events(folder, *kinds):
    with Ledger(folder.ledger, readonly=True) as ledger:
        return ledger.events_of(*kinds)


def outcomes(folder):
    with Ledger(folder.ledger, readonly=True) as ledger:
        return [row.outcome for row in ledger.evaluations()]


def cli(*words, root):
    command = [sys.executable, "-m", "cli.entry", *map(str, words), "--runs", str(root)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.docker
@pytest.mark.parametrize("case", CASES)
def test_a_halt_by_any_door_leaves_nothing_and_an_exact_ledger(tmp_path, sandbox, case):
    benchmark = write_benchmark(tmp_path / "busy", tasks=12)
    for door in DOORS:
        folder = make_busy_run(tmp_path / "runs", benchmark, f"{case}-{door}", boxes=2)
        rng = random.Random(time.time_ns())
        found = trial(folder, case, door, boxes=2, rng=rng, pause=1.0)
        assert found.problems == []
        assert found.boxes >= 1
        # How fast it is, bench/halting.py tells; here other tests run beside it.
        assert found.dead < 3
        assert found.removed < 10


@pytest.mark.docker
def test_a_pause_now_kills_and_a_resume_does_it_again(tmp_path, sandbox):
    benchmark = write_benchmark(tmp_path / "busy", tasks=12)
    folder = make_busy_run(tmp_path / "runs", benchmark, "r", boxes=2)
    engine = start_engine(folder)
    try:
        wait_for_boxes(folder, DockerKiller(), 2)
        listed = json.loads(
            cli("pause", "r", "--now", "--dry-run", "--json", root=folder.path.parent).stdout
        )
        assert listed["boxes"]
        assert {box["variant"] for box in listed["boxes"]} == {"v0000"}
        assert events(folder, "pause") == []
        engine.send_signal(signal.SIGSTOP)
        said = cli("pause", "r", "--now", "--reason", "lunch", root=folder.path.parent)
        assert said.returncode == 0, said.stderr
        assert DockerKiller().find(folder.label) == []
        engine.send_signal(signal.SIGCONT)
        assert engine.wait(60) != 0
    finally:
        engine.kill()
        engine.wait()
    assert read_view(folder).state == "paused"
    assert set(outcomes(folder)) <= {Outcome.DONE, Outcome.INTERRUPTED}
    assert Outcome.INTERRUPTED in outcomes(folder)
    [told] = events(folder, "pause")
    assert (told.data["operator"], told.data["reason"]) == (this_operator(), "lunch")
    done = outcomes(folder).count(Outcome.DONE)
    engine = start_engine(folder)
    try:
        wait_for_boxes(folder, DockerKiller(), 2)
        (folder.path / "PAUSE").write_text("enough")
        assert engine.wait(120) != 0
    finally:
        engine.kill()
        engine.wait()
    assert outcomes(folder).count(Outcome.DONE) > done
    assert None not in outcomes(folder)
    assert [event.data["reason"] for event in events(folder, "pause")] == ["lunch", "enough"]
    assert not (folder.path / "PAUSE").exists()


@pytest.mark.docker
def test_while_a_pause_file_lies_there_no_engine_starts(run):
    (run.path / "PAUSE").touch()
    os.utime(run.path / "PAUSE", (1, 1))
    with pytest.raises(UsageError, match="PAUSE"):
        drive(run, Stop(), model=TinyModel())
    assert outcomes(run) == []


@pytest.mark.docker
def test_a_stop_file_dropped_while_no_engine_worked_is_obeyed_first(run):
    (run.path / "STOP").write_text("not this one\x1b[31m")
    os.utime(run.path / "STOP", (1, 1))
    drive(run, Stop(), model=TinyModel())
    assert outcomes(run) == []
    [told] = events(run, "variant_halted")
    assert (told.variant, told.data["reason"]) == ("v0000", "not this one")
    assert told.data["operator"] == this_operator()


def test_a_halt_holds_while_a_hung_engine_keeps_the_ledger_locked(run, monkeypatch):
    monkeypatch.setattr("evolution.halting._PATIENCE_SECONDS", 0.1)
    hung = sqlite3.connect(run.ledger, isolation_level=None)
    hung.execute("BEGIN IMMEDIATE")
    permit = Permit(Orders(run.orders))
    done = halt(run, NoBoxes(), ["v0000"], reason="it hangs", operator="me@here")
    assert (done.newly, done.recorded) == (["v0000"], False)
    assert not permit.allows("v0000")
    hung.execute("ROLLBACK")
    assert halt(run, NoBoxes(), ["v0000"], reason="again", operator="me@here").recorded
    [told] = events(run, "variant_halted")
    assert told.data["ordered"] <= told.at


@pytest.mark.docker
def test_what_a_halted_engine_never_recorded_is_recorded_by_the_next(run, monkeypatch):
    monkeypatch.setattr("evolution.halting._PATIENCE_SECONDS", 0.1)
    with Ledger(run.ledger) as ledger:
        ledger.start_evaluation("v0000", "one", "select")
    hung = sqlite3.connect(run.ledger, isolation_level=None)
    hung.execute("BEGIN IMMEDIATE")
    halt(run, NoBoxes(), [], everything=True, reason="it hangs", operator="me@here")
    hung.close()
    drive(run, Stop(), model=TinyModel())
    drive(run, Stop(), model=TinyModel())
    assert outcomes(run) == [Outcome.HALTED]
    assert [event.variant for event in events(run, "variant_halted")] == ["v0000"]
    assert len(events(run, "halt_run")) == 1


def test_a_clade_takes_children_and_those_being_made_and_nobody_else(run):
    with Ledger(run.ledger) as ledger:
        seed = ledger.variant("v0000")
        for child, parent in [("v0001", "v0000"), ("v0002", "v0001"), ("v0003", "v0000")]:
            ledger.add_variant(replace(seed, id=child, parent=parent))
        ledger.start_expansion("v0004", "v0002")
        ledger.start_expansion("v0005", "v0003")
    words: Any = {"clade": True, "reason": "loops", "operator": "me@here"}
    planned = halt(run, NoBoxes(), ["v0001"], dry_run=True, **words)
    assert planned.newly == ["v0001", "v0002", "v0004"]
    assert events(run, "variant_halted") == []
    assert not run.orders.exists()
    assert halt(run, NoBoxes(), ["v0001"], **words).newly == planned.newly
    assert halt(run, NoBoxes(), ["v0001"], **words).newly == []
    assert {event.variant for event in events(run, "variant_halted")} == set(planned.newly)


@pytest.mark.parametrize("words", [{"variants": ["v0009"]}, {"variants": ["v0000"], "reason": " "}])
def test_a_halt_of_nobody_or_without_a_reason_is_refused_whole(run, words):
    given = {"variants": ["v0000"], "reason": "why", "operator": "me@here", **words}
    with pytest.raises(UsageError):
        halt(run, NoBoxes(), given.pop("variants"), **given)
    assert not run.orders.exists()
    assert events(run, "variant_halted") == []


def test_pausing_twice_is_pausing_once(run):
    words = {"now": False, "reason": "", "operator": "me@here", "dry_run": False}
    assert pause(run, NoBoxes(), **words).changed
    assert not pause(run, NoBoxes(), **words).changed
    assert len(events(run, "pause")) == 1
    assert read_view(run).state == "paused"


def test_an_order_reaches_every_permit_and_half_an_order_none(run):
    permit, orders = Permit(Orders(run.orders)), Orders(run.orders)
    permit.account("v0002", {"v0001", "v0002"})
    with run.orders.open("w") as file:
        file.write('{"kind": "halt", "every')
    assert permit.allows("v0001")
    orders.give(Order("halt", "me@here", "why", ("v0001",)))
    assert [permit.allows(f"v000{n}") for n in range(4)] == [True, False, False, True]
    orders.give(Order("pause", "me@here", ""))
    assert permit.allows("v0000")
    orders.give(Order("pause", "me@here", "", now=True))
    assert not permit.allows("v0000")
    assert [order.kind for order in permit.heard()] == ["halt", "pause", "pause"]
    assert permit.heard() == []


def test_an_engine_that_goes_on_answers_no_call_after_an_order(run):
    permit = Permit(Orders(run.orders))
    model = TinyModel()
    session = Gateway(model).open(
        label="r/v0000", caps=Caps(calls=9, tokens=99_999), allowed=lambda: permit.allows("v0000")
    )
    headers = {"Authorization": f"Bearer {session.token}"}
    body = json.dumps({"messages": [{"role": "user", "content": "hello"}]}).encode()
    ask = ("POST", "/v1/chat/completions", headers, body)
    assert session.handle(*ask).status == 200
    Orders(run.orders).give(Order("halt", "me@here", "why", ("v0000",)))
    refused = session.handle(*ask)
    assert (refused.status, b"session_revoked" in refused.body) == (401, True)
    assert session.usage.calls == 1


class OneBox:
    """A sandbox whose boxes note that they were killed; ``meanwhile`` runs during a start."""

    image_digest = "none"

    def __init__(self, meanwhile):
        self.meanwhile = meanwhile
        self.killed = 0

    def start(self, spec):
        self.meanwhile()
        return self

    def kill(self, *_):
        self.killed += 1


def test_a_box_that_a_halt_came_too_early_to_see_is_never_used(run):
    orders = Orders(run.orders)
    box = OneBox(lambda: orders.give(Order("halt", "me@here", "why", ("v0000",))))
    roster = Roster()
    boxes = PermittedSandbox(box, Permit(orders), roster)
    with pytest.raises(BoxGoneError):
        boxes.start(BoxSpec("r", "v0000", "solve"))
    assert box.killed == 1
    assert not roster.boxes()
    box.meanwhile = lambda: pytest.fail("a box was started after the halt")
    with pytest.raises(BoxGoneError):
        boxes.start(BoxSpec("r", "v0000", "solve"))


def test_a_stop_file_names_its_target(run):
    from evolution.stopfiles import obey

    for name in ("STOP-v0000", "STOP-v0000-clade.txt", "STOPPED", "PAUSE-later"):
        (run.path / name).write_text("because")
        os.utime(run.path / name, (1, 1))
    obey(run, NoBoxes())
    assert [event.variant for event in events(run, "variant_halted")] == ["v0000"]
    assert events(run, "halt_run", "pause") == []
    left = {path.name for path in run.path.iterdir()}
    assert left >= {"STOP-v0000-clade.txt", "STOPPED", "PAUSE-later"}
    assert "STOP-v0000" not in left


class Asked(NoBoxes):
    """Notes whose boxes it was asked for."""

    def __init__(self):
        self.variants = []

    def find(self, run, variants=None):
        self.variants.append(set(variants))
        return []


@pytest.mark.parametrize("door", ["file", "command"])
def test_a_clade_is_halted_whole_by_every_door(run, door):
    from evolution.stopfiles import obey

    with Ledger(run.ledger) as ledger:
        seed = ledger.variant("v0000")
        for number in (1, 2, 3):
            parent = f"v{number - 1:04d}" if number < 3 else "v0000"
            ledger.start_expansion(f"v{number:04d}", parent)
            ended = replace(ledger.expansions()[-1], outcome=Outcome.DONE)
            child = replace(seed, id=f"v{number:04d}", parent=parent, tree=f"{number:040d}")
            ledger.end_expansion(ended, child)
    killer, permit = Asked(), Permit(Orders(run.orders))
    if door == "file":
        (run.path / "STOP-v0001-clade").touch()
        os.utime(run.path / "STOP-v0001-clade", (1, 1))
        obey(run, killer)
    else:
        halt(run, killer, ["v0001"], clade=True, reason="why", operator="me@here")
    assert killer.variants[0] == {"v0001", "v0002"}
    allowed = [permit.allows(f"v{number:04d}") for number in range(4)]
    assert allowed == [True, False, False, True]
    assert [e.variant for e in events(run, "variant_halted")] == ["v0001", "v0002"]


def test_with_damaged_settings_the_order_is_given_all_the_same(run):
    run.config.write_text("[[[ no toml")
    with pytest.raises(PrerequisiteError, match="cannot be read"):
        halt(run, killer_of(run), ["v0000"], reason="why", operator="me@here")
    assert [order.variants for order in Orders(run.orders).since()[0]] == [("v0000",)]
    assert [event.variant for event in events(run, "variant_halted")] == ["v0000"]


class OneLeft(NoBoxes):
    """A killer with one box of the run, which it notes as killed."""

    def __init__(self, label):
        self.boxes, self.killed = [Found("0" * 64, label, "v0000", "solve")], []

    def find(self, run, variants=None):
        assert variants is None
        return [box for box in self.boxes if box.run == run and box not in self.killed]

    def kill(self, boxes):
        self.killed += boxes


def test_with_a_damaged_ledger_everything_is_halted_all_the_same(run):
    whole = run.ledger.read_bytes()
    run.ledger.write_bytes(b"no ledger at all" * 512)
    killer, permit = OneLeft(run.label), Permit(Orders(run.orders))
    words: Any = {"reason": "why", "operator": "me@here"}
    with pytest.raises(UsageError, match="damaged"):
        halt(run, killer, ["v0000"], **words)
    planned = halt(run, killer, [], everything=True, dry_run=True, **words)
    assert planned.boxes == killer.boxes
    assert killer.killed == []
    assert permit.allows("v0000")
    done = halt(run, killer, [], everything=True, **words)
    assert done.boxes == killer.killed == killer.boxes
    assert "damaged" in done.unread
    assert (done.variants, done.recorded) == ([], False)
    assert not permit.allows("v0000")
    run.ledger.write_bytes(whole)
    [order] = Orders(run.orders).since()[0]
    with Ledger(run.ledger) as ledger:
        write_down(ledger, order)
    assert [event.variant for event in events(run, "variant_halted")] == ["v0000"]


def test_the_command_says_that_it_halted_a_run_whose_ledger_is_damaged(run):
    run.config.write_text('sandbox = "bubblewrap"')
    run.ledger.write_bytes(b"no ledger at all" * 512)
    said = cli("halt", "r", "--all", "--reason", "why", root=run.path.parent)
    assert said.returncode == 0, said.stderr
    assert "Halted r, 0 boxes killed" in said.stdout
    assert "not in the ledger, which cannot be read" in said.stdout
    told = cli("halt", "r", "--all", "--reason", "why", "--json", root=run.path.parent).stdout
    assert "damaged" in json.loads(told)["unread"]


def test_a_folder_named_like_a_stop_file_harms_nothing(run):
    from evolution.stopfiles import obey

    (run.path / "STOP").mkdir()
    os.utime(run.path / "STOP", (1, 1))
    obey(run, NoBoxes())
    assert events(run, "halt_run") == []


def test_a_killer_that_does_not_answer_leaves_order_and_file(run):
    from evolution.stopfiles import obey

    class Silent(NoBoxes):
        def find(self, run, variants=None):
            raise PrerequisiteError("no engine")

    (run.path / "STOP").touch()
    os.utime(run.path / "STOP", (1, 1))
    permit = Permit(Orders(run.orders))
    for _ in range(2):
        with pytest.raises(PrerequisiteError):
            obey(run, Silent())
    assert not permit.allows("v0000")
    assert len(Orders(run.orders).since()[0]) == 1
    obey(run, NoBoxes())
    assert len(events(run, "halt_run")) == 1


def test_a_frozen_engine_is_told_within_seconds(tmp_path, monkeypatch):
    import socket

    from common.errors import MachineryError

    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(str(tmp_path / "frozen.sock"))
        frozen.listen()
        monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/frozen.sock")
        monkeypatch.setattr("sandbox.killing._LIST_SECONDS", 0.2)
        with pytest.raises(MachineryError, match="did not answer"):
            DockerKiller().find("r")


@pytest.mark.docker
def test_kill_ends_many_boxes_and_a_second_kill_finds_none(sandbox):
    made = [sandbox.start(BoxSpec("test-many", f"v{n:04d}", "solve")) for n in range(3)]
    killer = DockerKiller()
    found = killer.find("test-many")
    assert {box.id for box in found} == {box.id for box in made}
    assert [box.variant for box in killer.find("test-many", {"v0001"})] == ["v0001"]
    killer.kill(found)
    assert killer.find("test-many") == []
    killer.kill([*found, Found("0" * 64, "test-many", "v0009", "solve")])
