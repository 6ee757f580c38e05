"""What is drawn where something changed must be what a whole new picture would be."""

from __future__ import annotations

import gc
import threading
from pathlib import Path
from typing import Any

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll

from tests.tui.console_eyes import opened, says, screen_text, until
from tests.tui.console_grove import Grove
from tui.app import ArboretumApp
from tui.client import RunClient
from tui.details import Detail
from tui.screens.runs import RunsScreen
from tui.widgets.facts import FactsView
from tui.widgets.family import FamilyView

_WALK = ["down", "down", "G", "up", "pageup", "j", "space", "k", "space", "g", "pagedown", "left"]


def drawn(view: FamilyView) -> list[Any]:
    return [list(strip) for strip in view.render_lines(view.size.region)]


def rows(app: Any, words: str) -> list[str]:
    return [row for row in screen_text(app).splitlines() if words in row]


async def test_rows_drawn_one_by_one_are_those_of_a_whole_picture(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 12)) as pilot:
        await opened(pilot)
        for number, key in enumerate(_WALK):
            await pilot.press(key)
            if number % 3 == 1:
                grove.evaluate("v0002", 1.0, {"train": [f"late-{number}"]})
                app.screen.refresh_now()  # type: ignore[attr-defined]
            await pilot.pause(0.1)
            view = app.screen.query_one(FamilyView)
            before = drawn(view)
            view.refresh()
            assert drawn(view) == before, f"after {key}"


async def test_a_row_in_sight_follows_the_ledger(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0001")
        grove.ledger.halt(["v0006"], "told by a test", "me@here")
        await until(pilot, lambda: "v0006 ■ halted" in screen_text(app))
        grove.evaluate("v0002", 1.0, {"select": [f"new-{n}" for n in range(40)]})
        await until(pilot, lambda: any("v0002" in row for row in rows(app, "★ best")))
        assert len(rows(app, "★ best")) == 1


async def test_a_block_of_facts_grows_and_shrinks_with_what_it_tells() -> None:
    class Facts(App[None]):
        def compose(self) -> ComposeResult:
            yield VerticalScroll(FactsView("Nothing yet.", id="facts"))

    app = Facts()
    async with app.run_test(size=(40, 20)) as pilot:
        view = app.query_one(FactsView)
        for rows in (
            [("state", "measured"), ("change", "trims less")],
            [("state", "measured"), ("change", "trims " * 20)],
            [("state", "measured"), ("change", "trims more"), ("cost", "$0.10")],
        ):
            view.show(rows)
            await pilot.pause(0.1)
            assert screen_text(app).split() == [
                *(word for name, value in rows for word in (name, *value.split()))
            ]
        assert view.size.height == 3


async def test_the_collector_keeps_off_an_open_run_and_gets_it_back(grove: Grove) -> None:
    assert gc.get_freeze_count() == 0
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test() as pilot:
        await opened(pilot)
        await until(pilot, lambda: gc.get_freeze_count() > 10_000)
    assert gc.get_freeze_count() == 0


async def test_what_changed_while_the_list_rested_is_there_when_it_is_shown(
    grove: Grove, runs_root: Path
) -> None:
    app = ArboretumApp(runs_root, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        Grove(runs_root / "later").close()
        await pilot.press("escape")
        await until(pilot, says(app, "later"))


async def test_a_run_may_be_left_while_it_is_read(
    grove: Grove, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, closed, done = threading.Event(), threading.Event(), threading.Event()
    read, close = RunClient.detail, RunClient.close

    def read_late(client: RunClient, key: str) -> Detail | None:
        begun.set()
        closed.wait(60)
        try:
            return read(client, key)
        finally:
            done.set()

    def close_early(client: RunClient) -> None:
        close(client)
        closed.set()
        done.wait(60)

    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test() as pilot:
        await opened(pilot)
        monkeypatch.setattr(RunClient, "detail", read_late)
        monkeypatch.setattr(RunClient, "close", close_early)
        await pilot.press("up")
        await until(pilot, begun.is_set)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))
        await until(pilot, says(app, "demo"))
