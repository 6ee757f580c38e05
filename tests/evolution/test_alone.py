"""Agents outside a run, and the halts of the run they come from."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import pytest

from archive.ledger import Ledger
from common.errors import BoxGoneError
from evolution import halting
from evolution.alone import Means, alone
from evolution.launch import make_run
from evolution.orders import Order, Orders
from sandbox.api import BoxSpec
from sandbox.killing import DockerKiller
from tests.evolution.tiny import tiny_config, write_benchmark

pytestmark = pytest.mark.docker


def halt(*variants: str, kind: str = "halt", everything: bool = False) -> Order:
    return Order(kind, "me@here", "enough", variants, everything=everything)


@pytest.mark.parametrize("order", [halt("v0002", "v0000"), halt(everything=True)])
def test_a_halt_of_its_variant_ends_an_agent_outside_the_run(tmp_path: Path, order: Order) -> None:
    root = tmp_path / "runs"
    orders = Orders(make_run(root, "r", tiny_config(write_benchmark(tmp_path / "b"))).orders)
    orders.give(halt("v0000"))  # given before, and passed over by --allow-halted
    time.sleep(0.01)
    with alone("test", Means(root, "offline", agent="r:v0000")) as found:
        machinery = found.machinery
        spec = BoxSpec(machinery.run, "agent", "solve")
        box = machinery.sandbox.start(spec)
        orders.give(halt("v0001"))
        orders.give(halt("v0000", kind="pause"))
        time.sleep(0.5)
        assert box.exec(["true"], timeout=20).exit_code == 0
        orders.give(replace(order, at=time.time()))
        until = time.monotonic() + 20
        while not found.ended and time.monotonic() < until:
            time.sleep(0.02)
        assert found.ended == "v0000 was halted in the run r."
        with pytest.raises(BoxGoneError):
            box.exec(["sleep", "20"], timeout=30)
        with pytest.raises(BoxGoneError):
            machinery.sandbox.start(spec)


def test_a_second_halt_ends_what_was_let_in_spite_of_the_first(tmp_path: Path) -> None:
    root = tmp_path / "runs"
    folder = make_run(root, "r", tiny_config(write_benchmark(tmp_path / "b")))

    def halt_all(reason: str) -> None:
        halting.halt(folder, DockerKiller(), [], everything=True, reason=reason, operator="me@here")

    halt_all("first")
    time.sleep(0.01)
    with alone("test", Means(root, "offline", agent="r:v0000")) as found:
        halt_all("second")
        until = time.monotonic() + 20
        while not found.ended and time.monotonic() < until:
            time.sleep(0.02)
        assert found.ended == "v0000 was halted in the run r."
    with Ledger(folder.ledger, readonly=True) as ledger:
        assert [event.data["reason"] for event in ledger.events_of("halt_run")] == ["first"]
