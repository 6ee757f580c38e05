"""The contract of the evaluator: a task, a benchmark, a grade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.files import FileTree, TreeLimits
from evaluator.mltrain.plan import Training
from sandbox.api import Limits
from sandbox.recipe import ImageRecipe

SPLITS = ("train", "select", "holdout")
"""train: failures are shown to agents. select: scores steer the search. holdout: only reported."""


@dataclass(frozen=True)
class Task:
    """One problem with an instruction, an environment and a verifier, read from a Harbor folder."""

    name: str
    """Unique in its benchmark; the folder's name."""
    instruction: str
    workdir: str
    """Absolute folder in the box, the Dockerfile's WORKDIR."""
    files: FileTree
    """What the agent finds in ``workdir``."""
    tests: FileTree
    """The verifier, put at /tests in the grading box only. Never shown to an agent."""
    solution: FileTree
    """solve.sh and what it needs; run by the ``oracle`` agent only."""
    limits: Limits
    agent_timeout: float
    """Seconds the agent may take."""
    verifier_timeout: float
    hidden_tests: str = ""
    """Name in ``tests`` of the unittest module that is judged in isolation from the code under
    test; empty where ``test.sh`` is run instead."""
    judge: str = ""
    """``module:function`` of an adapter that judges its tasks itself; see ``evaluator.judge``."""
    training: Training | None = None
    """The terms of tasks that are judged by training again; ``test.sh`` is not run for them."""
    tree: TreeLimits = field(default_factory=TreeLimits)
    """Bounds on what the agent leaves in ``workdir``."""
    difficulty: str = ""
    language: str = ""
    """What the task is written in, where a benchmark has several; results are told by it."""
    image: ImageRecipe | None = None
    """What its boxes start from; ``None`` for the base image."""
    from_image: bool = False
    """Whether ``files``, and the work folder where it is empty, are to be read from the image
    (``evaluator.images.prepare``)."""
    verifier_image: ImageRecipe | None = None
    """What the grading box starts from, where that is another image; ``env`` is then not the
    verifier's."""
    verifier_limits: Limits | None = None
    """The limits of the grading box, where they are others."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables of the agent, the solution, and the verifier without an image of its own."""
    verifier_env: Mapping[str, str] = field(default_factory=dict)
    """Variables of the verifier alone."""
    solution_env: Mapping[str, str] = field(default_factory=dict)
    """Variables of the solution alone."""
    otherwise: Task | None = None
    """The same task on another ground, for where an image of this one cannot be had."""
    attempts: int = 1
    """Times the agent may try; after one that failed it is shown what the verifier printed."""
    notes: tuple[str, ...] = ()
    """What the task says and this version does not heed, in sentences for the operator."""
    digest: str = ""
    """sha256 over everything above but ``otherwise``: the identity of what is measured."""

    @property
    def gpus(self) -> int:
        """GPUs that one of its boxes needs at most."""
        return max(self.limits.gpus, self.verifier_limits.gpus if self.verifier_limits else 0)


@dataclass(frozen=True)
class Benchmark:
    """A named set of tasks with splits."""

    name: str
    splits: Mapping[str, tuple[Task, ...]]
    """From each of SPLITS to its tasks, in a fixed order."""

    def task(self, name: str) -> Task:
        """Return the task of this name.

        Raises:
            KeyError: There is none.
        """
        for tasks in self.splits.values():
            for task in tasks:
                if task.name == name:
                    return task
        raise KeyError(name)

    def split_of(self, name: str) -> str:
        """Return the split a task belongs to.

        Raises:
            KeyError: There is no such task.
        """
        for split, tasks in self.splits.items():
            if any(task.name == name for task in tasks):
                return split
        raise KeyError(name)


@dataclass(frozen=True)
class Grade:
    """What the verifier said of a change to a task's files."""

    reward: float
    """In [0, 1]."""
    seconds: float
    detail: str
    """Tail of the verifier's output, for the operator only: it may quote hidden tests."""
    violations: tuple[str, ...] = ()
    """What could have been meant to raise the reward, each by a name of
    :data:`evaluator.violations.VIOLATIONS`."""
    decided: bool = True
    """False where the verifier came to no verdict: it was ended, or its time or memory was up."""
