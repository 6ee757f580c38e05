"""Hostile agents on a task, through the same path as every evaluation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from common.files import File
from common.text import safe
from evaluator.api import Task
from evolution.evaluation import Measurement, evaluate
from evolution.machinery import Machinery
from gateway.api import Caps
from tests.attacks.attack import BREAKING, Attack, Report
from tests.attacks.conftest import CANARY
from tests.attacks.gaps import GAPS, Setting, fall_through
from tests.attacks.variants import ATTACKS, RUNAWAYS
from tests.evaluator.isolated import isolated_task

pytestmark = [pytest.mark.docker, pytest.mark.alone]


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return isolated_task(tmp_path / "sums")


def _told(result: Measurement, transcript: Path) -> str:
    """Return all that an operator is shown of an evaluation, on one line."""
    run = result.run
    recorded = transcript.read_text() if transcript.exists() else ""
    parts = [
        f"{run.exit_status} {result.reward:g}",
        run.reason,
        run.message,
        *result.violations,
        result.detail.splitlines()[-1] if result.detail else "",
        *(f"recorded: {word}" for word in ("marker", "web_search_options") if word in recorded),
    ]
    joined = " · ".join(part for part in parts if part)
    return joined + (" · harmless" if safe(joined, limit=10_000) == joined else "")


def _evaluated(at: Setting, attack: Attack, factor: float) -> Measurement:
    return evaluate(
        at.machinery,
        variant="v0666",
        agent={"coding_agent/__main__.py": File(attack.script.encode())},
        task=at.task,
        caps=at.caps,
        time_factor=factor,
        transcript=at.transcript,
    )


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_no_hostile_agent_gets_anything(
    machinery: Machinery,
    report: Report,
    task: Task,
    tmp_path: Path,
    attack: Attack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    transcript, factor = tmp_path / "record.jsonl", 0.1 if attack in RUNAWAYS else 1.0
    at = Setting(monkeypatch, machinery, task, tmp_path, Caps(calls=5), transcript)
    limit = 20 * factor + 5
    if BREAKING:
        gap = GAPS[attack.name]
        gap.open(at)
        told = fall_through(gap, lambda: _gains(at, attack, factor, limit))
        machinery.stop()
        report.through(attack, told)
        return
    result = _evaluated(at, attack, factor)
    told = _told(result, transcript)
    assert result.reward == 0.0, told
    assert re.search(attack.shows, told), told
    assert "BREACH" not in told
    assert CANARY not in told
    assert CANARY not in "".join(p.read_text() for p in tmp_path.glob("record*"))
    assert result.run.seconds < limit + 10
    report.held(attack, told)


def _gains(at: Setting, attack: Attack, factor: float, limit: float) -> str:
    """Return what an attack gets where its defence is missing."""
    result = _evaluated(at, attack, factor)
    told = _told(result, at.folder / "record.jsonl")
    told += " · ran on" if result.run.seconds > limit + 3 else ""
    told += " · more steps than the ledger can hold" if result.run.steps >= 1 << 63 else ""
    return told + f" · asked {result.run.usage.calls} times"
