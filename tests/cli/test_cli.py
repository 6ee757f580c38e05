"""The command line as a person meets it: in a process of its own."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archive.ledger import Ledger
from cli.evolve import duration
from common.errors import UsageError
from evolution.launch import drive, make_run
from evolution.signals import Stop
from sandbox.gvisor import GVISOR_WEAKER
from tests.evolution.tiny import TinyModel, tiny_config, write_benchmark

ROOT = Path(__file__).resolve().parents[2]


def run(*words, root=None, **environment):
    env = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    if root is not None:
        env["ARBORETUM_RUNS"] = str(root)
    command = [sys.executable, "-m", "cli.main", *map(str, words)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, text=True, env=env, **pipes) as process:
        try:
            told = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    done = subprocess.CompletedProcess(command, process.returncode, *told)
    done.pid = process.pid
    return done


def assert_told(done, code, word):
    assert done.returncode == code, done.stderr
    assert re.search(word, done.stderr)
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) <= 4


def test_help_is_quick_and_imports_nothing_heavy():
    best = 9.0
    for _ in range(3):
        began = time.monotonic()
        assert run("--help").returncode == 0
        best = min(best, time.monotonic() - began)
    assert best < 1.0
    code = "import sys, cli.main; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    heavy = {"docker", "git", "litellm", "networkx", "numpy", "pydantic", "scipy", "textual"}
    assert done.stdout
    assert not heavy & set(done.stdout.split())


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (["tree", "nosuch"], "no run 'nosuch'"),
        (["tree", "../../etc"], "not a name for a run"),
        (["status", "Nope!"], "not a name for a run"),
        (["evolve", "--benchmark", "nosuch"], "no benchmark 'nosuch'"),
        (["evolve", "--policy", "nosuch"], "nosuch"),
        (["evolve", "--model", "nosuch/model"], "nosuch/model"),
        (["evolve", "--workers", "0"], "workers"),
        (["evolve", "--sandbox", "nosuch"], "no sandbox 'nosuch'"),
        (["doctor", "--prove-sandbox", "--sandbox", "nosuch"], "no sandbox 'nosuch'"),
        (["evolve", "--time-factor", "0"], "time-factor"),
        (["evolve", "--max-time", "soon"], "not a time"),
        (["evolve", "UPPER"], "not a name for a run"),
        (["evolve", "--nonsense"], "--nonsense"),
        (["evaluate", "nosuch"], "no agent 'nosuch'"),
        (["evaluate", "nop", "--split", "nosuch"], "no tasks in 'nosuch'"),
        (["benchmarks", "check", "/nosuch"], "no benchmark"),
    ],
)
@pytest.mark.docker
def test_wrong_usage_is_one_sentence_and_code_2(tmp_path, words, word):
    assert_told(run(*words, root=tmp_path / "runs"), 2, word)
    assert not (tmp_path / "runs").exists()


@pytest.mark.docker
def test_a_broken_task_is_one_sentence_and_code_2(tmp_path):
    benchmark = write_benchmark(tmp_path / "benchmark")
    (benchmark / "select/one/task.toml").write_text("this is [ not toml")
    done = run("evolve", "--benchmark", benchmark, root=tmp_path / "runs")
    assert_told(done, 2, "one")


def test_no_engine_is_one_sentence_and_code_3(tmp_path):
    done = run("evolve", root=tmp_path / "runs", DOCKER_HOST="tcp://127.0.0.1:1")
    assert_told(done, 3, "[Ee]ngine")
    assert not (tmp_path / "runs").exists()
    doctor = run("doctor", "--json", root=tmp_path, DOCKER_HOST="tcp://127.0.0.1:1")
    assert doctor.returncode == 3
    states = {one["name"]: one["state"] for one in json.loads(doctor.stdout)}
    assert (states["engine"], states["python"]) == ("missing", "ok")


@pytest.mark.docker
def test_doctor_names_what_no_sandbox_promises_and_prints_no_key(tmp_path):
    done = run("doctor", "--json", root=tmp_path, OPENAI_API_KEY="sk-secret-value")
    assert done.returncode == 0, done.stdout
    assert "OPENAI_API_KEY" in done.stdout
    assert "sk-secret-value" not in done.stdout
    details = {one["name"]: one["text"] for one in json.loads(done.stdout)}
    assert {name for name in GVISOR_WEAKER if name not in details["gvisor"]} == set()
    assert "logs_are_not_executable" in details["bubblewrap"]


@pytest.mark.docker
@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to make a small disk")
def test_a_full_disk_is_one_sentence_and_code_3(tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], check=False)
    if mounted.returncode != 0:
        pytest.skip("this machine does not let a test make a small disk")
    try:
        benchmark = write_benchmark(tmp_path / "benchmark")
        done = run("evolve", "full", "--benchmark", benchmark, root=disk)
        assert_told(done, 3, "[Ss]pace|full")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)


def test_times_are_read():
    assert [duration(t) for t in ("90", "90s", "7m", "1.5h")] == [90, 90, 420, 5400]
    for wrong in ("", "0", "-3", "5 m", "m", "1e3"):
        with pytest.raises(UsageError):
            duration(wrong)


@pytest.fixture(scope="module")
def finished(tmp_path_factory, sandbox):
    """A small run that is over, for the commands that read and act."""
    home = tmp_path_factory.mktemp("cli")
    config = tiny_config(write_benchmark(home / "benchmark"), max_variants=2)
    drive(make_run(home / "runs", "done", config), Stop(), model=TinyModel())
    return home / "runs"


def json_of(*words, root):
    done = run(*words, root=root)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.docker
def test_reading_commands_speak_json(finished):
    status = json_of("status", "done", "--json", root=finished)
    assert (status["state"], status["variants"], status["best"]) == ("finished", 2, "v0000")
    assert [one["run"] for one in json_of("status", "--json", root=finished)] == ["done"]
    tree = json_of("tree", "done", "--json", root=finished)
    assert [one["id"] for one in tree["variants"]] == ["v0000", "v0001"]
    assert tree["variants"][1]["score"]["n"] == 2
    show = json_of("show", "done", "v0001", "--json", root=finished)
    assert {row["outcome"] for row in show["evaluation_rows"]} == {"done"}
    diff = json_of("diff", "done", "v0001", "--json", root=finished)
    assert '+STEPS_OF_CHILD = "v0001"' in diff["diff"]
    lines = run("log", "done", "--json", root=finished).stdout.splitlines()
    seqs = [json.loads(line)["seq"] for line in lines]
    assert seqs == list(range(1, len(seqs) + 1))


@pytest.mark.docker
def test_reading_commands_speak_to_people(finished):
    assert "✓ measured" in run("tree", "done", root=finished).stdout
    assert "parent    v0000" in run("show", "done", "v0001", root=finished).stdout
    assert "+STEPS_OF_CHILD" in run("diff", "done", "v0001", root=finished).stdout
    assert "variant" in run("log", "done", "v0001", root=finished).stdout
    assert "finished" in run("status", root=finished).stdout


@pytest.mark.docker
def test_unknown_variants_are_one_sentence_and_code_2(finished, tmp_path):
    for words in (["show", "done", "v9"], ["show", "done", "v0099"], ["diff", "done", "v0099"],
                  ["diff", "done", "v0000"], ["log", "done", "v0099"],
                  ["halt", "done", "v0099", "--reason", "x"], ["halt", "done", "v0001"],
                  ["halt", "done", "--reason", "x"],
                  ["checkout", "done", "v0099", tmp_path / "x"]):  # fmt: skip
        assert run(*words, root=finished).returncode == 2, words


@pytest.mark.docker
def test_a_variant_goes_home_and_works_with_python_alone(finished, tmp_path):
    home = tmp_path / "agent"
    assert run("checkout", "done", "v0001", home, root=finished).returncode == 0
    code = "import sys; sys.path.insert(0, '.'); from coding_agent import selftest; selftest.run()"
    test = [sys.executable, "-I", "-c", code]
    assert subprocess.run(test, cwd=home, capture_output=True, check=False).returncode == 0
    origin = json.loads((home / "PROVENANCE.json").read_text())
    assert [one["variant"] for one in origin["lineage"]] == ["v0000", "v0001"]
    assert origin["scores"]["select"]["n"] == 2
    assert_told(run("checkout", "done", "v0001", home, root=finished), 2, "not an empty folder")


@pytest.mark.docker
def test_a_halted_variant_stays_halted_and_stays_home(finished, tmp_path):
    done = run("halt", "done", "v0001", "--reason", "test \x1b[31m", "--json", root=finished)
    assert json.loads(done.stdout)["newly_halted"] == ["v0001"]
    again = json_of("halt", "done", "v0001", "--reason", "again", "--json", root=finished)
    assert again["newly_halted"] == []
    assert "■ halted" in run("tree", "done", root=finished).stdout
    refused = run("checkout", "done", "v0001", tmp_path / "x", root=finished)
    assert_told(refused, 2, "halted")
    assert "\x1b" not in refused.stderr
    taken = run("checkout", "done", "v0001", tmp_path / "x", "--allow-halted", root=finished)
    assert taken.returncode == 0
    with Ledger(finished / "done" / "ledger.db", readonly=True) as ledger:
        assert ledger.variant("v0001").halted == "test \x1b[31m"


@pytest.mark.docker
def test_the_reference_agents_measure_a_benchmark(finished):
    words = ["--benchmark", finished.parent / "benchmark", "--limit", 1]
    found = json_of("evaluate", "oracle", *words, "--trials", 2, "--json", root=finished)
    assert [(row["trial"], row["reward"]) for row in found["tasks"]] == [(0, 1.0), (1, 1.0)]
    assert found["score"]["n"] == 1
    told = run("evaluate", "nop", *words, root=finished).stdout
    assert "select: 0 of 1 solved, 0.33" in told
    assert "used: 0 calls, 0 tokens, $0.00" in told


@pytest.mark.docker
def test_resume_of_a_finished_run_changes_nothing(finished):
    before = json_of("tree", "done", "--json", root=finished)
    assert run("resume", "done", root=finished).returncode == 0
    assert json_of("tree", "done", "--json", root=finished) == before


@pytest.mark.docker
def test_a_quarantined_variant_is_shown_stays_home_and_is_released(finished, tmp_path):
    with Ledger(finished / "done" / "ledger.db") as ledger:
        ledger.quarantine("v0000", "forks \x1b[31m", "overseer@here")
        ledger.note("alert", variant="v0000", rule="processes", level="quarantine", line="250")
    assert "v0000 ⚠ quarantined" in run("tree", "done", root=finished).stdout
    shown = run("show", "done", "v0000", root=finished).stdout
    assert "quarantine · processes" in shown
    assert "\x1b" not in shown
    refused = run("checkout", "done", "v0000", tmp_path / "x", root=finished)
    assert_told(refused, 2, "quarantined")
    refused = run("evaluate", "done:v0000", root=finished)
    assert_told(refused, 2, "quarantined")
    assert_told(run("release", "done", "v0000", root=finished), 2, "reason")
    words = ["release", "done", "--reason", "a test", "v0000", "--json"]
    assert [json_of(*words, root=finished)["changed"] for _ in range(2)] == [True, False]
    assert "v0000 ✓" in run("tree", "done", root=finished).stdout
