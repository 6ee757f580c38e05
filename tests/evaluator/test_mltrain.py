"""The benchmark mltrain without boxes: its data, its terms, its tasks."""

from __future__ import annotations

import dataclasses
import io
import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from bench.mltrain import course_row
from cli.benchmarks import app
from common.errors import UsageError
from evaluator.benchmarks import load_benchmark
from evaluator.cards import noise
from evaluator.identity import identified
from evaluator.mltrain import pole
from evaluator.mltrain.card import Card, Course, read_card, write_card
from evaluator.mltrain.data import KINDS, draw
from evaluator.mltrain.load import HOME, SHOWN_SEED, task_folders
from evaluator.mltrain.plan import Training

pytestmark = pytest.mark.skipif(
    find_spec("sklearn") is None or find_spec("torch") is None,
    reason="needs the extra ml, which setup installs where it is small",
)


def _rows(images: np.ndarray) -> set[bytes]:
    """Each image as its pixels sorted: the same however it is turned or mirrored."""
    return {np.sort(image.ravel()).tobytes() for image in images}


def test_hidden_images_are_neither_given_nor_shown() -> None:
    shown, graded = draw("images", 0, hidden=False), draw("images", 1, hidden=True)
    held = _rows(graded.held["x"])
    assert len(graded.held["x"]) == 700
    for given_ in (shown.given["x"], shown.held["x"], graded.given["x"]):
        # A few of the 1797 images are made of the same greys.
        assert len(held & _rows(given_)) <= 3


def test_hidden_patients_are_neither_given_nor_shown() -> None:
    def patients(x: np.ndarray) -> set[bytes]:
        return {np.sort(np.abs(row)).tobytes() for row in x}

    shown, graded = draw("table", 0, hidden=False), draw("table", 1, hidden=True)
    held = patients(graded.held["x"])
    for x in (shown.given["x"], shown.held["x"], graded.given["x"]):
        assert not held & patients(x)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_seed_decides_the_data_and_codes_them_anew(kind: str) -> None:
    one, again, other = (draw(kind, seed, hidden=True) for seed in (5, 5, 6))
    for name, array in one.given.items():
        assert np.array_equal(array, again.given[name])
    assert any(
        one.given[name].shape != other.given[name].shape
        or not np.array_equal(one.given[name], other.given[name])
        for name in one.given
    )


def test_the_same_text_is_other_numbers() -> None:
    one, other = draw("text", 5, hidden=True).held["ids"], draw("text", 6, hidden=True).held["ids"]
    pairs = set(zip(one.tolist(), other.tolist(), strict=True))
    assert len(pairs) == len(set(one.tolist()))  # a renumbering
    assert sum(a == b for a, b in pairs) < 10


@given(st.integers(0, 2**32), st.sampled_from([-1.0, 1.0]))
def test_a_mirrored_pole_moves_as_the_mirror_of_it(seed: int, push: float) -> None:
    rng = np.random.default_rng(seed)
    state, world = rng.uniform(-0.2, 0.2, (5, 4)), (1.0, 0.1, 0.5, 10.0)
    pushes = np.full(5, push)
    assert np.allclose(pole.move(-state, -pushes, world), -pole.move(state, pushes, world))


_FIGURES = st.lists(st.floats(-5, 5), min_size=2, max_size=6).map(tuple)


@given(_FIGURES, _FIGURES, st.sampled_from(["more", "less"]))
def test_nop_gets_nothing_and_oracle_all_on_every_seed_measured(
    baselines: tuple[float, ...], references: tuple[float, ...], better: str
) -> None:
    card = Card(baselines, references, 1.0, 1.0, "")
    try:
        floor, goal = card.bounds(better)
    except UsageError:
        return
    terms = Training((1,), floor, goal, 1.0, 1, ())
    assert {terms.reward(figure) for figure in baselines} <= {0.0}
    assert {terms.reward(figure) for figure in references} <= {1.0}
    assert 0 < terms.reward((floor + goal) / 2) < 1


def test_a_card_tells_the_noise_across_seeds_and_what_earns_a_reward() -> None:
    found = {figures.task: figures for figures in noise("mltrain")}
    assert len(found) == 7
    card = read_card(HOME / "tasks/select/characters", "cpu")
    shown = found["characters"]
    assert (shown.split, shown.figure, shown.seeds) == ("select", "loss", 5)
    assert (shown.shipped, shown.reference) == (card.baseline, card.reference)
    assert (shown.shipped_std, shown.reference_std) == card.spreads
    assert (shown.floor, shown.goal) == card.bounds("less")
    assert found["fast-characters"].figure == "share of time"
    assert noise("repair") == noise("mltrain:tpu") == []
    told = CliRunner().invoke(app, ["card", "mltrain"]).stdout
    row = next(line for line in told.splitlines() if line.split()[:1] == ["characters"])
    assert row.split()[4:10] == ["2.672", "±", "0.020", "2.418", "±", "0.021"]
    assert row.split()[10:] == ["2.633", "2.459"]


def test_a_card_keeps_how_trainings_went(tmp_path: Path) -> None:
    courses = (Course(100.0, 2.5, 300.0), Course(80.0, 2.25, 400.0))
    card = Card((0.1, 0.2), (0.8, 0.9), 1.0, 2.0, "here", courses)
    write_card(tmp_path, "gpu", card)
    assert read_card(tmp_path, "gpu") == card
    shown = course_row(HOME / "tasks/select/characters", card)
    assert shown == "| `characters` | loss | 100.0, 80.0 | 2.500, 2.250 | 300, 400 |"


def test_noise_between_the_programs_is_no_task() -> None:
    with pytest.raises(UsageError, match="noise"):
        Card((0.1, 0.5), (0.4, 0.9), 1.0, 1.0, "").bounds("more")


def test_the_tasks_hold_back_what_they_are_judged_by() -> None:
    benchmark = load_benchmark("mltrain")
    assert {split: len(tasks) for split, tasks in benchmark.splits.items()} == {
        "train": 2,
        "select": 4,
        "holdout": 1,
    }
    for tasks in benchmark.splits.values():
        for task in tasks:
            assert task.training is not None
            shown = json.loads(task.files["data/task.json"].data)
            assert not {"seeds", "floor", "goal"} & set(shown)
            assert f"at most {shown['parameters']} parameters" in task.instruction
            for seed in task.training.seeds:
                for name in ("train.npz", "held.npz"):
                    hidden = task.tests[f"seeds/{seed}/{name}"]
                    assert hidden not in task.files.values()
                    np.load(io.BytesIO(hidden.data), allow_pickle=False).close()


def test_no_task_is_graded_with_what_its_card_was_measured_with() -> None:
    used = []
    for split, tasks in load_benchmark("mltrain").splits.items():
        for task, folder in zip(tasks, task_folders(split), strict=True):
            assert task.training is not None
            card = read_card(folder, "cpu")
            assert len(card.seeds) == len(card.references) == 5
            assert not {SHOWN_SEED, *card.seeds} & set(task.training.seeds)
            used += task.training.seeds
    assert len(set(used)) == len(used) == 14
    assert min(used) > 1000


def test_the_terms_are_part_of_what_is_measured() -> None:
    task = load_benchmark("mltrain").task("diabetes")
    assert task.training is not None
    easier = dataclasses.replace(task.training, goal=task.training.floor + 0.01)
    assert identified(task) == task
    newer = dataclasses.replace(task.training, packages=("torch==99",))
    for training in (easier, newer):
        assert identified(dataclasses.replace(task, training=training)).digest != task.digest


def test_sizes() -> None:
    with pytest.raises(UsageError, match="no size 'tpu'"):
        load_benchmark("mltrain:tpu")
