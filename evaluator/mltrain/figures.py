"""What was measured of each task: the noise across seeds, and what of it earns a reward."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.errors import UsageError
from evaluator.api import SPLITS
from evaluator.mltrain.card import SPREADS, Card, read_card
from evaluator.mltrain.load import task_folders


@dataclass(frozen=True)
class Figures:
    """A task's card in numbers."""

    task: str
    split: str
    figure: str
    """What is measured of a training."""
    seeds: int
    """Trainings of either program."""
    shipped: float
    """The mean of the shipped ``train.py``."""
    shipped_std: float
    """Its standard deviation across seeds."""
    reference: float
    """The mean of the reference solution."""
    reference_std: float
    floor: float
    """The figure from which on there is a reward."""
    goal: float
    """The figure that earns reward 1."""


def settings(folder: Path) -> dict[str, Any]:
    """Return the ``[training]`` table of a task."""
    table: dict[str, Any] = tomllib.loads((folder / "task.toml").read_text("utf-8"))["training"]
    return table


def figures_of(folder: Path, card: Card) -> Figures:
    """Return the figures of a task from its card."""
    table = settings(folder)
    floor, goal = card.bounds(table["better"], table.get("spreads", SPREADS))
    return Figures(
        folder.name,
        folder.parent.name,
        "share of time" if "target" in table else table["measure"],
        len(card.seeds),
        card.baseline,
        card.spreads[0],
        card.reference,
        card.spreads[1],
        floor,
        goal,
    )


def measured(size: str) -> list[Figures]:
    """Return the figures of all tasks of a size; none of those that were never measured."""
    found = []
    for folder in (folder for split in SPLITS for folder in task_folders(split)):
        try:
            card = read_card(folder, size)
        except UsageError:
            continue
        found.append(figures_of(folder, card))
    return found
