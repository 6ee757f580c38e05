"""A sandbox in which only so many commands run at a time, however many boxes there are.

Starting a box, filling it and killing it is in part waiting for the engine. With a worker for each
processor the processors idle meanwhile; with more workers and no seats, tests would share a
processor and run out of time. So there are more workers than seats: some run tests while the others
bring their boxes and take them away.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from threading import BoundedSemaphore
from typing import Any

from common.files import File, FileTree, TreeLimits
from sandbox.api import Box, BoxSpec, ExecResult, Sandbox, Stream
from sandbox.around import SandboxAround


class SeatedSandbox(SandboxAround):
    """A sandbox.api.Sandbox whose boxes run their commands as seats are free.

    Args:
        sandbox: What makes the boxes.
        seats: Commands at a time.
        patience: Seconds that a box may have to wait, which its deadline gets on top.
    """

    def __init__(self, sandbox: Sandbox, seats: int, patience: float) -> None:
        super().__init__(sandbox)
        self._seats = BoundedSemaphore(seats)
        self._patience = patience

    def start(self, spec: BoxSpec) -> Box:
        """Start a box; see :meth:`sandbox.api.Sandbox.start`."""
        ends = spec.limits.deadline_seconds + self._patience
        longer = replace(spec, limits=replace(spec.limits, deadline_seconds=ends))
        return _SeatedBox(self._sandbox.start(longer), self._seats)


class _SeatedBox:
    """A sandbox.api.Box; a command's seconds do not count its wait for a seat."""

    def __init__(self, box: Box, seats: BoundedSemaphore) -> None:
        self._box = box
        self._seats = seats

    @property
    def id(self) -> str:
        """The engine's name for it."""
        return self._box.id

    def exec(self, argv: Sequence[str], **options: Any) -> ExecResult:
        """Run a command once there is a seat; see :meth:`sandbox.api.Box.exec`."""
        with self._seats:
            return self._box.exec(argv, **options)

    def put(self, tree: FileTree, dest: str) -> None:
        """Write files; see :meth:`sandbox.api.Box.put`."""
        self._box.put(tree, dest)

    def get(self, path: str, limits: TreeLimits | None = None) -> dict[str, File]:
        """Read a folder; see :meth:`sandbox.api.Box.get`."""
        return self._box.get(path, limits)

    def stream(self, argv: Sequence[str], env: Mapping[str, str] | None = None) -> Stream:
        """Start a command beside the seats; see :meth:`sandbox.api.Box.stream`."""
        return self._box.stream(argv, env)

    def kill(self) -> None:
        """End the box; see :meth:`sandbox.api.Box.kill`."""
        self._box.kill()
