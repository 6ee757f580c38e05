from __future__ import annotations

import ast
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import gateway.offline
from gateway.offline import coding
from gateway.offline.candidates import as_edit, candidates, changes_in
from gateway.offline.coding import suspects, trace_command
from gateway.offline.localise import Suspicion
from gateway.offline.observe import Clues, clues, is_cut, observe
from gateway.offline.source import KnownFile
from tests.agent_seed.support import SEED, write
from tests.gateway.offline.tasks import DEFECTS, FERRY, ferry

SOURCES = [FERRY, *(p.read_text() for p in sorted((SEED / "coding_agent").glob("*.py")))]
LINES = st.lists(
    st.sampled_from([line for text in SOURCES for line in text.splitlines()])
    | st.text(max_size=20),
    max_size=40,
)


SPECTRUM = str(Path(gateway.offline.__file__).with_name("spectrum_box.py"))


def known(text: str) -> KnownFile:
    file = KnownFile()
    file.show("\n".join(f"{n:6}\t{line}" for n, line in enumerate(text.split("\n"), 1)))
    return file


@pytest.mark.parametrize("source", SOURCES, ids=range(len(SOURCES)))
def test_a_mutation_replaces_whole_lines_that_exist(source):
    lines = source.split("\n")
    edits = candidates({"a.py": known(source.rstrip("\n"))}, Clues())
    assert edits or "def " not in source
    assert len({(e.line, e.new) for e in edits}) == len(edits)
    assert [e.weight for e in edits] == sorted((e.weight for e in edits), reverse=True)
    for edit in edits:
        height = edit.old.count("\n") + 1
        assert edit.old.split("\n") == lines[edit.line - 1 : edit.line - 1 + height]
        assert edit.new != edit.old


@settings(max_examples=60)
@given(LINES)
def test_mutations_of_anything_replace_lines_that_exist(lines):
    file = KnownFile(lines=dict(enumerate(lines, 1)))
    for first, tree, shown in file.chunks():
        assert shown == lines[first - 1 : first - 1 + len(shown)]
        for _, change in changes_in(tree):
            edit = as_edit("a.py", first, shown, change)
            if edit:
                height = edit.old.count("\n") + 1
                assert edit.old.split("\n") == lines[edit.line - 1 : edit.line - 1 + height]


@given(st.lists(st.sampled_from("abcde"), min_size=1, max_size=12), st.data())
def test_a_known_file_follows_a_replacement(lines, data):
    start = data.draw(st.integers(0, len(lines) - 1))
    end = data.draw(st.integers(start + 1, len(lines)))
    old = "\n".join(lines[start:end])
    new = "\n".join(data.draw(st.lists(st.sampled_from("abxyz"), min_size=1, max_size=4)))
    file = known("\n".join(lines))
    file.total = len(lines)
    places = file.find(old)
    assert start + 1 in places
    file.apply(old, new)
    if len(places) > 1:
        assert file.lines == {}
        return
    wanted = [*lines[:start], *new.split("\n"), *lines[end:]]
    assert file.lines == dict(enumerate(wanted, 1))
    assert file.total == len(wanted)
    assert file.first_gap() is None


def test_a_known_file_knows_its_gaps():
    file = KnownFile(total=4)
    assert file.first_gap() == 1
    file.show("     1\ta = 1\n     2\tb = \n[output cut: 9 more characters]")
    assert file.lines == {1: "a = 1"}
    assert file.first_gap() == 2


def test_what_cannot_be_written_back_is_not_changed():
    deep = "x = " + "+".join(["\n    1"] * 400).replace("\n", "\\\n")
    for source in (deep, "x = " + "-" * 300 + "1", "y = 0x" + "f" * 4200):
        assert known(source).chunks() == []
    assert KnownFile(lines={1: "x = 1\ry = 2"}).chunks() == []


REPORT = """FAILED (failures=2, errors=1)

(exit code 1)"""
TRACE = """======================================================================
FAIL: test_total (test_shop.ShopTest.test_total)
----------------------------------------------------------------------
Traceback (most recent call last):
  File "/app/test_shop.py", line 9, in test_total
    self.assertEqual(shop.total([1]), 3)
  File "/app/shop.py", line 4, in total
    return helper(prices)
AssertionError: 2 != 3 : of one

Ran 4 tests in 0.001s

"""


def test_reads_unittest():
    seen = observe(TRACE + REPORT)
    assert (seen.passed, seen.failures, seen.tests) == (False, 3, ("test_total",))
    assert seen.unequal == (("2", "3"),)
    assert [(f.path, f.line, f.function) for f in seen.frames][1] == ("/app/shop.py", 4, "total")
    good = observe("....\nRan 4 tests in 0.001s\n\nOK\n\n(exit code 0)")
    assert (good.passed, good.failures) == (True, 0)
    assert good.better_than(seen)
    assert not seen.better_than(good)
    assert observe(TRACE + "FAILED (failures=1)\n(exit code 1)").better_than(seen)
    found = clues(seen, "The `total_of` is wrong")
    assert {"total", "shop", "total_of"} <= found.names
    assert [frame.function for frame in found.frames] == ["total"]


@pytest.mark.parametrize(
    ("output", "passed", "failures", "bad_lines"),
    [
        ("ok a\nFAIL b 3\n1 of 2 checks failed\n\n(exit code 1)", False, 1, 1),
        ("ok a\nnot ok b\n2 tests failed\n", False, 2, 1),
        ("ok a\nok b\n0 of 2 checks failed\n\n(exit code 0)", True, 0, 0),
        ("all checks passed\n", True, 0, 0),
        ("5 passed in 0.1s", True, 0, 0),
        ("ok a\nFAIL b\n(timed out)", False, None, 1),
        ("ok a\n[output cut: 500 more characters]", None, None, 0),
        ("", None, None, 0),
    ],
)
def test_reads_runners_of_their_own_kind(output, passed, failures, bad_lines):
    seen = observe(output)
    assert (seen.passed, seen.failures, seen.bad_lines) == (passed, failures, bad_lines)


WORDS = st.sampled_from(
    ["FAILED (failures=", "9" * 5000, "FAIL: ", "\n", "(exit code ", ")", "OK", "all ", "E   ",
     "AssertionError: 1 != ", " : ", 'File "a.py", line ', ", in f\n  x", "[", "cut", "]",
     "3 failed"]
)  # fmt: skip


@given(st.lists(WORDS | st.text(max_size=10), max_size=30).map("".join))
def test_observing_never_raises(output):
    seen = observe(output)
    assert not seen.better_than(seen)
    assert not (seen.passed and seen.failures)
    clues(seen, output)
    is_cut(output)


@pytest.mark.parametrize(
    "part",
    ["[", "all ", "all a ", "\n", "    \n", "1 of ", "9", "E\n", "a.", "1 ", "F", " : ", "E "],
)
def test_reading_takes_time_in_proportion(part):
    started = time.monotonic()
    text = part * (200_000 // len(part))
    for output in (text, f"AssertionError: {text}", f"x{text}!"):
        seen = observe(output)
        clues(seen, output)
        is_cut(output)
        coding.test_command(output)
        suspects(output)
    assert time.monotonic() - started < 5


def test_localisation_prefers_what_the_failing_test_names_and_runs():
    files = {"ferry.py": known(FERRY)}
    named = Suspicion(files, Clues(names=frozenset({"fare"})))
    assert named.of("ferry.py", "fare", 17) > named.of("ferry.py", "places", 6)
    run = Suspicion(files, Clues(spectrum=(("ferry.py", 17, 1.0), ("ferry.py", 6, 0.2))))
    assert run.of("ferry.py", "fare", 17) > run.of("ferry.py", "places", 6)
    assert run.of("ferry.py", "places", 6) > run.of("ferry.py", "heaviest", 26)


BRANCHES = """def toll(kind, axles):
    if kind == "car":
        price = 4
    elif kind == "bus":
        price = 9
    else:
        price = 2 * axles - 1
    return price
"""
TOLL_CHECKS = "[('car', 2, 4), ('bus', 2, 9), ('truck', 3, 6), ('truck', 5, 10)]"
RUN_UNITTEST = f"""import unittest
import toll

class TollTest(unittest.TestCase):
    pass

for kind, axles, price in {TOLL_CHECKS}:
    def check(self, kind=kind, axles=axles, price=price):
        self.assertEqual(toll.toll(kind, axles), price)
    setattr(TollTest, f"test_{{kind}}_{{axles}}", check)

if __name__ == "__main__":
    unittest.main()
"""
RUN_OWN = f"""import sys
import toll

failed = 0
for kind, axles, price in {TOLL_CHECKS}:
    good = toll.toll(kind, axles) == price
    print("ok" if good else "FAIL", kind)
    failed += not good
sys.exit(1 if failed else 0)
"""


@pytest.mark.parametrize(
    "command",
    ["python3 -m unittest test_toll", "python3 test_toll.py -v", "X=1 python3 -B run_tests.py"],
)
def test_the_tracer_ranks_the_guilty_line_first(tmp_path, command):
    write(tmp_path, {"toll.py": BRANCHES, "test_toll.py": RUN_UNITTEST, "run_tests.py": RUN_OWN})
    done = subprocess.run(
        ["bash", "-c", trace_command(command)],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
    )  # fmt: skip
    ranked = sorted(suspects(done.stdout), key=lambda suspect: -suspect[2])
    assert ranked[0] == ("toll.py", 7, 1.0)
    assert all(score < 1 for path, line, score in ranked[1:])
    assert done.stdout.endswith("2 failing, 2 passing\n")


@pytest.mark.parametrize("command", ["python3 missing.py", "python3 -m nothing", "python3", "make"])
def test_the_tracer_survives_what_does_not_run(tmp_path, command):
    done = subprocess.run(
        [sys.executable, SPECTRUM, command],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert "Traceback" not in done.stderr
    assert "failing" in done.stdout


def test_every_invented_defect_is_within_reach(tmp_path):
    for number, (good, bad) in enumerate(DEFECTS.values()):
        source = (ferry(tmp_path / str(number), good, bad) / "ferry.py").read_text()
        edits = candidates({"ferry.py": known(source)}, Clues())
        assert any(source.replace(e.old, e.new) == FERRY for e in edits)
        ast.parse(source)
