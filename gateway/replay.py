"""A recorded run as a model: it repeats what was answered, and asks no provider."""

from __future__ import annotations

import json
import math
import re
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from common.errors import UsageError
from gateway.answer import without_secrets
from gateway.api import DivergenceError, ModelError, Price, RequestRefusedError
from gateway.record import read_lines
from gateway.stream import deltas_again, deltas_of

PREFIX = "replay:"
_PASSING = re.compile(
    r"\d+\.\d+(e-?\d+)?"  # durations
    r"|0x[0-9a-f]+|\b[0-9a-f]{8,}\b"  # addresses and ids
    r"|\btmp[A-Za-z0-9._]{6,}"  # temporary files
    r"|\b\d{1,2}:\d{2}(:\d{2})?\b|\b\d{4}-\d{2}-\d{2}\b",  # times and dates
)
"""What tool output legitimately says anew each time; a different answer is not in it."""

_UNCOMPARED = {"messages", "model"}


class Recording:
    """The transcripts of a run, or of one session. Sessions are found by their key.

    Args:
        path: A run's folder, a folder of transcripts, or one transcript.

    Raises:
        UsageError: There is no transcript.
    """

    def __init__(self, path: Path) -> None:
        self.name = f"{PREFIX}{path}"
        self._single: Path | None = None
        if path.is_file():
            self._single = path
        elif not any(path.rglob("*.jsonl")):
            raise UsageError(
                f"There is no recording in {path}.",
                "Name the folder of a run, of transcripts, or one transcript (.jsonl).",
            )
        self._folder = path / "transcripts" if (path / "transcripts").is_dir() else path

    def for_session(self, key: str) -> RecordedSession:
        """Return who repeats a session; see ``gateway.api.Cast``."""
        names = [self._folder / key, self._folder / Path(key).name]
        files = [name.with_name(f"{name.name}.jsonl") for name in names]
        file = self._single or next((file for file in files if file.is_file()), None)
        if file is None:
            raise DivergenceError(
                f"the recording has no session {key}",
                "repeat the run with the settings it was recorded with",
            )
        return RecordedSession(key, read_lines(file))


class RecordedSession:
    """Answers the requests of one session as they were answered, in any order of parallel ones."""

    def __init__(self, key: str, lines: list[dict[str, Any]]) -> None:
        header = next((line for line in lines if line["type"] == "session"), {})
        self.name = str(header.get("model", PREFIX))
        price = header.get("price")
        self.price = Price(**price) if price else None
        self._key = key
        self._calls = list(_requests(lines))
        self._total = len(self._calls)
        self._lock = threading.Lock()

    def complete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return what was answered to this request.

        Raises:
            DivergenceError: It was not asked in the recording, or not again.
            ModelError, RequestRefusedError: It was not answered then either.
        """
        line = self._take(request)
        if line["status"] != 200:
            raise _fault(line)
        return _body(line, message=line["reply"])

    def stream(self, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Yield it in the pieces it came in, where the recording tells them; else in like ones.

        Raises:
            DivergenceError, ModelError, RequestRefusedError: As :meth:`complete`; the last two
                also after the pieces that came before.
        """
        line = self._take(request)
        sizes = line.get("pieces")
        if line["status"] != 200 and sizes is None:
            raise _fault(line)
        message = without_secrets(line["reply"])
        yield {"created": line.get("created")}
        for delta in deltas_of(message) if sizes is None else deltas_again(message, sizes):
            yield {"choices": [{"delta": delta.body}]}
        yield _body(line)
        if line["status"] != 200:
            raise _fault(line)

    def _take(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the line of a call, which is not found again."""
        asked = _shape(request)
        with self._lock:
            found = next((n for n, (shape, _) in enumerate(self._calls) if shape == asked), None)
            if found is None:
                raise self._diverged(asked)
            line: dict[str, Any] = self._calls.pop(found)[1]
            return line

    def _diverged(self, asked: dict[str, str]) -> DivergenceError:
        number = self._total - len(self._calls) + 1
        if not self._calls:
            why = f"it asked more than the {self._total} calls there are"
        else:
            recorded = self._calls[0][0]
            differing = [one for one in asked | recorded if asked.get(one) != recorded.get(one)]
            why = f"call {number} differs in {', '.join(differing[:3])}"
        return DivergenceError(
            f"the session {self._key} diverges from its recording: {why}",
            "repeat the run with the same code, settings and tasks, and one worker",
        )


def _fault(line: dict[str, Any]) -> ModelError | RequestRefusedError:
    """Return why a recorded call was not answered, or not to its end."""
    if line["status"] == 400:
        return RequestRefusedError(line["error"], code=line.get("code") or "invalid_request")
    # Who asks to wait for ever is not asked again: the tries were made when it was recorded.
    return ModelError(
        line.get("error", "the recorded call was not answered"),
        retryable=line["status"] == 503,
        retry_after=math.inf,
    )


def _body(line: dict[str, Any], **said: Any) -> dict[str, Any]:
    """Return what a recorded call was answered, or the last chunk of it."""
    choice = {**said, "finish_reason": line["finish_reason"]}
    usage = line["usage"]
    body = {"choices": [choice], "usage": usage, "created": line.get("created")}
    return body if usage["cost_usd"] is None else {**body, "cost_usd": usage["cost_usd"]}


def _requests(lines: list[dict[str, Any]]) -> Any:
    """Yield the shape of each recorded request with its line."""
    known: list[Any] = []
    tools: Any = None
    for line in lines:
        if line["type"] != "call":
            continue
        messages = known[: line["prefix"]] + line["messages"]
        tools = line.get("tools", tools)
        request = {**line["settings"], "messages": messages}
        yield _shape(request | ({"tools": tools} if tools else {})), line
        known = messages + ([line["reply"]] if line["reply"] else [])


def _shape(request: Mapping[str, Any]) -> dict[str, str]:
    """Return the parts of a request as texts, without what passes."""
    parts = {f"message {n + 1}": one for n, one in enumerate(request["messages"])}
    parts |= {k: v for k, v in request.items() if k not in _UNCOMPARED}
    return {
        name: _PASSING.sub("#", json.dumps(value, sort_keys=True))
        for name, value in parts.items()
        if value is not None
    }
