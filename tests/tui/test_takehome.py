"""Checking a variant out, and handing one a repository, from the console."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

import pytest
from textual.widgets import Button, Input

from archive.records import Variant
from common.files import File, FileTree
from evolution.machinery import Machinery
from evolution.nursery import seed_tree
from evolution.preflight import preflight
from tests.tui.console_eyes import opened, says, screen_text, until
from tests.tui.console_grove import Grove
from tui.app import ArboretumApp
from tui.screens.checkout import CheckoutScreen
from tui.screens.run import RunScreen
from tui.screens.runs import RunsScreen
from tui.screens.solve import SolveScreen

SLOW = 120.0


@pytest.fixture
def working(runs_root: Path) -> Grove:
    """A run whose one variant is the real seed agent."""
    grove = Grove(runs_root / "demo")
    made = grove.store.commit("v0000", seed_tree(), parent=None, message="the seed", trailers={})
    grove.ledger.add_variant(Variant("v0000", None, made.commit, made.tree, "the seed", 1.0))
    grove.close()
    return grove


def unwrapped(app: ArboretumApp) -> str:
    return " ".join(screen_text(app).replace("│", " ").split())


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_a_checkout_is_listed_first_and_written_then(
    grove: Grove, tmp_path: Path, size: tuple[int, int]
) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        await pilot.press("o")
        await until(pilot, says(app, "PROVENANCE.json"))
        assert isinstance(app.focused, Button)
        assert app.focused.id == "write"
        target = tmp_path / "home"
        app.screen.query_one("#target", Input).value = str(tmp_path)
        await until(pilot, lambda: "another" in unwrapped(app))
        assert app.screen.query_one("#write", Button).disabled
        app.screen.query_one("#target", Input).value = str(target)
        await until(pilot, lambda: not app.screen.query_one("#write", Button).disabled)
        assert not target.exists()
        app.screen.query_one("#write").focus()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        [note] = [note for note in app._notifications if "v0004 is in" in note.message]
        assert note.timeout >= 20, "time to copy the command"
    assert (target / "PROVENANCE.json").is_file()


async def test_a_halted_variant_is_refused(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0005")
        await pilot.press("o")
        await until(pilot, says(app, "v0005 was halted"))
        assert app.screen.query_one("#write", Button).disabled
        await pilot.press("escape")
        assert isinstance(app.screen, RunScreen)


@pytest.mark.docker
async def test_the_smoke_test_tells_a_working_agent_from_a_broken_one(working: Grove) -> None:
    working.ledger = type(working.ledger)(working.folder.ledger)
    broken = {**seed_tree()}
    broken["coding_agent/agent.py"] = type(broken["coding_agent/agent.py"])(b"raise ValueError\n")
    made = working.store.commit("v0001", broken, parent="v0000", message="broken", trailers={})
    working.ledger.add_variant(Variant("v0001", "v0000", made.commit, made.tree, "broken", 2.0))
    working.ledger.close()
    app = ArboretumApp(working.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        for variant, verdict in (("v0000", "smoke test passed"), ("v0001", "ValueError")):
            await opened(pilot, variant)
            await pilot.press("o")
            await until(pilot, lambda: isinstance(app.screen, CheckoutScreen))
            await until(pilot, says(app, "PROVENANCE.json"))
            app.screen.query_one("#smoke").focus()
            await pilot.press("enter")
            await until(pilot, says(app, verdict), SLOW)
            await pilot.press("escape")


async def test_a_room_key_leaves_no_agent_at_work(working: Grove) -> None:
    app = ArboretumApp(working.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0000")
        await pilot.press("S")
        await until(pilot, lambda: isinstance(app.screen, SolveScreen))
        app.screen.query_one("#work").focus()
        await pilot.press("1", "2", "7", "n", "r")
        assert isinstance(app.screen, SolveScreen)
        assert len(app.screen_stack) == 4  # Textual's own, the runs, the family, the agent's
        await pilot.press("escape", "1")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


@pytest.mark.docker
async def test_leaving_the_dialog_ends_its_smoke_test(
    working: Grove, monkeypatch: pytest.MonkeyPatch
) -> None:
    hangs = {**seed_tree(), "coding_agent/agent.py": File(b"while True:\n    pass\n")}
    working.ledger = type(working.ledger)(working.folder.ledger)
    made = working.store.commit("v0001", hangs, parent="v0000", message="hangs", trailers={})
    working.ledger.add_variant(Variant("v0001", "v0000", made.commit, made.tree, "hangs", 2.0))
    working.ledger.close()
    begun, ended = threading.Event(), threading.Event()

    def checks(machinery: Machinery, variant: str, agent: FileTree) -> str:
        begun.set()
        try:
            return preflight(machinery, variant, agent)
        finally:
            ended.set()

    monkeypatch.setattr("evolution.smoke.preflight", checks)
    app = ArboretumApp(working.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0001")
        await pilot.press("o")
        await until(pilot, says(app, "PROVENANCE.json"))
        app.screen.query_one("#smoke").focus()
        await pilot.press("enter")
        await until(pilot, begun.is_set, SLOW)
        await pilot.press("escape")
        # The self-test alone may take a minute.
        await until(pilot, ended.is_set, 30)
        assert isinstance(app.screen, RunScreen)


@pytest.mark.docker
async def test_a_variant_solves_and_its_patch_is_read_and_saved(
    working: Grove, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = tmp_path / "repo"
    repo.mkdir()
    (repo / "calc.py").write_text("def double(x):\n    return x * 3\n")
    (repo / "test_calc.py").write_text(
        "import unittest\nfrom calc import double\n\n\nclass Doubles(unittest.TestCase):\n"
        "    def test_two(self):\n        self.assertEqual(double(2), 4)\n"
    )
    monkeypatch.chdir(tmp_path)
    app = ArboretumApp(working.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0000")
        await pilot.press("S")
        await until(pilot, lambda: isinstance(app.screen, SolveScreen))
        await pilot.press("enter")
        await until(pilot, says(app, "The instruction is empty"))
        app.screen.query_one("#repo", Input).value = str(repo)
        app.screen.query_one("#instruction", Input).value = "Make it pass: python3 -m unittest"
        await pilot.press("enter")
        await until(pilot, says(app, "step "), SLOW)
        await until(pilot, says(app, "Here is its patch"), SLOW)
        await until(pilot, says(app, "-    return x * 3"), SLOW)
        assert any("^s" in row and "Save patch" in row for row in screen_text(app).splitlines())
        await pilot.press("ctrl+s")
        await until(pilot, (tmp_path / "demo-v0000.patch").is_file)
        await until(pilot, says(app, f"The patch is in {tmp_path}"[:100]))
        assert any("git apply" in o.message and o.timeout >= 20 for o in app._notifications)
    assert "x * 3" in (repo / "calc.py").read_text()
    subprocess.run(["git", "apply", tmp_path / "demo-v0000.patch"], cwd=repo, check=True)
    subprocess.run(["python3", "-m", "unittest", "-q"], cwd=repo, check=True)
