"""The SQLite file below the ledger: opening it, sharing it, and telling its faults plainly."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, LifoQueue

from common.errors import ArboretumError, PrerequisiteError, UsageError

SCHEMA_VERSION = 3
_APPLICATION = 0x41524252
_CLASHES = {
    "variant_added_once": "this variant is in the ledger already",
    "expansion_ended_once": "this expansion has ended already",
    "evaluation_ended_once": "this evaluation has ended already",
    "evaluation_done_once": "this variant has a result for this task and trial already",
}


class AlreadyRecordedError(ArboretumError):
    """The same thing was to be recorded twice; nothing was written."""


class LockedError(ArboretumError):
    """Another process keeps the ledger locked."""


class HaltedError(ArboretumError):
    """Work was to begin on a variant that was halted or quarantined; nothing was written."""


class Database:
    """A ledger file, used by any number of threads and processes at once.

    Each use borrows a connection that no other thread holds; idle ones are kept for the next.

    Args:
        path: The file; it is made if it is missing, unless ``readonly``.
        readonly: Never write, not even a schema.
        patience: Seconds to wait for another process's write to end.

    Raises:
        UsageError: There is no such file or folder, it is no ledger, or it is a newer one.
        PrerequisiteError: The disk is full.
        ArboretumError: The file is locked or cannot be used.
    """

    def __init__(self, path: Path, *, readonly: bool = False, patience: float = 30.0) -> None:
        self.path = path.absolute()
        self.readonly = readonly
        self._patience = patience
        self._idle: LifoQueue[sqlite3.Connection] = LifoQueue()
        self._closed = False
        if readonly and not path.is_file():
            raise UsageError(f"there is no ledger at {path}", "check the name of the run")
        if not path.parent.is_dir():
            raise UsageError(f"there is no folder {path.parent}", "make the run's folder first")
        try:
            with self._borrow() as connection:
                self._prepare(connection)
        except BaseException:
            self.close()
            raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for queries that see one state of the ledger."""
        with self._borrow() as connection:
            connection.execute("BEGIN")
            yield connection
            connection.execute("COMMIT")

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection inside a transaction that ends with the block, or leaves no trace.

        When the block ends without an error, what it wrote is on the disk.
        """
        if self.readonly:
            raise UsageError(f"the ledger {self.path} was opened for reading only")
        with self._borrow() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def close(self) -> None:
        """Close all connections; safe to call twice."""
        self._closed = True
        while True:
            try:
                self._idle.get_nowait().close()
            except Empty:
                return

    @contextmanager
    def _borrow(self) -> Iterator[sqlite3.Connection]:
        if self._closed:
            raise UsageError(f"the ledger {self.path} has been closed")
        connection: sqlite3.Connection | None = None
        try:
            try:
                connection = self._idle.get_nowait()
            except Empty:
                connection = self._connect()
            yield connection
        except sqlite3.Error as error:
            raise self._plainly(error) from error
        finally:
            if connection is not None:
                self._give_back(connection)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if connection.in_transaction or self._closed:
            connection.close()
        else:
            self._idle.put(connection)

    def _connect(self) -> sqlite3.Connection:
        mode = "ro" if self.readonly else "rwc"
        wal = self.path.with_name(self.path.name + "-wal")
        if self.readonly and not wal.exists() and not os.access(self.path.parent, os.W_OK):
            mode += "&immutable=1"  # SQLite could not make the files it shares with writers
        connection = sqlite3.connect(
            f"{self.path.as_uri()}?mode={mode}",
            uri=True,
            timeout=self._patience,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        questions = ("PRAGMA user_version", "PRAGMA application_id")
        connection.execute("BEGIN")
        version, application = (int(connection.execute(q).fetchone()[0]) for q in questions)
        tables = int(connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
        connection.execute("COMMIT")
        if tables == version == application == 0 and not self.readonly:
            self._create(connection)
            return
        if application != _APPLICATION:
            raise UsageError(f"{self.path} is not a ledger", "check the name of the run")
        if version != SCHEMA_VERSION:
            raise UsageError(
                f"the ledger {self.path} has schema version {version}, "
                f"and this Arboretum knows version {SCHEMA_VERSION}",
                "use the version of Arboretum that wrote it",
            )

    def _create(self, connection: sqlite3.Connection) -> None:
        schema = Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(
            f"BEGIN IMMEDIATE; {schema}; PRAGMA application_id = {_APPLICATION};"
            f"PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
        )

    def _plainly(self, error: sqlite3.Error) -> ArboretumError:
        name = getattr(error, "sqlite_errorname", "") or ""
        text = str(error)
        if isinstance(error, sqlite3.IntegrityError):
            for index, sentence in _CLASHES.items():
                if index in text or (index == "variant_added_once" and "events.variant" in text):
                    return AlreadyRecordedError(sentence)
            return ArboretumError(f"the ledger refused the change: {text}")
        if name.startswith(("SQLITE_FULL", "SQLITE_IOERR")):
            return PrerequisiteError(
                f"the ledger {self.path} cannot be written: {text}",
                "free some space on this disk; what was recorded before is safe",
            )
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            return LockedError(
                f"the ledger {self.path} is locked by another process",
                "look for a program that holds it open, and try again",
            )
        if name.startswith(("SQLITE_NOTADB", "SQLITE_CORRUPT")):
            return UsageError(f"{self.path} is damaged or not a ledger: {text}")
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_PERM")):
            return UsageError(
                f"the ledger {self.path} cannot be opened: {text}",
                "check who owns the run's folder",
            )
        return ArboretumError(f"the ledger {self.path} failed: {text}")
