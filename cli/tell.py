"""How an error is told: a sentence, and a next step."""

from __future__ import annotations

import sys

from common.errors import ArboretumError
from common.text import safe


def tell(error: ArboretumError) -> int:
    """Print an error to stderr; return its exit code."""
    sys.stderr.write(f"error: {safe(error.message, limit=1000)}\n")
    if error.hint:
        sys.stderr.write(f"       {safe(error.hint, limit=1000)}\n")
    return error.exit_code
