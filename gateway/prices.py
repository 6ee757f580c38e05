"""What models cost: a person's own table over the one that litellm brings."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.errors import UsageError
from gateway.api import Price

_INPUT = re.compile(r"(input_cost_per_token|cache_creation_input_token_cost)(_above_\d+k_tokens)?")
_OUTPUT = re.compile(
    r"(output_cost_per_token|output_cost_per_reasoning_token)(_above_\d+k_tokens)?"
)


class _Entry(BaseModel):
    """One model of a price file; dollars for a million tokens."""

    model_config = ConfigDict(extra="forbid")

    input_per_million: float = Field(ge=0, allow_inf_nan=False)
    output_per_million: float = Field(ge=0, allow_inf_nan=False)
    max_output_tokens: int | None = Field(None, ge=1)


def load_prices(path: str | Path | None) -> dict[str, Price]:
    """Read a price file: a TOML table for each model, named as ``--model`` names it.

    Raises:
        UsageError: The file is missing, no TOML, or an entry is wrong.
    """
    if path is None:
        return {}
    try:
        tables = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        return {name: _price(_Entry.model_validate(table)) for name, table in tables.items()}
    except OSError as error:
        raise UsageError(f"The price file {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise UsageError(f"The price file {path} is not valid TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "an entry"
        raise UsageError(
            f"In the price file {path}, {place} is wrong: {first['msg'].lower()}.",
            'Write ["provider/name"], and below it input_per_million and output_per_million.',
        ) from error


def most_of(entry: Mapping[str, Any]) -> Price | None:
    """Return the highest text prices of an entry of litellm's table; ``None`` if it has none."""
    dearest_in, dearest_out = _highest(entry, _INPUT), _highest(entry, _OUTPUT)
    if dearest_in is None or dearest_out is None:
        return None
    most = entry.get("max_output_tokens")
    return Price(dearest_in, dearest_out, most if isinstance(most, int) and most > 0 else None)


def _highest(entry: Mapping[str, Any], wanted: re.Pattern[str]) -> float | None:
    tiers = entry.get("tiered_pricing")
    tables = [entry, *(tiers if isinstance(tiers, list) else [])]
    found = [
        float(value)
        for table in tables
        for key, value in table.items()
        if wanted.fullmatch(key) and isinstance(value, int | float)
    ]
    return max(found, default=None)


def _price(entry: _Entry) -> Price:
    million = 1e6
    return Price(
        entry.input_per_million / million,
        entry.output_per_million / million,
        entry.max_output_tokens,
    )
