"""Copies of the seed: nothing about them is better, and the test is to say so."""

from __future__ import annotations

from random import Random

import pytest

from archive.ledger import Ledger
from archive.policies import make_policy
from archive.records import Evaluation, Outcome, Variant
from cli.render import result_lines
from cli.values import result_value
from evaluator.sequential import Verdict
from evolution.config import RunConfig
from evolution.copies import false_accepts, with_copies
from evolution.launch import drive, make_run
from evolution.scheduler import Evaluate, Idle, Situation, next_work, standing_of
from evolution.signals import Stop
from evolution.staging import Tasks, admissions
from evolution.view import read_view
from tests.evolution.tiny import TinyModel, tiny_config, write_benchmark

SPLITS = {split: [f"{split}-{n}" for n in range(36)] for split in ("train", "select", "holdout")}


def verdicts_of_copies(copies: int, solved: float, rng: Random) -> list[Verdict]:
    """Run the real scheduler over variants that each solve any task with the same probability."""
    config = with_copies(RunConfig(workers=1, train_tasks=1), copies)
    tasks, policy = Tasks.cut(SPLITS, config), make_policy(config.policy)
    seed = Variant("v0000", None, "c", "t", "", 0.0)
    variants = [
        seed,
        *(Variant(f"v{n:04}", seed.id, "c", "t", "", 0.0) for n in range(1, copies + 1)),
    ]
    rows: list[Evaluation] = []
    while True:
        situation = Situation(variants, [], rows, 0.0, 0.0)
        work = next_work(situation, tasks, config, policy)
        if isinstance(work, Idle):
            break
        assert isinstance(work, Evaluate)
        reward = float(rng.random() < solved)
        rows.append(
            Evaluation(work.variant, work.task, work.split, 0, 1, 0.0, Outcome.DONE, reward)
        )
    found = admissions(standing_of(situation, config), tasks, config)
    return [one.judgement.verdict for one in found.values()]


def test_400_simulated_copies_are_accepted_no_more_often_than_the_level_says() -> None:
    rng = Random(2)
    found = [v for solved in (0.2, 0.5) * 40 for v in verdicts_of_copies(5, solved, rng)]
    assert len(found) == 400
    assert found.count(Verdict.ACCEPTED) / 400 <= RunConfig().accept_level
    assert found.count(Verdict.ACCEPTED) > 0
    assert found.count(Verdict.DROPPED) > 250


@pytest.mark.docker
def test_copies_are_measured_like_variants_and_nothing_is_reused(tmp_path, sandbox) -> None:
    config = with_copies(tiny_config(write_benchmark(tmp_path / "benchmark"), futility=0.05), 2)
    folder = make_run(tmp_path / "runs", "aa", config)
    drive(folder, Stop(), model=TinyModel())
    with Ledger(folder.ledger, readonly=True) as ledger:
        variants, rows = ledger.variants(), ledger.evaluations()
        assert ledger.expansions() == []
    assert len({variant.tree for variant in variants}) == 1
    assert len({variant.commit for variant in variants}) == 3
    assert not any(row.reused for row in rows)
    assert {row.split for row in rows} == {"train", "select"}
    assert all(row.agent_seconds > 0 and row.grade_seconds > 0 for row in rows)
    view = read_view(folder)
    found = false_accepts(view)
    assert (found.copies, found.accepted, found.dropped) == (2, 0, 2)
    assert found.rate.low < 0.1 < found.rate.high
    assert found.nominal == config.accept_level
    assert "copies of the seed: 0 of 2 accepted, 2 dropped" in "\n".join(result_lines(view))
    assert result_value(view)["aa"]["accepted"] == 0
