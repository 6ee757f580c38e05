from __future__ import annotations

import ast
import itertools
import re
import shlex
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

import pytest

from common.files import write_folder
from evaluator.api import Benchmark, Task
from evaluator.benchmarks import load_benchmark
from evaluator.check import check_benchmark
from sandbox.api import Sandbox
from sandbox.choose import open_sandbox
from sandbox.image import ensure_base_image
from tests.benchmarks.similarity import shingles, similarity

COMMAND = re.compile(r"`(python3 [^`\n]+)`")
MOST_SIMILAR = 0.4


@pytest.fixture(scope="module")
def repair() -> Benchmark:
    return load_benchmark("repair")


@pytest.fixture(scope="module")
def tasks(repair: Benchmark) -> list[Task]:
    return [task for split in repair.splits.values() for task in split]


def _modules(task: Task) -> dict[str, str]:
    """Return the code a task is about: its Python files that are no tests."""

    def is_test(path: str) -> bool:
        name = PurePosixPath(path).name
        return path.startswith("tests/") or bool(
            re.match(r"(test_|checks?\b|run_tests|__init__|conftest)", name)
        )

    return {
        path: file.data.decode()
        for path, file in task.files.items()
        if path.endswith(".py") and not is_test(path)
    }


def _command(task: Task) -> list[str]:
    found = COMMAND.findall(task.instruction)
    assert found, f"{task.name}: no test command in backticks"
    return [sys.executable, *shlex.split(found[-1])[1:]]


def _visible(task: Task, folder: Path, *, solved: bool = False) -> tuple[int, int]:
    """Run the visible tests of one of our own tasks; return exit code and characters printed."""
    write_folder(task.files, folder)
    if solved:
        solution = task.solution["solve.sh"].data.replace(task.workdir.encode(), bytes(folder))
        subprocess.run(["bash"], input=solution, cwd=folder, timeout=30, check=True)
    done = subprocess.run(
        _command(task),
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=30,
        check=False,
    )
    return done.returncode, len(done.stdout.decode("utf-8", "replace"))


def test_sizes_and_difficulties(repair: Benchmark) -> None:
    counts = {split: len(tasks) for split, tasks in repair.splits.items()}
    assert counts["train"] >= 30
    assert counts["select"] >= 15
    assert counts["holdout"] >= 15
    for split, tasks in repair.splits.items():
        levels = Counter(task.difficulty for task in tasks)
        assert set(levels) == {"easy", "medium", "hard"}, split
        assert min(levels.values()) >= len(tasks) // 12, (split, levels)


def test_modules_have_a_realistic_size(tasks: list[Task]) -> None:
    for task in tasks:
        lines = {path: len(text.splitlines()) for path, text in _modules(task).items()}
        assert sum(lines.values()) >= 30, (task.name, lines)
        assert max(lines.values()) <= 200, (task.name, lines)


def test_no_task_is_a_renaming_of_another(tasks: list[Task]) -> None:
    sets = {task.name: shingles("\n".join(_modules(task).values())) for task in tasks}
    alike = [
        (a, b)
        for a, b in itertools.combinations(sets, 2)
        if similarity(sets[a], sets[b]) > MOST_SIMILAR
    ]
    assert alike == []


class _Renamer(ast.NodeTransformer):
    """Reverses every variable and argument, and replaces every string."""

    def visit_Name(self, node: ast.Name) -> ast.Name:
        return ast.Name("x" + node.id[::-1], node.ctx)

    def visit_arg(self, node: ast.arg) -> ast.arg:
        return ast.arg(
            "x" + node.arg[::-1], self.visit(node.annotation) if node.annotation else None
        )

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        return ast.Constant("other words" if isinstance(node.value, str) else node.value)


def test_a_renaming_would_be_noticed(tasks: list[Task]) -> None:
    for task in tasks:
        code = "\n".join(_modules(task).values())
        renamed = ast.unparse(_Renamer().visit(ast.parse(code)))
        assert similarity(shingles(code), shingles(renamed)) > 2 * MOST_SIMILAR


def test_hidden_tests_are_not_the_visible_ones(tasks: list[Task]) -> None:
    for task in tasks:
        visible = {file.data for file in task.files.values()}
        assert not any(file.data in visible for file in task.tests.values()), task.name
        seen = {line.strip() for data in visible for line in data.decode().splitlines()}
        cases = [
            line.strip()
            for path, file in task.tests.items()
            if path.endswith(".py")
            for line in file.data.decode().splitlines()
            if "assert" in line
        ]
        assert cases, task.name
        assert sum(case in seen for case in cases) <= len(cases) / 2, task.name


def test_visible_tests_fail_at_first_and_print_much_or_little(
    tasks: list[Task], tmp_path: Path
) -> None:
    lengths = []
    for task in tasks:
        code, length = _visible(task, tmp_path / task.name)
        assert code != 0, f"{task.name}: the visible tests pass before anything is repaired"
        lengths.append(length)
    assert sum(length > 3000 for length in lengths) >= len(tasks) / 3, sorted(lengths)
    assert sum(length < 2000 for length in lengths) >= len(tasks) / 3, sorted(lengths)


@pytest.fixture(scope="module")
def quick_boxes() -> Sandbox:
    """Boxes that start fastest, for two hundred of them; a task is graded alike in all."""
    ensure_base_image()
    return open_sandbox("bubblewrap")


@pytest.mark.docker
@pytest.mark.timeout(900)
def test_oracle_solves_every_task_and_nop_none(quick_boxes: Sandbox, repair: Benchmark) -> None:
    checks = check_benchmark(quick_boxes, repair, workers=2)
    assert [(check.task, check.detail) for check in checks if not check.ok] == []
    assert all(check.oracle == 1.0 and check.nop == 0.0 for check in checks)


def test_solutions_pass_the_visible_tests(tasks: list[Task], tmp_path: Path) -> None:
    def ending(task: Task) -> int:
        return _visible(task, tmp_path / task.name, solved=True)[0]

    with ThreadPoolExecutor(2) as pool:
        endings = dict(zip((t.name for t in tasks), pool.map(ending, tasks), strict=True))
    assert [name for name, code in endings.items() if code != 0] == []
