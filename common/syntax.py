"""Reading Python source on the host, as data: nothing is run."""

from __future__ import annotations

import ast
import threading

_ONE_AT_A_TIME = threading.Lock()


def parse_python(source: str | bytes) -> ast.Module:
    """Return the syntax tree of a module; safe from several threads.

    CPython before 3.13 counts the depth of a tree once for all threads, and a tree that two of them
    make at the same time ends in a ``SystemError``; a library that makes its own asks for no lock.

    Raises:
        SyntaxError, ValueError: It is no Python.
        RecursionError, MemoryError: It is nested too deeply.
    """
    with _ONE_AT_A_TIME:
        try:
            return ast.parse(source)
        except SystemError:
            return ast.parse(source)
