"""What the overseer says: one line for the operator."""

from __future__ import annotations

from dataclasses import dataclass

from evolution.overseer.config import OverseerConfig, Rule


@dataclass(frozen=True)
class Alert:
    """A rule that fired."""

    rule: str
    level: str
    """"advice", "warn", "quarantine" or "halt"."""
    line: str
    """What was seen, for a person; parts of it may be a variant's own words."""


@dataclass(frozen=True)
class Reading:
    """One rule's value at one moment."""

    rule: str
    value: float
    line: str
    """What to say if the value is too much."""


def judged(config: OverseerConfig, reading: Reading) -> Alert | None:
    """Return the alert of a reading; ``None`` while it is below its threshold."""
    rule: Rule = getattr(config, reading.rule)
    if rule.action == "off" or reading.value < rule.at:
        return None
    return Alert(reading.rule, rule.action, reading.line)
