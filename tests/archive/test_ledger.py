import json
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.database import AlreadyRecordedError, HaltedError
from archive.ledger import Ledger
from archive.records import Evaluation, Outcome, Variant
from common.errors import ArboretumError, PrerequisiteError, UsageError

SEED = Variant("v0000", None, "a" * 40, "b" * 40, "the seed", 1.5)
CHILD = Variant("v0001", "v0000", "c" * 40, "d" * 40, "keeps the tail", 2.5)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with Ledger(path) as opened:
        opened.add_variant(SEED)
        yield opened


def done(evaluation: Evaluation, reward: float = 1.0) -> Evaluation:
    return replace(evaluation, outcome=Outcome.DONE, reward=reward)


def test_an_expansion_and_its_child_are_one_record(ledger):
    started = ledger.start_expansion("v0001", "v0000")
    assert ledger.expansions() == [started]
    ended = replace(started, outcome=Outcome.DONE, ended=9.0, calls=3, tokens=5, cost_usd=0.5)
    ledger.end_expansion(ended, CHILD)
    assert ledger.expansions() == [ended]
    assert ledger.variants() == [SEED, CHILD]
    assert ledger.variant("v0001") == CHILD


def test_a_failed_expansion_keeps_its_reason_and_can_be_tried_again(ledger):
    first = ledger.start_expansion("v0001", "v0000")
    ledger.end_expansion(replace(first, outcome=Outcome.FAILED, reason="does not compile"))
    second = ledger.start_expansion("v0001", "v0000")
    assert (first.attempt, second.attempt) == (1, 2)
    assert [e.reason for e in ledger.expansions()] == ["does not compile", ""]
    assert ledger.variants() == [SEED]


def test_evaluations_come_back_as_recorded(ledger):
    first = ledger.start_evaluation("v0000", "task-a", "select")
    ended = replace(done(first, 0.5), exit_status="submitted", ended=7.0, transcript="t/a.json")
    ended = replace(ended, rewards=(0.0, 0.5), violations=("reward_file",))
    ledger.end_evaluation(ended)
    running = ledger.start_evaluation("v0000", "task-a", "select", trial=1)
    assert ledger.evaluations() == [ended, running]
    assert ledger.evaluations("v0000") == [ended, running]
    assert ledger.evaluations("v0001") == []


def test_an_evaluation_recorded_before_there_were_attempts_is_read(ledger, path):
    begun = ledger.start_evaluation("v0000", "old", "select")
    told = {"task": "old", "split": "select", "trial": 0, "attempt": 1, "started": begun.started,
            "outcome": "done", "reward": 1.0, "exit_status": "submitted", "ended": 2.0}  # fmt: skip
    with sqlite3.connect(path) as raw:
        columns = {row[1] for row in raw.execute("PRAGMA table_info(evaluations)")}
        insert = "INSERT INTO events (at, kind, variant, data) VALUES (2.0, ?, 'v0000', ?)"
        raw.execute(insert, ("evaluation_ended", json.dumps(told)))
    assert "rewards" not in columns
    [row] = ledger.evaluations("v0000")
    assert (row.reward, row.rewards) == (1.0, ())


def everything(ledger: Ledger) -> object:
    return ledger.events(limit=10_000)


def test_nothing_is_recorded_twice(ledger):
    expansion = replace(ledger.start_expansion("v0001", "v0000"), outcome=Outcome.DONE)
    evaluation = done(ledger.start_evaluation("v0000", "a", "train"))
    with pytest.raises(AlreadyRecordedError, match="running already"):
        ledger.start_expansion("v0001", "v0000")
    with pytest.raises(AlreadyRecordedError, match="is at a already"):
        ledger.start_evaluation("v0000", "a", "train")
    ledger.end_expansion(expansion, CHILD)
    ledger.end_evaluation(evaluation)
    before = everything(ledger)
    with pytest.raises(AlreadyRecordedError, match="ended already"):
        ledger.end_expansion(expansion, CHILD)
    with pytest.raises(AlreadyRecordedError, match="already"):
        ledger.end_evaluation(evaluation)
    with pytest.raises(AlreadyRecordedError, match="has a result"):
        ledger.start_evaluation("v0000", "a", "train")
    with pytest.raises(AlreadyRecordedError, match="exists already"):
        ledger.start_expansion("v0001", "v0000")
    with pytest.raises(AlreadyRecordedError, match="in the ledger already"):
        ledger.add_variant(SEED)
    assert everything(ledger) == before


def test_an_error_is_tried_again_but_never_ended_twice(ledger):
    first = ledger.start_evaluation("v0000", "a", "train")
    ledger.end_evaluation(replace(first, outcome=Outcome.ERROR, reason="the daemon died"))
    with pytest.raises(AlreadyRecordedError, match="ended already"):
        ledger.end_evaluation(done(first))
    second = ledger.start_evaluation("v0000", "a", "train")
    ledger.end_evaluation(done(second))
    assert [e.outcome for e in ledger.evaluations()] == [Outcome.ERROR, Outcome.DONE]


def test_the_file_itself_refuses_a_second_result(ledger, path):
    ledger.end_evaluation(done(ledger.start_evaluation("v0000", "a", "train")))
    with sqlite3.connect(path) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute(
            "INSERT INTO events (at, kind, variant, data) SELECT at, kind, variant,"
            " json_set(data, '$.attempt', 2) FROM events WHERE kind = 'evaluation_ended'"
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET at = 0",
        "DELETE FROM events",
        "INSERT OR REPLACE INTO events VALUES (1, 0, 'note', NULL, '{}')",
    ],
)
def test_the_file_itself_only_grows(ledger, path, statement):
    with sqlite3.connect(path) as raw, pytest.raises(sqlite3.IntegrityError, match="only grows"):
        raw.execute(statement)
    assert ledger.variants() == [SEED]


def test_what_makes_no_sense_is_refused_and_leaves_no_trace(ledger):
    expansion = ledger.start_expansion("v0001", "v0000")
    evaluation = ledger.start_evaluation("v0000", "a", "select")
    before = everything(ledger)
    finished = replace(expansion, outcome=Outcome.DONE)
    wrong = [
        lambda: ledger.start_expansion("v0002", "v0009"),
        lambda: ledger.start_expansion("../x", "v0000"),
        lambda: ledger.start_evaluation("v0009", "a", "select"),
        lambda: ledger.start_evaluation("v0000", "a", "test"),
        lambda: ledger.end_expansion(expansion),
        lambda: ledger.end_expansion(finished),
        lambda: ledger.end_expansion(finished, replace(CHILD, id="v0002")),
        lambda: ledger.end_expansion(replace(finished, child="v0002"), replace(CHILD, id="v0002")),
        lambda: ledger.end_evaluation(evaluation),
        lambda: ledger.end_evaluation(replace(evaluation, outcome=Outcome.DONE)),
        lambda: ledger.end_evaluation(replace(evaluation, outcome=Outcome.ERROR, reward=0.0)),
        lambda: ledger.end_evaluation(replace(evaluation, outcome=Outcome.FAILED)),
        lambda: ledger.end_evaluation(done(evaluation, 1.5)),
        lambda: ledger.end_evaluation(done(evaluation, float("nan"))),
        lambda: ledger.end_evaluation(replace(done(evaluation), cost_usd=float("inf"))),
        lambda: ledger.end_evaluation(replace(done(evaluation), attempt=2)),
        lambda: ledger.add_variant(replace(CHILD, parent="v0009")),
        lambda: ledger.variant("v0009"),
        lambda: ledger.note("variant_added"),
        lambda: ledger.note("Bad Kind"),
        lambda: ledger.note("odd", value=object()),
    ]
    for attempt in wrong:
        with pytest.raises(UsageError):
            attempt()
    assert everything(ledger) == before
    ledger.end_expansion(finished, CHILD)
    ledger.end_evaluation(done(evaluation))


def test_a_child_that_cannot_be_recorded_leaves_its_expansion_running(ledger):
    started = ledger.start_expansion("v0001", "v0000")
    ledger.add_variant(CHILD)
    with pytest.raises(AlreadyRecordedError):
        ledger.end_expansion(replace(started, outcome=Outcome.DONE), CHILD)
    assert ledger.expansions() == [started]


def test_halting(ledger):
    ledger.start_expansion("v0001", "v0000")
    assert ledger.halt(["v0000", "v0001", "v0000"], "runs away", "ann") == ["v0000", "v0001"]
    assert ledger.halt(["v0000"], "again", "bob") == []
    assert ledger.variant("v0000").halted == "runs away"
    before = everything(ledger)
    for ids, reason in ((["v0009"], "x"), (["v0000", "v0009"], "x"), (["v0000"], " ")):
        with pytest.raises(UsageError):
            ledger.halt(ids, reason, "ann")
    assert everything(ledger) == before


def test_what_was_running_is_interrupted_once(ledger):
    ledger.start_expansion("v0001", "v0000")
    ledger.start_evaluation("v0000", "a", "train")
    ledger.end_evaluation(done(ledger.start_evaluation("v0000", "b", "train")))
    assert ledger.interrupt_running("the engine died") == 2
    assert ledger.interrupt_running("the engine died") == 0
    assert ledger.expansions()[0].outcome is Outcome.INTERRUPTED
    assert {e.task: e.outcome for e in ledger.evaluations()} == {
        "a": Outcome.INTERRUPTED,
        "b": Outcome.DONE,
    }
    assert ledger.start_evaluation("v0000", "a", "train").attempt == 2


def test_events_are_read_on_from_where_one_was(ledger):
    last = ledger.last_seq()
    assert ledger.note("engine_started", pid=7, variant="v0000") == last + 1
    ledger.note("pause")
    [first, second] = ledger.events(after=last)
    assert (first.kind, first.variant, first.data) == ("engine_started", "v0000", {"pid": 7})
    assert ledger.events(after=last, limit=1) == [first]
    assert ledger.events(variant="v0000")[-1] == first
    assert ledger.events(after=second.seq) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(exclude_categories=()), max_size=40))
def test_any_text_is_kept_and_never_breaks_reading(text, tmp_path_factory):
    with Ledger(tmp_path_factory.mktemp("text") / "ledger.db") as ledger:
        ledger.add_variant(replace(SEED, summary=text))
        ledger.end_evaluation(
            replace(done(ledger.start_evaluation("v0000", "a", "train")), reason=text)
        )
        kept = text.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
        assert ledger.variants()[0].summary == kept
        assert ledger.evaluations()[0].reason == kept
        assert ledger.events()[0].data["summary"] == kept


def test_threads_and_a_second_opening_share_one_ledger(ledger, path):
    def work(worker: int) -> None:
        with Ledger(path) as mine:
            for number in range(10):
                which = ledger if number % 2 else mine
                started = which.start_evaluation("v0000", f"{worker}-{number}", "train")
                assert started in mine.evaluations()
                which.end_evaluation(done(started))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert len(ledger.evaluations()) == 40
    assert all(e.outcome is Outcome.DONE for e in ledger.evaluations())


def test_of_many_racing_to_end_one_attempt_one_wins(ledger):
    started = ledger.start_evaluation("v0000", "a", "select")
    barrier = threading.Barrier(4)

    def race(n: int) -> bool:
        barrier.wait()
        try:
            ledger.end_evaluation(done(started, n / 4))
        except AlreadyRecordedError:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(race, range(4))) == [False, False, False, True]
    assert len(ledger.evaluations()) == 1


def test_many_may_make_the_file_at_once(tmp_path):
    path = tmp_path / "ledger.db"
    barrier = threading.Barrier(6)

    def make(_: int) -> None:
        barrier.wait()
        with Ledger(path) as mine:
            mine.note("engine_started")

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(make, range(6)))
    with Ledger(path, readonly=True) as ledger:
        assert ledger.last_seq() == 6


def test_readonly_reads_what_others_write_and_writes_nothing(ledger, path):
    with Ledger(path, readonly=True) as reader:
        ledger.add_variant(CHILD)
        assert reader.variants() == [SEED, CHILD]
        with pytest.raises(UsageError, match="reading only"):
            reader.note("pause")
    ledger.close()
    with Ledger(path, readonly=True) as reader:
        assert reader.variants() == [SEED, CHILD]


def test_files_that_are_no_ledger_are_told(tmp_path, path):
    with pytest.raises(UsageError, match="no ledger at"):
        Ledger(path, readonly=True)
    with pytest.raises(UsageError, match="no folder"):
        Ledger(tmp_path / "missing" / "ledger.db")
    path.write_bytes(b"not a database, not at all" * 100)
    with pytest.raises(UsageError, match="not a ledger"):
        Ledger(path)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as raw:
        raw.execute("CREATE TABLE t (x)")
    for readonly in (True, False):
        with pytest.raises(UsageError, match="not a ledger"):
            Ledger(other, readonly=readonly)
    with pytest.raises(ArboretumError):
        Ledger(tmp_path)


@pytest.mark.parametrize("version", [1, 2, 4])
def test_a_ledger_of_another_version_is_refused(ledger, path, version):
    ledger.close()
    with sqlite3.connect(path) as raw:
        raw.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(UsageError, match=f"schema version {version}"):
        Ledger(path)


def test_a_locked_ledger_is_told_and_recovers(ledger, path):
    raw = sqlite3.connect(path, isolation_level=None)
    raw.execute("BEGIN IMMEDIATE")
    with Ledger(path, patience=0.05) as hasty:
        with pytest.raises(ArboretumError, match="locked"):
            hasty.note("pause")
        assert hasty.variants() == [SEED]
        raw.execute("ROLLBACK")
        hasty.note("pause")
    raw.close()


FILL = """
import resource, sys
from archive.ledger import Ledger
ledger = Ledger(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
kept = 0
try:
    for _ in range(1000):
        ledger.note("filler", text="x" * 1000)
        kept += 1
except Exception as error:
    print(kept, type(error).__name__, ledger.last_seq())
"""


def test_a_full_disk_is_told_and_loses_nothing(path):
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(path)], capture_output=True, text=True, check=True
    )
    kept, error, last = done.stdout.split()
    assert error == PrerequisiteError.__name__
    assert int(kept) == int(last) > 0
    with Ledger(path) as ledger:
        assert [e.seq for e in ledger.events()] == list(range(1, int(kept) + 1))
        ledger.note("pause")


def test_a_closed_ledger_says_so(ledger):
    ledger.close()
    ledger.close()
    with pytest.raises(UsageError, match="closed"):
        ledger.variants()


def test_a_ledger_in_a_folder_one_may_not_write_can_be_read(ledger, path):
    ledger.close()
    path.parent.chmod(0o555)
    try:
        with Ledger(path, readonly=True) as reader:
            assert reader.variants() == [SEED]
    finally:
        path.parent.chmod(0o755)


def test_nothing_begins_on_a_halted_variant(ledger):
    ledger.start_expansion("v0001", "v0000")
    ledger.halt(["v0000"], "runs away", "me@here", ordered=5.0)
    with pytest.raises(HaltedError):
        ledger.start_evaluation("v0000", "one", "select")
    with pytest.raises(HaltedError):
        ledger.start_expansion("v0002", "v0000")
    assert ledger.halt(["v0001", "v0099"], "too", "me@here", strict=False) == ["v0001"]
    ledger.interrupt_running("the engine died")
    assert [row.outcome for row in ledger.expansions()] == [Outcome.HALTED]
    told = [event.data["ordered"] for event in ledger.events_of("variant_halted")]
    assert told[0] == 5.0
