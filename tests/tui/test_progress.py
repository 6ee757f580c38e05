from __future__ import annotations

from typing import Any

import pytest

from tests.tui.console_eyes import says, screen_text, until
from tests.tui.console_grove import Grove
from tui.app import ArboretumApp
from tui.screens.progress import ProgressScreen
from tui.widgets.figures import FiguresView

SIZES = [(80, 24), (140, 45)]


@pytest.mark.parametrize("size", SIZES)
async def test_curves_numbers_and_grid_of_a_run(grove: Grove, size: Any) -> None:
    app = ArboretumApp(grove.folder.path.parent)
    async with app.run_test(size=size) as pilot:
        await until(pilot, says(app, "demo"))
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, ProgressScreen))
        await until(pilot, says(app, "58 evaluations"))
        assert "best  ┄ 95 %" in screen_text(app)
        if size[0] == 80:
            await pilot.press("end")
            await until(pilot, says(app, "1 of 112 cells"))
            app.screen.query_one(FiguresView).scroll_visible(animate=False, top=True)
        await until(pilot, says(app, "8 of 10"))
        assert "7 of 8" in screen_text(app)


async def test_what_happens_is_drawn_and_a_hidden_screen_rests(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent)
    async with app.run_test(size=(140, 45)) as pilot:
        await until(pilot, says(app, "demo"))
        await pilot.press("5")
        await until(pilot, says(app, "58 evaluations"))
        screen = app.screen
        assert isinstance(screen, ProgressScreen)
        grove.child("v0011", "v0008", "new")
        grove.evaluate("v0011", 1.0)
        await until(pilot, says(app, "68 evaluations"))
        await pilot.press("4")
        await until(pilot, lambda: app.screen is not screen)
        await app.workers.wait_for_complete()
        before = screen._seq
        grove.child("v0012", "v0008", "newer")
        grove.evaluate("v0012", 1.0)
        await pilot.pause(1.5)
        assert screen._seq == before
        await pilot.press("5")
        await until(pilot, says(app, "78 evaluations"))


async def test_a_run_without_an_evaluation_says_so(runs_root: Any) -> None:
    grove = Grove(runs_root / "demo")
    grove.seed()
    app = ArboretumApp(runs_root)
    async with app.run_test(size=(140, 45)) as pilot:
        await until(pilot, says(app, "demo"))
        await pilot.press("5")
        await until(pilot, says(app, "measured when the search ends"))
        assert "no expansion has ended yet" in screen_text(app)
    grove.close()
