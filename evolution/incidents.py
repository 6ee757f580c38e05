"""What an operator should look at, and the notes that say that somebody did.

That is alerts, quarantines, halts by the overseer, spent budgets and attempts on the wall. An
incident is known by the number of the ledger's event that tells it. Notes are kept in a file of the
run's folder that only grows, for the ledger is the engine's.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace

from archive.ledger import Ledger
from archive.records import Event
from common.errors import UsageError
from common.text import safe
from evaluator.violations import explain
from evolution.lines import append_line
from evolution.run import RunFolder

KINDS = ("alert", "quarantine", "halt", "budget", "violation")
_SHOWN = 2000
_NOTE_CHARACTERS = 1000
_EVENTS = ("alert", "variant_quarantined", "variant_released", "variant_halted", "budget_spent")


@dataclass(frozen=True)
class Note:
    """That somebody looked at incidents, and what they found."""

    numbers: tuple[int, ...]
    note: str
    operator: str
    at: float
    """Unix seconds."""


@dataclass(frozen=True)
class Incident:
    """Something to look at."""

    number: int
    """The event's."""
    at: float
    kind: str
    """One of :data:`KINDS`."""
    variant: str
    text: str
    """What happened; in part a variant's own words, untrusted."""
    holds: bool = False
    """Whether it is a quarantine that nobody has ended."""
    note: Note | None = None
    """The latest note on it."""


def read_incidents(folder: RunFolder, ledger: Ledger, limit: int = _SHOWN) -> list[Incident]:
    """Return a run's newest incidents, newest first.

    Args:
        folder: The run.
        ledger: Its ledger.
        limit: How many at most.
    """
    found: dict[int, Incident] = {}
    held: dict[str, int] = {}
    for event in ledger.events_of(*_EVENTS):
        if event.kind == "variant_released":
            held.pop(event.variant or "", None)
        for incident in _of_event(event):
            found[incident.number] = incident
            if incident.kind == "quarantine":
                held[incident.variant] = incident.number
    for number in held.values():
        found[number] = replace(found[number], holds=True)
    for event in ledger.family().suspicious(limit):
        found[event.seq] = _violation(event)
    notes = {number: note for note in read_notes(folder) for number in note.numbers}
    newest = sorted(found, reverse=True)[:limit]
    return [replace(found[number], note=notes.get(number)) for number in newest]


def read_notes(folder: RunFolder) -> list[Note]:
    """Return the notes on a run's incidents, oldest first; a damaged line is left out."""
    path = folder.acknowledged
    if not path.is_file():
        return []
    return [note for line in path.read_bytes().split(b"\n") if (note := _parsed(line))]


def acknowledge(folder: RunFolder, numbers: Sequence[int], note: str, operator: str) -> Note:
    """Write down that incidents were looked at; when it returns the disk has it.

    Args:
        folder: The run.
        numbers: The incidents'.
        note: What was found; kept for good.
        operator: Who, as user@host.

    Raises:
        UsageError: One of them is no incident, or there is no note.
        PrerequisiteError: The disk refuses.
    """
    if not note.strip():
        raise UsageError("An acknowledgement needs a note.", "Say what you found.")
    with Ledger(folder.ledger, readonly=True) as ledger:
        known = {incident.number for incident in read_incidents(folder, ledger)}
    for number in numbers:
        if number not in known:
            raise UsageError(f"There is no incident {number}.", "`arboretum incidents` lists them.")
    kept = safe(note, limit=_NOTE_CHARACTERS, multiline=True)
    made = Note(tuple(numbers), kept, operator, time.time())
    append_line(folder.acknowledged, asdict(made))
    return made


def release(folder: RunFolder, variant: str, reason: str, operator: str) -> bool:
    """End a variant's quarantine; return whether it was in one.

    Raises:
        UsageError: There is no reason, or no such variant.
        LockedError: A process keeps the ledger locked.
    """
    if not reason.strip():
        raise UsageError("A release needs a reason.", "Say why with --reason TEXT.")
    with Ledger(folder.ledger) as ledger:
        if ledger.variant(variant).quarantined is None:
            return False
        return ledger.release(variant, reason, operator)


def _of_event(event: Event) -> Iterator[Incident]:
    data, variant = event.data, event.variant or ""
    if event.kind == "alert":
        told = " · ".join(str(data.get(key, "")) for key in ("level", "rule", "box", "line"))
        yield Incident(event.seq, event.at, "alert", variant, told)
    elif event.kind == "variant_quarantined":
        yield Incident(event.seq, event.at, "quarantine", variant, str(data.get("reason", "")))
    elif event.kind == "variant_halted" and str(data.get("operator", "")).startswith("overseer"):
        yield Incident(event.seq, event.at, "halt", variant, str(data.get("reason", "")))
    elif event.kind == "budget_spent":
        told = f"the budget of {data.get('budget')} ran out of {data.get('short_of')}"
        yield Incident(event.seq, event.at, "budget", variant, told)


def _violation(event: Event) -> Incident:
    told = "; ".join(explain(str(one)) for one in event.data.get("violations") or ())
    text = f"{event.data.get('task')}: {told}"
    return Incident(event.seq, event.at, "violation", event.variant or "", text)


def _parsed(line: bytes) -> Note | None:
    try:
        values = json.loads(line)
        return Note(**{**values, "numbers": tuple(int(one) for one in values["numbers"])})
    except (ValueError, TypeError, KeyError):
        return None
