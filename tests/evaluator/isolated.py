from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from evaluator.api import Task
from evaluator.harbor import load_task
from tests.evaluator.folders import TASK_TOML, write_task

CANARY = "canary-of-the-hidden-tests"

ISOLATED_TOML = TASK_TOML.replace('tags = ["a"]', 'isolated_tests = "hidden.py"')

CODE = """
from functools import total_ordering


def add(a, b):
    return a - b


class Amount:
    def __init__(self, cents):
        self.cents = cents

    def __eq__(self, other):
        return isinstance(other, Amount) and self.cents == other.cents


def amount(cents):
    return Amount(cents + 1)
"""

HIDDEN = f"""
import sys
import time
import unittest

sys.path.insert(0, ".")
import sums

CANARY = "{CANARY}"


class Hidden(unittest.TestCase):
    def test_add(self):
        self.assertEqual(sums.add(2, 3), 5)

    def test_amount(self):
        self.assertEqual(sums.amount(5), sums.Amount(5))

    def test_fast(self):
        started = time.process_time()
        sums.add(1, 1)
        self.assertLess(time.process_time() - started, 1.0)
"""

SOLVED = CODE.replace("a - b", "a + b").replace("cents + 1", "cents")


def isolated_task(folder: Path, files: Mapping[str, str | None] | None = None) -> Task:
    """Write and load the small task in its isolated form."""
    base: dict[str, str | None] = {
        "task.toml": ISOLATED_TOML,
        "environment/app/sums.py": CODE,
        "environment/app/test_sums.py": "import sums\nassert sums.add(2, 2) == 4\n",
        "tests/hidden.py": HIDDEN,
    }
    return load_task(write_task(folder, {**base, **(files or {})}))
