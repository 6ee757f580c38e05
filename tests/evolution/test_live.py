"""The engine's socket: who is answered, what is told, and what it can hold up."""

import json
import os
import socket
import stat
import time
import unicodedata
from contextlib import contextmanager
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.records import Evaluation
from evolution.engine import InterruptedRunError
from evolution.flight import Flight
from evolution.launch import drive, make_run
from evolution.live.client import EngineSilentError, follow, look, tail
from evolution.live.lookout import Lookout
from evolution.live.place import SOCKET_NAME, short_path
from evolution.live.record import last_line, read_record
from evolution.live.server import LiveServer
from evolution.roster import Roster
from evolution.run import RunFolder, transcript_of
from evolution.signals import Stop, Wish
from evolution.transcripts import later_attempt
from gateway.api import Usage
from gateway.record import Recorder
from gateway.scripted import ScriptedModel
from sandbox.api import BoxSpec, Limits
from sandbox.usage import BoxUsage, Process
from tests.evolution.tiny import EDIT, TinyModel, tiny_config, write_benchmark
from tests.gateway.support import ask, open_session

SOLVE = BoxSpec("r", "v0001", "solve", limits=Limits(deadline_seconds=60))
ROW = Evaluation("v0001", "slug-words", "select", 0, 1, started=time.time())


class Told:
    """A sandbox.usage.Meter that says what a test told it."""

    def __init__(self, **usages):
        self.usages = usages
        self.asked = 0

    def usage(self, box):
        self.asked += 1
        return self.usages.get(box)


@pytest.fixture
def run(tmp_path):
    folder = RunFolder(tmp_path / "runs" / "demo")
    folder.path.mkdir(parents=True, mode=0o700)
    return folder


def working(roster, box="b1", spec=SOLVE, row=ROW):
    flight = Flight(row)
    with roster.at_work(flight):
        roster.add(box, spec)
    return flight


def record(folder, *replies, row=ROW, attempt=1):
    first = transcript_of(folder, row)
    recorder = Recorder(first if attempt == 1 else later_attempt(first, attempt))
    recorder.start({"model": "tiny", "label": "x", "key": "k"})
    messages = [{"role": "user", "content": "Mend it."}]
    for reply in replies:
        recorder.call({"messages": messages}, {"role": "assistant", "content": reply}, {})
        messages = [*messages, {"role": "assistant", "content": reply}]
        messages += [{"role": "user", "content": f"seen {reply}"}]


@contextmanager
def served(folder, roster=None, meter=None, user=None):
    lookout = Lookout(folder, roster or Roster(), meter or Told())
    with LiveServer(folder.path, lookout, user).serving():
        yield


def test_a_box_is_told_with_its_work_and_what_it_uses(run):
    roster = Roster()
    flight = working(roster)
    flight.session = type("S", (), {"usage": Usage(3, 900, 100, 0.5)})()
    record(run, "I look at \x1b[2Kthe tests")
    used = BoxUsage(4, cpu_seconds=1.5, memory_bytes=1 << 20)
    with served(run, roster, Told(b1=used)):
        view = look(run)
    [row] = view.rows
    assert (view.run, view.pid) == ("demo", os.getpid())
    assert (row.box, row.variant, row.role) == ("b1", "v0001", "solve")
    assert (row.task, row.split, row.limit) == ("slug-words", "select", 60)
    assert (row.calls, row.tokens, row.cost_usd) == (3, 1000, 0.5)
    assert (row.processes, row.process_limit) == (4, 256)
    assert (row.memory_bytes, row.memory_limit) == (1 << 20, 512 << 20)
    assert row.cpus > 1
    assert row.line == "model: I look at the tests"


def test_two_tasks_of_one_variant_are_told_apart(run):
    roster = Roster()
    working(roster, "b1")
    working(roster, "b2", row=replace(ROW, task="roman-numerals"))
    with served(run, roster, Told(b1=BoxUsage(1), b2=BoxUsage(1))):
        assert {row.box: row.task for row in look(run).rows} == {
            "b1": "slug-words",
            "b2": "roman-numerals",
        }


def test_a_box_that_is_gone_is_not_told_and_its_work_is(run):
    roster = Roster()
    with roster.at_work(Flight(ROW)):
        roster.add("b1", SOLVE)
        with served(run, roster, Told()):
            [row] = look(run).rows
            assert (row.box, row.role, row.variant) == ("", "", "v0001")
    assert roster.flights() == []


def test_a_grading_box_tells_what_runs_in_it(run):
    roster = Roster()
    working(roster, spec=replace(SOLVE, role="grade"))
    runs = (Process(1, ("keeper",)), Process(2, ("pytest", "-q", "\x1b]0;x\x07hidden")))
    with served(run, roster, Told(b1=BoxUsage(2, running=runs))):
        assert look(run).rows[0].line == "pytest -q hidden"


def test_the_stream_brings_a_view_a_second_until_the_engine_ends(run):
    roster = Roster()
    with served(run, roster):
        views = follow(run)
        assert next(views).rows == ()
        with roster.at_work(Flight(ROW)):
            assert [row.variant for row in next(views).rows] == ["v0001"]
    with pytest.raises(EngineSilentError):
        list(views)


def test_a_tail_goes_on_where_the_last_one_ended(run):
    roster = Roster()
    working(roster)
    record(run, "one")
    with served(run, roster):
        first = tail(run, "b1")
        assert first.lines[-2:] == ("── step 1", "model: one")
        assert tail(run, "b1", first.position).lines == ()
        record(run, "two")
        assert "model: two" in tail(run, "b1", first.position).lines
        with pytest.raises(Exception, match="no such box"):
            tail(run, "b9")


def test_a_second_attempt_is_told_behind_the_first(run):
    roster = Roster()
    flight = working(roster)
    record(run, "one")
    with served(run, roster):
        first = tail(run, "b1")
        record(run, "two", attempt=2)
        later = tail(run, "b1", first.position)
        assert "model: two" in later.lines
        assert "model: one" not in later.lines
        assert tail(run, "b1", later.position).lines == ()
        assert {"model: one", "model: two"} <= set(tail(run, "b1").lines)
    assert last_line(transcript_of(run, ROW)) == "model: two"
    for calls in (2, 3):
        session = open_session(ScriptedModel(["hi"]))
        flight.watch(session)
        for _ in range(calls):
            ask(session)
        session.close()
    assert flight.usage.calls == 5


def test_a_long_record_is_told_from_its_end(run):
    record(run, *(f"reply {n} " + "x" * 2000 for n in range(400)))
    found = read_record(transcript_of(run, ROW))
    assert found.skipped
    assert len(found.lines) <= 400
    assert found.lines[-1].startswith("model: reply 399")
    again = read_record(transcript_of(run, ROW), found.position)
    assert (again.lines, again.skipped) == ((), False)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.recursive(st.none() | st.text() | st.integers(), st.lists))
def test_no_record_breaks_the_reader_or_gets_controls_through(tmp_path, text, junk):
    path = tmp_path / "x.jsonl"
    reply = {"content": text, "tool_calls": junk}
    entries = [junk, {"type": "call", "messages": junk, "reply": reply, "call": junk}]
    entries += [{"type": "call", "messages": [{"role": text, "content": text}], "reply": reply}]
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries) + '{"type":')
    for line in read_record(path).lines:
        assert {unicodedata.category(c) for c in line}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})


def test_the_socket_is_for_its_owner_alone(run):
    with served(run):
        mode = (run.path / SOCKET_NAME).stat().st_mode
        assert stat.S_IMODE(mode) == 0o600
        assert stat.S_ISSOCK(mode)
    assert not (run.path / SOCKET_NAME).exists()


def test_another_user_is_not_answered(run):
    with served(run, user=os.geteuid() + 1), pytest.raises(EngineSilentError):
        look(run)


def test_a_path_too_long_for_a_socket_is_served(tmp_path):
    folder = RunFolder(tmp_path / ("long" * 20) / ("longer" * 20) / "demo")
    folder.path.mkdir(parents=True)
    assert len(os.fsencode(folder.path / SOCKET_NAME)) > 108
    with served(folder):
        assert look(folder).run == "demo"


def test_a_socket_that_a_dead_engine_left_is_replaced(run):
    left = socket.socket(socket.AF_UNIX)
    with short_path(run.path) as path:
        left.bind(path)
    left.close()
    with pytest.raises(EngineSilentError, match="No engine works on demo"):
        look(run)
    with served(run):
        assert look(run).rows == ()


def test_an_engine_works_without_a_socket_where_none_can_be(run, caplog):
    (run.path / SOCKET_NAME).mkdir()
    with served(run), run.lock(), pytest.raises(EngineSilentError, match="serves no socket"):
        look(run)
    assert "nobody can watch" in caplog.text


def test_an_engine_that_hangs_is_told_as_one(run):
    listener = socket.socket(socket.AF_UNIX)
    with short_path(run.path) as path:
        listener.bind(path)
    listener.listen()
    with pytest.raises(EngineSilentError, match="does not answer"):
        look(run, timeout=0.2)
    listener.close()


def test_what_is_no_question_is_refused_and_others_are_answered(run):
    with served(run):
        for question in (b"\xff\x00\n", b"[]\n", b'{"ask": "halt"}\n', b"x" * 5000):
            with socket.socket(socket.AF_UNIX) as client, short_path(run.path) as path:
                client.settimeout(5)
                client.connect(path)
                client.sendall(question)
                assert b"error" in client.recv(1000)
        assert look(run).rows == ()


def test_one_look_serves_all_who_ask_and_none_is_made_unasked(run):
    roster, meter = Roster(), Told(b1=BoxUsage(1))
    working(roster)
    with served(run, roster, meter):
        assert meter.asked == 0
        for _ in range(5):
            look(run)
        assert meter.asked <= 2


@pytest.mark.docker
def test_an_engine_tells_what_runs_in_its_boxes_until_it_ends(tmp_path, sandbox):
    config = tiny_config(write_benchmark(tmp_path / "tiny"), max_variants=2)
    folder = make_run(tmp_path / "runs", "r0", config)
    seen, stop = {}, Stop()

    def tick():
        for row in look(folder, timeout=30).rows:
            seen.setdefault(row.role, []).append(row)
        if any(row.calls for row in seen.get("expand", ())):
            stop.ask(Wish.ABORT)

    # Longer than a second each, the time between two looks.
    model = TinyModel(edit=f"sleep 4; {EDIT}", before="sleep 2")
    with pytest.raises(InterruptedRunError):
        drive(folder, stop, model=model, tick=tick)
    solving = [row for row in seen["solve"] if row.calls]
    assert {row.task for row in solving} <= {"wish", "one", "two"}
    assert all(row.processes and 0 < row.elapsed < row.limit for row in solving)
    assert any("sleep 2" in row.line for row in solving)
    with pytest.raises(EngineSilentError, match="No engine works on r0"):
        look(folder)
    assert not (folder.path / SOCKET_NAME).exists()
    assert sandbox.kill(folder.label) == []
