"""What lies between the solve screen and ``evolution.solve``."""

from __future__ import annotations

from pathlib import Path

from common.errors import UsageError
from evolution.agents import load_agent
from evolution.alone import Means
from evolution.repository import read_repository
from evolution.solve import Request
from tui.widgets.solveform import Wanted


def prepare(agent: str, runs_root: Path, wanted: Wanted) -> Request:
    """Read the agent and the repository; for worker threads.

    Raises:
        UsageError: A field is wrong.
    """
    if not wanted.instruction:
        raise UsageError("The instruction is empty.", "Say what the agent is to do.")
    repository = read_repository(Path(wanted.repo or ".").expanduser())
    means = Means(runs_root, wanted.model or None, max_cost_usd=_dollars(wanted.cost), agent=agent)
    return Request(load_agent(agent, runs_root), repository, wanted.instruction, means)


def save_patch(patch: bytes, agent: str) -> Path:
    """Write a patch into a new file of the working folder and return its path.

    Raises:
        OSError: The disk refuses.
    """
    stem, number = agent.replace(":", "-").rsplit("/", 1)[-1], 1
    while True:
        path = Path.cwd() / (f"{stem}.patch" if number == 1 else f"{stem}-{number}.patch")
        try:
            with path.open("xb") as out:
                out.write(patch)
        except FileExistsError:
            number += 1
        else:
            return path


def _dollars(text: str) -> float | None:
    if not text:
        return None
    try:
        dollars = float(text)
    except ValueError:
        dollars = -1.0
    if not 0 <= dollars < float("inf"):
        raise UsageError(f"{text!r} is no number of dollars.", "Write it like 0.50.")
    return dollars
