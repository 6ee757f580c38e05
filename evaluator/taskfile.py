"""``task.toml``: the part of Harbor's schema this version uses, and the limits it asks for."""

from __future__ import annotations

import tomllib
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.errors import UsageError
from common.text import safe
from evaluator.dockerfile import check_image
from sandbox.api import Limits

_SPARE_SECONDS = 120.0

_Text = Annotated[str, Field(max_length=100)]
_Size = Annotated[str, Field(pattern=r"^[1-9]\d{0,8}\s?[KMGkmg]?[Bb]?$")]
_Seconds = Annotated[float, Field(gt=0, le=86400)]
_Megabytes = Annotated[int, Field(gt=0, le=1 << 20)]


class _Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", allow_inf_nan=False)


class Metadata(_Section):
    """``[metadata]``."""

    difficulty: _Text = ""
    isolated_tests: _Text = ""
    """A unittest module in ``tests/`` that replaces ``test.sh`` here: it runs in a process that the
    code under test cannot reach."""


class Timeout(_Section):
    """``[agent]`` and ``[verifier]``."""

    timeout_sec: _Seconds = 600.0


class Environment(_Section):
    """``[environment]``; where both forms of a size are given, the number of megabytes holds."""

    docker_image: _Text | None = None
    cpus: Annotated[float, Field(gt=0, le=1024)] = Limits.cpus
    memory_mb: _Megabytes | None = None
    memory: _Size | None = None
    storage_mb: _Megabytes | None = None
    storage: _Size | None = None
    gpus: Literal[0] = 0


class TaskFile(_Section):
    """The whole file; keys it does not name are tolerated."""

    metadata: Metadata = Metadata()
    agent: Timeout = Timeout()
    verifier: Timeout = Timeout()
    environment: Environment = Environment()

    def limits(self) -> Limits:
        """Return the box limits asked for, with the sandbox's default where nothing is asked."""
        asked, default = self.environment, Limits()
        disk = asked.storage_mb or _megabytes(asked.storage) or default.disk_mb
        longest = max(self.agent.timeout_sec, self.verifier.timeout_sec)
        return Limits(
            memory_mb=asked.memory_mb or _megabytes(asked.memory) or default.memory_mb,
            cpus=asked.cpus,
            disk_mb=disk,
            file_mb=disk,
            deadline_seconds=longest + _SPARE_SECONDS,
        )


def read_task_file(where: str, text: str) -> TaskFile:
    """Read a ``task.toml``.

    Args:
        where: The file's path, fit to be shown.
        text: Its content.

    Raises:
        UsageError: It is no TOML, a value has the wrong type or size, or it asks for an image or
            a GPU that this version cannot give.
    """
    try:
        read = TaskFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where} is not valid TOML: {safe(str(error), limit=200)}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        wanted = first["msg"][0].lower() + first["msg"][1:]
        if first["type"] == "string_pattern_mismatch":
            wanted = "it should be a size such as '512M' or '2G'"
        raise UsageError(
            f"{where}: {safe(field, limit=80)} is {safe(repr(first['input']), limit=60)}; {wanted}."
        ) from error
    if read.environment.docker_image is not None:
        check_image(where, read.environment.docker_image)
    return read


def _megabytes(size: str | None) -> int:
    """Return a size such as ``512M`` or ``2G`` in megabytes, at least 1; 0 where none is given."""
    if size is None:
        return 0
    text = size.upper().removesuffix("B").strip()
    shift = {"K": 10, "M": 20, "G": 30}.get(text[-1], 0)
    return max(1, (int(text[:-1] if shift else text) << shift) >> 20)
