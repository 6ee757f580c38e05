from __future__ import annotations

from typing import Any

import pytest

from tests.tui.console_eyes import opened, says, screen_text, until
from tests.tui.console_grove import Grove
from tests.tui.console_tour import all_screens
from tui.app import ArboretumApp
from tui.looking import LookingScreen
from tui.overview import Overview, RunLine
from tui.rooms import SCREENS
from tui.screens.runs import RunsScreen
from tui.widgets.family import FamilyView
from tui.widgets.roombar import RoomField


@pytest.mark.parametrize("size", [(80, 24), (140, 45)])
async def test_digits_and_clicks_go_from_room_to_room(grove: Grove, size: Any) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "v0002")
        assert "7 Safety" in screen_text(app)
        await pilot.press("4")
        await until(pilot, lambda: isinstance(app.screen, SCREENS["live"]))
        field = next(f for f in app.screen.query(RoomField) if "Family" in str(f.visual))
        await pilot.click(field)
        await until(pilot, lambda: isinstance(app.screen, SCREENS["family"]))
        assert app.screen.query_one(FamilyView).chosen == "v0002"
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        assert len(app.screen_stack) == 2


async def test_a_digit_opens_the_run_under_the_cursor(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, says(app, "demo"))
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, SCREENS["progress"]))


async def test_every_footer_tells_of_the_help_and_the_palette(grove: Grove) -> None:
    dialogs = {"Ask", "CheckoutScreen", "ConfirmHalt", "HelpScreen", "LaunchScreen"}
    app, seen = ArboretumApp(grove.folder.path.parent, "demo"), set()
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        for key in ("2", "3", "4", "5", "6", "7", "S", "escape", "1"):
            await pilot.press(key)
            await until(pilot, lambda: "Help" in screen_text(app).splitlines()[-1], seconds=20)
            assert "^p palette" in screen_text(app).splitlines()[-1]
            seen |= {type(app.screen).__name__}
    assert seen == all_screens() - dialogs


async def test_a_room_looks_only_while_it_is_shown(
    grove: Grove, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[str] = []
    read = Overview.read

    def read_and_tell(overview: Overview) -> list[RunLine]:
        looks.append("runs")
        return read(overview)

    monkeypatch.setattr(Overview, "read", read_and_tell)
    monkeypatch.setattr(LookingScreen, "EVERY", 0.05)
    for screen in SCREENS.values():
        monkeypatch.setattr(screen, "EVERY", 0.05)
        monkeypatch.setattr(screen, "refresh_now", lambda self, **_: looks.append(self.ROOM))
    app = ArboretumApp(grove.folder.path.parent)
    async with app.run_test() as pilot:
        await until(pilot, lambda: looks.count("runs") > 3 and "demo" in screen_text(app))
        await pilot.press("4")
        await until(pilot, lambda: looks.count("live") > 3)
        listed = looks.count("runs")
        await pilot.press("5")
        await until(pilot, lambda: looks.count("progress") > 1)
        before = looks.count("live")
        await until(pilot, lambda: looks.count("progress") > 6)
        assert looks.count("live") == before
        assert looks.count("runs") == listed
        await pilot.press("1")
        await until(pilot, lambda: looks.count("runs") > listed + 1)
