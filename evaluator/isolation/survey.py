"""What is known of a task's tests and code before anything runs: read from the pristine files."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Mapping

from common.files import FileTree
from common.syntax import parse_python

_ORDER = {"__lt__", "__le__", "__gt__", "__ge__"}
_BINARY = "add sub mul matmul truediv floordiv mod divmod pow lshift rshift and or xor"
_OTHERS = """
    eq ne lt le gt ge hash bool len contains iter next reversed getitem setitem delitem call
    str repr format enter exit neg pos abs invert round trunc floor ceil int float index
"""
_OPERATORS = {f"__{name}__" for name in _OTHERS.split()} | {
    f"__{side}{name}__" for name in _BINARY.split() for side in ("", "r", "i")
}
_LIBRARY = {"_GeneratorContextManager": ["__enter__", "__exit__"]}
"""Classes of the standard library whose objects code may hand out."""


def expected_tests(source: str) -> tuple[str, ...]:
    """Return the ids, ``Class.method``, of the tests that a unittest module holds.

    Raises:
        SyntaxError: It is no Python.
    """
    classes = {
        node.name: node for node in parse_python(source).body if isinstance(node, ast.ClassDef)
    }
    return tuple(
        f"{name}.{method}"
        for name, node in classes.items()
        if any(base.endswith("TestCase") for base in _ancestry(node, classes))
        for method in sorted(_methods(node, classes))
        if method.startswith("test")
    )


def modules(files: FileTree) -> list[str]:
    """Return the names that can be imported from a work folder."""
    tops = {path.split("/")[0] for path in files if path.endswith(".py")}
    return sorted(top.removesuffix(".py") for top in tops)


def operators(files: FileTree) -> dict[str, list[str]]:
    """Return from each class of the files to the special methods its objects have.

    A class of this name in a changed task answers no others to the tests.
    """
    classes: dict[str, ast.ClassDef] = {}
    for path, file in sorted(files.items()):
        if path.endswith(".py"):
            tree = parse_python(file.data)
            found = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
            classes.update((node.name, node) for node in found)
    own = {name: sorted(_specials(node, classes)) for name, node in classes.items()}
    return _LIBRARY | own


def _specials(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> set[str]:
    found = _methods(node, classes)
    for ancestor in _ancestry(node, classes):
        kind = getattr(builtins, ancestor, None)
        if isinstance(kind, type) and not issubclass(kind, (BaseException, tuple)):
            found |= set(vars(kind))
    return found & _OPERATORS


def _made_by_decorators(node: ast.ClassDef) -> set[str]:
    made: set[str] = set()
    for decorator in node.decorator_list:
        text = ast.unparse(decorator)
        if "dataclass" in text:
            made |= {"__eq__", "__repr__"}
            made |= {"__hash__"} if "frozen" in text else set()
            made |= _ORDER if "order" in text else set()
        if "total_ordering" in text:
            made |= _ORDER
    return made


def _methods(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> set[str]:
    own = {
        child.name
        for child in node.body
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef))
    }
    for child in node.body:
        if isinstance(child, ast.Assign):
            own |= {target.id for target in child.targets if isinstance(target, ast.Name)}
    for base in _bases(node):
        if base in classes and classes[base] is not node:
            own |= _methods(classes[base], classes)
    return own | _made_by_decorators(node)


def _ancestry(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> Iterator[str]:
    for base in _bases(node):
        yield base
        if base in classes and classes[base] is not node:
            yield from _ancestry(classes[base], classes)


def _bases(node: ast.ClassDef) -> list[str]:
    return [ast.unparse(base).rpartition(".")[2] for base in node.bases]
