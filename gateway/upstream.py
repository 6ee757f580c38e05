"""Asks a model and asks again: the one boundary behind which a backend may do anything."""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import tenacity

from gateway.answer import Answer, parse_answer
from gateway.api import Model, ModelError, RequestRefusedError, Streaming
from gateway.redact import redact

LONGEST_PAUSE = 120.0
"""Seconds. A provider that asks to wait longer is not asked again."""
_LONGEST_BACKOFF = 30.0
_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")

OnFault = Callable[[ModelError, float], None]
"""Told of a fault that will be retried, and of the pause before that."""


@dataclass(frozen=True)
class Upstream:
    """How models are asked.

    Attributes:
        seed: Sent with every request, whatever the box said.
        attempts: Tries of one call, the first included.
        backoff: Seconds before the second try; doubled from then on, with jitter on top. A
            provider that asks to wait longer (Retry-After) is given that time.
    """

    seed: int = 0
    attempts: int = 4
    backoff: float = 1.0

    def ask(
        self,
        model: Model,
        request: Mapping[str, Any],
        estimate: int,
        stop: threading.Event,
        on_fault: OnFault,
    ) -> Answer:
        """Return the model's answer.

        Args:
            model: Who is asked.
            request: A checked request.
            estimate: Prompt tokens to assume where the model does not count them.
            stop: Set from elsewhere, it ends the waiting between tries at once.
            on_fault: Told of every fault that is retried.

        Raises:
            ModelError: The last try's fault, with no secret in its text.
            RequestRefusedError: The model refuses this request.
        """

        def once() -> Answer:
            with _translated(model):
                return parse_answer(model.complete(request), prompt_estimate=estimate)

        return self._retry(once, stop, on_fault)

    def open(
        self,
        model: Streaming,
        request: Mapping[str, Any],
        stop: threading.Event,
        on_fault: OnFault,
    ) -> Generator[Any]:
        """Return the chunks of a streamed answer, of which the first has come.

        Only what fails before the first chunk is tried again. The iterator raises as :meth:`ask`.

        Raises:
            ModelError, RequestRefusedError: As :meth:`ask`.
        """
        return self._retry(lambda: _opened(model, request), stop, on_fault)

    def _retry(
        self, once: Callable[[], _Result], stop: threading.Event, on_fault: OnFault
    ) -> _Result:
        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.attempts) | tenacity.stop_when_event_set(stop),
            wait=self._pause,
            sleep=tenacity.sleep_using_event(stop),
            retry=tenacity.retry_if_exception(_worth_another_try),
            before_sleep=lambda state: on_fault(_fault(state), state.upcoming_sleep),
            reraise=True,
        )
        return retrying(once)

    def _pause(self, state: tenacity.RetryCallState) -> float:
        """Return the seconds before the next try."""
        doubled = self.backoff * 2.0 ** (state.attempt_number - 1)
        pause = max(min(doubled, _LONGEST_BACKOFF), _fault(state).retry_after)
        return pause + random.uniform(0, self.backoff)  # noqa: S311


def _fault(state: tenacity.RetryCallState) -> ModelError:
    error = state.outcome.exception() if state.outcome else None
    return error if isinstance(error, ModelError) else ModelError("the model failed")


def _worth_another_try(error: BaseException) -> bool:
    return isinstance(error, ModelError) and error.retryable and error.retry_after <= LONGEST_PAUSE


def _opened(model: Streaming, request: Mapping[str, Any]) -> Generator[Any]:
    """Begin a stream and wait for its first chunk."""
    with _translated(model):
        chunks = iter(model.stream(request))
        try:
            first = next(chunks)
        except StopIteration:
            raise ModelError("the model answered nothing", retryable=True) from None
    return _guarded(model, first, chunks)


def _guarded(model: Streaming, first: Any, chunks: Iterator[Any]) -> Generator[Any]:
    yield first
    try:
        with _translated(model):
            yield from chunks
    finally:
        if isinstance(chunks, Generator):
            chunks.close()


@contextmanager
def _translated(model: Model | Streaming) -> Iterator[None]:
    """Turn whatever a backend raises into the two errors it may raise, with no secret in them."""
    try:
        yield
    except ModelError as error:
        error.message, error.hint = redact(error.message), redact(error.hint)
        error.args = (error.message,)
        raise error from None
    except RequestRefusedError as error:
        raise RequestRefusedError(redact(error.message), code=error.code) from None
    except Exception as error:  # noqa: BLE001  a backend's bug must not end the pump
        text = redact(f"{type(error).__name__}: {error}")[:300]
        _log.warning("the model %s failed unexpectedly: %s", getattr(model, "name", ""), text)
        raise ModelError(f"the model failed unexpectedly: {text}") from None
