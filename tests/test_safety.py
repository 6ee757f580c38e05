"""SAFETY.md names tests; each of them is there."""

from __future__ import annotations

import re
from pathlib import Path

from sandbox.checks import all_checks
from tests.attacks import trees, variants, wall

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


ATTACKS = {
    "test_no_way_out": wall.ATTACKS,
    "test_no_hostile_agent_gets_anything": variants.ATTACKS,
    "test_hostile_folders_stay_in_the_box": trees.LEFT,
    "test_bombs_stay_packed": trees.BOMBS,
    "test_hostile_edits_are_not_let_in": trees.EDITS,
}
"""The tests that try more than one attack."""


def test_as_many_attacks_are_made_as_safety_md_says():
    chapter = SAFETY.partition("\n## Attacks\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\|.*\| (\d+) \|(.*)\|$", chapter, re.MULTILINE)
    said = [int(count) for count, _ in rows]
    tests = [re.findall(r"::(test_\w+)", named) for _, named in rows]
    assert {test for row in tests for test in row} > ATTACKS.keys()
    assert said == [sum(len(ATTACKS.get(test, [1])) for test in row) for row in tests]
    scripts, agents, injection, folders, edits, git, strings = said
    told = [int(count) for count in re.findall(r"\d+", chapter.partition(". After each,")[0])]
    assert told == [sum(said), agents + injection, scripts, folders, edits, git + strings]
    assert sum(said) >= 60
