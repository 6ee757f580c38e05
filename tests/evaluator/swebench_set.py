"""A small set in SWE-bench's format over a repository that is made here: three instances."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

SHAPES = '''"""Areas."""


def square(side):
    return side * side


def ring(outer, inner):
    return square(outer) + square(inner)


def label(kind, size):
    return f"{kind}: {size}"
'''

SHAPES_TESTS = """from shapes import label, ring, square


def test_square():
    assert square(3) == 9


def test_ring():
    assert ring(3, 2) == 13


def test_label():
    assert label("ring", 4) == "ring: 4"
"""

WORDS = """def count(text):
    return len(text.split(" "))


def shout(text):
    return text.upper()
"""

WORDS_TESTS = """import unittest

import words


class Words(unittest.TestCase):
    def test_shout(self):
        self.assertEqual(words.shout("a"), "A")
"""

FILES = {
    "shapes.py": SHAPES,
    "words.py": WORDS,
    "tests/test_shapes.py": SHAPES_TESTS,
    "tests/test_words.py": WORDS_TESTS,
    "docs/index.txt": "Shapes and words.\n",
}

RING = ("shapes.py", "square(outer) + square(inner)", "square(outer) - square(inner)")
LABEL = ("shapes.py", 'f"{kind}: {size}"', 'f"{kind} of {size}"')
COUNT = ("words.py", 'text.split(" ")', "text.split()")


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout


def make_repository(folder: Path) -> str:
    """Make the repository and return its base commit."""
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (folder / "link.txt").symlink_to("docs/index.txt")
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "base")
    return git(folder, "rev-parse", "HEAD").strip()


def patch(repository: Path, *edits: tuple[str, str, str]) -> str:
    """Return what replaces texts in files, as a diff."""
    for name, old, new in edits:
        text = (repository / name).read_text()
        assert old in text
        (repository / name).write_text(text.replace(old, new))
    made = git(repository, "diff")
    git(repository, "checkout", "-q", ".")
    return made


def script(base: str, tests: str, test_patch: str, command: str) -> str:
    """Return an eval_script as data sets of swebench 5 have them."""
    return f"""#!/bin/bash
set -uxo pipefail
cd /testbed
git config --global --add safe.directory /testbed
git status
git checkout {base} {tests}
git apply -v - <<'EOF_114329324912'
{test_patch}EOF_114329324912
: '>>>>> Start Test Output'
{command}
: '>>>>> End Test Output'
git checkout {base} {tests}
"""


def write_set(root: Path) -> Path:
    """Write ``instances.jsonl`` with the clone beside it; return the file."""
    repository = root / "repos" / "own__shapes"
    repository.mkdir(parents=True)
    base = make_repository(repository)
    pytest_command = "python3 -m pytest -rA -p no:cacheprovider tests/test_shapes.py"
    shapes, words = "tests/test_shapes.py", "tests/test_words.py"
    ring_test = (shapes, "ring(3, 2) == 13", "ring(3, 2) == 5")
    label_test = (shapes, '"ring: 4"', '"ring of 4"')
    count_test = (
        words,
        "    def test_shout(self):",
        "    def test_count(self):\n        self.assertEqual(words.count('a  b'), 2)\n\n"
        "    def test_shout(self):",
    )
    keys: list[tuple[str, tuple[str, str, str], tuple[str, str, str], str, dict[str, Any]]] = [
        ("own__shapes-1", RING, ring_test, pytest_command, _pytest("test_ring")),
        ("own__shapes-2", LABEL, label_test, pytest_command, _pytest("test_label")),
        (
            "own__shapes-3",
            COUNT,
            count_test,
            "python3 -m unittest -v tests/test_words.py",
            {
                "log_parser": "parse_log_django",
                "FAIL_TO_PASS": json.dumps(["test_count (tests.test_words.Words.test_count)"]),
                "PASS_TO_PASS": json.dumps(["test_shout (tests.test_words.Words.test_shout)"]),
            },
        ),
    ]
    path = root / "instances.jsonl"
    with path.open("w") as out:
        for name, gold, test, command, rest in keys:
            instance = {
                "instance_id": name,
                "repo": "own/shapes",
                "version": "1.0",
                "base_commit": base,
                "problem_statement": f"{gold[1]} is wrong.",
                "patch": patch(repository, gold),
                "test_patch": patch(repository, test),
                "image": f"registry.invalid/{name}:latest",
                "eval_type": "pass_and_fail",
                "eval_script": script(base, test[0], patch(repository, test), command),
                **rest,
            }
            out.write(json.dumps(instance) + "\n")
    return path


def _pytest(failing: str) -> dict[str, Any]:
    names = {f"tests/test_shapes.py::{name}" for name in ("test_square", "test_ring", "test_label")}
    first = f"tests/test_shapes.py::{failing}"
    return {
        "log_parser": "parse_log_pytest",
        "FAIL_TO_PASS": [first],
        "PASS_TO_PASS": sorted(names - {first}),
    }
