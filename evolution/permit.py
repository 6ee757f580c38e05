"""Whether work may go on: asked before a box is used and before a model's answer is given."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from threading import Lock

from common.errors import BoxGoneError
from evolution.orders import Order, Orders
from evolution.roster import Roster
from sandbox.api import Box, BoxSpec, Sandbox
from sandbox.around import SandboxAround


class Permit:
    """What the orders so far allow; a look at it costs one ``stat`` while there are no new ones.

    An engine that was stopped and goes on meets its permit before anything else, in every thread.

    Args:
        orders: The run's.
    """

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._position = orders.size()
        self._lock = Lock()
        self._accounts: dict[str, frozenset[str]] = {}
        self._halted: set[str] = set()
        self._all = False
        self._unread: list[Order] = []

    def account(self, label: str, variants: Collection[str]) -> None:
        """Say whose halt ends the work of the boxes with this label; else it is the label's own."""
        self._accounts[label] = frozenset(variants)

    def allows(self, label: str) -> bool:
        """Say whether the work of boxes with this label may go on."""
        self._look()
        if self._all:
            return False
        return self._halted.isdisjoint(self._accounts.get(label, {label}))

    def heard(self) -> Sequence[Order]:
        """Return the orders that this method has not returned before."""
        self._look()
        with self._lock:
            found, self._unread = self._unread, []
        return found

    def _look(self) -> None:
        if self._orders.size() == self._position:
            return
        with self._lock:
            found, position = self._orders.since(self._position)
            for order in found:
                self._unread.append(order)
                self._all |= order.now or order.everything
                self._halted |= set(order.variants)
            # Last: a thread that finds it up to date asks no more.
            self._position = position


class PermittedSandbox(SandboxAround):
    """A sandbox.api.Sandbox whose boxes are used only while the permit holds.

    A fresh box holds nothing of a variant, so it is enough to ask once it runs: one that a halt
    came too early to see is killed here.

    Args:
        sandbox: What makes the boxes.
        permit: The run's.
        roster: Told of every box.
    """

    def __init__(self, sandbox: Sandbox, permit: Permit, roster: Roster) -> None:
        super().__init__(sandbox)
        self._permit = permit
        self._roster = roster

    def start(self, spec: BoxSpec) -> Box:
        """Start a box; see :meth:`sandbox.api.Sandbox.start`.

        Raises:
            BoxGoneError: The operator ended this work.
        """
        self._check(spec.variant)
        box = self._sandbox.start(spec)
        try:
            self._check(spec.variant)
        except BoxGoneError:
            box.kill()
            raise
        self._roster.add(box.id, spec)
        return box

    def _check(self, label: str) -> None:
        if not self._permit.allows(label):
            raise BoxGoneError("the operator ended the work of this box")
