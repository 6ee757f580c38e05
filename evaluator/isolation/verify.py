"""The host's side of isolated grading: the job for the judge, and what its verdict is worth."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from common.files import FileTree
from evaluator.api import Task
from evaluator.isolation import survey
from evaluator.isolation.text import box_text
from evaluator.verifier import Verdict
from evaluator.violations import violation


@dataclass(frozen=True)
class Job:
    """What is sent into the grading box."""

    nonce: str
    expected: tuple[str, ...]
    """Ids of the tests that must run and pass."""
    stdin: bytes


def make_job(task: Task, files: FileTree) -> Job:
    """Return the job of judging ``files`` by the hidden tests of an isolated task."""
    source = task.tests[task.hidden_tests].data.decode("utf-8")
    nonce = secrets.token_hex(16)
    job = {
        "nonce": nonce,
        "tests": source,
        "worker": box_text("wire", "worker"),
        "folder": task.workdir,
        "modules": survey.modules(files),
        "operators": survey.operators(task.files),
    }
    return Job(nonce, survey.expected_tests(source), json.dumps(job).encode())


def command() -> list[str]:
    """Return the command that runs the judge; it reads its job from stdin."""
    return ["python3", "-I", "-S", "-c", box_text("wire", "remote", "ending", "claims", "judge")]


def read_verdict(stdout: bytes, job: Job) -> Verdict:
    """Return the reward: 1 if the expected tests, all of them and no others, ran and passed."""
    output, found, line = stdout.rpartition(f"\n{job.nonce} ".encode())
    try:
        text = line.decode("ascii").strip()
        told = json.loads(text.removesuffix(".")) if found and text.endswith(".") else None
    except ValueError:
        told = None
    if told is None:
        ended = (violation("verifier_ended"),)
        return Verdict(stdout, 0.0, "the verifier was ended before it was done", ended)
    return _weigh(told, job, output)


def _weigh(told: Mapping[str, Any], job: Job, output: bytes) -> Verdict:
    outcomes: dict[str, str] = told["ids"]
    expected = set(job.expected)
    seen = [violation(name, detail) for name, detail in told["violations"].items()]
    if missing := sorted(expected - set(outcomes)):
        seen.append(violation("tests_missing", ", ".join(missing)))
    if extra := sorted(set(outcomes) - expected):
        seen.append(violation("tests_extra", ", ".join(extra)))
    passed = all(outcomes.get(name) == "ok" for name in expected)
    reward = float(bool(expected) and passed and not extra and not told["broken"])
    return Verdict(output + told["told"].encode(), reward, "", tuple(seen))
