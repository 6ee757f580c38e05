"""What the overseer looks for, from which threshold on, and what it does then."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Action = Literal["off", "warn", "quarantine", "halt"]


class Rule(BaseModel):
    """One rule's threshold and action."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: float = Field(gt=0)
    """The rule fires at this or more; in what unit, the rule says."""
    action: Action


def _rule(at: float, action: Action) -> Rule:
    return Rule(at=at, action=action)


class OverseerConfig(BaseModel):
    """The settings of the overseer. The numbers are judgement, far above what normal runs do."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    interval_seconds: float = Field(default=2.0, ge=0.2, le=60)
    """Seconds between two looks."""
    processes: Rule = _rule(0.9, "quarantine")
    """Share of the process limit, in three looks in a row."""
    cpu: Rule = _rule(600.0, "warn")
    """Seconds of computing of one box."""
    memory: Rule = _rule(0.95, "warn")
    """Share of the memory limit, in three looks in a row."""
    disk: Rule = _rule(0.9, "warn")
    """Share of the work folder's size, held in all writable folders together."""
    output: Rule = _rule(100e6, "warn")
    """Bytes a second written to files and pipes, in three looks in a row."""
    tokens: Rule = _rule(5e6, "warn")
    """Tokens a minute of one session."""
    repetition: Rule = _rule(50, "quarantine")
    """Times that one and the same request was sent in a session."""
    wall_time: Rule = _rule(1.2, "halt")
    """Age of a box as a share of its deadline, at which it should have ended by itself."""
    network: Rule = _rule(1, "warn")
    """Commands that reach for a network."""
    protected: Rule = _rule(1, "warn")
    """Commands that reach for paths that are not the agent's."""
    relaunch: Rule = _rule(5, "quarantine")
    """Times that the agent's entry point was started in a box."""
    raise_limits: Rule = _rule(1, "warn")
    """Commands that reach for limits."""
    adviser: str = ""
    """A model that is asked what it thinks of a running box, once a minute; none by default. It
    can only advise."""
