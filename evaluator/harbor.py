"""Reading Harbor task folders.

A folder holds ``task.toml``, ``instruction.md``, ``environment/Dockerfile``, ``tests/test.sh`` and
possibly ``solution/solve.sh``. Keys this version has no use for are tolerated; what a task needs
and this version cannot do is refused rather than left out.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from pathlib import Path

from common.errors import TreeRejectedError, UsageError
from common.files import File, FileTree, TreeLimits, check_tree, read_folder
from common.text import safe
from evaluator.api import Task
from evaluator.dockerfile import read_dockerfile
from evaluator.isolation.survey import expected_tests
from evaluator.taskfile import read_task_file

_FOLDER_LIMITS = TreeLimits(files=6000, file_bytes=16 << 20, total_bytes=64 << 20)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def load_task(folder: Path) -> Task:
    """Read one task.

    Timeouts are ``[agent]`` and ``[verifier]`` ``timeout_sec`` (600 s where absent). Limits are
    ``[environment]`` ``cpus``, ``memory_mb`` (or ``memory = "512M"``) and ``storage_mb`` (or
    ``storage``); a box counts its files as memory.

    Args:
        folder: The task's folder; its name is the task's.

    Raises:
        UsageError: A file is missing or malformed, or asks for what this version cannot do.
    """
    name = folder.resolve().name
    if not folder.is_dir():
        raise UsageError(f"{shown(folder)} is not a folder.")
    if not _NAME.fullmatch(name):
        raise UsageError(f"{shown(folder)}: a task's name has letters, digits, '.', '_' and '-'.")
    tree = _read(folder)
    settings = read_task_file(shown(folder / "task.toml"), _text(folder, tree, "task.toml"))
    instruction = _text(folder, tree, "instruction.md")
    if not instruction.strip():
        raise UsageError(f"{shown(folder / 'instruction.md')} is empty.")
    _text(folder, tree, "tests/test.sh")
    workdir, files = _environment(folder, tree)
    tests = _below(tree, "tests")
    _check_isolated(folder, tests, settings.metadata.isolated_tests)
    task = Task(
        name=name,
        instruction=instruction,
        workdir=workdir,
        files=files,
        tests=tests,
        solution=_below(tree, "solution"),
        limits=settings.limits(),
        agent_timeout=settings.agent.timeout_sec,
        verifier_timeout=settings.verifier.timeout_sec,
        hidden_tests=settings.metadata.isolated_tests,
        difficulty=settings.metadata.difficulty,
    )
    return dataclasses.replace(task, digest=_digest(task))


def shown(path: Path) -> str:
    """Return a path fit to stand in a sentence."""
    return safe(str(path), limit=300)


def _read(folder: Path) -> FileTree:
    try:
        return read_folder(folder, _FOLDER_LIMITS)
    except TreeRejectedError as error:
        raise UsageError(f"{shown(folder)} is not a task folder: {error.message}.") from error
    except OSError as error:
        raise UsageError(f"{shown(folder)} cannot be read: {error.strerror}.") from error


def _text(folder: Path, tree: FileTree, name: str) -> str:
    if name not in tree:
        raise UsageError(
            f"{shown(folder)} has no {name}.", "A task is a folder in Harbor's task format."
        )
    try:
        return tree[name].data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(
            f"{shown(folder / name)} is not UTF-8 text (byte {error.start})."
        ) from error


def _environment(folder: Path, tree: FileTree) -> tuple[str, dict[str, File]]:
    """Return the work folder and the files in it."""
    if any(path.startswith("environment/docker-compose.") for path in tree):
        raise UsageError(f"{shown(folder)} needs Docker Compose, which this version does not run.")
    dockerfile = _text(folder, tree, "environment/Dockerfile")
    path = folder / "environment" / "Dockerfile"
    workdir, files = read_dockerfile(shown(path), dockerfile, _below(tree, "environment"))
    try:
        check_tree(files)
    except TreeRejectedError as error:
        raise UsageError(f"{shown(path)}: the files it copies: {error.message}.") from error
    return workdir, files


def _check_isolated(folder: Path, tests: FileTree, name: str) -> None:
    """Refuse hidden tests that are not there, or in which no test is found."""
    if not name:
        return
    where = shown(folder / "tests" / name)
    try:
        found = expected_tests(_text(folder / "tests", tests, name))
    except (SyntaxError, ValueError) as error:
        raise UsageError(f"{where} is no Python module: {safe(str(error), limit=200)}.") from error
    if not found:
        raise UsageError(
            f"{where} holds no tests.",
            "isolated_tests names a module with unittest.TestCase classes.",
        )


def _below(tree: FileTree, folder: str) -> dict[str, File]:
    prefix = folder + "/"
    return {p.removeprefix(prefix): file for p, file in tree.items() if p.startswith(prefix)}


def _digest(task: Task) -> str:
    """Return the sha256 of a task's fields as sorted JSON, each file as its own sha256."""
    fields = {k: v for k, v in vars(task).items() if k != "digest"}
    fields["limits"] = vars(task.limits)
    for key in ("files", "tests", "solution"):
        fields[key] = {
            path: [hashlib.sha256(file.data).hexdigest(), file.executable]
            for path, file in fields[key].items()
        }
    return hashlib.sha256(json.dumps(fields, sort_keys=True).encode()).hexdigest()
