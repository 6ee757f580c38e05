from __future__ import annotations

import ast
import json
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from textual.command import CommandPalette
from textual.events import Paste
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import ContentSwitcher, Input

import tui
from archive.records import Evaluation, Outcome
from common.files import File
from evolution.run import transcript_of
from evolution.solve import Progress
from gateway.api import Usage
from gateway.record import transcript_files
from tests.tui.console_eyes import opened, says, until
from tests.tui.console_grove import Grove
from tests.tui.console_live import Boxes
from tests.tui.console_tour import all_screens, tour
from tui.app import ArboretumApp
from tui.screens.ask import Ask
from tui.screens.checkout import CheckoutScreen
from tui.screens.confirm import ConfirmHalt
from tui.screens.help import HelpScreen, help_of
from tui.screens.launch import LaunchScreen
from tui.screens.solve import SolveScreen
from tui.text import block, code, diff, line, plain, tell
from tui.widgets.actions import ActionsView
from tui.widgets.detail import DetailPane
from tui.widgets.diff import DiffView

PAYLOADS = [
    "[/x]",
    "[link=file:///etc/passwd]open[/link]",
    "[@click=app.quit]hi[/]",
    "\x1b]0;owned\x07 \x1b]52;c;ZXZpbA==\x07",
    "\x1b[2K\x1b[1A\x9b2J\x1b[31m",
    "\u202eevil\u2066\u200b\ufeff",
    "line\r\nbreak\x00\x08\x7f\x85\u2028end",
]


def strips_of(app: Any) -> list[Any]:
    return list(app.screen._compositor.render_strips())


def harmless(character: str) -> bool:
    return unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def check(app: Any) -> None:
    for strip in strips_of(app):
        for segment in strip:
            assert all(map(harmless, segment.text)), repr(segment.text)
            meta = segment.style.meta if segment.style else {}
            assert "@click" not in meta
            assert not (segment.style and segment.style.link)


def infest(grove: Grove) -> list[str]:
    """Put every payload wherever a variant or a model can put text; return the tree's ids."""
    grove.seed("the seed")
    grove.evaluate("v0000", 0.0, {"select": ["b"]})
    ids = []
    for number, payload in enumerate(PAYLOADS):
        variant, failed = f"v{2 * number + 1:04}", f"v{2 * number + 2:04}"
        grove.child(variant, "v0000", payload, f"x = 1\n{payload}\n")
        tasks = {"select": [payload.replace("\0", ""), "b"]}
        grove.evaluate(variant, 1.0, tasks, exit_status=payload)
        grove.no_child(failed, variant, Outcome.FAILED, payload)
        grove.ledger.halt([variant], f"because {payload}", "overseer")
        ids += [variant]
    return [*ids, "v0002"]


async def test_hostile_text_is_harmless_in_every_row_and_tab(runs_root: Path) -> None:
    grove = Grove(runs_root / "demo")
    ids = infest(grove)
    app = ArboretumApp(runs_root, "demo")
    async with app.run_test(size=(140, 45)) as pilot:
        for variant in ids:
            await opened(pilot, variant)
            for tab in ("summary", "diff", "tasks", "log"):
                app.screen.query_one(DetailPane).open(tab)
                await pilot.pause()
                await app.workers.wait_for_complete()
                await pilot.pause()
                check(app)
        tell(app, " ".join(PAYLOADS))
        await pilot.press("ctrl+x")
        await until(pilot, lambda: isinstance(app.screen, ConfirmHalt))
        await paste(app.screen.query_one("#reason", Input), pilot)
        check(app)
        assert app.is_running
    grove.close()


async def test_every_screen_and_dialog_bears_hostile_text_and_has_a_help(runs_root: Path) -> None:
    grove = Grove(runs_root / "demo")
    grove.beside = {f"coding_agent/{name}": File(b"") for name in ("[b]x.py", "[@click=app.quit]")}
    ids = infest(grove)
    for payload in PAYLOADS:
        grove.ledger.note("alert", variant="v0000", rule="network", level="warn", line=payload)
        grove.ledger.quarantine("v0000", payload, "overseer@here")
        grove.ledger.release("v0000", payload, "me@here")
    row = grove.ledger.evaluations("v0000")[0]
    converse(grove, row, PAYLOADS)
    boxes = Boxes(grove.folder)
    solving = Evaluation("v0001", "b", "train", 0, 1, started=0.0)
    boxes.say(solving, *PAYLOADS)
    boxes.run("b1", "solve", solving)
    boxes.run("b2", "grade", replace(solving, task=" ".join(PAYLOADS)))
    (runs_root / "broken").mkdir()
    (runs_root / "broken/config.toml").write_text("[/x]")
    (runs_root / "broken/ledger.db").write_text("[@click=app.quit]")
    app = ArboretumApp(runs_root, "demo")
    visited, helpless = set(), []
    with boxes.served():
        async with app.run_test(size=(140, 45)) as pilot:
            async for place in tour(pilot, "v0000"):
                visited |= {place.split()[0]}
                helpless += [(place, widget) for widget in without_help(app.screen)]
                check(app)
                await defile(app, pilot)
                check(app)
            assert app.is_running
            for variant in ids[1:2]:
                app.open_run("demo")
                await opened(pilot, variant)
                for key in ("3", "d", "6", "d"):
                    await pilot.press(key)
                    await settled(pilot)
                    check(app)
            assert app.is_running
    assert all_screens() <= visited
    assert helpless == []
    grove.close()


def without_help(screen: Screen[Any]) -> list[Widget]:
    """Return what can have the focus and has no help; the help and the palette need none."""
    if isinstance(screen, HelpScreen | CommandPalette):
        return []
    return [widget for widget in screen.focus_chain if not help_of(widget)]


async def defile(app: ArboretumApp, pilot: Any) -> None:
    """Type every payload where one can type, and have an agent say it where one is watched."""
    said = " ".join(PAYLOADS)
    if isinstance(app.screen, Ask | CheckoutScreen | LaunchScreen | SolveScreen | CommandPalette):
        for field in app.screen.query(Input):
            await paste(field, pilot, "[@click=app.quit]:x")
    if isinstance(app.screen, Ask):
        await pilot.press("enter")
    elif isinstance(app.screen, SolveScreen):
        now = Progress(said, Usage(1), 1.0, tuple(PAYLOADS), tuple(PAYLOADS))
        app.screen.query_one(ActionsView).show(now)
        await pilot.pause()
        check(app)
        app.screen.query_one(ContentSwitcher).current = "patch"
        app.screen.query_one(DiffView).show("\n".join(f"+{payload}" for payload in PAYLOADS))
        await pilot.press("enter")
        await until(pilot, says(app, "There is no folder"))
    elif isinstance(app.screen, CheckoutScreen):
        await pilot.pause()
        await app.workers.wait_for_complete()
    elif isinstance(app.screen, LaunchScreen):
        await pilot.press("enter")
        await until(pilot, says(app, "✗ fail settings"))
    await pilot.pause()


def converse(grove: Grove, row: Evaluation, payloads: list[str]) -> None:
    """Write a transcript in which a model, its tools and its arguments say these."""
    path = transcript_files(transcript_of(grove.folder, row))[0]
    path.parent.mkdir(parents=True, exist_ok=True)
    usage = {"prompt_tokens": 1, "completion_tokens": 1}
    lines: list[dict[str, Any]] = [{"type": "session", "format": 1, "label": "v", "model": "m"}]
    for number, payload in enumerate(payloads):
        function = {"name": payload, "arguments": json.dumps({"x": payload})}
        reply = {"role": "assistant", "content": payload}
        call = {"id": f"c{number}", "type": "function", "function": function}
        told = {"role": "tool", "tool_call_id": f"c{number - 1}", "content": payload}
        facts = {"call": number, "prefix": 2 * number, "usage": usage, "time": 1.0}
        reply_with_call = {**reply, "tool_calls": [call]}
        lines.append({"type": "call", "messages": [told], "reply": reply_with_call, **facts})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


async def paste(field: Input, pilot: Any, first: str = "") -> None:
    field.value = ""
    field.focus()
    for text in [first, *PAYLOADS]:
        pilot.app.post_message(Paste(text))
    await pilot.pause()
    assert "evil" in field.value


async def settled(pilot: Any) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


@settings(max_examples=200)
@given(st.text(st.characters(codec=None), max_size=80))
def test_no_text_keeps_a_control_or_a_style_of_its_own(text: str) -> None:
    for made in (plain(text), line(text, (text, "bold"))):
        assert all(map(harmless, made.plain))
    for made in (block(text), diff(text), code(text, text)):
        assert all(c == "\n" or harmless(c) for c in made.plain)
        assert not any("@" in str(span.style) for span in made.spans)


SINKS = {
    "Static",
    "Label",
    "Button",
    "update",
    "add",
    "add_leaf",
    "set_label",
    "add_row",
    "update_cell",
    "add_column",
    "add_option",
    "TabPane",
    "Tab",
    "Checkbox",
    "RadioButton",
    "Collapsible",
    "Option",
    "Markdown",
    "write_line",
}
"""Calls that put text on the screen with their first argument."""

SHOWN = {"content", "label", "title", "prompt", "tooltip", "border_title"}
"""Names under which they take it as well."""
TITLES = {"border_title", "border_subtitle", "tooltip", "label"}
"""Attributes that are read as markup."""


def _sources() -> list[Path]:
    return [path for path in Path(tui.__path__[0]).rglob("*.py") if path.name != "text.py"]


def _makers() -> set[str]:
    """Functions of the console that return what widgets may show, by their annotations."""
    found: set[str] = set()
    for path in [*_sources(), Path(tui.__path__[0]) / "text.py"]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name):
                found |= {node.name} if node.returns.id in {"Text", "Table"} else set()
    return found


def _is_clean(node: ast.expr, makers: set[str]) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and "[" not in node.value
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in makers


def _faults(path: Path, makers: set[str]) -> list[str]:
    faults = []
    for node in ast.walk(ast.parse(path.read_text())):
        where = f"{path.name}:{getattr(node, 'lineno', 0)}"
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in {"notify", "Content", "from_markup", "Text", "assemble"}:
                faults.append(f"{where} calls {name}")
            given = [one.value for one in node.keywords if one.arg in SHOWN]
            if name in SINKS and not all(_is_clean(one, makers) for one in node.args[:1] + given):
                faults.append(f"{where} gives {name} raw text")
        if isinstance(node, ast.Assign) and not _is_clean(node.value, makers):
            names = [one.attr for one in node.targets if isinstance(one, ast.Attribute)]
            faults += [f"{where} sets {name}" for name in names if name in TITLES]
    return faults


def test_only_one_module_makes_text_and_no_widget_is_given_raw_text() -> None:
    makers = _makers()
    allowed = {
        "table.py": {"add_row", "update_cell"},
        "run.py": {"border_title"},
        "live.py": {"border_title"},
        "launch.py": {"border_title"},
        "tabs.py": {"TabPane"},
    }
    faults = [
        fault
        for path in _sources()
        for fault in _faults(path, makers)
        if not any(word in fault for word in allowed.get(path.name, ()))
    ]
    assert faults == []


def test_the_check_above_sees_raw_text(tmp_path: Path) -> None:
    bad = tmp_path / "bad.py"
    bad.write_text(
        'Static(f"{x}")\nLabel(name)\napp.notify("x")\nw.update("[b]x")\ntree.add(x)\n'
        "Button(label=name)\nStatic(content=x)\nframe.border_title = name\nMarkdown(x)\n"
        'Input(value=name)\nLabel(plain(name))\nframe.border_title = "Check out"\n'
    )
    assert len(_faults(bad, {"plain"})) == 9
