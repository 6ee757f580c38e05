"""Which files tools load by themselves, and which are imported in the place of others."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Container
from pathlib import PurePosixPath

from common.files import File

_HOOKS = {"conftest", "sitecustomize", "usercustomize"}
_CONFIGS = {"pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml"}
"""Obeyed by pytest whatever is in them."""
_SECTIONS = {
    "setup.cfg": {"tool:pytest", "pytest"},
    "tox.ini": {"pytest"},
    "entry_points.txt": {"pytest11"},
}
"""Obeyed for these sections alone."""
_RUNNER = {"pytest", "_pytest", "pluggy", "iniconfig", "py", "nose"}
_SOURCE = {".py", ".pyc"}
_BINARY = {".so", ".pyd"}
_ROOTS = {"", "src", "lib", "test", "tests"}
"""Folders from which modules are imported, where they are no packages."""
_SECTION = re.compile(r"\[([^\]#;]*)\]")
_READ_BYTES = 256 << 10


def is_hook(path: str, old: File | None, new: File | None) -> bool:
    """Tell whether a change from ``old`` to ``new`` is one of what tools load by themselves.

    Of a file that is shared with other tools only the settings of the tests' runner count.
    """
    place = PurePosixPath(path.casefold())
    if place.suffix == ".pth" or place.name in _CONFIGS or _module(place).name in _HOOKS:
        return True
    if place.name != "pyproject.toml" and place.name not in _SECTIONS:
        return False
    return _settings(place.name, old) != _settings(place.name, new)


def shadows_another(path: str, files: Container[str]) -> bool:
    """Tell whether a new file is imported in the place of a standard module or of the runner.

    Args:
        path: The file.
        files: All files with the change: a module in a package shadows nothing.
    """
    module = _module(PurePosixPath(path))
    root = module.parent
    if module.name not in sys.stdlib_module_names | _RUNNER or root.name not in _ROOTS:
        return False
    return not any(f"{root}/__init__{ending}" in files for ending in _SOURCE | _BINARY)


def _module(place: PurePosixPath) -> PurePosixPath:
    """Return the path of the module that a file is, without an ending; an empty one if of none.

    What lies in ``__pycache__`` is none: honest runs leave it, and it is no module by itself.
    """
    if place.parent.name == "__pycache__" or place.suffix not in _SOURCE | _BINARY:
        return PurePosixPath()
    # A binary's name may say for which interpreter it is.
    stem = place.stem if place.suffix in _SOURCE else place.name.partition(".")[0]
    return place.parent if stem == "__init__" else place.with_name(stem)


def _settings(name: str, file: File | None) -> object:
    """Return what a configuration file tells the tests' runner; nothing where it cannot be read."""
    if file is None:
        return None
    if len(file.data) > _READ_BYTES:
        return file.data
    text = file.data.decode("utf-8", "replace")
    return _table(text) if name == "pyproject.toml" else _lines(text, _SECTIONS[name])


def _table(text: str) -> object:
    try:
        tools = tomllib.loads(text).get("tool")
    except (ValueError, RecursionError):
        return None
    return tools.get("pytest") if isinstance(tools, dict) else None


def _lines(text: str, sections: Container[str]) -> object:
    found, inside = [], False
    for line in text.splitlines():
        if header := _SECTION.match(line):
            inside = header[1] in sections
        if inside:
            found.append(line.rstrip())
    return found or None
