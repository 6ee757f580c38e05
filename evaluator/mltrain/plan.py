"""How a task's training is judged, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Training:
    """The terms under which ``train.py`` is run again and what it leaves is measured."""

    seeds: tuple[int, ...]
    """The hidden seeds; each has its files ``seeds/<seed>/`` in the task's tests."""
    floor: float
    """The figure from which on there is a reward."""
    goal: float
    """The figure that earns reward 1; below ``floor`` where less is better."""
    cpu_seconds: float
    """What one training may use of a processor; with a GPU, by the clock."""
    weights_bytes: int
    """Largest file of weights."""
    packages: tuple[str, ...]
    """What it trains with, as ``name==version``: part of what is measured."""
    target: float | None = None
    """Where the figure is the time that training took, as a share of the time that the shipped
    ``train.py`` takes, both without their start: the loss that has to be reached."""

    def reward(self, figure: float) -> float:
        """Return where a figure lies between floor and goal, from 0 to 1."""
        return min(1.0, max(0.0, (figure - self.floor) / (self.goal - self.floor)))
