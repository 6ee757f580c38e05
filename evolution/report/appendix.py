"""The rows of the ledger that a report's figures rest on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from archive.records import Event
from evolution.report.document import Cell, Line, Section, Table, Told
from evolution.report.links import Links

SAID = "summary"
"""What a model said of its change: it stays in the ledger."""
HEAD = ("row", "time (UTC)", "kind", "variant", "what was recorded")


def ledger_rows(events: Mapping[int, Event], links: Links) -> Section:
    """Return the appendix; to be made last, when everything that leads to it is known."""
    seqs = [seq for seq in links.rows if seq in events]
    words = "Every figure above leads here: to one row, or to the list of those it rests on."
    table = Table(
        HEAD,
        tuple(_row(events[seq]) for seq in seqs),
        names=tuple(links.row(seq) for seq in seqs),
    )
    return Section("Rows of the ledger", (Line((words,)), table))


def _row(event: Event) -> tuple[Cell, ...]:
    at = datetime.fromtimestamp(event.at, UTC).strftime("%Y-%m-%d %H:%M:%S")
    data = {key: value for key, value in event.data.items() if value not in ("", None, [])}
    data.pop(SAID, None)
    told = Told(json.dumps(data, ensure_ascii=False))
    return str(event.seq), at, event.kind, event.variant or "", told
