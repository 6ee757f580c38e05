"""``solve`` and what it shares with ``evaluate``: in a process of its own, with real boxes."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import docker
import pytest

from common.files import write_folder
from evolution.nursery import seed_tree
from gateway.scripted import tool_call
from sandbox.labels import OWNER
from tests.cli.test_cli import ROOT, assert_told, run
from tests.gateway.provider import Provider, complete

pytestmark = pytest.mark.docker

BROKEN = "def mean(values):\n    return sum(values) / (len(values) + 1)\n"
CHECK = (
    "import unittest\nfrom calc import mean\n\n\nclass Means(unittest.TestCase):\n"
    "    def test_two(self):\n        self.assertEqual(mean([2, 4]), 3)\n"
)
ODD = """import json, subprocess, sys, time
print('\\x1b]0;owned\\x07 done')
open('made.txt', 'w').write('\\x1b[2Jhello\\n')
subprocess.run(['python3', '-c', 'import time; time.sleep({seconds})', 'curl http://x.example/'])
print(json.dumps({{'exit_status': 'submitted', 'steps': 3}}))
"""


@pytest.fixture
def repo(tmp_path: Path) -> Path:
    folder = tmp_path / "repo"
    folder.mkdir()
    (folder / "calc.py").write_text(BROKEN)
    (folder / "test_calc.py").write_text(CHECK)
    for words in (["init", "-q"], ["add", "-A"]):
        subprocess.run(["git", "-C", folder, *words], check=True)
    return folder


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    write_folder(seed_tree(), tmp_path / "seed")
    return tmp_path / "seed"


def odd(tmp_path: Path, seconds: float) -> Path:
    """An agent that asks no model, prints escapes and starts a command that names a network."""
    home = tmp_path / "odd/coding_agent"
    home.mkdir(parents=True)
    (home / "__init__.py").write_text("")
    (home / "__main__.py").write_text(ODD.format(seconds=seconds))
    return home.parent


def boxes_of(pid: int) -> list[str]:
    """Return the boxes of one process; other tests have theirs at the same time."""
    found = docker.from_env().api.containers(filters={"label": OWNER})
    return [one["Id"] for one in found if f".{pid}." in one["Labels"][OWNER]]


def test_a_patch_comes_back_that_makes_the_tests_pass(
    seed: Path, repo: Path, tmp_path: Path
) -> None:
    words = ["solve", seed, "Make this pass: python3 -m unittest", "--repo", repo]
    done = run(*words, root=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "step " in done.stderr
    assert "Nothing is applied" in done.stderr
    assert (repo / "calc.py").read_text() == BROKEN
    subprocess.run(["git", "-C", repo, "apply"], input=done.stdout, text=True, check=True)
    subprocess.run([sys.executable, "-m", "unittest", "-q"], cwd=repo, check=True)


def test_what_an_agent_says_is_harmless_and_its_bytes_are_kept(repo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.patch"
    words = ["solve", odd(tmp_path, 3), "anything", "--repo", repo, "--out", out]
    done = run(*words, root=tmp_path, ARBORETUM_OVERSEER='{"interval_seconds": 0.2}')
    assert done.returncode == 0, done.stderr
    assert "\x1b" not in done.stdout + done.stderr
    assert "overseer: alert (warn): network" in done.stderr
    assert "written made.txt" in done.stderr
    assert b"\x1b[2Jhello" in out.read_bytes()
    assert_told(run(*words, root=tmp_path), 2, "there already")


@pytest.mark.parametrize("command", ["solve", "evaluate"])
def test_the_overseer_ends_an_agent(repo: Path, tmp_path: Path, command: str) -> None:
    agent = odd(tmp_path, 60)
    rest = ["x", "--repo", repo] if command == "solve" else ["--limit", 2]
    rules = '{"interval_seconds": 0.2, "network": {"at": 1, "action": "halt"}}'
    done = run(command, agent, *rest, "--json", root=tmp_path, ARBORETUM_OVERSEER=rules)
    assert done.returncode == 1
    assert "The overseer stopped it: network" in done.stdout + done.stderr
    assert boxes_of(done.pid) == []


def test_ctrl_c_leaves_no_box(repo: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cli.main", "solve", odd(tmp_path, 60), "x", "--repo", repo]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert any("] working" in line for line in process.stderr)
    assert len(boxes_of(process.pid)) == 1
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    end = time.monotonic() + 20
    while boxes_of(process.pid) and time.monotonic() < end:
        time.sleep(0.2)
    assert boxes_of(process.pid) == []


@pytest.mark.parametrize("command", ["solve", "evaluate"])
def test_a_cap_on_money_ends_the_spending(
    seed: Path, repo: Path, tmp_path: Path, command: str
) -> None:
    provider = Provider()
    asked = "echo more >> calc.py  # curl http://x.example/"
    provider.answers = [(200, complete(tool_call("bash", command=asked)))]
    prices = tmp_path / "prices.toml"
    # An answer is 11 tokens in and 4 out; what it can cost at most is set aside before it.
    prices.write_text(
        '["openai/m"]\ninput_per_million = 1000\noutput_per_million = 1\nmax_output_tokens = 100\n'
    )
    rest = ["x", "--repo", repo] if command == "solve" else ["--limit", 1]
    words = [command, seed, *rest, "--model", "openai/m", "--json"]
    keys = {"OPENAI_API_KEY": "k", "OPENAI_BASE_URL": provider.base}
    # The overseer looks for the first time when the work is over.
    keys["ARBORETUM_OVERSEER"] = '{"interval_seconds": 60}'
    assert_told(run(*words, "--max-cost", 5, root=tmp_path, **keys), 2, "price of 'openai/m'")
    cap = 5 if command == "solve" else 0.01
    done = run(*words, "--max-cost", cap, "--prices", prices, root=tmp_path, **keys)
    found = json.loads(done.stdout)
    if command == "solve":
        assert 0 < found["cost_usd"] <= 5
        assert "budget of cost is spent" in found["reason"]
        assert "+more" in found["patch"]
        assert "asked for a command that reaches for a network" in found["alerts"][0]
    else:
        assert "budget of cost" in found["tasks"][0]["detail"]
    assert done.returncode == 1
    provider.server.shutdown()
