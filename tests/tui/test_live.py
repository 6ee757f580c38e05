from __future__ import annotations

from typing import Any

import pytest
from textual.widgets import Button

from archive.records import Evaluation
from evolution.live.client import tail as read_tail
from tests.tui.console_eyes import says, screen_text, until
from tests.tui.console_grove import Grove
from tests.tui.console_live import plant_boxes
from tests.tui.test_hostile import PAYLOADS, check
from tui.app import ArboretumApp
from tui.screens.confirm import ConfirmHalt
from tui.screens.live import LiveScreen
from tui.widgets.boxes import BoxesTable
from tui.widgets.tail import TailView

SIZES = [(80, 24), (140, 45)]


async def shown(pilot: Any) -> BoxesTable:
    await until(pilot, says(pilot.app, "demo"))
    await pilot.press("4")
    await until(pilot, lambda: isinstance(pilot.app.screen, LiveScreen))
    table: BoxesTable = pilot.app.screen.query_one(BoxesTable)
    return table


def has_row(app: Any, *words: str) -> bool:
    return any(all(word in row for word in words) for row in screen_text(app).splitlines())


@pytest.mark.parametrize("size", SIZES)
async def test_a_row_for_each_box_and_the_record_of_the_chosen_one(grove: Grove, size: Any) -> None:
    app = ArboretumApp(grove.folder.path.parent)
    with plant_boxes(grove.folder).served():
        async with app.run_test(size=size) as pilot:
            table = await shown(pilot)
            await until(pilot, says(app, "3 boxes"))
            await until(pilot, says(app, "model: The sort is not stable"))
            assert has_row(app, "v0006", "solving")
            assert "250/256 !" in screen_text(app)
            assert "96/512" in screen_text(app)
            await pilot.press("down")
            await until(pilot, says(app, "Record of v0010"))
            await until(pilot, says(app, "Nothing is recorded yet"))
            assert "not stable: I compare" not in str(app.screen.query_one("#tail").lines)
            assert table.box is not None
            assert (table.box.variant, table.box.phase) == ("v0010", "rewriting")
            await pilot.press("down")
            await until(pilot, says(app, "how it was solved, while it is graded"))


async def test_new_boxes_and_new_lines_come_by_themselves(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent)
    boxes = plant_boxes(grove.folder)
    with boxes.served():
        async with app.run_test(size=(140, 45)) as pilot:
            await shown(pilot)
            await until(pilot, says(app, "The sort is not stable"))
            row = Evaluation("v0006", "stable-sort", "select", 0, 1, started=0.0)
            boxes.say(row, "Now I compare by position too.")
            await until(pilot, says(app, "model: Now I compare by position too."))
            boxes.run("b4", "solve", Evaluation("v0008", "x", "train", 0, 1, started=0.0))
            await until(pilot, says(app, "4 boxes"))
            del boxes.used["b2"]
            await until(pilot, says(app, "3 boxes"))


async def test_an_engine_that_falls_silent_leaves_the_last_view_with_its_age(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent)
    async with app.run_test(size=(140, 45)) as pilot:
        with plant_boxes(grove.folder).served():
            await shown(pilot)
            await until(pilot, says(app, "3 boxes"))
        await until(pilot, says(app, "Shown is what ran 0:0"))
        assert "serves no socket" in screen_text(app)
        assert has_row(app, "v0006", "solving")


async def test_without_an_engine_the_screen_says_what_to_do(grove: Grove) -> None:
    grove.engine.__exit__(None, None, None)
    app = ArboretumApp(grove.folder.path.parent)
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot)
        await until(pilot, says(app, "No engine works on demo. Go on with: arboretum resume demo"))
    grove.engine = grove.folder.lock()
    grove.engine.__enter__()


async def test_a_halt_from_here_names_the_variant_of_the_box(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent)
    with plant_boxes(grove.folder).served():
        async with app.run_test(size=(80, 24)) as pilot:
            await shown(pilot)
            await until(pilot, says(app, "3 boxes"))
            await pilot.press("x")
            await until(pilot, lambda: isinstance(app.screen, ConfirmHalt))
            assert "Halt v0006?" in screen_text(app)
            assert isinstance(app.focused, Button)
            assert app.focused.id == "cancel"


async def test_hostile_words_of_a_box_are_harmless(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent)
    boxes = plant_boxes(grove.folder)
    row = Evaluation("v0006", "[@click=app.quit]x[/]\x1b[2K", "select", 0, 1, started=0.0)
    boxes.say(row, *PAYLOADS, " ".join(PAYLOADS))
    boxes.run("b1", "solve", row)
    with boxes.served():
        async with app.run_test(size=(140, 45)) as pilot:
            await shown(pilot)
            await until(pilot, says(app, "model: [/x]"))
            check(app)


async def test_what_is_read_twice_is_shown_once(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent)
    with plant_boxes(grove.folder).served():
        async with app.run_test(size=(140, 45)) as pilot:
            table = await shown(pilot)
            await until(pilot, says(app, "model: The sort is not stable"))
            assert table.box is not None
            record = app.screen.query_one(TailView)
            found = read_tail(grove.folder, table.box.key, -1)
            lines = len(record.lines)
            record.show(table.box.key, -1, found)
            await pilot.pause()
            assert len(record.lines) == lines
