"""What a chat-completions request may hold. What is not named here never reaches a provider.

Content is text only: an image or file part would make a provider fetch an address that the box
chose. Tools are plain functions only: a provider's own search or code tools would open a way out.
"""

from __future__ import annotations

import json
import math
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails, from_json

from gateway.refusal import RefusalError

_DEPTH = 40
_MOST_VALUES = 500_000
"""JSON values in a body at most: small ones take a hundred times their bytes in memory."""
_Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
_Id = Annotated[str, Field(min_length=1, max_length=256)]


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")


class _Call(_Part):
    name: str = Field(max_length=256)
    arguments: str


class _ToolCall(_Part):
    id: _Id
    type: Literal["function"] = "function"
    function: _Call


class _Message(_Part):
    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | None = None
    name: _Name | None = None
    tool_calls: list[_ToolCall] | None = Field(None, max_length=64)
    tool_call_id: _Id | None = None

    @field_validator("content", mode="before")
    @classmethod
    def _flatten(cls, content: Any) -> Any:
        """Join text parts; a part of any other kind is refused."""
        if not isinstance(content, list):
            return content
        texts = [p.get("text") for p in content if isinstance(p, dict) and p.get("type") == "text"]
        strings = [text for text in texts if isinstance(text, str)]
        if len(strings) != len(content):
            raise ValueError("only text parts are served")
        return "\n".join(strings)

    @model_validator(mode="after")
    def _fits_role(self) -> _Message:
        if self.role == "tool" and self.tool_call_id is None:
            raise ValueError("a tool message needs its tool_call_id")
        # Setting a field costs more than all checks of a message: only where it changes.
        if self.role != "assistant":
            if self.tool_calls is not None:
                self.tool_calls = None
            if self.content is None:
                raise ValueError("content is missing")
        elif self.content is None:
            # Some servers answer 500 to an assistant turn whose content is null.
            self.content = ""
        return self


class _Function(_Part):
    name: _Name
    description: str = ""
    parameters: dict[str, Any] | None = None
    strict: bool | None = None


class _Tool(_Part):
    type: Literal["function"]
    function: _Function


class _Chosen(_Part):
    name: _Name


class _Choice(_Part):
    type: Literal["function"]
    function: _Chosen


class _Format(_Part):
    type: Literal["text", "json_object", "json_schema"]
    json_schema: dict[str, Any] | None = None


class _StreamOptions(_Part):
    include_usage: bool = False


class _Chat(_Part):
    messages: list[_Message] = Field(min_length=1, max_length=4000)
    tools: list[_Tool] | None = Field(None, max_length=64)
    tool_choice: Literal["none", "auto", "required"] | _Choice | None = None
    max_tokens: int | None = Field(None, ge=1, le=1_000_000)
    max_completion_tokens: int | None = Field(None, ge=1, le=1_000_000)
    temperature: float | None = Field(None, ge=0, le=2)
    top_p: float | None = Field(None, ge=0, le=1)
    stop: str | Annotated[list[str], Field(max_length=4)] | None = None
    response_format: _Format | None = None
    parallel_tool_calls: bool | None = None
    stream: bool | None = None
    stream_options: _StreamOptions | None = None


@dataclass(frozen=True)
class Asked:
    """A checked request."""

    request: dict[str, Any]
    """Plain data for a model, without a model's name or a seed."""
    prompt_bytes: int
    """Of the whole body: no prompt has more tokens than bytes."""
    stream: bool = False
    usage: bool = False
    """Whether a stream's end tells the tokens."""

    @property
    def prompt_tokens(self) -> int:
        """The prompt's tokens, guessed as a quarter of its bytes, rounded up."""
        return -(-self.prompt_bytes // 4)

    @property
    def most_output(self) -> int | None:
        """Tokens the answer may have, where the request says."""
        limits = [self.request.get(key) for key in ("max_tokens", "max_completion_tokens")]
        return max((limit for limit in limits if limit is not None), default=None)


def parse_request(body: bytes) -> Asked:
    """Return the request as checked plain data.

    Raises:
        RefusalError: It is no JSON, has a wrong shape, or asks for what is not served.
    """
    raw = _load(body)
    try:
        chat = _Chat.model_validate(raw)
    except ValidationError as error:
        raise _told(error, raw) from None
    request = chat.model_dump(exclude_none=True, exclude={"stream", "stream_options"})
    return Asked(
        request,
        len(body),
        bool(chat.stream),
        bool(chat.stream_options and chat.stream_options.include_usage),
    )


_CODES = {
    "missing": "missing_required_parameter",
    "literal_error": "invalid_value",
    "string_too_long": "string_above_max_length",
    "string_too_short": "empty_string",
    "too_long": "array_above_max_length",
    "too_short": "empty_array",
    "greater_than_equal": "number_below_min_value",
    "less_than_equal": "number_above_max_value",
}


def _told(error: ValidationError, raw: dict[str, Any]) -> RefusalError:
    """Return the first complaint in OpenAI's words."""
    errors = error.errors(include_url=False, include_context=False, include_input=False)
    first = errors[0]
    if len(_place(raw, first)) < len(first["loc"]):
        # Each form that the part may have complains: the one that was meant fits best.
        forms = [one for one in errors if one["loc"][0] == first["loc"][0]]
        first = max(forms, key=lambda one: (len(_place(raw, one)), not _is_type(one)))
    param = ""
    for part in _place(raw, first):
        param += f"[{part}]" if isinstance(part, int) else f".{part}" if param else part
    kind = first["type"]
    code = "invalid_type" if _is_type(first) else _CODES.get(kind, "invalid_value")
    message = f"Invalid value for '{param}': {_complaint(first)[:300]}."
    if kind == "missing":
        message = f"Missing required parameter: '{param}'."
    return RefusalError(400, message, code=code, param=param[:200] or None)


def _place(raw: Any, error: ErrorDetails) -> list[int | str]:
    """Return the way to what is wrong, without the names of forms that pydantic adds to it."""
    place: list[int | str] = []
    for part in error["loc"]:
        with suppress(LookupError, TypeError):
            raw = raw[part]
            place.append(part)
    return [*place, error["loc"][-1]] if error["type"] == "missing" else place


def _is_type(error: ErrorDetails) -> bool:
    return error["type"].endswith("_type")


def _complaint(error: ErrorDetails) -> str:
    """Return what pydantic says, without its own words and the names of our classes."""
    if error["type"] == "model_type":
        return "Input should be an object"
    return error["msg"].removeprefix("Value error, ")


def _load(body: bytes) -> dict[str, Any]:
    # Every value takes a byte at least, so a short body need not be counted.
    marks = (b"[", b"{", b",", b":") if len(body) > _MOST_VALUES else ()
    if sum(body.count(mark) for mark in marks) > _MOST_VALUES:
        raise RefusalError(400, "The body has too many values.", code="invalid_value")
    try:
        raw = _parse(body)
    except (ValueError, RecursionError):
        raise RefusalError(400, "We could not parse the JSON body of your request.") from None
    numbers = _numbers(raw) if isinstance(raw, dict) else None
    if numbers is None:
        raise RefusalError(400, "The body of your request is not a plain JSON object.")
    if not all(map(math.isfinite, numbers)):
        raise RefusalError(400, "We could not parse the JSON body of your request.")
    return dict(raw)


def _parse(body: bytes) -> Any:
    with suppress(ValueError):
        return from_json(body, allow_inf_nan=False)
    # Four times as slow, and it takes a lone surrogate, which cannot be sent on as UTF-8.
    raw = json.loads(body.decode("utf-8"), parse_constant=_no_constant)
    return json.loads(json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace"))


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _numbers(raw: dict[str, Any]) -> list[float] | None:
    """Return all numbers with a point or an exponent; ``None`` where values lie too deep."""
    numbers: list[float] = []
    level: list[Any] = [raw]
    for _ in range(_DEPTH):
        inner: list[Any] = []
        for value in level:
            inner += value.values() if isinstance(value, dict) else value
        numbers += [value for value in inner if isinstance(value, float)]
        level = [value for value in inner if isinstance(value, (dict, list))]
        if not level:
            return numbers
    return None
