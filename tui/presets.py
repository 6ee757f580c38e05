"""Ready-made settings for the launch form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Preset(NamedTuple):
    """A way to fill the form; an option that is missing is left to the defaults."""

    name: str
    word: str
    values: Mapping[str, str]
    tip: str
    field: str = ""
    """The option that only the operator can complete; the cursor goes there."""


_LONG = {"policy": "dgm", "workers": "4", "max-variants": "50"}

PRESETS = (
    Preset(
        "demo",
        "Quick offline demo",
        {
            **{"model": "offline", "benchmark": "repair", "policy": "dgm", "workers": "2"},
            "max-variants": "10",
        },
        "Needs no key and no network; a few minutes.",
    ),
    Preset(
        "humaneval",
        "HumanEval",
        {"benchmark": "humaneval", **_LONG, "max-cost": "20"},
        "Python functions from their docstrings. Name a model.",
        "model",
    ),
    Preset(
        "polyglot",
        "Aider polyglot",
        {"benchmark": "polyglot:", **_LONG, "max-cost": "50"},
        "Exercises in six languages. Type your copy's folder after polyglot: and name a model.",
        "benchmark",
    ),
    Preset(
        "swebench",
        "SWE-bench",
        {"benchmark": "swebench:", **_LONG, "max-cost": "100"},
        "Issues of real projects. Type a file or a data set after swebench: and name a model.",
        "benchmark",
    ),
    Preset(
        "mltrain",
        "ML training",
        {"benchmark": "mltrain", **_LONG, "max-cost": "50"},
        "Training small networks within a time limit. Name a model.",
        "model",
    ),
    Preset("custom", "Custom", {}, "Everything as the settings file and the defaults have it."),
)
