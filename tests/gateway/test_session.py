from __future__ import annotations

import json
import threading
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import MachineryError
from gateway.api import Caps, ModelError, RequestRefusedError, Spent
from gateway.gateway import Gateway
from gateway.scripted import ScriptedModel, text, tool_call
from gateway.upstream import LONGEST_PAUSE
from tests.gateway.support import CHAT, HELLO, ask, bearer, error_of, open_session


def priced(content: str, prompt: int, completion: int, cost: float | None = None) -> dict[str, Any]:
    body = text(content)
    body["usage"] = {"prompt_tokens": prompt, "completion_tokens": completion}
    return body if cost is None else {**body, "cost_usd": cost}


def test_answers_in_the_openai_format_and_counts():
    session = open_session(ScriptedModel([priced("hi", 7, 3, 0.5)]))
    reply = ask(session)
    assert reply.status == 200
    body = json.loads(reply.body)
    assert body["choices"][0]["message"] == {"role": "assistant", "content": "hi"}
    assert body["usage"]["total_tokens"] == 10
    usage = session.usage
    assert (usage.calls, usage.tokens, usage.cost_usd) == (1, 10, 0.5)


def test_a_tool_call_gets_an_id():
    reply = ask(open_session(ScriptedModel([tool_call("bash", command="ls")])))
    choice = json.loads(reply.body)["choices"][0]
    call = choice["message"]["tool_calls"][0]
    assert choice["finish_reason"] == "tool_calls"
    assert call["id"]
    assert json.loads(call["function"]["arguments"]) == {"command": "ls"}


def test_trials_are_drawn_apart_and_not_as_in_a_run_with_the_next_seed():
    model = ScriptedModel(["hi"] * 4)
    for seed, trial in [(0, 0), (0, 1), (1, 0), (0, 1)]:
        ask(Gateway(model, seed=seed).open(label="test", caps=Caps(), trial=trial))
    seeds = [request["seed"] for request in model.requests]
    assert (len(set(seeds)), seeds[0], seeds[2]) == (3, 0, 1)
    assert seeds[1] == seeds[3]


def test_the_box_chooses_neither_model_nor_seed_nor_unknown_fields():
    model = ScriptedModel(["hi"])
    ask(
        open_session(model, seed=42),
        {
            "messages": [{**HELLO[0], "cache": "x"}],
            "model": "expensive",
            "seed": 1,
            "api_base": "http://evil",
            "extra_headers": {"a": "b"},
            "web_search_options": {},
            "temperature": 0.5,
        },
    )
    assert model.requests == [
        {"messages": HELLO, "model": "scripted", "seed": 42, "temperature": 0.5}
    ]


@pytest.mark.parametrize("token", ["", "wrong", "ünï", "Bearer"])
def test_a_wrong_token_is_refused(token: str):
    model = ScriptedModel(["hi"])
    reply = ask(open_session(model), token=token)
    assert reply.status == 401
    assert error_of(reply)["code"] == "invalid_api_key"
    assert not model.requests


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/models", 200),
        ("GET", "/v1/models?x=1", 200),
        ("POST", "/v1/models", 405),
        ("GET", CHAT, 405),
        ("POST", "/v1/embeddings", 404),
        ("POST", "/v1/files", 404),
        ("GET", "/", 404),
    ],
)
def test_only_two_paths_exist(method: str, path: str, status: int):
    session = open_session(ScriptedModel(["hi"]))
    assert session.handle(method, path, bearer(session), b"").status == status


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"messages": []},
        {"messages": "hello"},
        {"messages": [{"role": "wizard", "content": "x"}]},
        {"messages": [{"role": "user"}]},
        {"messages": [{"role": "tool", "content": "x"}]},
        {
            "messages": [
                {"role": "user", "content": [{"type": "image_url", "image_url": "http://x"}]}
            ]
        },
        {"messages": HELLO, "tools": [{"type": "web_search"}]},
        {"messages": HELLO, "tools": [{"type": "mcp", "server_url": "http://x"}]},
        {"messages": HELLO, "temperature": "hot"},
        {"messages": HELLO, "max_tokens": True},
        {"messages": HELLO, "max_tokens": -1},
        {"messages": HELLO, "stream": "yes"},
    ],
)
def test_a_bad_shape_is_told_and_costs_nothing(body: Any):
    model = ScriptedModel(["hi"])
    session = open_session(model)
    reply = ask(session, body)
    assert reply.status == 400
    assert error_of(reply)["type"] == "invalid_request_error"
    assert not model.requests
    assert session.usage.calls == 0


def test_hostile_json_is_refused():
    session = open_session(ScriptedModel(["hi"]))
    deep = b'{"messages": ' + b"[" * 100_000
    nested = json.dumps({"messages": HELLO, "response_format": nest(60)}).encode()
    infinite = b'{"messages": [{"role": "user", "content": "x"}], "temperature": 1e999}'
    for body in (b"", b"\xff\xfe", deep, nested, infinite, b'{"messages": NaN}'):
        assert session.handle("POST", CHAT, bearer(session), body).status == 400
    assert session.handle("POST", CHAT, bearer(session), b" " * (9 << 20)).status == 413


def nest(depth: int) -> Any:
    return {"x": nest(depth - 1)} if depth else 1


def test_text_parts_are_joined_and_lone_surrogates_replaced():
    model = ScriptedModel(["hi"])
    parts = [{"type": "text", "text": "a"}, {"type": "text", "text": "b\udc80 \U0001f333"}]
    assert (
        ask(open_session(model), {"messages": [{"role": "user", "content": parts}]}).status == 200
    )
    assert model.requests[0]["messages"][0]["content"] == "a\nb? \U0001f333"


@pytest.mark.parametrize(
    ("caps", "kind"),
    [
        (Caps(calls=2), "calls"),
        (Caps(tokens=2045), "tokens"),
        (Caps(cost_usd=0.9), "cost"),
    ],
)
def test_each_cap_ends_the_session_with_its_name(caps: Caps, kind: str):
    model = ScriptedModel([priced("hi", 1000, 20, 0.45)])
    session = open_session(model, caps)
    assert [ask(session).status for _ in range(4)] == [200, 200, 429, 429]
    assert error_of(ask(session)) == {
        "message": f"You exceeded your current quota: the session's budget of {kind} is spent.",
        "type": "insufficient_quota",
        "param": None,
        "code": "insufficient_quota",
    }
    assert session.spent == Spent("session", kind)
    assert session.failure is None
    assert len(model.requests) == 2


def test_a_request_larger_than_what_is_left_is_never_forwarded():
    model = ScriptedModel(["hi"])
    session = open_session(model, Caps(tokens=1000))
    reply = ask(session, {"messages": [{"role": "user", "content": "x" * 8000}]})
    assert (reply.status, session.spent, model.requests) == (429, Spent("session", "tokens"), [])


def test_parallel_calls_cannot_overspend():
    session = open_session(ScriptedModel(["hi"]), Caps(calls=10))
    threads = [threading.Thread(target=ask, args=(session,)) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert session.usage.calls == 10


def test_a_fault_is_retried_and_then_forgotten():
    model = ScriptedModel([ModelError("busy", retryable=True), RuntimeError("x"), "hi"])
    session = open_session(model)
    assert ask(session).status == 502
    assert session.failure is not None
    healed = open_session(ScriptedModel([ModelError("busy", retryable=True), "hi"]))
    assert ask(healed).status == 200
    assert healed.failure is None
    assert healed.usage.calls == 1


@pytest.mark.parametrize(
    ("fault", "status", "tries"),
    [
        (ModelError("busy", retryable=True), 503, 3),
        (ModelError("no such model"), 502, 1),
        (ZeroDivisionError("a bug"), 502, 1),
        ({"choices": []}, 503, 3),
        ({"choices": [{"message": {"content": 5}}]}, 503, 3),
    ],
)
def test_a_lasting_fault_is_the_machinerys(fault: Any, status: int, tries: int):
    model = ScriptedModel([fault])
    session = open_session(model)
    reply = ask(session)
    assert reply.status == status
    assert error_of(reply) == {
        "message": "The model could not answer.",
        "type": "server_error",
        "code": None,
        "param": None,
    }
    assert len(model.requests) == tries
    assert isinstance(session.failure, MachineryError)
    assert session.usage.calls == 0


def test_after_a_lasting_fault_the_model_is_not_asked_again(tmp_path: Path):
    model = ScriptedModel([ModelError("no credit left"), "hi"])
    session = open_session(model, Caps(calls=3), tmp_path / "t.json")
    first = ask(session, {"messages": [{"role": "user", "content": "x" * 10**5}]})
    more = {"messages": [{"role": "user", "content": "y" * 10**5}], "stream": True}
    replies = [ask(session, more) for _ in range(300)]
    session.close()
    assert {(reply.status, reply.body) for reply in replies} == {(502, first.body)}
    assert len(model.requests) == 1
    assert (session.usage.calls, str(session.failure)) == (0, "no credit left")
    assert (tmp_path / "t.jsonl").stat().st_size < 2 * 10**5


def test_calls_in_flight_while_another_one_fails_end_as_they_would():
    class Parallel(ScriptedModel):
        """Fails one call while the other waits."""

        def complete(self, request: Any) -> dict[str, Any]:
            if request["messages"] == HELLO:
                failed.wait(20)
                return text("late")
            raise ModelError("down")

    failed = threading.Event()
    session = open_session(Parallel([]))
    replies: list[int] = []
    waiting = threading.Thread(target=lambda: replies.append(ask(session).status))
    waiting.start()
    while session.usage.calls == 0:
        time.sleep(0.01)
    assert ask(session, {"messages": [{"role": "user", "content": "x"}]}).status == 502
    failed.set()
    waiting.join(20)
    assert (replies, ask(session).status) == ([200], 502)
    assert (session.usage.calls, str(session.failure)) == (1, "down")


def test_a_request_the_model_refuses_is_told_to_the_agent():
    session = open_session(
        ScriptedModel([RequestRefusedError("9000 tokens", code="context_length_exceeded")])
    )
    reply = ask(session)
    assert reply.status == 400
    assert error_of(reply)["code"] == "context_length_exceeded"
    assert session.failure is None
    assert session.usage.calls == 1


def test_a_revoked_session_answers_nothing_more():
    model = ScriptedModel(["hi"])
    session = open_session(model)
    session.revoke()
    reply = ask(session)
    assert (reply.status, error_of(reply)["code"]) == (401, "session_revoked")
    assert not model.requests


def test_revoking_ends_the_waiting_for_a_retry():
    from gateway.gateway import Gateway

    model = ScriptedModel([ModelError("busy", retryable=True)])
    session = Gateway(model, backoff=60).open(label="x", caps=Caps())
    replies: list[int] = []
    thread = threading.Thread(target=lambda: replies.append(ask(session).status))
    thread.start()
    while not model.requests:
        pass
    session.revoke()
    thread.join(5)
    assert replies == [401]
    assert session.failure is None


def test_what_a_provider_asks_to_wait_is_waited_with_jitter_on_top():
    fault = ModelError("busy", retryable=True, retry_after=0.3)
    session = open_session(ScriptedModel([fault, fault, "hi"]), attempts=3)
    assert ask(session).status == 200
    assert session.lost >= 0.6
    assert session.failure is None
    too_long = ModelError("busy", retryable=True, retry_after=LONGEST_PAUSE + 1)
    model = ScriptedModel([too_long])
    assert ask(open_session(model)).status == 503
    assert len(model.requests) == 1


def test_a_session_that_ends_while_a_fault_is_waited_out_was_disturbed():
    model = ScriptedModel([ModelError("busy", retryable=True, retry_after=60)])
    session = open_session(model)
    thread = threading.Thread(target=ask, args=(session,))
    thread.start()
    deadline = time.monotonic() + 20
    while session.lost == 0 and not model.requests and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.2)
    session.close()
    thread.join(10)
    assert not thread.is_alive()
    assert str(session.failure) == "busy"


@pytest.mark.parametrize(
    ("body", "param", "code"),
    [
        ({}, "messages", "missing_required_parameter"),
        ({"messages": []}, "messages", "empty_array"),
        ({"messages": "hello"}, "messages", "invalid_type"),
        ({"messages": [{"role": "wizard", "content": "x"}]}, "messages[0].role", "invalid_value"),
        ({"messages": HELLO, "temperature": "hot"}, "temperature", "invalid_type"),
        ({"messages": HELLO, "temperature": 3}, "temperature", "number_above_max_value"),
        ({"messages": HELLO, "stream": 1}, "stream", "invalid_type"),
        ({"messages": HELLO * 4001}, "messages", "array_above_max_length"),
        ({"messages": HELLO, "stop": 5}, "stop", "invalid_type"),
        ({"messages": HELLO, "stop": ["a", 5]}, "stop[1]", "invalid_type"),
        ({"messages": HELLO, "stop": ["a"] * 5}, "stop", "array_above_max_length"),
        ({"messages": HELLO, "tool_choice": "bad"}, "tool_choice", "invalid_value"),
        ({"messages": HELLO, "tool_choice": {"type": "x", "function": {"name": "f"}}},
         "tool_choice.type", "invalid_value"),
        ({"messages": HELLO, "tool_choice": {"type": "function"}},
         "tool_choice.function", "missing_required_parameter"),
    ],
)  # fmt: skip
def test_errors_name_the_part_as_openai_does(body: Any, param: str, code: str):
    reply = ask(open_session(ScriptedModel(["hi"])), body)
    error = error_of(reply)
    assert (reply.status, error["type"]) == (400, "invalid_request_error")
    assert (error["param"], error["code"]) == (param, code)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "Missing required parameter: 'messages'."),
        ({"messages": [{"content": "x"}]}, "Missing required parameter: 'messages[0].role'."),
        ({"messages": [{"role": "user"}]},
         "Invalid value for 'messages[0]': content is missing."),
        ({"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
         "Invalid value for 'messages[0].content': only text parts are served."),
        ({"messages": HELLO, "response_format": 5},
         "Invalid value for 'response_format': Input should be an object."),
        ({"messages": HELLO, "tool_choice": "bad"},
         "Invalid value for 'tool_choice': Input should be 'none', 'auto' or 'required'."),
    ],
)  # fmt: skip
def test_errors_are_worded_for_who_wrote_the_agent(body: Any, message: str):
    assert error_of(ask(open_session(ScriptedModel(["hi"])), body))["message"] == message


def test_every_refusal_has_openais_shape():
    session = open_session(ScriptedModel(["hi"]), Caps(calls=0))

    def told(method: str, path: str, body: bytes = b"{}") -> tuple[Any, ...]:
        error = error_of(session.handle(method, path, bearer(session), body))
        return error["type"], error["param"], error["code"], error["message"]

    wrong = "invalid_request_error"
    assert told("POST", "/v1/x") == (wrong, None, None, "Invalid URL (POST /v1/x)")
    assert told("GET", CHAT)[:3] == (wrong, None, "method_not_supported")
    assert told("POST", CHAT, b"x" * (9 << 20))[:3] == (wrong, None, "request_too_large")
    assert told("POST", CHAT, b"{")[:3] == (wrong, None, None)
    full = json.dumps({"messages": HELLO}).encode()
    assert told("POST", CHAT, full)[:3] == ("insufficient_quota", None, "insufficient_quota")
    reply = session.handle("POST", CHAT, bearer(session), full)
    assert reply.headers["x-should-retry"] == "false"
    session.revoke()
    assert told("POST", CHAT, full)[:3] == (wrong, None, "session_revoked")


BOMBS = {
    "empty lists": b'{"messages": [' + b"[]," * 2_000_000 + b"[]]}",
    "many keys": b"{" + b",".join(b'"%d":1' % n for n in range(700_000)) + b"}",
    "huge number": b'{"messages": ' + b"9" * 5_000_000 + b"}",
    "huge exponent": b'{"messages": 1e' + b"9" * 5_000 + b"}",
    "deep objects": b'{"a":' * 200_000 + b"1" + b"}" * 200_000,
    "half a character": b'{"messages": [{"role": "user", "content": "\xc3"}]}',
    "overlong": b'{"messages": [{"role": "user", "content": "\xc0\xaf"}]}',
    "utf-16": '{"messages": []}'.encode("utf-16"),
    "a mark of order": b"\xef\xbb\xbf{}",
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_cost_little_and_get_400(name: str):
    model = ScriptedModel(["hi"])
    session = open_session(model)
    tracemalloc.start()
    try:
        reply = session.handle("POST", CHAT, bearer(session), BOMBS[name])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert reply.status == 400
    assert len(reply.body) < 1000
    assert peak < 64 << 20
    assert model.requests == []


def test_a_secret_never_leaves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: Any):
    canary = "sk-canary-0123456789abcdef"
    monkeypatch.setenv("SOME_PROVIDER_API_KEY", canary)
    model = ScriptedModel(
        [
            f"your key is {canary}",
            ModelError(f"401: {canary} is wrong", f"is {canary} right?"),
            RuntimeError(f"Authorization: Bearer {canary}"),
            RequestRefusedError(f"bad header {canary}"),
        ]
    )
    replies = []
    for number in range(4):
        session = open_session(model, transcript=tmp_path / f"{number}.json", attempts=1)
        replies.append(ask(session).body.decode())
        session.close()
        assert session.failure is None or canary not in repr(vars(session.failure))
        assert canary not in str(session.failure)
    files = "".join(path.read_text() for path in tmp_path.iterdir())
    assert (len(model.requests), len(list(tmp_path.iterdir()))) == (4, 8)
    assert canary not in "".join(replies) + files + caplog.text
    assert "[SOME_PROVIDER_API_KEY]" in files


def test_a_transcript_that_cannot_be_written_is_the_machinerys_fault(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineryError):
        open_session(ScriptedModel(["hi"]), transcript=tmp_path / "file" / "t.json")
    session = open_session(ScriptedModel(["hi"]), transcript=tmp_path / "t.json")
    (tmp_path / "t.jsonl").unlink()
    (tmp_path / "t.jsonl").mkdir()
    assert ask(session).status == 503
    assert session.failure is not None
    session.close()


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)
roles = st.sampled_from(["system", "user", "assistant", "tool", "x"])
messages = st.fixed_dictionaries(
    {"role": roles | plain},
    optional={"content": plain, "tool_calls": plain, "tool_call_id": plain, "name": plain},
)
bodies = st.fixed_dictionaries(
    {"messages": st.lists(messages, max_size=3) | plain},
    optional=dict.fromkeys(
        ("tools", "tool_choice", "max_tokens", "stop", "response_format", "top_p"), plain
    ),
)


CANARY = "sk-canary-0123456789abcdef"
mangled = st.builds(
    lambda raw, at, junk: raw[:at] + junk + raw[at:],
    bodies.map(lambda body: json.dumps(body).encode()),
    st.integers(0, 200),
    st.binary(max_size=6),
)


@given(mangled | st.binary(max_size=80))
@settings(max_examples=150)
def test_whatever_the_body_the_answer_is_json_without_a_key(body: bytes):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOME_API_KEY", CANARY)
        session = open_session(ScriptedModel(["hi"]))
        reply = session.handle("POST", CHAT, bearer(session), body)
    assert reply.status in {200, 400}
    told = reply.body + b"".join(reply.rest or ())
    assert CANARY.encode() not in told
    assert told.startswith((b"{", b"data: {"))
