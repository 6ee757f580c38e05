"""Grades by task and change: what was graded once in an engine's life is not graded again."""

from __future__ import annotations

import hashlib
import threading
from dataclasses import replace

from common.files import Change
from evaluator.api import Grade, Task
from evaluator.grading import grade
from sandbox.api import Sandbox


class Gradebook:
    """Remembers grades. Safe from several threads.

    A verdict depends on the pristine task and the change alone: nothing else of an agent gets into
    the grading box. Variants that are alike leave the same change behind on many tasks, and each
    box costs time. Where a verifier came to no verdict nothing is remembered: that may have been an
    accident. One that throws dice would have its first throw repeated; turn ``reuse`` off for it.

    Args:
        reuse: Whether anything is remembered.
    """

    def __init__(self, *, reuse: bool = True) -> None:
        self._reuse = reuse
        self._known: dict[tuple[str, str, int], Grade] = {}
        self._lock = threading.Lock()

    def grade(
        self,
        sandbox: Sandbox,
        task: Task,
        change: Change,
        *,
        run: str,
        variant: str,
        trial: int = 0,
    ) -> Grade:
        """Return the grade of a change; see :func:`evaluator.grading.grade`.

        A remembered one took no seconds. No trial has its grade from another.
        """
        key = (task.digest, _digest(change), trial)
        with self._lock:
            known = self._known.get(key)
        if known is not None:
            return known
        graded = grade(sandbox, task, change, run=run, variant=variant)
        if self._reuse and graded.decided:
            with self._lock:
                self._known[key] = replace(graded, seconds=0.0)
        return graded


def _digest(change: Change) -> str:
    """Return a hash of every path, mode and byte of a change."""
    whole = hashlib.sha256()
    for path in sorted(change):
        file = change[path]
        whole.update(repr((path, file and (file.executable, len(file.data)))).encode())
        whole.update(file.data if file else b"")
    return whole.hexdigest()
