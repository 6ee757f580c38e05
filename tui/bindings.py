"""Every key of the console, found in its classes: for the keymap and the tests."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

from textual.binding import Binding
from textual.dom import DOMNode


def all_bindings() -> list[tuple[type[DOMNode], Binding]]:
    """Return each binding with the screen, widget or app it belongs to."""
    return [(owner, binding) for owner in _owners() for binding in _own(owner)]


def _owners() -> Iterator[type[DOMNode]]:
    import tui

    seen: set[type[DOMNode]] = set()
    for found in pkgutil.walk_packages(tui.__path__, "tui."):
        module = importlib.import_module(found.name)
        for _name, value in inspect.getmembers(module, inspect.isclass):
            if issubclass(value, DOMNode) and value.__module__.startswith("tui."):
                seen |= {value}
    yield from sorted(seen, key=lambda one: (one.__module__, one.__name__))


def _own(owner: type[DOMNode]) -> Iterator[Binding]:
    for binding in owner.__dict__.get("BINDINGS", ()):
        if isinstance(binding, Binding) and (binding.id or "").startswith("console."):
            yield binding
