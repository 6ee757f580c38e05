"""Several models in one run: each session is answered by one of them, drawn by weight."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from random import Random

from common.errors import UsageError
from gateway.api import Model, Served


class Mixture:
    """Draws a model for each session; a repeated run draws the same.

    Args:
        name: As the person wrote it.
        parts: Models with their weights.
        seed: Decides the draws, with the session's key.
    """

    def __init__(self, name: str, parts: Sequence[tuple[Model, float]], *, seed: int) -> None:
        self.name = name
        self._models = [model for model, _ in parts]
        self._weights = [weight for _, weight in parts]
        self._seed = seed

    @property
    def server(self) -> str:
        """Which servers answer; see ``gateway.api.Served``."""
        return " ".join(model.server for model in self._models if isinstance(model, Served))

    def for_session(self, key: str) -> Model:
        """Return who answers a session; see ``gateway.api.Cast``."""
        draw = Random(f"{self._seed}:{key}:model")  # noqa: S311
        return draw.choices(self._models, self._weights)[0]


def split_name(name: str) -> list[tuple[str, float]]:
    """Return the names and weights of ``a=0.7,b=0.3``; one name alone has weight 1.

    Raises:
        UsageError: A weight is missing, is no number above 0, or a name is there twice.
    """
    if not re.search(r"=[^/,]*(,|$)", name):
        return [(name, 1.0)]
    parts = [part.strip().rpartition("=")[::2] for part in name.split(",")]
    try:
        weighed = [(model.strip(), float(weight)) for model, weight in parts]
    except ValueError:
        weighed = []
    names = {model for model, _ in weighed}
    sound = all(model and 0 < weight < math.inf for model, weight in weighed)
    if not weighed or not sound or len(names) < len(weighed):
        raise UsageError(
            f"{name[:80]!r} is no mixture of models.",
            "Write each once with its weight: openai/gpt-4o=0.7,offline=0.3",
        )
    return weighed
