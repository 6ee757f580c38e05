from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Evaluation, Event, Outcome, Variant
from evolution.config import RunConfig
from evolution.scheduler import choose_best
from evolution.standing import Standing
from tests.tui.console_grove import Grove
from tui.course.champion import Champion, Rates
from tui.course.course import CourseFold, Point
from tui.course.coverage import COLUMNS, ROWS, Grid, cell_of, column_start, row_start
from tui.course.forecast import burns, first_to_end
from tui.course.reader import CourseReader
from tui.plot import THICK, Curve, plot


class Told:
    """Feeds a fold with events as a ledger would write them, a second apart."""

    def __init__(self) -> None:
        self.fold = CourseFold()
        self.seq, self.at = 0, 1000.0
        self.say("engine_started")

    def say(self, kind: str, variant: str | None = None, **data: Any) -> None:
        self.seq, self.at = self.seq + 1, self.at + 1
        self.fold.take(Event(self.seq, self.at, kind, variant, data))

    def evaluate(self, variant: str, rewards: Mapping[str, float], split: str = "select") -> None:
        for task, reward in rewards.items():
            work = {"task": task, "split": split, "trial": 0, "attempt": 1, "started": self.at + 1}
            used = {"calls": 10, "tokens": 5000, "cost_usd": 0.5}
            self.say("evaluation_started", variant, **work)
            self.say("evaluation_ended", variant, outcome="done", reward=reward, **work, **used)


def test_best_mean_and_holdout_are_those_of_the_ledger(grove: Grove) -> None:
    reader = CourseReader(grove.folder.path)
    *_, (course, left) = reader.read(going_on=lambda: True)
    assert left == 0
    assert (course.best, course.now.variants, course.now.evaluations) == ("v0004", 8, 58)
    assert (course.made, course.refused, course.faults) == (7, 1, 1)
    assert course.now.best is not None
    assert round(course.now.best.mean or 0, 2) == 0.88
    assert {held.variant: held.holdout.n for held in course.held}["v0004"] == 2
    assert course.now.tokens == 58 * 21_000 + 7 * 14_000
    grove.child("v0011", "v0008", "new")
    grove.evaluate("v0011", 1.0)
    *_, (later, _) = reader.read(going_on=lambda: True)
    assert (later.now.variants, later.now.evaluations) == (9, 68)
    assert len(later.points) == 68


def test_a_dead_runs_course_is_read_once(grove: Grove) -> None:
    grove.engine.__exit__(None, None, None)
    reader = CourseReader(grove.folder.path)
    assert list(reader.read(going_on=lambda: True))
    assert list(reader.read(going_on=lambda: True)) == []
    grove.engine = grove.folder.lock()
    grove.engine.__enter__()


def test_a_reader_that_is_stopped_goes_on_later(grove: Grove) -> None:
    reader = CourseReader(grove.folder.path)
    assert list(reader.read(going_on=lambda: False)) == []
    assert next(iter(reader.read(going_on=lambda: True)))[0].now.evaluations == 58


Rewards = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 20), st.sampled_from([0.0, 0.5, 1.0])), max_size=60
)
Out = st.sets(st.integers(0, 4), max_size=3)


@settings(max_examples=100)
@given(Rewards, Out, Out, Out, st.integers(1, 2), st.sampled_from([0, 3, 1000]))
def test_the_champion_is_the_schedulers_best(
    rewards: list[Any], halted: set[int], held: set[int], released: set[int], trials: int, room: int
) -> None:
    champion = Champion(Rates(), trials, room)
    rows: list[Evaluation] = []
    for number in halted | held:
        (champion.halt if number in halted else champion.hold)(f"v000{number}")
    for variant, task, reward in rewards:
        name = f"v000{variant}"
        trial = sum((row.variant, row.task) == (name, f"t{task}") for row in rows)
        if trial < trials:
            champion.reward(name, f"t{task}", reward)
            started = Evaluation(name, f"t{task}", "select", trial, 1, 0.0)
            rows.append(Evaluation(**{**vars(started), "outcome": Outcome.DONE, "reward": reward}))
        _ = champion.best  # asking in between changes nothing
    for number in released:
        champion.release(f"v000{number}")
    variants = [
        Variant(
            *(f"v000{n}", "v0000", "c", "t", "", 0.0),
            halted="x" if n in halted else None,
            quarantined="x" if n in held - released else None,
        )
        for n in range(5)
    ]
    assert champion.best == choose_best(Standing(variants, [], rows, attempts=3, trials=trials))


def test_a_released_variant_leads_again() -> None:
    champion = Champion(Rates())
    champion.reward("v0000", "a", 0.0)
    champion.reward("v0001", "a", 1.0)
    champion.hold("v0001")
    assert champion.best == "v0000"
    champion.release("v0001")
    assert champion.best == "v0001"
    champion.halt("v0001")
    champion.release("v0001")
    assert champion.best == "v0000"


def test_curves_keep_their_ends_and_a_bounded_number_of_points() -> None:
    told = Told()
    for n in range(1500):
        told.evaluate(f"v{n // 10:04}", {f"t{n}": float(n % 3 == 0)})
    course = told.fold.course(told.at, alive=True)
    assert 300 <= len(course.points) < 600
    assert course.now.evaluations == 1500
    counts = [point.evaluations for point in course.points]
    assert counts == sorted(set(counts))
    assert counts[-1] > 1490
    assert course.now.mean is not None
    assert course.now.low < course.now.mean < course.now.high


def test_workers_are_busy_as_long_as_work_lasts() -> None:
    told = Told()
    told.evaluate("v0000", {"a": 1.0, "b": 0.0})
    told.say("expansion_started", "v0001", attempt=1, started=told.at + 1)
    course = told.fold.course(told.at + 10, alive=True)
    assert course.busy == pytest.approx(1 + 1 + 10)
    assert course.busy_lately == pytest.approx(12)
    assert told.fold.course(told.at + 10, alive=False).busy == pytest.approx(2)


def test_the_pace_of_late_gives_the_forecast() -> None:
    told = Told()
    told.evaluate("v0000", {f"t{n}": 1.0 for n in range(60)})
    course = told.fold.course(told.at, alive=True)
    config = RunConfig(max_variants=10, max_cost_usd=40.0, max_evaluations=600)
    found = {one.name: one for one in burns(config, course.now, course.points)}
    assert found["dollars"].used == 30.0
    assert found["dollars"].pace == pytest.approx(0.25 * 3600, rel=0.1)
    assert found["dollars"].left == pytest.approx(40, rel=0.1)
    assert found["variants"].left is None
    first = first_to_end(list(found.values()))
    assert first is not None
    assert first.name == "dollars"


def test_a_variant_fills_one_cell_and_moves() -> None:
    grid = Grid()
    grid.put("v0000", 10, 500, 0.2)
    grid.put("v0001", 10, 500, 0.6)
    assert grid.coverage("v0001").elites == {cell_of(10, 500): 0.6}
    grid.put("v0001", 100, 8000, 0.5)
    found = grid.coverage("v0001")
    assert found.elites == {cell_of(10, 500): 0.2, cell_of(100, 8000): 0.5}
    assert (found.filled, found.best) == (2, cell_of(100, 8000))
    assert found.quality == pytest.approx(0.7)


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_every_behaviour_has_its_cell(steps: float, tokens: float) -> None:
    column, row = cell_of(steps, tokens)
    assert 0 <= column < COLUMNS
    assert 0 <= row < ROWS
    assert steps >= column_start(column) * (1 - 1e-6)
    assert tokens >= row_start(row) * (1 - 1e-6)


def points(values: list[float]) -> Iterator[tuple[float, float, float, float]]:
    for x, y in enumerate(values, 1):
        yield float(x), y, max(y - 0.1, 0), min(y + 0.1, 1)


@settings(max_examples=60)
@given(
    st.lists(st.floats(0, 1), max_size=30),
    st.integers(10, 120),
    st.integers(5, 40),
)
def test_a_plot_has_the_size_it_is_given(values: list[float], width: int, height: int) -> None:
    drawn = plot([Curve("best", "", THICK, "┄", list(points(values)))], width, height, "x").plain
    rows = drawn.split("\n")
    assert len(rows) == height
    assert all(len(row) <= max(width, 13) for row in rows[:-2])


def test_a_rising_curve_goes_from_below_left_to_above_right() -> None:
    drawn = plot([Curve("best", "", THICK, "┄", [(1, 0, 0, 0), (2, 1, 1, 1)])], 25, 12, "n")
    rows = drawn.plain.split("\n")
    assert rows[9][14] in "▄█"
    assert rows[0][24] in "▀█"
    assert rows[10].endswith("2 n")


def test_a_hundred_thousand_evaluations_are_taken_in_seconds() -> None:
    told = Told()
    began = time.process_time()
    for n in range(20_000):
        told.evaluate(f"v{n // 20:04}", {f"t{n % 20}": float(n % 3 == 0)})
    # A fifth of them, and a machine that is five times slower than this one.
    assert time.process_time() - began < 25
    assert isinstance(told.fold.course(told.at, alive=True).now, Point)
