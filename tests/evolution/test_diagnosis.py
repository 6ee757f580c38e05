import json
from random import Random

import pytest

from archive.records import Evaluation, Expansion, Outcome, Variant
from evaluator.benchmarks import load_benchmark
from evolution import diagnosis
from evolution.cognition import load_advice
from evolution.flight import Flight
from evolution.run import RunFolder
from evolution.scheduler import Situation
from evolution.standing import Standing
from evolution.transcripts import EMPTY, read_digest
from evolution.workers import Workers
from tests.evolution.tiny import HIDDEN, tiny_config, write_benchmark

HEADINGS = [
    "# Improve your own source",
    "## Where you fail",
    "## What was tried before",
    "## Advice",
    "## Rules",
]


def transcript(path, *outputs):
    calls = [{"tool_call_id": "1", "function_name": "bash", "arguments": {"command": "pytest"}}]
    steps = [{"source": "user", "message": "the task"}]
    for output in outputs:
        observation = {"results": [{"source_call_id": "1", "content": output}]}
        steps.append(
            {"source": "agent", "message": "", "tool_calls": calls, "observation": observation}
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"steps": steps}))


def evaluation(task, split, reward, transcript, status="step_limit"):
    return Evaluation(
        "v0000", task, split, 0, 1, 0.0, Outcome.DONE, reward, status, transcript=transcript
    )


@pytest.fixture
def told(tmp_path):
    """The instruction made from a run in which train, select and holdout all failed."""
    benchmark = load_benchmark(str(write_benchmark(tmp_path / "benchmark")))
    folder = RunFolder(tmp_path / "run")
    rows = []
    for split, task in [("train", "wish"), ("select", "one"), ("holdout", "last")]:
        path = folder.transcript("v0000", task)
        transcript(path, f"{split} FAILED \x1b[31mred [output cut: 9 more]", f"{split} output OK")
        rows.append(evaluation(task, split, 0.0, folder.relative(path)))
    variants = [
        Variant("v0000", None, "c", "t", "seed", 0.0),
        Variant("v0001", "v0000", "c", "u", "more steps\x1b]0;x\x07", 0.0),
    ]
    expansions = [
        Expansion("v0001", "v0000", 1, 0.0, Outcome.DONE),
        Expansion("v0002", "v0000", 1, 0.0, Outcome.FAILED, "It does not compile."),
        Expansion("v0003", "v0000", 1, 0.0),
    ]
    rows.append(Evaluation("v0001", "wish", "train", 0, 1, 0.0, Outcome.DONE, 1.0, "submitted"))
    situation = Situation(variants, expansions, rows, 0.0, 0.0)
    workers = Workers(folder, tiny_config(tmp_path), None, benchmark, None, None)
    return workers.instruction(Expansion("v0004", "v0000", 1, 0.0), situation)


def test_it_has_its_headings_in_order(told):
    lines = told.splitlines()
    assert [line for line in lines if line in HEADINGS] == HEADINGS


def test_nothing_of_select_holdout_or_the_hidden_tests_is_told(told):
    for word in ["select", "holdout", HIDDEN, "select-words", "holdout-words", "test.sh"]:
        assert word not in told
    assert "train-words" in told


def test_it_counts_what_happened_on_train_alone(told):
    assert "- exit statuses over 1 train tasks: step_limit 1" in told
    assert "- tool outputs cut short: 1 of 2" in told
    assert "train output OK" in told


def test_it_tells_what_was_tried_and_what_came_of_it(told):
    assert "- v0001: more steps (1 train tasks won, 0 lost against you)" in told
    assert "- v0002: refused: It does not compile." in told
    assert "- v0003: being made now" in told


def test_nothing_in_it_can_drive_a_terminal(told):
    assert "\x1b" not in told


def test_it_stays_short_whatever_the_agent_printed(tmp_path):
    rows, digests = [], {}
    for number in range(9):
        path = tmp_path / f"{number}.json"
        transcript(path, *["x" * 100_000 + " FAILED"] * 9)
        rows.append(evaluation(f"t{number}", "train", 0.0, str(path)))
        digests[str(path)] = read_digest(path)
    evidence = diagnosis.evidence_of(rows, {row.task: "y" * 50_000 for row in rows}, digests)
    told = diagnosis.instruction(
        child="v0001",
        parent="v0000",
        workdir="/workspace",
        evidence=evidence,
        tried=["tried " + "z" * 300] * 50,
        advice=load_advice(),
        rng=Random(1),
    )
    assert len(told) < 14_000


def test_evidence_from_another_split_is_refused():
    with pytest.raises(ValueError, match="train"):
        diagnosis.TrainEvidence(evaluation("one", "select", 0.0, ""), "", EMPTY)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"steps": 3}', '{"steps": [1, {"tool_calls": 2}]}', "[" * 100_000]
)
def test_a_damaged_transcript_is_no_evidence_and_no_error(tmp_path, content):
    path = tmp_path / "t.json"
    path.write_text(content)
    assert read_digest(path).outputs == 0


def test_every_piece_of_advice_has_its_parts():
    advice = load_advice()
    assert len(advice) >= 8
    assert all(entry.title and entry.when and entry.advice for entry in advice)


def test_children_of_others_are_not_told(tmp_path):
    variants = [Variant("v0000", None, "c", "t", "seed", 0.0)]
    others = [Expansion("v0005", "v0003", 1, 0.0, Outcome.FAILED, "other")]
    assert diagnosis.attempts(Standing(variants, others, [], 3), "v0000", variants, others) == []
    assert Flight(others[0]).ended_by_halt_of == {"v0005", "v0003"}
