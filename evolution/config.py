"""What a run is told to do: fixed when the run is made, kept in its ``config.toml``."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from common.errors import UsageError
from evolution.overseer.config import OverseerConfig
from gateway.api import NO_CAPS, Caps
from sandbox.builder import Builds
from sandbox.choose import SandboxName


class RunConfig(BaseModel):
    """The settings of one run. ``resume`` goes on with the same."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field("offline", min_length=1)
    """``offline``, or a name that litellm knows."""
    benchmark: str = Field("repair", min_length=1)
    """A shipped benchmark or a folder."""
    sandbox: SandboxName = "auto"
    """Where boxes are made; a run keeps the one that ``auto`` found when it was made."""
    builds: Builds = "never"
    """Whether a benchmark's Dockerfiles may be built, and with a network: it runs them as root."""
    policy: str = Field("dgm", min_length=1)
    """How parents are chosen."""
    workers: int = Field(2, ge=1, le=64)
    """Pieces of work at the same time."""
    seed: int = 0
    """Decides every random choice of the run, together with the ids."""
    max_variants: int = Field(10, ge=1, le=10_000)
    """Variants in the end, the seed included."""
    max_evaluations: int | None = Field(None, ge=1)
    """Evaluations of the search; those of the final phase come on top."""
    max_seconds: float | None = Field(None, gt=0)
    """Seconds the search may take, over all its resumes."""
    max_cost_usd: float | None = Field(None, gt=0)
    """US dollars the search may spend, where the model's price is known."""
    max_calls: int | None = Field(None, ge=1)
    """Model calls of the search."""
    max_tokens: int | None = Field(None, ge=1)
    """Tokens of the search, prompts and answers together."""
    prices: str | None = Field(None, min_length=1)
    """A TOML file with models' prices, over those litellm knows."""
    evaluation_calls: int = Field(300, ge=1)
    evaluation_tokens: int = Field(6_000_000, ge=1)
    evaluation_cost_usd: float | None = Field(None, gt=0)
    evaluation_seconds: float | None = Field(None, gt=0)
    """Wall time, where the task's own limit is longer."""
    expansion_seconds: float = Field(180.0, gt=0)
    expansion_calls: int = Field(300, ge=1)
    expansion_tokens: int = Field(4_000_000, ge=1)
    expansion_cost_usd: float | None = Field(None, gt=0)
    variant_calls: int | None = Field(None, ge=1)
    """What making a variant and measuring it in the search may use together."""
    variant_tokens: int | None = Field(None, ge=1)
    variant_cost_usd: float | None = Field(None, gt=0)
    variant_seconds: float | None = Field(None, gt=0)
    """Wall time of its boxes, added up."""
    clade_calls: int | None = Field(None, ge=1)
    """The same for a variant with all its descendants. The seed's clade is the whole run."""
    clade_tokens: int | None = Field(None, ge=1)
    clade_cost_usd: float | None = Field(None, gt=0)
    clade_seconds: float | None = Field(None, gt=0)
    train_tasks: int = Field(5, ge=1)
    """``train`` tasks every variant runs on: the evidence its children are made from."""
    first_select_tasks: int = Field(12, ge=1)
    """``select`` tasks every variant runs on before it may be dropped."""
    accept_level: float = Field(0.1, gt=0, lt=1)
    """Greatest probability of accepting a variant that is no better than what it came from."""
    accept_bet: float = Field(0.6, gt=0, lt=1)
    """Share of the evidence that the sequential test stakes on each task; more where ``select`` has
    so few that winning them all would prove nothing."""
    futility: float = Field(0.05, ge=0, lt=1)
    """A variant is dropped when the tasks left would have it accepted with a smaller probability
    than this; 0 measures every variant on all of ``select``."""
    trials: int = Field(1, ge=1, le=100)
    """Evaluations of each variant on each task."""
    aa: int = Field(0, ge=0, le=9_999)
    """Instead of making children, measure this many byte-identical copies of the seed."""
    reuse: bool = True
    """Whether what is known is taken instead of measured again: the same evaluation in any run of
    the folder, the grade of the same change in an engine's life. Not for verifiers that throw
    dice."""
    time_factor: float = Field(1.0, gt=0, le=1000)
    """Every time limit of an agent is multiplied by this: more than 1 for a slow model."""
    attempts: int = Field(3, ge=1)
    """Times a piece of work is tried when the machinery fails."""

    overseer: OverseerConfig = OverseerConfig()
    """What is watched for in running boxes."""

    def caps(self, whose: str) -> Caps:
        """Return the limits that begin with a word: evaluation, expansion, variant, clade, max."""
        kinds = ("calls", "tokens", "cost_usd", "seconds")
        given = {kind: getattr(self, f"{whose}_{kind}") for kind in kinds}
        return replace(NO_CAPS, **{k: v for k, v in given.items() if v is not None})

    @property
    def limits_money(self) -> bool:
        """Whether there is any limit that holds only where a price is known."""
        whose = ("max", "clade", "variant", "evaluation", "expansion")
        return any(getattr(self, f"{one}_cost_usd") is not None for one in whose)

    def to_toml(self) -> str:
        """Return the settings as TOML; those that are ``None`` are left out."""
        values = self.model_dump(exclude_none=True)
        return "".join(f"{key} = {_toml(value)}\n" for key, value in values.items())


def _toml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    return json.dumps(value)


def user_config_file() -> Path:
    """Return where the person's own defaults are read from."""
    import platformdirs

    return Path(platformdirs.user_config_dir("arboretum")) / "config.toml"


class _Resolved(BaseSettings, RunConfig):
    """The command line over the environment over the person's file over the defaults."""

    model_config = SettingsConfigDict(env_prefix="ARBORETUM_", extra="forbid", frozen=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls, user_config_file())
        return (init_settings, env_settings, file)


def resolve_config(**given: Any) -> RunConfig:
    """Return the settings of a new run.

    Args:
        **given: What the command line says; ``None`` means it says nothing.

    Raises:
        UsageError: A value is out of range or a name is unknown.
    """
    try:
        resolved = _Resolved(**{key: value for key, value in given.items() if value is not None})
        return RunConfig(**resolved.model_dump())
    except ValidationError as error:
        raise _told(error, "the settings") from error
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{user_config_file()} is not valid TOML: {error}.") from error


def repeat_config(recorded: Path, **given: Any) -> RunConfig:
    """Return the settings of a run that repeats another.

    Args:
        recorded: The settings of that run.
        **given: As for :func:`resolve_config`.

    Raises:
        UsageError: A value is out of range, or the file is damaged.
    """
    values = load_config(recorded).model_dump()
    values |= {key: value for key, value in given.items() if value is not None}
    try:
        return RunConfig(**values)
    except ValidationError as error:
        raise _told(error, "the settings") from error


def save_config(config: RunConfig, path: Path) -> None:
    """Write the settings to a file that is there whole or not at all."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as out:
        out.write(config.to_toml())
        out.flush()
        os.fsync(out.fileno())
    part.replace(path)


def load_config(path: Path) -> RunConfig:
    """Read the settings of a run.

    Raises:
        UsageError: The file is damaged or from a newer version.
    """
    try:
        return RunConfig(**tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}.") from error
    except ValidationError as error:
        raise _told(error, str(path)) from error


def _told(error: ValidationError, where: str) -> UsageError:
    """Return the first complaint of a validation as one sentence."""
    first = error.errors()[0]
    name = ".".join(str(part) for part in first["loc"]) or "value"
    return UsageError(f"In {where}, {name} is wrong: {first['msg'].lower()}.")
