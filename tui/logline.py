"""The ledger's events as lines for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from archive.records import Event
from tui.details import LogLine

_SAID = {
    "variant_added": ("summary",),
    "variant_halted": ("reason", "operator"),
    "variant_quarantined": ("reason", "operator"),
    "variant_released": ("reason", "operator"),
    "alert": ("level", "rule", "box", "line"),
    "pause": ("reason", "operator"),
    "expansion_started": ("parent",),
    "expansion_ended": ("outcome", "reason"),
    "evaluation_started": ("task", "split"),
    "evaluation_ended": ("task", "split", "outcome", "reward", "exit_status", "reason"),
}
"""What is told of each kind of event; of other kinds, everything."""


def log_line(event: Event) -> LogLine:
    """Return an event as a line; its text is as untrusted as the event's data."""
    return LogLine(event.at, event.kind, event.variant or "", _told(event.kind, event.data))


def _told(kind: str, data: Mapping[str, Any]) -> str:
    if kind in _SAID:
        return " · ".join(str(data[k]) for k in _SAID[kind] if data.get(k) not in (None, ""))
    return " · ".join(f"{k}={v}" for k, v in data.items() if v not in (None, ""))
