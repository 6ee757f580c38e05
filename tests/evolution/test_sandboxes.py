"""Whole runs in boxes other than runc's, and the halt that finds them from outside."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evolution.config import load_config
from evolution.launch import drive, make_run
from evolution.signals import Stop
from evolution.view import read_view
from sandbox.choose import open_sandbox, reach_killer
from tests.evaluator.folders import write_task
from tests.evaluator.isolated import ISOLATED_TOML
from tests.evolution.tiny import TinyModel, tiny_config, write_benchmark

pytestmark = pytest.mark.docker

ROOT = Path(__file__).resolve().parents[2]


def cli(*words, **environment):
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.run(
        [sys.executable, "-m", "cli.main", *map(str, words)],
        capture_output=True,
        text=True,
        env=env,
        timeout=240,
        check=False,
    )


@pytest.mark.parametrize(("name", "variants"), [("docker-gvisor", 1), ("bubblewrap", 2)])
def test_a_run_ends_in_its_boxes(tmp_path, name, variants):
    benchmark = write_benchmark(tmp_path / "benchmark")
    config = tiny_config(benchmark, sandbox=name, max_variants=variants)
    folder = make_run(tmp_path / "runs", "r", config)
    drive(folder, Stop(), model=TinyModel())
    view = read_view(folder)
    assert (view.state, len(view.variants)) == ("finished", variants)
    assert {one.score.n for one in view.variants.values()} == {2}
    assert reach_killer(name).find(folder.label) == []


def test_an_agent_does_alike_under_gvisor_and_under_runc(tmp_path):
    for name, wanted in (("told", "5"), ("untold", "7")):
        # What the second hides is in no test that the agent sees.
        hidden = "import unittest\nimport sums\n\n\nclass Hidden(unittest.TestCase):\n"
        hidden += f"    def test_add(self):\n        self.assertEqual(sums.add(2, 3), {wanted})\n"
        patient = ISOLATED_TOML.replace("timeout_sec = 20\n", "timeout_sec = 120\n")
        files = {
            "task.toml": patient.replace("timeout_sec = 10.0", "timeout_sec = 60.0"),
            "tests/hidden.py": hidden,
            "environment/app/check.py": "import sums\nassert sums.add(2, 3) == 5\n",
        }
        write_task(tmp_path / "tasks/select" / name, files)

    def rewards(name):
        words = ["--benchmark", tmp_path / "tasks", "--sandbox", name, "--json"]
        done = cli("evaluate", ROOT / "agent_seed", *words)
        assert done.returncode == 0, done.stderr
        told = json.loads(done.stdout)
        assert told["alerts"] == []
        keys = ("reward", "exit_status", "steps")
        return {task["task"]: [task[key] for key in keys] for task in told["tasks"]}

    told = rewards("docker-runc")
    assert {name: found[0] for name, found in told.items()} == {"told": 1.0, "untold": 0.0}
    assert rewards("docker-gvisor") == told


@pytest.mark.parametrize("name", ["docker-gvisor", "bubblewrap"])
def test_a_halt_from_another_process_reaches_the_boxes_of_a_hanging_engine(tmp_path, name):
    open_sandbox(name)
    benchmark = write_benchmark(tmp_path / "benchmark")
    folder = make_run(tmp_path / "runs", "r", tiny_config(benchmark, sandbox=name))
    words = [str(folder.path), "sleep 60"]
    command = [sys.executable, "-m", "tests.evolution.engine_process", *words]
    engine = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 60
        while not read_view(folder).running:
            assert time.monotonic() < until
            time.sleep(0.1)
        time.sleep(2)
        engine.send_signal(signal.SIGSTOP)
        words = ["--all", "--reason", "it hangs", "--json", "--runs", tmp_path / "runs"]
        # The environment names another sandbox; the run's own counts.
        done = cli("halt", "r", *words, ARBORETUM_SANDBOX="docker-runc")
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["boxes_killed"]
        assert reach_killer(name).find(folder.label) == []
    finally:
        engine.kill()
        engine.wait()


def test_a_run_keeps_the_sandbox_it_was_made_with(tmp_path):
    benchmark = write_benchmark(tmp_path / "benchmark")
    words = ["--benchmark", benchmark, "--max-variants", 1, "--runs", tmp_path / "runs"]
    done = cli("evolve", "r", *words, ARBORETUM_SANDBOX="bubblewrap")
    assert load_config(tmp_path / "runs/r/config.toml").sandbox == "bubblewrap", done.stderr
    assert done.returncode == 0, done.stderr


def test_without_an_engine_nothing_weaker_is_used(tmp_path):
    words = ["--runs", tmp_path / "runs"]
    gone = {"DOCKER_HOST": "unix:///nonexistent/docker.sock", "ARBORETUM_SANDBOX": "auto"}
    done = cli("evolve", *words, **gone)
    assert done.returncode == 3
    assert "--sandbox bubblewrap" in done.stderr
    assert not (tmp_path / "runs").exists()
    named = cli("evaluate", "oracle", "--limit", 1, "--sandbox", "bubblewrap", **gone)
    assert named.returncode == 0, named.stderr
