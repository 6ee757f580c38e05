"""Where the socket of a run's engine is: in the run's folder, however long its path."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SOCKET_NAME = "engine.sock"


@contextmanager
def short_path(folder: Path) -> Iterator[str]:
    """Yield a path of the socket that fits into the 108 bytes the kernel has for one.

    It goes by way of an open descriptor of the folder, which works for any folder that can be
    opened.

    Raises:
        OSError: The folder cannot be opened.
    """
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{opened}/{SOCKET_NAME}"
    finally:
        os.close(opened)
