"""The ledger: what happened in a run, recorded once, in order, and never changed."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from archive import rows, transactions
from archive.database import AlreadyRecordedError, Database
from archive.family import Family
from archive.records import Evaluation, Event, Expansion, Outcome, Variant, check_variant_id
from common.errors import UsageError
from common.text import safe

_SPLITS = ("train", "select", "holdout")
_OWN_KINDS = re.compile(r"(variant|expansion|evaluation)_.*")


class Ledger:
    """A run's ledger file, safe to use from several threads and several processes.

    Every method that writes is one transaction: when it returns, the disk has it; when it
    raises, nothing was recorded.

    Args:
        path: ``ledger.db``; made if it is missing, unless ``readonly``.
        readonly: Only read; the file and its folder are left as they are.
        patience: Seconds to wait while another process writes.

    Raises:
        UsageError, PrerequisiteError, ArboretumError: See :class:`archive.database.Database`.
    """

    def __init__(self, path: Path | str, *, readonly: bool = False, patience: float = 30.0) -> None:
        self._database = Database(Path(path), readonly=readonly, patience=patience)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; safe to call twice."""
        self._database.close()

    def add_variant(self, variant: Variant) -> None:
        """Record a variant that no expansion made: the seed, or a copy of it.

        Raises:
            AlreadyRecordedError: Its id is taken.
            UsageError: Its id is not one, or its parent is unknown.
        """
        with self._database.write() as tx:
            transactions.add_variant(tx, variant)

    def start_expansion(self, child: str, parent: str) -> Expansion:
        """Record that a parent begins to make a child.

        Raises:
            UsageError: The parent is unknown, or ``child`` is not a variant id.
            HaltedError: One of them was halted.
            AlreadyRecordedError: The child exists, or an attempt to make it is running.
        """
        check_variant_id(child)
        with self._database.write() as tx:
            transactions.require(tx, parent)
            transactions.require_free(tx, child, parent)
            if transactions.exists(tx, "variant_added", child):
                raise AlreadyRecordedError(f"the variant {child} exists already")
            started, ended = transactions.expansion_attempts(tx, child)
            if started > ended:
                raise AlreadyRecordedError(f"an expansion to {child} is running already")
            expansion = Expansion(child, parent, started + 1, time.time())
            data = rows.encode(
                {"parent": parent, "attempt": expansion.attempt, "started": expansion.started}
            )
            transactions.append(tx, "expansion_started", child, data)
            return expansion

    def end_expansion(self, expansion: Expansion, variant: Variant | None = None) -> None:
        """Record how an expansion ended and, in the same transaction, the variant it made.

        Args:
            expansion: The one that was started, with its outcome. ``ended`` is set to now if
                it is missing.
            variant: The child; given exactly when the outcome is DONE.

        Raises:
            AlreadyRecordedError: It has ended before, or the variant exists.
            UsageError: It has no outcome, was never started, or does not fit the variant.
        """
        if expansion.outcome is None:
            raise UsageError(f"the expansion to {expansion.child} has no outcome to record")
        if (expansion.outcome is Outcome.DONE) != (variant is not None):
            raise UsageError("an expansion gives a variant exactly when it is done")
        if variant and (variant.id, variant.parent) != (expansion.child, expansion.parent):
            raise UsageError(f"{variant.id} is not the child of the expansion to {expansion.child}")
        with self._database.write() as tx:
            transactions.end_expansion(tx, expansion)
            if variant:
                transactions.add_variant(tx, variant)

    def start_evaluation(self, variant: str, task: str, split: str, trial: int = 0) -> Evaluation:
        """Record that a variant begins a task.

        Raises:
            UsageError: The variant or the split is unknown.
            HaltedError: The variant was halted.
            AlreadyRecordedError: This trial is done, or an attempt at it is running.
        """
        if split not in _SPLITS:
            raise UsageError(
                f"there is no split {safe(split, limit=40)!r}", "train, select, holdout"
            )
        with self._database.write() as tx:
            transactions.require(tx, variant)
            transactions.require_free(tx, variant)
            started, ended, done = transactions.evaluation_attempts(tx, variant, task, trial)
            if started > ended:
                raise AlreadyRecordedError(f"{variant} is at {safe(task)} already")
            if done:
                raise AlreadyRecordedError(f"{variant} has a result for {safe(task)} already")
            evaluation = Evaluation(variant, task, split, trial, started + 1, time.time())
            data = {
                "task": task,
                "split": split,
                "trial": trial,
                "attempt": evaluation.attempt,
                "started": evaluation.started,
            }
            transactions.append(tx, "evaluation_started", variant, rows.encode(data))
            return evaluation

    def end_evaluation(self, evaluation: Evaluation) -> None:
        """Record how an evaluation ended; ``ended`` is set to now if it is missing.

        Raises:
            AlreadyRecordedError: It has ended before, or the trial has a result.
            UsageError: It was never started, has no outcome, is FAILED (which only an expansion
                can be), or its reward is not in [0, 1] exactly when it is DONE.
        """
        with self._database.write() as tx:
            transactions.end_evaluation(tx, evaluation)

    def halt(
        self,
        variants: Sequence[str],
        reason: str,
        operator: str,
        *,
        ordered: float | None = None,
        strict: bool = True,
    ) -> list[str]:
        """Record that variants are halted; those halted before are left as they are.

        The child of a running expansion may be halted before it is a variant.

        Args:
            variants: Their ids.
            reason: Why.
            operator: Who, as user@host.
            ordered: When the halt was given, in Unix seconds; now by default.
            strict: Refuse ids that are unknown; else they are left out.

        Returns:
            The ids newly halted, in the order given.

        Raises:
            UsageError: One of them is unknown or there is no reason; none is halted then.
        """
        if not reason.strip():
            raise UsageError("a halt needs a reason", "say why with --reason")
        at = time.time() if ordered is None else ordered
        data = rows.encode({"reason": reason, "operator": operator, "ordered": at})
        newly = []
        with self._database.write() as tx:
            for variant in dict.fromkeys(variants):
                started, ended = transactions.expansion_attempts(tx, variant)
                known = started > ended or transactions.exists(tx, "variant_added", variant)
                if not known and strict:
                    transactions.require(tx, variant)
                if known and not transactions.exists(tx, "variant_halted", variant):
                    transactions.append(tx, "variant_halted", variant, data)
                    newly.append(variant)
        return newly

    def quarantine(self, variant: str, reason: str, operator: str) -> bool:
        """Record that a variant may do nothing until it is released.

        Returns:
            False if it was quarantined already.

        Raises:
            UsageError: It is neither a variant nor the child of a running expansion.
        """
        return self._confine(variant, reason, operator, confined=True)

    def release(self, variant: str, reason: str, operator: str) -> bool:
        """Record that a variant's quarantine is over.

        Returns:
            False if it was not quarantined.

        Raises:
            UsageError: It is neither a variant nor the child of a running expansion.
        """
        return self._confine(variant, reason, operator, confined=False)

    def _confine(self, variant: str, reason: str, operator: str, *, confined: bool) -> bool:
        data = rows.encode({"reason": reason, "operator": operator})
        kind = "variant_quarantined" if confined else "variant_released"
        with self._database.write() as tx:
            started, ended = transactions.expansion_attempts(tx, variant)
            if started == ended:
                transactions.require(tx, variant)
            if transactions.is_quarantined(tx, variant) == confined:
                return False
            transactions.append(tx, kind, variant, data)
            return True

    def note(self, kind: str, **data: Any) -> int:
        """Record something about the engine or the run: ``engine_started``, ``pause``, ``final``.

        Args:
            kind: Lower-case words joined by ``_``; not one of the ledger's own.
            **data: Plain values; ``variant``, if there, names the variant it is about.

        Returns:
            The event's number.

        Raises:
            UsageError: The kind or a value is not fit to be recorded.
        """
        return self._note(kind, data, once="") or 0

    def note_once(self, kind: str, *, order: str, **data: Any) -> int | None:
        """Record what came of an operator's order, unless that was recorded before.

        Args:
            kind: As for :meth:`note`.
            order: What the order is known by.
            **data: As for :meth:`note`.

        Returns:
            The event's number; ``None`` if it was there already.
        """
        return self._note(kind, {**data, "order": order}, once=order)

    def _note(self, kind: str, data: dict[str, Any], once: str) -> int | None:
        if re.fullmatch(r"[a-z][a-z0-9_]{0,39}", kind) is None or _OWN_KINDS.fullmatch(kind):
            raise UsageError(f"{safe(kind, limit=40)!r} cannot be the kind of a note")
        variant = data.pop("variant", None)
        if variant is not None:
            check_variant_id(str(variant))
        with self._database.write() as tx:
            if once and transactions.is_noted(tx, kind, once):
                return None
            return transactions.append(tx, kind, variant, rows.encode(data))

    def interrupt_running(
        self, reason: str, used: transactions.Used = lambda _: (0, 0, 0.0)
    ) -> int:
        """End all that an earlier engine left running; return how many there were.

        What was halted meanwhile ends as HALTED, the rest as INTERRUPTED: it is done again.
        Only for an engine that knows it is the only one.

        Args:
            reason: Why they ended.
            used: Tells the calls, tokens and dollars that one of them had used.
        """
        with self._database.write() as tx:
            return transactions.interrupt_running(tx, reason, used)

    def variants(self) -> list[Variant]:
        """Return all variants in the order they were admitted."""
        with self._database.read() as tx:
            return transactions.variants(tx)

    def variant(self, name: str) -> Variant:
        """Return one variant.

        Raises:
            UsageError: There is none of this id.
        """
        with self._database.read() as tx:
            transactions.require(tx, name)
            return transactions.variants(tx, "WHERE id = ?", (name,))[0]

    def expansions(self, child: str | None = None) -> list[Expansion]:
        """Return the attempts to make a child, or all: by ending, or start while it runs."""
        with self._database.read() as tx:
            if child is None:
                return transactions.expansions(tx)
            return transactions.expansions(tx, "WHERE child = ?", (child,))

    def evaluations(self, variant: str | None = None) -> list[Evaluation]:
        """Return the evaluations of a variant or of all, in the order of what was last heard."""
        with self._database.read() as tx:
            if variant is None:
                return transactions.evaluations(tx)
            return transactions.evaluations(tx, "WHERE variant = ?", (variant,))

    def events(self, after: int = 0, limit: int = 1000, variant: str | None = None) -> list[Event]:
        """Return up to ``limit`` events with a number above ``after``, oldest first."""
        query = "SELECT seq, at, kind, variant, data FROM events WHERE seq > ?1"
        if variant is not None:
            query += " AND variant = ?3"
        values = (after, max(limit, 0), *(() if variant is None else (variant,)))
        with self._database.read() as tx:
            found = tx.execute(query + " ORDER BY seq LIMIT ?2", values)
            return [rows.to_event(row) for row in found]

    def events_of(self, *kinds: str, after: int = 0) -> list[Event]:
        """Return all events of these kinds with a number above ``after``, oldest first."""
        marks = ", ".join("?" * len(kinds))
        query = f"SELECT seq, at, kind, variant, data FROM events WHERE kind IN ({marks})"  # noqa: S608
        if not transactions.COMMON.intersection(kinds):
            query += f" AND {transactions.RARE}"
        with self._database.read() as tx:
            found = tx.execute(query + " AND seq > ? ORDER BY seq", (*kinds, after))
            return [rows.to_event(row) for row in found]

    def family(self) -> Family:
        """Return what reads the family tree page by page; it ends with this ledger."""
        return Family(self._database)

    def last_seq(self) -> int:
        """Return the number of the newest event, 0 if there is none."""
        with self._database.read() as tx:
            return int(tx.execute("SELECT coalesce(max(seq), 0) FROM events").fetchone()[0])
