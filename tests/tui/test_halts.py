"""What a halt says came of it, where something is in its way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button

from common.errors import MachineryError
from evolution.orders import Orders
from sandbox.killing import Found
from tests.tui.console_eyes import opened, says, told, until
from tests.tui.console_grove import Grove
from tui.app import ArboretumApp
from tui.client import halt_run
from tui.screens.confirm import ConfirmHalt
from tui.screens.run import RunScreen


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep a ledger locked, as an engine does that hangs in the midst of writing."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.close()


class OneBox:
    """A killer with one box to kill."""

    def __init__(self) -> None:
        self.left = [Found("0" * 64, "demo", "v0004", "solve")]

    def find(self, run: str, variants: object = None) -> list[Found]:
        return list(self.left)

    def kill(self, boxes: object) -> None:
        self.left.clear()


def test_a_halt_stands_though_the_ledger_is_locked_and_no_sandbox_answers(
    grove: Grove, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    stands = pytest.raises(MachineryError, match="The halt stands, but boxes may still run")
    with locked(grove.folder.ledger), stands:
        halt_run(grove.folder, ["v0004"], "loops")
    [order], _end = Orders(grove.folder.orders).since()
    assert order.variants == ("v0004",)


async def test_a_halt_stands_though_the_settings_are_damaged(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        grove.folder.config.write_text("sandbox = ")
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, ConfirmHalt))
        await pilot.press("tab", "enter")
        await until(pilot, told(app, "The halt stands, but boxes may still run"))
        assert isinstance(app.screen, RunScreen)
    assert grove.ledger.variant("v0004").halted


async def test_with_a_ledger_that_cannot_be_read_all_is_halted_and_every_other_key_says_something(
    grove: Grove, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evolution.halting.killer_of", lambda _: OneBox())
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        screen: Any = app.screen
        screen.refresh_now = lambda *, force=False: None
        screen.visit.close()
        grove.folder.ledger.rename(grove.folder.ledger.with_name("away.db"))
        for key in "xX":
            await pilot.press(key)
            await until(pilot, told(app, "there is no ledger"))
            app.clear_notifications()
        await pilot.press("ctrl+x")
        await until(pilot, says(app, "with an unknown number of boxes running?"))
        assert isinstance(app.focused, Button)
        await pilot.press("tab", "enter")
        await until(pilot, told(app, "The run is halted, 1 box killed"))
        assert told(app, "Its ledger cannot be read, so the order is not in it")()
    [order], _end = Orders(grove.folder.orders).since()
    assert order.everything
    assert not grove.folder.ledger.exists()
