"""What the ledger holds, as values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from common.errors import UsageError
from common.text import safe


class Outcome(StrEnum):
    """How an expansion or an evaluation ended."""

    DONE = "done"
    """An expansion gave a variant; an evaluation gave a reward."""
    FAILED = "failed"
    """Expansion only: the change was refused or broke the preflight; the reason says which."""
    ERROR = "error"
    """The machinery failed; to be tried again, never scored."""
    HALTED = "halted"
    """The operator or the overseer ended it."""
    INTERRUPTED = "interrupted"
    """The engine died or was stopped meanwhile; to be done again."""


@dataclass(frozen=True)
class Variant:
    """One version of the agent: one commit on branch ``variant/<id>``."""

    id: str
    """``v0000`` is the seed; ids grow in the order expansions start."""
    parent: str | None
    commit: str
    tree: str
    """Git's tree hash: equal for byte-identical agents."""
    summary: str
    """One line on what changed, untrusted."""
    created: float
    """Unix seconds."""
    halted: str | None = None
    """Why it was halted; ``None`` while it lives."""
    quarantined: str | None = None
    """Why it is quarantined; ``None`` while it is not."""

    @property
    def free(self) -> bool:
        """Whether it may be run and chosen: neither halted nor quarantined."""
        return self.halted is None and self.quarantined is None


@dataclass(frozen=True)
class Expansion:
    """One attempt to make a child."""

    child: str
    """The id the child has or would have had."""
    parent: str
    attempt: int
    started: float
    outcome: Outcome | None = None
    """``None`` while it runs."""
    reason: str = ""
    ended: float | None = None
    calls: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    transcript: str = ""
    """Path below the run folder."""


@dataclass(frozen=True)
class Evaluation:
    """One variant on one task, once."""

    variant: str
    task: str
    split: str
    """"train", "select" or "holdout"."""
    trial: int
    attempt: int
    started: float
    outcome: Outcome | None = None
    """``None`` while it runs; only DONE counts in a score."""
    reward: float | None = None
    """In [0, 1]; set exactly when the outcome is DONE."""
    exit_status: str = ""
    """What the agent said of its end: submitted, step_limit, ...; "timeout", "out_of_memory"
    where the host ended it. Untrusted where the agent said it."""
    reason: str = ""
    ended: float | None = None
    agent_seconds: float = 0.0
    grade_seconds: float = 0.0
    calls: int = 0
    tokens: int = 0
    cost_usd: float = 0.0
    transcript: str = ""
    violations: tuple[str, ...] = ()
    """What was seen that could have been meant to raise the reward, each ``name: detail``."""
    reused: str = ""
    """Where the result comes from if it was not measured here: ``RUN:VARIANT/TASK.TRIAL``."""
    rewards: tuple[float, ...] = ()
    """The reward after each attempt, the last one being ``reward``, where the task allows several;
    else empty."""

    def reward_within(self, attempts: int) -> float | None:
        """Return the reward after at most so many attempts; pass@k is its mean over tasks."""
        return self.rewards[:attempts][-1] if self.rewards else self.reward


@dataclass(frozen=True)
class Event:
    """One line of the ledger, never changed once written."""

    seq: int
    """Grows by one with each event; the place to go on reading from."""
    at: float
    """Unix seconds when it was written."""
    kind: str
    variant: str | None
    """The variant (or the child to be) it is about, if it is about one."""
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Commit:
    """Where a variant is kept in git: both are hexadecimal object names."""

    commit: str
    tree: str


def check_variant_id(name: str) -> str:
    """Return ``name`` if it is a variant id: ``v`` and at least four digits.

    Raises:
        UsageError: It is not.
    """
    if re.fullmatch(r"v[0-9]{4,12}", name) is None:
        raise UsageError(
            f"{safe(name, limit=40)!r} is not a variant id", "ids look like v0000, v0012"
        )
    return name


def by_age(name: str) -> tuple[int, str]:
    """Sort key that puts variant ids in the order they were given, v9999 before v10000."""
    return len(name), name
