"""Reads a run's course from its ledger, going on where it stopped."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from archive.ledger import Ledger
from evolution.config import RunConfig, load_config
from evolution.run import RunFolder
from tui.course.course import Course, CourseFold

_PAGE = 1000
_SHOW_SECONDS = 1.0


class CourseReader:
    """One run's course; for one worker thread at a time. A long ledger is read page by page."""

    def __init__(self, folder: Path) -> None:
        self._folder = RunFolder(folder)
        self._fold: CourseFold | None = None
        self._told: tuple[int, bool] | None = None

    def config(self) -> RunConfig:
        """Return the run's settings.

        Raises:
            UsageError: They cannot be read.
        """
        return load_config(self._folder.config)

    def read(self, *, going_on: Callable[[], bool]) -> Iterator[tuple[Course, int]]:
        """Yield the course, about once a second while a long ledger is read, and at its end.

        Args:
            going_on: Asked between pages; reading goes on with the next call where it stopped.

        Yields:
            The course so far and how many events are still to be read. Nothing where nothing
            happened since the last time.

        Raises:
            ArboretumError: The settings or the ledger cannot be read.
        """
        fold = self._fold = self._fold or CourseFold(self.config().trials)
        alive, shown = self._folder.engine_alive(), time.monotonic()
        with Ledger(self._folder.ledger, readonly=True) as ledger:
            last = ledger.last_seq()
            if (last, alive) == self._told and not alive:
                return
            while page := ledger.events(after=fold.seq, limit=_PAGE):
                for event in page:
                    fold.take(event)
                if not going_on():
                    return
                if time.monotonic() - shown > _SHOW_SECONDS:
                    shown = time.monotonic()
                    yield fold.course(time.time(), alive=alive), last - fold.seq
        self._told = (fold.seq, alive)
        yield fold.course(time.time(), alive=alive), 0
