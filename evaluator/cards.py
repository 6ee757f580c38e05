"""Contamination cards: what of a benchmark a model may have seen before."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from common.errors import UsageError
from common.text import safe

if TYPE_CHECKING:
    from evaluator.mltrain.figures import Figures


@dataclass(frozen=True)
class Card:
    """What is known of a benchmark's past."""

    name: str
    public_since: str
    seen: str
    """What of it a model may have seen."""
    licence: str
    splits: str
    """How they are made."""


def cards() -> dict[str, Card]:
    """Return every card, by the benchmark's name without what stands after a colon."""
    text = (resources.files("evaluator") / "cards.toml").read_text(encoding="utf-8")
    return {name: Card(name, **told) for name, told in tomllib.loads(text).items()}


def card(benchmark: str) -> Card:
    """Return the card of a benchmark.

    Raises:
        UsageError: It has none: nothing is known of a folder's tasks.
    """
    found = cards().get(benchmark.partition(":")[0])
    if found is None:
        raise UsageError(
            f"There is no card for {safe(benchmark, limit=100)!r}.",
            f"There are cards for: {', '.join(cards())}.",
        )
    return found


def noise(benchmark: str) -> list[Figures]:
    """Return what was measured of the noise of each task; of most benchmarks, nothing."""
    name, _, size = benchmark.partition(":")
    if name != "mltrain":
        return []
    from evaluator.mltrain.figures import measured

    return measured(size or "cpu")
