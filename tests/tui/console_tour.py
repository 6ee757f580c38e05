"""A walk through every screen and dialog of the console, for tests that hold for all of them."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import AsyncIterator
from typing import Any, NamedTuple

from textual.pilot import Pilot
from textual.screen import Screen

import tui.screens
from tests.tui.console_eyes import opened, says, until
from tui.screens.checkout import CheckoutScreen
from tui.screens.launch import LaunchScreen
from tui.screens.solve import SolveScreen
from tui.widgets.boxes import BoxesTable
from tui.widgets.lineage import LineageView


class Stop(NamedTuple):
    """A screen, and the keys after each of which there is something new to see."""

    screen: str
    keys: tuple[str, ...]
    back: tuple[str, ...] = ()
    """The keys to the family tree again."""


STOPS = (
    Stop("RunScreen", ("m", "i", "d", "t", "l", "v")),
    Stop("HelpScreen", ("f1",), ("escape",)),
    Stop("Ask", ("f",), ("escape",)),
    Stop("ConfirmHalt", ("ctrl+x",), ("escape",)),
    Stop("CheckoutScreen", ("o",), ("escape",)),
    Stop("SolveScreen", ("S",), ("escape",)),
    Stop("CommandPalette", ("ctrl+p",), ("escape",)),
    Stop("VariantScreen", ("3", *"idftw.. le v".replace(" ", "")), ("2",)),
    Stop("LiveScreen", ("4", "t"), ("2",)),
    Stop("ProgressScreen", ("5",), ("2",)),
    Stop("CompareScreen", ("6", "d", "t"), ("2",)),
    Stop("SafetyScreen", ("7", "down", "h"), ("2",)),
    Stop("RunsScreen", ("1",)),
    Stop("LaunchScreen", ("n", "f2"), ("escape",)),
)


def all_screens() -> set[str]:
    """Return the names of the screens that the console's own modules define."""
    found = set()
    for one in pkgutil.iter_modules(tui.screens.__path__, "tui.screens."):
        for name, value in inspect.getmembers(importlib.import_module(one.name), inspect.isclass):
            if issubclass(value, Screen) and value.__module__ == one.name:
                found |= {name}
    return found


async def tour(pilot: Pilot[Any], variant: str) -> AsyncIterator[str]:
    """Go everywhere, from the tree with the cursor on a variant; yield where it is after each key.

    The engine's socket has to be served, with boxes.
    """
    app = pilot.app
    await opened(pilot, variant)
    for stop in STOPS:
        for key in stop.keys:
            await pilot.press(key)
            await until(pilot, lambda stop=stop: type(app.screen).__name__ == stop.screen)  # type: ignore[misc]
            await _filled(pilot)
            yield f"{stop.screen} {key}"
        for key in stop.back:
            await pilot.press(key)
            await until(pilot, lambda stop=stop: type(app.screen).__name__ != stop.screen)  # type: ignore[misc]


async def _filled(pilot: Pilot[Any]) -> None:
    """Wait until what a screen reads is there."""
    app = pilot.app
    if isinstance(app.screen, CheckoutScreen):
        await until(pilot, says(app, "from the environment"))
    elif isinstance(app.screen, SolveScreen | LaunchScreen):
        await pilot.pause()
    elif app.screen.query(BoxesTable):
        await until(pilot, lambda: app.screen.query_one(BoxesTable).row_count > 0)
    elif app.screen.has_class("-graph"):
        view = app.screen.query_one(LineageView)
        await until(pilot, lambda: "score from 0" in str(view.query_one("#lineage-lines").visual))
    else:
        await app.workers.wait_for_complete()
    await pilot.pause()
