"""Reading SWE-bench instances: a file, or a data set of Hugging Face by its name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from common.errors import PrerequisiteError, UsageError
from common.text import safe

NAMES = MappingProxyType(
    {
        "lite": "SWE-bench/SWE-bench_Lite",
        "verified": "SWE-bench/SWE-bench_Verified",
        "full": "SWE-bench/SWE-bench",
    }
)
"""Short names of data sets."""

_INSTALL = "Install it: pip install 'arboretum[swebench]'."
_SPEC = ("image", "eval_script", "log_parser", "eval_type")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


class Instance(BaseModel):
    """One instance in the schema of swebench 5; what else it holds is kept for swebench."""

    model_config = ConfigDict(extra="allow", frozen=True)

    instance_id: str
    repo: str
    """``owner/name``."""
    version: str
    base_commit: str
    problem_statement: str
    patch: str
    """The gold patch."""
    image: str
    eval_script: str
    log_parser: str
    eval_type: str
    FAIL_TO_PASS: list[str] | str
    PASS_TO_PASS: list[str] | str


def read_instances(source: str) -> list[Instance]:
    """Return the instances of a JSONL, JSON or parquet file, or of a named data set's test split.

    Raises:
        UsageError: There is no such file, or an instance is damaged or in an older schema.
        PrerequisiteError: The package is missing, or the data set cannot be had.
    """
    rows = _file(Path(source)) if _is_file(source) else _named(NAMES.get(source.lower(), source))
    found = [_instance(row, source) for row in rows]
    if not found:
        raise UsageError(f"{safe(source, limit=200)} holds no instances.")
    return found


def _is_file(source: str) -> bool:
    return Path(source).suffix in {".jsonl", ".json", ".parquet"} or Path(source).exists()


def _file(path: Path) -> list[Any]:
    where = safe(str(path), limit=200)
    try:
        if path.suffix == ".parquet":
            return _parquet(path)
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            read = json.loads(text)
            return read if isinstance(read, list) else [read]
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except OSError as error:
        raise UsageError(f"{where} cannot be read: {error.strerror}.") from error
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{where} is damaged: {safe(str(error), limit=200)}.") from error


def _parquet(path: Path) -> list[Any]:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise PrerequisiteError("Reading parquet needs the package pyarrow.", _INSTALL) from error
    rows: list[Any] = parquet.read_table(path).to_pylist()
    return rows


def _named(name: str) -> Iterable[Any]:
    """Load a data set by its name; this is the only thing here that uses a network."""
    try:
        from datasets import load_dataset
    except ImportError as error:
        raise PrerequisiteError("Named data sets need the package datasets.", _INSTALL) from error
    try:
        rows: Iterable[Any] = load_dataset(name, split="test")
    except (OSError, ValueError, RuntimeError) as error:
        raise PrerequisiteError(
            f"The data set {safe(name, limit=100)!r} cannot be had from Hugging Face:"
            f" {safe(str(error), limit=200)}.",
            "Get it where there is a network, and name its parquet or JSONL file here.",
        ) from error
    return rows


def _instance(row: Any, source: str) -> Instance:
    name = safe(str(row.get("instance_id", "?") if isinstance(row, dict) else "?"), limit=100)
    where = f"The instance {name} of {safe(source, limit=200)}"
    if isinstance(row, dict) and (lacking := [key for key in _SPEC if not row.get(key)]):
        raise UsageError(
            f"{where} has no {', '.join(lacking)}: it is in the schema from before swebench 5,"
            " whose packages no longer hold how its repository is tested.",
            "Take the data set as it is published for swebench 5.",
        )
    try:
        found = Instance.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        field = safe(".".join(str(part) for part in first["loc"]), limit=80)
        raise UsageError(f"{where} is damaged: {field}: {first['msg'].lower()}.") from error
    if not _NAME.fullmatch(found.instance_id):
        raise UsageError(f"{where} has an id that cannot be a task's name.")
    return found
