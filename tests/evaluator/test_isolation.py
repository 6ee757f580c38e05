"""Scores of isolated tasks: nothing that the code under test does reaches what decides them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from common.errors import UsageError
from common.files import Change, File
from evaluator.api import Grade, Task
from evaluator.grading import grade
from evaluator.isolation.survey import expected_tests, operators
from evaluator.violations import VIOLATIONS, explain
from sandbox.api import Sandbox
from tests.evaluator.isolated import HIDDEN, SOLVED, isolated_task
from tests.evaluator.tricks import TRICKS

RUN = "test-isolation"


@pytest.fixture
def task(tmp_path: Path) -> Task:
    return isolated_task(tmp_path / "sums")


@pytest.fixture
def no_box_is_left(sandbox: Sandbox) -> Iterator[None]:
    yield
    assert sandbox.kill(RUN) == []


def _grade(sandbox: Sandbox, task: Task, *sources: str, **files: str | None) -> Grade:
    change: dict[str, File | None] = {
        name: None if text is None else File(text.encode()) for name, text in files.items()
    }
    for source in sources:
        change["sums.py"] = File(source.encode())
    return grade(sandbox, task, change, run=RUN, variant="v0001")


def _names(graded: Grade) -> set[str]:
    return {kept.partition(":")[0] for kept in graded.violations}


@pytest.mark.docker
@pytest.mark.usefixtures("no_box_is_left")
@pytest.mark.parametrize("name", TRICKS)
def test_no_trick_raises_a_score_and_each_is_named(sandbox: Sandbox, task: Task, name: str) -> None:
    trick = TRICKS[name]
    graded = _grade(sandbox, task, trick.code)
    assert graded.reward == 0.0, graded.detail
    assert trick.named <= _names(graded), graded
    assert trick.said in graded.detail
    assert all(explain(kept) for kept in graded.violations)


@pytest.mark.docker
@pytest.mark.usefixtures("no_box_is_left")
def test_the_solution_scores_one_and_nothing_is_held_against_it(
    sandbox: Sandbox, task: Task
) -> None:
    solved = _grade(sandbox, task, SOLVED)
    assert (solved.reward, solved.violations) == (1.0, ()), solved.detail
    nothing = _grade(sandbox, task)
    assert (nothing.reward, nothing.violations) == (0.0, ()), nothing.detail
    assert "AssertionError: -1 != 5" in nothing.detail


FILES: dict[str, tuple[dict[str, str | None], str]] = {
    "conftest": ({"conftest.py": "raise SystemExit(0)"}, "hook_file"),
    "start-up": ({"sitecustomize.py": "import os; os._exit(0)"}, "hook_file"),
    "start-up of a user": ({"usercustomize.py": "import os; os._exit(0)"}, "hook_file"),
    "path file": ({"x.pth": "import os; os._exit(0)"}, "hook_file"),
    "test runner": ({"unittest.py": "def main(): pass"}, "shadows_library"),
    "random": ({"time/__init__.py": "def process_time(): return 0"}, "shadows_library"),
    "reward": ({"reward.txt": "1"}, "reward_file"),
    "deleted test": ({"test_sums.py": None}, "tests_deleted"),
    "edited test": ({"test_sums.py": ""}, "tests_changed"),
}


@pytest.mark.docker
@pytest.mark.usefixtures("no_box_is_left")
def test_no_file_beside_the_code_raises_a_score_and_each_is_named(
    sandbox: Sandbox, task: Task
) -> None:
    for files, named in FILES.values():
        path, text = next(iter(files.items()))
        change: Change = {path: None if text is None else File(text.encode())}
        graded = grade(sandbox, task, change, run=RUN, variant="v0001")
        assert (graded.reward, _names(graded)) == (0.0, {named}), (path, graded)


@pytest.mark.docker
@pytest.mark.usefixtures("no_box_is_left")
def test_all_expected_tests_must_have_run(sandbox: Sandbox, tmp_path: Path) -> None:
    skipping = HIDDEN + "\n    @unittest.skip('not today')\n    def test_skipped(self): pass\n"
    hiding = HIDDEN + "\n    def test_gone(self): pass\n\ndel Hidden.test_gone\n"
    for number, (tests, named) in enumerate([(skipping, set()), (hiding, {"tests_missing"})]):
        task = isolated_task(tmp_path / str(number), {"tests/hidden.py": tests})
        graded = _grade(sandbox, task, SOLVED)
        assert (graded.reward, _names(graded)) == (0.0, named), graded


SHAPES = """
import collections
import contextlib
import dataclasses
from typing import NamedTuple


class Point(NamedTuple):
    x: int
    y: int

    def mirrored(self):
        return Point(self.y, self.x)


class Refused(ValueError):
    def __init__(self, what, why):
        super().__init__(f"{what}: {why}")
        self.why = why


@dataclasses.dataclass(frozen=True, order=True)
class Price:
    cents: int
    tags: tuple = ()

    @property
    def euros(self):
        return self.cents / 100


class Shelf:
    LIMIT = 3

    def __init__(self, items=(), on_full=None):
        self.items, self.on_full, self.open = list(items), on_full, False

    @classmethod
    def parse(cls, text):
        return cls(text.split())

    def __len__(self):
        return len(self.items)

    def __contains__(self, item):
        return item in self.items

    def __getitem__(self, index):
        return self.items[index]

    def __iter__(self):
        yield from self.items

    def __add__(self, other):
        return Shelf(self.items + other.items)

    def add(self, item):
        if len(self.items) >= self.LIMIT:
            if self.on_full:
                self.on_full(item)
            raise Refused(item, why="full")
        self.items.append(item)
        return self

    @contextlib.contextmanager
    def opened(self):
        self.open = True
        try:
            yield self
        finally:
            self.open = False


def push(items, item):
    items.append(item)
    return items


def table():
    row = [1]
    last = collections.deque([1], maxlen=4)
    return {"rows": [row, row], "all": {3, 4}, "deque": last, (1, 2): b"x"}


def each(function, items):
    return [function(item) for item in items]


def wrap(function):
    try:
        function()
    except KeyError as error:
        raise Refused("wrapped", "inside") from error


def endless():
    number = 0
    while True:
        yield number
        number += 1
"""

SHAPES_TESTS = """
import copy
import itertools
import unittest
from collections import deque

from shapes import Point, Price, Refused, Shelf, each, endless, push, table, wrap


class Shapes(unittest.TestCase):
    def test_named_tuples(self):
        point = Point(1, 2)
        self.assertEqual((point, point.x, point[1]), ((1, 2), 1, 2))
        self.assertEqual(point.mirrored(), Point(2, 1))
        self.assertIsInstance(point, Point)
        self.assertEqual(point._replace(x=9), (9, 2))
        x, y = point
        self.assertEqual({point: 1}[(x, y)], 1)

    def test_exceptions(self):
        shelf = Shelf("abc")
        with self.assertRaisesRegex(Refused, "^d: full$") as caught:
            shelf.add("d")
        self.assertEqual(caught.exception.why, "full")
        self.assertIsInstance(caught.exception, ValueError)
        with self.assertRaises(TypeError):
            shelf.add()

    def test_causes(self):
        def fails():
            return {}["k"]

        with self.assertRaises(Refused) as caught:
            wrap(fails)
        self.assertIsInstance(caught.exception.__cause__, KeyError)
        self.assertEqual(caught.exception.__cause__.args, ("k",))

    def test_data_classes(self):
        self.assertEqual(Price(5), Price(5))
        self.assertNotEqual(Price(5), Price(6))
        self.assertLess(Price(5), Price(6))
        self.assertEqual(len({Price(5), Price(5), Price(5, ("a",))}), 2)
        self.assertEqual(Price(250).euros, 2.5)
        self.assertEqual(repr(Price(1)), "Price(cents=1, tags=())")

    def test_containers(self):
        shelf = Shelf.parse("a b")
        self.assertEqual((len(shelf), "a" in shelf, shelf[-1]), (2, True, "b"))
        self.assertEqual(list(shelf), ["a", "b"])
        self.assertIs(shelf.add("c"), shelf)
        self.assertEqual((shelf + Shelf("z")).items, ["a", "b", "c", "z"])
        self.assertEqual(Shelf.LIMIT, 3)
        shelf.LIMIT = 5
        self.assertEqual(len(shelf.add("d")), 4)
        with self.assertRaises(IndexError):
            shelf[9]

    def test_arguments_are_changed_and_returned(self):
        items = [1]
        self.assertIs(push(items, 2), items)
        self.assertEqual(items, [1, 2])

    def test_plain_values(self):
        found = table()
        self.assertIs(found["rows"][0], found["rows"][1])
        self.assertEqual((found["rows"], found["all"]), ([[1], [1]], {3, 4}))
        self.assertEqual((found["deque"], found[1, 2]), (deque([1]), b"x"))

    def test_callbacks(self):
        seen = []
        with self.assertRaises(Refused):
            Shelf("abc", on_full=seen.append).add("d")
        self.assertEqual(seen, ["d"])
        self.assertEqual(each(str, [1, 2]), ["1", "2"])
        self.assertEqual(each(lambda item: item.x, [Point(1, 2)]), [1])
        self.assertEqual(Shelf(n * n for n in range(3)).items, [0, 1, 4])
        with self.assertRaises(ZeroDivisionError):
            each(lambda item: 1 / item, [0])

    def test_iterators(self):
        self.assertEqual(list(itertools.islice(endless(), 100)), list(range(100)))
        found = endless()
        self.assertEqual((next(found), next(found)), (0, 1))

    def test_contexts(self):
        shelf = Shelf()
        with shelf.opened() as same:
            self.assertIs(same, shelf)
            self.assertTrue(shelf.open)
        with self.assertRaises(Refused), shelf.opened():
            raise Refused("a", "b")
        self.assertFalse(shelf.open)

    def test_copies(self):
        shelf = Shelf("ab")
        other = copy.deepcopy(shelf)
        other.add("c")
        self.assertEqual((len(shelf), len(other)), (2, 3))
"""


@pytest.mark.docker
@pytest.mark.usefixtures("no_box_is_left")
def test_tests_may_use_code_as_if_it_were_beside_them(sandbox: Sandbox, tmp_path: Path) -> None:
    files = {"environment/app/shapes.py": SHAPES, "tests/hidden.py": SHAPES_TESTS}
    graded = grade(sandbox, isolated_task(tmp_path / "shapes", files), {}, run=RUN, variant="v0001")
    assert (graded.reward, graded.violations) == (1.0, ()), graded.detail
    assert "11 of 11 tests passed" in graded.detail


def test_ids_come_from_the_text_of_the_tests() -> None:
    source = """
class Base(unittest.TestCase):
    def setUp(self): pass
    def test_b(self): pass

class Child(Base):
    def test_a(self): pass

class Helper:
    def test_nothing(self): pass

def test_function(): pass
"""
    assert expected_tests(source) == ("Base.test_b", "Child.test_a", "Child.test_b")


def test_operators_come_from_the_pristine_classes() -> None:
    source = b"""
@dataclass(frozen=True)
class Price:
    cents: int

@functools.total_ordering
class Version:
    def __lt__(self, other): ...
    __radd__ = None
    __slots__ = ()

class Later(Version):
    def __contains__(self, item): ...
"""
    found = operators({"a.py": File(source)})
    assert found["Price"] == ["__eq__", "__hash__", "__repr__"]
    assert set(found["Version"]) == {"__lt__", "__le__", "__gt__", "__ge__", "__radd__"}
    assert set(found["Later"]) == {*found["Version"], "__contains__"}


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"tests/hidden.py": None}, "has no hidden.py"),
        ({"tests/hidden.py": "def f(:"}, "is no Python module"),
        ({"tests/hidden.py": "x = 1"}, "holds no tests"),
    ],
)
def test_a_task_without_tests_to_isolate_is_refused(
    tmp_path: Path, files: dict[str, str | None], told: str
) -> None:
    with pytest.raises(UsageError, match=told):
        isolated_task(tmp_path / "broken", files)


def test_every_violation_is_told_in_words() -> None:
    for name, meaning in VIOLATIONS.items():
        assert explain(name) == f"{name}: {meaning}"
    assert explain("left_running: a\x1b[31mb") == (
        f"left_running: {VIOLATIONS['left_running']} (ab)"
    )
    assert "not known" in explain("something_new")
