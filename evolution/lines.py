"""Files of one JSON object a line that only grow, for several writers at once."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from common.errors import PrerequisiteError


def append_line(path: Path, values: Mapping[str, Any]) -> None:
    """Write one line; when it returns the disk has it.

    Raises:
        PrerequisiteError: The disk refuses.
    """
    # Whole lines only count, and half a line that a crash left ends before this one.
    line = b"\n" + json.dumps(values).encode() + b"\n"
    try:
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            if os.write(file, line) < len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as error:
        raise PrerequisiteError(
            f"{path} cannot be written: {error.strerror}",
            "free some space on this disk and check who owns the run's folder",
        ) from error
