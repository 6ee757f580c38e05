"""Which variables of the environment are secrets, and the environment without them.

A key that was found elsewhere is put into this process's own environment, and its name is noted
there, so that no process started later is handed it.
"""

from __future__ import annotations

import os
import re

_SECRET = re.compile(r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)(?:_|$)|APIKEY$")
_FOUND = "ARBORETUM_FOUND"
"""Holds the names of the variables that were filled here."""
_PLACE = re.compile(r"_(?:FILE|PATH|DIR)$")


def is_secret(variable: str) -> bool:
    """Tell by its name whether a variable holds a key; one that names a file holds none."""
    name = variable.upper()
    return bool(_SECRET.search(name)) and not _PLACE.search(name)


def without_secrets() -> dict[str, str]:
    """Return this process's environment for a child that needs no key, as most need none."""
    return {name: value for name, value in os.environ.items() if not is_secret(name)}


def fill(variable: str, key: str) -> None:
    """Put a key that was found elsewhere into this process's environment, and nobody else's."""
    os.environ[variable] = key
    os.environ[_FOUND] = " ".join([*_found(), variable])


def given() -> dict[str, str]:
    """Return the environment as it was given, for a child that finds its keys as this one did."""
    found = {_FOUND, *_found()}
    return {name: value for name, value in os.environ.items() if name not in found}


def blanked() -> dict[str, str]:
    """Return changes to the environment that empty what was filled, where it cannot be left out."""
    return dict.fromkeys(_found(), "")


def _found() -> list[str]:
    return os.environ.get(_FOUND, "").split()
