"""``task.toml``: Harbor's schema (1.4), the limits it asks for, and what is not heeded of it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from common.errors import UsageError
from common.text import safe
from sandbox.api import Limits

_SPARE_SECONDS = 120.0

_Text = Annotated[str, Field(max_length=100)]
_Size = Annotated[str, Field(pattern=r"^[1-9]\d{0,8}\s?[KMGkmg]?[Bb]?$")]
_Seconds = Annotated[float, Field(gt=0, le=86400)]
_Megabytes = Annotated[int, Field(gt=0, le=1 << 20)]
_Network = Literal["public", "no-network", "allowlist"]
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_TEMPLATE = re.compile(r"\$\{([^}:]*)(?::-([^}]*))?\}")


class _Section(BaseModel):
    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)


class _WithVariables(_Section):
    """A section with ``env``."""

    env: dict[str, str] = {}

    @field_validator("env")
    @classmethod
    def _resolved(cls, value: dict[str, str]) -> dict[str, str]:
        """Put defaults in place of templates: a task gets no variables of the host."""
        for name in value:
            if not _VARIABLE.fullmatch(name):
                raise ValueError(f"{name[:40]!r} is no name of a variable")
        return {name: _TEMPLATE.sub(_default, text) for name, text in value.items()}


class Metadata(_Section):
    """``[metadata]``: whatever its author likes; two keys mean something here."""

    difficulty: _Text = ""
    isolated_tests: _Text = ""
    """A unittest module in ``tests/`` that replaces ``test.sh`` here: it runs in a process that the
    code under test cannot reach."""


class Environment(_WithVariables):
    """``[environment]``; where both forms of a size are given, the number of megabytes holds."""

    build_timeout_sec: _Seconds = 600.0
    docker_image: _Text | None = None
    os: Literal["linux"] = "linux"
    cpus: Annotated[float, Field(gt=0, le=1024)] = Limits.cpus
    memory_mb: _Megabytes | None = None
    memory: _Size | None = None
    storage_mb: _Megabytes | None = None
    storage: _Size | None = None
    gpus: Annotated[int, Field(ge=0, le=64)] = 0
    network_mode: _Network | None = None
    allow_internet: bool = True
    allowed_hosts: list[str] | None = None
    workdir: _Text | None = None
    mcp_servers: Annotated[list[Any], Field(max_length=0)] = []
    healthcheck: None = None

    @property
    def wants_network(self) -> bool:
        """Whether it asks for a network, as Harbor reads it: unless it says that it does not."""
        if self.network_mode is not None:
            return self.network_mode != "no-network"
        return self.allow_internet

    def limits(self, seconds: float) -> Limits:
        """Return the box limits asked for, with the sandbox's default where nothing is asked."""
        default = Limits()
        disk = self.storage_mb or _megabytes(self.storage) or default.disk_mb
        return Limits(
            memory_mb=self.memory_mb or _megabytes(self.memory) or default.memory_mb,
            cpus=self.cpus,
            disk_mb=disk,
            file_mb=disk,
            deadline_seconds=seconds + _SPARE_SECONDS,
            gpus=self.gpus,
        )


class Agent(_Section):
    """``[agent]``."""

    timeout_sec: _Seconds = 600.0


class Verifier(_WithVariables):
    """``[verifier]``."""

    timeout_sec: _Seconds = 600.0
    environment_mode: Literal["shared", "separate"] | None = None
    environment: Environment | None = None
    collect: Annotated[list[Any], Field(max_length=0)] = []

    def separate_environment(self) -> Environment | None:
        """Return the verifier's own environment; a separate one need not be described."""
        alone = Environment() if self.environment_mode == "separate" else None
        return self.environment or alone

    def variables(self) -> dict[str, str]:
        """Return the variables of the verifier alone: its environment's, then its own."""
        return {**(self.environment.env if self.environment else {}), **self.env}


class Solution(_WithVariables):
    """``[solution]``."""


class Artifact(_Section):
    """An entry of ``artifacts`` in its long form."""

    source: Annotated[str, Field(max_length=400)]


class TaskFile(_Section):
    """The whole file; keys it does not name are tolerated and told of in :meth:`notes`."""

    metadata: Metadata = Metadata()
    agent: Agent = Agent()
    verifier: Verifier = Verifier()
    environment: Environment = Environment()
    solution: Solution = Solution()
    artifacts: list[str | Artifact] = []
    steps: Annotated[list[Any], Field(max_length=0)] = []

    def limits(self) -> Limits:
        """Return the limits of the agent's box."""
        return self.environment.limits(self._longest())

    def verifier_limits(self) -> Limits | None:
        """Return the limits of the grading box, where it has an environment of its own."""
        own = self.verifier.environment
        return own.limits(self._longest()) if own else None

    def _longest(self) -> float:
        return max(self.agent.timeout_sec, self.verifier.timeout_sec)

    def notes(self) -> Iterator[str]:
        """Give a sentence for each thing that the file says and this version does not heed."""
        said = {"network_mode", "allow_internet"} & self.environment.model_fields_set
        if said and self.environment.wants_network:
            yield "It asks for a network; boxes have none."
        unknown = sorted(self._unknown())
        if unknown:
            yield f"Not heeded in task.toml: {safe(', '.join(unknown), limit=200)}."

    def _unknown(self) -> Iterator[str]:
        sections = {"agent": self.agent, "verifier": self.verifier, "environment": self.environment}
        yield from (key for key in self.model_extra or {} if key not in _KNOWN_EXTRAS)
        for name, section in sections.items():
            for key in section.model_extra or {}:
                yield f"{name}.{key}"


_KNOWN_EXTRAS = {"version", "schema_version", "task", "source"}
"""What says nothing on how a task is run."""

_TOLD = {
    "environment.mcp_servers": "tools of a server are not provided",
    "environment.healthcheck": "a box runs no services to wait for",
    "environment.os": "boxes are Linux",
    "verifier.collect": "files are only collected from the work folder",
    "steps": "a task of several steps is not run by this version",
}


def read_task_file(where: str, text: str) -> TaskFile:
    """Read a ``task.toml``.

    Args:
        where: The file's path, fit to be shown.
        text: Its content.

    Raises:
        UsageError: It is no TOML, a value has the wrong type or size, or it asks for what this
            version does not do: several steps, servers, health checks, another system.
    """
    try:
        read = TaskFile.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where} is not valid TOML: {safe(str(error), limit=200)}.") from error
    except ValidationError as error:
        raise _told(where, error) from error
    if read.verifier.environment_mode == "shared" and read.verifier.environment is not None:
        raise UsageError(
            f"{where}: verifier.environment_mode is 'shared' beside a [verifier.environment]."
        )
    return read


def _told(where: str, error: ValidationError) -> UsageError:
    first = error.errors()[0]
    field = ".".join(str(part) for part in first["loc"])
    wanted = first["msg"][0].lower() + first["msg"][1:]
    if first["type"] == "string_pattern_mismatch":
        wanted = "it should be a size such as '512M' or '2G'"
    wanted = _TOLD.get(field.removeprefix("verifier.environment."), wanted)
    return UsageError(
        f"{where}: {safe(field, limit=80)} is {safe(repr(first['input']), limit=60)};"
        f" {safe(wanted, limit=200)}."
    )


def _default(found: re.Match[str]) -> str:
    if found[2] is None:
        raise ValueError(f"it asks for the host's variable {found[1][:40]!r}, which no task gets")
    return found[2]


def _megabytes(size: str | None) -> int:
    """Return a size such as ``512M`` or ``2G`` in megabytes, at least 1; 0 where none is given."""
    if size is None:
        return 0
    text = size.upper().removesuffix("B").strip()
    shift = {"K": 10, "M": 20, "G": 30}.get(text[-1], 0)
    return max(1, (int(text[:-1] if shift else text) << shift) >> 20)


def paths_of(artifacts: list[str | Artifact]) -> Mapping[str, None]:
    """Return the paths in the box that ``artifacts`` names, in their order."""
    return dict.fromkeys(one if isinstance(one, str) else one.source for one in artifacts)
