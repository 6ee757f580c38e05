"""What one engine works with: the sandbox, the gateway, and which sessions are open on whom."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Lock

from evaluator.gradebook import Gradebook
from evolution.permit import Permit
from gateway.api import Caps, Model
from gateway.budget import Budget
from gateway.gateway import Gateway, Session
from gateway.record import transcript_files
from sandbox.api import Sandbox


@dataclass(frozen=True)
class Opened:
    """A session as it was opened."""

    session: Session
    variant: str
    """The label of the box."""
    role: str
    record: Path | None
    """The file of its calls, where there is one."""
    start: int
    """Bytes in that file before: an earlier attempt's."""
    closed: Event = field(default_factory=Event, compare=False)
    """Set once the session is closed and its record written."""


@dataclass
class Machinery:
    """The means of one run, shared by its worker threads."""

    sandbox: Sandbox
    gateway: Gateway
    run: str
    """The label of the boxes it starts."""
    gradebook: Gradebook = field(default_factory=Gradebook)
    permit: Permit | None = None
    """What the operator's orders allow; ``None`` where nobody can order anything."""
    _open: dict[Session, str] = field(default_factory=dict)
    _tell: Callable[[Opened], None] = lambda _: None
    _lock: Lock = field(default_factory=Lock)

    @contextmanager
    def session(
        self,
        variant: str,
        caps: Caps,
        transcript: Path | None,
        model: Model | None,
        budget: Budget | None = None,
        trial: int = 0,
        role: str = "",
    ) -> Iterator[Session]:
        """Open a model session for a variant's box; it is closed, and its record written, after."""
        record, start = None, 0
        if transcript is not None:
            transcript.parent.mkdir(parents=True, exist_ok=True)
            record = transcript_files(transcript)[0]
            start = record.stat().st_size if record.exists() else 0
        permit = self.permit
        session = self.gateway.open(
            label=f"{self.run}/{variant}",
            key=f"{variant}/{transcript.stem}" if transcript else variant,
            caps=caps,
            budget=budget,
            transcript=transcript,
            model=model,
            trial=trial,
            allowed=None if permit is None else lambda: permit.allows(variant),
        )
        with self._lock:
            self._open[session] = variant
        opened = Opened(session, variant, role, record, start)
        self._tell(opened)
        try:
            yield session
        finally:
            with self._lock:
                del self._open[session]
            try:
                session.close()
            finally:
                opened.closed.set()

    def tell_of_sessions(self, tell: Callable[[Opened], None]) -> None:
        """Have ``tell`` called with every session that is opened from here on, in its thread."""
        self._tell = tell

    def stop(self, variant: str | None = None) -> list[str]:
        """Revoke the sessions and kill the boxes of a variant, or of the whole run.

        Returns:
            The ids of the boxes that were killed.
        """
        with self._lock:
            meant = [s for s, name in self._open.items() if variant in {None, name}]
        for session in meant:
            session.revoke()
        return self.sandbox.kill(self.run, variant)
