"""Which variables of the environment are secrets, and the environment without them."""

from __future__ import annotations

import os

_ENDINGS = ("_KEY", "_TOKEN", "_SECRET")


def is_secret(variable: str) -> bool:
    """Tell by its name whether a variable holds a key."""
    return variable.upper().endswith(_ENDINGS)


def without_secrets() -> dict[str, str]:
    """Return this process's environment for a child that needs no key, as most need none."""
    return {name: value for name, value in os.environ.items() if not is_secret(name)}
