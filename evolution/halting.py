"""Halting and pausing a run from outside its engine, which may be busy, hang or be dead.

First the order is written down, so that nothing starts again and no model answers, then the boxes
are killed by label, then the ledger is told. Nothing large is imported here: an operator in a
hurry waits for this module.
"""

from __future__ import annotations

import time
import tomllib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from archive.database import LockedError
from archive.ledger import Ledger
from common.errors import ArboretumError, PrerequisiteError, UsageError
from evolution.orders import Order, Orders
from evolution.run import RunFolder
from sandbox.choose import reach_killer
from sandbox.killing import Found, Killer

_PATIENCE_SECONDS = 2.0
"""How long a ledger that another process has locked is waited for."""
_ROUNDS = 5


@dataclass(frozen=True)
class Halt:
    """What a halt did, or would do."""

    variants: list[str]
    """Those it was asked for."""
    newly: list[str]
    """Those of them that were not halted before."""
    boxes: list[Found]
    """The boxes that were killed."""
    seconds: float
    """From the call to the end of the last box."""
    recorded: bool = True
    """False where the ledger was locked: the engine that locked it records the order when it goes
    on, and else the next engine does."""
    unread: str = ""
    """Why the ledger could not be read: everything was halted, and nobody knows whom that means.
    An engine records the order once it can."""


@dataclass(frozen=True)
class Pause:
    """What a pause did, or would do."""

    changed: bool
    """False where the run was paused already."""
    boxes: list[Found]
    seconds: float
    recorded: bool = True


@dataclass(frozen=True)
class _UnknownKiller:
    """Stands in where the settings do not tell in which sandbox the boxes run."""

    reason: str

    def find(
        self,
        run: str,  # noqa: ARG002
        variants: Collection[str] | None = None,  # noqa: ARG002
        owner: str | None = None,  # noqa: ARG002
    ) -> list[Found]:
        raise PrerequisiteError(self.reason, "mend the file and halt again")

    def kill(self, boxes: Sequence[Found]) -> None:
        """There is nothing to kill: nothing was found."""


def killer_of(folder: RunFolder) -> Killer:
    """Return what finds and kills a run's boxes: that of the sandbox its settings name.

    Where these cannot be read it fails only when it is asked, so that the order is written first.
    """
    try:
        with folder.config.open("rb") as source:
            return reach_killer(str(tomllib.load(source).get("sandbox", "docker")))
    except (ArboretumError, OSError, ValueError) as error:
        return _UnknownKiller(f"{folder.config} cannot be read: {error}.")


def halt(
    folder: RunFolder,
    killer: Killer,
    variants: Sequence[str],
    *,
    clade: bool = False,
    everything: bool = False,
    reason: str,
    operator: str,
    dry_run: bool = False,
) -> Halt:
    """Halt variants for good: they run no more and have no more children.

    Doing it again changes nothing in the record, but ends what is at work against all expectation.

    Args:
        folder: The run.
        killer: Kills the boxes. It is asked after the order is written: a halt holds even where
            it does not answer.
        variants: Their ids; a child that is being made counts as one.
        clade: Halt all their descendants too.
        everything: Halt every variant and everything in flight, whatever ``variants`` says. It
            holds even where the ledger cannot be read.
        reason: Why; kept for good.
        operator: Who, as user@host; kept for good.
        dry_run: Only say what would be halted and killed.

    Raises:
        UsageError: One of them is not known, or no reason is given. Nothing was halted then.
        MachineryError, PrerequisiteError: The halt holds, but boxes may still run.
    """
    began = time.monotonic()
    if not reason.strip():
        raise UsageError("A halt needs a reason.", "Say why with --reason TEXT.")
    order = Order("halt", operator, reason, tuple(variants), clade, everything)
    try:
        with Ledger(folder.ledger, readonly=True) as ledger:
            ids = _meant(ledger, order)
            if not everything:
                _check_known(ledger, variants)
            halted = ledger.family().halted()
    except ArboretumError as error:
        if not everything:
            raise
        if not dry_run:
            Orders(folder.orders).give(order)
        boxes = (_boxes if dry_run else _kill)(folder, order, killer)
        seconds = time.monotonic() - began
        return Halt([], [], boxes, seconds, recorded=False, unread=error.message)
    newly = [name for name in ids if name not in halted]
    order = replace(order, variants=tuple(ids))
    if dry_run:
        return Halt(ids, newly, _boxes(folder, order, killer), time.monotonic() - began)
    # Also where nothing is new: outside the run one may be at work, let by --allow-halted.
    Orders(folder.orders).give(order)
    return Halt(ids, newly, *_obey(folder, order, killer))


def pause(
    folder: RunFolder, killer: Killer, *, now: bool, reason: str, operator: str, dry_run: bool
) -> Pause:
    """Pause a run: nothing new is started until it is resumed.

    Args:
        folder: The run.
        killer: Kills the boxes, if ``now``.
        now: Kill what runs; it is recorded as interrupted and done again on resume. Else it ends
            by itself.
        reason: Why; may be empty.
        operator: Who, as user@host.
        dry_run: Only say what would be done.

    Raises:
        MachineryError, PrerequisiteError: The pause holds, but boxes may still run.
    """
    began = time.monotonic()
    order = Order("pause", operator, reason, now=now)
    with Ledger(folder.ledger, readonly=True) as ledger:
        last = ledger.events_of("pause", "engine_started")[-1:]
    changed = not any(e.kind == "pause" and (e.data.get("now") or not now) for e in last)
    boxes: list[Found] = []
    if dry_run:
        boxes = _boxes(folder, order, killer) if now else []
        return Pause(changed, boxes, time.monotonic() - began)
    if changed:
        Orders(folder.orders).give(order)
        return Pause(changed, *_obey(folder, order, killer))
    if now:
        boxes = _kill(folder, order, killer)
    return Pause(changed, boxes, time.monotonic() - began)


def carry_out(folder: RunFolder, order: Order, killer: Killer) -> bool:
    """Carry out an order that was found: write it down, kill, record; return whether recorded.

    Raises:
        MachineryError, PrerequisiteError: The order holds, but boxes may still run.
    """
    orders = Orders(folder.orders)
    given = next((one for one in orders.since()[0] if one.id == order.id), None)
    if given is None:
        if order.clade:
            with Ledger(folder.ledger, readonly=True) as ledger:
                order = replace(order, variants=tuple(_meant(ledger, order)))
        orders.give(order)
    return _obey(folder, given or order, killer)[2]


def _obey(folder: RunFolder, order: Order, killer: Killer) -> tuple[list[Found], float, bool]:
    """Kill, then record, even where the killing failed.

    Returns:
        The boxes that were killed, the seconds until then from the order, whether it is recorded.
    """
    boxes: list[Found] = []
    try:
        if order.kind == "halt" or order.now:
            boxes = _kill(folder, order, killer)
        seconds = time.time() - order.at
    finally:
        recorded = _record(folder, order)
    return boxes, seconds, recorded


def _record(folder: RunFolder, order: Order) -> bool:
    """Write an order into the ledger; return False where another process keeps that locked."""
    try:
        with Ledger(folder.ledger, patience=_PATIENCE_SECONDS) as ledger:
            write_down(ledger, order)
    except LockedError:
        return False
    return True


def write_down(ledger: Ledger, order: Order) -> None:
    """Record an order in the ledger, once, whoever else does so too."""
    told = {"reason": order.reason, "operator": order.operator, "ordered": order.at}
    if order.kind == "pause":
        ledger.note_once("pause", order=order.id, now=order.now, **told)
        return
    ids = _meant(ledger, order)
    newly = ledger.halt(ids, order.reason, order.operator, ordered=order.at, strict=False)
    if order.everything and (newly or not ledger.events_of("halt_run")):
        ledger.note_once("halt_run", order=order.id, **told)


def _meant(ledger: Ledger, order: Order) -> list[str]:
    """Return the ids that are to be halted, children that are being made among them."""
    family = ledger.family()
    if order.everything:
        return family.descendants(None)
    below = family.descendants(order.variants) if order.clade else []
    return list(dict.fromkeys((*order.variants, *below)))


def _check_known(ledger: Ledger, variants: Sequence[str]) -> None:
    making = ledger.family().making()
    for name in variants:
        if name not in making:
            ledger.variant(name)


def _labels(folder: RunFolder, order: Order) -> Collection[str] | None:
    """Return whose boxes an order ends; ``None`` for all of the run.

    In an expansion it is the parent's code that runs.
    """
    if order.everything or order.now:
        return None
    with Ledger(folder.ledger, readonly=True) as ledger:
        making = ledger.family().making()
    return {*order.variants, *(child for child, at in making.items() if at in order.variants)}


def _boxes(folder: RunFolder, order: Order, killer: Killer) -> list[Found]:
    return killer.find(folder.label, _labels(folder, order))


def _kill(folder: RunFolder, order: Order, killer: Killer) -> list[Found]:
    """Kill the boxes an order ends, and those that were just being started."""
    killed: list[Found] = []
    for _ in range(_ROUNDS):
        boxes = _boxes(folder, order, killer)
        if not boxes:
            break
        killer.kill(boxes)
        killed += boxes
    return killed
