"""What a run has used of its budgets, how fast it goes and when the first of them ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from evolution.config import RunConfig

_RECENT = 1 / 3
"""The newest share of the working time, from which the pace is taken."""


class Moment(Protocol):
    """What had been used at one moment."""

    @property
    def seconds(self) -> float:
        """Seconds that engines had worked."""
        ...

    @property
    def variants(self) -> int:
        """Variants there were."""
        ...

    @property
    def evaluations(self) -> int:
        """Evaluations that had given a reward."""
        ...

    @property
    def cost_usd(self) -> float:
        """US dollars."""
        ...

    @property
    def tokens(self) -> int:
        """Tokens of all models."""
        ...


@dataclass(frozen=True)
class Burn:
    """One budget of the search."""

    name: str
    used: float
    limit: float | None
    """``None`` where there is no limit."""
    pace: float
    """How much is used in an hour of work, of late."""

    @property
    def left(self) -> float | None:
        """Seconds of work until the limit; ``None`` where it is never reached at this pace."""
        if self.limit is None or self.pace <= 0:
            return None
        return max(self.limit - self.used, 0.0) / self.pace * 3600


def burns(config: RunConfig, now: Moment, before: Sequence[Moment]) -> list[Burn]:
    """Return the budgets of a run: those with a limit, and what is used without one.

    Args:
        config: The run's settings.
        now: What is used now.
        before: What was used earlier, oldest first.
    """
    since = now.seconds * (1 - _RECENT)
    old = next((one for one in reversed(before) if one.seconds <= since), None)
    hours = (now.seconds - (old.seconds if old else 0.0)) / 3600

    def burn(name: str, used: float, earlier: float, limit: float | None) -> Burn:
        return Burn(name, used, limit, (used - earlier) / hours if hours > 0 else 0.0)

    return [
        burn("variants", now.variants, old.variants if old else 0, config.max_variants),
        burn("evaluations", now.evaluations, old.evaluations if old else 0, config.max_evaluations),
        burn("dollars", now.cost_usd, old.cost_usd if old else 0.0, config.max_cost_usd),
        burn("tokens", now.tokens, old.tokens if old else 0, config.max_tokens),
        burn("time", now.seconds, old.seconds if old else 0.0, config.max_seconds),
    ]


def first_to_end(found: Sequence[Burn]) -> Burn | None:
    """Return the budget that will be used up first at the present pace."""
    ending = [(one.left, n) for n, one in enumerate(found) if one.left is not None]
    return found[min(ending)[1]] if ending else None
