from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.policies import make_policy
from archive.records import Evaluation, Expansion, Outcome, Variant
from evaluator.sequential import Verdict
from evolution.config import RunConfig
from evolution.scheduler import (
    Evaluate,
    Expand,
    Idle,
    Situation,
    choose_best,
    next_work,
    standing_of,
)
from evolution.staging import Tasks, admissions, doubt, stage_one_settled
from evolution.standing import Standing, key_of

TASKS = Tasks(("t1", "t2"), ("s1", "s2"), ("s3", "s4"), ("h1",))


class World:
    """A ledger in memory that starts what it is told and ends it at random."""

    def __init__(self, config: RunConfig, rng: Random) -> None:
        self.config, self.rng, self.now = config, rng, 0.0
        self.variants = [Variant("v0000", None, "c", "t", "", 0.0)]
        self.expansions: list[Expansion] = []
        self.evaluations: list[Evaluation] = []
        self.policy = make_policy(config.policy)

    def situation(self) -> Situation:
        return Situation(self.variants, self.expansions, self.evaluations, self.now, self.now)

    def standing(self) -> Standing:
        return standing_of(self.situation(), self.config)

    def next(self):
        return next_work(self.situation(), TASKS, self.config, self.policy)

    def start(self, work) -> None:
        halted = {variant.id for variant in self.variants if variant.halted}
        if isinstance(work, Expand):
            assert work.parent not in halted
            assert stage_one_settled(self.standing(), work.parent, TASKS)
            attempt = 1 + sum(row.child == work.child for row in self.expansions)
            self.expansions.append(Expansion(work.child, work.parent, attempt, self.now))
            return
        assert work.variant not in halted
        rows = [r for r in self.evaluations if key_of(r) == (work.variant, work.task, work.trial)]
        assert all(row.outcome not in {None, Outcome.DONE} for row in rows)
        row = Evaluation(work.variant, work.task, work.split, work.trial, len(rows) + 1, self.now)
        self.evaluations.append(row)

    def end_one(self) -> None:
        flying = [row for row in (*self.expansions, *self.evaluations) if row.outcome is None]
        if not flying:
            return
        row = self.rng.choice(flying)
        draw = self.rng.random()
        common = {"ended": self.now, "cost_usd": 0.1}
        if draw < 0.1:
            ended = replace(row, outcome=Outcome.ERROR, **common)
        elif draw < 0.15:
            ended = replace(row, outcome=Outcome.INTERRUPTED, **common)
        elif isinstance(row, Expansion) and draw < 0.3:
            ended = replace(row, outcome=Outcome.FAILED, **common)
        elif isinstance(row, Expansion):
            ended = replace(row, outcome=Outcome.DONE, **common)
            self.variants.append(Variant(row.child, row.parent, "c", row.child, "", self.now))
        else:
            reward = float(self.rng.random() < 0.5)
            ended = replace(row, outcome=Outcome.DONE, reward=reward, **common)
        rows = self.expansions if isinstance(row, Expansion) else self.evaluations
        rows[rows.index(row)] = ended

    def halt_one(self) -> None:
        victim = self.rng.choice(self.variants)
        self.variants[self.variants.index(victim)] = replace(victim, halted="test")


configs = st.builds(
    RunConfig,
    workers=st.integers(1, 4),
    max_variants=st.integers(1, 6),
    max_evaluations=st.none() | st.integers(1, 30),
    max_seconds=st.none() | st.floats(5, 200),
    max_cost_usd=st.none() | st.floats(0.1, 5),
    policy=st.sampled_from(["dgm", "random"]),
    trials=st.integers(1, 2),
    futility=st.sampled_from([0.0, 0.05, 0.3]),
    seed=st.integers(0, 5),
)


@settings(max_examples=120)
@given(configs, st.integers(0, 10_000), st.sampled_from([0.0, 0.02]))
def test_it_ends_within_its_budgets_and_never_does_anything_twice(config, seed, halting):
    world = World(config, Random(seed))
    for _ in range(3000):
        work = world.next()
        while not isinstance(work, Idle):
            world.start(work)
            standing = world.standing()
            assert standing.in_flight <= config.workers
            assert len(world.variants) + len(standing.expanding) <= config.max_variants
            if config.max_evaluations is not None:
                assert standing.measured() <= config.max_evaluations
            work = world.next()
        if work is Idle.DONE:
            assert world.standing().in_flight == 0
            break
        world.now += 1.0
        world.end_one()
        if world.rng.random() < halting:
            world.halt_one()
    else:
        raise AssertionError("the run did not end")
    assert len({row.child for row in world.expansions}) <= 3 * config.max_variants


@settings(max_examples=50)
@given(configs, st.integers(0, 10_000), st.integers(0, 60))
def test_the_same_ledger_gives_the_same_decision(config, seed, steps):
    world = World(config, Random(seed))
    for _ in range(steps):
        work = world.next()
        if isinstance(work, Idle):
            world.now += 1.0
            world.end_one()
        else:
            world.start(work)
    again = World(config, Random(99))
    again.variants, again.now = list(reversed(world.variants)), world.now
    again.expansions, again.evaluations = world.expansions, world.evaluations
    assert again.next() == world.next()


def done(variant, task, split, reward):
    return Evaluation(variant, task, split, 0, 1, 0.0, Outcome.DONE, reward, ended=1.0)


def measured_world(child_rewards, seed_reward=1.0):
    world = World(RunConfig(workers=1, max_variants=2), Random(0))
    world.variants.append(Variant("v0001", "v0000", "c", "u", "", 0.0))
    for variant in ("v0000", "v0001"):
        for task in TASKS.train:
            world.evaluations.append(done(variant, task, "train", 0.0))
    for task in TASKS.first + TASKS.rest:
        world.evaluations.append(done("v0000", task, "select", seed_reward))
    for task, reward in zip(TASKS.first, child_rewards, strict=True):
        world.evaluations.append(done("v0001", task, "select", reward))
    return world


FIRST = tuple(f"f{n:02}" for n in range(12))
REST = tuple(f"r{n:02}" for n in range(24))
STAGED = Tasks(("t1", "t2", "t3"), FIRST, REST, ("h1",))


def family(*parents):
    """A world of variants with these parents, and a seed that fails everything."""
    world = World(RunConfig(workers=1, max_variants=1 + len(parents)), Random(0))
    for number, parent in enumerate(parents, 1):
        world.variants.append(Variant(f"v{number:04}", parent, "c", f"t{number}", "", 0.0))
    run_on(world, "v0000", STAGED.train, FIRST + REST)
    return world


def run_on(world, variant, train, select, solved=()):
    for split, names in (("train", train), ("select", select)):
        for name in names:
            world.evaluations.append(done(variant, name, split, float(name in solved)))


def next_of(world):
    return next_work(world.situation(), STAGED, world.config, world.policy)


def verdict(world, variant):
    judged = admissions(world.standing(), STAGED, world.config)
    return judged[variant].judgement.verdict if variant in judged else None


def test_a_child_equal_to_its_parent_is_dropped_after_the_first_stage():
    world = family("v0000")
    run_on(world, "v0001", STAGED.train, FIRST[:-1])
    assert next_of(world) == Evaluate("v0001", FIRST[-1], "select")
    assert verdict(world, "v0001") is None
    run_on(world, "v0001", (), FIRST[-1:])
    assert verdict(world, "v0001") is Verdict.DROPPED
    assert next_of(world).split == "holdout"


@pytest.mark.parametrize("solved", [FIRST[3], "t1"])
def test_one_task_ahead_goes_on_until_it_is_hopeless(solved):
    world = family("v0000")
    run_on(world, "v0001", STAGED.train, FIRST, [solved])
    measured = 0
    while verdict(world, "v0001") is not Verdict.DROPPED:
        task = REST[measured]
        assert next_of(world) == Evaluate("v0001", task, "select")
        run_on(world, "v0001", (), [task])
        measured += 1
    assert 1 <= measured < len(REST)
    assert next_of(world).split == "holdout"


def test_five_tasks_ahead_is_accepted_and_measured_to_the_end():
    world = family("v0000")
    run_on(world, "v0001", STAGED.train, FIRST, FIRST[:5])
    assert verdict(world, "v0001") is Verdict.ACCEPTED
    assert next_of(world) == Evaluate("v0001", REST[0], "select")
    run_on(world, "v0001", (), REST)
    assert verdict(world, "v0001") is Verdict.ACCEPTED
    assert choose_best(world.standing()) == "v0001"


@pytest.mark.parametrize("tasks", [3, 4])
def test_with_four_tasks_who_wins_them_all_is_accepted_and_with_three_nobody_can_be(tasks):
    few = Tasks(STAGED.train, FIRST[:tasks], (), ())
    for solved in (FIRST[:tasks], FIRST[1:tasks]):
        world = family("v0000")
        run_on(world, "v0001", STAGED.train, FIRST, solved)
        found = admissions(world.standing(), few, world.config)["v0001"].judgement.verdict
        won = tasks == 4 and len(solved) == 4
        assert found is (Verdict.ACCEPTED if won else Verdict.DROPPED)


def test_it_is_said_where_few_tasks_can_prove_little_or_nothing():
    said = {n: doubt(RunConfig(), n) for n in (3, 4, 6)}
    assert "no variant can be accepted" in said[3][0]
    assert said[3][1] == "Use 4 or more, or an accept_level over 0.125."
    assert "every one by about the whole reward" in said[4][0]
    assert said[6] is None
    assert "no variant" in doubt(RunConfig(accept_level=0.05), 4)[0]
    assert doubt(RunConfig(accept_level=0.13), 3)[0].startswith(
        "The benchmark has 3 select tasks: only"
    )


def test_a_child_of_a_dropped_variant_has_to_beat_what_that_one_did_not():
    world = family("v0000", "v0001")
    world.evaluations = [
        replace(row, reward=float(row.task in FIRST[:3])) for row in world.evaluations
    ]
    run_on(world, "v0001", STAGED.train, FIRST)
    run_on(world, "v0002", STAGED.train, FIRST, FIRST[:3])
    judged = admissions(world.standing(), STAGED, world.config)
    assert {one.against for one in judged.values()} == {"v0000"}
    assert verdict(world, "v0002") is Verdict.DROPPED


def test_one_that_was_dropped_late_may_still_be_the_best():
    world = family("v0000")
    run_on(world, "v0001", STAGED.train, FIRST, FIRST[:4])
    run_on(world, "v0001", (), REST)
    assert verdict(world, "v0001") is Verdict.DROPPED
    assert choose_best(world.standing()) == "v0001"


def test_work_that_ends_out_of_order_gives_the_same_verdict():
    world = family("v0000")
    run_on(world, "v0001", STAGED.train, FIRST, FIRST[:2])
    run_on(world, "v0001", (), [REST[0], *REST[4:8]], REST)
    early = admissions(world.standing(), STAGED, world.config)["v0001"].judgement
    assert (early.tasks, early.verdict) == (13, Verdict.OPEN)
    run_on(world, "v0001", (), REST[1:4], REST)
    assert verdict(world, "v0001") is Verdict.ACCEPTED


def test_the_trials_of_a_task_are_measured_and_counted_together():
    world = family("v0000")
    world.config = RunConfig(workers=1, max_variants=2, trials=2)
    again = [replace(row, trial=1) for row in world.evaluations]
    world.evaluations += again
    run_on(world, "v0001", STAGED.train[:1], ())
    assert next_of(world) == Evaluate("v0001", STAGED.train[0], "train", 1)
    run_on(world, "v0001", STAGED.train[1:], FIRST, FIRST[:5])
    assert verdict(world, "v0001") is None
    later = [row for row in world.evaluations if row.variant == "v0001"]
    world.evaluations += [replace(row, trial=1, reward=0.0) for row in later]
    judgement = admissions(world.standing(), STAGED, world.config)["v0001"].judgement
    assert (judgement.verdict, judgement.tasks) == (Verdict.OPEN, 12)
    assert judgement.evidence == pytest.approx(1.3**5)
    assert world.standing().rewards("v0001", "select")[FIRST[0]] == 0.5
    assert world.standing().measured() == 2 * (39 + 15)
    assert next_of(world) == Evaluate("v0001", REST[0], "select")


def test_faults_are_retried_after_a_pause_and_then_given_up():
    world = World(RunConfig(workers=1, max_variants=1), Random(0))
    fault = Evaluation("v0000", "t1", "train", 0, 1, 0.0, Outcome.ERROR, ended=100.0)
    world.evaluations, world.now = [fault], 101.0
    assert world.next().task == "t2"
    world.now = 103.0
    assert world.next().task == "t1"
    world.evaluations += [replace(fault, attempt=n) for n in (2, 3)]
    world.now = 1000.0
    assert world.next().task == "t2"


class Spy:
    name = "spy"

    def choose(self, candidates, rng):
        self.children = {one.id: one.children for one in candidates}
        return candidates[0].id


def test_children_in_flight_count_in_the_choice_of_a_parent():
    world = measured_world([1.0, 1.0])
    world.config, world.policy = RunConfig(workers=9, max_variants=9), Spy()
    for task in TASKS.rest:
        world.evaluations.append(done("v0001", task, "select", 1.0))
    assert world.next() == Expand("v0002", "v0000")
    assert world.policy.children == {"v0000": 1, "v0001": 0}
    world.start(world.next())
    assert world.next().child == "v0003"
    assert world.policy.children == {"v0000": 2, "v0001": 0}


def test_a_lucky_start_on_few_tasks_is_not_the_best():
    world = World(RunConfig(workers=1, max_variants=2), Random(0))
    world.variants.append(Variant("v0001", "v0000", "c", "u", "", 0.0))
    for number, task in enumerate(TASKS.first + TASKS.rest):
        world.evaluations.append(done("v0000", task, "select", float(number % 2)))
    for task in TASKS.first:
        world.evaluations.append(done("v0001", task, "select", 1.0))
    standing = Standing(world.variants, world.expansions, world.evaluations, 1)
    assert choose_best(standing) == "v0000"
    for task in TASKS.rest:
        world.evaluations.append(done("v0001", task, "select", 1.0))
    standing = Standing(world.variants, world.expansions, world.evaluations, 1)
    assert choose_best(standing) == "v0001"
