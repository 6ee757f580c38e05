from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path
from typing import Any

import pytest

from common.errors import PrerequisiteError, UsageError
from gateway.api import Caps, ModelError, Price, RequestRefusedError, Served
from gateway.litellm_model import LiteLLMModel
from gateway.models import check_model, make_model
from gateway.record import last_messages
from gateway.scripted import text, tool_call
from tests.gateway.provider import Answer, Provider, complete
from tests.gateway.support import CHAT, HELLO, ask, bearer, open_session

CANARY = "sk-canary-0123456789abcdef"


def failure(message: str, code: str | None = None) -> dict[str, Any]:
    return {"error": {"message": message, "type": "some_error", "code": code}}


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[Provider]:
    made = Provider()
    for name in ("OPENAI_API_BASE", "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_BASE", made.base)
    monkeypatch.setenv("OPENAI_API_KEY", CANARY)
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_server_is_known_by_its_address_which_is_not_told(monkeypatch: pytest.MonkeyPatch):
    def server(name: str, value: str, model: str = "openai/m") -> str:
        with monkeypatch.context() as patched:
            patched.setenv(name, value)
            made = make_model(model)
            assert isinstance(made, Served)
            return made.server

    one = server("OPENAI_BASE_URL", "http://user:secret@one/v1")
    assert "secret" not in one
    assert server("OPENAI_BASE_URL", "http://user:secret@one/v1") == one
    others = [("OPENAI_BASE_URL", "http://two/v1"), ("OLLAMA_API_BASE", "http://one/v1")]
    assert len({one, *(server(*other) for other in others)}) == 3
    mixed = [server("OPENAI_BASE_URL", f"http://{name}", "openai/m=1,offline=1") for name in "aab"]
    assert mixed[0] == mixed[1] != mixed[2]


def request(**other: Any) -> dict[str, Any]:
    return {"messages": HELLO, "model": "m", "seed": 3, **other}


def test_a_conversation_with_tools(provider: Provider, tmp_path: Path):
    called = tool_call("bash", command="ls")
    called["choices"][0]["message"]["tool_calls"][0]["id"] = "call_1"
    provider.answers = [(200, complete(called)), (200, complete(text("done")))]
    path = tmp_path / "t.json"
    session = open_session(make_model("openai/local"), transcript=path, seed=9)
    function = {"name": "bash", "description": "run", "parameters": {"type": "object"}}
    tools = [{"type": "function", "function": function}]
    reply = json.loads(ask(session, {"messages": HELLO, "tools": tools}).body)
    message = reply["choices"][0]["message"]
    assert message["tool_calls"][0]["function"] == {
        "name": "bash",
        "arguments": '{"command": "ls"}',
    }
    result = {"role": "tool", "tool_call_id": "call_1", "content": "a.py"}
    turn = [*HELLO, {**message, "content": None}, result]
    assert ask(session, {"messages": turn, "tools": tools}).status == 200
    session.close()
    sent = provider.requests[1]
    assert sent["model"] == "local"
    assert sent["seed"] == 9
    assert sent["tools"] == tools
    assert sent["messages"][1]["content"] == ""
    assert last_messages(path)[-1]["content"] == "done"
    assert (session.usage.calls, session.usage.tokens, session.usage.cost_usd) == (2, 30, 0.0)
    assert provider.keys[0] == f"Bearer {CANARY}"


def test_arguments_that_are_no_json_are_sent_on_as_an_object(provider: Provider):
    call = {"id": "c", "type": "function", "function": {"name": "bash", "arguments": "{\xf6ps"}}
    assistant = {"role": "assistant", "content": "", "tool_calls": [call]}
    result = {"role": "tool", "tool_call_id": "c", "content": "bad arguments"}
    LiteLLMModel("openai/m").complete(request(messages=[*HELLO, assistant, result]))
    sent = provider.requests[0]["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert sent == '{"malformed": "{\xf6ps"}'


def test_a_rate_limit_is_waited_out_and_nothing_else_retries(provider: Provider):
    provider.answers = [(429, failure("slow down")), (200, complete(text("hi")))]
    session = open_session(make_model("openai/m"))
    assert ask(session).status == 200
    assert session.failure is None
    assert len(provider.requests) == 2


@pytest.mark.parametrize("status", [429, 500, 503])
@pytest.mark.parametrize("date", [False, True])
def test_a_provider_is_given_the_time_it_asks_for(provider: Provider, status: int, date: bool):
    after = formatdate(time.time() + 41, usegmt=True) if date else "40"
    provider.answers = [(status, failure("slow down"), {"Retry-After": after})]
    with pytest.raises(ModelError) as slow:
        LiteLLMModel("openai/m").complete(request())
    assert slow.value.retryable
    assert 38 <= slow.value.retry_after <= 41


def test_pieces_flow_from_the_provider(provider: Provider, tmp_path: Path):
    gate = threading.Event()
    function = {"name": "bash", "arguments": '{"command"'}
    call = {"index": 0, "id": "c1", "type": "function", "function": function}
    more = {"index": 0, "function": {"arguments": ': "ls"}'}}
    usage = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
    provider.answers = [
        (
            200,
            [
                piece(role="assistant", content="I "),
                piece(content="look"),
                gate,
                piece(tool_calls=[call]),
                piece(tool_calls=[more]),
                piece("tool_calls"),
                {"choices": [], "usage": usage},
            ],
        )
    ]
    session = open_session(make_model("gpt-4o"), Caps(cost_usd=5.0), tmp_path / "t.json")
    rest = ask(session, {"messages": HELLO, "stream": True}).rest
    assert rest is not None
    seen = b""
    while b"I " not in seen:
        seen += next(rest)
    gate.set()
    seen += b"".join(rest)
    assert seen.endswith(b"data: [DONE]\n\n")
    assert provider.requests[0]["stream_options"] == {"include_usage": True}
    assert (session.usage.prompt_tokens, session.usage.completion_tokens) == (1000, 100)
    assert session.usage.cost_usd == pytest.approx(1000 * 2.5e-6 + 100 * 1e-5)
    session.close()
    said = last_messages(tmp_path / "t.json")[-1]
    assert said["content"] == "I look"
    assert said["tool_calls"][0]["function"]["arguments"] == '{"command": "ls"}'


def piece(reason: str | None = None, **delta: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}


def test_a_stream_that_a_provider_refuses_is_an_error_with_its_status(provider: Provider):
    provider.answers = [(500, failure("oh no")), (429, failure("quota", "insufficient_quota"))]
    session = open_session(make_model("openai/m"))
    assert ask(session, {"messages": HELLO, "stream": True}).status == 502
    assert session.failure is not None
    assert "no credit" in session.failure.message


@pytest.mark.parametrize(
    ("answer", "told", "tries"),
    [
        ((500, failure("oh no")), "openai/m failed", 3),
        ((503, b"<html>down</html>"), "openai/m failed", 3),
        ((200, b"{not json"), "", 3),
        ((200, {"hello": 1}), "", 3),
        ((401, failure(f"Incorrect API key: {CANARY}")), "did not accept the key", 1),
        ((403, failure("forbidden")), "did not accept the key", 1),
        ((402, failure("pay")), "no credit left", 1),
        ((404, failure("no model m")), "openai has no model openai/m", 1),
        ((429, failure("quota", "insufficient_quota")), "no credit left", 1),
        ((429, failure("slow down, said 'credentials'")), "limits the rate of calls", 3),
    ],
)
def test_faults_of_a_provider_are_told_in_a_sentence(
    provider: Provider, answer: Answer, told: str, tries: int, tmp_path: Path, caplog: Any
):
    provider.answers = [answer]
    session = open_session(make_model("openai/m"), transcript=tmp_path / "t.json")
    reply = ask(session)
    session.close()
    assert reply.status in {502, 503}
    assert session.failure is not None
    assert told in session.failure.message
    assert "\n" not in session.failure.message
    assert len(provider.requests) == tries
    written = "".join(path.read_text() for path in tmp_path.iterdir())
    seen = written + caplog.text + reply.body.decode() + str(vars(session.failure))
    assert CANARY not in seen


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((400, failure("maximum context length is 10", "context_length_exceeded")), "context"),
        ((400, failure("the request exceeds the available context size")), "context"),
        ((400, failure("tools[0] is malformed")), "invalid"),
        # What the agent wrote may stand in the text, and must not look like a fault.
        ((400, failure("Invalid schema for function 'api_key'")), "invalid"),
        ((422, failure("credentials: Connection error. no model m, rate limit")), "invalid"),
    ],
)
def test_what_the_agent_did_wrong_is_told_to_the_agent(
    provider: Provider, answer: Answer, code: str
):
    provider.answers = [answer]
    with pytest.raises(RequestRefusedError) as refused:
        LiteLLMModel("openai/m").complete(request())
    assert refused.value.code.startswith(code)
    assert len(provider.requests) == 1


def test_a_slow_server_is_given_up_on(provider: Provider):
    provider.delay = 0.6
    with pytest.raises(ModelError, match="did not answer in time") as late:
        LiteLLMModel("openai/m", timeout=0.1).complete(request())
    assert late.value.retryable
    assert len(provider.requests) == 1


def test_a_server_that_is_down_is_named(provider: Provider):
    with pytest.raises(ModelError, match="no connection to") as gone:
        LiteLLMModel("openai/m", "http://user:secretpass@127.0.0.1:9/v1").complete(request())
    assert gone.value.message.endswith(" 127.0.0.1:9")
    assert gone.value.retryable
    assert "secretpass" not in str(vars(gone.value))


def test_a_known_price_is_counted(provider: Provider):
    provider.answers = [(200, {**complete(text("hi")), "model": "gpt-4o"})]
    session = open_session(make_model("gpt-4o"), Caps(cost_usd=1.0))
    assert ask(session).status == 200
    assert 0 < session.usage.cost_usd < 0.01
    told = make_model("openai/mine", prices={"openai/mine": Price(1e-3, 1e-2, 50)})
    session = open_session(told, Caps(cost_usd=9.0))
    assert ask(session).status == 200
    assert provider.requests[-1]["max_tokens"] == 50
    used = session.usage
    assert used.cost_usd == used.prompt_tokens * 1e-3 + used.completion_tokens * 1e-2 > 0


def odd(arguments: str) -> dict[str, Any]:
    call = {"id": "c", "type": "function", "function": {"name": "bash", "arguments": arguments}}
    assistant = {"role": "assistant", "content": "", "tool_calls": [call]}
    return {"messages": [*HELLO, assistant, {"role": "tool", "tool_call_id": "c", "content": ""}]}


def numbers(count: int) -> dict[str, Any]:
    parameters = {"type": "object", "enum": [1e15] * count}
    function = {"name": "bash", "description": "run", "parameters": parameters}
    return {"messages": HELLO, "tools": [{"type": "function", "function": function}]}


@pytest.mark.parametrize("body", [odd("\xe9" * 5000), numbers(500)], ids=["words", "numbers"])
def test_money_is_set_aside_for_the_request_as_it_is_sent_on(
    provider: Provider, body: dict[str, Any]
):
    """By a provider that counts every byte of what it gets as a token."""

    def cost(cap: float) -> float:
        model = make_model("openai/m", prices={"openai/m": Price(1.0, 1.0, 1)})
        session = open_session(model, Caps(cost_usd=cap))
        reply = session.handle("POST", CHAT, bearer(session), raw)
        assert reply.status == (200 if session.usage.cost_usd else 429)
        return session.usage.cost_usd

    # As short as a client can write it.
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    raw = raw.replace(b"1000000000000000.0", b"1e15")
    provider.answers = [(200, complete(text("hi")))]
    assert cost(10.0**6) > 0
    sent = json.dumps(provider.requests[0], ensure_ascii=False, separators=(",", ":")).encode()
    usage = {"prompt_tokens": len(sent), "completion_tokens": 1}
    provider.answers = [(200, {**complete(text("hi")), "usage": usage})]
    cap = len(raw) + 1001.0
    assert cost(cap) <= cap
    assert cost(10.0**6) == len(sent) + 1


def test_a_local_server_needs_no_key(provider: Provider, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("OPENAI_API_KEY")
    check_model("openai/local")
    assert ask(open_session(make_model("openai/local"))).status == 200


def test_names_are_checked_before_a_run(monkeypatch: pytest.MonkeyPatch):
    for name in ("OPENAI_API_BASE", "OPENAI_BASE_URL", "OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    check_model("offline")
    check_model("hosted_vllm/some-model")
    check_model("ollama/qwen2.5-coder")
    for name in ("nonsense", "nowhere/model", "openai/", ""):
        with pytest.raises(UsageError) as wrong:
            check_model(name)
        assert "provider/name" in wrong.value.hint
    with pytest.raises(PrerequisiteError) as missing:
        check_model("anthropic/claude-sonnet-4-5")
    assert "ANTHROPIC_API_KEY" in missing.value.hint
    monkeypatch.setenv("ANTHROPIC_API_KEY", CANARY)
    check_model("anthropic/claude-sonnet-4-5")
