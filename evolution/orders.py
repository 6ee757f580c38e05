"""The operator's orders to a run: a file that only grows, beside the ledger.

An order is on the disk before anything is killed. A file can be written while the run's engine
hangs with the ledger locked, and one look at its size tells an engine that woke up whether there
is an order that it has not read. Who obeys an order writes it into the ledger, once.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from evolution.lines import append_line


@dataclass(frozen=True)
class Order:
    """A halt or a pause, as it was given."""

    kind: str
    """"halt" or "pause"."""
    operator: str
    """Who gave it, as user@host."""
    reason: str
    variants: tuple[str, ...] = ()
    """A halt's targets; a child that is being made counts as one."""
    clade: bool = False
    """A halt of all their descendants too."""
    everything: bool = False
    """A halt of the whole run, whatever ``variants`` says."""
    now: bool = False
    """A pause that does not wait for what runs."""
    id: str = field(default_factory=lambda: os.urandom(8).hex())
    """The same order given twice, by two that saw the same stop file, has one id."""
    at: float = field(default_factory=time.time)
    """Unix seconds."""


class Orders:
    """A run's orders, for any number of writers and readers at once.

    Args:
        path: ``orders.jsonl``; made by the first order.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def give(self, order: Order) -> None:
        """Write an order down; when it returns the disk has it.

        Raises:
            PrerequisiteError: The disk refuses.
        """
        append_line(self._path, asdict(order))

    def size(self) -> int:
        """Return the bytes written so far: the same number means that no order was given since."""
        try:
            return self._path.stat().st_size
        except FileNotFoundError:
            return 0

    def since(self, position: int = 0) -> tuple[Sequence[Order], int]:
        """Return the orders after a position, and the position to go on from."""
        if self.size() <= position:
            return (), position
        with self._path.open("rb") as source:
            source.seek(position)
            data = source.read()
        end = data.rfind(b"\n") + 1
        found = [order for line in data[:end].split(b"\n") if (order := _parsed(line))]
        return found, position + end


def _parsed(line: bytes) -> Order | None:
    """Return the order of a line; ``None`` for an empty one and for what a crash left of one."""
    try:
        values = json.loads(line)
        return Order(**{**values, "variants": tuple(values["variants"])})
    except (ValueError, TypeError, KeyError):
        return None
