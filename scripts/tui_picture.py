"""Draw the console's screens: an SVG and, where cairosvg is there, a PNG of each, in two sizes.

    python scripts/tui_picture.py                      all of them, into docs/pictures
    python scripts/tui_picture.py family diff --out /tmp/pictures

The run they show is made for them and the clock stands still, so that the same console gives the
same pictures; tests/tui/test_pictures.py compares. A new screen needs a line in PICTURES.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["TEXTUAL_ANIMATIONS"] = "none"

SIZES = ((80, 24), (140, 45))
FOLDER = ROOT / "docs" / "pictures"
_MONO = "DejaVu Sans Mono"
_PNG_SCALE = 0.5
_START = 1_790_000_000.0


class Picture(NamedTuple):
    """A screen and how to come there."""

    name: str
    keys: tuple[str, ...] = ()
    """Pressed one after the other once the screen is there."""
    run: str | None = "demo"
    """Opened at first; ``None`` for the list of runs."""
    variant: str | None = "v0004"
    """Under the cursor of the family tree."""
    theme: str = ""
    empty: bool = False
    """Without any run."""
    says: str = ""
    """Text that is waited for at the end."""


PICTURES = (
    Picture("runs", run=None, variant=None),
    Picture("empty", run=None, variant=None, empty=True),
    Picture("launch", ("n",), run=None, variant=None),
    Picture("family"),
    Picture("diff", ("d",), variant="v0001"),
    Picture("tasks", ("t",)),
    Picture("log", ("l",)),
    Picture("variant", ("3",)),
    Picture("live", ("4",), says="1 failed, 4 passed"),
    Picture("progress", ("5",)),
    Picture("compare", ("6",)),
    Picture("safety", ("7",)),
    Picture("halt", ("X",)),
    Picture("checkout", ("o",)),
    Picture("solve", ("S",)),
    Picture("help", ("f1",)),
    Picture("palette", ("ctrl+p",)),
    Picture("contrast", theme="arboretum-high-contrast"),
)


async def draw(picture: Picture, size: tuple[int, int]) -> str:
    """Return a picture as SVG."""
    from textual.widgets import Input

    from tests.tui.console_grove import Grove, plant
    from tests.tui.console_live import plant_boxes
    from tui.app import ArboretumApp
    from tui.widgets.family import FamilyView

    with ExitStack() as stack:
        root, clock = stack.enter_context(_still_life())
        if not picture.empty:
            grove = Grove(root / "demo")
            stack.callback(grove.close)
            plant(grove)
            stack.enter_context(plant_boxes(grove.folder).served(still=True))
        clock.stop()
        app = ArboretumApp(root, picture.run)
        async with app.run_test(size=size) as pilot:
            await _settle(app, pilot)
            if picture.theme:
                app.theme = picture.theme
            if picture.variant is not None:
                await _until(app, pilot, lambda: _chosen(app, FamilyView, picture.variant))
            for pressed in picture.keys:
                await pilot.press(pressed)
                await _settle(app, pilot)
            await _until(app, pilot, lambda: picture.says in "\n".join(text_of(_shot(app))))
            for field in app.screen.query(Input):
                field.cursor_blink = False
            await _settle(app, pilot)
            # The footer is told of what can be done now when it asks.
            app.screen.refresh_bindings()
            await _settle(app, pilot)
            svg = _shot(app)
    return svg


def _shot(app: Any) -> str:
    svg = app.export_screenshot(title="Arboretum", simplify=True)
    return re.sub(r"@font-face\s*{.*?}", "", svg, flags=re.DOTALL).replace("Fira Code", _MONO)


class Clock:
    """Goes a second with each look until it is stopped."""

    def __init__(self) -> None:
        self._now, self._pace = _START, 1.0

    def __call__(self) -> float:
        """Return the time, in Unix seconds."""
        self._now += self._pace
        return self._now

    def stop(self) -> None:
        """Stand still from now on."""
        self._pace = 0.0


@contextmanager
def _still_life() -> Iterator[tuple[Path, Clock]]:
    """Give a folder for runs that has the same name each time, and a clock in our hands."""
    before, clock = Path.cwd(), Clock()
    home = mock.patch.dict(os.environ, {"HOME": "/home/you", "TZ": "UTC"})
    with tempfile.TemporaryDirectory(prefix="arboretum-pictures-") as folder, home:
        os.chdir(folder)
        time.tzset()
        try:
            with mock.patch("time.time", clock), mock.patch("cli.doctor.findings", _machine):
                yield Path("runs"), clock
        finally:
            os.chdir(before)
    time.tzset()


def _machine(_runs: Path | None) -> Iterator[Any]:
    """Yield what ``doctor`` would say of a machine that is the same everywhere."""
    from cli.doctor import Finding

    yield Finding("python", "ok", "3.11.2")
    yield Finding("engine", "ok", "Docker 28.0.1")
    yield Finding("gvisor", "warn", "not registered", "scripts/gvisor installs and registers it")
    yield Finding("base image", "missing", "not made yet", "make setup")


def _chosen(app: Any, family: Any, variant: str | None) -> bool:
    tree = app.screen.query_one(family)
    if tree.chosen != variant:
        tree.move_to(variant)
    return bool(tree.chosen == variant)


async def _until(app: Any, pilot: Any, true: Any) -> None:
    for _ in range(200):
        await _settle(app, pilot)
        if true():
            break
    await _settle(app, pilot)


async def _settle(app: Any, pilot: Any) -> None:
    """Wait until nothing is being read or drawn any more."""
    from textual.worker import WorkerCancelled

    for _ in range(3):
        await pilot.pause(0.1)
        # One in whose place another was started did not complete.
        with suppress(WorkerCancelled):
            await app.workers.wait_for_complete()
    await pilot.pause()


def text_of(svg: str) -> list[str]:
    """Return the lines of text of a picture, without their styles."""
    import html

    rows: dict[float, str] = {}
    for found in re.finditer(r'<text[^>]*\by="([\d.]+)"[^>]*>(.*?)</text>', svg):
        text = html.unescape(re.sub(r"<[^>]+>", "", found[2])).replace("\xa0", " ")
        rows[float(found[1])] = rows.get(float(found[1]), "") + text
    return [row.rstrip() for _y, row in sorted(rows.items())]


def file_name(picture: Picture, size: tuple[int, int]) -> str:
    """Return the name of a picture's SVG."""
    return f"{picture.name}-{size[0]}x{size[1]}.svg"


def main() -> int:
    """Draw and write the files."""
    names = [one.name for one in PICTURES]
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument("--out", type=Path, default=FOLDER)
    given = parser.parse_args()
    if unknown := set(given.names) - set(names):
        parser.error(f"no picture {unknown.pop()!r}; there are: {', '.join(names)}")
    given.out.mkdir(parents=True, exist_ok=True)
    for picture in PICTURES:
        for size in SIZES if not given.names or picture.name in given.names else ():
            path = given.out / file_name(picture, size)
            svg = asyncio.run(draw(picture, size))
            path.write_text(svg, encoding="utf-8")
            _write_png(svg, path.with_suffix(".png"))
            sys.stdout.write(f"{path}\n")
    import textual

    (given.out / "TEXTUAL").write_text(textual.__version__ + "\n", encoding="utf-8")
    return 0


def _write_png(svg: str, path: Path) -> None:
    try:
        import cairosvg
    except ImportError:
        return
    placed = re.sub(r'(<text[^>]*?) x="([\d.]+)"([^>]*>)([^<]*)', _each_in_its_cell, svg)
    cairosvg.svg2png(bytestring=placed.encode(), write_to=str(path), scale=_PNG_SCALE)


def _each_in_its_cell(found: re.Match[str]) -> str:
    """Give every character its place: cairosvg takes a font's own, rounded width for it."""
    import html

    before, start, after, text = found.groups()
    length = re.search(r'textLength="([\d.]+)"', before + after)
    characters = len(html.unescape(text))
    if length is None or not characters:
        return found[0]
    step = float(length[1]) / characters
    places = " ".join(f"{float(start) + n * step:.1f}" for n in range(characters))
    return f'{before} x="{places}"{after}{text}'


if __name__ == "__main__":
    raise SystemExit(main())
