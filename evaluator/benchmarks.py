"""Finding benchmarks: those shipped with the project, adapters, and any folder of Harbor tasks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple, cast

from common.errors import UsageError
from common.text import safe
from evaluator.api import SPLITS, Benchmark, Task
from evaluator.harbor import load_task
from evaluator.registered import registered


class Adapter(NamedTuple):
    """What turns another source into tasks."""

    load: str
    """``module:function``, imported when it is used: from what stands after the colon of the
    benchmark's name (empty without one) to a :class:`Benchmark`."""
    argument: str = ""
    """What has to stand after the colon, as the help names it; empty where nothing does."""


ADAPTERS: Mapping[str, Adapter] = MappingProxyType(
    {
        "humaneval": Adapter("evaluator.humaneval:load_humaneval"),
        "mltrain": Adapter("evaluator.mltrain.load:load_mltrain"),
        "polyglot": Adapter("evaluator.polyglot.load:load_polyglot", "PATH"),
        "swebench": Adapter("evaluator.swebench.load:load_swebench", "PATH-or-NAME"),
    }
)
"""From the name, or the part of it before the colon, to who loads it."""


def list_benchmarks() -> list[str]:
    """Return the names of the benchmarks shipped with the project as folders of tasks."""
    home = _home()
    folders = sorted(home.iterdir()) if home.is_dir() else []
    return [f.name for f in folders if any((f / split).is_dir() for split in SPLITS)]


def load_benchmark(name_or_path: str, broken: dict[str, str] | None = None) -> Benchmark:
    """Load a benchmark.

    Within a split, tasks stand by name, and their difficulties alternate (easy, medium, hard,
    easy, ...), so that the first tasks of a split are a fair sample of it.

    Args:
        name_or_path: The name of a shipped or registered benchmark, an adapter's name with what
            it reads (``polyglot:PATH``), or a folder: with sub-folders named after the splits, or
            of tasks, or one task; without splits all tasks are ``select``.
        broken: Filled with the names of a folder's tasks that cannot be read, each with why;
            without it the first of them is an error.

    Raises:
        UsageError: There is no such benchmark, it has no tasks, two tasks share a name, or a
            task is broken.
    """
    name_or_path = registered().get(name_or_path, name_or_path)
    prefix, _, argument = name_or_path.partition(":")
    loaded = _adapted(prefix, argument) if prefix in ADAPTERS else _folder(name_or_path, broken)
    _check(loaded, may_be_empty=bool(broken))
    return loaded


def _adapted(name: str, argument: str) -> Benchmark:
    """Load a benchmark through its adapter."""
    adapter = ADAPTERS[name]
    if adapter.argument and not argument:
        raise UsageError(
            f"The benchmark {name!r} needs to be told what to read.",
            f"Write {name}:{adapter.argument}.",
        )
    module, _, function = adapter.load.partition(":")
    load = cast("Callable[[str], Benchmark]", getattr(import_module(module), function))
    return load(argument)


def _folder(name_or_path: str, broken: dict[str, str] | None) -> Benchmark:
    """Load a shipped benchmark or a folder."""
    known = list_benchmarks()
    folder = _home() / name_or_path if name_or_path in known else Path(name_or_path)
    if not folder.is_dir():
        adapters = [f"{name}:{a.argument}" if a.argument else name for name, a in ADAPTERS.items()]
        raise UsageError(
            f"There is no benchmark {safe(name_or_path, limit=100)!r}.",
            f"There are: {', '.join([*known, *adapters, *registered()])}."
            " The path of a folder of tasks works too.",
        )
    if any((folder / split).is_dir() for split in SPLITS):
        splits = {split: _tasks(folder / split, broken) for split in SPLITS}
    elif (folder / "task.toml").exists():
        splits = {"train": (), "select": (load_task(folder),), "holdout": ()}
    else:
        splits = {"train": (), "select": _tasks(folder, broken), "holdout": ()}
    return Benchmark(folder.resolve().name, splits)


def _home() -> Path:
    """Return the data folder that is installed beside the packages."""
    return Path(__file__).resolve().parent.parent / "benchmarks"


def _tasks(folder: Path, broken: dict[str, str] | None) -> tuple[Task, ...]:
    if not folder.is_dir():
        return ()
    found = []
    for one in sorted(folder.iterdir()):
        if not one.is_dir() or one.name[0] in "._":
            continue
        try:
            found.append(load_task(one))
        except UsageError as error:
            if broken is None:
                raise
            broken[safe(one.name, limit=100)] = error.message
    return interleaved(found)


def absolute(name_or_path: str) -> str:
    """Return a benchmark's name so that it means the same in any folder."""
    name_or_path = registered().get(name_or_path, name_or_path)
    prefix, _, argument = name_or_path.partition(":")
    if prefix in ADAPTERS:
        there = bool(argument) and Path(argument).exists()
        return f"{prefix}:{Path(argument).resolve()}" if there else name_or_path
    if name_or_path in list_benchmarks() or not Path(name_or_path).is_dir():
        return name_or_path
    return str(Path(name_or_path).resolve())


def interleaved(tasks: list[Task]) -> tuple[Task, ...]:
    """Spread each kind evenly, so that every first part of a split is a fair sample of it.

    A kind is a difficulty in a language. Within it the digest decides: names, which tell what a
    task is about, do not.
    """
    sizes = Counter((task.difficulty, task.language) for task in tasks)
    seen: Counter[tuple[str, str]] = Counter()

    def place(task: Task) -> float:
        kind = (task.difficulty, task.language)
        seen[kind] += 1
        return (seen[kind] - 0.5) / sizes[kind]

    return tuple(sorted(sorted(tasks, key=lambda task: task.digest), key=place))


def _check(benchmark: Benchmark, *, may_be_empty: bool) -> None:
    where = safe(benchmark.name, limit=100)
    seen: dict[str, str] = {}
    for split, tasks in benchmark.splits.items():
        for task in tasks:
            if task.name in seen:
                raise UsageError(
                    f"{where} has two tasks named {task.name!r}: in {seen[task.name]}"
                    f" and in {split}.",
                    "Rename one: results are kept by task name.",
                )
            seen[task.name] = split
    if not seen and not may_be_empty:
        raise UsageError(f"{where} holds no tasks.", "A task is a folder with a task.toml.")
