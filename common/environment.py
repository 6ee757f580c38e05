"""Which variables of the environment are secrets, and the environment without them."""

from __future__ import annotations

import os
import re

_SECRET = re.compile(r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)(?:_|$)|APIKEY$")
_PLACE = re.compile(r"_(?:FILE|PATH|DIR)$")


def is_secret(variable: str) -> bool:
    """Tell by its name whether a variable holds a key; one that names a file holds none."""
    name = variable.upper()
    return bool(_SECRET.search(name)) and not _PLACE.search(name)


def without_secrets() -> dict[str, str]:
    """Return this process's environment for a child that needs no key, as most need none."""
    return {name: value for name, value in os.environ.items() if not is_secret(name)}
