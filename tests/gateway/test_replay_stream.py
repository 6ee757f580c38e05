"""A recorded stream comes again byte for byte: its pieces, and how it broke off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.api import Caps, ModelError, Reply, RequestRefusedError
from gateway.gateway import Gateway
from gateway.record import read_lines
from gateway.replay import Recording
from gateway.scripted import ScriptedModel, tool_call
from gateway.session import Session
from tests.gateway.support import ask
from tests.gateway.test_stream import SECRET, STREAM, Flowing, called, chunks, piece

Told = tuple[int, bytes, dict[str, str]]


def opened(model: Any, folder: Path | None = None, attempts: int = 1) -> Session:
    transcript = folder / "k.json" if folder else None
    gateway = Gateway(model, attempts=attempts, backoff=0.001)
    return gateway.open(label="r", caps=Caps(), key="k", transcript=transcript)


def told(reply: Reply) -> Told:
    return reply.status, reply.body + b"".join(reply.rest or ()), dict(reply.headers)


def recorded(model: Any, folder: Path, calls: int = 1) -> list[Told]:
    session = opened(model, folder)
    said = [told(ask(session, STREAM)) for _ in range(calls)]
    session.close()
    return said


def repeated(folder: Path, calls: int = 1) -> list[Told]:
    """Repeat a recording, with tries left that a repeated fault must not take."""
    session = opened(Recording(folder), attempts=3)
    return [told(ask(session, STREAM)) for _ in range(calls)]


WORDS = [piece(content=word) for word in ("I ", "will ", "look.", "x" * 3000, "", "\u00e4\r\n")]
REFUSED = RequestRefusedError("not that", code="content_filter")
USAGE = {"choices": [], "usage": {"prompt_tokens": 5, "completion_tokens": 6}, "cost_usd": 0.25}


@pytest.mark.parametrize(
    ("flow", "status"),
    [
        ([{**piece(role="assistant"), "created": 7}, *WORDS, piece("stop"), USAGE], 200),
        ([*WORDS[:2], called(3, "", name="bash"), called(3, '{"a"'), called(0, "{}", name="done"),
          called(3, ": 1}"), WORDS[2], piece("tool_calls")], 200),
        ([ModelError("gone")], 502),
        ([ModelError("busy", retryable=True)], 503),
        ([REFUSED], 400),
        ([{**piece(role="assistant"), "created": 7}, *WORDS[:2], REFUSED], 200),
        ([{**piece(role="assistant"), "created": 7}, REFUSED], 200),
        ([WORDS[0], called(0, '{"a', name="bash"), ModelError("gone")], 200),
        ([WORDS[0], USAGE, ModelError("busy", retryable=True)], 200),
    ],
    ids=["plain", "calls", "502", "503", "400", "refused", "refused at once", "broke", "busy"],
)  # fmt: skip
def test_a_stream_repeats_byte_for_byte(tmp_path: Path, flow: list[Any], status: int):
    said = recorded(Flowing(*flow), tmp_path)
    assert said[0][0] == status
    assert repeated(tmp_path) == said
    (line,) = (line for line in read_lines(tmp_path / "k.json") if line["type"] == "call")
    if status == 200:
        assert f'"created": {flow[0].get("created", line["created"])},'.encode() in said[0][1]


def test_a_repeated_stream_can_be_recorded_and_repeated(tmp_path: Path):
    said = recorded(Flowing(*WORDS, REFUSED), tmp_path / "one")
    assert recorded(Recording(tmp_path / "one"), tmp_path / "two") == said
    assert repeated(tmp_path / "two") == said
    lines = [read_lines(tmp_path / name / "k.json")[1] for name in ("one", "two")]
    assert all(lines[0][key] == lines[1][key] for key in ("status", "reply", "pieces", "usage"))


def test_what_looks_like_a_secret_here_is_cut_as_it_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    said = recorded(Flowing(piece(content="ask-"), piece(content=" sk"), piece(content="y")),
                    tmp_path)  # fmt: skip
    monkeypatch.setenv("SOME_API_KEY", SECRET)
    assert repeated(tmp_path) == said


def test_a_record_that_holds_a_secret_does_not_tell_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    recorded(Flowing(piece(content=SECRET[:9]), piece(content=SECRET[9:] + " is it")), tmp_path)
    name = "A_NAME_THAT_IS_LONGER_THAN_WHAT_IT_HOLDS_API_KEY"
    monkeypatch.setenv(name, SECRET)
    ((_, body, _),) = repeated(tmp_path)
    words = [json.loads(event[6:])["choices"] for event in body.decode().split("\n\n")[:-3]]
    assert "".join(word[0]["delta"].get("content", "") for word in words) == f"[{name}] is it"


def test_records_that_do_not_tell_the_pieces_still_repeat(tmp_path: Path):
    body = tool_call("bash", command="x" * 5000)
    body["choices"][0]["message"]["content"] = "y" * 5000
    model = ScriptedModel([body, REFUSED, "done"])
    said = recorded(model, tmp_path, calls=3)
    assert "pieces" not in (tmp_path / "k.jsonl").read_text()
    assert repeated(tmp_path, calls=3) == said


@given(st.lists(chunks, max_size=6), st.none() | st.just(REFUSED))
@settings(max_examples=40)
def test_whatever_a_backend_streams_it_repeats(
    tmp_path_factory: pytest.TempPathFactory, flow: list[Any], end: Exception | None
):
    folder = tmp_path_factory.mktemp("run")
    said = recorded(Flowing(*flow, *([end] if end else [])), folder)
    assert repeated(folder) == said
