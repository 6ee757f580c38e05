"""From SWE-bench instances to tasks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from common.files import File, FileTree
from evaluator.api import Benchmark, Task
from evaluator.identity import identified
from evaluator.splits import dealt
from evaluator.swebench.images import (
    KEPT,
    TREE,
    find_clone,
    own_image,
    published_image,
    read_commit,
)
from evaluator.swebench.instances import Instance, read_instances
from sandbox.api import Limits
from sandbox.profile import ENVIRONMENT
from sandbox.recipe import ImageRecipe

WORKDIR = "/testbed"
_LIMITS = Limits(
    memory_mb=4096, cpus=2, pids=512, disk_mb=1024, tmp_mb=1024, file_mb=512, deadline_seconds=3720
)
_SECONDS = 1800.0
"""For the agent, and as in swebench for the tests."""
_ENVIRONMENT_BIN = f"{KEPT}/opt/miniconda3/envs/testbed/bin"
_INSTRUCTION = """\
The folder /testbed holds a repository. This was reported of it:

{problem}

Change the repository so that what was reported is resolved and nothing else breaks. Tests that are
not in the folder decide.
"""


def load_swebench(source: str) -> Benchmark:
    """Load a file of instances, or a data set by its name.

    The boxes of an instance start from its published image, and where that cannot be had and its
    repository has a local clone, from the base image with git and pytest. The instances are dealt
    to the splits.

    Raises:
        UsageError: An instance or a clone cannot be used.
        PrerequisiteError: A package is missing, or a data set cannot be had.
    """
    tasks = [make_task(instance, source) for instance in read_instances(source)]
    return Benchmark("swebench", dealt(tasks))


def make_task(instance: Instance, source: str = "") -> Task:
    """Return an instance as a task; its files are the repository's, at the base commit.

    It stands on the published image, and ``otherwise`` on a local clone, if there is one.

    Raises:
        UsageError: Its local clone cannot be used.
    """
    path = f"{_ENVIRONMENT_BIN}:{ENVIRONMENT['PATH']}"
    published = _task(instance, {}, published_image(instance), {"PATH": path})
    clone = find_clone(instance, source)
    if clone is None:
        return published
    cloned = _task(instance, read_commit(clone, instance.base_commit), own_image(), {})
    return replace(published, otherwise=cloned)


def _task(instance: Instance, files: FileTree, image: ImageRecipe, env: Mapping[str, str]) -> Task:
    return identified(
        Task(
            name=instance.instance_id,
            instruction=_INSTRUCTION.format(problem=instance.problem_statement.strip()),
            workdir=WORKDIR,
            files=files,
            tests={"instance.json": File(_spelled(instance))},
            solution={
                "solve.sh": File(b"git apply --whitespace=nowarn /solution/gold.patch\n"),
                "gold.patch": File(instance.patch.encode()),
            },
            limits=_LIMITS,
            agent_timeout=_SECONDS,
            verifier_timeout=_SECONDS,
            judge="evaluator.swebench.judging:judge",
            tree=TREE,
            language="python",
            image=image,
            from_image=not files,
            env=env,
        )
    )


def _spelled(instance: Instance) -> bytes:
    return json.dumps(instance.model_dump(), sort_keys=True, default=str).encode()
