"""From the folders of ``benchmarks/mltrain`` to tasks."""

from __future__ import annotations

import io
import json
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from common.errors import UsageError
from common.files import File, read_folder
from common.text import safe
from evaluator.api import SPLITS, Benchmark, Task
from evaluator.identity import identified
from evaluator.mltrain import pole
from evaluator.mltrain.card import SPREADS, Card, read_card
from evaluator.mltrain.data import TEXT, Arrays, draw
from evaluator.mltrain.plan import Training
from sandbox.api import Limits
from sandbox.recipe import ImageRecipe
from sandbox.torch_image import TORCH, requirements

HOME = TEXT.parent
SIZES = ("cpu", "gpu")
SHOWN_SEED = 0
"""Draws the data that agents are shown."""
WORKDIR = "/workspace"
_AGENT_SECONDS = 900.0
_SPARE_SECONDS = 120.0


def load_mltrain(argument: str) -> Benchmark:
    """Load the benchmark in one size.

    Args:
        argument: "gpu" for the size that needs a GPU; nothing, or "cpu", for the other.

    Raises:
        UsageError: There is no such size, or it was never measured.
        PrerequisiteError: The size needs a GPU and there is none, or data or torch is
            not installed.
    """
    size = argument or "cpu"
    if size not in SIZES:
        raise UsageError(
            f"mltrain has no size {safe(argument, limit=40)!r}.", "Write mltrain or mltrain:gpu."
        )
    if size == "gpu":
        from sandbox.gpu import check_gpus

        check_gpus(1)
    splits = {split: tuple(load_task(f, size) for f in task_folders(split)) for split in SPLITS}
    return Benchmark("mltrain" if size == "cpu" else "mltrain:gpu", splits)


def task_folders(split: str) -> Iterator[Path]:
    """Give the folders of a split's tasks, in a fixed order."""
    yield from sorted(path.parent for path in (HOME / "tasks" / split).glob("*/task.toml"))


def load_task(folder: Path, size: str, card: Card | None = None, seeds: Sequence[int] = ()) -> Task:
    """Read one task.

    Args:
        folder: Its folder.
        size: One of ``SIZES``.
        card: The measured figures that decide floor and goal; the task's own by default.
        seeds: The hidden seeds; the task's own by default.

    Raises:
        UsageError: The size was never measured.
        PrerequisiteError: Data or torch is not installed.
    """
    settings = tomllib.loads((folder / "task.toml").read_text("utf-8"))
    asked: dict[str, Any] = {**settings["training"], **settings.get(size, {})}
    if seeds:
        asked["seeds"] = list(seeds)
    card = card or read_card(folder, size)
    floor, goal = card.bounds(asked["better"], asked.get("spreads", SPREADS))
    rules = {
        **{name: asked[name] for name in ("measure", "families", "fixed", "parameters")},
        "seconds": asked["seconds"],
        "size": size,
    }
    tree = read_folder(folder)
    kit = _kit()
    shown = draw(asked["data"], SHOWN_SEED, hidden=False)
    task = Task(
        name=folder.name,
        instruction=_instruction(tree["instruction.md"], rules, card, asked),
        workdir=WORKDIR,
        files={
            **kit,
            "train.py": tree["train.py"],
            "data/task.json": File(json.dumps(rules, indent=1).encode()),
            "data/train.npz": _packed(shown.given),
            "data/validation.npz": _packed(shown.held),
        },
        tests={**{f"kit/{path}": file for path, file in kit.items()}, **_draws(asked)},
        solution={
            "train.py": tree["solution/train.py"],
            "solve.sh": File(b"cp /solution/train.py train.py\n"),
        },
        limits=Limits(
            memory_mb=asked["memory_mb"],
            deadline_seconds=_AGENT_SECONDS + _SPARE_SECONDS,
            gpus=int(size == "gpu"),
        ),
        agent_timeout=_AGENT_SECONDS,
        verifier_timeout=600.0,
        image=ImageRecipe(packaged=TORCH, ours=True),
        training=Training(
            seeds=tuple(asked["seeds"]),
            floor=floor,
            goal=goal,
            cpu_seconds=asked["seconds"],
            weights_bytes=8 * asked["parameters"] + (1 << 19),
            packages=tuple(requirements()),
            target=asked.get("target"),
        ),
        difficulty=settings["metadata"]["difficulty"],
    )
    return identified(task)


def _kit() -> dict[str, File]:
    """Return what every task's box holds besides its own files."""
    world = File(Path(pole.__file__).read_bytes())
    return {**read_folder(HOME / "kit"), "pole.py": world}


def _draws(asked: dict[str, Any]) -> dict[str, File]:
    files = {}
    for seed in asked["seeds"]:
        drawn = draw(asked["data"], seed, hidden=True)
        files[f"seeds/{seed}/train.npz"] = _packed(drawn.given)
        files[f"seeds/{seed}/held.npz"] = _packed(drawn.held)
    return files


def _packed(arrays: Arrays) -> File:
    """Return arrays as an npz file, byte for byte the same for the same arrays."""
    out = io.BytesIO()
    np.savez(out, **arrays)
    return File(out.getvalue())


def _instruction(file: File, rules: dict[str, Any], card: Card, asked: dict[str, Any]) -> str:
    """Return the task's own text and the terms that all tasks share."""
    common = (HOME / "instruction.md").read_text("utf-8")
    figures = {
        "parameters": rules["parameters"],
        "seconds": rules["seconds"],
        "counted": "by the clock" if rules["size"] == "gpu" else "of one processor",
        "families": " or ".join(rules["families"]),
        "measure": asked["told"],
        "baseline": f"{card.baseline:.3g}",
        "reference": f"{card.reference:.3g}",
    }
    return file.data.decode("utf-8").strip() + "\n\n" + common.format_map(figures)
