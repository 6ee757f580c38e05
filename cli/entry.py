"""Where the program begins: the urgent commands without loading the rest, the others with it."""

from __future__ import annotations

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    from cli import stopping

    if sys.argv[1:2] and sys.argv[1] in stopping.SUMMARIES:
        stopping.main(sys.argv[1:])
        return
    from cli.main import main as all_commands

    all_commands()


if __name__ == "__main__":
    main()
