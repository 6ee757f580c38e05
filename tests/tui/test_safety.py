from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from archive.records import Outcome
from evolution.incidents import read_notes
from tests.tui.console_eyes import opened, says, screen_text, until
from tests.tui.console_grove import Grove
from tui.app import ArboretumApp
from tui.screens.ask import Ask
from tui.screens.confirm import ConfirmHalt
from tui.screens.safety import SafetyScreen
from tui.screens.variant import VariantScreen
from tui.widgets.table import KeyedTable


def trouble(grove: Grove) -> None:
    grove.ledger.note(
        "alert", variant="v0004", rule="network", level="warn", box="b", line="curl x"
    )
    begun = grove.ledger.start_evaluation("v0002", "late", "train")
    seen = ("patched: builtins.len",)
    grove.ledger.end_evaluation(replace(begun, outcome=Outcome.DONE, reward=1.0, violations=seen))
    grove.ledger.quarantine("v0008", "processes: 250 of 256", "overseer@here")


async def watching(pilot: Any) -> None:
    app = pilot.app
    await opened(pilot)
    await pilot.press("7")
    await until(pilot, lambda: isinstance(app.screen, SafetyScreen))
    await until(pilot, says(app, "processes: 250"))


async def answer(pilot: Any, text: str) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, Ask))
    pilot.app.screen.query_one(Input).value = text
    await pilot.press("enter")


def numbers(app: Any) -> list[str]:
    return list(app.screen.query_one(KeyedTable)._cells)


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_every_kind_of_incident_is_listed(grove: Grove, size: Any) -> None:
    trouble(grove)
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=size) as pilot:
        await watching(pilot)
        for words in ("⚠ quarantine (holds)", "✗ violation", "! alert", "■ halt", "curl x"):
            assert words in screen_text(app)
        assert "1 in quarantine now" in screen_text(app)
        await pilot.press("down")
        await until(pilot, says(app, "replaced parts of its interpreter"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, VariantScreen))
        await until(pilot, says(app, "v0002 "))


async def test_a_note_is_kept_and_hides_its_incident(grove: Grove) -> None:
    trouble(grove)
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await watching(pilot)
        before, seq = len(numbers(app)), grove.ledger.last_seq()
        await pilot.press("down", "a")
        await answer(pilot, " ")
        await until(pilot, says(app, "Write a few words"))
        await answer(pilot, "a clumsy test, harmless")
        await until(pilot, lambda: len(numbers(app)) == before - 1)
        await pilot.press("h")
        await until(pilot, lambda: len(numbers(app)) == before)
        assert "a clumsy test" in screen_text(app)
    assert [note.note for note in read_notes(grove.folder)] == ["a clumsy test, harmless"]
    assert grove.ledger.last_seq() == seq


async def test_a_quarantine_is_ended_with_a_reason(grove: Grove) -> None:
    trouble(grove)
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await watching(pilot)
        await pilot.press("u")
        await answer(pilot, "a large build")
        await until(pilot, says(app, "It was ended."))
        await pilot.press("u")
        assert isinstance(app.screen, SafetyScreen)
    assert grove.ledger.variant("v0008").quarantined is None
    assert grove.ledger.events_of("variant_released")[0].data["reason"] == "a large build"


async def test_the_culprit_can_be_halted_from_here(
    grove: Grove, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    trouble(grove)
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await watching(pilot)
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, ConfirmHalt))
        assert "Halt v0008?" in screen_text(app)
        await pilot.press("tab", "enter")
        await until(
            pilot, lambda: any("boxes may still run" in n.message for n in app._notifications)
        )
    assert grove.ledger.variant("v0008").halted
