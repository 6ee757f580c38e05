"""Budgets of variants, clades and runs: from the ledger, in the scheduler, and in whole runs."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from archive.ledger import Ledger
from archive.policies import make_policy
from archive.records import Evaluation, Expansion, Outcome, Variant
from evolution.budgets import Budgets
from evolution.config import RunConfig
from evolution.launch import drive, make_run
from evolution.scheduler import Evaluate, Expand, Idle, Situation, next_work
from evolution.signals import Stop
from evolution.staging import Tasks
from evolution.view import read_view
from gateway.api import Price, Spent
from gateway.budget import Charge
from tests.evolution.tiny import TinyModel, tiny_config, write_benchmark

GO = threading.Event()
TASKS = Tasks(("t",), ("a", "b"), (), ("h",))


def variant(number: int, parent: int | None) -> Variant:
    above = None if parent is None else f"v{parent:04d}"
    return Variant(f"v{number:04d}", above, f"c{number}", f"t{number}", "", float(number))


FAMILY = [variant(0, None), variant(1, 0), variant(2, 1), variant(3, 0)]


def measured(name: str, task: str, split: str = "select", **used: float) -> Evaluation:
    row = Evaluation(name, task, split, 0, 1, 10.0, Outcome.DONE, 1.0, ended=12.0)
    return replace(row, **used)


def born(child: str, parent: str, **used: float) -> Expansion:
    return replace(Expansion(child, parent, 1, 0.0, Outcome.DONE, ended=5.0), **used)


def spent_by(budgets: Budgets, name: str) -> str:
    charge = budgets.of(name).charge(0, 0.0, GO)
    return charge.budget if isinstance(charge, Spent) else ""


def test_what_was_spent_is_taken_from_the_ledger():
    expansions = [born("v0001", "v0000", calls=4), born("v0002", "v0001", calls=3)]
    rows = [
        measured("v0002", "a", calls=5),
        measured("v0003", "a", calls=2),
        measured("v0003", "h", "holdout", calls=100),
    ]

    def of(**limits: int) -> Budgets:
        return Budgets(RunConfig(**limits), FAMILY, expansions, rows)

    assert [of(max_calls=14).of(v.id).charge(0, 0.0, GO) for v in FAMILY[:1]] == [
        Spent("run", "calls")
    ]
    assert [spent_by(of(variant_calls=8), v.id) for v in FAMILY] == ["", "", "variant v0002", ""]
    clades = [spent_by(of(clade_calls=12), v.id) for v in FAMILY]
    assert clades == ["clade v0000", "clade v0001", "clade v0001", "clade v0000"]
    assert of(max_calls=15).of("v0000").charge(0, 0.0, GO).__class__ is Charge
    assert [spent_by(of(variant_seconds=6), v.id) for v in FAMILY] == ["", "", "variant v0002", ""]


def test_a_child_that_is_being_made_counts_in_its_clades():
    budgets = Budgets(RunConfig(clade_calls=2), FAMILY, [], [])
    budgets.born("v0004", "v0002")
    assert [spent_by(budgets, "v0004") for _ in range(3)] == ["", "", "clade v0004"]
    assert spent_by(budgets, "v0001") == "clade v0001"
    assert spent_by(budgets, "v0003") == "clade v0000"


def situation(spent: dict[str, str], rows: list[Evaluation]) -> Situation:
    return Situation(FAMILY, [], rows, 100.0, 0.0, spent)


def next_of(spent: dict[str, str], rows: list[Evaluation], **changes: int) -> object:
    config = RunConfig(workers=9, max_variants=5, futility=0, **changes)
    return next_work(situation(spent, rows), TASKS, config, make_policy("random"))


def test_nothing_is_started_on_a_spent_budget():
    assert next_of({}, []) == Evaluate("v0000", "t", "train")
    assert next_of({"variant v0000": "calls"}, []) == Evaluate("v0001", "t", "train")
    spent = {"variant v0000": "calls", "clade v0001": "cost"}
    assert next_of(spent, []) == Evaluate("v0003", "t", "train")
    everyone = [
        measured(v.id, task, split)
        for v in FAMILY
        for task, split in [("t", "train"), ("a", "select"), ("b", "select")]
    ]
    child = next_of({"clade v0001": "cost", "variant v0000": "cost"}, everyone)
    assert child == Expand("v0004", "v0003")
    assert next_of({"run": "cost"}, everyone) == Evaluate("v0000", "h", "holdout")
    done = [*everyone, *(measured(v.id, "h", "holdout") for v in FAMILY)]
    assert next_of({"clade v0000": "cost"}, done) is Idle.DONE


class Dear(TinyModel):
    """Answers with as many tokens as it may: each call costs what is set aside for it."""

    price = Price(0.0, 1e-4)

    def complete(self, request):
        usage = {"prompt_tokens": 0, "completion_tokens": request["max_tokens"]}
        return {**super().complete(request), "usage": usage}


COST = 1e-4 * 1500
"""Of one call: the seed asks for answers of so many tokens at most."""


@pytest.mark.docker
@pytest.mark.parametrize(
    ("limit", "budget"),
    [({"max_cost_usd": COST * 5.5}, "run"), ({"variant_calls": 5}, "variant v0000")],
)
def test_a_run_stays_within_its_budgets_and_ends(tmp_path, sandbox, limit, budget):
    benchmark = write_benchmark(tmp_path / "benchmark")
    folder = make_run(tmp_path / "runs", "r", tiny_config(benchmark, workers=1, **limit))
    drive(folder, Stop(), model=Dear())
    with Ledger(folder.ledger, readonly=True) as ledger:
        notes = [e.data for e in ledger.events() if e.kind == "budget_spent"]
        rows = [*ledger.expansions(), *ledger.evaluations()]
    assert notes[0]["budget"] == budget
    search = [row for row in rows if getattr(row, "split", "") != "holdout"]
    assert sum(row.cost_usd for row in search) == pytest.approx(5 * COST)
    cut = [row for row in search if row.outcome is Outcome.INTERRUPTED]
    assert cut
    assert all("budget" in row.reason for row in cut)
    assert {row.outcome for row in search} <= {Outcome.DONE, Outcome.INTERRUPTED}
    assert read_view(folder).state == "finished"
    before = len(rows)
    drive(folder, Stop(), model=Dear())
    with Ledger(folder.ledger, readonly=True) as ledger:
        assert len([*ledger.expansions(), *ledger.evaluations()]) == before
