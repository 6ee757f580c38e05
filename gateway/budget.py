"""What may still be spent: a tree of budgets, charged before a call and corrected after it.

A session's budget has the variant's above it, then those of its clades, then the run's. A call is
charged to all of them or to none.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from gateway.api import Caps, Spent, Usage

_POLL_SECONDS = 0.1


class Charge:
    """What was set aside for one call in flight."""

    def __init__(self, tokens: int, cost_usd: float) -> None:
        self.tokens = tokens
        self.cost_usd = cost_usd


class Budget:
    """Counts calls, tokens, money and time against caps; safe from several threads.

    Money never passes a cap where a charge is the most that its call can cost. Tokens may pass one
    by what the calls in flight answer, since only their prompts are charged before.

    Args:
        name: As :class:`gateway.api.Spent` names it.
        caps: What it allows.
        parent: The budget above, which is charged too.
        used: What was used before, as the ledger tells.
        seconds: Wall time used before.
        clock: Seconds from some start.
    """

    def __init__(
        self,
        name: str,
        caps: Caps,
        parent: Budget | None = None,
        *,
        used: Usage | None = None,
        seconds: float = 0.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self._caps = caps
        self._path: tuple[Budget, ...] = (self, *(parent._path if parent else ()))
        self._changed: threading.Condition = parent._changed if parent else threading.Condition()
        self._used = used or Usage()
        self._seconds = seconds
        self._clock = clock
        self._opened: float | None = None
        self._charges: set[Charge] = set()
        self._children: set[Budget] = set()

    @property
    def usage(self) -> Usage:
        """What has been used, calls in flight counted as calls only."""
        return self._used

    @property
    def seconds(self) -> float:
        """Wall time of its sessions, the open ones included."""
        own = 0.0 if self._opened is None else self._clock() - self._opened
        return self._seconds + own + sum(child.seconds for child in self._children)

    def time_left(self) -> tuple[float, Spent]:
        """Return the seconds until the first of the budgets has no time left, and which that is."""
        with self._changed:
            left, name = min((one._caps.seconds - one.seconds, one.name) for one in self._path)
        return max(left, 0.0), Spent(name, "time")

    def open(self) -> None:
        """Begin to count the time of a session."""
        with self._changed:
            self._opened = self._clock()
            for above in self._path[1:]:
                above._children.add(self)

    def close(self) -> None:
        """End a session. What its calls in flight would cost counts as spent: it may be billed."""
        with self._changed:
            for charge in list(self._charges):
                self._settle(charge, Usage(0, charge.tokens, 0, charge.cost_usd))
            took = 0.0 if self._opened is None else self._clock() - self._opened
            self._opened = None
            for budget in self._path:
                budget._seconds += took
                budget._children.discard(self)
            self._changed.notify_all()

    def charge(self, tokens: int, cost_usd: float, stop: threading.Event) -> Charge | Spent | None:
        """Set aside one call, waiting where only calls in flight are in the way.

        Args:
            tokens: About how many its prompt has.
            cost_usd: The most it can cost.
            stop: Set from elsewhere, it ends the waiting.

        Returns:
            The charge; or the first budget that is spent; or ``None`` when stopped.
        """
        charge = Charge(tokens, cost_usd)
        with self._changed:
            while not stop.is_set():
                for budget in self._path:
                    if kind := budget._spent(charge):
                        return Spent(budget.name, kind)
                if all(budget._fits(charge) for budget in self._path):
                    for budget in self._path:
                        budget._used = budget._used.plus(Usage(calls=1))
                        budget._charges.add(charge)
                    return charge
                self._changed.wait(_POLL_SECONDS)
        return None

    def settle(self, charge: Charge, prompt: int, completion: int, cost_usd: float) -> None:
        """Replace what was set aside by what a call really used; nothing after a close."""
        with self._changed:
            self._settle(charge, Usage(0, prompt, completion, cost_usd))

    def refund(self, charge: Charge) -> None:
        """Give back what was set aside, and the call itself."""
        with self._changed:
            self._settle(charge, Usage(calls=-1))

    def _spent(self, charge: Charge) -> str | None:
        """Say which cap a call would pass even if nothing else were in flight."""
        caps, used = self._caps, self._used
        if used.calls >= caps.calls:
            return "calls"
        if used.tokens + charge.tokens > caps.tokens:
            return "tokens"
        if used.cost_usd + charge.cost_usd > caps.cost_usd or used.cost_usd >= caps.cost_usd:
            return "cost"
        return "time" if self.seconds >= caps.seconds else None

    def _fits(self, charge: Charge) -> bool:
        tokens = charge.tokens + sum(held.tokens for held in self._charges)
        cost = charge.cost_usd + sum(held.cost_usd for held in self._charges)
        return (
            self._used.tokens + tokens <= self._caps.tokens
            and self._used.cost_usd + cost <= self._caps.cost_usd
        )

    def _settle(self, charge: Charge, used: Usage) -> None:
        if charge not in self._charges:
            return
        for budget in self._path:
            budget._charges.discard(charge)
            budget._used = budget._used.plus(used)
        self._changed.notify_all()
