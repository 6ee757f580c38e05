"""A request as it is sent on: in a shape that every server takes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any


def sendable(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return messages that every server takes: text is a string, tool arguments are an object."""
    return [_repair(message) for message in messages]


def size_sent(request: Mapping[str, Any]) -> int:
    """Return the bytes of a request as it is sent on, at most.

    It may be longer than it came: a number of four characters is sent with eighteen.
    """
    sent = {**request, "messages": sendable(request["messages"])}
    return len(json.dumps(sent, ensure_ascii=False).encode())


def _repair(message: Mapping[str, Any]) -> dict[str, Any]:
    repaired = {**message, "content": message.get("content") or ""}
    calls = message.get("tool_calls")
    if calls:
        repaired["tool_calls"] = [_repair_call(call) for call in calls]
    return repaired


def _repair_call(call: Mapping[str, Any]) -> dict[str, Any]:
    function = call["function"]
    arguments = function["arguments"]
    try:
        whole = isinstance(json.loads(arguments), dict)
    except (ValueError, RecursionError):
        whole = False
    if not whole:
        arguments = json.dumps({"malformed": arguments}, ensure_ascii=False)
    return {**call, "function": {**function, "arguments": arguments}}
