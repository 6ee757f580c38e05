from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.api import NO_CAPS, Caps, Price, RequestRefusedError, Spent, Usage
from gateway.budget import Budget, Charge
from gateway.gateway import Gateway
from gateway.record import read_usage
from gateway.scripted import ScriptedModel, text
from tests.gateway.support import ask, error_of, open_session

GO = threading.Event()
STOPPED = threading.Event()
STOPPED.set()


def tree(run: Caps = NO_CAPS, clade: Caps = NO_CAPS, variant: Caps = NO_CAPS) -> Budget:
    top = Budget("run", run)
    return Budget("variant v0003", variant, Budget("clade v0001", clade, top))


def charged(budget: Budget, tokens: int = 0, cost: float = 0.0) -> Charge:
    charge = budget.charge(tokens, cost, GO)
    assert isinstance(charge, Charge)
    return charge


@pytest.mark.parametrize(
    ("where", "name"), [("run", "run"), ("clade", "clade v0001"), ("variant", "variant v0003")]
)
@pytest.mark.parametrize(
    ("caps", "kind"),
    [(Caps(calls=1), "calls"), (Caps(tokens=10), "tokens"), (Caps(cost_usd=1.0), "cost")],
)
def test_each_level_refuses_with_its_name(where: str, name: str, caps: Caps, kind: str):
    budget = tree(**{where: caps})
    budget.settle(charged(budget, 6, 0.6), 6, 0, 0.6)
    assert budget.charge(6, 0.6, GO) == Spent(name, kind)


def test_siblings_share_what_is_above_them():
    clade = Budget("clade v0001", Caps(calls=3))
    one, two = (Budget(f"variant v000{n}", Caps(calls=2), clade) for n in (2, 3))
    for budget in (one, one, two):
        charged(budget)
    assert one.charge(0, 0.0, GO) == Spent("variant v0002", "calls")
    assert two.charge(0, 0.0, GO) == Spent("clade v0001", "calls")
    assert clade.usage.calls == 3


def test_what_the_ledger_says_was_spent_is_spent():
    used = Usage(calls=4, prompt_tokens=90, cost_usd=0.9)
    budget = Budget("run", Caps(calls=9, tokens=100, cost_usd=1.0), used=used)
    assert budget.charge(11, 0.0, GO) == Spent("run", "tokens")
    assert budget.charge(0, 0.2, GO) == Spent("run", "cost")
    charged(budget, 10, 0.1)


def test_a_call_in_flight_is_waited_for_not_refused():
    budget = tree(run=Caps(cost_usd=1.0))
    first = charged(budget, cost=0.8)
    assert budget.charge(0, 0.8, STOPPED) is None
    got: list[Any] = []
    waiting = threading.Thread(target=lambda: got.append(budget.charge(0, 0.8, GO)))
    waiting.start()
    waiting.join(0.3)
    assert got == []
    budget.settle(first, 1, 1, 0.1)
    waiting.join(20)
    assert isinstance(got[0], Charge)


def test_what_is_in_flight_at_the_end_counts_at_its_most():
    budget = tree()
    leaf = Budget("session", Caps(), budget)
    leaf.open()
    late = charged(leaf, 100, 0.5)
    leaf.close()
    leaf.settle(late, 1, 1, 0.01)
    assert leaf.usage == budget.usage == Usage(1, 100, 0, 0.5)


def test_wall_time_of_sessions_adds_up_and_ends():
    now = [0.0]
    variant = Budget("variant v0001", Caps(seconds=10), clock=lambda: now[0], seconds=1.0)
    leaves = [Budget("session", Caps(seconds=8), variant, clock=lambda: now[0]) for _ in range(2)]
    for leaf in leaves:
        leaf.open()
    now[0] = 4.0
    assert variant.seconds == 9.0
    charged(leaves[0])
    leaves[0].close()
    now[0] = 4.5
    charged(leaves[1])
    now[0] = 5.0
    assert leaves[1].charge(0, 0.0, GO) == Spent("variant v0001", "time")
    leaves[1].close()
    assert variant.seconds == 10.0
    own = Budget("session", Caps(seconds=8), clock=lambda: now[0])
    own.open()
    now[0] = 13.0
    assert own.charge(0, 0.0, GO) == Spent("session", "time")


class OneLook(threading.Event):
    """Is set once it was looked at: a call that would have to wait gives up."""

    def is_set(self) -> bool:
        before = super().is_set()
        self.set()
        return before


moves = st.lists(
    st.tuples(
        st.sampled_from(["charge", "charge", "settle", "refund", "close"]),
        st.integers(0, 2),
        st.sampled_from([5, 25, 50]),
        st.sampled_from([0, 20, 50]),
    ),
    max_size=30,
)


@given(moves)
@settings(max_examples=60)
def test_money_never_passes_a_cap_and_every_level_is_the_sum_below(steps: list[Any]):
    run = Budget("run", Caps(cost_usd=100.0, calls=2**40, tokens=2**40))
    variants = [Budget(f"variant v{n}", Caps(cost_usd=60.0, tokens=2**40), run) for n in range(2)]
    leaves = [Budget("session", NO_CAPS, variants[n % 2]) for n in range(3)]
    flying: list[tuple[Budget, Charge]] = []
    for leaf in leaves:
        leaf.open()
    for move, which, most, real in steps:
        if move == "charge":
            charge = leaves[which].charge(most, float(most), OneLook())
            if isinstance(charge, Charge):
                flying.append((leaves[which], charge))
        elif move == "close":
            leaves[which].close()
        elif flying:
            budget, charge = flying.pop(0)
            if move == "settle":
                budget.settle(charge, 1, 1, min(charge.cost_usd, float(real)))
            else:
                budget.refund(charge)
    for leaf in leaves:
        leaf.close()
    for variant, below in zip(variants, (leaves[::2], leaves[1::2]), strict=True):
        assert variant.usage.cost_usd == sum(leaf.usage.cost_usd for leaf in below) <= 60.0
    assert run.usage.cost_usd == sum(leaf.usage.cost_usd for leaf in leaves) <= 100.0
    assert run.usage.calls == sum(leaf.usage.calls for leaf in leaves)


class Dear(ScriptedModel):
    """A model of a known price that answers with as many tokens as it may."""

    price = Price(0.001, 0.002, 100)

    def complete(self, request: Any) -> dict[str, Any]:
        used = {"prompt_tokens": 500, "completion_tokens": request["max_tokens"]}
        return {**super().complete(request), "usage": used}


def test_the_first_call_cannot_pass_the_cap_either():
    model = Dear([text("hi")])
    session = open_session(model, Caps(cost_usd=1.0))
    assert ask(session).status == 429
    assert model.requests == []
    assert session.spent == Spent("session", "cost")


def test_the_length_of_an_answer_is_bounded_where_money_is():
    model = Dear([text("hi")])
    session = open_session(model, Caps(cost_usd=2.0))
    assert ask(session).status == 200
    assert model.requests[0]["max_tokens"] == 100
    assert session.usage.cost_usd == pytest.approx(0.7)
    short = {"messages": [{"role": "user", "content": "x"}], "max_tokens": 7}
    assert ask(session, short).status == 200
    assert model.requests[1]["max_tokens"] == 7


def test_many_sessions_at_once_stay_below_the_run():
    run = Budget("run", Caps(calls=2**40, tokens=2**40, cost_usd=20.0))
    gateway = Gateway(Dear([text("hi")]))
    sessions = [gateway.open(label=f"x/v{n}", caps=NO_CAPS, budget=run) for n in range(8)]

    def spend(session: Any) -> None:
        while ask(session).status == 200:
            pass

    threads = [threading.Thread(target=spend, args=(session,)) for session in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {session.spent for session in sessions} == {Spent("run", "cost")}
    assert 20.0 - 1.4 < run.usage.cost_usd <= 20.0
    told = error_of(ask(sessions[0]))
    assert (told["type"], told["code"]) == ("insufficient_quota", "insufficient_quota")
    assert "the run's budget of cost" in told["message"]


@pytest.mark.parametrize("stream", [False, True])
def test_a_refused_request_costs_its_prompt_and_soon_no_more_are_sent(tmp_path: Path, stream: bool):
    """What the agent asked is its own doing, and it is recorded whole."""
    model = ScriptedModel([RequestRefusedError("too long", code="context_length_exceeded")])
    session = open_session(model, Caps(tokens=1_000_000), tmp_path / "t.json")
    body = {"messages": [], "stream": stream}
    asked = [{**body, "messages": [{"role": "user", "content": f"{n}" * 10**6}]} for n in range(8)]
    assert [ask(session, one).status for one in asked] == [400] * 3 + [429] * 5
    session.close()
    assert len(model.requests) == 3
    assert (session.usage.calls, session.usage.cost_usd) == (3, 0.0)
    assert 750_000 < session.usage.tokens < 751_000
    assert read_usage(tmp_path / "t.json") == session.usage
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 7 * 10**6


def test_a_free_model_costs_nothing():
    session = open_session(ScriptedModel([text("hi")]), Caps(cost_usd=0.01))
    assert [ask(session).status for _ in range(5)] == [200] * 5
