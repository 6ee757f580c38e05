"""Which boxes a run has started, so that the overseer can look at each."""

from __future__ import annotations

import time
from collections.abc import Mapping
from threading import Lock

from sandbox.api import BoxSpec


class Roster:
    """The boxes that were started and are not known to be gone; safe from several threads."""

    def __init__(self) -> None:
        self._boxes: dict[str, tuple[BoxSpec, float]] = {}
        self._lock = Lock()

    def add(self, box: str, spec: BoxSpec) -> None:
        """Enter a box that has just been started."""
        with self._lock:
            self._boxes[box] = (spec, time.monotonic())

    def forget(self, box: str) -> None:
        """Strike out a box that is gone."""
        with self._lock:
            self._boxes.pop(box, None)

    def boxes(self) -> Mapping[str, tuple[BoxSpec, float]]:
        """Return each box's spec and when it was started (``time.monotonic()``), by id."""
        with self._lock:
            return dict(self._boxes)
