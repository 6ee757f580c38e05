"""Where a provider's key is found besides its variable: a file, or the system's keyring.

A key that was found is put into this process's own environment, where litellm looks for it and from
where the redaction knows what to hide. It is never written anywhere, and no other process gets it:
a child that needs it finds it as this one did (``common.environment.given``).
"""

from __future__ import annotations

import importlib
import os
from pathlib import Path

from common.environment import fill
from common.errors import PrerequisiteError

SERVICE = "arboretum"
"""The keyring's name for what is ours: ``keyring set arboretum OPENAI_API_KEY``."""
_FILE = "_API_KEY_FILE"


def load_keys(model: str) -> None:
    """Find the keys that files hold, and the one a model needs; a variable that is set wins.

    Args:
        model: ``provider/name``.

    Raises:
        PrerequisiteError: A ``*_API_KEY_FILE`` names a file that cannot be read or is empty.
    """
    for name, path in list(os.environ.items()):
        variable = name.removesuffix("_FILE")
        if name.endswith(_FILE) and path and not os.environ.get(variable):
            fill(variable, _read(name, path))
    provider = model.partition("/")[0] if "/" in model else "openai"
    variable = f"{provider.upper()}_API_KEY"
    if not os.environ.get(variable) and (found := _from_keyring(variable)):
        fill(variable, found)


def _read(name: str, path: str) -> str:
    try:
        key = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise PrerequisiteError(
            f"{name} names a file that cannot be read.", "Check its path and who may read it."
        ) from error
    if not key:
        raise PrerequisiteError(f"{name} names an empty file.", "Write the key into it.")
    return key


def _from_keyring(variable: str) -> str | None:
    """Ask the keyring, where the optional package and a keyring are there."""
    try:
        keyring = importlib.import_module("keyring")
        errors = importlib.import_module("keyring.errors")
    except ImportError:
        return None
    try:
        found = keyring.get_password(SERVICE, variable)
    except errors.KeyringError:
        return None
    return str(found) if found else None
