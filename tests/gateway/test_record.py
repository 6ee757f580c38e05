from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.api import Caps, ModelError, Spent
from gateway.record import Recorder, last_messages, read_lines, read_transcript
from gateway.scripted import ScriptedModel, text, tool_call
from gateway.session import Session
from tests.gateway.support import ask, error_of, open_session

SYSTEM = {"role": "system", "content": "You repair code."}
USER = {"role": "user", "content": "Fix it."}
TOOLS = [{"type": "function", "function": {"name": "bash", "description": "run"}}]


def converse(session: Session, turns: int) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = [SYSTEM, USER]
    for turn in range(turns):
        body = json.loads(ask(session, {"messages": messages, "tools": TOOLS}).body)
        reply = body["choices"][0]["message"]
        messages = [*messages, reply]
        for call in reply.get("tool_calls", []):
            result = {"role": "tool", "tool_call_id": call["id"], "content": f"out {turn}"}
            messages.append(result)
    return messages


def test_every_conversation_can_be_read_back(tmp_path: Path):
    path = tmp_path / "deep" / "t.json"
    session = open_session(
        ScriptedModel([tool_call("bash", command="ls"), text("done")]), transcript=path
    )
    said = converse(session, 2)
    assert last_messages(path) == said
    session.close()
    assert last_messages(path) == said
    calls = read_transcript(path)
    assert [len(call["messages"]) for call in calls] == [3, 5]
    assert calls[0]["tools"] == TOOLS
    assert "tools" not in calls[1]
    assert calls[0]["settings"] == {"seed": 0}


def test_the_file_grows_with_the_conversation_not_with_its_square(tmp_path: Path):
    path = tmp_path / "t.json"
    session = open_session(ScriptedModel([tool_call("bash", command="x" * 1000)]), transcript=path)
    converse(session, 40)
    session.close()
    assert (tmp_path / "t.jsonl").stat().st_size < 40 * 1000 * 3


def test_a_trimmed_history_is_read_back_as_it_was(tmp_path: Path):
    path = tmp_path / "t.json"
    session = open_session(ScriptedModel(["a", "b", "c"]), transcript=path)
    long = converse(session, 2)
    short = [SYSTEM, {"role": "user", "content": "summary"}, long[-1]]
    ask(session, {"messages": short})
    assert last_messages(path) == [*short, {"role": "assistant", "content": "c"}]
    session.close()


conversations = st.lists(
    st.lists(
        st.sampled_from("abc").map(lambda c: {"role": "user", "content": c}), min_size=1, max_size=6
    ),
    max_size=6,
)


@given(conversations)
@settings(max_examples=60)
def test_any_sequence_of_requests_can_be_rebuilt(
    tmp_path_factory: pytest.TempPathFactory, conversations: list[list[dict[str, Any]]]
):
    path = tmp_path_factory.mktemp("record") / "t.json"
    recorder = Recorder(path)
    recorder.start({})
    reply = {"role": "assistant", "content": "a"}
    for messages in conversations:
        recorder.call({"messages": messages}, reply, {"status": 200})
    rebuilt = [call["messages"] for call in read_transcript(path)]
    assert rebuilt == [[*messages, reply] for messages in conversations]


def test_a_killed_engine_leaves_a_readable_transcript(tmp_path: Path):
    path = tmp_path / "t.json"
    session = open_session(ScriptedModel(["a", "b"]), transcript=path)
    converse(session, 2)
    file = tmp_path / "t.jsonl"
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    assert last_messages(path) == [SYSTEM, USER, {"role": "assistant", "content": "a"}]
    again = open_session(ScriptedModel(["z"]), transcript=path)
    converse(again, 1)
    again.close()
    assert last_messages(path) == [SYSTEM, USER, {"role": "assistant", "content": "z"}]
    assert file.read_bytes().startswith(whole[:-20])


def test_calls_in_parallel_are_all_recorded_whole(tmp_path: Path):
    path = tmp_path / "t.json"
    session = open_session(ScriptedModel(["a"]), transcript=path)
    threads = [
        threading.Thread(
            target=ask, args=(session, {"messages": [{"role": "user", "content": str(n)}]})
        )
        for n in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session.close()
    asked = {call["messages"][0]["content"] for call in read_transcript(path)}
    assert asked == {str(n) for n in range(20)}


def test_refusals_faults_and_the_end_are_in_the_record(tmp_path: Path):
    path = tmp_path / "t.json"
    model = ScriptedModel(["a", ModelError("it is down")])
    session = open_session(model, Caps(calls=2), path)
    ask(session, token="wrong")
    ask(session)
    ask(session)
    session.close()
    session.close()
    lines = read_lines(path)
    assert [line["type"] for line in lines] == ["session", "refused", "call", "call", "end"]
    assert lines[1]["status"] == 401
    assert (lines[3]["status"], lines[3]["error"], lines[3]["reply"]) == (502, "it is down", None)
    assert lines[4]["failure"] == "it is down"
    assert lines[4]["usage"]["calls"] == 1
    assert session.token not in (tmp_path / "t.jsonl").read_text()


def test_a_full_record_ends_the_calls_as_a_spent_budget_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("gateway.record.MOST_BYTES", 20_000)
    model = ScriptedModel(["a"])
    session = open_session(model, transcript=tmp_path / "t.json")
    bodies = [{"messages": [{"role": "user", "content": f"{n}" * 9_000}]} for n in range(9)]
    replies = [ask(session, body) for body in bodies]
    session.close()
    assert [reply.status for reply in replies] == [200] * 3 + [429] * 6
    told = error_of(replies[-1])
    assert (told["type"], told["code"]) == ("insufficient_quota", "insufficient_quota")
    assert session.spent == Spent("session", "recorded bytes")
    assert (len(model.requests), session.usage.calls, session.failure) == (3, 3, None)
    assert (tmp_path / "t.jsonl").stat().st_size < 20_000 + 9_000 + 3_000
    assert read_lines(tmp_path / "t.json")[-1]["spent"] == str(session.spent)


def test_the_trajectory_is_atif(tmp_path: Path):
    path = tmp_path / "t.json"
    priced = {**tool_call("bash", command="ls"), "cost_usd": 0.25}
    priced["usage"] = {"prompt_tokens": 10, "completion_tokens": 5}
    session = open_session(ScriptedModel([priced, text("done")]), transcript=path)
    converse(session, 2)
    session.close()
    trajectory = json.loads(path.read_text())
    steps = trajectory["steps"]
    assert trajectory["schema_version"] == "ATIF-v1.4"
    assert trajectory["agent"] == {"name": "test", "version": "1", "model_name": "scripted"}
    assert [step["source"] for step in steps] == ["system", "user", "agent", "agent"]
    assert [step["step_id"] for step in steps] == [1, 2, 3, 4]
    call = steps[2]["tool_calls"][0]
    assert (call["function_name"], call["arguments"]) == ("bash", {"command": "ls"})
    result = {"source_call_id": call["tool_call_id"], "content": "out 0"}
    assert steps[2]["observation"] == {"results": [result]}
    assert steps[2]["metrics"] == {"prompt_tokens": 10, "completion_tokens": 5, "cost_usd": 0.25}
    assert "cost_usd" not in steps[3]["metrics"]
    assert trajectory["final_metrics"]["total_cost_usd"] == 0.25
    assert trajectory["final_metrics"]["total_steps"] == 4


def test_a_trimming_agent_does_not_repeat_steps_and_bad_arguments_are_kept(tmp_path: Path):
    path = tmp_path / "t.json"
    broken = tool_call("bash")
    broken["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"] = "{oops"
    session = open_session(ScriptedModel([broken, "b"]), transcript=path)
    said = converse(session, 1)
    ask(session, {"messages": [SYSTEM, *said[2:]]})
    session.close()
    steps = json.loads(path.read_text())["steps"]
    assert [step["source"] for step in steps] == ["system", "user", "agent", "agent"]
    assert steps[2]["tool_calls"][0]["arguments"] == {"malformed": "{oops"}


def test_a_session_without_calls_leaves_no_trajectory(tmp_path: Path):
    session = open_session(ScriptedModel(["a"]), transcript=tmp_path / "t.json")
    session.close()
    assert [path.name for path in tmp_path.iterdir()] == ["t.jsonl"]
    assert last_messages(tmp_path / "t.json") == []
