from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.conditions import Condition, where
from common.errors import UsageError
from tui.filters import checker, parse


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("score>0.4", [Condition("score", ">", 0.4)]),
        ("cost<=$2.5 evals>=3", [Condition("cost", "<=", 2.5), Condition("evals", ">=", 3.0)]),
        (
            "state:alive bench:polyglot retry",
            [
                Condition("state", "=", "alive"),
                Condition("bench", "=", "polyglot"),
                Condition("text", "=", "retry"),
            ],
        ),
        ("-state:halted", [Condition("state", "=", "halted", negated=True)]),
        (
            '"step limit" -"the tail"',
            [
                Condition("text", "=", "step limit"),
                Condition("text", "=", "the tail", negated=True),
            ],
        ),
        ('bench:"two words"', [Condition("bench", "=", "two words")]),
    ],
)
def test_a_filter_means_its_conditions(text: str, found: list[Condition]) -> None:
    assert parse(text) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scor>0.4", "'scor' is no number of a variant"),
        ("score>high", "'high' is no number"),
        ("score:0.4", "score is compared, as in score>0.4"),
        ("state:asleep", "there is no state 'asleep'"),
        ("colour:red", "there is no field 'colour'"),
        ('"open', "left open"),
    ],
)
def test_what_makes_no_sense_is_told(text: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        parse(text)
    assert said in checker(text)


@given(st.text(max_size=40))
def test_any_text_is_a_filter_or_told(text: str) -> None:
    if not checker(text):
        sql, values = where(parse(text), alive=True)
        assert sql.count("?") == len(values)
