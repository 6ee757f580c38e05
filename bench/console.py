"""How the console bears a large run: ``python -m bench.console [--variants N] [--events 20]``.

A synthetic run of N variants is made in a real ledger (``bench.wood``), or taken from ``--folder``.
The console opens it without a terminal, 140 columns by 45 lines, while another process records
events. Printed are the seconds of the imports, from there to the list of runs, and from Enter in it
to the first useful paint of the tree; those from the start of ``arboretum tui RUN``, in a terminal
of its own, to the paint of the best variant's row; the milliseconds from a key to the paint that
answers it; the seconds until Progress has read the whole ledger; and the peak of the memory before
that and in all. On a busy machine the processor's time says more: that of a key holds all that the
console did meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import pty
import resource
import select
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

_UP = {"up", "pageup", "k", "g"}
_KEYS = ["down"] * 6 + ["pagedown"] * 3 + ["up"] * 4 + ["pageup", "G", "g", "j", "k", "down"]
_PATIENCE_SECONDS = 60.0


def main() -> None:
    """Make or take the run, measure and print."""
    parser = argparse.ArgumentParser(description="The console on a large run.")
    parser.add_argument("--variants", type=int, default=10_000)
    parser.add_argument("--folder", type=Path, help="a run of bench.wood; made anew by default")
    parser.add_argument("--events", type=float, default=20.0, help="events a second")
    parser.add_argument("--keys", type=int, default=400)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write is not None:
        write(given.write, given.events)
        return
    with tempfile.TemporaryDirectory() as scratch:
        folder = given.folder or Path(scratch) / "runs" / "large"
        if given.folder is None:
            # In a process of its own, so that its memory is not counted.
            made = "from pathlib import Path; from bench.wood import grow; "
            made += f"grow(Path({str(folder)!r}), {given.variants})"
            folder.parent.mkdir(parents=True)
            subprocess.run([sys.executable, "-c", made], check=True)
        command = [sys.executable, "-m", "bench.console", "--write", str(folder)]
        told = asyncio.run(measure(folder, given.keys, [*command, "--events", str(given.events)]))
        told["from the command s"] = from_the_command(folder)
    if given.json:
        print(json.dumps(told, indent=2))
        return
    for name, value in told.items():
        print(
            f"{name:<24} {value:>12,.1f}"
            if isinstance(value, float)
            else f"{name:<24} {value:>12,}"
        )


async def measure(folder: Path, keys: int, writer: list[str]) -> dict[str, Any]:
    """Open a run, press keys while events come, and return what it took."""
    began = time.perf_counter()
    from tui.app import ArboretumApp
    from tui.widgets.family import FamilyView

    class Console(ArboretumApp):
        """Knows when it last painted, and where the tree's cursor is on the screen since when."""

        painted = 0.0
        drawn = -1
        on_screen = (-1, 0.0)

        def _display(self, *given: Any) -> None:
            super()._display(*given)
            self.painted = time.perf_counter()
            if self.drawn != self.on_screen[0]:
                self.on_screen = (self.drawn, self.painted)

    draw = FamilyView.render_lines

    def render_lines(view: Any, crop: Any) -> Any:
        app.drawn = view.cursor
        return draw(view, crop)

    imported = time.perf_counter()
    app = Console(folder.parent)
    with patch.object(FamilyView, "render_lines", render_lines):
        return {
            "imports s": imported - began,
            **await _measured(app, folder, keys, writer, imported),
        }


async def _measured(
    app: Any, folder: Path, keys: int, writer: list[str], imported: float
) -> dict[str, Any]:
    from textual import events

    from tui.widgets.family import FamilyView

    async with app.run_test(size=(140, 45)) as pilot:
        await _until(lambda: getattr(app.screen, "chosen", None) == folder.name)
        listed, used = time.perf_counter(), time.process_time()
        app.post_message(events.Key("enter", None))
        await _until(lambda: bool(app.screen.query(FamilyView)))
        view = app.screen.query_one(FamilyView)
        await _until(lambda: bool(view.forest.rows))
        shown = time.perf_counter()
        await _until(lambda: app.painted > shown)
        opened, used_open = app.painted, time.process_time() - used
        await pilot.pause(1.0)
        waits, costs = [], []
        with _running(writer):
            await pilot.pause(1.0)
            view.action_top()
            await pilot.pause(0.2)
            used = time.process_time()
            for number in range(keys):
                began = time.process_time()
                waits.append(await _press(app, view, events.Key(_KEYS[number % len(_KEYS)], None)))
                costs.append(time.process_time() - began)
                await asyncio.sleep(0.02)
            used = time.process_time() - used
        memory = _peak_mb()
        progress = await _read_progress(app)
        ordered, costs = sorted(wait for wait in waits if wait), sorted(costs)
        return {
            "rows shown": len(view.forest.rows),
            "list of runs s": listed - imported,
            "open s": opened - listed,
            "open, processor s": used_open,
            "key ms, median": 1000 * ordered[len(ordered) // 2],
            "key ms, 95th of 100": 1000 * ordered[int(len(ordered) * 0.95)],
            "key ms, worst": 1000 * ordered[-1],
            "key, processor ms": 1000 * used / keys,
            "key, processor ms, 95th": 1000 * costs[int(len(costs) * 0.95)],
            "memory MB": memory,
            "progress s": progress,
            "memory with progress MB": _peak_mb(),
            "load of the machine": os.getloadavg()[0],
        }


async def _press(app: Any, view: Any, key: Any) -> float:
    """Press a key and return the seconds until the cursor is elsewhere on the screen.

    It is 0 at an end of the tree, where the key moves nothing. A page that the key asked for is an
    answer too: with it the cursor may be back before it was painted elsewhere.
    """
    rows = len(view.forest.rows)
    before, began = app.on_screen[0], time.perf_counter()
    app.post_message(key)
    if before == (0 if key.key in _UP else rows - 1):
        return 0.0
    await _until(lambda: app.on_screen[0] != before or len(view.forest.rows) != rows)
    moved = app.on_screen[0] != before
    return float(app.on_screen[1] if moved else time.perf_counter()) - began


def from_the_command(folder: Path) -> float:
    """Open a run by its name in a terminal and return the seconds until its best one is painted."""
    inner, outer = pty.openpty()
    termios.tcsetwinsize(outer, (45, 140))
    command = [sys.executable, "-m", "cli.entry", "tui", folder.name, "--runs", str(folder.parent)]
    environ = {**os.environ, "TERM": "xterm-256color", "TEXTUAL_ANIMATIONS": "none"}
    began, shown = time.perf_counter(), b""
    console = subprocess.Popen(
        command, stdin=outer, stdout=outer, stderr=outer, env=environ, start_new_session=True
    )
    os.close(outer)
    try:
        while "★ best".encode() not in shown:
            if not select.select([inner], [], [], _PATIENCE_SECONDS)[0]:
                raise SystemExit(f"the console stopped at: {shown[-300:]!r}")
            shown += os.read(inner, 1 << 16)
        return time.perf_counter() - began
    finally:
        console.kill()
        console.wait()
        os.close(inner)


async def _read_progress(app: Any) -> float:
    """Open Progress and return the seconds until the whole ledger is in it."""
    from textual import events
    from textual.widgets import Static

    def line() -> str:
        found = app.screen.query("#progress-line")
        return str(found.first(Static).render()) if found else ""

    began = time.perf_counter()
    app.post_message(events.Key("5", "5"))
    async with asyncio.timeout(600):
        while "score on" not in line() or "still to be read" in line():
            await asyncio.sleep(0.05)
    return time.perf_counter() - began


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def _until(true: Any) -> None:
    end = time.perf_counter() + _PATIENCE_SECONDS
    while not true():
        if time.perf_counter() > end:
            raise SystemExit("the console did not answer")
        await asyncio.sleep(0.001)


@contextmanager
def _running(command: list[str]) -> Iterator[None]:
    writer = subprocess.Popen(command)
    try:
        yield
    finally:
        writer.terminate()
        writer.wait()


def write(folder: Path, rate: float) -> None:
    """Record starts and ends of evaluations at a rate until killed."""
    from archive.ledger import Ledger
    from archive.records import Outcome

    with Ledger(folder / "ledger.db") as ledger:
        family = ledger.family()
        children = family.children("v0000", alive=True, limit=40)
        free = [one.id for one in children if one.commit and one.halted is None]
        for number in itertools.count():
            task = f"polyglot/late-{os.getpid()}-{number}"
            started = ledger.start_evaluation(free[number % len(free)], task, "train")
            time.sleep(1 / rate)
            ended = replace(started, outcome=Outcome.DONE, reward=1.0, cost_usd=0.01)
            ledger.end_evaluation(ended)
            time.sleep(1 / rate)


if __name__ == "__main__":
    main()
