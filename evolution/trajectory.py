"""A transcript step by step, for people to read; what stands in it is untrusted."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archive.records import Evaluation, Expansion
from common.errors import UsageError
from evolution.run import RunFolder, transcript_of
from evolution.transcripts import attempts_of
from gateway.atif import to_trajectory
from gateway.record import read_lines, transcript_files

_MAX_BYTES = 64 << 20
_ATTEMPT = (
    "Attempt {}: the tests of the one before failed, and a fresh agent went on from its files."
)
_DAMAGE = (
    *(OSError, KeyError, TypeError, ValueError, AttributeError),
    *(OverflowError, RecursionError),
)
"""What reading a transcript ends in where it is not as the gateway writes one."""


@dataclass(frozen=True)
class Call:
    """A tool call and what it gave."""

    name: str
    arguments: str
    """As JSON."""
    output: str


@dataclass(frozen=True)
class Step:
    """A message, or an answer of the model with what its tools gave."""

    number: int
    source: str
    """"system", "user" or "agent"."""
    text: str
    calls: tuple[Call, ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0


def read_steps(folder: RunFolder, row: Expansion | Evaluation) -> list[Step]:
    """Return the steps of a piece of work so far, of all its attempts; none without a model's.

    Raises:
        UsageError: The transcripts are damaged or too large to be shown, or lie outside the run.
    """
    steps: list[Step] = []
    size = 0
    for attempt, transcript in enumerate(attempts_of(transcript_of(folder, row)), 1):
        path = transcript_files(transcript)[0]
        if attempt > 1:
            steps.append(Step(len(steps) + 1, "system", _ATTEMPT.format(attempt)))
        try:
            if not path.resolve().is_relative_to(folder.path.resolve()):
                raise UsageError("The transcript lies outside the run's folder.")
            if not path.is_file():
                continue
            size += path.stat().st_size
            if size > _MAX_BYTES:
                raise UsageError(f"The transcript {path} is larger than {_MAX_BYTES >> 20} MiB.")
            found = to_trajectory(read_lines(path))["steps"]
            steps += [_step(number, step) for number, step in enumerate(found, len(steps) + 1)]
        except _DAMAGE as error:
            raise UsageError(f"The transcript {path} is damaged.") from error
    return steps


def _step(number: int, step: Mapping[str, Any]) -> Step:
    used = step.get("metrics", {})
    return Step(
        number=number,
        source=str(step["source"]),
        text=_text(step.get("message")),
        calls=tuple(_calls(step)),
        prompt_tokens=int(used.get("prompt_tokens", 0)),
        completion_tokens=int(used.get("completion_tokens", 0)),
    )


def _calls(step: Mapping[str, Any]) -> Iterator[Call]:
    results = step.get("observation", {}).get("results", [])
    outputs = {one.get("source_call_id"): _text(one.get("content")) for one in results}
    for call in step.get("tool_calls", []):
        arguments = json.dumps(call.get("arguments"), ensure_ascii=False)
        output = outputs.pop(call.get("tool_call_id"), "")
        yield Call(str(call.get("function_name")), arguments, output)
    for output in outputs.values():
        yield Call("output", "", output)


def _text(content: Any) -> str:
    """Return a message's text; one in parts is put together."""
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [one.get("text", "") for one in content if isinstance(one, dict)]
        return "\n".join(part for part in parts if isinstance(part, str))
    return "" if content is None else str(content)
