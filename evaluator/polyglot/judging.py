"""The verdict on an exercise, from its tests' exit code and what their runner said at its end.

Both are read on the host. The code under test runs in the runner's process and can end it with
code 0 at any moment: without the runner's own summary that is no success.
"""

from __future__ import annotations

import secrets
import tomllib
from functools import partial
from typing import Any

from common.files import File, FileTree
from evaluator.api import Task
from evaluator.judge import Judge
from evaluator.polyglot.languages import LANGUAGES, Language
from evaluator.verifier import Verdict, command, read_ending
from evaluator.violations import violation

OUTPUT_BYTES = 1 << 20
"""Longest output that is read, its head and its tail."""
_MANIFEST = "Cargo.toml"
_OWN = {"dependencies", "dev-dependencies", "features", "lints", "profile"}
"""What of a manifest is the solution's own."""
_OWN_OF_PACKAGE = {"name", "version", "authors", "edition", "rust-version", "description"}
_LINES = 50
"""Lines of the tests' output that are shown after the first attempt, as in the protocol."""


def judge(task: Task, files: FileTree) -> Judge:
    """Return the judge of an exercise; the script takes what counts from the box's files."""
    nonce, tests, seen = secrets.token_hex(16), task.tests, list[str]()
    if _steers_cargo(task.files.get(_MANIFEST), files.get(_MANIFEST)):
        taken = tests["solution.txt"].data.replace(f"{_MANIFEST}\n".encode(), b"")
        tests = {**tests, "solution.txt": File(taken)}
        seen.append(violation("hook_file", _MANIFEST))
    read = partial(_read, nonce=nonce, language=LANGUAGES[task.language], before=seen)
    questions = tuple(tests["questions.txt"].data.decode().splitlines())
    return Judge(tests, command(), nonce.encode() + b"\n", read, OUTPUT_BYTES, questions)


def _steers_cargo(pristine: File | None, left: File | None) -> bool:
    """Tell whether a manifest decides anew what is built and which tests are run."""
    return pristine is not None and left is not None and _steering(pristine) != _steering(left)


def _steering(manifest: File) -> dict[str, Any] | None:
    try:
        read = tomllib.loads(manifest.data.decode())
        package = {k: part for k, part in read["package"].items() if k not in _OWN_OF_PACKAGE}
    except (ValueError, KeyError, AttributeError, RecursionError):
        return None
    return {**{k: part for k, part in read.items() if k not in _OWN}, "package": package}


def _read(stdout: bytes, *, nonce: str, language: Language, before: list[str]) -> Verdict:
    """Return 1 if the runner ended well and said that tests passed and none failed."""
    ending = read_ending(stdout, nonce)
    if isinstance(ending, Verdict):
        return ending
    text = ending.output.decode("utf-8", "replace")
    shown = "\n".join(line[:300] for line in text.splitlines()[:_LINES])
    seen = list(before)
    if ending.reward_file:
        seen.append(violation("reward_file", ending.reward_file))
    said = tests_passed(text, language) > 0
    if ending.code == 0 and not said:
        seen.append(violation("runner_ended"))
        shown = f"The tests' runner ended without saying that tests passed.\n{shown}"
    reward = float(ending.code == 0 and said)
    void = not said and not language.failed.search(text)
    return Verdict(shown.encode(), reward, violations=tuple(seen), void=void)


def tests_passed(output: str, language: Language) -> int:
    """Return how many tests passed by a runner's own summary; 0 where one failed or there is none.

    Args:
        output: What the runner printed.
        language: How the tests were run.
    """
    found = language.passed.finditer(output)
    return sum(int(one[1]) if one.re.groups else 1 for one in found)
