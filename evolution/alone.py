"""Agents at work outside a run, behind the same wall: gateway, overseer, a cap on money."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evolution.config import resolve_config
from evolution.machinery import Machinery
from evolution.operator import this_operator
from evolution.orders import Order, Orders
from evolution.overseer.watch import Overseer, Powers
from evolution.permit import Permit, PermittedSandbox
from evolution.roster import Roster
from evolution.run import find_recording, open_run
from gateway.api import NO_CAPS
from gateway.budget import Budget
from gateway.gateway import Gateway
from gateway.models import check_model, make_model
from gateway.prices import load_prices
from sandbox.choose import open_sandbox, reach_meter

_LOOK_SECONDS = 0.1
LABEL = "agent"
"""What the boxes are labelled with: outside a run an agent has no id."""


@dataclass(frozen=True)
class Means:
    """What the operator gives; ``None`` leaves it to the person's settings."""

    runs_root: Path
    """Where the run of ``replay:RUN`` is looked for."""
    model: str | None = None
    seed: int = 0
    max_cost_usd: float | None = None
    """For everything together, calls in flight included."""
    prices: str | None = None
    sandbox: str | None = None
    agent: str = ""
    """Whose code it is: ``RUN:VARIANT``, whose halt in its run ends it here too, or a folder."""
    since: float = field(default_factory=time.time)
    """Halts that were given before have been heeded, or were told to be passed over."""


@dataclass
class Alone:
    """The means of one command, and the one switch that ends it."""

    machinery: Machinery
    budget: Budget
    """What all sessions together may spend."""
    max_cost_usd: float
    """The same in dollars; infinite without a cap."""
    home: Path
    """A folder for transcripts; it goes when the command ends."""
    orders: Orders
    alerts: list[str] = field(default_factory=list)
    """What the overseer said, each a line; in part an agent's own words."""
    ended: str = ""
    """Why it was ended, where it was."""

    def end(self, reason: str, operator: str = "") -> None:
        """End the agents at once; no further box starts and no model answers. From any thread."""
        self.ended = self.ended or reason
        self.orders.give(Order("halt", operator or this_operator(), reason, (LABEL,)))
        self.machinery.stop()


class _Notes:
    """An overseer's notes where there is no ledger."""

    def __init__(self, alone: Alone, tell: Callable[[str], None]) -> None:
        self._alone = alone
        self._tell = tell

    def note(self, kind: str, **data: Any) -> int:
        self._alone.alerts.append(f"{kind} ({data['level']}): {data['rule']}: {data['line']}")
        self._tell(self._alone.alerts[-1])
        return len(self._alone.alerts)

    def quarantine(self, variant: str, reason: str, operator: str) -> bool:
        self.halt(variant, reason, operator)
        return True

    def halt(self, _variant: str, reason: str, operator: str) -> None:
        self._alone.end(f"The overseer stopped it: {reason}.", operator)


@contextmanager
def _heeding(found: Alone, means: Means) -> Iterator[None]:
    """End the agents when their variant is halted in the run it comes from."""
    run, colon, variant = means.agent.partition(":")
    if not colon or Path(means.agent).is_dir():
        yield
        return
    orders, done = Orders(open_run(means.runs_root, run).orders), threading.Event()

    def watch() -> None:
        position = 0
        while not done.wait(_LOOK_SECONDS):
            given, position = orders.since(position)
            for order in given:
                meant = order.everything or variant in order.variants
                if order.kind == "halt" and meant and order.at >= means.since:
                    found.end(f"{variant} was halted in the run {run}.", order.operator)
                    return

    threading.Thread(target=watch, name="halts", daemon=True).start()
    try:
        yield
    finally:
        done.set()


@contextmanager
def alone(
    purpose: str,
    means: Means,
    *,
    progress: Callable[[str], None] = lambda _line: None,
    tell: Callable[[str], None] = lambda _alert: None,
) -> Iterator[Alone]:
    """Put everything in place for agents outside a run; at the end nothing of it is left running.

    Args:
        purpose: Begins the label of the boxes.
        means: What the operator gives.
        progress: Called with lines on what is being prepared.
        tell: Called with every alert of the overseer, from its thread.

    Raises:
        UsageError: The model or the sandbox is not known, or there is a cap without a price.
        PrerequisiteError: There is no engine, no image or no key.
    """
    config = resolve_config(
        model=means.model,
        sandbox=means.sandbox,
        prices=means.prices,
        max_cost_usd=means.max_cost_usd,
    )
    recording = find_recording(means.runs_root, config.model)
    model = f"replay:{recording}" if recording else config.model
    prices = load_prices(config.prices)
    check_model(model, prices=prices, priced=config.max_cost_usd is not None)
    boxes = open_sandbox(config.sandbox, progress)
    with TemporaryDirectory(prefix=f"arboretum-{purpose}-") as home:
        orders, roster = Orders(Path(home) / "orders.jsonl"), Roster()
        permit = Permit(orders)
        sandbox = PermittedSandbox(boxes, permit, roster)
        sandbox.reap()
        gateway = Gateway(make_model(model, seed=means.seed, prices=prices), seed=means.seed)
        machinery = Machinery(sandbox, gateway, f"{purpose}-{secrets.token_hex(4)}", permit=permit)
        cost = config.caps("max").cost_usd
        budget = Budget("command", replace(NO_CAPS, cost_usd=cost))
        found = Alone(machinery, budget, cost, Path(home), orders)
        notes = _Notes(found, tell)
        powers = Powers(notes, lambda label, _role: label, notes.halt)
        meter = reach_meter(boxes.name)
        overseer = Overseer(roster, machinery, meter, config.overseer, powers)
        try:
            with overseer.watching(), _heeding(found, means):
                yield found
        finally:
            machinery.stop()
