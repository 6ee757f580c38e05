"""A task's card: what was measured of it, from which floor and goal follow."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean, stdev

from common.errors import UsageError

SPREADS = 2.0
"""How many standard deviations of single trainings floor and goal lie inside the two means, where
the task does not say otherwise."""
LEAST_GAP = 0.25
"""The smallest part of the distance between the means that is left between floor and goal."""


@dataclass(frozen=True)
class Course:
    """How the trainings of one program went: means over its seeds."""

    steps_per_second: float
    """0 where it takes no steps."""
    score: float
    """What its weights are worth in the task's measure, at the end."""
    memory_mb: float
    """The most that torch had of the GPU; without one, the process of all memory."""


@dataclass(frozen=True)
class Card:
    """Figures of the shipped ``train.py`` and of the reference solution over several seeds."""

    baselines: tuple[float, ...]
    references: tuple[float, ...]
    baseline_seconds: float
    """Of a processor, the mean of a training."""
    reference_seconds: float
    machine: str
    """Where it was measured."""
    courses: tuple[Course, ...] = ()
    """Of the shipped ``train.py`` and of the reference; older cards have none."""

    @property
    def seeds(self) -> range:
        """What it was measured with; no task is graded with one of these."""
        return card_seeds(len(self.baselines))

    @property
    def baseline(self) -> float:
        """The mean of the shipped ``train.py``."""
        return mean(self.baselines)

    @property
    def reference(self) -> float:
        """The mean of the reference solution."""
        return mean(self.references)

    @property
    def spreads(self) -> tuple[float, float]:
        """The standard deviations of single trainings, shipped and reference."""
        return stdev(self.baselines), stdev(self.references)

    def bounds(self, better: str, spreads: float = SPREADS) -> tuple[float, float]:
        """Return floor and goal: the means, each moved towards the other by its noise.

        The floor lies no nearer to its mean than the best of the shipped trainings, and the goal no
        nearer than the worst of the reference's.

        Args:
            better: "more" or "less".
            spreads: Standard deviations that each is moved by.

        Raises:
            UsageError: Noise leaves nothing between them.
        """
        sign = 1.0 if better == "more" else -1.0
        low, high = sign * self.baseline, sign * self.reference
        noise_low, noise_high = self.spreads
        floor = max(low + spreads * noise_low, *(sign * one for one in self.baselines))
        goal = min(high - spreads * noise_high, *(sign * one for one in self.references))
        if goal <= floor or goal - floor < LEAST_GAP * (high - low):
            raise UsageError("The noise of a task leaves nothing between its two programs.")
        return sign * floor, sign * goal


def card_seeds(count: int) -> range:
    """Return the seeds that so many trainings for a card use."""
    return range(1, count + 1)


def read_card(folder: Path, size: str) -> Card:
    """Read the card of a task's size.

    Raises:
        UsageError: This size was never measured.
    """
    told = json.loads((folder / "card.json").read_text("utf-8"))
    if size not in told:
        raise UsageError(
            f"The {size} size of the task {folder.name} was never measured.",
            f"Run `python -m bench.mltrain --size {size} --write` on such a machine.",
        )
    fields = told[size]
    for name in ("baselines", "references"):
        fields[name] = tuple(fields[name])
    fields["courses"] = tuple(Course(**one) for one in fields.get("courses", ()))
    return Card(**fields)


def write_card(folder: Path, size: str, card: Card) -> None:
    """Write the card of a task's size; other sizes stay."""
    path = folder / "card.json"
    told = json.loads(path.read_text("utf-8")) if path.exists() else {}
    told[size] = asdict(card)
    path.write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
