from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.errors import UsageError
from gateway.api import Caps
from gateway.gateway import Gateway
from gateway.mixture import Mixture, split_name
from gateway.models import check_model, make_model
from gateway.record import read_lines
from gateway.scripted import ScriptedModel
from tests.gateway.support import ask


class Named(ScriptedModel):
    """Answers with its own name."""

    def __init__(self, name: str) -> None:
        super().__init__([name])
        self.name = name


def mixture(seed: int) -> Mixture:
    return Mixture("a=3,b=1", [(Named("a"), 3.0), (Named("b"), 1.0)], seed=seed)


def test_each_session_has_one_model_and_a_repeat_has_the_same(tmp_path: Path):
    def who(seed: int) -> list[str]:
        gateway, names = Gateway(mixture(seed)), []
        for n in range(200):
            path = tmp_path / f"{seed}-{n}.json"
            key = f"v{n:04d}/expansion.1"
            session = gateway.open(label="x", caps=Caps(), key=key, transcript=path)
            assert f'"content": "{session.model}"'.encode() in ask(session).body
            session.close()
            assert read_lines(path)[0]["model"] == session.model
            names.append(session.model)
        return names

    first, again, other = who(1), mixture(1), who(2)
    assert first == [again.for_session(f"v{n:04d}/expansion.1").name for n in range(200)]
    assert first != other
    assert 120 < Counter(first)["a"] < 180


def test_names_with_weights():
    assert split_name("openai/gpt-4o=0.7, offline=0.3") == [
        ("openai/gpt-4o", 0.7),
        ("offline", 0.3),
    ]
    assert split_name("openai/gpt-4o") == [("openai/gpt-4o", 1.0)]
    assert make_model("offline=1,ollama/x=2").name == "offline=1,ollama/x=2"
    for wrong in ("a=0,b=1", "a=1,b", "a=-1", "a=x,b=1", "a=1,a=2", "=1,b=2", "a=inf,b=1", "a=nan"):
        with pytest.raises(UsageError, match="no mixture"):
            split_name(wrong)
    with pytest.raises(UsageError, match="no mixture"):
        check_model("offline=1,offline=2")


@given(st.text(max_size=30))
def test_any_name_is_read_or_refused(name: str):
    try:
        parts = split_name(name)
    except UsageError:
        return
    assert parts
    assert all(weight > 0 for _, weight in parts)
