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
from tests.tui.console_eyes import opened, says, told, until
from tests.tui.console_grove import Grove
from tui.app import ArboretumApp
from tui.client import RunClient
from tui.screens.confirm import ConfirmHalt
from tui.screens.run import RunScreen


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep a ledger locked, as an engine does that hangs in the midst of writing."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.close()


def test_a_halt_stands_though_the_ledger_is_locked_and_no_sandbox_answers(
    grove: Grove, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    stands = pytest.raises(MachineryError, match="The halt stands, but boxes may still run")
    with RunClient(grove.folder.path) as client, locked(grove.folder.ledger), stands:
        client.halt(["v0004"], "loops")
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


async def test_with_a_ledger_that_cannot_be_read_every_halting_key_says_something(
    grove: Grove,
) -> None:
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
        await until(pilot, told(app, "Not halted: there is no ledger"))
