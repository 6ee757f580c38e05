"""One call after the other: charged, asked, settled, recorded."""

from __future__ import annotations

import hashlib
import itertools
import json
import threading
import time
from collections.abc import Generator
from contextlib import closing
from typing import Any

from gateway import refusal
from gateway.answer import Answer, count
from gateway.api import (
    OWN_BUDGET,
    Model,
    ModelError,
    Price,
    Priced,
    Reply,
    RequestRefusedError,
    Spent,
    Streaming,
)
from gateway.budget import Budget, Charge
from gateway.record import Recorder
from gateway.redact import redact
from gateway.refusal import RefusalError
from gateway.replay import RecordedSession
from gateway.request import Asked
from gateway.sending import size_sent
from gateway.sse import CONTENT_TYPE, Events, event
from gateway.stream import Assembly, deltas_of
from gateway.upstream import Upstream

_MOST_OUTPUT = 32_768
"""Tokens of an answer at most, where neither the request nor the price table says."""
_OVERHEAD = 1_000
"""Tokens that a provider may add to a prompt."""


class Calls:
    """Answers the checked requests of one session.

    Attributes:
        failure: The last fault of the model that retries did not heal. Once it is set, the model
            is not asked again: the work is no measure any more.
        spent: The first budget that refused a call.
        lost: Seconds that calls took longer because of faults that retries healed.
    """

    def __init__(
        self,
        model: Model,
        key: str,
        budget: Budget,
        recorder: Recorder,
        upstream: Upstream,
        revoked: threading.Event,
    ) -> None:
        self.failure: ModelError | None = None
        self.spent: Spent | None = None
        self.lost = 0.0
        self._model = model
        self._price = price_of(model)
        self._key = key
        self._budget = budget
        self._recorder = recorder
        self._upstream = upstream
        self._revoked = revoked
        self._numbers = itertools.count()
        self._in_flight: set[_Call] = set()

    def answer(self, asked: Asked) -> Reply:
        """Answer one request.

        Raises:
            RefusalError: A budget is spent, the record is full, the model has failed before, or
                the session was revoked.
            OSError: The record cannot be written.
        """
        call = self._begin(asked)
        try:
            if asked.stream and isinstance(self._model, Streaming):
                chunks = self._upstream.open(
                    self._model, call.request, self._revoked, call.note_fault
                )
                return _event_stream(self._flow(call, chunks))
            answer = self._upstream.ask(
                self._model, call.request, asked.prompt_tokens, self._revoked, call.note_fault
            )
        except (ModelError, RequestRefusedError) as error:
            return self._failed(call, error).reply()
        self._settle(call, answer, 200)
        if self._revoked.is_set():
            raise refusal.revoked()
        head = self._head(call, answer.created)
        if asked.stream:
            return _event_stream(_replayed(Events(head, usage=asked.usage), answer))
        return Reply(200, json.dumps(answer.body(head)).encode())

    def close(self) -> None:
        """End: a call that is still waiting out a fault means that the fault was not healed."""
        for call in list(self._in_flight):
            self.failure = call.fault or self.failure

    def _begin(self, asked: Asked) -> _Call:
        """Charge a call with the most it may cost."""
        if self.failure is not None:
            raise refusal.outage(retryable=self.failure.retryable)
        if self._recorder.full:
            raise self._refused(Spent(OWN_BUDGET, "recorded bytes"))
        request = asked.request | {"model": self._model.name, "seed": self._upstream.seed}
        cost = 0.0
        if self._price is not None:
            most = asked.most_output or self._price.max_output or _MOST_OUTPUT
            if asked.most_output is None:
                request["max_tokens"] = most
            size = max(asked.prompt_bytes, size_sent(request))
            cost = self._price.of(size + _OVERHEAD, most)
        charge = self._budget.charge(asked.prompt_tokens, cost, self._revoked)
        if isinstance(charge, Spent):
            raise self._refused(charge)
        if charge is None:
            raise refusal.revoked()
        call = _Call(next(self._numbers), asked, request, charge)
        self._in_flight.add(call)
        return call

    def _refused(self, spent: Spent) -> RefusalError:
        self.spent = self.spent or spent
        return refusal.quota(spent)

    def _head(self, call: _Call, created: int | None) -> dict[str, Any]:
        """Return what a reply begins with; the id is the same when a run is repeated."""
        digest = hashlib.sha256(f"{self._key}:{call.number}".encode()).hexdigest()
        return {
            "id": f"chatcmpl-{digest[:24]}",
            "created": created or int(call.began),
            "model": self._model.name,
        }

    def _settle(self, call: _Call, answer: Answer, status: int, **facts: Any) -> None:
        """Correct the charge and write the record."""
        if answer.cost_usd is None and self._price is not None:
            cost = self._price.of(answer.prompt_tokens, answer.completion_tokens)
        else:
            cost = answer.cost_usd or 0.0
        self._budget.settle(call.charge, answer.prompt_tokens, answer.completion_tokens, cost)
        usage = {**answer.usage, "cost_usd": answer.cost_usd if self._price is None else cost}
        facts |= {"finish_reason": answer.finish_reason, "usage": usage}
        facts.setdefault("created", answer.created or int(call.began))
        self._end(call, answer.message, status, facts)

    def _failed(self, call: _Call, error: ModelError | RequestRefusedError) -> RefusalError:
        """Correct the charge, write the record, and return what the agent is told.

        A fault is given back. A refused request keeps its prompt's tokens: it was the agent's to
        ask, and it is recorded whole.
        """
        told = self._told(error)
        facts: dict[str, Any] = {"error": redact(error.message), "code": told.code}
        if isinstance(error, ModelError):
            self._budget.refund(call.charge)
        else:
            tokens = call.charge.tokens
            self._budget.settle(call.charge, tokens, 0, 0.0)
            facts["usage"] = {"prompt_tokens": tokens, "completion_tokens": 0, "cost_usd": None}
        self._end(call, None, told.status, facts)
        return told

    def _told(self, error: ModelError | RequestRefusedError) -> RefusalError:
        """Return what the agent is told; what it did wrong itself is no fault of the model."""
        if isinstance(error, RequestRefusedError):
            return RefusalError(400, redact(error.message), code=error.code, param="messages")
        if self._revoked.is_set():
            return refusal.revoked()
        self.failure = error
        return refusal.outage(retryable=error.retryable)

    def _end(
        self, call: _Call, message: dict[str, Any] | None, status: int, facts: dict[str, Any]
    ) -> None:
        self._in_flight.discard(call)
        self.lost += call.lost
        times = {"time": call.began, "latency": time.perf_counter() - call.clock}
        try:
            self._recorder.call(call.request, message, {**times, "status": status, **facts})
        except OSError as error:
            self.failure = ModelError(f"the transcript cannot be written: {error.strerror}")
            raise

    def _flow(self, call: _Call, chunks: Generator[Any]) -> Generator[bytes]:
        """Pass a streamed answer on; it is settled and recorded however it ends."""
        # The first chunk has come already, and may say when the answer was made.
        first = next(chunks)
        head = self._head(call, count(first, "created", 0))
        events = Events(head, usage=call.asked.usage)
        # A recording was redacted before it was cut.
        assembly = Assembly(clean=isinstance(self._model, RecordedSession))
        status = 499
        facts: dict[str, Any] = {"created": head["created"], "pieces": assembly.sizes}
        try:
            with closing(chunks):
                yield events.begin()
                for chunk in itertools.chain([first], chunks):
                    for delta in assembly.feed(chunk):
                        yield events.piece(delta)
                    if assembly.full or self._revoked.is_set():
                        break
            for delta in assembly.end():
                yield events.piece(delta)
            status = 401 if self._revoked.is_set() else 200
            if status == 200:
                yield events.end(assembly.answer(prompt_estimate=call.asked.prompt_tokens))
        except (ModelError, RequestRefusedError) as error:
            told = self._told(error)
            status = told.status
            facts |= {"error": redact(error.message), "code": told.code}
            yield event(told.error)
        finally:
            answer = assembly.answer(prompt_estimate=call.asked.prompt_tokens)
            self._settle(call, answer, status, **facts)


def price_of(model: Model) -> Price | None:
    """Return what a model costs; ``None`` where it does not say."""
    return model.price if isinstance(model, Priced) else None


class _Call:
    """A call in flight."""

    def __init__(self, number: int, asked: Asked, request: dict[str, Any], charge: Charge) -> None:
        self.number = number
        self.asked = asked
        self.request = request
        self.charge = charge
        self.began = time.time()
        self.clock = time.perf_counter()
        self.fault: ModelError | None = None
        """The fault that is being waited out."""
        self.lost = 0.0

    def note_fault(self, error: ModelError, pause: float) -> None:
        """Take note of a fault that will be retried after ``pause`` seconds."""
        self.fault = error
        self.lost = time.perf_counter() - self.clock + pause


def _event_stream(rest: Generator[bytes]) -> Reply:
    return Reply(200, b"", {"Content-Type": CONTENT_TYPE, "Cache-Control": "no-cache"}, rest)


def _replayed(events: Events, answer: Answer) -> Generator[bytes]:
    """Stream an answer that is there already."""
    yield events.begin()
    yield b"".join(events.piece(delta) for delta in deltas_of(answer.message))
    yield events.end(answer)
