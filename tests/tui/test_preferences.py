"""Keys of one's own, themes that are kept, NO_COLOR, the palette and the help."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from common.errors import UsageError
from tests.tui.console_eyes import labels, opened, says, screen_text, until
from tests.tui.console_grove import Grove
from tui.app import ArboretumApp
from tui.bindings import all_bindings
from tui.preferences import Preferences, read_keys
from tui.screens.confirm import ConfirmHalt
from tui.themes import HIGH_CONTRAST
from tui.widgets.family import FamilyView


def console(grove: Grove, preferences: Preferences | None = None) -> ArboretumApp:
    return ArboretumApp(grove.folder.path.parent, "demo", preferences)


def view_of(app: ArboretumApp) -> FamilyView:
    return app.screen.query_one(FamilyView)


async def test_a_key_of_ones_own_takes_the_place_of_the_built_in(grove: Grove) -> None:
    app = console(grove, Preferences({"console.halt_all": "f9", "console.tree.next": "f8"}))
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        row = view_of(app).cursor
        await pilot.press("down", "f8")
        assert view_of(app).cursor == row + 1
        await pilot.press("ctrl+x")
        await pilot.pause()
        assert not isinstance(app.screen, ConfirmHalt)
        await pilot.press("f9")
        await until(pilot, lambda: isinstance(app.screen, ConfirmHalt))


def test_keys_are_read_and_wrong_ones_are_told(tmp_path: Path) -> None:
    path = tmp_path / "console.toml"
    assert read_keys(path) == {}
    path.write_text('[keys]\n"console.halt_all" = "f9"\n"console.tab.diff" = "D"\n')
    assert read_keys(path) == {"console.halt_all": "f9", "console.tab.diff": "D"}
    for wrong in ("[keys", '[keys]\n"console.nosuch" = "x"\n', '[keys]\n"console.quit" = 1\n'):
        path.write_text(wrong)
        with pytest.raises(UsageError, match=r"console\.toml"):
            read_keys(path)


def test_every_binding_has_a_name_a_word_and_a_sentence() -> None:
    found = all_bindings()
    assert len(found) > 20
    for owner, binding in found:
        assert binding.description, (owner, binding)
        assert binding.tooltip.endswith("."), (owner, binding)
    ids = [(owner, binding.id) for owner, binding in found]
    assert len(ids) == len(set(ids))


async def test_a_theme_is_kept(grove: Grove, tmp_path: Path) -> None:
    kept = Preferences(theme_file=tmp_path / "state/theme")
    app = console(grove, kept)
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = HIGH_CONTRAST.name
        await until(pilot, lambda: kept.theme == HIGH_CONTRAST.name)
    again = console(grove, Preferences(theme_file=tmp_path / "state/theme"))
    async with again.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert again.theme == HIGH_CONTRAST.name


async def test_high_contrast_is_what_it_says(grove: Grove) -> None:
    app = console(grove)
    async with app.run_test(size=(140, 45)) as pilot:
        app.theme = HIGH_CONTRAST.name
        await opened(pilot)
        low = [pair for pair in colours(app) if contrast(*pair) < 4.5]
        assert low == []


async def test_no_color_leaves_none(grove: Grove, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = console(grove)
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        assert all(len(set(one)) == 1 for pair in colours(app) for one in pair)


async def test_the_palette_offers_what_the_keys_do(grove: Grove) -> None:
    app = console(grove)
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        offered = [command.title for command in app.get_system_commands(app.screen)]
        ours = [binding for owner, binding in all_bindings() if isinstance(app.focused, owner)]
        words = {
            binding.description
            for _node, binding, enabled, _tip in app.screen.active_bindings.values()
            if enabled and (binding.id or "").startswith("console.")
        }
        assert len(ours) == 9, "the tree's own keys have names too"
        assert {binding.description for binding in ours} <= words
        assert words <= {*offered}
        assert len(offered) == len({*offered})
        assert {binding.description for _keys, binding in app.shown_bindings()} >= words
        await pilot.press("ctrl+p")
        await pilot.press(*"last row")
        await until(pilot, says(app, "Last row in the tree."))
        await pilot.press("enter")
        await until(pilot, lambda: labels(app)[view_of(app).cursor].startswith("v0003"))
        await pilot.press("ctrl+p")
        await pilot.press(*"halt all")
        await until(pilot, says(app, "Halt the whole run"))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ConfirmHalt))


async def test_the_list_of_runs_tells_how_a_run_is_opened(grove: Grove) -> None:
    for key, told in (("enter", "⏎ Open"), ("f9", "f9 Open")):
        keys = {"console.open": key} if key != "enter" else {}
        app = ArboretumApp(grove.folder.path.parent, preferences=Preferences(keys))
        async with app.run_test(size=(80, 24)) as pilot:
            await until(pilot, says(app, "demo"))
            await until(pilot, lambda app=app, told=told: told in screen_text(app).splitlines()[-1])  # type: ignore[misc]
            assert "Open" in {command.title for command in app.get_system_commands(app.screen)}
            await pilot.press(key)
            await opened(pilot)


async def test_the_help_is_of_the_widget_with_the_focus(grove: Grove) -> None:
    app = console(grove)
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        await pilot.press("f1")
        await until(pilot, says(app, "The family tree: each variant below its parent"))
        assert "Keys of this screen" in screen_text(app)


async def test_a_dialog_has_a_help_too(grove: Grove) -> None:
    app = console(grove)
    async with app.run_test(size=(120, 30)) as pilot:
        await opened(pilot)
        await pilot.press("n", "f1")
        await until(pilot, says(app, "Fill the form with the next preset."))
        assert "An empty field is left to the settings file" in screen_text(app)


def colours(app: Any) -> set[tuple[tuple[int, int, int], tuple[int, int, int]]]:
    """Pairs of colours that stand on each other where there is something to read."""
    found = set()
    for strip in app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            if any(map(str.isalnum, segment.text)) and style and style.color and style.bgcolor:
                found.add(
                    (tuple(style.color.get_truecolor()), tuple(style.bgcolor.get_truecolor()))
                )
    return found


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    """The ratio of WCAG 2.1, 1 to 21."""

    def light(colour: tuple[int, int, int]) -> float:
        parts = [c / 255 for c in colour]
        parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)
