"""One box's access to a model: a token, a budget, a record."""

from __future__ import annotations

import hmac
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from common.errors import MachineryError
from gateway import refusal
from gateway.api import OWN_BUDGET, Caps, Model, ModelError, Reply, Spent, Usage
from gateway.atif import write_trajectory
from gateway.budget import Budget
from gateway.calls import Calls, price_of
from gateway.pump import Duplex, Pump
from gateway.record import Recorder
from gateway.refusal import RefusalError
from gateway.request import parse_request
from gateway.upstream import Upstream
from gateway.wire import MAX_BODY, Request

_IN_FLIGHT = 4
_log = logging.getLogger(__name__)


class Revocation(threading.Event):
    """Set by the host, or found set once the operator's orders do not allow the session any more.

    Args:
        allowed: Asked whenever it matters; the first "no" is for good.
    """

    def __init__(self, allowed: Callable[[], bool] | None) -> None:
        super().__init__()
        self._allowed = allowed

    def is_set(self) -> bool:
        """Say whether no call may be answered any more."""
        if self._allowed is not None and not super().is_set() and not self._allowed():
            self.set()
        return super().is_set()


class Session:
    """What a box may ask of a model, until it is revoked. Made by ``Gateway.open``.

    Attributes:
        token: What the agent sends as its API key; it means nothing elsewhere.
        model: The name of who answers.
    """

    def __init__(
        self,
        model: Model,
        *,
        label: str,
        key: str,
        caps: Caps,
        budget: Budget | None,
        transcript: Path | None,
        upstream: Upstream,
        allowed: Callable[[], bool] | None = None,
    ) -> None:
        self.token = secrets.token_urlsafe(24)
        self.label = label
        self.model = model.name
        self._budget = Budget(OWN_BUDGET, caps, budget)
        self._transcript = transcript
        self._recorder = Recorder(transcript)
        self._revoked = Revocation(allowed)
        self._closing = threading.Lock()
        self.closed = False
        self._pump: Pump | None = None
        self._calls = Calls(model, key, self._budget, self._recorder, upstream, self._revoked)
        header = {
            "session_id": secrets.token_hex(8),
            "label": label,
            "key": key,
            "model": model.name,
            "price": asdict(price) if (price := price_of(model)) else None,
            "caps": {name: str(value) for name, value in asdict(caps).items()},
            "time": time.time(),
        }
        try:
            self._recorder.start(header)
        except OSError as error:
            raise MachineryError(f"the transcript cannot be written: {error.strerror}") from error
        self._budget.open()

    @property
    def failure(self) -> ModelError | None:
        """The last fault of the model that retries did not heal.

        It stays set, and every later call is refused: an agent that met one was disturbed by it,
        and what it does from then on is no measure.
        """
        return self._calls.failure

    @property
    def lost(self) -> float:
        """Seconds that the agent waited for faults of the model that retries healed."""
        return self._calls.lost

    @property
    def usage(self) -> Usage:
        """What has been used so far."""
        return self._budget.usage

    def time_left(self) -> tuple[float, Spent]:
        """Return the seconds until a budget has no time left, and which; sessions share some."""
        return self._budget.time_left()

    @property
    def spent(self) -> Spent | None:
        """Which budget refused a call; ``None`` if none did."""
        return self._calls.spent

    @property
    def ended(self) -> str | None:
        """Why the stream to the box ended; ``None`` while it runs or before it is served."""
        return self._pump.ended if self._pump else None

    @property
    def port(self) -> int | None:
        """Where the relay listens inside the box, once it does."""
        return self._pump.port if self._pump else None

    def serve(self, stream: Duplex) -> None:
        """Answer the relay at the other end of ``stream``, in the background."""
        self._pump = Pump(stream, self._answer, in_flight=_IN_FLIGHT)
        self._pump.start()

    def wait_ready(self, timeout: float = 10.0) -> None:
        """Wait until the agent can reach the model.

        Args:
            timeout: Seconds.

        Raises:
            MachineryError: The relay did not start in time, or ended.
        """
        if self._pump is None:
            raise MachineryError("the session has no stream to wait for")
        self._pump.wait_ready(timeout)

    def revoke(self) -> None:
        """Refuse every further call, and stop retrying the ones in flight."""
        self._revoked.set()

    def close(self) -> None:
        """Revoke, end the stream, finish the record and write its ATIF file; safe to call twice."""
        with self._closing:
            if self.closed:
                return
            self.closed = True
        self._calls.close()
        self.revoke()
        if self._pump:
            self._pump.close()
        self._budget.close()
        try:
            self._recorder.end(self._summary())
            if self._transcript:
                write_trajectory(self._transcript)
        except OSError as error:
            _log.warning("the transcript of %s is incomplete: %s", self.label, error.strerror)

    def handle(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        """Answer one HTTP request from the box; it raises nothing, whatever the box sent."""
        try:
            return self._route(method, path, headers, body)
        except OSError as error:
            self._calls.failure = ModelError(f"the transcript cannot be written: {error.strerror}")
            return refusal.outage(retryable=True).reply()

    def _route(self, method: str, path: str, headers: Mapping[str, str], body: bytes) -> Reply:
        try:
            self._authorise(headers)
            route = path.partition("?")[0]
            wanted = _ROUTES.get(route)
            if wanted is None:
                raise refusal.no_such_path(method, route)
            if method != wanted:
                raise refusal.wrong_method(method, route)
            if len(body) > MAX_BODY:
                raise refusal.too_large(MAX_BODY)
            return self._models() if wanted == "GET" else self._calls.answer(parse_request(body))
        except RefusalError as refused:
            return self._refuse(refused)

    def _models(self) -> Reply:
        model = {"id": self.model, "object": "model", "created": 0, "owned_by": "arboretum"}
        return Reply(200, json.dumps({"object": "list", "data": [model]}).encode())

    def _answer(self, request: Request) -> Reply:
        headers = {"authorization": request.authorization}
        return self.handle(request.method, request.path, headers, request.body)

    def _authorise(self, headers: Mapping[str, str]) -> None:
        sent = next((v for k, v in headers.items() if k.lower() == "authorization"), "")
        wanted = f"Bearer {self.token}".encode()
        if not hmac.compare_digest(sent.encode("utf-8", "replace"), wanted):
            raise refusal.wrong_key()
        if self._revoked.is_set():
            raise refusal.revoked()

    def _refuse(self, refused: RefusalError) -> Reply:
        self._recorder.refused(
            {
                "time": time.time(),
                "status": refused.status,
                "kind": refused.kind,
                "message": refused.message,
            }
        )
        return refused.reply()

    def _summary(self) -> dict[str, Any]:
        return {
            "time": time.time(),
            "usage": asdict(self.usage),
            "spent": str(self.spent) if self.spent else None,
            "failure": self.failure.message if self.failure else None,
            "stream": self.ended,
        }


_ROUTES = {"/v1/models": "GET", "/v1/chat/completions": "POST"}
"""Every path that is served, with its method."""
