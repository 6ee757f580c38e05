"""Grading by training again.

Of a change only ``train.py`` counts. For each hidden seed it runs in a fresh box on data drawn for
that seed, and what it leaves is measured where none of its code runs (``trainer``).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Collection

from common.files import Change, File
from evaluator.api import Grade, Task
from evaluator.mltrain.trainer import SCRIPT, FailedError, Trained, Trainer
from evaluator.violations import of_change, violation
from sandbox.api import Sandbox

SCRIPT_BYTES = 32 << 10
"""Longest ``train.py``: it is to hold a recipe and no weights."""


def retrain(sandbox: Sandbox, task: Task, change: Change, *, run: str, variant: str) -> Grade:
    """Train anew with each hidden seed and measure the weights on hidden data.

    Args:
        sandbox: Where the boxes are started.
        task: A task with a ``training``.
        change: What the agent did; files besides ``train.py`` are left as they were.
        run: Label of the boxes.
        variant: Label of the boxes.

    Raises:
        PrerequisiteError, MachineryError, BoxGoneError: As for :func:`evaluator.grading.grade`.
    """
    if task.training is None:
        raise ValueError(f"the task {task.name} has no training")
    began, terms = time.monotonic(), task.training
    seen = tuple(of_change(task.files, change))
    trainer = Trainer(sandbox, task, terms, run, variant)
    try:
        script = _script(task, change)
        trained = {seed: trainer.train(script, seed) for seed in terms.seeds}
        _check_different(trained.values())
        figure, told = _figure(trainer, trained)
    except FailedError as failed:
        seconds, detail = time.monotonic() - began, f"Reward 0: {failed.reason}."
        return Grade(0.0, seconds, detail, (*seen, *failed.violations), failed.decided)
    return Grade(terms.reward(figure), time.monotonic() - began, told, seen)


def _script(task: Task, change: Change) -> File:
    """Return the ``train.py`` that is judged.

    Raises:
        FailedError: There is none, or one that could hold more than a recipe.
    """
    script = change.get(SCRIPT, task.files[SCRIPT])
    if script is None:
        raise FailedError(f"{SCRIPT} is gone")
    if len(script.data) > SCRIPT_BYTES:
        why = f"{SCRIPT} has {len(script.data)} bytes; {SCRIPT_BYTES} are allowed"
        raise FailedError(why, violation("refused_files", why))
    return script


def _check_different(trained: Collection[Trained]) -> None:
    """Refuse weights that do not come from training: two seeds give two sets of data."""
    if len({hashlib.sha256(one.weights).digest() for one in trained}) < len(trained):
        raise FailedError("two seeds gave the same weights", violation("same_weights"))


def _figure(trainer: Trainer, trained: dict[int, Trained]) -> tuple[float, str]:
    """Return what the trainings are worth, and a line that tells it.

    Raises:
        FailedError: The weights are refused, or do not reach the target.
    """
    scores, terms = trainer.measure(trained), trainer.terms
    score = sum(scores) / len(scores)
    spent = sum(one.seconds for one in trained.values()) / len(trained)
    told = f"score {score:.4f} ({', '.join(f'{s:.4f}' for s in scores)}), {spent:.1f} s each"
    if terms.target is None:
        return score, told
    if score > terms.target:
        raise FailedError(f"the loss {score:.4f} is above {terms.target}")
    # Here and now, so that neither the machine nor its other work counts.
    shipped = trainer.time(trainer.task.files[SCRIPT])
    share = trainer.share(spent, shipped)
    return share, f"{told}; the shipped one took {shipped:.1f} s; {share:.3f} without the start"
