"""Where the program begins: the urgent commands without loading the rest, the others with it."""

from __future__ import annotations

import sys

_URGENT = {"halt", "pause", "release"}


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:2] and sys.argv[1] in _URGENT:
        from common.priority import go_ahead

        go_ahead()
        from cli import stopping

        stopping.main(sys.argv[1:])
        return
    from cli.main import main as all_commands

    all_commands()


if __name__ == "__main__":
    main()
