"""The data of the tasks: what one training is given, and what it is measured on.

Each seed codes the data anew: characters, classes and columns are renumbered, images are turned or
mirrored, what a controller sees is rotated. Weights that were made before the seed was drawn fit
nothing. The rows, images and text of the hidden part are in no box that runs an agent's code.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from common.errors import PrerequisiteError
from evaluator.mltrain import pole

Arrays = dict[str, Any]
"""Names to numpy arrays."""

TEXT = Path(__file__).resolve().parents[2] / "benchmarks" / "mltrain" / "jargon.txt"
_POOLS = 20240607
"""Divides the data into what is given, what is shown for validation and what stays hidden."""


@dataclass(frozen=True)
class Draw:
    """The data of one training."""

    given: Arrays
    """What ``train.py`` finds in ``data/train.npz``."""
    held: Arrays
    """What its weights are measured on."""


def draw(kind: str, seed: int, *, hidden: bool) -> Draw:
    """Return the data of a seed.

    Args:
        kind: One of ``KINDS``.
        seed: Decides the coding and which part of the pool is given.
        hidden: Measure on the hidden part; otherwise on the part that agents are shown.

    Raises:
        PrerequisiteError: scikit-learn, which brings the data, is not installed.
    """
    return KINDS[kind](np.random.default_rng([seed, *kind.encode()]), hidden)


def _text(rng: np.random.Generator, hidden: bool) -> Draw:
    text = np.frombuffer(TEXT.read_bytes(), np.uint8)
    letters, ids = np.unique(text, return_inverse=True)
    coded = rng.permutation(len(letters)).astype(np.uint8)[ids]
    one, two = int(0.7 * len(ids)), int(0.85 * len(ids))
    held = coded[two:] if hidden else coded[one:two]
    return Draw({"ids": coded[:one]}, {"ids": held[:32001]})


def _images(rng: np.random.Generator, hidden: bool) -> Draw:
    x, y = _digits()
    given, held = _pool(len(x), (800, 297), hidden)
    turns, mirrored = int(rng.integers(4)), bool(rng.integers(2))
    x = np.rot90(x[:, :, ::-1] if mirrored else x, turns, axes=(1, 2)).astype(np.float32)
    y = rng.permutation(10)[y]
    given = rng.permutation(given)[:500]
    return Draw({"x": x[given], "y": y[given]}, {"x": x[held], "y": y[held]})


def _sources(rng: np.random.Generator, hidden: bool) -> Draw:
    """Return images whose labels come from eight sources, of which five are mostly wrong.

    Each of these mistakes a class for the same other one, as no other source does.
    """
    drawn = _images(rng, hidden)
    y = drawn.given["y"]
    source = rng.integers(8, size=len(y))
    wrong = rng.permutation([0.02, 0.05, 0.1, 0.7, 0.75, 0.8, 0.85, 0.9])[source]
    lies = rng.random(len(y)) < wrong
    mistaken = np.array([rng.permutation(10) for _ in range(8)])[source, y]
    labels = np.where(lies, np.where(mistaken == y, (y + 1) % 10, mistaken), y)
    return Draw({"x": drawn.given["x"], "y": labels, "source": source}, drawn.held)


def _table(rng: np.random.Generator, hidden: bool) -> Draw:
    x, y = _diabetes()
    given, held = _pool(len(x), (240, 60), hidden)
    signs = rng.choice(np.array([-1, 1], np.float32), x.shape[1])
    x = (x * signs)[:, rng.permutation(x.shape[1])]
    given = rng.permutation(given)[:200]
    return Draw({"x": x[given], "y": y[given]}, {"x": x[held], "y": y[held]})


def _pole(rng: np.random.Generator, hidden: bool) -> Draw:
    """Return what random pushes did to poles, seen through a random rotation."""
    world = np.array(
        [rng.uniform(a, b) for a, b in ((0.7, 1.3), (0.07, 0.15), (0.4, 0.7), (8, 12))]
    )
    mixing = np.linalg.qr(rng.normal(size=(4, 4)))[0]
    flip, parts = int(rng.integers(2)), []
    state = rng.uniform(-0.05, 0.05, (400, 4))
    for _ in range(40):
        push = rng.choice([-1.0, 1.0], len(state))
        after = pole.move(state, push, world)
        up = pole.stands(after)
        parts.append((state @ mixing, np.where(push > 0, flip, 1 - flip), after @ mixing, ~up))
        state = after[up]
    seen, action, then, fell = (np.concatenate(part) for part in zip(*parts, strict=True))
    given = {
        "seen": seen.astype(np.float32),
        "action": action,
        "then": then.astype(np.float32),
        "fell": fell,
    }
    starts = rng.uniform(-0.1, 0.1, (200, 4)) * (1.0 if hidden else 0.9)
    held = {"starts": starts, "world": world, "mixing": mixing, "flip": np.array(flip)}
    return Draw(given, {**held, "steps": np.array(400)})


KINDS: Mapping[str, Callable[[np.random.Generator, bool], Draw]] = MappingProxyType(
    {"text": _text, "images": _images, "sources": _sources, "table": _table, "pole": _pole}
)


def _pool(size: int, sizes: tuple[int, int], hidden: bool) -> tuple[Any, Any]:
    """Return the rows that may be given and those that are measured on."""
    rows = np.random.default_rng(_POOLS).permutation(size)
    one, two = sizes[0], sum(sizes)
    return rows[:one], rows[two:] if hidden else rows[one:two]


@cache
def _digits() -> tuple[Any, Any]:
    table = np.loadtxt(_sklearn("digits.csv.gz"), delimiter=",")
    return (table[:, :64] / 16).reshape(-1, 8, 8), table[:, 64].astype(np.int64)


@cache
def _diabetes() -> tuple[Any, Any]:
    """Return features and target, each with mean 0 and variance 1."""
    x = np.loadtxt(_sklearn("diabetes_data_raw.csv.gz"))
    y = np.loadtxt(_sklearn("diabetes_target.csv.gz"))
    scaled = ((t - t.mean(0)) / t.std(0) for t in (x, y))
    features, target = (t.astype(np.float32) for t in scaled)
    return features, target


def _sklearn(name: str) -> Path:
    """Return a data file of scikit-learn's, which is not imported: only its files are wanted."""
    found = importlib.util.find_spec("sklearn")
    if found is None or found.origin is None:
        raise PrerequisiteError(
            "scikit-learn, which brings data of this benchmark, is not installed",
            "Install the extra: pip install 'arboretum[ml]'.",
        )
    return Path(found.origin).parent / "datasets" / "data" / name
