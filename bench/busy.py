"""A run whose boxes are always busy, and its engine in a process of its own.

Run as ``python -m bench.busy FOLDER`` it is that engine.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evolution.config import RunConfig
from evolution.launch import drive, make_run
from evolution.run import RunFolder
from evolution.signals import Stop
from gateway.scripted import text, tool_call
from sandbox.killing import Killer

_FILES = {
    "task.toml": 'version = "1.0"\n[agent]\ntimeout_sec = 300.0\n[verifier]\ntimeout_sec = 60.0\n'
    "[environment]\ncpus = 1\nmemory_mb = 256\nstorage_mb = 32\n",
    "instruction.md": "Keep busy.\n",
    "environment/Dockerfile": "FROM python:3.12-slim\nWORKDIR /app\nCOPY app/ /app/\n",
    "environment/app/note.txt": "nothing\n",
    "tests/test.sh": "#!/bin/bash\necho 1 > /logs/verifier/reward.txt\n",
    "solution/solve.sh": "#!/bin/bash\ntrue\n",
}


class BusyModel:
    """Asks for a second of computing, again and again; stateless."""

    name = "busy"

    def complete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return a command, or an end after eight of them."""
        messages = request["messages"]
        if sum(message["role"] == "tool" for message in messages) >= 8:
            return text("I was busy.")
        return tool_call("bash", command="timeout 1 sh -c 'while :; do :; done'; date > note.txt")


def write_benchmark(root: Path, tasks: int) -> Path:
    """Write a benchmark of equal tasks."""
    for number in range(tasks):
        split = "train" if number < tasks - 1 else "select"
        for name, content in _FILES.items():
            path = root / split / f"busy-{number}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)
    return root


def make_busy_run(
    root: Path, benchmark: Path, name: str, boxes: int, sandbox: str = "auto"
) -> RunFolder:
    """Make a run that keeps ``boxes`` boxes busy for as long as its engine works."""
    config = RunConfig.model_validate(
        {
            "benchmark": str(benchmark),
            "workers": boxes,
            "sandbox": sandbox,
            "max_variants": 1,
            "train_tasks": 1000,
            "futility": 0.0,
        }
    )
    return make_run(root, name, config)


def start_engine(folder: RunFolder) -> subprocess.Popen[bytes]:
    """Start the engine of a busy run; its output goes to the run's log."""
    with folder.log.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "bench.busy", str(folder.path)], stdout=log, stderr=log
        )


def wait_for_boxes(
    folder: RunFolder, killer: Killer, boxes: int, *, timeout: float = 120.0
) -> None:
    """Wait until that many boxes of the run are there.

    Raises:
        TimeoutError: They are not.
    """
    deadline = time.monotonic() + timeout
    while len(killer.find(folder.label)) < boxes:
        if time.monotonic() > deadline:
            raise TimeoutError(f"no {boxes} boxes within {timeout:g} s: see {folder.log}")
        time.sleep(0.05)


if __name__ == "__main__":
    stop = Stop()
    with stop.listening():
        drive(RunFolder(Path(sys.argv[1])), stop, model=BusyModel())
