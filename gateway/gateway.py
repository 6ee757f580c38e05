"""The host's end of every box's way to a model."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from gateway.api import Caps, Cast, Model
from gateway.budget import Budget
from gateway.session import Session
from gateway.upstream import Upstream

__all__ = ["Gateway", "Session"]

_APART = 1_000_003
"""Between the seeds of two trials, so that they are not those of a run with the next seed."""


class Gateway:
    """Opens sessions; the only part of Arboretum that talks to models and holds keys.

    Args:
        model: Who answers.
        seed: Sent with every request.
        attempts: Tries of one call before it counts as failed.
        backoff: Seconds before the second try.
    """

    def __init__(
        self, model: Model | Cast, *, seed: int = 0, attempts: int = 4, backoff: float = 1.0
    ) -> None:
        self.model: Model | Cast = model
        self._upstream = Upstream(seed, attempts, backoff)
        self._sessions: list[Session] = []
        self._lock = threading.Lock()

    def open(
        self,
        *,
        label: str,
        caps: Caps,
        key: str = "",
        budget: Budget | None = None,
        transcript: Path | None = None,
        model: Model | None = None,
        trial: int = 0,
        allowed: Callable[[], bool] | None = None,
    ) -> Session:
        """Open a session for one box.

        Args:
            label: Who it is for, as recorded.
            caps: What it may use.
            key: Names the session; the same when a run is repeated.
            budget: What is charged besides: the variant's.
            transcript: Where its record goes (``NAME.jsonl``, and ``NAME.json`` in ATIF).
            model: Another model than the gateway's.
            trial: Gives it a seed of its own, so that trials of one task are drawn apart.
            allowed: Asked before each answer; the first "no" revokes the session.

        Raises:
            MachineryError: The transcript cannot be written, or no model answers this session.
        """
        chosen = model or self.model
        session = Session(
            chosen.for_session(key) if isinstance(chosen, Cast) else chosen,
            label=label,
            key=key,
            caps=caps,
            budget=budget,
            transcript=transcript,
            upstream=replace(self._upstream, seed=self._upstream.seed + trial * _APART),
            allowed=allowed,
        )
        with self._lock:
            self._sessions = [s for s in self._sessions if not s.closed] + [session]
        return session

    def close(self) -> None:
        """Close every session that is still open."""
        with self._lock:
            sessions, self._sessions = self._sessions, []
        for session in sessions:
            session.close()
