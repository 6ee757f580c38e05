"""Where the program begins: the urgent commands without loading the rest, the others with it."""

from __future__ import annotations

import os
import sys

_URGENT = {"halt", "pause", "release"}
_PRIORITY = -10


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:2] and sys.argv[1] in _URGENT:
        _hurry()
        from cli import stopping

        stopping.main(sys.argv[1:])
        return
    from cli.main import main as all_commands

    all_commands()


def _hurry() -> None:
    """Go ahead of boxes that keep every processor busy, where this user may."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, _PRIORITY)
    except OSError:
        return


if __name__ == "__main__":
    main()
