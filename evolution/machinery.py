"""What one engine works with: the sandbox, the gateway, and which sessions are open on whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from evaluator.gradebook import Gradebook
from evolution.permit import Permit
from gateway.api import Caps, Model
from gateway.budget import Budget
from gateway.gateway import Gateway, Session
from sandbox.api import Sandbox


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
    _open: dict[Session, tuple[str, Path | None]] = field(default_factory=dict)
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
    ) -> Iterator[Session]:
        """Open a model session for a variant's box; it is closed, and its record written, after."""
        if transcript is not None:
            transcript.parent.mkdir(parents=True, exist_ok=True)
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
            self._open[session] = (variant, transcript)
        try:
            yield session
        finally:
            with self._lock:
                del self._open[session]
            session.close()

    def sessions(self) -> Mapping[Session, tuple[str, Path | None]]:
        """Return the open sessions, each with its variant and where its record goes."""
        with self._lock:
            return dict(self._open)

    def stop(self, variant: str | None = None) -> list[str]:
        """Revoke the sessions and kill the boxes of a variant, or of the whole run.

        Returns:
            The ids of the boxes that were killed.
        """
        with self._lock:
            meant = [s for s, (name, _) in self._open.items() if variant in {None, name}]
        for session in meant:
            session.revoke()
        return self.sandbox.kill(self.run, variant)
