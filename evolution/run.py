"""The folder of a run: its names, its paths, and the lock that keeps a second engine out."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from archive.records import Evaluation, Expansion
from common.errors import UsageError
from common.text import safe

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}")


def runs_root(given: Path | None = None) -> Path:
    """Return the folder that holds the runs: given, ``ARBORETUM_RUNS``, or the user's data."""
    if given is not None:
        return given
    if named := os.environ.get("ARBORETUM_RUNS"):
        return Path(named)
    import platformdirs

    return Path(platformdirs.user_data_dir("arboretum")) / "runs"


@dataclass(frozen=True)
class RunFolder:
    """Where everything of one run lies."""

    path: Path

    @property
    def name(self) -> str:
        """The run's name, the folder's."""
        return self.path.name

    @property
    def label(self) -> str:
        """The label of its boxes: the name, and which folder it is in."""
        place = hashlib.sha256(str(self.path.resolve()).encode()).hexdigest()[:8]
        return f"{self.name}-{place}"

    @property
    def archive(self) -> Path:
        """The bare git repository of the variants."""
        return self.path / "archive.git"

    @property
    def ledger(self) -> Path:
        """The database of what happened."""
        return self.path / "ledger.db"

    @property
    def orders(self) -> Path:
        """What the operator ordered: halts and pauses."""
        return self.path / "orders.jsonl"

    @property
    def acknowledged(self) -> Path:
        """The operator's notes on incidents."""
        return self.path / "acknowledged.jsonl"

    @property
    def config(self) -> Path:
        """The settings."""
        return self.path / "config.toml"

    @property
    def log(self) -> Path:
        """What a detached engine wrote."""
        return self.path / "engine.log"

    def transcript(self, variant: str, name: str) -> Path:
        """Return where the transcript of one piece of work goes."""
        return self.path / "transcripts" / variant / f"{name}.json"

    @property
    def advice(self) -> Path:
        """Where the overseer's adviser is recorded."""
        return self.path / "transcripts" / "adviser"

    def relative(self, path: Path) -> str:
        """Return ``path`` as the ledger keeps it."""
        return path.relative_to(self.path).as_posix()

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the run against other engines; the system lets go when the process dies.

        Raises:
            UsageError: Another engine works on it.
        """
        from filelock import FileLock, Timeout

        lock = FileLock(self.path / "engine.lock")
        try:
            lock.acquire(timeout=1.0)
        except Timeout as error:
            raise UsageError(
                f"Another engine is working on the run {self.name!r}.",
                f"Watch it with: arboretum status {self.name}",
            ) from error
        try:
            yield
        finally:
            lock.release()

    def engine_alive(self) -> bool:
        """Say whether an engine works on this run now."""
        from filelock import FileLock, Timeout

        lock = FileLock(self.path / "engine.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return True
        lock.release()
        return False


def transcript_of(folder: RunFolder, row: Expansion | Evaluation) -> Path:
    """Return where the gateway records a piece of work."""
    if isinstance(row, Expansion):
        return folder.transcript(row.child, f"expansion.{row.attempt}")
    return folder.transcript(row.variant, f"{row.task}.{row.trial}.{row.attempt}")


def check_name(name: str) -> str:
    """Return ``name`` if a run may have it.

    Raises:
        UsageError: It may not.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{safe(name, limit=60)!r} is not a name for a run.",
            "Use up to 40 of: small letters, digits, '.', '-' and '_', a letter or digit first.",
        )
    return name


def list_runs(root: Path) -> list[RunFolder]:
    """Return the runs below ``root``, by name."""
    if not root.is_dir():
        return []
    return [RunFolder(path.parent) for path in sorted(root.glob("*/config.toml"))]


def find_recording(root: Path, model: str | None) -> Path | None:
    """Return what ``replay:`` names: a path, or the folder of a run in ``root``."""
    if model is None or not model.startswith("replay:"):
        return None
    told = model.removeprefix("replay:")
    path = Path(told)
    named = not path.exists() and _NAME.fullmatch(told) and (root / told).is_dir()
    return (root / told if named else path).resolve()


def free_name(root: Path, stem: str = "demo") -> str:
    """Return ``stem``, or ``stem-2``, ``stem-3``, ...: the first that is not taken."""
    taken = {path.name for path in root.iterdir()} if root.is_dir() else set()
    number = 1
    while (name := stem if number == 1 else f"{stem}-{number}") in taken:
        number += 1
    return name


def create_run(root: Path, name: str) -> RunFolder:
    """Make the folder of a new run.

    Raises:
        UsageError: The name is taken or not allowed, or the folder cannot be made.
    """
    folder = RunFolder(root / check_name(name))
    try:
        root.mkdir(parents=True, exist_ok=True)
        folder.path.mkdir(mode=0o700)
    except FileExistsError as error:
        raise UsageError(
            f"There is a run {name!r} already in {root}.",
            f"Go on with it: arboretum resume {name}; or choose another name.",
        ) from error
    except (PermissionError, NotADirectoryError) as error:
        raise UsageError(f"The run cannot be made in {root}: {error.strerror}.") from error
    return folder


def open_run(root: Path, name: str) -> RunFolder:
    """Return the folder of a run that exists.

    Raises:
        UsageError: There is none of this name.
    """
    folder = RunFolder(root / check_name(name))
    if not folder.config.is_file() or not folder.ledger.is_file():
        names = ", ".join(run.name for run in list_runs(root)[:10])
        hint = f"There are: {names}." if names else "Start one with: arboretum evolve"
        raise UsageError(f"There is no run {name!r} in {root}.", hint)
    return folder
