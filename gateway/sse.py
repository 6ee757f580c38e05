"""Server-sent events as OpenAI streams a chat completion."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from gateway.answer import Answer
from gateway.stream import Delta

CONTENT_TYPE = "text/event-stream; charset=utf-8"
DONE = b"data: [DONE]\n\n"


class Events:
    """Spells the chunks of one answer.

    Args:
        head: Their ``id``, ``created`` and ``model``.
        usage: Whether a last chunk tells the tokens (``stream_options.include_usage``).
    """

    def __init__(self, head: Mapping[str, Any], *, usage: bool) -> None:
        self._head = {**head, "object": "chat.completion.chunk"}
        self._usage = usage

    def begin(self) -> bytes:
        """Return the first chunk, which says who speaks."""
        return self._chunk({"role": "assistant", "content": ""}, None)

    def piece(self, delta: Delta) -> bytes:
        """Return the chunk of a piece."""
        return self._chunk(delta.body, None)

    def end(self, answer: Answer) -> bytes:
        """Return why the answer ended, its tokens if asked for, and the mark of the end."""
        last = self._chunk({}, answer.finish_reason)
        told = event({**self._head, "choices": [], "usage": answer.tokens}) if self._usage else b""
        return last + told + DONE

    def _chunk(self, delta: Mapping[str, Any], reason: str | None) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}
        asked = {"usage": None} if self._usage else {}
        return event({**self._head, "choices": [choice], **asked})


def event(value: Mapping[str, Any]) -> bytes:
    """Return one event."""
    return b"data: " + json.dumps(value).encode() + b"\n\n"
