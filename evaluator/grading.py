"""Grading: a change to a task's files, judged in a box of its own.

The box starts from the pristine task, so nothing the agent installed, left running or wrote
outside the work folder is there; it has no model and no network. Output that claims a result has
no effect.

A task with isolated tests is judged by ``evaluator.isolation``: the hidden tests run in a process
that the code under test can neither read nor trace, and reach that code through a pipe that carries
plain data. The tests are in no file of the box. The expected tests, all of them and no others, must
have run and passed.

A benchmark's adapter may judge its tasks itself (``Task.judge``): what it needs comes into the
box only now, and what the box prints is read on the host.

A task with a training is judged by ``evaluator.mltrain.retrain``: in several boxes, of which those
that run the change hold nothing hidden.

Any other task is judged by its own ``tests/test.sh``. The tests come into the box only now. The
reward is read after the verifier ended and what it left running was killed, from a regular file of
bounded size, and printed after a random line that processes under test cannot read. Here the code
under test runs as the user of ``test.sh``: a change that aims at the verifier itself can lie, if
the task's own verifier does not keep it at a distance.

Where the code under test shares a process with who tests it, its score is put to the question:
``evaluator.control``.
"""

from __future__ import annotations

import time
from dataclasses import replace
from functools import cache, cached_property

from common.errors import BoxGoneError, TreeRejectedError, UsageError
from common.files import Change, FileTree, apply_change, check_tree, placed
from common.text import safe
from evaluator.api import Grade, Task
from evaluator.control import Control, controls, is_forged
from evaluator.judge import Judge, judge_of
from evaluator.mltrain.retrain import retrain
from evaluator.reference import oracle_change
from evaluator.verifier import Verdict
from evaluator.violations import VIOLATIONS, of_change, violation
from sandbox.api import Box, BoxSpec, ExecResult, Sandbox

DETAIL_CHARACTERS = 4000
"""Longest tail of the verifier's output that is kept."""

_ENVIRONMENT = {"HOME": "/tmp", "PYTHONDONTWRITEBYTECODE": "1"}  # noqa: S108


def grade(
    sandbox: Sandbox, task: Task, change: Change, *, run: str, variant: str, doubted: bool = True
) -> Grade:
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
        doubted: Whether a score is put to the question; that of a task's own solution need not be.

    Returns:
        The reward, the seconds from before the box's start to its end, the verifier's output, and
        what was seen that could have been meant to raise the reward.

    Raises:
        PrerequisiteError: There is no engine or no image.
        MachineryError: The box could not be started or used.
        BoxGoneError: It was killed from outside, by a halt for example.
    """
    if task.training is not None:
        return retrain(sandbox, task, change, run=run, variant=variant)
    began = time.monotonic()
    files = apply_change(task.files, change)
    try:
        check_tree(files, task.tree)
        _check_room(files, (task.verifier_limits or task.limits).disk_mb)
    except TreeRejectedError as error:
        refused = (violation("refused_files", error.message),)
        return Grade(0.0, 0.0, f"The change is refused: {safe(error.message)}.", refused)
    room = Room(sandbox, task, run, variant)
    judge = judge_of(task, files)
    verdict = room.judged(files, judge)
    if doubted and verdict.reward and room.is_forged(verdict.reward, files, judge):
        verdict = _forged(verdict)
    seen = (*of_change(task.files, change), *verdict.violations)
    seconds = time.monotonic() - began
    return Grade(verdict.reward or 0.0, seconds, _detail(verdict), seen, not verdict.problem)


class Room:
    """Where the changes to one task are judged, each in a box of its own."""

    def __init__(self, sandbox: Sandbox, task: Task, run: str, variant: str) -> None:
        self._sandbox = sandbox
        self._task = task
        self._run = run
        self._variant = variant

    def judged(self, files: FileTree, judge: Judge) -> Verdict:
        """Judge the task's files in a fresh box."""
        task = self._task
        box = self._sandbox.start(self._spec())
        try:
            box.put(placed({task.workdir: files, "/tests": judge.tests}), "/")
            return _judged(box, task, judge)
        finally:
            box.kill()

    def is_forged(self, score: float, files: FileTree, judge: Judge) -> bool:
        """Tell whether the code scores as much by tests that should lower its score."""
        if not judge.questions or "solve.sh" not in self._task.solution:
            return False
        return is_forged(
            score,
            controls(judge),
            lambda control: self.judged(files, control.of(judge)),
            cache(self._reference),
        )

    def _reference(self, control: Control | None) -> Verdict:
        """Judge the task's own solution; void where it has none that works."""
        files = self._solved
        if files is None:
            return Verdict(b"", None, "the task's solution does not work", void=True)
        judge = judge_of(self._task, files)
        return self.judged(files, control.of(judge) if control else judge)

    @cached_property
    def _solved(self) -> FileTree | None:
        task = self._task
        try:
            found = oracle_change(
                self._sandbox, task, run=self._run, variant=self._variant, role="grade"
            )
        except UsageError:
            return None
        except BoxGoneError as error:
            if error.out_of_memory:
                return None
            raise
        return apply_change(task.files, found)

    def _spec(self) -> BoxSpec:
        """Return the grading box: the agent's, unless the verifier has its own environment."""
        image = self._task.verifier_image or self._task.image
        return BoxSpec(
            self._run,
            self._variant,
            "grade",
            self._task.workdir,
            image.start_from if image else None,
            self._task.verifier_limits or self._task.limits,
        )


def _check_room(files: FileTree, disk_mb: int) -> None:
    """Refuse what no box of the task could hold, before it looks like a fault of the engine.

    Sparse files let an agent leave more than its disk.
    """
    pages = sum(len(file.data) // 4096 + 1 for file in files.values())
    if pages * 4096 > disk_mb << 20:
        raise TreeRejectedError(f"the files do not fit into the {disk_mb} MB of the work folder")


def _judged(box: Box, task: Task, judge: Judge) -> Verdict:
    done = _run(box, task, judge)
    if isinstance(done, Verdict):
        return done
    verdict = judge.read(done.stdout)
    if verdict.problem:
        return replace(verdict, output=verdict.output + done.stderr)
    return verdict


def _forged(verdict: Verdict) -> Verdict:
    seen = violation("forged_result")
    told = f"Reward 0: {VIOLATIONS['forged_result']}.\n".encode()
    return replace(
        verdict, output=told + verdict.output, reward=0.0, violations=(*verdict.violations, seen)
    )


def _run(box: Box, task: Task, judge: Judge) -> ExecResult | Verdict:
    """Run a verifier to its end; one that is cut short has a verdict by that."""
    try:
        done = box.exec(
            judge.command,
            timeout=task.verifier_timeout,
            stdin=judge.stdin,
            env={**({} if task.verifier_image else task.env), **task.verifier_env, **_ENVIRONMENT},
            cwd=task.workdir,
            output_limit=judge.output_limit,
        )
    except BoxGoneError as error:
        if error.out_of_memory:
            return Verdict(b"", None, "the verifier ran out of memory", void=True)
        raise
    if done.timed_out:
        seconds = f"{task.verifier_timeout:g} s"
        return Verdict(done.stdout, None, f"the verifier did not end in {seconds}", void=True)
    return done


def _detail(verdict: Verdict) -> str:
    text = safe(
        verdict.output[-DETAIL_CHARACTERS:].decode("utf-8", "replace"),
        limit=DETAIL_CHARACTERS,
        multiline=True,
    ).strip()
    if verdict.problem:
        return f"Reward 0: {verdict.problem}.\n{text}".strip()
    return text
