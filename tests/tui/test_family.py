from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Input

from archive.records import Outcome, Variant
from tests.tui.console_eyes import labels, opened, says, screen_text, until
from tests.tui.console_grove import Grove
from tui.app import ArboretumApp
from tui.screens.ask import Ask
from tui.screens.confirm import ConfirmHalt
from tui.screens.run import RunScreen
from tui.widgets.detail import DetailPane
from tui.widgets.family import FamilyView


@pytest.fixture
def wide(runs_root: Path) -> Iterator[Grove]:
    """A seed with 500 children in the ledger, most of them bare."""
    grove = Grove(runs_root / "demo")
    grove.seed()
    for number in range(1, 501):
        made = Variant(f"v{number:04}", "v0000", "c" * 40, "t" * 40, f"change {number}", 1.0)
        grove.ledger.add_variant(made)
    for name, rate in (("v0003", 1.0), ("v0450", 1.0)):
        grove.evaluate(name, rate, {"select": ["a", "b", "c"] if name == "v0450" else ["a"]})
    yield grove
    grove.close()


def view_of(app: Any) -> FamilyView:
    return app.screen.query_one(FamilyView)


def ids(app: Any) -> list[str]:
    return [row.split()[0] for row in labels(app)]


async def answer(pilot: Any, text: str) -> None:
    app = pilot.app
    await until(pilot, lambda: isinstance(app.screen, Ask))
    app.screen.query_one(Input).value = text
    await pilot.press("enter")


async def test_many_children_come_page_by_page(wide: Grove) -> None:
    app = ArboretumApp(wide.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0450")
        assert "… 300 more (Enter)" in labels(app)
        assert ids(app)[-1] == "v0450"
        await pilot.press("k")
        await until(pilot, lambda: "… 100 more (Enter)" in labels(app))
        assert view_of(app).chosen == "v0450"
        await pilot.press("g")
        await until(pilot, lambda: view_of(app).chosen == "v0000")
        await pilot.press("space")
        assert ids(app) == ["v0000"]


async def test_the_order_goes_round(wide: Grove) -> None:
    app = ArboretumApp(wide.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0003")
        await pilot.press("s")
        await until(pilot, lambda: ids(app)[1:3] == ["v0500", "v0499"])
        await pilot.press("s")
        await until(pilot, lambda: ids(app)[1:4] == ["v0450", "v0003", "v0001"])
        assert "by score" in screen_text(app)
        assert view_of(app).chosen == "v0003"


async def test_a_filter_lists_what_meets_it_and_says_what_is_wrong(wide: Grove) -> None:
    app = ArboretumApp(wide.folder.path.parent, "demo")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "v0003")
        await pilot.press("f")
        await answer(pilot, "scor>0.4")
        await until(pilot, says(app, "'scor' is no number of a variant"))
        await answer(pilot, "score>0.5 state:alive")
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        await until(pilot, lambda: ids(app) == ["v0003", "v0450"])
        assert "filter: score>0.5 state:alive" in screen_text(app)
        await pilot.press("f")
        await answer(pilot, "")
        await until(pilot, lambda: ids(app)[0] == "v0000")


async def test_a_filter_follows_the_run(wide: Grove) -> None:
    app = ArboretumApp(wide.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0003")
        await pilot.press("f")
        await answer(pilot, "state:halted")
        await until(pilot, says(app, "filter: state:halted (0)"))
        assert "Nothing meets the filter" in screen_text(app)
        assert (view_of(app).chosen, app.screen.visit.chosen) == (None, None)  # type: ignore[attr-defined]
        assert not app.screen.query_one(DetailPane).visible
        await pilot.press("x", "X", "o", "S", "enter")
        assert isinstance(app.screen, RunScreen)
        wide.ledger.halt(["v0002"], "runaway", "me@here")
        await until(pilot, says(app, "filter: state:halted (1)"))
        assert ids(app) == ["v0002"]
        await until(pilot, lambda: app.screen.query_one(DetailPane).visible)
        assert view_of(app).chosen == "v0002"
        await pilot.press("f")
        await answer(pilot, "state:waiting")
        await until(pilot, says(app, "filter: state:waiting (498)"))
        await pilot.press("G")
        await until(pilot, lambda: "… 98 more (Enter)" in labels(app))
        wide.ledger.halt(["v0004"], "runaway", "me@here")
        await until(pilot, says(app, "filter: state:waiting (497)"))
        assert len(ids(app)) == 401
        assert "v0004" not in ids(app)


async def test_search_goes_to_rows_that_are_not_open(wide: Grove) -> None:
    app = ArboretumApp(wide.folder.path.parent, "demo")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "v0003")
        await pilot.press("slash")
        await answer(pilot, "CHANGE 49")
        await until(pilot, lambda: view_of(app).chosen == "v0049")
        await pilot.press("n")
        await until(pilot, lambda: view_of(app).chosen == "v0490")
        await pilot.press("N")
        await until(pilot, lambda: view_of(app).chosen == "v0049")
        await pilot.press("slash")
        await answer(pilot, "nowhere")
        await until(pilot, lambda: any("Nothing has" in n.message for n in app._notifications))


async def test_dead_clades_fold_and_come_back(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        await pilot.press("z")
        assert "… 1 dead clade folded" in labels(app)
        assert not {"v0003", "v0005", "v0007"} & set(ids(app))
        await pilot.press("z")
        assert {"v0003", "v0005", "v0007"} <= set(ids(app))
        grove.ledger.halt(["v0002", "v0008"], "runaway", "me@here")
        await until(pilot, lambda: sum("runaway" in row for row in labels(app)) == 3)
        await pilot.press("z")
        assert "… 2 dead clades folded" in labels(app)
        assert not {"v0002", "v0007", "v0008"} & set(ids(app))
        below = ["v0004", "v0006", "v0009", "v0010"]
        grove.ledger.halt([*below, "v0001"], "runaway", "me@here")
        await until(pilot, lambda: ids(app) == ["v0000", "…"])


async def test_best_is_followed_and_its_lineage_drawn(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0002")
        await pilot.press("B", "v")
        await until(pilot, lambda: view_of(app).chosen == "v0004")
        await until(pilot, says(app, "v0000 > v0001 > v0004"))
        drawn = lambda: str(app.screen.query_one("#lineage-lines").visual)  # noqa: E731
        await until(pilot, lambda: "remember which edits" in drawn())
        assert "2 other children" in drawn()
        graph = str(app.screen.query_one("#lineage-map").visual)
        assert "▄▄ the best's lineage" in graph
        assert "•" in graph
        grove.evaluate("v0008", 1.0, {"select": [f"new-{n}" for n in range(20)]})
        await until(pilot, lambda: view_of(app).chosen == "v0008")


async def test_the_graph_needs_a_wide_screen(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("v")
        await until(pilot, lambda: any("120 columns" in n.message for n in app._notifications))


async def test_why_the_best_is_better_is_read_with_two_keys(grove: Grove) -> None:
    """From the list of runs: Enter opens the run at its best variant, d shows what it changed."""
    app = ArboretumApp(grove.folder.path.parent)
    async with app.run_test(size=(140, 45)) as pilot:
        await until(pilot, says(app, "demo"))
        await pilot.press("enter")
        await until(pilot, says(app, "2 won, 0 lost, 4 the same"))
        assert view_of(app).chosen == "v0004"
        await pilot.press("d")
        await until(pilot, says(app, "+# v0004"))


@pytest.mark.docker
async def test_a_clade_is_halted_with_three_keys(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("X")
        await until(pilot, lambda: isinstance(app.screen, ConfirmHalt))
        await pilot.press("tab", "enter")
        await until(pilot, lambda: any("halted, 0 boxes" in n.message for n in app._notifications))
    halted = {one.id for one in grove.ledger.variants() if one.halted}
    assert {"v0004", "v0006", "v0009"} <= halted


async def test_a_click_chooses_and_a_second_one_closes(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        row = view_of(app).forest.at["v0001"]
        await pilot.click(FamilyView, offset=(20, row + 1))
        await until(pilot, lambda: view_of(app).chosen == "v0001")
        assert "v0004" in ids(app)
        await pilot.click(FamilyView, offset=(20, row + 1))
        await until(pilot, lambda: "v0004" not in ids(app))


async def test_news_beside_the_open_rows_do_not_move_the_cursor(wide: Grove) -> None:
    app = ArboretumApp(wide.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0003")
        begun = wide.ledger.start_expansion("v0501", "v0450")
        wide.ledger.end_expansion(replace(begun, outcome=Outcome.FAILED, reason="no"))
        wide.ledger.halt(["v0002"], "runaway", "me@here")
        await until(pilot, lambda: any("■ halted runaway" in row for row in labels(app)))
        assert view_of(app).chosen == "v0003"


async def test_a_child_stands_below_its_parent_however_deep(runs_root: Path) -> None:
    grove = Grove(runs_root / "demo")
    grove.seed()
    for number in range(1, 4):
        grove.child(f"v000{number}", f"v000{number - 1}", "one more")
    app = ArboretumApp(runs_root, "demo")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "v0003")
        drawn = [view_of(app).row_text(n).plain for n in range(4)]
        assert [row.index("v000") for row in drawn] == [2, 4, 6, 8]
    grove.close()


async def test_following_the_best_and_coming_back_keep_a_filter(wide: Grove) -> None:
    app = ArboretumApp(wide.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0003")
        await pilot.press("f")
        await answer(pilot, "score>0.5")
        await until(pilot, lambda: ids(app) == ["v0003", "v0450"])
        await pilot.press("B")
        await until(pilot, lambda: view_of(app).chosen == "v0450")
        await pilot.press("f")
        await answer(pilot, "state:waiting change")
        await until(pilot, says(app, "filter: state:waiting change (498)"))
        wide.ledger.halt(["v0002"], "runaway", "me@here")
        await until(pilot, says(app, "filter: state:waiting change (497)"), seconds=20)
        await pilot.press("B", "B", "g", "3")
        await until(pilot, lambda: not isinstance(app.screen, RunScreen))
        await until(pilot, says(app, "change 1"))
        await pilot.press("u")
        await until(pilot, says(app, "the seed"))
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        await until(pilot, says(app, "filter: state:waiting change (497)"), seconds=20)
        assert app.screen.visit.chosen == view_of(app).chosen == "v0001"  # type: ignore[attr-defined]
