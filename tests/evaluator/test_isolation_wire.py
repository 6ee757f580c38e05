"""The channel between judge and worker: plain values survive it, and noise ends it."""

from __future__ import annotations

import json
import math
import os
import threading
from collections import Counter, OrderedDict, deque
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evaluator.isolation.judge_box import Judge
from evaluator.isolation.wire_box import BrokenChannelError, Channel, Memo, Port

_HASHABLE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.binary(max_size=5)
    | st.floats(allow_nan=False) | st.dates() | st.timedeltas() | st.fractions(),
    lambda inner: st.tuples(inner, inner) | st.frozensets(inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
_VALUES = st.recursive(
    _HASHABLE,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner)
        | st.dictionaries(_HASHABLE, inner, max_size=3)
        | st.sets(_HASHABLE, max_size=3)
    ),
    max_leaves=12,
)


def _through(value: Any) -> Any:
    port = Port(None)
    return port.decode(json.loads(json.dumps(port.encode(value, Memo()))), Memo())


@given(_VALUES)
def test_plain_values_come_out_as_they_went_in(value: Any) -> None:
    found = _through(value)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "value",
    [
        10**300, -(10**300), math.inf, deque([1, 2], maxlen=3), OrderedDict(b=1, a=[2]),
        Counter("aab"), Fraction(1, 3), Decimal("1.50"), datetime(2024, 2, 29, 1, 2, 3, 4, UTC),
        date.max, timedelta(-1, 5), range(0, 9, 2), slice(1, None), 3 + 4j, bytearray(b"\xff"),
        Ellipsis, NotImplemented, "\ud800\x00", {"a": 1}.keys(),
    ],
    ids=repr,
)  # fmt: skip
def test_types_of_the_library_come_through(value: Any) -> None:
    found = _through(value)
    assert found == value
    assert type(found) is type(value)


def test_one_object_stays_one_object() -> None:
    row: list[Any] = [1]
    row.append(row)
    found = _through([row, row])
    assert found[0] is found[1]
    assert found[0][1] is found[0]


class _Liar:
    """A worker that answers one question with these bytes and goes."""

    def __init__(self, answer: bytes) -> None:
        self._from_judge, sink = os.pipe()
        source, self._to_judge = os.pipe()
        self.judge = Judge(Channel(source, sink), {})
        self._thread = threading.Thread(target=self._answer, args=(answer,))
        self._thread.start()

    def _answer(self, answer: bytes) -> None:
        os.read(self._from_judge, 1 << 16)
        os.write(self._to_judge, answer)
        os.close(self._to_judge)

    def ask(self) -> Any:
        try:
            return self.judge.request("import", "anything")
        finally:
            self._thread.join()


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from(list("alfdsbocegpuntYqkvi!")),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=12,
)


@given(st.binary(max_size=60).map(lambda noise: noise + b"\n") | _JSON.map(
    lambda shown: json.dumps(["ok", shown, [], 1]).encode() + b"\n"
) | _JSON.map(lambda message: json.dumps(message).encode() + b"\n"))  # fmt: skip
@settings(max_examples=300)
def test_whatever_the_worker_says_is_a_value_or_ends_the_channel(answer: bytes) -> None:
    liar = _Liar(answer)
    try:
        liar.ask()
    except BrokenChannelError:
        assert liar.judge.broken
        assert set(liar.judge.violations) <= {"exit_at_import", "worker_ended"}
        with pytest.raises(BrokenChannelError):
            liar.judge.request("import", "more")


def test_an_answer_to_another_question_ends_the_channel() -> None:
    liar = _Liar(b'["ok",5,[],7]\n')
    with pytest.raises(BrokenChannelError):
        liar.ask()
    assert _Liar(b'["ok",5,[],1]\n').ask() == 5


@pytest.mark.parametrize(
    "asked",
    [
        '["get",0,"__globals__",[],1]', '["call",0,"__init__",[],[],1]', '["import","os",[],1]',
        '["op",0,"__class__",[],1]', '["set",0,"x",[1],1]', '["tampered",[],1]',
    ],
)  # fmt: skip
def test_the_worker_may_call_what_it_was_given_and_nothing_else(asked: str) -> None:
    liar = _Liar(asked.encode() + b"\n")
    liar.judge.number(print)
    with pytest.raises(BrokenChannelError):
        liar.ask()
