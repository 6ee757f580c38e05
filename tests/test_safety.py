"""SAFETY.md names tests; each of them is there."""

from __future__ import annotations

import re
from pathlib import Path

from sandbox.checks import all_checks

TESTS = Path(__file__).resolve().parent
SAFETY = (TESTS.parent / "SAFETY.md").read_text(encoding="utf-8")


def test_every_test_that_safety_md_names_is_there():
    missing, file, named = [], "", 0
    for line in SAFETY.splitlines():
        for path, test in re.findall(r"`([\w/]*(?:\.py)?)::(test_\w+)", line):
            file, named = path or file, named + 1
            source = (TESTS / file).read_text(encoding="utf-8")
            if f"def {test}(" not in source:
                missing.append(f"{file}::{test}")
    assert missing == []
    assert named > 80


def test_every_check_that_safety_md_names_is_there():
    rows = [line for line in SAFETY.splitlines() if line.startswith("| ") and "::" not in line]
    names = {name for line in rows for name in re.findall(r"`([a-z]+(?:_[a-z]+)+)`", line)}
    assert len(names) > 50
    assert names - {check.name for check in all_checks()} == set()
