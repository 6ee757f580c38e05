"""The contract of the gateway: what a model is, what a session may spend, what a box is told."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from common.errors import ArboretumError, MachineryError


class ModelError(MachineryError):
    """A model or its provider failed; never the variant's fault, never scored.

    Attributes:
        retryable: Whether trying again later may help (rate limit, outage, time-out).
        retry_after: Seconds the provider asks to wait before the next try; 0 if it said nothing.
    """

    def __init__(
        self, message: str, hint: str = "", *, retryable: bool = False, retry_after: float = 0.0
    ) -> None:
        super().__init__(message, hint)
        self.retryable = retryable
        self.retry_after = retry_after


class DivergenceError(ModelError):
    """A run that repeats a recording asked something else than was recorded."""


class BudgetSpentError(ArboretumError):
    """Work was cut short by a budget that is not its own: a variant's, a clade's or the run's.

    It is neither a fault of the machinery nor the variant's failure.

    Attributes:
        spent: Which budget.
    """

    def __init__(self, spent: Spent) -> None:
        super().__init__(f"{spent} is spent.")
        self.spent = spent


class RequestRefusedError(ArboretumError):
    """The model will not answer this very request, which is the agent's doing: too long, malformed.

    The agent is told by HTTP 400 and may react; it is no fault of the machinery.

    Attributes:
        code: "context_length_exceeded", "content_filter" or "invalid_request".
    """

    def __init__(self, message: str, *, code: str = "invalid_request") -> None:
        super().__init__(message)
        self.code = code


class Model(Protocol):
    """Something that answers chat completions. It keeps nothing between two calls."""

    @property
    def name(self) -> str:
        """The name recorded with every call."""
        ...

    def complete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one chat completion.

        Args:
            request: The body of an OpenAI chat-completions request: ``messages``, and possibly
                ``tools``, ``max_tokens``, ``temperature``, ``seed``. It is already checked.

        Returns:
            The body of an OpenAI chat-completions response, with ``choices`` and ``usage``
            (``prompt_tokens``, ``completion_tokens``); ``cost_usd`` is added where it is known.

        Raises:
            ModelError: The model could not answer.
            RequestRefusedError: It could, but not this request.
        """
        ...


@dataclass(frozen=True)
class Price:
    """The most that a model's tokens cost, in US dollars a token."""

    input_usd: float
    output_usd: float
    max_output: int | None = None
    """Tokens of one answer at most, where it is known."""

    def of(self, prompt_tokens: int, completion_tokens: int) -> float:
        """Return what a call costs at most."""
        return prompt_tokens * self.input_usd + completion_tokens * self.output_usd


@runtime_checkable
class Priced(Protocol):
    """A model that knows what it costs."""

    @property
    def price(self) -> Price | None:
        """Its price; ``None`` where nobody told."""
        ...


@runtime_checkable
class Served(Protocol):
    """A model that a server of the person's own choice may answer for."""

    @property
    def server(self) -> str:
        """A hash of the addresses that decide which server it is; the same for the same ones."""
        ...


@runtime_checkable
class Streaming(Protocol):
    """A model that can answer piece by piece."""

    def stream(self, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Answer one chat completion with OpenAI's ``chat.completion.chunk`` bodies.

        The last of them may add ``usage`` and ``cost_usd``.

        Raises:
            ModelError, RequestRefusedError: As :meth:`Model.complete`, also between two chunks.
        """
        ...


@runtime_checkable
class Cast(Protocol):
    """Several models of one name: each session is answered by one of them."""

    @property
    def name(self) -> str:
        """What a person calls them."""
        ...

    def for_session(self, key: str) -> Model:
        """Return who answers a session.

        Args:
            key: Names the session; the same when a run is repeated.

        Raises:
            ModelError: Nobody does.
        """
        ...


@dataclass(frozen=True)
class Caps:
    """What one session, or all that a budget spans, may use."""

    calls: int = 400
    tokens: int = 4_000_000
    cost_usd: float = float("inf")
    seconds: float = float("inf")
    """Wall time of its sessions, added up."""


NO_CAPS = Caps(calls=2**62, tokens=2**62)


@dataclass(frozen=True)
class Spent:
    """A budget that refused a call."""

    budget: str
    """"session", "variant v0003", "clade v0001" or "run"."""
    kind: str
    """"calls", "tokens", "cost" or "time"; of a session also "recorded bytes"."""

    @property
    def own(self) -> bool:
        """Whether it is the session's own budget, so that the agent alone has spent it."""
        return self.budget == OWN_BUDGET

    def __str__(self) -> str:
        return f"The {self.budget}'s budget of {self.kind}"


OWN_BUDGET = "session"


@dataclass(frozen=True)
class Usage:
    """What has been used."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float = 0.0

    @property
    def tokens(self) -> int:
        """Prompt and completion tokens together."""
        return self.prompt_tokens + self.completion_tokens

    def plus(self, other: Usage) -> Usage:
        """Return the sum."""
        return Usage(
            self.calls + other.calls,
            self.prompt_tokens + other.prompt_tokens,
            self.completion_tokens + other.completion_tokens,
            self.cost_usd + other.cost_usd,
        )


@dataclass(frozen=True)
class Reply:
    """An HTTP answer for the box."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    """Besides ``Content-Length``; ``Content-Type`` is JSON unless it is named."""
    rest: Generator[bytes] | None = None
    """More of the body, as it comes."""
