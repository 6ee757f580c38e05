from __future__ import annotations

import http.client
import itertools
import json
import threading
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.answer import MAX_ANSWER
from gateway.api import Caps, ModelError, Price, RequestRefusedError
from gateway.record import last_messages, read_transcript
from gateway.redact import StreamRedactor, redact
from gateway.scripted import ScriptedModel, text, tool_call
from gateway.session import Session
from gateway.stream import Assembly
from tests.gateway.support import CHAT, HELLO, Pipes, ask, bearer, open_session

STREAM = {"messages": HELLO, "stream": True, "stream_options": {"include_usage": True}}


def piece(reason: str | None = None, **delta: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}


def called(index: int, arguments: str, **other: Any) -> dict[str, Any]:
    function = {"arguments": arguments, **other}
    return piece(tool_calls=[{"index": index, "id": f"call_{index}", "function": function}])


class Flowing:
    """A model that streams what it is given; an exception is raised, an event is waited for."""

    name = "flowing"
    price: Price | None = None

    def __init__(self, *chunks: Any) -> None:
        self.chunks = chunks
        self.closed = 0
        self.opened = 0

    def complete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        raise AssertionError("it is to be streamed")

    def stream(self, request: Mapping[str, Any]) -> Iterator[Any]:
        self.opened += 1
        try:
            for chunk in self.chunks:
                if isinstance(chunk, threading.Event):
                    assert chunk.wait(20)
                elif isinstance(chunk, Exception):
                    raise chunk
                else:
                    yield chunk
        finally:
            self.closed += 1


def events_of(raw: bytes) -> list[Any]:
    assert raw.endswith(b"\n\n")
    lines = raw.decode().removesuffix("\n\n").split("\n\n")
    assert all(line.startswith("data: ") for line in lines)
    return [json.loads(line[6:]) if line != "data: [DONE]" else "DONE" for line in lines]


def stream(session: Session, body: Any = None) -> list[Any]:
    reply = ask(session, body or STREAM)
    assert reply.status == 200
    assert reply.headers["Content-Type"].startswith("text/event-stream")
    assert reply.rest is not None
    return events_of(reply.body + b"".join(reply.rest))


def joined(events: list[Any]) -> dict[str, Any]:
    """Put a stream together as OpenAI's clients do."""
    assert events[-1] == "DONE"
    content, calls, reason = "", {}, None
    for one in events[:-1]:
        assert one["object"] == "chat.completion.chunk"
        assert {one["id"], one["model"]} == {events[0]["id"], events[0]["model"]}
        for choice in one["choices"]:
            content += choice["delta"].get("content") or ""
            reason = choice["finish_reason"] or reason
            for call in choice["delta"].get("tool_calls", []):
                have = calls.setdefault(call["index"], {"id": call.get("id"), "arguments": ""})
                have["name"] = call["function"].get("name", have.get("name"))
                have["arguments"] += call["function"]["arguments"]
    return {"content": content, "calls": calls, "reason": reason, "usage": events[-2].get("usage")}


@pytest.mark.parametrize("long", ["short", "long " * 3000])
def test_an_answer_that_is_there_already_is_streamed_whole(long: str):
    body = tool_call("bash", command=long)
    body["choices"][0]["message"]["content"] = long
    body["usage"] = {"prompt_tokens": 7, "completion_tokens": 3}
    events = stream(open_session(ScriptedModel([body])))
    assert events[0]["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    whole = joined(events)
    assert (whole["content"], whole["reason"]) == (long, "tool_calls")
    (call,) = whole["calls"].values()
    assert (call["name"], json.loads(call["arguments"])) == ("bash", {"command": long})
    assert call["id"]
    assert whole["usage"] == {"prompt_tokens": 7, "completion_tokens": 3, "total_tokens": 10}
    assert all(len(json.dumps(one)) < 8192 for one in events)


def test_usage_is_told_only_when_it_is_asked_for():
    events = stream(open_session(ScriptedModel(["hi"])), {"messages": HELLO, "stream": True})
    assert all("usage" not in one for one in events[:-1])


def test_pieces_are_passed_on_counted_and_recorded(tmp_path):
    path = tmp_path / "t.json"
    usage = {"usage": {"prompt_tokens": 5, "completion_tokens": 6}, "cost_usd": 0.25}
    model = Flowing(
        piece(role="assistant", content="I "),
        piece(content="look."),
        called(0, "", name="bash"),
        called(0, '{"command":'),
        called(0, ' "ls"}'),
        called(1, "{}", name="done"),
        piece("tool_calls"),
        {"choices": [], **usage},
    )
    session = open_session(model, transcript=path)
    whole = joined(stream(session))
    assert (whole["content"], whole["reason"]) == ("I look.", "tool_calls")
    assert [one["name"] for one in whole["calls"].values()] == ["bash", "done"]
    assert whole["calls"][0]["arguments"] == '{"command": "ls"}'
    assert (session.usage.tokens, session.usage.cost_usd) == (11, 0.25)
    session.close()
    said = last_messages(path)[-1]
    assert said["content"] == "I look."
    assert [call["id"] for call in said["tool_calls"]] == ["call_0", "call_1"]


def test_the_first_piece_arrives_before_the_last_is_made():
    gate = threading.Event()
    session = open_session(Flowing(piece(content="first"), gate, piece("stop", content="last")))
    rest = ask(session, STREAM).rest
    assert rest is not None
    seen = b""
    while b"first" not in seen:
        seen += next(rest)
    gate.set()
    assert joined(events_of(seen + b"".join(rest)))["content"] == "firstlast"


def test_a_fault_before_the_first_piece_is_retried():
    model = Flowing(ModelError("busy", retryable=True))
    session = open_session(model, attempts=3)
    assert ask(session, STREAM).status == 503
    assert (model.opened, model.closed) == (3, 3)
    assert session.usage.calls == 0


def test_a_fault_in_the_middle_is_told_and_is_the_machinerys(tmp_path):
    path = tmp_path / "t.json"
    session = open_session(Flowing(piece(content="half"), RuntimeError("x")), transcript=path)
    *_, last = stream(session)
    assert last["error"]["type"] == "server_error"
    assert session.failure is not None
    assert session.usage.calls == 1
    session.close()
    (call,) = read_transcript(path)
    assert (call["status"], call["reply"]["content"]) == (502, "half")


def test_a_refusal_in_the_middle_is_the_agents_own(tmp_path):
    path = tmp_path / "t.json"
    refused = RequestRefusedError("filtered", code="content_filter")
    session = open_session(Flowing(piece(content="half"), refused), transcript=path)
    *_, last = stream(session)
    assert (last["error"]["type"], last["error"]["code"]) == (
        "invalid_request_error",
        "content_filter",
    )
    assert session.failure is None
    session.close()
    (call,) = read_transcript(path)
    assert (call["status"], call["reply"]["content"]) == (400, "half")


def test_a_revoked_stream_ends_and_counts():
    gate = threading.Event()
    model = Flowing(piece(content="a"), gate, *[piece(content="b")] * 500)
    model.price = Price(0.0, 0.001)
    session = open_session(model, Caps(cost_usd=90.0))
    rest = ask(session, STREAM).rest
    assert rest is not None
    next(rest)
    session.revoke()
    gate.set()
    assert b"DONE" not in b"".join(rest)
    assert model.closed == 1
    assert 0 < session.usage.cost_usd < 0.1


def test_who_hangs_up_ends_the_stream_and_pays():
    model = Flowing(*[piece(content="word ")] * 50)
    session = open_session(model)
    rest = ask(session, STREAM).rest
    assert rest is not None
    next(rest)
    rest.close()
    assert model.closed == 1
    assert session.usage.calls == 1


def test_an_answer_without_end_is_cut(tmp_path):
    model = Flowing(*[piece(content="x" * (MAX_ANSWER // 4))] * 9)
    whole = joined(stream(open_session(model)))
    assert (len(whole["content"]), whole["reason"]) == (MAX_ANSWER, "length")
    huge = ask(open_session(ScriptedModel(["x" * (2 * MAX_ANSWER)])))
    choice = json.loads(huge.body)["choices"][0]
    assert (len(choice["message"]["content"]), choice["finish_reason"]) == (MAX_ANSWER, "length")


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
calls = st.fixed_dictionaries(
    {"index": st.integers(0, 3) | plain, "function": plain},
    optional={"id": plain},
) | st.builds(called, st.integers(0, 3), st.text(max_size=5), name=st.text(max_size=3))
chunks = plain | st.builds(
    lambda delta, reason, usage: {
        "choices": [{"delta": delta, "finish_reason": reason}], "usage": usage
    },
    plain | st.fixed_dictionaries({"content": plain, "tool_calls": st.lists(calls, max_size=2)}),
    plain | st.just("stop"),
    plain,
)  # fmt: skip


@given(st.lists(chunks, max_size=8))
@settings(max_examples=80)
def test_whatever_a_backend_streams_what_is_passed_on_is_what_is_recorded(made: list[Any]):
    assembly = Assembly()
    deltas = [delta for chunk in made for delta in assembly.feed(chunk)] + list(assembly.end())
    message = assembly.answer(prompt_estimate=3).message
    assert "".join(delta.content for delta in deltas) == message["content"]
    for call in (delta.call for delta in deltas if delta.call):
        assert set(call) >= {"index", "function"}
    passed = "".join(d.call["function"]["arguments"] for d in deltas if d.call)
    kept = [call["function"]["arguments"] for call in message.get("tool_calls", [])]
    assert sorted(passed) == sorted("".join(kept))
    json.dumps(message)


SECRET = "sk-canary-aaab-0123456789"


told = st.lists(st.sampled_from([SECRET, SECRET[:11], SECRET[11:], "sk-", "a", " "]), max_size=6)


@given(told.map("".join), st.lists(st.integers(1, 9), min_size=1, max_size=5))
@settings(max_examples=100)
def test_no_secret_passes_in_pieces(text: str, sizes: list[int]):
    pieces, size = [], itertools.cycle(sizes)
    while text:
        cut = next(size)
        pieces.append(text[:cut])
        text = text[cut:]
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOME_API_KEY", SECRET)
        redactor = StreamRedactor()
        passed = "".join(map(redactor.feed, pieces)) + redactor.flush()
        assert SECRET not in passed
        assert passed == redact("".join(pieces), shortest=16)


def test_a_stream_reaches_the_agent_in_chunks():
    gate = threading.Event()
    session = open_session(Flowing(piece(content="first"), gate, piece("stop", content="last")))
    session.serve(Pipes())
    session.wait_ready(10)
    connection = http.client.HTTPConnection("127.0.0.1", session.port or 0, timeout=20)
    connection.request("POST", CHAT, json.dumps(STREAM), bearer(session))
    response = connection.getresponse()
    assert response.getheader("Transfer-Encoding") == "chunked"
    seen = b""
    while b"first" not in seen:
        seen += response.read1(1 << 16)
    assert b"last" not in seen
    gate.set()
    assert joined(events_of(seen + response.read()))["content"] == "firstlast"
    connection.request("GET", "/v1/models", headers=bearer(session))
    assert connection.getresponse().status == 200
    connection.close()
    session.close()


def test_an_agent_that_hangs_up_leaves_the_relay_working():
    session = open_session(Flowing(*[piece(content="x" * 2000)] * 300))
    session.serve(Pipes())
    session.wait_ready(10)
    for _ in range(6):
        connection = http.client.HTTPConnection("127.0.0.1", session.port or 0, timeout=20)
        connection.request("POST", CHAT, json.dumps(STREAM), bearer(session))
        connection.getresponse().read1(10)
        connection.close()
    connection = http.client.HTTPConnection("127.0.0.1", session.port or 0, timeout=20)
    connection.request("POST", CHAT, json.dumps(STREAM), bearer(session))
    assert b"[DONE]" in connection.getresponse().read()
    session.close()


def test_plain_text_still_comes_whole():
    reply = ask(open_session(ScriptedModel([text("hi")])))
    assert reply.rest is None
