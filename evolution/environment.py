"""Which variables of the environment a program reads, from its source; nothing is run."""

from __future__ import annotations

import ast
import re

from common.files import FileTree
from common.syntax import parse_python

_NAME = re.compile(r"[A-Z][A-Z0-9_]{1,60}")
_READERS = {"get", "getenv", "pop", "setdefault"}


def environment_read(files: FileTree) -> tuple[str, ...]:
    """Return the names that the Python files of a tree read by a constant; hidden ones are missed.

    A file that is no Python is passed over.
    """
    found: set[str] = set()
    for path, file in files.items():
        if path.endswith(".py"):
            try:
                module = parse_python(file.data)
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
            found |= {name for node in ast.walk(module) for name in _read_by(node)}
    return tuple(sorted(found))


def _read_by(node: ast.AST) -> set[str]:
    """Return the names that one expression asks ``os.environ`` or ``os.getenv`` for."""
    names: list[ast.expr] = []
    if isinstance(node, ast.Subscript) and _is_environment(node.value):
        names = [node.slice]
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
        owner = node.func.value
        asked = _is_environment(owner) or (isinstance(owner, ast.Name) and owner.id == "os")
        names = [node.args[0]] if asked and node.func.attr in _READERS else []
    elif isinstance(node, ast.Compare) and any(map(_is_environment, node.comparators)):
        names = [node.left]
    values = [name.value for name in names if isinstance(name, ast.Constant)]
    return {value for value in values if isinstance(value, str) and _NAME.fullmatch(value)}


def _is_environment(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "environ"
