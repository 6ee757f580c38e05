from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.conditions import Condition
from archive.family import Family
from archive.ledger import Ledger
from archive.records import Outcome, Variant


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with Ledger(tmp_path / "ledger.db") as made:
        yield made


def variant(name: str, parent: str | None, summary: str = "a change") -> Variant:
    return Variant(name, parent, f"c{name}", f"t{name}", summary, 1.0)


def child(ledger: Ledger, name: str, parent: str, summary: str = "a change") -> None:
    begun = ledger.start_expansion(name, parent)
    done = replace(begun, outcome=Outcome.DONE, calls=1, tokens=10, cost_usd=0.5)
    ledger.end_expansion(done, variant(name, parent, summary))


def solve(ledger: Ledger, name: str, rewards: list[float], split: str = "select") -> None:
    for number, reward in enumerate(rewards):
        begun = ledger.start_evaluation(name, f"{split}/{number}", split)
        ended = replace(begun, outcome=Outcome.DONE, reward=reward, tokens=5, cost_usd=0.1)
        ledger.end_evaluation(ended)


def test_a_clade_is_all_below_it_with_those_being_made_but_not_those_that_failed(
    ledger: Ledger,
) -> None:
    family = small(ledger)
    failed = ledger.start_expansion("v0005", "v0002")
    ledger.end_expansion(replace(failed, outcome=Outcome.FAILED, reason="no change"), None)
    assert family.descendants(["v0002"]) == ["v0002", "v0004"]
    assert family.descendants(["v0001", "v0004"]) == ["v0001", "v0003", "v0004"]
    assert family.descendants(None) == ["v0000", "v0001", "v0002", "v0003", "v0004"]
    assert family.making() == {"v0004": "v0002"}
    ledger.halt(["v0004"], "never mind", "me@here")
    assert family.halted() == {"v0003", "v0004"}


def small(ledger: Ledger) -> Family:
    ledger.add_variant(variant("v0000", None, "the seed"))
    child(ledger, "v0001", "v0000", "keeps 100% of the tail")
    child(ledger, "v0002", "v0000", "undo")
    child(ledger, "v0003", "v0001", "undo what broke")
    solve(ledger, "v0001", [1.0, 1.0, 0.0])
    solve(ledger, "v0002", [0.0])
    solve(ledger, "v0003", [1.0, 1.0], "train")
    ledger.halt(["v0003"], "runaway", "me@here")
    ledger.start_expansion("v0004", "v0002")
    return ledger.family()


def ids(members: object) -> list[str]:
    return [one.id for one in members]  # type: ignore[attr-defined]


def test_children_come_in_pages_and_orders(ledger: Ledger) -> None:
    family = small(ledger)
    assert ids(family.children(None, alive=True, limit=9)) == ["v0000"]
    assert ids(family.children("v0000", alive=True, limit=9)) == ["v0001", "v0002"]
    assert ids(family.children("v0000", alive=True, limit=1, offset=1)) == ["v0002"]
    assert ids(family.children("v0000", alive=True, order="newest", limit=9)) == ["v0002", "v0001"]
    assert ids(family.children("v0000", alive=True, order="cost", limit=9)) == ["v0001", "v0002"]


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ([], ["v0000", "v0001", "v0002", "v0003", "v0004"]),
        ([Condition("score", ">", 0.4)], ["v0001"]),
        ([Condition("score", ">", 0.4, negated=True)], ["v0000", "v0002", "v0003", "v0004"]),
        ([Condition("state", "=", "dead")], ["v0003"]),
        ([Condition("state", "=", "making")], ["v0004"]),
        ([Condition("text", "=", "UNDO"), Condition("state", "=", "alive")], ["v0002"]),
        ([Condition("text", "=", "100%")], ["v0001"]),
        ([Condition("text", "=", "0_")], []),
        ([Condition("bench", "=", "train")], ["v0003"]),
        ([Condition("task", "=", "select/2")], ["v0001"]),
        ([Condition("clade", "=", "v0001")], ["v0001", "v0003"]),
        ([Condition("parent", "=", "v0000"), Condition("evals", "<", 2)], ["v0002"]),
        ([Condition("text", "=", "' OR 1=1 --")], []),
    ],
)
def test_conditions(ledger: Ledger, conditions: list[Condition], found: list[str]) -> None:
    family = small(ledger)
    assert ids(family.select(conditions, alive=True, limit=9)) == found
    assert family.count(conditions, alive=True) == len(found)


def test_a_state_depends_on_whether_an_engine_works(ledger: Ledger) -> None:
    family = small(ledger)
    ledger.start_evaluation("v0001", "late", "select")
    states = {
        alive: [m.state for m in family.members(["v0001", "v0004"], alive=alive).values()]
        for alive in (True, False)
    }
    assert states == {True: ["evaluating", "making"], False: ["measured", "interrupted"]}


def test_search_goes_round_in_both_directions(ledger: Ledger) -> None:
    family = small(ledger)
    assert family.find("undo", None) == "v0002"
    assert family.find("undo", "v0002") == "v0003"
    assert family.find("undo", "v0003") == "v0002"
    assert family.find("undo", "v0002", backward=True) == "v0003"
    assert family.find("nowhere", None) is None


def test_lineage_clade_and_what_is_dead(ledger: Ledger) -> None:
    family = small(ledger)
    assert ids(family.lineage("v0003", alive=True)) == ["v0000", "v0001", "v0003"]
    assert sorted(family.living("v0000")) == ["v0000", "v0001", "v0002", "v0004"]
    assert family.dead_clades(["v0001", "v0003"]) == {"v0003"}
    above = family.lives_above(["v0003"])
    assert list(above) == [one.id for one in family.lineage("v0003", alive=True)]
    assert (above["v0000"], above["v0003"]) == (True, False)


def test_changes_are_told_once(ledger: Ledger) -> None:
    family = small(ledger)
    everything, seq = family.changed(0)
    assert everything == {"v0000", "v0001", "v0002", "v0003", "v0004"}
    assert family.changed(seq) == (set(), seq)
    solve(ledger, "v0000", [1.0])
    assert family.changed(seq) == ({"v0000"}, ledger.last_seq())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["child", "fail", "begin", "solve", "error", "halt", "quarantine"]),
        st.integers(0, 20),
        st.floats(0, 1),
    ),
    max_size=40,
)


@settings(max_examples=40)
@given(steps=STEPS)
def test_nodes_and_totals_are_what_the_events_add_up_to(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, float]]
) -> None:
    path = tmp_path_factory.mktemp("ledger") / "ledger.db"
    with Ledger(path) as ledger:
        ledger.add_variant(variant("v0000", None))
        for number, (what, which, reward) in enumerate(steps):
            _take(ledger, number, what, which, reward)
        _agree(ledger)


def _take(ledger: Ledger, number: int, what: str, which: int, reward: float) -> None:
    variants = ledger.variants()
    chosen = variants[which % len(variants)]
    if what == "halt":
        ledger.halt([chosen.id], "why", "me")
    elif what == "quarantine":
        (ledger.release if chosen.quarantined else ledger.quarantine)(chosen.id, "why", "me")
    elif not chosen.free:
        return
    elif what == "child":
        child(ledger, f"v{number + 1:04}", chosen.id)
    elif what in {"fail", "begin"}:
        begun = ledger.start_expansion(f"v{number + 1:04}", chosen.id)
        if what == "fail":
            ledger.end_expansion(replace(begun, outcome=Outcome.FAILED, tokens=3, reason="no"))
    else:
        begun_task = ledger.start_evaluation(chosen.id, f"t{number}", "select")
        outcome = Outcome.DONE if what == "solve" else Outcome.ERROR
        told = reward if what == "solve" else None
        ledger.end_evaluation(replace(begun_task, outcome=outcome, reward=told, tokens=7))


def _agree(ledger: Ledger) -> None:
    family = ledger.family()
    nodes = {one.id: one for one in family.select([], alive=True, limit=999)}
    attempts, evaluations = ledger.expansions(), ledger.evaluations()
    assert nodes.keys() == {v.id for v in ledger.variants()} | {e.child for e in attempts}
    for made in ledger.variants():
        node, own = nodes[made.id], [e for e in evaluations if e.variant == made.id]
        rewards = [e.reward for e in own if e.reward is not None]
        assert (node.parent, node.commit, node.tree) == (made.parent, made.commit, made.tree)
        assert (node.halted, node.quarantined) == (made.halted, made.quarantined)
        assert node.rewards("select") == (len(rewards), pytest.approx(sum(rewards)))
        assert node.faults == sum(e.outcome is Outcome.ERROR for e in own)
        assert node.children == sum(one.parent == made.id for one in nodes.values())
    totals = family.totals()
    assert (totals.nodes, totals.variants) == (len(nodes), len(ledger.variants()))
    assert totals.tokens == sum(row.tokens for row in [*attempts, *evaluations])
    assert totals.evaluations == sum(e.outcome is Outcome.DONE for e in evaluations)
    assert totals.boxes == sum(row.outcome is None for row in [*attempts, *evaluations])


def test_trials_of_a_task_count_as_one_task(ledger: Ledger) -> None:
    ledger.add_variant(variant("v0000", None, "the seed"))
    for trial, reward in enumerate([1.0, 0.0, 1.0]):
        begun = ledger.start_evaluation("v0000", "select/0", "select", trial=trial)
        ledger.end_evaluation(replace(begun, outcome=Outcome.DONE, reward=reward))
    solve(ledger, "v0000", [0.0], "train")
    (seed,) = ledger.family().children(None, alive=True, limit=9)
    tasks, total = seed.rewards("select")
    assert (tasks, round(total, 9)) == (1, round(2 / 3, 9))
    assert seed.rewards("train") == (1, 0.0)


def test_the_spread_has_a_point_for_each_measured_variant_or_for_those_of_one_cell(
    ledger: Ledger,
) -> None:
    family = small(ledger)
    assert family.spread(4, 10) == [(1, pytest.approx(0.6)), (2, pytest.approx(1 / 3))]
    assert len(family.spread(1, 1)) == 1
