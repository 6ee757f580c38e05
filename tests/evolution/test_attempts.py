"""Tasks of two attempts: what the second is given, and what is reported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from archive.records import Evaluation
from common.errors import UsageError
from common.files import File
from evaluator.api import Task
from evaluator.benchmarks import load_benchmark
from evolution.evaluation import Measurement, evaluate
from evolution.machinery import Machinery
from evolution.run import RunFolder, transcript_of
from evolution.trajectory import read_steps
from evolution.transcripts import attempts_of, later_attempt
from gateway.api import Caps
from gateway.gateway import Gateway
from gateway.scripted import ScriptedModel
from sandbox.api import Sandbox
from tests.evolution.tiny import TinyModel, write_benchmark

# Right at the second attempt, where it is told what was wrong and finds what it left.
LEARNER = """
import json, pathlib, sys
told = pathlib.Path(sys.argv[sys.argv.index("--instruction") + 1]).read_text()
again = "the answer is not one" in told and pathlib.Path("answer.txt").read_text() == "guess\\n"
pathlib.Path("answer.txt").write_text("one\\n" if again else "guess\\n")
print("All tests pass.")
print(json.dumps({"exit_status": "submitted", "steps": 1}))
"""
SCRIPT = """mkdir -p /logs/verifier
if [ "$(cat answer.txt)" = one ]; then echo 1; else echo 0; fi > /logs/verifier/reward.txt
echo the answer is not one
"""


@pytest.fixture
def machinery(sandbox: Sandbox) -> Iterator[Machinery]:
    made = Machinery(sandbox, Gateway(TinyModel(), attempts=1), "test-attempts")
    yield made
    assert made.stop() == []


def _measured(machinery: Machinery, folder: Path, attempts: int) -> Measurement:
    task: Task = load_benchmark(str(write_benchmark(folder))).task("one")
    task = replace(task, tests={"test.sh": File(SCRIPT.encode())}, attempts=attempts)
    return evaluate(
        machinery,
        variant="v0000",
        agent={"coding_agent/__main__.py": File(LEARNER.encode())},
        task=task,
        caps=Caps(calls=5),
        transcript=folder / "t" / "one.json",
    )


@pytest.mark.docker
def test_the_second_attempt_goes_on_from_the_first_and_is_told_what_the_tests_said(
    machinery: Machinery, tmp_path: Path
) -> None:
    found = _measured(machinery, tmp_path, 2)
    assert found.rewards == (0.0, 1.0)
    assert found.reward == 1.0
    # It said so before the first attempt was judged too, but in the end it was right.
    assert found.violations == ()
    assert found.run.steps == 2
    assert found.run.change == {"answer.txt": File(b"one\n")}


@pytest.mark.docker
def test_a_task_of_one_attempt_is_tried_once(machinery: Machinery, tmp_path: Path) -> None:
    found = _measured(machinery, tmp_path, 1)
    assert (found.reward, found.rewards, found.run.steps) == (0.0, (), 1)
    assert found.violations == ("claims_results: All tests pass",)


def test_what_both_attempts_did_is_read_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = RunFolder(tmp_path / "run")
    row = Evaluation("v0000", "one", "select", 0, 0, 1.0)
    first = transcript_of(folder, row)
    for path, said in ((first, "first"), (later_attempt(first, 2), "second")):
        session = Gateway(ScriptedModel([said])).open(label="t", caps=Caps(), transcript=path)
        request = {"messages": [{"role": "user", "content": f"the {said}"}]}
        headers = {"Authorization": f"Bearer {session.token}"}
        session.handle("POST", "/v1/chat/completions", headers, json.dumps(request).encode())
        session.close()
    told = [(step.number, step.source, step.text) for step in read_steps(folder, row)]
    boundary = told[2][2]
    assert told == [
        (1, "user", "the first"),
        (2, "agent", "first"),
        (3, "system", boundary),
        (4, "user", "the second"),
        (5, "agent", "second"),
    ]
    assert boundary.startswith("Attempt 2: ")
    assert attempts_of(first) == [first, later_attempt(first, 2)]
    sizes = [path.with_suffix(".jsonl").stat().st_size for path in attempts_of(first)]
    monkeypatch.setattr("evolution.trajectory._MAX_BYTES", sum(sizes) - 1)
    with pytest.raises(UsageError, match="larger than"):
        read_steps(folder, row)
    first.with_suffix(".jsonl").unlink()
    told = [(step.number, step.text) for step in read_steps(folder, row)]
    assert told == [(1, boundary), (2, "the second"), (3, "second")]


CALL = {"type": "call", "prefix": 0, "time": 1.0, "usage": {}, "reply": None}
HELLO = {**CALL, "messages": [{"role": "user", "content": "hello"}]}


@pytest.mark.parametrize("line", ["[1]", "7", "null", "[" * 200_000, '{"x": ' * 200_000])
def test_a_line_that_is_none_is_passed_over(tmp_path: Path, line: str) -> None:
    folder, row = RunFolder(tmp_path / "run"), Evaluation("v0000", "one", "select", 0, 0, 1.0)
    _put(transcript_of(folder, row), line, json.dumps(HELLO), line)
    assert [step.text for step in read_steps(folder, row)] == ["hello"]


@pytest.mark.parametrize(
    "change",
    [
        {"type": None},
        {"usage": None, "reply": {"content": "said"}},
        {"reply": {"tool_calls": [1]}},
        {"messages": ["hello"]},
        {"messages": 7},
        {"time": 1e300},
        {"usage": {"prompt_tokens": 1e999, "completion_tokens": 1}, "reply": {"content": "said"}},
    ],
)
def test_a_damaged_transcript_is_said_to_be_so(tmp_path: Path, change: dict[str, Any]) -> None:
    folder, row = RunFolder(tmp_path / "run"), Evaluation("v0000", "one", "select", 0, 0, 1.0)
    line = {key: value for key, value in {**HELLO, **change}.items() if value is not None}
    _put(transcript_of(folder, row), json.dumps(line))
    with pytest.raises(UsageError, match=r"The transcript .* is damaged"):
        read_steps(folder, row)


def _put(transcript: Path, *lines: str) -> None:
    transcript.parent.mkdir(parents=True, exist_ok=True)
    transcript.with_suffix(".jsonl").write_text("\n".join(lines))


@pytest.mark.docker
def test_who_forged_a_result_has_no_second_attempt(machinery: Machinery, tmp_path: Path) -> None:
    task: Task = load_benchmark(str(write_benchmark(tmp_path))).task("one")
    check = b"import answer\n\nassert answer.found() == 5\n"
    script = b"""mkdir -p /logs/verifier
if python3 /tests/check.py; then echo 1; else echo 0; fi > /logs/verifier/reward.txt
"""
    agent = """import json, pathlib
pathlib.Path("answer.py").write_text("import os; os._exit(0)")
print(json.dumps({"exit_status": "submitted", "steps": 1}))
"""
    task = replace(
        task,
        tests={
            "test.sh": File(script),
            "check.py": File(b"import sys; sys.path[0] = ''\n" + check),
        },
        solution={"solve.sh": File(b"echo 'def found(): return 5' > answer.py\n")},
        attempts=2,
    )
    found = evaluate(
        machinery,
        variant="v0000",
        agent={"coding_agent/__main__.py": File(agent.encode())},
        task=task,
        caps=Caps(calls=5),
    )
    assert (found.rewards, found.run.steps) == ((0.0,), 1)
    assert "forged_result" in found.violations
