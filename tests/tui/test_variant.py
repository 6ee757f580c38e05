from __future__ import annotations

import json
from typing import Any

import pytest
from textual.widgets import DataTable, Input

from archive.records import Evaluation, Expansion
from evolution.run import transcript_of
from tests.tui.console_eyes import opened, says, screen_text, told, until
from tests.tui.console_grove import Grove
from tui.app import ArboretumApp
from tui.screens.ask import Ask
from tui.screens.compare import CompareScreen
from tui.screens.variant import VariantScreen


def talk(grove: Grove, row: Evaluation) -> None:
    """Write the transcript of an evaluation, as the gateway would."""
    path = transcript_of(grove.folder, row).with_suffix(".jsonl")
    path.parent.mkdir(parents=True, exist_ok=True)
    arguments = json.dumps({"command": "pytest -q"})
    call = {"id": "c1", "type": "function", "function": {"name": "run", "arguments": arguments}}
    usage = {"prompt_tokens": 1200, "completion_tokens": 34, "cost_usd": None}
    first = [{"role": "user", "content": "make the tests pass"}]
    reply = {"role": "assistant", "content": "I look at the tests first", "tool_calls": [call]}
    second = [{"role": "tool", "tool_call_id": "c1", "content": "1 failed\nassert 3 == 4"}]
    lines = [
        {"type": "session", "format": 1, "session_id": "s", "label": row.variant, "model": "m"},
        {
            "type": "call",
            "call": 0,
            "prefix": 0,
            "messages": first,
            "reply": reply,
            "usage": usage,
            "time": 1.0,
        },
        {
            "type": "call",
            "call": 1,
            "prefix": 2,
            "messages": second,
            "reply": {"role": "assistant", "content": "done"},
            "usage": usage,
            "time": 2.0,
        },
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


async def shown(pilot: Any, variant: str) -> None:
    await opened(pilot, variant)
    await pilot.press("3")
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, VariantScreen))
    await until(pilot, says(app, f"{variant} "))


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_every_tab_tells_of_the_variant(grove: Grove, size: Any) -> None:
    row = next(e for e in grove.ledger.evaluations("v0004") if e.task == "csv-quotes")
    talk(grove, row)
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=size) as pilot:
        await shown(pilot, "v0004")
        await until(pilot, says(app, "2 won, 0 lost, 4 the same"))
        for key, words in (
            ("d", "+# v0004"),
            ("f", "coding_agent/"),
            ("t", "roman-numerals"),
            ("e", "together"),
            ("v", "tree hash"),
            ("l", "evaluation ended prime-gaps"),
        ):
            await pilot.press(key)
            await until(pilot, says(app, words))
        await pilot.press("w")
        await until(pilot, says(app, "v0001 makes v0004, attempt 1"))
        await pilot.press("full_stop")
        await until(pilot, says(app, "select csv-quotes, done"))
        await until(pilot, says(app, "make the tests pass"))


async def test_a_tool_call_is_folded_until_it_is_wanted(grove: Grove) -> None:
    row = next(e for e in grove.ledger.evaluations("v0004") if e.task == "csv-quotes")
    talk(grove, row)
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await shown(pilot, "v0004")
        await pilot.press("full_stop")
        await until(pilot, says(app, "make the tests pass"))
        table = app.screen.query_one("#steps-table", DataTable)
        table.focus()
        await pilot.press("down")
        await until(pilot, says(app, "▶ run"))
        assert "assert 3 == 4" not in screen_text(app)
        await pilot.press("space")
        await until(pilot, says(app, "assert 3 == 4"))
        await pilot.press("space")
        await until(pilot, lambda: "assert 3 == 4" not in screen_text(app))


async def test_a_file_is_read_from_the_archive(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await shown(pilot, "v0001")
        await pilot.press("f")
        await until(pilot, says(app, "output.py"))
        app.screen.query_one("#files").focus()
        await pilot.press("down")
        await until(pilot, says(app, "LIMIT = 4000"))


async def test_the_diff_can_be_taken_against_any_variant(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await shown(pilot, "v0008")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        app.screen.query_one(Input).value = "v0099"
        await pilot.press("enter")
        await until(pilot, says(app, "There is no variant of this id."))
        app.screen.query_one(Input).value = "v0001"
        await pilot.press("enter")
        await until(pilot, says(app, "-LIMIT = 4000"))


async def test_two_variants_are_compared(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0001")
        await pilot.press("m")
        await opened(pilot, "v0004")
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        await until(pilot, says(app, "2 won, 0 lost, 4 the same"))
        await until(pilot, says(app, "▲ won"))
        await pilot.press("w")
        await until(pilot, says(app, "0 won, 2 lost, 4 the same"))
        await pilot.press("d")
        await until(pilot, says(app, "-# v0004"))
        await pilot.press("escape", "6")
        await until(pilot, says(app, "0 won, 2 lost"))
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, Ask))
        app.screen.query_one(Input).value = "v0003"
        await pilot.press("enter")
        await until(pilot, says(app, "There is no variant of this id."))
        app.screen.query_one(Input).value = "v0002 "
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CompareScreen))
        await until(pilot, lambda: app.screen.visit.marked == "v0002")  # type: ignore[attr-defined]


async def test_what_a_tab_cannot_read_is_told_and_ends_nothing(
    grove: Grove, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows: list[Expansion | Evaluation] = [*grove.ledger.expansions("v0001")]
    for row in [*rows, *grove.ledger.evaluations("v0001")]:
        path = transcript_of(grove.folder, row).with_suffix(".jsonl")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('[1]\n7\n{"type": "call", "prefix": 0}\n')
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await shown(pilot, "v0001")
        await pilot.press("w")
        await until(pilot, told(app, "is damaged"))
        monkeypatch.setattr("tui.client.RunClient.steps", unforeseen)
        app.clear_notifications()
        await pilot.press("full_stop")
        await until(pilot, told(app, "This could not be read: RuntimeError: the disk is away"))
        assert isinstance(app.screen, VariantScreen)


def unforeseen(*_: object) -> None:
    raise RuntimeError("the disk\x1b[31m is\u202e away")
