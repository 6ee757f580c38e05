"""The verdict on an exercise, from its tests' exit code and what their runner said at its end.

Both are read on the host. The code under test runs in the runner's process and can end it with
code 0 at any moment: without the runner's own summary that is no success.
"""

from __future__ import annotations

import secrets
from functools import partial

from common.files import FileTree
from evaluator.api import Task
from evaluator.judge import Judge
from evaluator.polyglot.languages import LANGUAGES, Language
from evaluator.verifier import Verdict, command, read_ending
from evaluator.violations import violation

OUTPUT_BYTES = 1 << 20
"""Longest output that is read, its head and its tail."""
_LINES = 50
"""Lines of the tests' output that are shown after the first attempt, as in the protocol."""


def judge(task: Task, files: FileTree) -> Judge:
    """Return the judge of an exercise."""
    del files  # the box holds them, and the script takes from them what counts
    nonce = secrets.token_hex(16)
    read = partial(_read, nonce=nonce, language=LANGUAGES[task.language])
    return Judge(task.tests, command(), nonce.encode() + b"\n", read, OUTPUT_BYTES)


def _read(stdout: bytes, *, nonce: str, language: Language) -> Verdict:
    """Return 1 if the runner ended well and said that tests passed and none failed."""
    ending = read_ending(stdout, nonce)
    if isinstance(ending, Verdict):
        return ending
    text = ending.output.decode("utf-8", "replace")
    shown = "\n".join(line[:300] for line in text.splitlines()[:_LINES])
    seen = []
    if ending.reward_file:
        seen.append(violation("reward_file", ending.reward_file))
    said = tests_passed(text, language) > 0
    if ending.code == 0 and not said:
        seen.append(violation("runner_ended"))
        shown = f"The tests' runner ended without saying that tests passed.\n{shown}"
    reward = float(ending.code == 0 and said)
    return Verdict(shown.encode(), reward, violations=tuple(seen))


def tests_passed(output: str, language: Language) -> int:
    """Return how many tests passed by a runner's own summary; 0 where one failed or there is none.

    Args:
        output: What the runner printed.
        language: How the tests were run.
    """
    found = language.passed.finditer(output)
    return sum(int(one[1]) if one.re.groups else 1 for one in found)
