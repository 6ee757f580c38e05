"""Grading: a change to a task's files, judged in a box of its own.

What this protects against. The box starts from the pristine task, so nothing the agent installed,
left running or wrote outside the work folder is there; it has no model and no network. The tests
come into it only now. The reward is read after the verifier ended and what it left running was
killed, from a regular file of bounded size, and printed after a random line that processes under
test cannot read (it comes by stdin into a process that cannot be traced). Output that claims a
result has no effect.

What it does not protect against. In this version the code under test runs as the same user as
``test.sh``. A change that aims at the verifier itself (a module that replaces the test runner when
it is imported, or writes ``/logs/verifier/reward.txt`` just before the verifier ends) can still
lie. A verifier that imports the code under test in a process of its own, and compares there what
comes back, is harder to fool than one that shares its interpreter.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import replace

from common.errors import BoxGoneError, TreeRejectedError
from common.files import Change, FileTree, apply_change, check_tree, placed
from common.text import safe
from evaluator.api import Grade, Task
from evaluator.verifier import SCRIPT, Verdict, read_verdict
from sandbox.api import Box, BoxSpec, Sandbox

DETAIL_CHARACTERS = 4000
"""Longest tail of the verifier's output that is kept."""

_ENVIRONMENT = {"HOME": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}  # noqa: S108


def grade(sandbox: Sandbox, task: Task, change: Change, *, run: str, variant: str) -> Grade:
    """Run a task's verifier on the pristine task with ``change`` applied, in a fresh box.

    A verifier that writes no reward, no number between 0 and 1, does not end in its time, or
    uses more memory than the box has, gives reward 0: the change made it so, because the oracle's
    passes. A change that breaks a rule of file trees gives 0 as well.

    Args:
        sandbox: Where the box is started.
        task: The task.
        change: What the agent did to the task's files, as data.
        run: Label of the box.
        variant: Label of the box.

    Returns:
        The reward, the seconds from before the box's start to its end, and the verifier's output.

    Raises:
        PrerequisiteError: There is no engine or no image.
        MachineryError: The box could not be started or used.
        BoxGoneError: It was killed from outside, by a halt for example.
    """
    began = time.monotonic()
    files = apply_change(task.files, change)
    try:
        check_tree(files)
        _check_room(files, task.limits.disk_mb)
    except TreeRejectedError as error:
        return Grade(0.0, 0.0, f"The change is refused: {safe(error.message)}.")
    box = sandbox.start(BoxSpec(run, variant, "grade", task.workdir, limits=task.limits))
    try:
        box.put(placed({task.workdir: files, "/tests": task.tests}), "/")
        verdict = _verify(box, task)
    finally:
        box.kill()
    return Grade(verdict.reward or 0.0, time.monotonic() - began, _detail(verdict))


def _check_room(files: FileTree, disk_mb: int) -> None:
    """Refuse what no box of the task could hold, before it looks like a fault of the engine.

    Sparse files let an agent leave more than its disk.
    """
    pages = sum(len(file.data) // 4096 + 1 for file in files.values())
    if pages * 4096 > disk_mb << 20:
        raise TreeRejectedError(f"the files do not fit into the {disk_mb} MB of the work folder")


def _verify(box: Box, task: Task) -> Verdict:
    nonce = secrets.token_hex(16)
    try:
        done = box.exec(
            ["python3", "-I", "-S", "-c", SCRIPT],
            timeout=task.verifier_timeout,
            stdin=nonce.encode() + b"\n",
            env=_ENVIRONMENT,
            cwd=task.workdir,
            output_limit=1 << 18,
        )
    except BoxGoneError as error:
        if error.out_of_memory:
            return Verdict(b"", None, "the verifier ran out of memory")
        raise
    if done.timed_out:
        seconds = f"{task.verifier_timeout:g} s"
        return Verdict(done.stdout, None, f"the verifier did not end in {seconds}")
    verdict = read_verdict(done.stdout, nonce)
    if verdict.problem:
        return replace(verdict, output=verdict.output + done.stderr)
    return verdict


def _detail(verdict: Verdict) -> str:
    text = safe(
        verdict.output[-DETAIL_CHARACTERS:].decode("utf-8", "replace"),
        limit=DETAIL_CHARACTERS,
        multiline=True,
    ).strip()
    if verdict.problem:
        return f"Reward 0: {verdict.problem}.\n{text}".strip()
    return text
