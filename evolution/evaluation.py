"""One evaluation: a variant solves a task in one box and is graded in another.

A task of two attempts (Aider's protocol for its polyglot benchmark) is tried again where the first
attempt failed: a fresh agent finds the files as the first one left them, and is shown what the
verifier printed.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from common.files import FileTree, changes
from evaluator.api import Grade, Task
from evaluator.violations import violation
from evolution.agent_run import AgentRun, Assignment, Watch, run_agent
from evolution.machinery import Machinery
from evolution.transcripts import later_attempt
from gateway.api import Caps
from gateway.budget import Budget

_HASTE = {"timeout", "time_limit", "killed"}
"""Exit statuses of agents that a slow machine may have ended, the seed's own word among them."""


_AGAIN = (
    "This has been tried before: the work folder holds what that attempt left. Its tests failed."
    " Correct the files so that the tests pass. This is what the tests printed:"
)


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
    rewards: tuple[float, ...] = ()
    """The reward after each attempt, where the task allows several; the last one is ``reward``."""


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
    work = Assignment(
        variant=variant,
        role="solve",
        agent=agent,
        files=task.files,
        workdir=task.workdir,
        instruction=task.instruction,
        timeout=task.agent_timeout * time_factor,
        caps=caps,
        limits=task.limits,
        tree=task.tree,
        image=task.image.start_from if task.image else None,
        env=task.env,
        transcript=transcript,
        budget=budget,
        watch=watch,
        trial=trial,
    )
    found = _attempt(machinery, task, work)
    for number in range(2, task.attempts + 1):
        forged = "forged_result" in found.violations
        if found.reward >= 1 or forged or found.run.after is None:
            break
        left = _after(work, found, number)
        found = _joined(found, _attempt(machinery, task, left))
    if found.reward == 0 and found.run.claim:
        said = violation("claims_results", found.run.claim)
        found = replace(found, violations=(*found.violations, said))
    return found if task.attempts > 1 else replace(found, rewards=())


def _attempt(machinery: Machinery, task: Task, work: Assignment) -> Measurement:
    """Let the agent work once and grade what it left."""
    run = run_agent(machinery, work)
    if run.after is None:
        repeatable = run.exit_status == "rejected"
        return Measurement(run, 0.0, 0.0, run.reason, run.violations, repeatable, (0.0,))
    graded: Grade = machinery.gradebook.grade(
        machinery.sandbox,
        task,
        changes(task.files, run.after),
        run=machinery.run,
        variant=work.variant,
        trial=work.trial,
    )
    seen = tuple(dict.fromkeys((*run.violations, *graded.violations)))
    repeatable = graded.decided and run.exit_status not in _HASTE
    return Measurement(
        run, graded.reward, graded.seconds, graded.detail, seen, repeatable, (graded.reward,)
    )


def _after(work: Assignment, found: Measurement, number: int) -> Assignment:
    """Return the next attempt: with the files as they are, what was printed, and what is left."""
    used, caps = found.run.usage, work.caps
    return replace(
        work,
        files=found.run.after or {},
        instruction=f"{work.instruction.rstrip()}\n\n{_AGAIN}\n\n```\n{found.detail}\n```\n",
        caps=replace(
            caps,
            calls=max(caps.calls - used.calls, 0),
            tokens=max(caps.tokens - used.tokens, 0),
            cost_usd=max(caps.cost_usd - used.cost_usd, 0.0),
            seconds=max(caps.seconds - found.run.seconds, 0.0),
        ),
        transcript=work.transcript and later_attempt(work.transcript, number),
    )


def _joined(first: Measurement, second: Measurement) -> Measurement:
    """Return what two attempts came to: the second's outcome, and what both took."""
    one, two = first.run, second.run
    run = replace(
        two,
        steps=one.steps + two.steps,
        usage=one.usage.plus(two.usage),
        seconds=one.seconds + two.seconds,
    )
    return replace(
        second,
        run=run,
        grade_seconds=first.grade_seconds + second.grade_seconds,
        violations=tuple(dict.fromkeys((*first.violations, *second.violations))),
        repeatable=first.repeatable and second.repeatable,
        rewards=(*first.rewards, *second.rewards),
    )
