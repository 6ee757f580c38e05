"""Conditions on the nodes of the family tree, as values and as SQL of our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

STATES = (
    "making",
    "evaluating",
    "waiting",
    "measured",
    "halted",
    "quarantined",
    "failed",
    "fault",
    "interrupted",
)
"""What a node can be doing."""
LIVING = frozenset({"making", "evaluating", "waiting", "measured", "quarantined"})
"""The states that a halt can still end."""


def _mean(split: str) -> str:
    """Return the posterior mean under the uniform prior (Laplace's rule of succession)."""
    return f"CASE WHEN {split}_n > 0 THEN (1 + {split}_sum) / (2 + {split}_n) END"


NUMBERS: Mapping[str, str] = {
    "score": _mean("select"),
    "train": _mean("train"),
    "holdout": _mean("holdout"),
    "cost": "cost_usd",
    "evals": "done",
    "children": "children",
    "faults": "faults",
    "tokens": "tokens",
    "violations": "violations",
}
"""Fields that are numbers, as SQL. A comparison with what is not measured never holds."""
WORDS = ("state", "parent", "clade", "bench", "task", "text")
"""Fields that are words."""
ORDERS: Mapping[str, str] = {
    "age": "born",
    "newest": "born DESC",
    "score": f"{NUMBERS['score']} DESC NULLS LAST, born",
    "cost": "cost_usd DESC, born",
}
"""Each order by its name."""
_TASKS = (
    "EXISTS (SELECT 1 FROM events WHERE events.kind = 'evaluation_started'"
    " AND events.variant = nodes.id AND json_extract(events.data, '$.task') >= ?"
    " AND json_extract(events.data, '$.task') < ?)"
)
"""A range, so that the index on starts answers it alone."""


@dataclass(frozen=True)
class Condition:
    """One test that a node meets or not."""

    field: str
    """A key of :data:`NUMBERS`, or one of :data:`WORDS`."""
    op: str
    """``<``, ``<=``, ``=``, ``>=`` or ``>``; words take ``=`` alone."""
    value: str | float
    negated: bool = False


def state_sql(alive: bool) -> str:
    """Return SQL for a node's state; ``alive`` says whether an engine works on the run."""
    evaluating = "WHEN running > 0 THEN 'evaluating'" if alive else ""
    unfinished = "making" if alive else "interrupted"
    return (
        "CASE WHEN halted IS NOT NULL THEN 'halted'"
        " WHEN quarantined IS NOT NULL THEN 'quarantined'"
        f" WHEN \"commit\" <> '' THEN CASE {evaluating}"
        " WHEN select_n > 0 THEN 'measured' ELSE 'waiting' END"
        " WHEN outcome = 'failed' THEN 'failed' WHEN outcome = 'error' THEN 'fault'"
        " WHEN outcome = 'halted' THEN 'halted' WHEN outcome = 'interrupted' THEN 'interrupted'"
        f" ELSE '{unfinished}' END"
    )


def where(conditions: Sequence[Condition], alive: bool) -> tuple[str, tuple[Any, ...]]:
    """Return the SQL of conditions that must all hold, and its values."""
    tests, values = [], []
    for condition in conditions:
        test, given = _test(condition, alive)
        tests.append(f"NOT coalesce(({test}), 0)" if condition.negated else f"({test})")
        values += given
    return " AND ".join(tests) or "1", tuple(values)


def _test(condition: Condition, alive: bool) -> tuple[str, list[Any]]:
    if condition.field in NUMBERS:
        if condition.op not in {"<", "<=", "=", ">=", ">"}:
            raise ValueError(f"no comparison is written {condition.op!r}")
        return f"{NUMBERS[condition.field]} {condition.op} ?", [condition.value]
    return _word(condition.field, str(condition.value), alive)


def _word(field: str, value: str, alive: bool) -> tuple[str, list[Any]]:
    if field == "state":
        wanted = {"alive": sorted(LIVING), "dead": [s for s in STATES if s not in LIVING]}
        words = wanted.get(value, [value])
        return f"{state_sql(alive)} IN ({', '.join('?' * len(words))})", list(words)
    if field == "parent":
        return "parent = ?", [value]
    if field == "clade":
        return (
            "id IN (WITH RECURSIVE clade(id) AS (SELECT ? UNION SELECT n.id FROM nodes AS n"
            " JOIN clade ON n.parent = clade.id) SELECT id FROM clade)",
            [value],
        )
    if field in {"bench", "task"}:
        return _TASKS, [value, value + "\U0010ffff"]
    if field == "text":
        told = "id || ' ' || summary || ' ' || reason || ' ' || coalesce(halted, '')"
        told += " || ' ' || coalesce(quarantined, '')"
        return f"({told}) LIKE ? ESCAPE '\\'", [f"%{_escaped(value)}%"]
    raise ValueError(f"no field is named {field!r}")


def _escaped(text: str) -> str:
    return "".join(f"\\{c}" if c in "%_\\" else c for c in text)
