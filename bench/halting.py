"""How long a halt takes, and whether it leaves anything: ``python -m bench.halting``.

Each halt meets a real engine with busy boxes at a random moment: healthy, stopped by SIGSTOP, or
killed; by the command line, by a stop file, or by the call that the console makes. The clock runs
from the start of the command, or the birth of the file, until the last process of a box is dead,
and until the last box is removed.
"""

from __future__ import annotations

import argparse
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
from evolution.halting import halt, killer_of
from evolution.run import RunFolder
from gateway.record import read_lines
from sandbox import cgroups
from sandbox.killing import Killer

CASES = ("healthy", "stopped", "killed")
SANDBOXES = ("docker-runc", "docker-gvisor", "bubblewrap")
DOORS = ("command", "file", "call")
OPERATOR_REASON = "bench"


@dataclass
class Trial:
    """One halt."""

    case: str
    door: str
    dead: float
    """Seconds until no process of a box lived."""
    removed: float
    """Seconds until the last box was removed."""
    disk: float
    """The longest that a small write to the disk took meanwhile, in seconds."""
    boxes: int
    problems: list[str] = field(default_factory=list)
    """What is left, or wrong in the ledger."""


class Watch(threading.Thread):
    """Notes when a box of a run was last alive, and last there."""

    def __init__(self, folder: RunFolder, killer: Killer) -> None:
        super().__init__(daemon=True)
        self._run, self._killer = folder.label, killer
        self._done = threading.Event()
        self._folders = self._groups()
        self.last_alive = self.last_seen = time.monotonic()

    def _groups(self) -> dict[str, Path]:
        """Return the control groups of the boxes that are there."""
        ids = self._ids()
        top = cgroups.processes_folder()
        # By an engine's names and by bubblewrap's.
        return cgroups.find([*ids, *(f"arboretum-{box}" for box in ids)], top) if top else {}

    def _ids(self) -> list[str]:
        return [box.id for box in self._killer.find(self._run)]

    def run(self) -> None:
        """Look at the kernel's lists all the time, at the engine's now and then."""
        known: set[str] = set()
        listed = 0.0
        while not self._done.is_set():
            if time.monotonic() > listed + 0.04:
                found = set(self._ids())
                listed = time.monotonic()
                self.last_seen = listed if found else self.last_seen
                if found - known:
                    known |= found
                    self._folders |= self._groups()
            if any(cgroups.read_pids(folder) for folder in self._folders.values()):
                self.last_alive = time.monotonic()
            self._done.wait(0.005)

    def finish(self) -> None:
        """Look no more."""
        self._done.set()
        self.join()


class Disk(threading.Thread):
    """Writes a little to a disk again and again, and notes the longest that it took."""

    def __init__(self, folder: Path) -> None:
        super().__init__(daemon=True)
        self._file = folder / "probe"
        self._done = threading.Event()
        self.longest = 0.0

    def run(self) -> None:
        """Wait for the disk each time, as an engine does when it forgets a box."""
        with self._file.open("wb", buffering=0) as out:
            while not self._done.wait(0.02):
                began = time.monotonic()
                os.pwrite(out.fileno(), os.urandom(512), 0)
                os.fdatasync(out.fileno())
                self.longest = max(self.longest, time.monotonic() - began)

    def finish(self) -> None:
        """Write no more."""
        self._done.set()
        self.join()


def trial(
    folder: RunFolder, case: str, door: str, boxes: int, rng: random.Random, pause: float = 3.0
) -> Trial:
    """Start an engine on a busy run, do something to it, halt the run, and look what is left."""
    killer = killer_of(folder)
    engine = start_engine(folder)
    try:
        wait_for_boxes(folder, killer, boxes)
        time.sleep(rng.uniform(0, pause))
        if case == "killed" and door != "file":
            # The warden would clear up by itself; without it the halt has all to do.
            os.kill(_warden_of(engine.pid), signal.SIGKILL)
        if case != "healthy":
            engine.send_signal(signal.SIGSTOP if case == "stopped" else signal.SIGKILL)
        there = len(killer.find(folder.label))
        watch, disk = Watch(folder, killer), Disk(folder.path)
        began = time.monotonic()
        ordered = time.time()
        disk.start()
        watch.start()
        _halt_by(door, folder, killer)
        said = time.time()
        time.sleep(0.3)
        watch.finish()
        disk.finish()
        dead, removed = watch.last_alive - began, watch.last_seen - began
        if case == "stopped":
            engine.send_signal(signal.SIGCONT)
        engine.wait(60)
    finally:
        engine.kill()
        engine.wait()
    problems = list(_problems(folder, killer, case, (ordered, said), ordered + removed))
    return Trial(case, door, dead, removed, disk.longest, there, problems)


def _halt_by(door: str, folder: RunFolder, killer: Killer) -> None:
    """Halt a run by one of the doors, and wait until the door says that it is done."""
    if door == "command":
        command = [sys.executable, "-m", "cli.entry", "halt", folder.name, "--all"]
        command += ["--reason", OPERATOR_REASON, "--runs", str(folder.path.parent)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    elif door == "call":
        halt(
            folder,
            killer,
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


def _problems(
    folder: RunFolder, killer: Killer, case: str, span: tuple[float, float], gone: float
) -> list[str]:
    """Return what a halt left undone that was given in this span of time."""
    found = [f"box {box.id[:12]} is left" for box in killer.find(folder.label)]
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
        if not span[0] - 1 <= told.get("ordered", 0) <= span[1]:
            found.append("the ledger does not say when")
    if halts and any(event.seq > halts[0].seq for event in started):
        found.append("work began after the halt")
    ends = {Outcome.DONE, Outcome.HALTED} | ({None} if case == "killed" else set())
    if strange := {row.outcome for row in rows} - ends:
        found.append(f"work ended as {strange}")
    if any(_last_call(path) > gone for path in folder.path.glob("transcripts/*/*.jsonl")):
        found.append("a model was asked after the halt")
    return found


def _last_call(transcript: Path) -> float:
    return max(
        (line["time"] for line in read_lines(transcript) if line["type"] == "call"), default=0.0
    )


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
    head = "".join(f"{word:>8}" for word in ("min", "median", "p99", "max"))
    lines = [f"{'case':<18}{'halts':>6}  dead:{head}  in 1 s  removed:{head}  in 1 s"]
    for name in sorted(groups):
        dead = _figures([one.dead for one in groups[name]])
        removed = _figures([one.removed for one in groups[name]])
        lines.append(f"{name:<18}{len(groups[name]):>6}       {dead}          {removed}")
    lines += [
        f"{one.case}, {one.door}: removed after {one.removed:.3f} s; meanwhile a write of 512 bytes"
        f" took up to {one.disk:.3f} s"
        for one in trials
        if one.removed > 1
    ]
    waits = [one.disk for one in trials]
    lines.append(f"a write of 512 bytes meanwhile:{_figures(waits)}")
    problems = [f"{one.case}, {one.door}: {text}" for one in trials for text in one.problems]
    return "\n".join([*lines, *(problems or ["nothing left, the ledger is exact"])])


def _figures(seconds: list[float]) -> str:
    times = sorted(seconds)
    p99 = times[min(len(times) - 1, int(0.99 * len(times)))]
    shown = (times[0], statistics.median(times), p99, times[-1])
    in_time = f"{sum(one <= 1 for one in times)}/{len(times)}"
    return "".join(f"{one:>8.3f}" for one in shown) + f"{in_time:>8}"


def main() -> int:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--halts", type=int, default=200)
    parser.add_argument("--boxes", type=int, default=8)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sandbox", choices=SANDBOXES, required=True)
    given = parser.parse_args()
    rng, trials = random.Random(given.seed), []
    with tempfile.TemporaryDirectory(prefix="bench-halting-") as place:
        benchmark = write_benchmark(Path(place) / "benchmark", tasks=8 * given.boxes)
        for number in range(given.halts):
            case, door = CASES[number % 3], DOORS[number // 3 % 3]
            folder = make_busy_run(
                Path(place) / "runs", benchmark, f"b{number}", given.boxes, given.sandbox
            )
            one = trial(folder, case, door, given.boxes, rng)
            trials.append(one)
            told = "; ".join(one.problems) or "nothing left"
            line = f"{number + 1:>4} {case:<8} {door:<8} {one.boxes} boxes"
            print(
                f"{line} {one.dead:.3f} s {one.removed:.3f} s {one.disk:.3f} s {told}", flush=True
            )
    print(report(trials))
    return int(any(one.problems for one in trials))


if __name__ == "__main__":
    sys.exit(main())
