"""Which boxes a run has started, and for which piece of work."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock, get_ident

from evolution.flight import Flight
from sandbox.api import BoxSpec


class Roster:
    """The boxes that were started and are not known to be gone; safe from several threads.

    A worker's thread does one piece of work at a time, so a box belongs to the work that its
    thread is at.
    """

    def __init__(self) -> None:
        self._boxes: dict[str, tuple[BoxSpec, float]] = {}
        self._flights: dict[int, Flight] = {}
        self._started_for: dict[str, Flight] = {}
        self._lock = Lock()

    @contextmanager
    def at_work(self, flight: Flight) -> Iterator[None]:
        """Enter the boxes that this thread starts within the block as those of ``flight``."""
        with self._lock:
            self._flights[get_ident()] = flight
        try:
            yield
        finally:
            with self._lock:
                del self._flights[get_ident()]

    def add(self, box: str, spec: BoxSpec) -> None:
        """Enter a box that has just been started."""
        with self._lock:
            self._boxes[box] = (spec, time.monotonic())
            if flight := self._flights.get(get_ident()):
                self._started_for[box] = flight

    def forget(self, box: str) -> None:
        """Strike out a box that is gone."""
        with self._lock:
            self._boxes.pop(box, None)
            self._started_for.pop(box, None)

    def boxes(self) -> Mapping[str, tuple[BoxSpec, float]]:
        """Return each box's spec and when it was started (``time.monotonic()``), by id."""
        with self._lock:
            return dict(self._boxes)

    def flight_of(self, box: str) -> Flight | None:
        """Return the work that a box was started for, where it is known."""
        with self._lock:
            return self._started_for.get(box)

    def flights(self) -> list[Flight]:
        """Return the pieces of work that workers are at."""
        with self._lock:
            return list(self._flights.values())
