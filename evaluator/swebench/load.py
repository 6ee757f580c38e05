"""From SWE-bench instances to tasks."""

from __future__ import annotations

import json

from common.files import File
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

    The boxes of an instance whose repository has a local clone start from the base image with git
    and pytest; those of any other from its published image. The instances are dealt to the splits.

    Raises:
        UsageError: An instance or a clone cannot be used.
        PrerequisiteError: A package is missing, or a data set cannot be had.
    """
    tasks = [make_task(instance, source) for instance in read_instances(source)]
    return Benchmark("swebench", dealt(tasks))


def make_task(instance: Instance, source: str = "") -> Task:
    """Return an instance as a task; its files are the repository's, at the base commit.

    Raises:
        UsageError: Its local clone cannot be used.
    """
    clone = find_clone(instance, source)
    files = read_commit(clone, instance.base_commit) if clone else {}
    path = f"{_ENVIRONMENT_BIN}:{ENVIRONMENT['PATH']}"
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
            image=own_image() if clone else published_image(instance),
            from_image=clone is None,
            env={} if clone else {"PATH": path},
        )
    )


def _spelled(instance: Instance) -> bytes:
    return json.dumps(instance.model_dump(), sort_keys=True, default=str).encode()
