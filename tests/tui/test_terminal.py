"""The whole way in a real terminal: launch, watch, read a diff, halt, check out, leave, come back.

It steers by the keys in ``KEYS`` and looks for the words in ``WORDS``: what a person is told.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.docker

ROOT = Path(__file__).resolve().parents[2]
KEYS = {
    "launch": ["n"],
    "next preset": ["F2"],
    "start": ["Enter"],
    "best": ["b"],
    "diff": ["d"],
    "search": ["/"],
    "halt": ["x"],
    "yes": ["Tab", "Enter"],
    "check out": ["o"],
    "quit": ["q"],
}
WORDS = {
    "empty": "No runs yet.",
    "form": "$ arboretum evolve",
    "preset": "Preset (F2)",
    "own preset": "Custom",
    "own settings": "$ arboretum evolve --detach",
    "hunk": "@@",
    "sought": "Search ids",
    "plan": "PROVENANCE.json",
    "written": "{} is in",
}
PATIENCE = 240.0
"""Seconds that a step may take on a slow machine; a quiet one needs a few."""


class Terminal:
    """A tmux session of its own."""

    def __init__(self, folder: Path) -> None:
        self._tmux = ["tmux", "-u", "-S", str(folder / "tmux"), "-f", "/dev/null"]
        self.env = {
            # A size in the environment outweighs the terminal's own.
            **{k: v for k, v in os.environ.items() if k not in {"COLUMNS", "LINES"}},
            "PYTHONPATH": str(ROOT),
            "ARBORETUM_RUNS": str(folder / "runs"),
            "HOME": str(folder / "home"),
            "XDG_CONFIG_HOME": str(folder / "home"),
            "XDG_STATE_HOME": str(folder / "home"),
            "TEXTUAL_ANIMATIONS": "none",
            "LC_ALL": "C.UTF-8",
        }
        (folder / "home").mkdir()

    def tmux(self, *words: str) -> str:
        done = subprocess.run(
            [*self._tmux, *words], env=self.env, capture_output=True, text=True, check=True
        )
        return done.stdout

    def open(self, *words: str) -> None:
        command = [sys.executable, "-m", "cli.main", "tui", *words]
        self.tmux("new-session", "-d", "-x", "140", "-y", "45", *command)

    def press(self, what: str) -> None:
        for one in KEYS[what]:
            self.tmux("send-keys", one)

    def screen(self) -> str:
        return self.tmux("capture-pane", "-p")

    def closed(self) -> bool:
        found = subprocess.run(
            [*self._tmux, "list-sessions"], env=self.env, capture_output=True, check=False
        )
        return found.returncode != 0

    def until(self, true: Callable[[], object]) -> None:
        end = time.monotonic() + PATIENCE
        while not true():
            if time.monotonic() > end:
                shown = "(closed)" if self.closed() else self.screen()
                raise AssertionError(f"it did not come true; the terminal is:\n{shown}")
            time.sleep(0.2)

    def wait(self, *words: str) -> None:
        self.until(lambda: any(word in self.screen() for word in words))

    def command(self, *words: str) -> str:
        command = [sys.executable, "-m", "cli.entry", *words]
        done = subprocess.run(
            command, env=self.env, capture_output=True, text=True, cwd=ROOT, check=True, timeout=120
        )
        return done.stdout


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    made = Terminal(tmp_path)
    yield made
    if not made.closed():
        made.tmux("kill-server")
    if (tmp_path / "runs/demo/config.toml").exists():
        made.command("halt", "demo", "--all", "--reason", "the test is over")


@pytest.mark.timeout(1200)
def test_a_run_from_launch_to_checkout(terminal: Terminal, tmp_path: Path) -> None:
    # All of `repair` would keep the seed at work for a minute before it has a child.
    terminal.env["ARBORETUM_BENCHMARK"] = str(part_of_repair(tmp_path / "tasks"))
    terminal.env["ARBORETUM_MAX_VARIANTS"] = "99"
    terminal.open()
    terminal.wait(WORDS["empty"])
    terminal.press("launch")
    terminal.wait(WORDS["form"])
    # On to the preset that leaves everything to the person's own settings.
    while WORDS["own preset"] not in (before := preset(terminal)):
        terminal.press("next preset")
        terminal.until(lambda before=before: preset(terminal) != before)
    terminal.wait(WORDS["own settings"])
    terminal.press("start")
    terminal.wait("v0000")
    terminal.wait("v0001 ")

    terminal.until(lambda: best(terminal) not in {"None", "v0000"})
    terminal.until(lambda: stands_on(terminal, best(terminal)))
    champion = terminal.screen().splitlines()[2].split()[-1]
    assert champion != "v0000"
    terminal.press("diff")
    terminal.wait(WORDS["hunk"])
    assert f"> {champion}" in terminal.screen()

    terminal.until(lambda: at_work(terminal, champion))
    [halted, *_] = at_work(terminal, champion)
    go_to(terminal, halted)
    terminal.press("halt")
    terminal.wait(f"Halt {halted}?")
    terminal.press("yes")
    terminal.until(lambda: states(terminal).get(halted) == "halted")
    terminal.wait("halted")

    # A key that meets the dialog before it has gone is lost on it.
    terminal.until(lambda: f"Halt {halted}?" not in terminal.screen())
    go_to(terminal, champion)
    terminal.press("check out")
    terminal.wait(WORDS["plan"])
    terminal.tmux("send-keys", "Enter")
    terminal.wait(WORDS["written"].format(champion))
    home = tmp_path / f"home/demo-{champion}"
    assert json.loads((home / "PROVENANCE.json").read_text())["variant"] == champion
    subprocess.run([sys.executable, "-m", "coding_agent", "self-test"], cwd=home, check=True)

    terminal.press("quit")
    terminal.until(terminal.closed)
    status = json.loads(terminal.command("status", "demo", "--json"))
    assert status["state"] == "running"
    terminal.open("demo")
    terminal.wait("v0000")
    terminal.wait("halted")
    terminal.press("quit")
    terminal.until(terminal.closed)


def part_of_repair(root: Path) -> Path:
    """Write a benchmark of tasks that the seed fails for lack of steps: a child soon wins."""
    tasks = ("train/access-log-summary", "select/parking-meter", "select/undo-editor")
    for task in (*tasks, "holdout/access-rules"):
        shutil.copytree(ROOT / "benchmarks/repair" / task, root / task)
    return root


def preset(terminal: Terminal) -> str:
    """Return what the form says its preset is; its next key may wait until that is drawn."""
    rows = [row for row in terminal.screen().splitlines() if WORDS["preset"] in row]
    return rows[0].partition(WORDS["preset"])[2].partition("▼")[0].strip() if rows else ""


def go_to(terminal: Terminal, variant: str) -> None:
    terminal.press("search")
    terminal.wait(WORDS["sought"])
    terminal.tmux("send-keys", variant, "Enter")
    terminal.until(lambda: WORDS["sought"] not in terminal.screen())
    terminal.until(lambda: f"> {variant}" in terminal.screen())


def stands_on(terminal: Terminal, champion: str) -> bool:
    """Go to what the console holds for the best, which it may hear of a second later."""
    terminal.press("best")
    time.sleep(0.5)
    return f"> {champion}" in terminal.screen()


def best(terminal: Terminal) -> str:
    return str(json.loads(terminal.command("status", "demo", "--json"))["best"])


def at_work(terminal: Terminal, champion: str) -> list[str]:
    """Variants besides the seed and the best that are at tasks now."""
    found = states(terminal).items()
    return [
        name for name, state in found if state == "evaluating" and name not in {"v0000", champion}
    ]


def states(terminal: Terminal) -> dict[str, str]:
    rows = json.loads(terminal.command("tree", "demo", "--json"))["variants"]
    return {row["id"]: row["state"] for row in rows}
