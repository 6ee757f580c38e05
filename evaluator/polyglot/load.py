"""From a checkout of the benchmark's repository to tasks."""

from __future__ import annotations

from pathlib import Path

from common.errors import UsageError
from common.files import File, FileTree
from common.text import safe
from evaluator.api import Benchmark, Task
from evaluator.benchmarks import interleaved
from evaluator.identity import identified
from evaluator.polyglot.exercise import Exercise, read_exercise
from evaluator.polyglot.languages import LANGUAGES
from evaluator.polyglot.toolchains import toolchains
from evaluator.splits import dealt
from sandbox.api import Limits
from sandbox.recipe import ImageRecipe

_WORKDIR = "/workspace"
_LIMITS = Limits(
    memory_mb=2048,
    cpus=2,
    pids=512,
    disk_mb=64,
    tmp_mb=512,
    file_mb=256,
    deadline_seconds=900.0,
)
_AGENT_SECONDS = 600.0
_TEST_SECONDS = 180.0
"""As in the published protocol."""
# Everything but the solution's own files is restored: it comes from /tests alone.
# What it prints and its exit code are judged on the host.
_VERIFIER = """#!/bin/bash
work=$PWD
mkdir -p /tmp/judged
cp -r "/tests/exercise" "/tmp/judged/{slug}"
cd "/tmp/judged/{slug}" || exit 1
while IFS= read -r path; do
    [ -f "$work/$path" ] && mkdir -p "$(dirname "$path")" && cp "$work/$path" "$path"
done < <(cat /tests/solution.txt; {more})
{command}
"""


def load_polyglot(path: str) -> Benchmark:
    """Load a checkout of the Aider polyglot benchmark, or any folder laid out like it.

    Every exercise below ``LANGUAGE/exercises/practice/`` is a task ``LANGUAGE-NAME``. Half of a
    language's exercises are ``select``, a quarter each ``train`` and ``holdout``, by a hash of
    their names.

    Raises:
        UsageError: There is no such folder, it holds no exercises, or one is broken.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise UsageError(f"{safe(path, limit=300)} is not a folder.")
    read = [
        read_exercise(found, language)
        for language in LANGUAGES
        for found in _exercises(folder / language / "exercises" / "practice")
    ]
    image = toolchains(crates=any(exercise.needs_crates for exercise in read))
    splits: dict[str, list[Task]] = {"train": [], "select": [], "holdout": []}
    for language in LANGUAGES:
        tasks = [_task(one, image) for one in read if one.language == language]
        for split, members in dealt(tasks).items():
            splits[split] += members
    if not any(splits.values()):
        raise UsageError(
            f"{safe(path, limit=300)} holds no exercises of the polyglot benchmark.",
            "Name the folder that holds python/exercises/practice, go/exercises/practice, ...",
        )
    return Benchmark("polyglot", {split: interleaved(tasks) for split, tasks in splits.items()})


def _exercises(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return [one for one in sorted(folder.iterdir()) if one.is_dir() and one.name[0] != "."]


def _task(exercise: Exercise, image: ImageRecipe) -> Task:
    return identified(
        Task(
            name=f"{exercise.language}-{exercise.slug}",
            instruction=exercise.instructions(),
            workdir=_WORKDIR,
            files=exercise.shown(),
            tests=_tests(exercise),
            solution=_solution(exercise),
            limits=_LIMITS,
            agent_timeout=_AGENT_SECONDS,
            verifier_timeout=_TEST_SECONDS,
            language=exercise.language,
            image=image,
            judge="evaluator.polyglot.judging:judge",
            attempts=2,
        )
    )


def _tests(exercise: Exercise) -> FileTree:
    traits = exercise.traits
    # What is new below the folder is taken, tests are not: they are restored.
    more = f'cd "$work" && find {traits.taken} -type f' if traits.taken else "true"
    script = _VERIFIER.format(slug=exercise.slug, more=f"({more})", command=traits.command)
    judged = {f"exercise/{path}": file for path, file in exercise.judged().items()}
    listed = "".join(f"{path}\n" for path in exercise.solution)
    asked = "".join(f"exercise/{path}\n" for path in exercise.judged() if exercise.is_test(path))
    return {
        **judged,
        "test.sh": File(script.encode(), executable=True),
        "solution.txt": File(listed.encode()),
        "questions.txt": File(asked.encode()),
    }


def _solution(exercise: Exercise) -> FileTree:
    placed = {f"files/{path}": file for path, file in exercise.example().items()}
    return {**placed, "solve.sh": File(b"cp -r /solution/files/. .\n")} if placed else {}
