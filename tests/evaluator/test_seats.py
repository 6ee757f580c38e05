"""A check has more boxes than seats, and never more commands."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from common.files import File, FileTree, TreeLimits
from evaluator.seats import SeatedSandbox
from sandbox.api import Box, BoxSpec, ExecResult, Limits, Stream

BOXES = 4


class Counting:
    """A sandbox and its boxes in one: counts what is there, and what runs, at the same time."""

    name = "counting"
    image_digest = ""
    id = "box"
    not_promised: Mapping[str, str] = {}

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.all_started = threading.Event()
        self.specs: list[BoxSpec] = []
        self.running = self.most = 0

    def start(self, spec: BoxSpec) -> Box:
        with self.lock:
            self.specs.append(spec)
            if len(self.specs) == BOXES:
                self.all_started.set()
        return self

    def exec(self, argv: Sequence[str], **options: Any) -> ExecResult:
        with self.lock:
            self.running += 1
            self.most = max(self.most, self.running)
        # Would wait for ever if a box needed a seat to start.
        assert self.all_started.wait(options["timeout"])
        time.sleep(0.02)
        with self.lock:
            self.running -= 1
        return ExecResult(len(argv), options["stdin"], b"", 0, False, 0.0)

    def put(self, tree: FileTree, dest: str) -> None:
        raise AssertionError

    def get(self, path: str, limits: TreeLimits | None = None) -> dict[str, File]:
        raise AssertionError

    def stream(self, argv: Sequence[str], env: Mapping[str, str] | None = None) -> Stream:
        raise AssertionError

    def kill(self, run: str = "", variant: str | None = None) -> list[str]:
        return []

    def reap(self) -> list[str]:
        return []


def test_boxes_start_while_every_seat_is_taken_and_commands_wait_for_one() -> None:
    made = Counting()
    seated = SeatedSandbox(made, 2, patience=30.0)
    spec = BoxSpec("run", "variant", "grade", limits=Limits(deadline_seconds=100.0))

    def work(_number: int) -> ExecResult:
        return seated.start(spec).exec(["a", "b"], timeout=60.0, stdin=b"in")

    with ThreadPoolExecutor(BOXES) as pool:
        done = list(pool.map(work, range(BOXES)))
    assert made.most <= 2
    assert [(one.exit_code, one.stdout) for one in done] == [(2, b"in")] * BOXES
    assert {one.limits.deadline_seconds for one in made.specs} == {130.0}
