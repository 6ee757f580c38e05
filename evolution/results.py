"""What was measured before, in any run of the folder, so that no work is done twice.

The index only says where a result stands. The result itself is read from the ledger of the run that
measured it, and is gone with that run. Boxes reach neither.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sqlite3
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from archive.ledger import Ledger
from archive.records import Evaluation, Outcome
from common.errors import ArboretumError, MachineryError
from evaluator.api import Task
from evolution.config import RunConfig
from evolution.machinery import Machinery
from evolution.run import RunFolder
from evolution.transcripts import attempts_of, later_attempt
from gateway.api import Caps, Served
from gateway.record import transcript_files

NAME = "results.db"
_PATIENCE_SECONDS = 10.0
_SCHEMA = """CREATE TABLE IF NOT EXISTS results (
    key TEXT PRIMARY KEY, run TEXT NOT NULL, variant TEXT NOT NULL, task TEXT NOT NULL,
    trial INTEGER NOT NULL, attempt INTEGER NOT NULL
) WITHOUT ROWID"""
_MEASURING = ("common", "evaluator", "evolution", "gateway", "sandbox")
"""The packages whose code has a part in a result."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Circumstances:
    """All that a result depends on: where two are equal, measuring again would say nothing new."""

    tree: str
    """Git's tree hash of the agent."""
    task: str
    """The task's digest."""
    model: str
    server: str
    """Who answers for the model, where the person chooses that."""
    seed: int
    trial: int
    """Trials are drawn apart, and none stands for another."""
    image: str
    """Digest of the boxes' base image."""
    images: tuple[str, ...]
    """Digests of the task's own images."""
    sandbox: str
    caps: Caps
    time_factor: float

    def key(self) -> str:
        """Return a hash of it, and of the code that measures."""
        told = {**asdict(self), "code": code_digest()}
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def circumstances(
    machinery: Machinery, config: RunConfig, tree: str, task: Task, trial: int
) -> Circumstances:
    """Return what the result of an evaluation depends on."""
    boxes, model = machinery.sandbox, machinery.gateway.model
    return Circumstances(
        tree=tree,
        task=task.digest,
        model=model.name,
        server=model.server if isinstance(model, Served) else "",
        seed=config.seed,
        trial=trial,
        image=boxes.image_digest,
        images=tuple(one.id for one in (task.image, task.verifier_image) if one),
        sandbox=boxes.name,
        caps=config.caps("evaluation"),
        time_factor=config.time_factor,
    )


@dataclass(frozen=True)
class Known:
    """A result that need not be measured again."""

    row: Evaluation
    """As the run recorded it that measured it."""
    source: str
    """Which one that is: ``RUN:VARIANT/TASK.TRIAL``."""
    transcript: Path


class Results:
    """The index of one folder of runs; safe from several threads and several engines.

    A fault of the index is written to the log and costs a measurement, never a run.

    Args:
        folder: The run that asks; one that only asks need not be there.
    """

    def __init__(self, folder: RunFolder) -> None:
        self._run = folder.name
        self._root = folder.path.parent

    def find(self, asked: Circumstances) -> Known | None:
        """Return what was measured under these circumstances, if its run still has it.

        What a halted or quarantined variant scored is not taken over.
        """
        query = "SELECT run, variant, task, trial, attempt FROM results WHERE key = ?"
        found = self._ask(query, asked.key())
        try:
            return self._read(*found) if found else None
        except (ArboretumError, OSError) as error:
            _log.info("a known result cannot be read: %s", error)
            return None

    def add(self, measured: Circumstances, row: Evaluation) -> None:
        """Note where a result stands that the ledger has."""
        place = (self._run, row.variant, row.task, row.trial, row.attempt)
        self._ask(
            "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?)", measured.key(), *place
        )

    def _read(self, run: str, variant: str, task: str, trial: int, attempt: int) -> Known | None:
        folder = RunFolder(self._root / run)
        with Ledger(folder.ledger, readonly=True) as ledger:
            free = ledger.variant(variant).free
            rows = [
                row
                for row in ledger.evaluations(variant)
                if (row.task, row.trial, row.attempt) == (task, trial, attempt)
            ]
        if not free or not rows or rows[0].outcome is not Outcome.DONE or rows[0].reused:
            return None
        transcript = folder.path / rows[0].transcript
        attempts = attempts_of(transcript)
        files = [file for path in attempts for file in transcript_files(path)]
        if len(attempts) < len(rows[0].rewards) or not all(file.is_file() for file in files):
            return None
        return Known(rows[0], f"{run}:{variant}/{task}.{trial}", transcript)

    def _ask(self, statement: str, *values: str | int) -> tuple[Any, ...] | None:
        """Run one statement on the index; return its first row, or ``None`` where there is none."""
        path = self._root / NAME
        try:
            with closing(
                sqlite3.connect(path, timeout=_PATIENCE_SECONDS, isolation_level=None)
            ) as index:
                index.execute("PRAGMA journal_mode = WAL")
                index.execute(_SCHEMA)
                row: tuple[Any, ...] | None = index.execute(statement, values).fetchone()
                return row
        except sqlite3.Error as error:
            _log.warning("the index of results %s cannot be used: %s", path, error)
            return None


def take_over(known: Known, transcript: Path) -> None:
    """Copy the record of a known result, so that a run is whole by itself.

    Raises:
        MachineryError: The disk refuses, or the other run was removed meanwhile.
    """
    try:
        transcript.parent.mkdir(parents=True, exist_ok=True)
        for number, path in enumerate(attempts_of(known.transcript), 1):
            own = transcript if number == 1 else later_attempt(transcript, number)
            for old, new in zip(transcript_files(path), transcript_files(own), strict=True):
                shutil.copyfile(old, new)
    except OSError as error:
        raise MachineryError(f"a known result cannot be copied: {error.strerror}") from error


@lru_cache(maxsize=1)
def code_digest() -> str:
    """Return a hash of the code that measures: results of another version are not reused."""
    home = Path(__file__).resolve().parent.parent
    whole = hashlib.sha256()
    for file in sorted(file for name in _MEASURING for file in (home / name).rglob("*.py")):
        whole.update(file.read_bytes())
    return whole.hexdigest()
