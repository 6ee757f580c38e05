"""A benchmark of a few one-line tasks, and a model that solves them and edits agents."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from evolution.config import RunConfig
from gateway.scripted import text, tool_call

HIDDEN = "hidden-word-of-the-verifier"


def write_task(folder: Path, answer: str, secret: str = "") -> None:
    for name, content in {
        "task.toml": 'version = "1.0"\n[agent]\ntimeout_sec = 30.0\n'
        "[verifier]\ntimeout_sec = 20.0\n"
        "[environment]\ncpus = 1\nmemory_mb = 256\nstorage_mb = 32\n",
        "instruction.md": f"Write {answer} to answer.txt. {secret}\n",
        "environment/Dockerfile": "FROM python:3.12-slim\nWORKDIR /app\nCOPY app/ /app/\n",
        "environment/app/answer.txt": "nothing\n",
        "tests/test.sh": "#!/bin/bash\n"
        f"# {HIDDEN}\n"
        f'if [ "$(cat /app/answer.txt)" = {answer} ]; then r=1; else r=0; fi\n'
        "echo $r > /logs/verifier/reward.txt\n",
        "solution/solve.sh": f"#!/bin/bash\necho {answer} > /app/answer.txt\n",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def write_benchmark(root: Path) -> Path:
    write_task(root / "train/wish", "impossible", "train-words")
    write_task(root / "select/one", "one", "select-words")
    write_task(root / "select/two", "two", "select-words")
    write_task(root / "holdout/last", "last", "holdout-words")
    return root


def tiny_config(benchmark: Path, **changes: Any) -> RunConfig:
    settings: dict[str, Any] = {
        "benchmark": str(benchmark),
        "max_variants": 3,
        "train_tasks": 1,
        "first_select_tasks": 1,
        "futility": 0.0,
        "reuse": False,
        "sandbox": "docker-runc",
        **changes,
    }
    return RunConfig(**settings)


EDIT = "echo 'STEPS_OF_CHILD = \"{child}\"' >> coding_agent/limits.py"


class TinyModel:
    """Solves what it is told to write, and edits an agent's source with one shell command.

    Args:
        edit: The command of a self-modification; ``{child}`` is the child's id.
        before: A command run before each answer to a task.
    """

    name = "tiny"

    def __init__(self, edit: str = EDIT, before: str = "true") -> None:
        self.edit = edit
        self.before = before

    def complete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        messages = request["messages"]
        if messages[-1]["role"] == "tool":
            return text("I did what was asked.")
        asked = "\n".join(str(message["content"]) for message in messages)
        if child := re.search(r"gets the id (v\d+)", asked):
            return tool_call("bash", command=self.edit.replace("{child}", child[1]))
        answer = re.search(r"Write (\w+) to answer.txt", asked)
        word = "wrong" if answer is None or answer[1] == "impossible" else answer[1]
        return tool_call("bash", command=f"{self.before}; echo {word} > answer.txt")
