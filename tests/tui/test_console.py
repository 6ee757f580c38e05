from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, Static, TabbedContent

from archive.ledger import Ledger
from evolution.operator import this_operator
from tests.tui.console_eyes import labels, opened, says, screen_text, until
from tests.tui.console_grove import Grove
from tui.app import ArboretumApp
from tui.screens.confirm import ConfirmHalt
from tui.screens.help import HelpScreen
from tui.screens.launch import LaunchScreen
from tui.screens.run import RunScreen
from tui.screens.runs import RunsScreen
from tui.widgets.diff import DiffView
from tui.widgets.family import FamilyView
from tui.widgets.table import KeyedTable

SIZES = [(80, 24), (140, 45)]


@pytest.mark.parametrize("size", SIZES)
async def test_the_tree_shows_every_variant_and_every_attempt(grove: Grove, size: Any) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=size) as pilot:
        await opened(pilot)
        rows = labels(app)
        assert [row.split()[0] for row in rows] == [
            *("v0000", "v0001", "v0004", "v0006", "v0009", "v0010", "v0005"),
            *("v0002", "v0007", "v0008", "v0003"),
        ]
        by_id = {row.split()[0]: row for row in rows}
        assert "■ halted 2 ev runaway" in by_id["v0005"]
        assert "✗ failed preflight" in by_id["v0003"]
        assert "◌ in the making" in by_id["v0010"]
        assert "● evaluating" in by_id["v0006"]
        assert "★ best" in by_id["v0004"]
        assert "[.59 1.00]" in by_id["v0004"]
        assert "8 variants" in screen_text(app)
        assert "3 boxes running" in screen_text(app)


@pytest.mark.parametrize("size", SIZES)
async def test_the_chosen_variants_diff_is_shown(grove: Grove, size: Any) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=size) as pilot:
        await opened(pilot, "v0001")
        await pilot.press("d")
        await until(pilot, says(app, "+LIMIT = 4000"))
        assert "-LIMIT = 2000" in screen_text(app)
        app.screen.query_one(FamilyView).move_to("v0000")
        await until(pilot, says(app, "nothing to compare"))


async def test_summary_tasks_and_log_tell_of_the_chosen_variant(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        await until(pilot, says(app, "2 won, 0 lost, 4 the same"))
        assert "9 x submitted" in screen_text(app)
        await pilot.press("t")
        await until(pilot, says(app, "roman-numerals"))
        assert "▲ won" in screen_text(app)
        await pilot.press("l")
        await until(pilot, says(app, "variant added remember which edits"))


async def test_a_failed_expansion_tells_its_reason(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0003")
        await until(pilot, says(app, "failed preflight: the agent does not import"))
        await until(pilot, says(app, "(SyntaxError in loop.py)"))


async def test_a_new_variant_and_a_new_score_come_by_themselves(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0008")
        grove.child("v0011", "v0008", "born while we look")
        await until(pilot, says(app, "born while we look"), seconds=4)
        assert app.screen.query_one(FamilyView).chosen == "v0008"
        grove.evaluate("v0011", 1.0)
        await until(pilot, lambda: any("v0011 ✓ measured 0.88" in row for row in labels(app)))
        assert "9 variants" in screen_text(app)


async def test_an_attempt_begun_again_below_another_parent_moves(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        grove.ledger.start_expansion("v0007", "v0008")
        moved = lambda: "v0007 ◌ in the making" in labels(app)  # noqa: E731
        await until(pilot, moved)
        assert labels(app).index("v0007 ◌ in the making") > [r[:5] for r in labels(app)].index(
            "v0008"
        )


async def test_what_a_dead_engine_left_running_is_not_shown_as_running(grove: Grove) -> None:
    grove.engine.__exit__(None, None, None)
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        assert "stopped" in screen_text(app)
        assert "0 boxes running" in screen_text(app)
        assert not any("evaluating" in row or "in the making" in row for row in labels(app))
    grove.engine = grove.folder.lock()
    grove.engine.__enter__()


async def test_a_halt_that_is_cancelled_halts_nothing(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        before = grove.ledger.last_seq()
        await pilot.press("X")
        await until(pilot, lambda: isinstance(app.screen, ConfirmHalt))
        assert "Halt v0004 and 3 living descendants?" in screen_text(app)
        assert isinstance(app.focused, Button)
        assert app.focused.id == "cancel"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, RunScreen))
        assert grove.ledger.last_seq() == before


@pytest.mark.docker
@pytest.mark.parametrize(
    ("key", "halted"),
    [("x", ["v0004"]), ("X", ["v0004", "v0006", "v0009", "v0010"])],
)
async def test_a_confirmed_halt_is_in_the_ledger(grove: Grove, key: str, halted: list[str]) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, ConfirmHalt))
        await pilot.press("shift+tab", *"loops", "tab", "tab", "enter")
        await until(pilot, says(app, "state        ■ halted loops"))
        await until(
            pilot, lambda: any("halted, 0 boxes killed" in n.message for n in app._notifications)
        )
        await until(
            pilot,
            lambda: sum("halted" in row and "loops" in row for row in labels(app)) == len(halted),
        )
    told = [e for e in grove.ledger.events(limit=9999) if e.kind == "variant_halted"]
    assert sorted(e.variant or "" for e in told if e.data["operator"] == this_operator()) == halted
    assert {e.data["reason"] for e in told[1:]} == {"loops"}


async def test_a_halt_is_recorded_though_no_sandbox_answers(
    grove: Grove, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DOCKER_HOST", f"unix://{tmp_path}/none.sock")
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        await pilot.press("ctrl+x")
        await until(pilot, says(app, "Halt the run demo with 3 boxes running?"))
        await pilot.press("tab", "enter")
        await until(
            pilot, lambda: any("boxes may still run" in n.message for n in app._notifications)
        )
    with Ledger(grove.folder.ledger, readonly=True) as ledger:
        assert all(v.halted for v in ledger.variants())


async def test_a_halted_variant_cannot_be_halted_again(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, "v0005")
        await pilot.press("x", "X")
        assert isinstance(app.screen, RunScreen)


@pytest.mark.parametrize("size", SIZES)
async def test_an_empty_folder_tells_the_next_key(runs_root: Path, size: Any) -> None:
    app = ArboretumApp(runs_root)
    async with app.run_test(size=size) as pilot:
        await until(pilot, says(app, "No runs yet."))
        assert "Press n to launch one" in screen_text(app)
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, LaunchScreen))
        assert isinstance(app.focused, Button)
        assert app.focused.id == "launch"
        assert "Launch" in screen_text(app)


async def test_the_list_of_runs_opens_the_run_under_the_cursor(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, says(app, "demo"))
        assert "0.88 [.59 1.00]" in screen_text(app)
        app.screen.query_one(KeyedTable).focus()
        await pilot.press("enter")
        await opened(pilot)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RunsScreen))


async def test_a_run_with_damaged_settings_hides_no_other(grove: Grove) -> None:
    root = grove.folder.path.parent
    damaged = Grove(root / "damaged")
    damaged.seed()
    kept = damaged.folder.config.read_text()
    damaged.folder.config.write_text("workers = \n")
    app = ArboretumApp(root)
    async with app.run_test(size=(140, 45)) as pilot:
        for _ in range(2):  # the second look finds nothing new in its ledger
            await until(pilot, says(app, "config.toml is not valid TOML"))
            assert "0.88 [.59 1.00]" in screen_text(app)
            await pilot.press("r")
            await app.workers.wait_for_complete()
        damaged.folder.config.write_text(kept)
        await until(pilot, lambda: screen_text(app).count("▶ running") == 2)
    damaged.close()


async def test_why_the_runs_cannot_be_read_stands_above_them(
    grove: Grove, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = ArboretumApp(grove.folder.path.parent)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, says(app, "runs in"))
        monkeypatch.setattr("tui.overview.list_runs", lambda _root: 1 / 0)
        await until(pilot, says(app, "The runs cannot be read: ZeroDivisionError"))
        monkeypatch.undo()
        await until(pilot, says(app, "runs in"))


async def test_the_form_shows_and_gives_the_command_line(
    runs_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ARBORETUM_RUNS", str(runs_root))
    app = ArboretumApp(runs_root)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, says(app, "No runs yet."))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, LaunchScreen))
        form = app.screen
        assert isinstance(form, LaunchScreen)
        form.query_one("#max-time").focus()
        await pilot.press(*"30m")
        form.query_one("#benchmark").focus()
        await pilot.press("end", *"; x")
        await pilot.pause()
        shown = " ".join(str(form.query_one("#command", Static).visual).split())
        assert shown == (
            "$ arboretum evolve --model offline --benchmark 'repair; x' --policy dgm --workers 2"
            " --max-variants 10 --max-time 30m --detach demo"
        )
        words = form.launch.arguments()
        assert words[-3:] == ["--detach", "--", "demo"]
        assert "repair; x" in words


async def test_a_launch_that_is_refused_says_why(runs_root: Path) -> None:
    app = ArboretumApp(runs_root)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, says(app, "No runs yet."))
        await pilot.press("n")
        await until(pilot, lambda: isinstance(app.screen, LaunchScreen))
        app.screen.query_one("#policy").focus()
        await pilot.press("end", *"nope", "enter")
        await until(pilot, lambda: any("polic" in n.message for n in app._notifications), 30)
        assert all(n.severity == "error" for n in app._notifications if "polic" in n.message)
    assert not (runs_root / "demo").exists()


async def test_help_and_palette_come_from_the_bindings(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        commands = {command.title for command in app.get_system_commands(app.screen)}
        assert {"Halt", "Halt clade", "Halt all", "Launch", "Diff", "Quit"} <= commands
        ours = [b for _, b, _, _ in app.screen.active_bindings.values() if "console" in str(b.id)]
        assert all(binding.tooltip for binding in ours)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        assert "Halt it and all its descendants; asks first." in screen_text(app)
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, RunScreen))


async def test_the_diff_of_the_row_the_cursor_left_is_not_shown(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot, "v0001")
        await pilot.press("d")
        await until(pilot, says(app, "+LIMIT = 4000"))
        app.screen.query_one(FamilyView).move_to("v0008")
        await until(pilot, says(app, "+# v0008"))
        assert app.screen.query_one(TabbedContent).active == "diff"
        assert "LIMIT = 4000" not in str(app.screen.query_one(DiffView).query_one(Static).visual)


async def test_p_pauses_the_run_once(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        await pilot.press("p")
        await until(pilot, says(app, "▷ pausing"))
        await pilot.press("p")
        await until(pilot, lambda: any("paused already" in n.message for n in app._notifications))
    [told] = grove.ledger.events_of("pause")
    assert (told.data["operator"], told.data["now"]) == (this_operator(), False)


async def test_an_alert_is_told_and_a_quarantine_is_seen(grove: Grove) -> None:
    app = ArboretumApp(grove.folder.path.parent, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        await opened(pilot)
        line = "reaches for a network: curl [@click=app.quit]x[/]"
        grove.ledger.note("alert", variant="v0004", rule="network", level="warn", line=line)
        grove.ledger.quarantine("v0004", "processes: 250 of 256", "overseer@here")
        await until(pilot, says(app, "⚠ 1 alert"), seconds=4)
        await until(pilot, lambda: any(line in n.message for n in app._notifications))
        row = next(row for row in labels(app) if row.startswith("v0004"))
        assert "⚠ quarantined" in row
        assert "processes: 250 of 256" in row
