from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input, Select, Static

from tests.evolution.tiny import write_benchmark
from tests.tui.console_eyes import says, screen_text, until
from tests.tui.console_grove import Grove
from tui.app import ArboretumApp
from tui.launching import Launch
from tui.preflight import Check, machine_checks, settings_check
from tui.presets import PRESETS
from tui.screens.launch import LaunchScreen
from tui.screens.runs import ago
from tui.widgets.preflight import check_list

SIZES = [(80, 24), (140, 45)]
SLOW_LAUNCH = """
import pathlib, sys, time
end = time.monotonic() + 30
while not pathlib.Path("go").exists() and time.monotonic() < end:
    time.sleep(0.05)
print("it runs", flush=True)
pathlib.Path(sys.argv[-1]).touch()
"""


async def form_of(pilot: Any) -> LaunchScreen:
    await until(pilot, says(pilot.app, "Arboretum"))
    await pilot.press("n")
    await until(pilot, lambda: isinstance(pilot.app.screen, LaunchScreen))
    await until(pilot, says(pilot.app, "Launch a run"))
    screen: LaunchScreen = pilot.app.screen
    return screen


@pytest.mark.parametrize("size", SIZES)
async def test_the_demo_is_two_keys_away(
    runs_root: Path, size: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Launch] = []

    def start(launch: Launch, _gone: Any) -> str:
        started.append(launch)
        return "demo runs"

    monkeypatch.setattr("tui.app.start", start)
    app = ArboretumApp(runs_root)
    async with app.run_test(size=size) as pilot:
        await form_of(pilot)
        assert any("Cancel" in row and "Launch" in row for row in screen_text(app).splitlines())
        await pilot.press("enter")
        await until(pilot, lambda: bool(started))
    assert (started[0].run, started[0].values["model"]) == ("demo", "offline")


def test_a_launch_stays_in_sight_and_goes_on_when_the_console_is_closed(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tui.launching.program", lambda: [sys.executable, "-c", SLOW_LAUNCH])
    monkeypatch.chdir(tmp_path)
    app = ArboretumApp(runs_root)

    async def leave(pilot: Any) -> None:
        await form_of(pilot)
        await pilot.press("enter")
        await until(pilot, says(app, "Launching demo: the first launch builds an image"))
        await pilot.press("q")

    app.run(headless=True, size=(80, 24), auto_pilot=leave)
    assert not (tmp_path / "demo").exists(), "closing the console waited for the launch"
    (tmp_path / "go").touch()
    end = time.monotonic() + 60
    while not (tmp_path / "demo").exists():
        assert time.monotonic() < end, "closing the console ended the launch"
        time.sleep(0.1)


@pytest.mark.parametrize("size", SIZES)
async def test_the_preflight_tells_what_passes_and_what_fails(
    runs_root: Path, size: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    app = ArboretumApp(runs_root)
    async with app.run_test(size=size) as pilot:
        form = await form_of(pilot)
        await until(pilot, says(app, "✗ fail engine"), 30)
        assert "fix: " in screen_text(app)
        await until(pilot, lambda: "✓ pass settings" in str(form.query_one("#preflight").visual))
        await until(pilot, lambda: "to mend before" in str(form.query_one("#preflight").visual))
        form.query_one("#policy", Input).value = "nope"
        await until(pilot, lambda: "✗ fail settings" in str(form.query_one("#preflight").visual))


async def test_a_preset_fills_the_form_and_the_command_line(runs_root: Path) -> None:
    app = ArboretumApp(runs_root)
    async with app.run_test(size=(140, 45)) as pilot:
        form = await form_of(pilot)
        await pilot.press("f2")
        await until(pilot, lambda: form.launch.values["benchmark"] == "humaneval")
        assert form.query_one(Select).value == "humaneval"
        assert "--max-cost 20" in str(form.query_one("#command", Static).visual)
        await until(pilot, lambda: app.focused is form.query_one("#model"))
        await pilot.press("enter")
        refused = lambda: any("no model is named" in n.message for n in app._notifications)  # noqa: E731
        await until(pilot, refused)
        assert app.screen is form
        for _ in PRESETS[1:]:
            await pilot.press("f2")
        await until(pilot, lambda: form.launch.values["model"] == "offline")
        await pilot.press("f3")
        assert app.clipboard == form.launch.command_line()


def test_every_preset_uses_options_that_evolve_has() -> None:
    from typer.main import get_command

    from cli.main import app

    command = get_command(app).commands["evolve"]  # type: ignore[attr-defined]
    options = {name for option in command.params for name in option.opts}
    for preset in PRESETS:
        assert {f"--{name}" for name in preset.values} <= options


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, ""),
        ({"max-time": "soon"}, "is not a time"),
        ({"workers": "many"}, "workers is wrong"),
        ({"benchmark": "/nowhere"}, "nowhere"),
        ({"policy": "luck"}, "luck"),
        ({"model": "", "benchmark": "humaneval"}, "no model is named"),
        ({"model": "", "benchmark": "repair"}, ""),
        ({"benchmark": "humaneval"}, ""),
    ],
)
def test_what_the_form_says_is_checked(values: dict[str, str], said: str) -> None:
    found = settings_check(Launch("demo", {"model": "offline", **values}))
    assert found.state == ("missing" if said else "ok")
    assert said in found.text


def test_a_benchmark_with_few_tasks_is_a_warning_and_no_refusal(tmp_path: Path) -> None:
    benchmark = str(write_benchmark(tmp_path / "benchmark"))
    found = settings_check(Launch("demo", {"model": "offline", "benchmark": benchmark}))
    assert (found.state, "2 select tasks: no variant" in found.text) == ("warn", True)
    assert found.fix.startswith("Use 4 or more")


def test_the_machine_is_checked_as_doctor_does_it(tmp_path: Path) -> None:
    found = {check.name: check for check in machine_checks(str(tmp_path))}
    assert {"python", "git", "disk"} <= found.keys()
    assert str(tmp_path) in found["disk"].text


def test_failures_stand_first_with_their_remedy() -> None:
    checks = [Check("git", "ok", "2"), Check("engine", "missing", "none", "start it")]
    rows = check_list(checks, busy=False).plain.split("\n")
    assert rows[0] == "✗ fail engine none"
    assert rows[1].split() == ["fix:", "start", "it"]
    assert rows[2] == "✓ pass git 2"
    assert rows[3] == "1 to mend before it can start"


@pytest.mark.parametrize("size", SIZES)
async def test_the_list_tells_budget_score_and_when_a_run_was_heard(
    grove: Grove, size: Any
) -> None:
    past = time.time() - 7200
    for path in grove.folder.path.glob("ledger.db*"):
        os.utime(path, (past, past))
    app = ArboretumApp(grove.folder.path.parent)
    async with app.run_test(size=size) as pilot:
        await until(pilot, says(app, "80% variants"))
        row = next(row for row in screen_text(app).splitlines() if "demo" in row)
        assert "▶ running" in row
        assert "v0004" in row
        assert "0.88 [.59 1.00]" in row
        if size[0] > 80:
            assert "2 h ago" in row


def test_an_age_is_told_in_one_unit() -> None:
    assert [ago(s) for s in (5, 150, 7300, 200_000)] == ["5 s", "2 min", "2 h", "2 d"]
