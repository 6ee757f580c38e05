"""From a checkout of the benchmark's repository to tasks."""

from __future__ import annotations

from pathlib import Path

from common.errors import UsageError
from common.text import safe
from evaluator.api import Benchmark


def load_polyglot(path: str) -> Benchmark:
    """Load a checkout.

    Raises:
        UsageError: There is no such folder, or it holds no exercises.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise UsageError(f"{safe(path, limit=300)} is not a folder.")
    return Benchmark("polyglot", {"train": (), "select": (), "holdout": ()})
