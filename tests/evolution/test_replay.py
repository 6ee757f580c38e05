"""A recorded run repeated without a model: the same trees and the same rewards."""

from __future__ import annotations

import json

import pytest

from archive.ledger import Ledger
from evolution.launch import drive, make_run
from evolution.signals import Stop
from gateway.api import DivergenceError
from tests.evolution.tiny import EDIT, TinyModel, tiny_config, write_benchmark

pytestmark = pytest.mark.docker


def outcome_of(folder):
    """What came of a run: sources, rewards, usage, in the order they came."""
    with Ledger(folder.ledger, readonly=True) as ledger:
        return (
            [(v.id, v.parent, v.tree, v.summary) for v in ledger.variants()],
            [(e.child, e.parent, e.outcome, e.calls, e.tokens) for e in ledger.expansions()],
            [(e.variant, e.task, e.reward, e.calls, e.tokens) for e in ledger.evaluations()],
        )


def answers_of(folder):
    """Everything the model said in a run, byte for byte."""
    said = {}
    for path in sorted((folder.path / "transcripts").rglob("*.jsonl")):
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        calls = [line for line in lines if line["type"] == "call"]
        said[f"{path.parent.name}/{path.name}"] = [(c["reply"], c["usage"]) for c in calls]
    return said


def test_a_recorded_run_repeats_without_its_model(tmp_path, sandbox):
    benchmark = write_benchmark(tmp_path / "benchmark")
    config = tiny_config(benchmark, workers=1, max_variants=2)
    first = make_run(tmp_path / "runs", "first", config)
    edit = f"{EDIT}; date +%s.%N; mktemp"
    drive(first, Stop(), model=TinyModel(edit=edit, before="date +%s.%N"))
    settings = config.model_copy(update={"model": f"replay:{first.path}"})
    again = make_run(tmp_path / "runs", "again", settings)
    drive(again, Stop())
    assert len(outcome_of(first)[0]) == 2
    assert outcome_of(again) == outcome_of(first)
    assert answers_of(again) == answers_of(first)

    other = make_run(tmp_path / "runs", "other", settings.model_copy(update={"seed": 1}))
    with pytest.raises(DivergenceError, match="diverges from its recording"):
        drive(other, Stop())
