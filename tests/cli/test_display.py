"""The console and the engine where no screen can be drawn: plain lines and JSON lines."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from archive.ledger import Ledger
from cli.display import Display, chosen_display
from tests.cli.test_cli import ROOT, run
from tests.evolution.tiny import write_benchmark
from tests.tui.console_grove import Grove, plant


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    grove = Grove(tmp_path / "runs/demo")
    plant(grove)
    grove.close()
    return tmp_path / "runs"


def test_without_a_terminal_the_console_is_lines(planted: Path) -> None:
    done = run("tui", "demo", root=planted)
    assert done.returncode == 0, done.stderr
    assert "v0004 ✓ measured" in done.stdout
    assert "\x1b" not in done.stdout
    assert "demo" in run("tui", root=planted).stdout


def test_json_lines_tell_the_family_and_what_comes(planted: Path) -> None:
    command = [sys.executable, "-m", "cli.main", "tui", "demo", "--display", "json"]
    home = planted / "demo"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "ARBORETUM_RUNS": str(planted)}
    from evolution.run import RunFolder

    with RunFolder(home).lock():
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env)
        assert process.stdout is not None
        family = json.loads(process.stdout.readline())
        assert {one["id"] for one in family["variants"]} >= {"v0000", "v0009"}
        with Ledger(home / "ledger.db") as ledger:
            ledger.note("something", detail="\x1b[31m")
        assert json.loads(process.stdout.readline())["kind"] == "something"
    # No engine works on it any more, so there is nothing to wait for.
    assert process.wait(60) == 0


@pytest.mark.parametrize(
    ("term", "shown"), [("xterm-256color", Display.FULL), ("dumb", Display.PLAIN)]
)
def test_a_dumb_terminal_gets_lines(term: str, shown: Display) -> None:
    code = "from cli.display import chosen_display; print(chosen_display(None).value)"
    main, other = pty.openpty()
    subprocess.run(
        [sys.executable, "-c", code],
        stdin=other,
        stdout=other,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": term},
        check=True,
    )
    os.close(other)
    assert os.read(main, 100).decode().strip() == shown.value
    assert chosen_display(Display.JSON) is Display.JSON


@pytest.mark.docker
def test_evolve_tells_json_lines(tmp_path: Path) -> None:
    benchmark = write_benchmark(tmp_path / "benchmark")
    words = ["evolve", "lines", "--benchmark", benchmark, "--max-variants", 1]
    done = run(*words, "--display", "json", root=tmp_path / "runs")
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert {row["kind"] for row in rows[:-1]} == {"evaluation"}
    assert "Note: The benchmark has 2 select tasks: no variant can be accepted" in done.stderr
    assert rows[-1]["run"] == "lines"
    assert rows[-1]["state"] == "finished"
