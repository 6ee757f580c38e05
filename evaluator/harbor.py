"""Reading Harbor task folders.

A folder holds ``task.toml``, ``instruction.md``, ``environment/Dockerfile``, ``tests/test.sh`` and
possibly ``solution/solve.sh``. Keys this version has no use for are tolerated and noted; what a
task needs and this version cannot do is refused rather than left out. Nothing is built here:
``evaluator.images`` does.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from common.errors import TreeRejectedError, UsageError
from common.files import File, FileTree, TreeLimits, check_tree, read_folder
from common.text import safe
from evaluator.api import Task
from evaluator.dockerfile import (
    NeedsBuildError,
    is_base_image,
    last_workdir,
    read_dockerfile,
    rebased,
)
from evaluator.identity import identified
from evaluator.isolation.survey import expected_tests
from evaluator.taskfile import Environment, TaskFile, paths_of, read_task_file
from sandbox.image import base_image_tag
from sandbox.recipe import ImageRecipe

_FOLDER_LIMITS = TreeLimits(files=6000, file_bytes=16 << 20, total_bytes=64 << 20)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


def load_task(folder: Path) -> Task:
    """Read one task.

    Timeouts are ``[agent]`` and ``[verifier]`` ``timeout_sec`` (600 s where absent). Limits are
    ``[environment]`` ``cpus``, ``memory_mb`` (or ``memory = "512M"``), ``storage_mb`` (or
    ``storage``) and ``gpus``; a box counts its files as memory.

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
    environment = _environment(folder, tree, settings)
    tests = _below(tree, "tests")
    _check_isolated(folder, tests, settings.metadata.isolated_tests)
    _check_artifacts(folder, settings, environment.workdir)
    return identified(
        Task(
            name=name,
            instruction=instruction,
            workdir=environment.workdir,
            files=environment.files,
            tests=tests,
            solution=_below(tree, "solution"),
            limits=settings.limits(),
            agent_timeout=settings.agent.timeout_sec,
            verifier_timeout=settings.verifier.timeout_sec,
            hidden_tests=settings.metadata.isolated_tests,
            difficulty=settings.metadata.difficulty,
            image=environment.image,
            from_image=environment.from_image,
            verifier_image=_verifier_image(tree, settings, environment.image),
            verifier_limits=settings.verifier_limits(),
            env=settings.environment.env,
            verifier_env=settings.verifier.variables(),
            solution_env=settings.solution.env,
            notes=tuple(settings.notes()),
        )
    )


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


class _Ground(NamedTuple):
    """What a task's boxes start from."""

    workdir: str
    files: dict[str, File]
    image: ImageRecipe | None = None
    from_image: bool = False


def _environment(folder: Path, tree: FileTree, settings: TaskFile) -> _Ground:
    """Return the image, the work folder and the files in it."""
    if any(path.startswith("environment/docker-compose.") for path in tree):
        raise UsageError(f"{shown(folder)} needs Docker Compose, which this version does not run.")
    asked, context = settings.environment, _below(tree, "environment")
    if asked.docker_image is not None and not is_base_image(asked.docker_image):
        bare = {} if "Dockerfile" in context else context
        image = ImageRecipe(pulled=asked.docker_image)
        return _Ground(asked.workdir or "", bare, image, from_image=not bare)
    dockerfile = _text(folder, tree, "environment/Dockerfile")
    path = folder / "environment" / "Dockerfile"
    try:
        workdir, files = read_dockerfile(shown(path), dockerfile, context)
    except NeedsBuildError:
        image = _built(dockerfile, context, asked)
        return _Ground(asked.workdir or last_workdir(dockerfile), {}, image, from_image=True)
    try:
        check_tree(files)
    except TreeRejectedError as error:
        raise UsageError(f"{shown(path)}: the files it copies: {error.message}.") from error
    return _Ground(workdir, files)


def _verifier_image(
    tree: FileTree, settings: TaskFile, agents: ImageRecipe | None
) -> ImageRecipe | None:
    """Return the image of a verifier with an environment of its own.

    Without one the grading box is a fresh copy of the agent's, whatever ``environment_mode`` says.
    """
    asked, context = settings.verifier.separate_environment(), _below(tree, "tests")
    if asked is None:
        return None
    if asked.docker_image is not None:
        if is_base_image(asked.docker_image):
            return ImageRecipe(pulled=base_image_tag()) if agents else None
        return ImageRecipe(pulled=asked.docker_image)
    if "Dockerfile" not in context:
        return None
    text = context["Dockerfile"].data.decode("utf-8", "replace")
    return _built(text, context, asked)


def _built(dockerfile: str, context: FileTree, asked: Environment) -> ImageRecipe:
    return ImageRecipe(
        dockerfile=rebased(dockerfile),
        context=context,
        network=asked.wants_network,
        timeout=asked.build_timeout_sec,
    )


def _check_artifacts(folder: Path, settings: TaskFile, workdir: str) -> None:
    """Refuse a task whose verifier is to see files from outside the work folder."""
    for path in paths_of(settings.artifacts):
        if workdir and not f"{path.rstrip('/')}/".startswith(f"{workdir}/"):
            raise UsageError(
                f"{shown(folder)}: the artifact {safe(path, limit=100)!r} is not below the work"
                f" folder {workdir}, and nothing else is taken out of a box."
            )


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
