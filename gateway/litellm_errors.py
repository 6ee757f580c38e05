"""What litellm raises, told in one sentence with a next step."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from gateway.api import ModelError, RequestRefusedError
from gateway.redact import redact

_TOO_LONG = ("context size", "context length", "context window", "maximum context", "too long")
_LONG = "context_length_exceeded"
_BAD_KEY = ("api key", "api_key", "credentials")
_KEY_REFUSED_AS_400 = {"gemini": "api key not valid", "vertex_ai": "api key not valid"}
_CONNECTION = ("connection error", "connection refused", "cannot connect", "name or service")


def translate(error: Exception, model: str, server: str | None) -> Exception:
    """Return the ModelError or RequestRefusedError that says what litellm's exception means.

    Args:
        error: What litellm raised.
        model: The name as given, ``provider/name``.
        server: The address in use, if it is not the provider's own.
    """
    from litellm import exceptions as kinds

    said = _first_line(error)
    lower = said.lower()
    provider = model.partition("/")[0] if "/" in model else "openai"
    status, code = _status_and_code(error)
    wait = _retry_after(error)
    too_long = status == 400 and any(sign in lower for sign in _TOO_LONG)
    if isinstance(error, kinds.ContextWindowExceededError) or too_long or code == _LONG:
        return RequestRefusedError(said, code=_LONG)
    if isinstance(error, kinds.ContentPolicyViolationError):
        return RequestRefusedError(said, code="content_filter")
    own = (kinds.BadRequestError, kinds.UnprocessableEntityError)
    bad_key = _KEY_REFUSED_AS_400.get(provider)
    if (status in {400, 422} or isinstance(error, own)) and not (bad_key and bad_key in lower):
        # Before any search for words: what the box wrote may stand in the text.
        return RequestRefusedError(said)
    limited = isinstance(error, kinds.RateLimitError)
    if status in {401, 403} or (not limited and any(sign in lower for sign in _BAD_KEY)):
        return ModelError(
            f"{provider} did not accept the key for {model}",
            f"check {provider.upper()}_API_KEY in the environment of this command",
        )
    if isinstance(error, kinds.NotFoundError):
        return ModelError(f"{provider} has no model {model}: {said}", "check the model's name")
    if status == 402 or code == "insufficient_quota":
        return ModelError(
            f"the account at {provider} has no credit left", "add credit, then resume"
        )
    if limited:
        return ModelError(
            f"{provider} limits the rate of calls",
            "use fewer workers",
            retryable=True,
            retry_after=wait,
        )
    if isinstance(error, kinds.Timeout):
        return ModelError(f"{model} did not answer in time", "is it overloaded?", retryable=True)
    if isinstance(error, kinds.APIConnectionError) or any(sign in lower for sign in _CONNECTION):
        where = _address(server) or provider
        return ModelError(f"no connection to {where}", f"is {where} up?", retryable=True)
    return ModelError(
        f"{model} failed: {said}",
        "see the provider's status page",
        retryable=True,
        retry_after=wait,
    )


def _status_and_code(error: Exception) -> tuple[int | None, str | None]:
    """Return the HTTP status and OpenAI's error code, wherever litellm kept them."""
    cause: Any = error.__context__
    status = getattr(cause, "status_code", None) or getattr(error, "status_code", None)
    body = getattr(error, "body", None)
    code = body.get("code") if isinstance(body, dict) else None
    return status, code


def _retry_after(error: Exception) -> float:
    """Return the seconds the provider asks to wait, 0 where it asks for none."""
    for one in (error, error.__context__):
        headers = getattr(one, "litellm_response_headers", None)
        headers = headers or getattr(getattr(one, "response", None), "headers", None) or {}
        told = headers.get("retry-after")
        if told is not None:
            return _seconds(str(told))
    return 0.0


def _seconds(told: str) -> float:
    """Read a Retry-After: seconds, or a date."""
    try:
        seconds = float(told)
    except ValueError:
        try:
            seconds = parsedate_to_datetime(told).timestamp() - time.time()
        except (ValueError, OverflowError):
            return 0.0
    return seconds if 0 < seconds < float("inf") else 0.0


def _first_line(error: Exception) -> str:
    """Return litellm's text without its class names and without the traceback it may carry."""
    line = redact(str(error)).strip().splitlines()[:1]
    text = line[0] if line else type(error).__name__
    while text.partition(": ")[0].endswith(("Error", "Exception")) and ": " in text:
        text = text.partition(": ")[2]
    return text.removeprefix("OpenAIException - ")[:300]


def _address(server: str | None) -> str | None:
    """Return host and port of an address, without a password it may hold."""
    if not server:
        return None
    parts = urlsplit(server)
    return parts.netloc.rpartition("@")[2] or None
