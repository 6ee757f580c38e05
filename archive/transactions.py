"""What the ledger does inside one transaction; the caller begins and ends it."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TypeVar

from archive import rows
from archive.database import HaltedError
from archive.records import Evaluation, Expansion, Outcome, Variant, check_variant_id
from common.errors import UsageError
from common.text import safe

Row = TypeVar("Row", Expansion, Evaluation)
Used = Callable[[Expansion | Evaluation], tuple[int, int, float]]
"""Tells the calls, tokens and dollars that a piece of work has used."""
_QUARANTINE = (
    "(SELECT CASE kind WHEN 'variant_quarantined' THEN json_extract(data, '$.reason') END"
    " FROM events WHERE events.variant = {variant}"
    " AND kind IN ('variant_quarantined', 'variant_released') ORDER BY seq DESC LIMIT 1)"
)
"""Why a variant is quarantined, or NULL: what was last said of it counts."""
_REWARDS = "(SELECT json_extract(data, '$.rewards') FROM events AS e WHERE e.seq = evaluations.seq)"
"""The view has no such column, so that ledgers from before there were attempts are read too."""
COMMON = frozenset(
    {
        "variant_added",
        "expansion_started",
        "expansion_ended",
        "evaluation_started",
        "evaluation_ended",
    }
)
"""The kinds of events of which there are many."""
RARE = (
    "kind NOT IN ('variant_added', 'expansion_started', 'expansion_ended',"
    " 'evaluation_started', 'evaluation_ended')"
)
"""Spelled as in the schema, or SQLite does not see that its index fits."""


def append(tx: sqlite3.Connection, kind: str, variant: str | None, data: str) -> int:
    """Write one event and return its number."""
    cursor = tx.execute(
        "INSERT INTO events (at, kind, variant, data) VALUES (?, ?, ?, ?)",
        (time.time(), kind, variant, data),
    )
    return int(cursor.lastrowid or 0)


def exists(tx: sqlite3.Connection, kind: str, variant: str) -> bool:
    """Tell whether there is an event of this kind about this variant."""
    # The kinds are spelled out so that SQLite can use the partial indices.
    query = {
        "variant_added": "SELECT 1 FROM events WHERE kind = 'variant_added' AND variant = ?",
        "variant_halted": "SELECT 1 FROM events WHERE kind = 'variant_halted' AND variant = ?",
    }[kind]
    return tx.execute(query, (variant,)).fetchone() is not None


def is_noted(tx: sqlite3.Connection, kind: str, order: str) -> bool:
    """Tell whether what came of an order is recorded."""
    query = "SELECT 1 FROM events WHERE kind = ? AND json_extract(data, '$.order') = ?"
    return tx.execute(query, (kind, order)).fetchone() is not None


def require(tx: sqlite3.Connection, variant: str) -> None:
    """Raise UsageError unless this variant is in the ledger."""
    if not exists(tx, "variant_added", variant):
        raise UsageError(
            f"there is no variant {safe(variant, limit=40)!r}", "`arboretum tree` lists them"
        )


def require_free(tx: sqlite3.Connection, *variants: str) -> None:
    """Raise HaltedError if one of these is halted or quarantined: nothing begins after that."""
    for variant in variants:
        if exists(tx, "variant_halted", variant):
            raise HaltedError(f"{safe(variant, limit=40)} was halted")
        if is_quarantined(tx, variant):
            raise HaltedError(f"{safe(variant, limit=40)} is quarantined")


def is_quarantined(tx: sqlite3.Connection, variant: str) -> bool:
    """Tell whether a variant was quarantined and not released since."""
    query = f"SELECT {_QUARANTINE.format(variant='?')}"
    return tx.execute(query, (variant,)).fetchone()[0] is not None


def expansion_attempts(tx: sqlite3.Connection, child: str) -> tuple[int, int]:
    """Return how many attempts to make this child have started, and how many have ended."""
    row = tx.execute(
        "SELECT (SELECT count(*) FROM events WHERE kind = 'expansion_started' AND variant = ?1),"
        " (SELECT count(*) FROM events WHERE kind = 'expansion_ended' AND variant = ?1)",
        (child,),
    ).fetchone()
    return row[0], row[1]


def evaluation_attempts(
    tx: sqlite3.Connection, variant: str, task: str, trial: int
) -> tuple[int, int, int]:
    """Return how many attempts at this trial have started, have ended, and gave a result."""
    trial_of = "variant = ?1 AND json_extract(data, '$.task') = ?2"
    trial_of += " AND json_extract(data, '$.trial') = ?3"
    ended = f"SELECT count(*) FROM events WHERE kind = 'evaluation_ended' AND {trial_of}"  # noqa: S608
    row = tx.execute(
        "SELECT (SELECT count(*) FROM events WHERE kind = 'evaluation_started'"  # noqa: S608
        f" AND {trial_of}), ({ended}), ({ended} AND json_extract(data, '$.outcome') = 'done')",
        (variant, task, trial),
    ).fetchone()
    return row[0], row[1], row[2]


def add_variant(tx: sqlite3.Connection, variant: Variant) -> None:
    """Record a variant; see :meth:`archive.ledger.Ledger.add_variant`."""
    check_variant_id(variant.id)
    if variant.parent is not None:
        require(tx, variant.parent)
    data = rows.to_json(variant, leave_out=("id", "halted", "quarantined"))
    append(tx, "variant_added", variant.id, data)


def end_expansion(tx: sqlite3.Connection, expansion: Expansion) -> None:
    """Record the end of an expansion; see :meth:`archive.ledger.Ledger.end_expansion`."""
    row = tx.execute(
        "SELECT json_extract(data, '$.parent') FROM events WHERE kind = 'expansion_started'"
        " AND variant = ? AND json_extract(data, '$.attempt') = ?",
        (expansion.child, expansion.attempt),
    ).fetchone()
    if row != (expansion.parent,):
        raise UsageError(f"this expansion to {safe(expansion.child, limit=40)} was never started")
    if expansion.ended is None:
        expansion = replace(expansion, ended=time.time())
    data = rows.to_json(expansion, leave_out=("child",))
    append(tx, "expansion_ended", expansion.child, data)


def end_evaluation(tx: sqlite3.Connection, evaluation: Evaluation) -> None:
    """Record the end of an evaluation; see :meth:`archive.ledger.Ledger.end_evaluation`."""
    what = f"the evaluation of {safe(evaluation.variant, limit=40)} on {safe(evaluation.task)}"
    if evaluation.outcome in {None, Outcome.FAILED}:
        raise UsageError(f"{what} has no outcome that can be recorded")
    if (evaluation.outcome is Outcome.DONE) != (evaluation.reward is not None):
        raise UsageError(f"{what} must have a reward exactly when it is done")
    if evaluation.reward is not None and not 0 <= evaluation.reward <= 1:
        raise UsageError(f"{what} has the reward {evaluation.reward}, which is not in [0, 1]")
    row = tx.execute(
        "SELECT json_extract(data, '$.split') FROM events WHERE kind = 'evaluation_started'"
        " AND variant = ? AND json_extract(data, '$.task') = ?"
        " AND json_extract(data, '$.trial') = ? AND json_extract(data, '$.attempt') = ?",
        (evaluation.variant, evaluation.task, evaluation.trial, evaluation.attempt),
    ).fetchone()
    if row != (evaluation.split,):
        raise UsageError(f"{what} was never started")
    if evaluation.ended is None:
        evaluation = replace(evaluation, ended=time.time())
    data = rows.to_json(evaluation, leave_out=("variant",))
    append(tx, "evaluation_ended", evaluation.variant, data)


def interrupt_running(tx: sqlite3.Connection, reason: str, used: Used) -> int:
    """End all that is running, and return how many there were; see Ledger.interrupt_running."""
    running_expansions = expansions(tx, "WHERE outcome IS NULL")
    running_evaluations = evaluations(tx, "WHERE outcome IS NULL")
    for expansion in running_expansions:
        outcome = _cut_off(tx, expansion.child, expansion.parent)
        end_expansion(tx, _ended(expansion, outcome, reason, used))
    for evaluation in running_evaluations:
        outcome = _cut_off(tx, evaluation.variant)
        end_evaluation(tx, _ended(evaluation, outcome, reason, used))
    return len(running_expansions) + len(running_evaluations)


def _ended(row: Row, outcome: Outcome, reason: str, used: Used) -> Row:
    calls, tokens, cost = used(row)
    return replace(row, outcome=outcome, reason=reason, calls=calls, tokens=tokens, cost_usd=cost)


def _cut_off(tx: sqlite3.Connection, *variants: str) -> Outcome:
    """Return what work on these variants ended as when nothing is left of it."""
    halted = any(exists(tx, "variant_halted", variant) for variant in variants)
    return Outcome.HALTED if halted else Outcome.INTERRUPTED


def variants(tx: sqlite3.Connection, where: str = "", values: Iterable[str] = ()) -> list[Variant]:
    """Return variants in the order they were admitted; ``where`` is SQL of our own."""
    names = rows.columns(name for name in rows.VARIANT_COLUMNS if name != "quarantined")
    quarantine = _QUARANTINE.format(variant="id")
    query = f"SELECT {names}, {quarantine} FROM variants {where} ORDER BY seq"  # noqa: S608
    return [Variant(*row) for row in tx.execute(query, tuple(values))]


def expansions(
    tx: sqlite3.Connection, where: str = "", values: Iterable[str] = ()
) -> list[Expansion]:
    """Return expansions in the order of what was last heard; ``where`` is SQL of our own."""
    names = rows.columns(rows.EXPANSION_COLUMNS)
    query = f"SELECT {names} FROM expansions {where} ORDER BY seq"  # noqa: S608
    return [rows.to_expansion(row) for row in tx.execute(query, tuple(values))]


def evaluations(
    tx: sqlite3.Connection, where: str = "", values: Iterable[str] = ()
) -> list[Evaluation]:
    """Return evaluations in the order of what was last heard; ``where`` is SQL of our own."""
    names = rows.columns(name for name in rows.EVALUATION_COLUMNS if name != "rewards")
    query = f"SELECT {names}, {_REWARDS} FROM evaluations {where} ORDER BY seq"  # noqa: S608
    return [rows.to_evaluation(row) for row in tx.execute(query, tuple(values))]
