"""An answer in the making: pieces from a backend that may send anything, put together again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from gateway.answer import MAX_ANSWER, Answer, count, finish_reason, money, new_call_id
from gateway.redact import RECORD_LENGTH, StreamRedactor, redact

_PIECE = 2048
"""Characters of one piece where a whole answer is cut up."""
_MAX_CALLS = 64


@dataclass(frozen=True)
class Delta:
    """What one piece adds: text, or a part of one tool call."""

    content: str = ""
    call: dict[str, Any] | None = None
    """As OpenAI streams it: ``index``, and at its beginning ``id``, ``type`` and the name."""

    @property
    def body(self) -> dict[str, Any]:
        """The ``delta`` of a chunk."""
        return {"tool_calls": [self.call]} if self.call else {"content": self.content}

    @property
    def size(self) -> int | tuple[int, int]:
        """Its characters: of text a number, of a tool call its index too; 0 where that begins."""
        if self.call is None:
            return len(self.content)
        return self.call["index"], len(self.call["function"]["arguments"])


@dataclass
class _Call:
    id: str
    name: str
    arguments: str
    redactor: StreamRedactor


class Assembly:
    """Checks the pieces of one answer, passes them on, and has the whole answer at the end.

    Args:
        clean: They hold no secret, and pass as they are cut.

    Attributes:
        sizes: Of each piece that was passed on; with the answer they make it again.
    """

    def __init__(self, *, clean: bool = False) -> None:
        self.sizes: list[int | tuple[int, int]] = []
        self._clean = clean
        self._content = ""
        self._redactor = StreamRedactor(clean=clean)
        self._calls: dict[int, _Call] = {}
        self._reason: Any = None
        self._usage: Any = None
        self._cost: float | None = None
        self.full = False
        """Whether more would make it too large."""

    def feed(self, chunk: Any) -> Iterator[Delta]:
        """Yield what a backend's chunk adds; a chunk of another shape adds nothing."""
        if not isinstance(chunk, Mapping):
            return
        self._usage = chunk.get("usage") or self._usage
        cost = money(chunk.get("cost_usd"))
        self._cost = self._cost if cost is None else cost
        choices = chunk.get("choices")
        choice = choices[0] if isinstance(choices, list) and choices else None
        if not isinstance(choice, Mapping):
            return
        self._reason = choice.get("finish_reason") or self._reason
        delta = choice.get("delta")
        if not isinstance(delta, Mapping):
            return
        if isinstance(text := delta.get("content"), str):
            yield from self._say(self._redactor.feed(text))
        calls = delta.get("tool_calls")
        for call in calls if isinstance(calls, list) else []:
            yield from self._hear_call(call)

    def end(self) -> Iterator[Delta]:
        """Yield what was held back."""
        yield from self._say(self._redactor.flush())
        for index, call in self._calls.items():
            yield from self._argue(index, call, call.redactor.flush())

    def answer(self, *, prompt_estimate: int) -> Answer:
        """Return all of it as one answer."""
        message: dict[str, Any] = {"role": "assistant", "content": self._content}
        if self._calls:
            message["tool_calls"] = [
                _tool_call(call.id, call.name, call.arguments) for call in self._calls.values()
            ]
        spoken = len(str(message))
        return Answer(
            message,
            "length" if self.full else finish_reason(self._reason, called=bool(self._calls)),
            count(self._usage, "prompt_tokens", prompt_estimate),
            count(self._usage, "completion_tokens", -(-spoken // 4)),
            self._cost,
        )

    def _say(self, text: str) -> Iterator[Delta]:
        text = self._cut(text, self._content)
        self._content += text
        if text:
            yield self._sized(Delta(text))

    def _hear_call(self, raw: Any) -> Iterator[Delta]:
        function = raw.get("function") if isinstance(raw, Mapping) else None
        if not isinstance(function, Mapping):
            return
        index = raw.get("index")
        index = index if type(index) is int and 0 <= index < _MAX_CALLS else 0
        name, arguments = function.get("name"), function.get("arguments")
        if index not in self._calls:
            if not isinstance(name, str) or not name:
                return
            call_id = str(raw.get("id") or new_call_id())
            call_id, name = (redact(t, shortest=RECORD_LENGTH)[:256] for t in (call_id, name))
            made = self._calls[index] = _Call(call_id, name, "", StreamRedactor(clean=self._clean))
            yield self._sized(_opening(index, made.id, made.name))
        if isinstance(arguments, str):
            call = self._calls[index]
            yield from self._argue(index, call, call.redactor.feed(arguments))

    def _argue(self, index: int, call: _Call, text: str) -> Iterator[Delta]:
        text = self._cut(text, call.arguments)
        call.arguments += text
        if text:
            yield self._sized(_argument(index, text))

    def _sized(self, delta: Delta) -> Delta:
        self.sizes.append(delta.size)
        return delta

    def _cut(self, text: str, before: str) -> str:
        room = MAX_ANSWER - len(before)
        self.full = self.full or len(text) > room
        return text[:room]


def deltas_of(message: Mapping[str, Any]) -> Iterator[Delta]:
    """Cut a whole answer's message into pieces."""
    yield from (Delta(piece) for piece in _pieces(message["content"]))
    for index, call in enumerate(message.get("tool_calls", [])):
        function = call["function"]
        yield _opening(index, call["id"], function["name"])
        yield from (_argument(index, piece) for piece in _pieces(function["arguments"]))


def deltas_again(message: Mapping[str, Any], sizes: Sequence[Any]) -> Iterator[Delta]:
    """Cut a whole answer's message into the pieces it came in; see ``Assembly.sizes``."""
    content = StringIO(message["content"])
    calls = iter(message.get("tool_calls", []))
    arguments: dict[int, StringIO] = {}
    for size in sizes:
        index, length = (None, size) if isinstance(size, int) else size
        if index is None:
            yield Delta(content.read(length))
        elif index in arguments:
            yield _argument(index, arguments[index].read(length))
        else:
            call = next(calls)
            arguments[index] = StringIO(call["function"]["arguments"])
            yield _opening(index, call["id"], call["function"]["name"])
    # There is more than the sizes say only where a secret was replaced by a longer name.
    yield Delta(content.read())
    yield from (_argument(index, rest.read()) for index, rest in arguments.items())


def _opening(index: int, call_id: str, name: str) -> Delta:
    return Delta(call={"index": index, **_tool_call(call_id, name, "")})


def _argument(index: int, piece: str) -> Delta:
    return Delta(call={"index": index, "function": {"arguments": piece}})


def _pieces(text: str) -> Iterator[str]:
    return (text[start : start + _PIECE] for start in range(0, len(text), _PIECE))


def _tool_call(call_id: str, name: str, arguments: str) -> dict[str, Any]:
    function = {"name": name, "arguments": arguments}
    return {"id": call_id, "type": "function", "function": function}
