"""Short names that the person gave to benchmarks of their own, in their configuration folder."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from common.errors import UsageError
from common.text import safe

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


def registry_file() -> Path:
    """Return where the names are kept: one ``name = "source"`` a line."""
    import platformdirs

    return Path(platformdirs.user_config_dir("arboretum")) / "benchmarks.toml"


def registered() -> dict[str, str]:
    """Return what stands behind each name: a folder or an adapter with what it reads.

    Raises:
        UsageError: The file is damaged.
    """
    path = registry_file()
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeError, OSError) as error:
        raise UsageError(f"{path} cannot be read: {safe(str(error), limit=200)}.") from error
    return {name: source for name, source in read.items() if isinstance(source, str)}


def register(name: str, source: str) -> None:
    """Give a benchmark a name; a name of one's own that is taken is given anew.

    Args:
        name: Small letters, digits, ``-`` and ``_``.
        source: An absolute folder, or an adapter with what it reads.

    Raises:
        UsageError: The name cannot be one, or the file is damaged or cannot be written.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{safe(name, limit=60)!r} cannot be the name of a benchmark.",
            "A name has up to 40 small letters, digits, '-' and '_'; give one with --name.",
        )
    _write({**registered(), name: source})


def unregister(name: str) -> None:
    """Forget a name; the benchmark itself stays where it is.

    Raises:
        UsageError: There is no such name, or the file is damaged or cannot be written.
    """
    names = registered()
    if names.pop(name, None) is None:
        known = ", ".join(names) or "none"
        raise UsageError(
            f"No benchmark is registered as {safe(name, limit=60)!r}.", f"Registered: {known}."
        )
    _write(names)


def _write(names: dict[str, str]) -> None:
    import json

    path = registry_file()
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # A basic string of TOML escapes as JSON does.
        part.write_text("".join(f"{n} = {json.dumps(s)}\n" for n, s in sorted(names.items())))
        part.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
