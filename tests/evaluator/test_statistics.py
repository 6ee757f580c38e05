from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import beta, binomtest

from evaluator.statistics import (
    ENOUGH_TO_RESAMPLE,
    lower_bound,
    paired,
    score,
    sidak,
    task_means,
)

reward_lists = st.lists(st.floats(0, 1), max_size=60)
passes = st.lists(st.sampled_from([0.0, 1.0]), max_size=60)
outcomes = st.dictionaries(st.sampled_from("abcdefghij"), st.sampled_from([0.0, 0.5, 1.0]))
graded = st.dictionaries(st.sampled_from([f"t{n}" for n in range(24)]), st.floats(0, 1))
few = settings(max_examples=40)


@few
@given(reward_lists)
def test_interval_is_a_part_of_the_unit_interval_and_holds_the_mean(rewards: list[float]) -> None:
    found = score(rewards)
    assert 0 <= found.low < found.high <= 1
    assert found.n == len(rewards)
    if found.mean is not None:
        assert found.low <= found.mean <= found.high
    bound = lower_bound(rewards)
    assert found.low <= bound + 1e-9
    assert bound <= (0.5 if found.mean is None else found.mean)


@given(st.lists(st.sampled_from([0.0, 1.0]), min_size=1, max_size=30))
def test_interval_shrinks_when_the_same_is_measured_again(rewards: list[float]) -> None:
    once, more = score(rewards), score(rewards * 4)
    assert more.high - more.low < once.high - once.low


@given(passes, st.floats(0.01, 0.99))
def test_lower_bound_is_the_posterior_quantile(rewards: list[float], confidence: float) -> None:
    s = sum(rewards)
    expected = beta.ppf(1 - confidence, 1 + s, 1 + len(rewards) - s)
    assert lower_bound(rewards, confidence) == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_lower_bound_prefers_what_is_measured_more_often() -> None:
    assert lower_bound([1.0] * 10 + [0.0] * 10) > lower_bound([1.0, 0.0]) > lower_bound([])


def test_score_by_hand() -> None:
    # With one success in one trial the posterior is Beta(2, 1), whose quantile at q is sqrt(q).
    one = score([1.0])
    assert one.mean == pytest.approx(2 / 3)
    assert one.low == pytest.approx(0.025**0.5)
    assert one.high == pytest.approx(0.975**0.5)
    assert str(score([1.0] * 7 + [0.0] * 8)) == "0.47 [0.25, 0.70] n=15"


def test_nothing_measured_is_no_score() -> None:
    empty = score([])
    assert (empty.mean, empty.n) == (None, 0)
    assert str(empty) == "unmeasured"


def test_few_or_equal_graded_rewards_count_as_fractions_of_a_success() -> None:
    assert score([0.5, 0.5]) == score([1.0, 0.0])
    assert score([0.2] * 30) == score([1.0] * 6 + [0.0] * 24)
    assert score([0.4, 0.6] * 4) == score([1.0, 0.0] * 4)


def test_graded_rewards_are_resampled() -> None:
    spread = [0.4 + 0.01 * n for n in range(21)]
    found = score(spread)
    assert found.mean == pytest.approx(0.5)
    # The standard error of these is 0.0135; a coin of the same mean would give +-0.2.
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.0135, rel=0.15)
    assert score(spread) == score(spread[::-1])
    assert found.low < lower_bound(spread) < 0.5
    assert len(spread) >= ENOUGH_TO_RESAMPLE


def test_the_bootstrap_interval_covers_about_as_often_as_it_says() -> None:
    rng = random.Random(1)
    sets = [[rng.betavariate(2, 3) for _ in range(36)] for _ in range(120)]
    covered = sum(found.low <= 0.4 <= found.high for found in map(score, sets))
    assert 0.9 <= covered / len(sets) <= 0.99


@pytest.mark.parametrize("wrong", [-0.1, 1.1, float("nan"), float("inf")])
def test_a_reward_outside_the_unit_interval_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="not in"):
        score([wrong])
    with pytest.raises(ValueError, match="not in"):
        paired({"a": wrong}, {"a": 1.0})


@few
@given(outcomes | graded, outcomes | graded)
def test_paired_counts_shared_tasks_and_is_symmetric(
    a: dict[str, float], b: dict[str, float]
) -> None:
    there, back = paired(a, b), paired(b, a)
    assert there.wins + there.losses + there.ties == len(a.keys() & b.keys())
    assert (there.wins, there.losses) == (back.losses, back.wins)
    assert there.p_value == back.p_value
    assert paired(a, a).p_value == 1.0


@given(st.integers(0, 40), st.integers(0, 40), st.integers(0, 5))
def test_paired_is_the_exact_binomial_test(wins: int, losses: int, ties: int) -> None:
    n = wins + losses
    a = {str(i): float(i < wins or i >= n) for i in range(n + ties)}
    b = {str(i): float(i >= wins) for i in range(n + ties)}
    expected = binomtest(wins, n).pvalue if n else 1.0
    found = paired(a, b)
    assert (found.wins, found.losses, found.ties) == (wins, losses, ties)
    assert found.p_value == pytest.approx(expected, rel=1e-9)


def test_graded_rewards_are_compared_by_every_flip_of_signs() -> None:
    a = {"t1": 0.9, "t2": 0.8, "t3": 0.7, "same": 0.5}
    b = {"t1": 0.1, "t2": 0.2, "t3": 0.6, "same": 0.5}
    found = paired(a, b)
    assert (found.wins, found.losses, found.ties, found.test) == (3, 0, 1, "permutation")
    assert found.p_value == pytest.approx(2 / 8)
    # One large loss outweighs three small wins, which a count of tasks would not see.
    worse = paired({**a, "lost": 0.0}, {**b, "lost": 1.0})
    assert worse.p_value > found.p_value


@pytest.mark.parametrize("tasks", [8, 20])
def test_the_permutation_test_keeps_its_level(tasks: int) -> None:
    rng = random.Random(tasks)
    trials = 120
    small = 0
    for _ in range(trials):
        a, b = ({str(n): rng.betavariate(2, 2) for n in range(tasks)} for _ in "ab")
        small += paired(a, b).p_value <= 0.1
    assert binomtest(small, trials, 0.1, alternative="greater").pvalue > 0.001
    a = {str(n): min(1.0, 0.3 + rng.random() / 2) for n in range(tasks)}
    assert paired(a, {task: reward - 0.25 for task, reward in a.items()}).p_value < 0.01


def test_trials_of_a_task_are_one_number() -> None:
    rows = [("a", 1.0), ("b", 0.0), ("a", 0.0), ("b", 0.0), ("c", 1.0)]
    assert task_means(rows) == {"a": 0.5, "b": 0.0, "c": 1.0}


@given(st.floats(0, 1), st.integers(1, 100))
def test_the_correction_never_flatters(p_value: float, among: int) -> None:
    corrected = sidak(p_value, among)
    assert 0 <= corrected <= 1
    assert p_value - 1e-12 <= corrected <= among * p_value + 1e-12
    assert sidak(p_value, 1) == pytest.approx(p_value)


def test_the_correction_holds_for_the_best_of_many_equals() -> None:
    rng = random.Random(3)
    runs, false = 100, 0
    for _ in range(runs):
        seed = {str(n): float(rng.random() < 0.4) for n in range(36)}
        others = [{str(n): float(rng.random() < 0.4) for n in range(36)} for _ in range(10)]
        best = max(others, key=lambda rewards: sum(rewards.values()))
        false += sidak(paired(best, seed).p_value, len(others)) < 0.05
    assert false / runs <= 0.05


def test_importing_statistics_does_not_import_scipy() -> None:
    code = "import sys, evaluator.statistics; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
