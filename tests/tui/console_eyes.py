from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from tui.screens.run import RunScreen
from tui.widgets.family import FamilyView


async def until(pilot: Pilot[Any], true: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        await pilot.pause(0.05)
        if true():
            return
    raise AssertionError("it did not come true; the screen is:\n" + screen_text(pilot.app))


def screen_text(app: Any) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in strips)


def says(app: Any, words: str) -> Callable[[], bool]:
    return lambda: words in screen_text(app)


def told(app: Any, words: str) -> Callable[[], bool]:
    return lambda: any(words in note.message for note in app._notifications)


def labels(app: Any) -> list[str]:
    tree = app.screen.query_one(FamilyView)
    return [tree.row_text(n).plain.lstrip(" │├└▼▶") for n in range(len(tree.forest.rows))]


async def opened(pilot: Pilot[Any], variant: str = "v0004") -> None:
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, RunScreen) and "v0000" in screen_text(app))

    def chosen() -> bool:
        tree = app.screen.query_one(FamilyView)
        if tree.chosen != variant:
            tree.move_to(variant)
        return tree.chosen == variant

    await until(pilot, chosen)
