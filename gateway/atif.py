"""A session as a trajectory in ATIF, Harbor's format (RFC 0001, version ATIF-v1.4)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.record import read_lines, transcript_files

SCHEMA_VERSION = "ATIF-v1.4"


def write_trajectory(transcript: Path) -> Path | None:
    """Write the ATIF file beside a transcript; ``None`` if it holds no call.

    Raises:
        OSError: The transcript is missing or the disk refuses.
    """
    trajectory = to_trajectory(read_lines(transcript))
    if not trajectory["steps"]:
        return None
    path = transcript_files(transcript)[1]
    with path.open("w", encoding="utf-8") as out:
        # Not as one text: a long record would be in memory once more.
        json.dump(trajectory, out, indent=1)
        out.write("\n")
    return path


def to_trajectory(lines: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Turn the lines of one session into a trajectory."""
    builder = _Builder()
    header: Mapping[str, Any] = {}
    for line in lines:
        if line["type"] == "session":
            header = line
        elif line["type"] == "call":
            builder.add(line)
    return {
        "schema_version": SCHEMA_VERSION,
        "session_id": str(header.get("session_id", "")),
        "agent": {
            "name": str(header.get("label", "")),
            "version": "1",
            "model_name": str(header.get("model", "")),
        },
        "steps": builder.steps,
        "final_metrics": builder.totals(),
    }


class _Builder:
    """Collects steps: a system or user message is one, so is a reply with what its tools gave."""

    def __init__(self) -> None:
        self.steps: list[dict[str, Any]] = []
        self._owners: dict[str, dict[str, Any]] = {}
        self._seen: set[str] = set()
        self._length = 0

    def add(self, line: Mapping[str, Any]) -> None:
        rewritten = line["prefix"] < self._length
        for message in line["messages"]:
            key = json.dumps(message, sort_keys=True)
            # An agent that trims its history sends old messages again: each is one step only.
            if not (rewritten and key in self._seen):
                self._message(message, line)
            self._seen.add(key)
        if line["reply"]:
            self._reply(line["reply"], line)
        self._length = line["prefix"] + len(line["messages"]) + bool(line["reply"])

    def totals(self) -> dict[str, Any]:
        metrics = [step["metrics"] for step in self.steps if "metrics" in step]
        costs = [m["cost_usd"] for m in metrics if "cost_usd" in m]
        totals: dict[str, Any] = {
            "total_prompt_tokens": sum(m["prompt_tokens"] for m in metrics),
            "total_completion_tokens": sum(m["completion_tokens"] for m in metrics),
            "total_steps": len(self.steps),
        }
        return totals | ({"total_cost_usd": sum(costs)} if costs else {})

    def _message(self, message: Mapping[str, Any], line: Mapping[str, Any]) -> None:
        role, content = message["role"], message.get("content", "")
        if role == "tool":
            call = message["tool_call_id"]
            owner = self._owners.get(call)
            source = call if owner else None
            step = owner or self._step("system", "", line)
            results = step.setdefault("observation", {"results": []})["results"]
            results.append({"source_call_id": source, "content": content})
        elif role != "assistant":
            self._step("user" if role == "user" else "system", content, line)

    def _reply(self, reply: Mapping[str, Any], line: Mapping[str, Any]) -> None:
        step = self._step("agent", reply.get("content") or "", line)
        calls = reply.get("tool_calls") or []
        if calls:
            step["tool_calls"] = [_tool_call(call) for call in calls]
        self._owners |= {call["id"]: step for call in calls}
        usage = line["usage"]
        step["metrics"] = {
            "prompt_tokens": usage["prompt_tokens"],
            "completion_tokens": usage["completion_tokens"],
        }
        if usage.get("cost_usd") is not None:
            step["metrics"]["cost_usd"] = usage["cost_usd"]

    def _step(self, source: str, message: str, line: Mapping[str, Any]) -> dict[str, Any]:
        time = datetime.fromtimestamp(line["time"], UTC).isoformat()
        step = {
            "step_id": len(self.steps) + 1,
            "timestamp": time,
            "source": source,
            "message": message,
        }
        self.steps.append(step)
        return step


def _tool_call(call: Mapping[str, Any]) -> dict[str, Any]:
    function = call["function"]
    try:
        arguments = json.loads(function["arguments"])
    except (ValueError, RecursionError):
        arguments = None
    if not isinstance(arguments, dict):
        arguments = {"malformed": function["arguments"]}
    return {
        "tool_call_id": call["id"],
        "function_name": function["name"],
        "arguments": arguments,
    }
