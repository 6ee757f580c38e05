"""Reading the gateway's transcripts (ATIF) back as evidence; what stands in them is untrusted."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.text import safe
from gateway.record import transcript_files

CUT_MARK = "[output cut"
"""What the seed writes where it cut a tool output short."""

_MAX_BYTES = 32 << 20
_TEST_OUTPUT = re.compile(
    r"\b(passed|failed|FAILED|FAIL|OK|Traceback|AssertionError|Error)\b|^E\s", re.MULTILINE
)


@dataclass(frozen=True)
class Digest:
    """What an attempt looked like from outside."""

    steps: int
    """Answers of the model."""
    outputs: int
    """Tool outputs it saw."""
    cut: int
    """Those of them that were cut short."""
    last_steps: tuple[str, ...]
    """The last few actions, a line each."""
    last_test_output: str
    """The last output that looks like a test's, or the last one at all."""


EMPTY = Digest(0, 0, 0, (), "")


def later_attempt(transcript: Path, number: int) -> Path:
    """Return where the gateway records attempt ``number``, from 2, of the same piece of work."""
    return transcript.with_stem(f"{transcript.stem}.try{number}")


def attempts_of(transcript: Path) -> list[Path]:
    """Return the transcripts of all attempts that there are at a piece of work, the first first."""
    later = (later_attempt(transcript, number) for number in itertools.count(2))
    there = itertools.takewhile(lambda path: transcript_files(path)[0].is_file(), later)
    return [transcript, *there]


def read_digest(path: Path, *, actions: int = 5, excerpt: int = 800) -> Digest:
    """Read a transcript; a missing or damaged one gives an empty digest.

    Args:
        path: The ATIF file.
        actions: How many of the last actions are told.
        excerpt: Characters kept of the last test output, its end.
    """
    try:
        with path.open("rb") as source:
            document = json.loads(source.read(_MAX_BYTES))
        steps = [step for step in document["steps"] if isinstance(step, dict)]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return EMPTY
    acted = [step for step in steps if step.get("source") == "agent"]
    began = next((n for n, one in enumerate(steps) if one.get("source") == "agent"), len(steps))
    outputs = [text for step in steps[began:] for text in _outputs(step)]
    told = [line for step in acted for line in _actions(step)]
    tests = [text for text in outputs if _TEST_OUTPUT.search(text)] or outputs
    return Digest(
        steps=len(acted),
        outputs=len(outputs),
        cut=sum(CUT_MARK in text for text in outputs),
        last_steps=tuple(told[-actions:]),
        last_test_output=_tail(tests[-1], excerpt) if tests else "",
    )


def _outputs(step: dict[str, Any]) -> Iterator[str]:
    """Yield the tool outputs of a step; a model that writes its calls is shown them as a user's."""
    if step.get("source") == "user" and isinstance(step.get("message"), str):
        yield step["message"]
    observation = step.get("observation")
    results = observation.get("results") if isinstance(observation, dict) else None
    for result in results if isinstance(results, list) else []:
        if isinstance(result, dict) and isinstance(result.get("content"), str):
            yield result["content"]


def _actions(step: dict[str, Any]) -> Iterator[str]:
    """Yield one line for each tool call of a step, or for its words."""
    calls = step.get("tool_calls")
    for call in calls if isinstance(calls, list) else []:
        if isinstance(call, dict):
            arguments = json.dumps(call.get("arguments"), ensure_ascii=False)
            yield safe(f"{call.get('function_name')} {arguments}", limit=160)
    if not calls and isinstance(step.get("message"), str) and step["message"].strip():
        yield safe(f"said: {step['message']}", limit=160)


def _tail(text: str, size: int) -> str:
    """Return the end of a text, made safe, saying so where it was cut."""
    kept = safe(text[-4 * size :], limit=4 * size, multiline=True).strip()
    return kept if len(kept) <= size else f"(…)\n{kept[-size:]}"
