from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from common.errors import UsageError
from gateway.api import Caps, DivergenceError, ModelError, RequestRefusedError
from gateway.gateway import Gateway
from gateway.models import check_model, make_model
from gateway.replay import Recording
from gateway.scripted import ScriptedModel, text, tool_call
from gateway.session import Session
from tests.gateway.support import HELLO, ask

KEY = "v0001/expansion.1"


def opened(model: Any, folder: Path | None = None, key: str = KEY) -> Session:
    transcript = folder / "transcripts" / f"{key}.json" if folder else None
    gateway = Gateway(model, attempts=1)
    return gateway.open(label="r/v0001", caps=Caps(), key=key, transcript=transcript)


def converse(session: Session, words: str = "took 0.12s at 0x7f00") -> list[bytes]:
    """Three calls, the later ones with what came before; return the answers."""
    messages: list[Any] = list(HELLO)
    said = []
    for turn in range(3):
        reply = ask(session, {"messages": messages, "temperature": 0.5})
        said.append(reply.body)
        if reply.status != 200:
            break
        message = json.loads(reply.body)["choices"][0]["message"]
        messages = [*messages, message]
        for call in message.get("tool_calls", []):
            result = {"role": "tool", "tool_call_id": call["id"], "content": f"{words} {turn}"}
            messages.append(result)
    return said


@pytest.fixture
def recorded(tmp_path: Path) -> tuple[Path, list[bytes]]:
    model = ScriptedModel([tool_call("bash", command="ls"), tool_call("bash", command="ls"), "ok"])
    session = opened(model, tmp_path / "run")
    said = converse(session)
    session.close()
    return tmp_path / "run", said


def test_a_session_repeats_byte_for_byte(recorded: tuple[Path, list[bytes]]):
    folder, said = recorded
    for place in (folder, folder / "transcripts", folder / "transcripts" / f"{KEY}.jsonl"):
        session = opened(make_model(f"replay:{place}"))
        assert session.model == "scripted"
        assert converse(session) == said
        assert session.failure is None


def test_a_repeat_can_be_recorded_and_repeated(recorded: tuple[Path, list[bytes]], tmp_path: Path):
    folder, said = recorded
    again = opened(Recording(folder), tmp_path / "again")
    converse(again)
    again.close()
    assert converse(opened(Recording(tmp_path / "again"))) == said


def test_durations_and_addresses_may_differ(recorded: tuple[Path, list[bytes]]):
    folder, said = recorded
    assert converse(opened(Recording(folder)), "took 3.4s at 0x55aa") == said


@pytest.mark.parametrize(
    ("words", "why"), [("failed in 0.1s at 0x1", "call 2 differs in message 3"), ("", "call 2")]
)
def test_a_divergence_is_told_with_its_place(
    recorded: tuple[Path, list[bytes]], words: str, why: str
):
    session = opened(Recording(recorded[0]))
    converse(session, words)
    assert isinstance(session.failure, DivergenceError)
    assert why in session.failure.message
    assert KEY in session.failure.message


def test_more_calls_than_recorded_is_a_divergence(recorded: tuple[Path, list[bytes]]):
    session = opened(Recording(recorded[0]))
    converse(session)
    assert ask(session).status == 502
    assert session.failure is not None
    assert "more than the 3 calls" in session.failure.message


def test_a_session_that_was_not_recorded_is_a_divergence(recorded: tuple[Path, list[bytes]]):
    with pytest.raises(DivergenceError, match="no session v0002/x"):
        opened(Recording(recorded[0]), key="v0002/x")


def test_calls_in_parallel_may_come_in_any_order(tmp_path: Path):
    session = opened(ScriptedModel(["a", "b"]), tmp_path)
    bodies = [{"messages": [{"role": "user", "content": name}]} for name in ("one", "two")]
    said = [ask(session, body).body for body in bodies]
    session.close()
    again = opened(Recording(tmp_path))
    contents = [
        json.loads(raw)["choices"][0]["message"]["content"]
        for raw in [*said, *(ask(again, body).body for body in reversed(bodies))]
    ]
    assert contents == ["a", "b", "b", "a"]


def test_faults_and_refusals_are_repeated_too(tmp_path: Path):
    faults: list[Any] = [
        ModelError("it was down"),
        RequestRefusedError("too long", code="context_length_exceeded"),
        text("hi"),
    ]
    session = opened(ScriptedModel(faults), tmp_path)
    said = [ask(session) for _ in range(3)]
    session.close()
    again = opened(Recording(tmp_path))
    assert [ask(again) for _ in range(3)] == said
    assert again.usage == session.usage
    assert str(again.failure) == "it was down"


def test_a_folder_without_a_recording_is_wrong_usage(tmp_path: Path):
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(UsageError, match="no recording"):
            check_model(f"replay:{place}")
