"""What a model answered, rebuilt from known fields: a backend may return anything."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.api import ModelError
from gateway.redact import RECORD_LENGTH, redact

MAX_ANSWER = 2 << 20
"""Characters kept of an answer's text, and of each tool call's arguments."""
_REASONS = {"stop", "length", "tool_calls", "content_filter"}


@dataclass(frozen=True)
class Answer:
    """One model answer."""

    message: dict[str, Any]
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int
    cost_usd: float | None
    """``None`` where the price is unknown."""
    created: int | None = None
    """Unix seconds, where the model told."""

    @property
    def usage(self) -> dict[str, Any]:
        """Tokens and cost as recorded."""
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "cost_usd": self.cost_usd,
        }

    @property
    def tokens(self) -> dict[str, int]:
        """Tokens as a box is told."""
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.prompt_tokens + self.completion_tokens,
        }

    def body(self, head: Mapping[str, Any]) -> dict[str, Any]:
        """Return the chat-completions response for the box, free of the provider's details.

        Args:
            head: Its ``id``, ``created`` and ``model``.
        """
        choice = {
            "index": 0,
            "message": self.message,
            "logprobs": None,
            "finish_reason": self.finish_reason,
        }
        return {
            **head,
            "object": "chat.completion",
            "choices": [choice],
            "usage": self.tokens,
        }


def parse_answer(body: Any, *, prompt_estimate: int) -> Answer:
    """Check a backend's response; missing token counts are estimated from characters.

    An answer that is too large is cut, and ends as one that reached its length.

    Raises:
        ModelError: It holds no usable message; asking again may help.
    """
    try:
        choice = body["choices"][0]
        message, cut = _message(choice["message"])
    except (KeyError, IndexError, TypeError, AttributeError):
        raise ModelError(
            "the model's server answered without a usable message",
            "check that it speaks OpenAI's chat-completions format",
            retryable=True,
        ) from None
    usage = body.get("usage") or {}
    reason = choice.get("finish_reason")
    spoken = len(str(message))
    return Answer(
        message,
        "length" if cut else finish_reason(reason, called="tool_calls" in message),
        count(usage, "prompt_tokens", prompt_estimate),
        count(usage, "completion_tokens", -(-spoken // 4)),
        money(body.get("cost_usd")),
        count(body, "created", 0) or None,
    )


def finish_reason(told: Any, *, called: bool) -> str:
    """Return why an answer ended, in one of OpenAI's words."""
    if isinstance(told, str) and told in _REASONS:
        return told
    return "tool_calls" if called else "stop"


def count(usage: Any, name: str, otherwise: int) -> int:
    """Return a whole number, or ``otherwise`` where none is told."""
    value = usage.get(name) if isinstance(usage, Mapping) else None
    return value if type(value) is int and 0 <= value < 1 << 40 else otherwise


def money(told: Any) -> float | None:
    """Return dollars, or ``None`` where none are told."""
    return float(told) if isinstance(told, int | float) and 0 <= told < float("inf") else None


def new_call_id() -> str:
    """Return an id for a tool call that came without one."""
    return f"call_{uuid.uuid4().hex[:12]}"


def _message(raw: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """Return the message, and whether it was cut."""
    content = raw.get("content")
    if content is not None and not isinstance(content, str):
        raise TypeError
    message: dict[str, Any] = {"role": "assistant", "content": (content or "")[:MAX_ANSWER]}
    calls = raw.get("tool_calls")
    sizes = [len(content or "")]
    if calls:
        message["tool_calls"] = [_tool_call(call) for call in calls]
        sizes += [len(call["function"]["arguments"]) for call in calls]
    return without_secrets(message), max(sizes) > MAX_ANSWER


def without_secrets(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message with the names of secrets in their place."""
    text = json.dumps(message)
    clean = redact(text, shortest=RECORD_LENGTH)
    return message if clean == text else dict(json.loads(clean))


def _tool_call(call: Mapping[str, Any]) -> dict[str, Any]:
    function = call["function"]
    name, arguments = function["name"], function["arguments"]
    if not isinstance(name, str) or not isinstance(arguments, str):
        raise TypeError
    return {
        "id": str(call.get("id") or new_call_id())[:256],
        "type": "function",
        "function": {"name": name[:256], "arguments": arguments[:MAX_ANSWER]},
    }
