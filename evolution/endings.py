"""How a piece of work ended, as the record the ledger keeps."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from archive.records import Evaluation, Expansion, Outcome
from common.errors import ArboretumError
from common.text import safe
from evolution.evaluation import Measurement
from evolution.expansion import Expanded
from evolution.results import Known
from gateway.api import Usage

Row = TypeVar("Row", Evaluation, Expansion)


def measured(row: Evaluation, result: Measurement, transcript: str, now: float) -> Evaluation:
    """Return the ending of an evaluation that gave a reward."""
    run = result.run
    return replace(
        row,
        outcome=Outcome.DONE,
        reward=result.reward,
        exit_status=run.exit_status,
        reason=run.reason,
        ended=now,
        agent_seconds=run.seconds,
        grade_seconds=result.grade_seconds,
        calls=run.usage.calls,
        tokens=run.usage.tokens,
        cost_usd=run.usage.cost_usd,
        transcript=transcript,
        violations=result.violations,
        rewards=result.rewards,
    )


def reused(row: Evaluation, known: Known, transcript: str, now: float) -> Evaluation:
    """Return the ending of an evaluation whose result was known: it cost nothing."""
    return replace(
        row,
        outcome=Outcome.DONE,
        reward=known.row.reward,
        exit_status=known.row.exit_status,
        reason=known.row.reason,
        ended=now,
        transcript=transcript,
        violations=known.row.violations,
        reused=known.source,
        rewards=known.row.rewards,
    )


def expanded(row: Expansion, result: Expanded, transcript: str, now: float) -> Expansion:
    """Return the ending of an expansion whose agent ran: DONE, or FAILED with the reason."""
    usage = result.run.usage
    return replace(
        row,
        outcome=Outcome.FAILED if result.refused else Outcome.DONE,
        reason=result.refused,
        ended=now,
        calls=usage.calls,
        tokens=usage.tokens,
        cost_usd=usage.cost_usd,
        transcript=transcript,
    )


def cut_off(row: Row, outcome: Outcome, reason: str, usage: Usage, now: float) -> Row:
    """Return the ending of work that gave no result: an error, a halt, an interruption."""
    return replace(
        row,
        outcome=outcome,
        reason=reason,
        ended=now,
        calls=usage.calls,
        tokens=usage.tokens,
        cost_usd=usage.cost_usd,
    )


def told(error: BaseException) -> str:
    """Return one sentence on an error, for the ledger."""
    if isinstance(error, ArboretumError):
        return safe(error.message, limit=300)
    return safe(f"unexpected {type(error).__name__}: {error}", limit=300)
