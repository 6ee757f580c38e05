"""A run's engine as far as its socket goes: boxes that a test says run, told by the real server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace

from archive.records import Evaluation, Expansion
from evolution.flight import Flight
from evolution.live.lookout import Lookout
from evolution.live.rows import LiveView
from evolution.live.server import LiveServer
from evolution.roster import Roster
from evolution.run import RunFolder, transcript_of
from gateway.record import Recorder
from sandbox.api import BoxSpec, Limits
from sandbox.usage import BoxUsage, Process


@dataclass
class Boxes:
    """Boxes that are told as running; a sandbox.usage.Meter."""

    folder: RunFolder
    roster: Roster = field(default_factory=Roster)
    used: dict[str, BoxUsage] = field(default_factory=dict)

    def usage(self, box: str) -> BoxUsage | None:
        return self.used.get(box)

    def run(self, box: str, role: str, row: Evaluation | Expansion, **used: float) -> None:
        flight = Flight(row)
        limits = Limits(deadline_seconds=180)
        with self.roster.at_work(flight):
            self.roster.add(box, BoxSpec("r", flight.label, role, limits=limits))
        runs = (Process(2, ("python3", "-m", "pytest", "-q")),)
        figures = {"processes": 4, "cpu_seconds": 2.0, "memory_bytes": 96 << 20, **used}
        self.used[box] = BoxUsage(running=runs, **figures)  # type: ignore[arg-type]

    def say(self, row: Evaluation | Expansion, *replies: str) -> None:
        recorder = Recorder(transcript_of(self.folder, row))
        recorder.start({"model": "offline", "label": "x", "key": "k"})
        messages = [{"role": "user", "content": "Make the tests pass."}]
        for reply in replies:
            calls = [{"function": {"name": "bash", "arguments": '{"command": "pytest -q"}'}}]
            answer = {"role": "assistant", "content": reply, "tool_calls": calls}
            recorder.call({"messages": messages}, answer, {})
            told = {"role": "tool", "content": "E   AssertionError\n1 failed, 4 passed"}
            messages = [*messages, answer, told]

    @contextmanager
    def served(self, *, still: bool = False) -> Iterator[None]:
        """Serve them; ``still``: as if no time went by, for a picture."""
        with ExitStack() as stack:
            lookout = (StillLookout if still else Lookout)(self.folder, self.roster, self)
            stack.enter_context(LiveServer(self.folder.path, lookout).serving())
            yield


class StillLookout(Lookout):
    """Tells of the boxes as they were at one moment, whenever it looks."""

    def look(self) -> LiveView:
        view = super().look()
        rows = (replace(row, elapsed=42.0, cpus=row.cpus and 0.9) for row in view.rows)
        return replace(view, pid=4711, rows=tuple(rows))


def plant_boxes(folder: RunFolder) -> Boxes:
    """Three boxes: a solving one that has spoken, a rewriting one, a grading one near its limit."""
    boxes = Boxes(folder)
    solving = Evaluation("v0006", "stable-sort", "select", 0, 1, started=0.0)
    boxes.say(solving, "I run the tests first.", "The sort is not stable: I compare by key only.")
    boxes.run("b1", "solve", solving)
    boxes.run("b2", "expand", Expansion("v0010", "v0004", 1, started=0.0), cpu_seconds=0.4)
    grading = Evaluation("v0009", "leap-years", "train", 0, 1, started=0.0)
    boxes.run("b3", "grade", grading, memory_bytes=500 << 20, processes=250)
    return boxes
