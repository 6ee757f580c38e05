"""The reference agent ``oracle``, which runs a task's own solution; ``nop`` is the empty change."""

from __future__ import annotations

from common.errors import TreeRejectedError, UsageError
from common.files import Change, changes, placed
from common.text import safe
from evaluator.api import Task
from sandbox.api import BoxSpec, Sandbox


def oracle_change(
    sandbox: Sandbox, task: Task, *, run: str, variant: str = "oracle", role: str = "solve"
) -> Change:
    """Run ``/solution/solve.sh`` in a box that holds the task, and return what it changed.

    Args:
        sandbox: Where the box is started.
        task: The task.
        run: Label of the box.
        variant: Label of the box, where it is a variant's business.
        role: Label of the box.

    Raises:
        UsageError: The task has no solution, or its solution fails.
        MachineryError: The box could not be started or used.
    """
    if "solve.sh" not in task.solution:
        raise UsageError(f"The task {task.name} has no solution/solve.sh for the oracle to run.")
    image = task.image.start_from if task.image else None
    box = sandbox.start(BoxSpec(run, variant, role, task.workdir, image, task.limits))
    try:
        box.put(placed({task.workdir: task.files, "/solution": task.solution}), "/")
        done = box.exec(
            ["bash", "/solution/solve.sh"],
            timeout=task.agent_timeout,
            env={**task.env, **task.solution_env},
            cwd=task.workdir,
        )
        if done.exit_code != 0:
            said = safe((done.stderr or done.stdout)[-400:].decode("utf-8", "replace"), limit=300)
            how = "ran out of time" if done.timed_out else f"ended with code {done.exit_code}"
            raise UsageError(f"The solution of the task {task.name} {how}: {said or 'no output'}.")
        return changes(task.files, box.get(task.workdir, task.tree))
    except TreeRejectedError as error:
        raise UsageError(
            f"The solution of the task {task.name} leaves files that are refused: {error.message}."
        ) from error
    finally:
        box.kill()
