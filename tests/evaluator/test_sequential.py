from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from bench.staging import HEAD, Rates, line
from evaluator.sequential import Rule, Verdict, chance, judge, least_bet

RULE = Rule()
TASKS = 36
differences = st.lists(st.sampled_from([-1.0, 0.0, 0.0, 1.0]) | st.floats(-1, 1), max_size=TASKS)


def played(rng: random.Random, parent: float, child: float, rule: Rule = RULE) -> Verdict:
    """A child and its parent that solve each task with these probabilities."""
    drawn = [float(rng.random() < child) - float(rng.random() < parent) for _ in range(TASKS)]
    return judge(drawn, rule, left=0).verdict


def rate(verdict: Verdict, parent: float, child: float, times: int = 400) -> int:
    rng = random.Random(11)
    return sum(played(rng, parent, child) is verdict for _ in range(times))


@pytest.mark.parametrize("solved", [0.2, 0.5, 0.8])
def test_equals_are_accepted_no_more_often_than_the_level_says(solved: float) -> None:
    accepted = rate(Verdict.ACCEPTED, solved, solved)
    assert accepted / 400 <= RULE.level
    assert binomtest(accepted, 400, RULE.level / 10, alternative="less").pvalue > 0.01


def test_it_holds_without_futility_and_for_graded_rewards() -> None:
    rng = random.Random(5)
    rule = replace(RULE, futility=0)
    accepted = 0
    for _ in range(400):
        drawn = [rng.betavariate(2, 2) - rng.betavariate(2, 2) for _ in range(TASKS)]
        accepted += judge(drawn, rule, left=0).verdict is Verdict.ACCEPTED
    assert accepted / 400 <= RULE.level


def test_a_better_child_is_mostly_accepted_and_a_worse_one_never_long_measured() -> None:
    assert rate(Verdict.ACCEPTED, 0.2, 0.5) > 240
    assert rate(Verdict.ACCEPTED, 0.5, 0.2) == 0
    assert rate(Verdict.DROPPED, 0.5, 0.2) > 380


@given(differences, st.integers(0, TASKS))
@settings(max_examples=60)
def test_a_verdict_stays_whatever_comes_after(drawn: list[float], cut: int) -> None:
    before = judge(drawn[:cut], RULE, left=TASKS - len(drawn[:cut]))
    after = judge(drawn, RULE, left=TASKS - len(drawn))
    if before.verdict is not Verdict.OPEN:
        assert after == before
    else:
        assert after.tasks >= before.tasks


@given(st.lists(st.sampled_from([-1.0, 0.0, 1.0]), min_size=RULE.first, max_size=TASKS))
@settings(max_examples=30)
def test_after_the_last_task_none_is_open_but_where_none_is_dropped(drawn: list[float]) -> None:
    found = judge(drawn, RULE, left=0).verdict
    assert found is not Verdict.OPEN
    free = judge(drawn, replace(RULE, futility=0), left=0).verdict
    assert free is not Verdict.DROPPED


@given(differences)
@settings(max_examples=60)
def test_hints_are_no_proof(drawn: list[float]) -> None:
    told = judge(drawn, RULE, left=0, hints=[1.0] * 50)
    without = judge(drawn, replace(RULE, futility=0), left=0)
    if told.verdict is Verdict.ACCEPTED:
        assert told == without


def test_stages_by_hand() -> None:
    ties = [0.0] * 12
    assert judge(ties, RULE, left=24).verdict is Verdict.DROPPED
    assert judge(ties, RULE, left=24, hints=[1.0, 0.0, 0.0, 0.0, 0.0]).verdict is Verdict.OPEN
    assert judge([1.0, *ties[1:]], RULE, left=24).verdict is Verdict.OPEN
    assert judge([1.0] * 4, RULE, left=8).verdict is Verdict.OPEN
    five = judge([1.0] * 6, RULE, left=6)
    assert (five.verdict, five.tasks) == (Verdict.ACCEPTED, 5)
    assert five.evidence == pytest.approx(1.6**5)
    assert judge([-1.0] * 11, RULE, left=25).verdict is Verdict.OPEN
    assert judge([], RULE, left=36).verdict is Verdict.OPEN


@pytest.mark.parametrize(("level", "tasks"), [(0.1, 4), (0.05, 5), (0.05, 6), (0.2, 3)])
def test_a_raised_bet_accepts_who_wins_all_and_keeps_the_level(level: float, tasks: int) -> None:
    assert judge([1.0] * tasks, Rule(level, first=tasks), left=0).verdict is Verdict.DROPPED
    rule = Rule(level, least_bet(level, tasks), futility=0, first=tasks)
    assert rule.bet < 1

    def share(step: Sequence[float]) -> float:
        games = list(itertools.product(step, repeat=tasks))
        verdicts = [judge(game, rule, left=0).verdict for game in games]
        return verdicts.count(Verdict.ACCEPTED) / len(games)

    assert judge([1.0] * tasks, rule, left=0).verdict is Verdict.ACCEPTED
    # Fair games, each whole: every task tells the two apart; many small gains for a rare loss.
    for step in ((1.0, -1.0), (1.0, 0.0, -1.0), (0.5, 0.5, -1.0)):
        assert share(step) <= level


def test_no_bet_makes_proof_of_too_few_tasks() -> None:
    assert [least_bet(0.1, tasks) >= 1 for tasks in (1, 2, 3, 4)] == [True, True, True, False]


def test_the_chance_of_what_is_left_by_hand() -> None:
    # One task left, one win needed: the odds of the urn.
    assert chance(1.6, (1, 0, 2), 1, 0.6) == pytest.approx(1.5 / 5)
    assert chance(1.7, (1, 0, 2), 1, 0.6) == 0
    assert chance(1.6, (1, 0, 2), 2, 0.6) == pytest.approx(1.5 / 5 + 3 / 5 * 1.5 / 6)


def test_the_table_says_which_acceptances_and_which_refusals_are_wrong() -> None:
    def cells(parent: float, child: float) -> dict[str, str]:
        told = line(parent, child, 1, Rates(accepted=30, tasks=20.0), times=100)
        names, values = ([cell.strip() for cell in row.split("|")] for row in (HEAD, told))
        return dict(zip(names, values, strict=True))

    # 30 of 100: Beta(31, 71), and 70 of 100: Beta(71, 31)
    same, better = cells(0.5, 0.5), cells(0.2, 0.5)
    assert same["accepted"] == better["accepted"] == "0.300"
    assert (same["false accept"], same["false reject"]) == ("0.300 [0.219, 0.396]", "")
    assert (better["false accept"], better["false reject"]) == ("", "0.700 [0.604, 0.781]")
