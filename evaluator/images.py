"""Making a benchmark's images before its tasks are run, and reading from them what tasks need."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from filelock import FileLock

from common.errors import PrerequisiteError, TreeRejectedError, UsageError
from common.text import safe
from evaluator.api import Benchmark, Task
from evaluator.identity import identified
from sandbox import builder
from sandbox.api import Sandbox
from sandbox.builder import Builds
from sandbox.engine import Engine
from sandbox.gpu import check_gpus
from sandbox.gvisor import GVISOR
from sandbox.profile import ENVIRONMENT, check_workdir
from sandbox.recipe import ImageRecipe
from sandbox.torch_image import ensure_torch

Tell = Callable[[str], None]
_OURS = set(ENVIRONMENT) - {"PATH"}
"""Variables of an image that a box sets itself."""


def prepare(benchmark: Benchmark, sandbox: Sandbox, builds: Builds, tell: Tell) -> Benchmark:
    """Return a benchmark whose tasks can be run: their images are there.

    Args:
        benchmark: As it was loaded.
        sandbox: Where the tasks will be run.
        builds: What the operator allows.
        tell: Called with one plain line per step.

    Raises:
        UsageError: An image cannot be built, or cannot be a box.
        PrerequisiteError: An image is missing and may not be built, or no registry has it, or the
            sandbox has no images.
        MachineryError: The engine failed.
    """
    check_allowed(benchmark, builds)
    splits = {
        split: tuple(prepare_task(task, sandbox, builds, tell) for task in tasks)
        for split, tasks in benchmark.splits.items()
    }
    return Benchmark(benchmark.name, splits)


def check_allowed(benchmark: Benchmark, builds: Builds) -> None:
    """Check that no image has to be built that may not be; pulls need no leave.

    Raises:
        PrerequisiteError: One has to be built, and the operator allows no builds.
        MachineryError: The engine failed.
    """
    tasks = [task for found in benchmark.splits.values() for task in found]
    recipes = {r.reference: r for t in tasks for r in (t.image, t.verifier_image) if r is not None}
    asking = [r for r in recipes.values() if not (r.pulled or r.ours)]
    if builds != "never" or not asking:
        return
    engine = Engine()
    missing = [recipe for recipe in asking if not builder.has_image(engine, recipe.reference)]
    if missing:
        raise PrerequisiteError(
            f"{len(missing)} image{'s' * (len(missing) > 1)} of {safe(benchmark.name, limit=100)}"
            " must be built first, which runs the tasks' Dockerfiles as root in containers",
            "If you trust them: arboretum benchmarks check BENCHMARK --build offline"
            " (or network, where they install something).",
        )


def prepare_task(task: Task, sandbox: Sandbox, builds: Builds, tell: Tell) -> Task:
    """Return a task that can be run: its images are there, its files are read from them.

    Where an image cannot be had this is the task's ``otherwise``, if it has one.

    Raises:
        UsageError, PrerequisiteError, MachineryError: As for :func:`prepare`.
    """
    try:
        check_gpus(task.gpus, GVISOR if sandbox.name == "docker-gvisor" else "runc")
        if task.image is not None and task.image.packaged:
            made = ensure_torch(sandbox, tell)
            return dataclasses.replace(task, image=dataclasses.replace(task.image, id=made))
    except PrerequisiteError as error:
        raise PrerequisiteError(f"The task {task.name}: {error.message}", error.hint) from error
    recipes = [recipe for recipe in (task.image, task.verifier_image) if recipe is not None]
    if not recipes:
        return task
    if sandbox.name == "bubblewrap":
        raise PrerequisiteError(
            f"the task {task.name} needs an image of its own, and bubblewrap has only the base"
            " image",
            "Use --sandbox docker where an engine runs.",
        )
    engine = Engine()
    try:
        for recipe in recipes:
            _ensure(engine, recipe, builds, tell)
        ready = _from_image(engine, _with_verifier_image(engine, _pinned(engine, task)))
        return dataclasses.replace(ready, otherwise=None)
    except (UsageError, PrerequisiteError) as error:
        if task.otherwise is not None and isinstance(error, PrerequisiteError):
            tell(f"{task.name}: no image from a registry, so it stands on a local clone")
            return prepare_task(task.otherwise, sandbox, builds, tell)
        raise type(error)(f"The task {task.name}: {error.message}", error.hint) from error


def _ensure(engine: Engine, recipe: ImageRecipe, builds: Builds, tell: Tell) -> None:
    """Make one image; who asks at the same time waits for it."""
    from platformdirs import user_cache_path

    if builder.has_image(engine, recipe.reference):
        return
    name = "".join(c if c.isalnum() else "-" for c in recipe.reference)[-80:]
    with FileLock(user_cache_path("arboretum", ensure_exists=True) / f"image-{name}.lock"):
        builder.ensure_image(engine, recipe, builds, tell)


def _pinned(engine: Engine, task: Task) -> Task:
    """Return a task whose boxes start from the very images that its names mean now."""

    def pinned(recipe: ImageRecipe | None) -> ImageRecipe | None:
        if recipe is None:
            return None
        return dataclasses.replace(recipe, id=builder.image_id(engine, recipe.reference))

    image, verifier_image = pinned(task.image), pinned(task.verifier_image)
    return dataclasses.replace(task, image=image, verifier_image=verifier_image)


def _variables(engine: Engine, image: str) -> dict[str, str]:
    """Return what an image sets and a box leaves to it."""
    found = builder.image_environment(engine, image)
    return {name: value for name, value in found.items() if name not in _OURS}


def _with_verifier_image(engine: Engine, task: Task) -> Task:
    """Give the verifier the variables of its own image, where it has one."""
    if task.verifier_image is None:
        return task
    env = _variables(engine, task.verifier_image.start_from)
    return identified(dataclasses.replace(task, verifier_env={**env, **task.verifier_env}))


def _from_image(engine: Engine, task: Task) -> Task:
    """Take work folder, files and variables from a task's image, where it says so."""
    if task.image is None:
        return task
    image = task.image.start_from
    env = _variables(engine, image)
    workdir = task.workdir or builder.image_workdir(engine, image)
    check_workdir(workdir or "/")
    files = task.files
    if task.from_image:
        try:
            files = builder.image_files(engine, image, workdir, task.tree)
        except TreeRejectedError as error:
            raise UsageError(f"{safe(workdir, limit=80)} in its image: {error.message}.") from error
    return identified(
        dataclasses.replace(task, env={**env, **task.env}, workdir=workdir, files=files)
    )
