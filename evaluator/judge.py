"""Who judges a task in its grading box: its script, isolated tests, or a benchmark's adapter."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import cast

from common.files import FileTree
from evaluator.api import Task
from evaluator.isolation import verify as isolation
from evaluator.verifier import Verdict, command, read_verdict


@dataclass(frozen=True)
class Judge:
    """What one judgement takes: files for the box, a command in it, and a reader of its output."""

    tests: FileTree
    """What is put at /tests."""
    command: list[str]
    stdin: bytes
    read: Callable[[bytes], Verdict]
    """From the command's stdout, which may be hostile, to the verdict."""
    output_limit: int = 1 << 18
    """Bytes of stdout that are kept, its head and its tail."""
    questions: tuple[str, ...] = ()
    """The files of ``tests`` that say what is expected of code which shares a process with who
    asks; see ``evaluator.control``."""


def judge_of(task: Task, files: FileTree) -> Judge:
    """Return who judges ``files``, the task's with an agent's change."""
    if task.judge:
        module, _, function = task.judge.partition(":")
        make = cast("Callable[[Task, FileTree], Judge]", getattr(import_module(module), function))
        return make(task, files)
    if task.hidden_tests:
        job = isolation.make_job(task, files)
        read = partial(isolation.read_verdict, job=job)
        return Judge({}, isolation.command(), job.stdin, read)
    nonce = secrets.token_hex(16)
    questions = tuple(path for path in sorted(task.tests) if path.endswith(".py"))
    read = partial(read_verdict, nonce=nonce)
    return Judge(task.tests, command(), nonce.encode() + b"\n", read, questions=questions)
