"""How long a halt takes, and whether it leaves anything: ``python -m bench.halting``.

Each halt meets a real engine with busy boxes at a random moment: healthy, stopped by SIGSTOP, or
killed; by the command line, by a stop file, or by the call that the console makes. The time runs
from the start of the command, or the birth of the file, until the last box is removed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from archive.ledger import Ledger
from archive.records import Outcome
from bench.busy import make_busy_run, start_engine, wait_for_boxes, write_benchmark
from evolution.halting import halt
from evolution.run import RunFolder
from sandbox.killing import DockerKiller, Found, find_labelled
from sandbox.labels import RUN

CASES = ("healthy", "stopped", "killed")
DOORS = ("command", "file", "call")
OPERATOR_REASON = "bench"


@dataclass
class Trial:
    """One halt."""

    case: str
    door: str
    seconds: float
    """Until the last box was removed."""
    boxes: int
    problems: list[str] = field(default_factory=list)
    """What is left, or wrong in the ledger."""


class Watch(threading.Thread):
    """Notes when the last box of a run was seen."""

    def __init__(self, folder: RunFolder) -> None:
        super().__init__(daemon=True)
        self._label = f"{RUN}={folder.label}"
        self._done = threading.Event()
        self.last_seen = time.monotonic()

    def run(self) -> None:
        """Look as often as the engine answers."""
        while not self._done.is_set():
            looked = time.monotonic()
            if find_labelled([self._label]):
                self.last_seen = time.monotonic()
            self._done.wait(max(0.0, 0.02 - (time.monotonic() - looked)))

    def finish(self) -> float:
        """Return when a box was last seen."""
        self._done.set()
        self.join()
        return self.last_seen


def trial(
    folder: RunFolder, case: str, door: str, boxes: int, rng: random.Random, pause: float = 3.0
) -> Trial:
    """Start an engine on a busy run, do something to it, halt the run, and look what is left."""
    engine = start_engine(folder)
    try:
        wait_for_boxes(folder, boxes)
        time.sleep(rng.uniform(0, pause))
        if case == "killed" and door != "file":
            # The warden would clear up by itself; without it the halt has all to do.
            os.kill(_warden_of(engine.pid), signal.SIGKILL)
        if case != "healthy":
            engine.send_signal(signal.SIGSTOP if case == "stopped" else signal.SIGKILL)
        there = len(_left(folder))
        watch = Watch(folder)
        began = time.monotonic()
        ordered = time.time()
        watch.start()
        _halt_by(door, folder)
        time.sleep(0.3)
        took = watch.finish() - began
        gone = ordered + took
        if case == "stopped":
            engine.send_signal(signal.SIGCONT)
        engine.wait(60)
    finally:
        engine.kill()
        engine.wait()
    problems = list(_problems(folder, case, ordered, gone))
    return Trial(case, door, took, there, problems)


def _halt_by(door: str, folder: RunFolder) -> None:
    """Halt a run by one of the doors, and wait until the door says that it is done."""
    if door == "command":
        command = [sys.executable, "-m", "cli.entry", "halt", folder.name, "--all"]
        command += ["--reason", OPERATOR_REASON, "--runs", str(folder.path.parent)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    elif door == "call":
        halt(
            folder,
            DockerKiller(),
            [],
            everything=True,
            reason=OPERATOR_REASON,
            operator="bench@here",
        )
    else:
        stop = folder.path / "STOP"
        stop.write_text(OPERATOR_REASON)
        deadline = time.monotonic() + 30
        while stop.exists() and time.monotonic() < deadline:
            time.sleep(0.005)


def _problems(folder: RunFolder, case: str, ordered: float, gone: float) -> list[str]:
    """Return what a halt left undone."""
    found = [f"box {box.id[:12]} is left" for box in _left(folder)]
    if (folder.path / "STOP").exists():
        found.append("the stop file is left")
    with Ledger(folder.ledger, readonly=True) as ledger:
        halts, runs = ledger.events_of("variant_halted"), ledger.events_of("halt_run")
        started = ledger.events_of("evaluation_started", "expansion_started")
        rows = ledger.evaluations()
    if [event.variant for event in halts] != ["v0000"] or len(runs) != 1:
        found.append(f"{len(halts)} variants and {len(runs)} runs halted in the ledger, not 1")
    for event in [*halts, *runs]:
        told = event.data
        if told.get("reason") != OPERATOR_REASON or "@" not in str(told.get("operator")):
            found.append("the ledger does not say who and why")
        if not ordered - 1 <= told.get("ordered", 0) <= gone:
            found.append("the ledger does not say when")
    if halts and any(event.seq > halts[0].seq for event in started):
        found.append("work began after the halt")
    ends = {Outcome.DONE, Outcome.HALTED} | ({None} if case == "killed" else set())
    if strange := {row.outcome for row in rows} - ends:
        found.append(f"work ended as {strange}")
    if any(_last_call(path) > gone for path in folder.path.glob("transcripts/*/*.jsonl")):
        found.append("a model was asked after the halt")
    return found


def _left(folder: RunFolder) -> list[Found]:
    return find_labelled([f"{RUN}={folder.label}"])


def _last_call(transcript: Path) -> float:
    lines = [json.loads(line) for line in transcript.read_text().splitlines() if line.strip()]
    return max((line["time"] for line in lines if line["type"] == "call"), default=0.0)


def _warden_of(engine: int) -> int:
    for pid in Path(f"/proc/{engine}/task/{engine}/children").read_text().split():
        if b"evolution.warden" in Path(f"/proc/{pid}/cmdline").read_bytes():
            return int(pid)
    raise ProcessLookupError("the engine has no warden")


def report(trials: list[Trial]) -> str:
    """Return the figures, a line for each case and door."""
    groups: dict[str, list[Trial]] = defaultdict(list)
    for one in trials:
        groups[f"{one.case}, {one.door}"].append(one)
        groups[one.case].append(one)
        groups["all"].append(one)
    lines = [f"{'case':<18}{'halts':>6}{'min':>8}{'median':>8}{'p99':>8}{'max':>8}  in time"]
    for name in sorted(groups):
        times = sorted(one.seconds for one in groups[name])
        p99 = times[min(len(times) - 1, int(0.99 * len(times)))]
        figures = (times[0], statistics.median(times), p99, times[-1])
        in_time = sum(seconds <= 1 for seconds in times)
        lines.append(
            f"{name:<18}{len(times):>6}"
            + "".join(f"{figure:>8.3f}" for figure in figures)
            + f"  {in_time}/{len(times)}"
        )
    problems = [f"{one.case}, {one.door}: {text}" for one in trials for text in one.problems]
    return "\n".join([*lines, *(problems or ["nothing left, the ledger is exact"])])


def main() -> int:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--halts", type=int, default=200)
    parser.add_argument("--boxes", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    rng, trials = random.Random(given.seed), []
    with tempfile.TemporaryDirectory(prefix="bench-halting-") as place:
        benchmark = write_benchmark(Path(place) / "benchmark", tasks=8 * given.boxes)
        for number in range(given.halts):
            case, door = CASES[number % 3], DOORS[number // 3 % 3]
            folder = make_busy_run(Path(place) / "runs", benchmark, f"b{number}", given.boxes)
            one = trial(folder, case, door, given.boxes, rng)
            trials.append(one)
            told = "; ".join(one.problems) or "nothing left"
            line = f"{number + 1:>4} {case:<8} {door:<8} {one.boxes} boxes {one.seconds:.3f} s"
            print(f"{line} {told}", flush=True)
    print(report(trials))
    return int(any(one.problems for one in trials))


if __name__ == "__main__":
    sys.exit(main())
