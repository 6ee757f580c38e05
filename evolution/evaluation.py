"""One evaluation: a variant solves a task in one box and is graded in another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from common.files import FileTree
from evaluator.api import Task
from evolution.agent_run import AgentRun, Assignment, Watch, run_agent
from evolution.machinery import Machinery
from gateway.api import Caps
from gateway.budget import Budget

_HASTE = {"timeout", "time_limit", "killed"}
"""Exit statuses of agents that a slow machine may have ended, the seed's own word among them."""


@dataclass(frozen=True)
class Measurement:
    """What came of an evaluation."""

    run: AgentRun
    reward: float
    """In [0, 1]."""
    grade_seconds: float
    detail: str
    """Tail of the verifier's output: for the operator only, it may quote hidden tests."""
    violations: tuple[str, ...] = ()
    """What the run and the grading showed that could have been meant to raise the reward."""
    repeatable: bool = True
    """False where an accident may have had a part in it: time or memory ran out, or the verifier
    came to no verdict. On another day it could be another one."""


def evaluate(
    machinery: Machinery,
    *,
    variant: str,
    agent: FileTree,
    task: Task,
    caps: Caps,
    trial: int = 0,
    time_factor: float = 1.0,
    transcript: Path | None = None,
    budget: Budget | None = None,
    watch: Watch | None = None,
) -> Measurement:
    """Run an agent on a task and grade what it changed.

    An agent that leaves nothing that can be taken out (out of memory, a link in its work folder)
    gets 0; everything else is graded, an empty change too (a change that was graded before has its
    grade already). Another ``trial`` draws anew: the model is sent another seed. The task's time
    limit for the agent is multiplied by ``time_factor``, the verifier's is not.

    Raises:
        BoxGoneError: A box was killed from outside.
        BudgetSpentError: ``budget`` ran out; nothing was measured.
        MachineryError: The machinery failed; nothing was measured.
        PrerequisiteError: There is no engine or no image.
    """
    run = run_agent(
        machinery,
        Assignment(
            variant=variant,
            role="solve",
            agent=agent,
            files=task.files,
            workdir=task.workdir,
            instruction=task.instruction,
            timeout=task.agent_timeout * time_factor,
            caps=caps,
            limits=task.limits,
            transcript=transcript,
            budget=budget,
            watch=watch,
            trial=trial,
        ),
    )
    if run.after is None:
        repeatable = run.exit_status == "rejected"
        return Measurement(run, 0.0, 0.0, run.reason, run.violations, repeatable)
    graded = machinery.gradebook.grade(
        machinery.sandbox, task, run.change, run=machinery.run, variant=variant, trial=trial
    )
    seen = tuple(dict.fromkeys((*run.violations, *graded.violations)))
    repeatable = graded.decided and run.exit_status not in _HASTE
    return Measurement(run, graded.reward, graded.seconds, graded.detail, seen, repeatable)
