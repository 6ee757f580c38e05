"""Records to JSON and back: the only place that knows how the ledger spells them."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from archive.records import Evaluation, Event, Expansion, Outcome, Variant
from common.errors import UsageError

TEXT_LIMIT = 16_000
"""Characters kept of any one string; the ledger is for facts, files hold the rest."""

VARIANT_COLUMNS = tuple(f.name for f in fields(Variant))
EXPANSION_COLUMNS = tuple(f.name for f in fields(Expansion))
EVALUATION_COLUMNS = tuple(f.name for f in fields(Evaluation))
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}
_EXPANSION_OUTCOME = EXPANSION_COLUMNS.index("outcome")
_EVALUATION_OUTCOME = EVALUATION_COLUMNS.index("outcome")
_VIOLATIONS = EVALUATION_COLUMNS.index("violations")
_REWARDS = EVALUATION_COLUMNS.index("rewards")


def to_json(record: Variant | Expansion | Evaluation, leave_out: Iterable[str]) -> str:
    """Spell a record as JSON without the fields named in ``leave_out``.

    Raises:
        UsageError: A number in it is not finite.
    """
    left_out = set(leave_out)
    return encode(
        {f.name: getattr(record, f.name) for f in fields(record) if f.name not in left_out}
    )


def encode(data: Mapping[str, Any]) -> str:
    """Spell plain data as JSON that SQLite can read: no NUL, no half characters, no NaN.

    Raises:
        UsageError: It holds something that is not text, a finite number, a list or a mapping.
    """
    return json.dumps(_plain(data), ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        cut = value if len(value) <= TEXT_LIMIT else value[:TEXT_LIMIT] + "…"
        return cut.replace("\0", "\ufffd").encode("utf-8", "replace").decode()
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, Mapping):
        return {_plain(str(k)): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    raise UsageError(f"the ledger cannot hold {value!r:.80}")


def columns(names: Iterable[str]) -> str:
    """Return the names as a list for SELECT."""
    return ", ".join(f'"{name}"' for name in names)


def to_expansion(row: tuple[Any, ...]) -> Expansion:
    """Make an expansion of a row of the view, selected with EXPANSION_COLUMNS."""
    outcome = row[_EXPANSION_OUTCOME]
    if outcome is None:
        return Expansion(*row[:_EXPANSION_OUTCOME])
    at = _EXPANSION_OUTCOME
    values: tuple[Any, ...] = (*row[:at], _OUTCOMES[outcome], *row[at + 1 :])
    return Expansion(*values)


def to_evaluation(row: tuple[Any, ...]) -> Evaluation:
    """Make an evaluation of a row of the view, selected with EVALUATION_COLUMNS."""
    outcome = row[_EVALUATION_OUTCOME]
    if outcome is None:
        return Evaluation(*row[:_EVALUATION_OUTCOME])
    values = list(row)
    values[_EVALUATION_OUTCOME] = _OUTCOMES[outcome]
    values[_VIOLATIONS] = tuple(json.loads(row[_VIOLATIONS] or "[]"))
    values[_REWARDS] = tuple(json.loads(row[_REWARDS] or "[]"))
    return Evaluation(*values)


def to_event(row: tuple[int, float, str, str | None, str]) -> Event:
    """Make an event of a row of the table."""
    return Event(row[0], row[1], row[2], row[3], json.loads(row[4]))
