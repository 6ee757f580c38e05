"""The proving ground of a few checks: a shared small box, boxes of their own, and helpers."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Any

from common.errors import ArboretumError
from sandbox.api import Box, BoxSpec, ExecResult, Limits, Sandbox

SMALL = Limits(memory_mb=256, pids=64, disk_mb=16, tmp_mb=8, file_mb=4, deadline_seconds=300)
"""What the boxes of the checks may use: little, so that its end is soon reached."""
PATIENCE = 20.0
"""Seconds that something may take on a busy machine before a check calls it broken."""


class Ground:
    """Boxes for checks that run one after the other; all are killed when it is left.

    Args:
        sandbox: The sandbox that is held to its promises.
    """

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.run = f"prove-{secrets.token_hex(4)}"
        self._shared: Box | None = None
        self._own: list[Box] = []

    def __enter__(self) -> Ground:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Kill every box."""
        self.sandbox.kill(self.run)

    @property
    def box(self) -> Box:
        """A small box that checks share: each leaves it as able as it was."""
        if self._shared is None:
            self._shared = self.sandbox.start(BoxSpec(self.run, "shared", "probe", limits=SMALL))
        return self._shared

    def start(self, variant: str = "own", *, workdir: str = "/workspace", **limits: Any) -> Box:
        """Start a small box for one check alone, with other limits where they are named."""
        spec = BoxSpec(self.run, variant, "probe", workdir, limits=replace(SMALL, **limits))
        box = self.sandbox.start(spec)
        self._own.append(box)
        return box

    def clear(self, *, shared: bool) -> None:
        """Kill what one check started, and the shared box if it can no longer be trusted."""
        if shared and self._shared is not None:
            self._own.append(self._shared)
            self._shared = None
        while self._own:
            with contextlib.suppress(ArboretumError):
                self._own.pop().kill()

    def sh(self, script: str, box: Box | None = None) -> str:
        """Return what a shell script prints, on both its streams, in the shared box or another."""
        return said((box or self.box).exec(["bash", "-c", script], timeout=30))

    def python(self, code: str, box: Box | None = None) -> str:
        """Return what a Python program prints, on both its streams."""
        return said((box or self.box).exec(["python3", "-c", code], timeout=30))

    def works(self, box: Box | None = None) -> str:
        """Return what a harmless command says; a late sweep may take one more command with it."""
        until = time.monotonic() + PATIENCE
        while True:
            done = (box or self.box).exec(["echo", "still here"], timeout=PATIENCE)
            if done.exit_code != 137 or time.monotonic() > until:
                return said(done).strip()


def said(done: ExecResult) -> str:
    """Return both streams of a command as text."""
    return (done.stdout + done.stderr).decode("utf-8", "replace")


def wait_for(done: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Tell whether something came true in time."""
    until = time.monotonic() + seconds
    while not done():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
