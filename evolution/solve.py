"""An agent at work on a copy of the operator's own repository; what comes back is a patch."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from archive.store import VariantStore
from common.errors import BoxGoneError
from common.files import Change, FileTree, TreeLimits
from common.text import safe
from evolution.agent_run import AgentRun, Assignment, run_agent
from evolution.alone import LABEL, Alone, Means, alone
from evolution.repository import LIMITS, Repository
from gateway.api import Caps, Usage
from gateway.gateway import Session
from gateway.record import read_lines
from sandbox.api import Limits

WORKDIR = "/workspace"
_BOX = Limits(memory_mb=2048, disk_mb=512, pids=512)
_AFTER = TreeLimits(2 * LIMITS.files, LIMITS.file_bytes, 2 * LIMITS.total_bytes)
_CALLS, _TOKENS = 400, 8_000_000


@dataclass(frozen=True)
class Request:
    """What is asked of an agent."""

    agent: FileTree
    repository: Repository
    instruction: str
    means: Means
    seconds: float = 900.0
    """Its time."""
    transcript: Path | None = None
    """Where the gateway's record is kept, if anywhere."""


@dataclass(frozen=True)
class Progress:
    """How far it is."""

    phase: str
    usage: Usage
    seconds: float
    actions: tuple[str, ...]
    """What the agent did, the newest last: untrusted, a clean line each."""
    alerts: tuple[str, ...]


@dataclass(frozen=True)
class Solution:
    """What came of it."""

    patch: bytes
    """For ``git apply`` in the repository; untrusted. Empty where the agent changed nothing."""
    run: AgentRun
    alerts: tuple[str, ...]

    @property
    def files(self) -> dict[str, str]:
        """From each path that the patch touches to "written" or "deleted"."""
        paths = sorted(self.run.change.items())
        return {path: "deleted" if file is None else "written" for path, file in paths}

    @property
    def reason(self) -> str:
        """One sentence on what went wrong; empty for a patch of an agent that ended by itself."""
        return self.run.reason or ("" if self.patch else "The agent changed nothing.")


class Solver:
    """Runs one request in one thread; any other may look at it or end it."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._began = time.monotonic()
        self._phase = "preparing the sandbox"
        self._alone: Alone | None = None
        self._session: Session | None = None
        self._cancelled = threading.Event()
        self._transcript: Path | None = None
        self._told: tuple[int, tuple[str, ...]] = (0, ())

    def run(self) -> Solution:
        """Do it.

        Raises:
            UsageError: The model or the sandbox is not known, or there is a cap without a price.
            PrerequisiteError: There is no engine, no image or no key.
            MachineryError: The engine or the model failed, or the agent was stopped.
        """
        with alone("solve", self._request.means, progress=self._tell) as found:
            self._alone = found
            if self._cancelled.is_set():
                raise BoxGoneError("It was cancelled.")
            try:
                patch, run = self._solve(found)
            except BoxGoneError as error:
                if not found.ended:
                    raise
                raise BoxGoneError(found.ended) from error
        # Only now: the overseer looks once more when the work is over.
        return Solution(patch, run, tuple(found.alerts))

    def cancel(self) -> None:
        """End it at once, whatever it is at; :meth:`run` then raises ``BoxGoneError``."""
        self._cancelled.set()
        if self._alone is not None:
            self._alone.end("It was cancelled.")

    def progress(self) -> Progress:
        """Say how far it is."""
        usage = self._session.usage if self._session else Usage()
        alerts = tuple(self._alone.alerts) if self._alone else ()
        seconds = time.monotonic() - self._began
        return Progress(self._phase, usage, seconds, self._actions(usage.calls), alerts)

    def _solve(self, found: Alone) -> tuple[bytes, AgentRun]:
        request = self._request
        self._transcript = request.transcript or found.home / "transcript.json"
        self._phase = "starting the box"
        run = run_agent(
            found.machinery,
            Assignment(
                variant=LABEL,
                role="solve",
                agent=request.agent,
                files=request.repository.files,
                workdir=WORKDIR,
                instruction=request.instruction,
                timeout=request.seconds,
                # Its own caps: an agent that has spent them still hands over what it did.
                caps=Caps(_CALLS, _TOKENS, found.max_cost_usd),
                limits=_BOX,
                tree=_AFTER,
                transcript=self._transcript,
                watch=self._watch,
            ),
        )
        self._phase = "making the patch"
        return make_patch(request.repository.files, run.change), run

    def _tell(self, line: str) -> None:
        self._phase = line

    def _watch(self, session: Session) -> None:
        self._session = session
        self._phase = "working"

    def _actions(self, calls: int) -> tuple[str, ...]:
        """Return a line for each thing that the agent's model asked for."""
        if self._transcript is not None and calls != self._told[0]:
            try:
                lines = read_lines(self._transcript)
            except OSError:
                return self._told[1]
            replies = [line.get("reply") for line in lines if line.get("type") == "call"]
            said = (line for reply in replies if isinstance(reply, dict) for line in _asked(reply))
            self._told = (len(replies), tuple(said))
        return self._told[1]


def make_patch(before: FileTree, change: Change) -> bytes:
    """Return a change as a patch for ``git apply``: byte for byte, with binary files and modes.

    Raises:
        TreeRejectedError: It has a file or a number of files that no patch may have.
    """
    old = {path: before[path] for path in change if path in before}
    new = {path: file for path, file in change.items() if file is not None}
    with TemporaryDirectory(prefix="arboretum-patch-") as home:
        return VariantStore.create(Path(home) / "patch.git").patch(old, new, _AFTER)


def _asked(reply: dict[str, Any]) -> Iterator[str]:
    calls = reply.get("tool_calls") or []
    for call in calls:
        function = call.get("function") or {}
        name, told = str(function.get("name")), str(function.get("arguments"))
        try:
            values = json.loads(told)
        except ValueError:
            values = None
        if isinstance(values, dict):
            told = ", ".join(str(value) for value in values.values())
        yield f"{safe(name, limit=40)}: {safe(told, limit=200)}"
    if not calls and reply.get("content"):
        yield f"says: {safe(str(reply['content']), limit=200)}"
