"""The family tree: git branches, the ledger of what happened, lineage, parent selection.

The records load at once; git, SQLite and networkx only when a name that needs them is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from archive.records import Commit, Evaluation, Event, Expansion, Outcome, Variant

if TYPE_CHECKING:
    from archive.database import AlreadyRecordedError, HaltedError
    from archive.ledger import Ledger
    from archive.policies import Candidate, Policy, make_policy
    from archive.store import VariantStore
    from archive.tree import FamilyTree

__all__ = [
    "AlreadyRecordedError",
    "Candidate",
    "Commit",
    "Evaluation",
    "Event",
    "Expansion",
    "FamilyTree",
    "HaltedError",
    "Ledger",
    "Outcome",
    "Policy",
    "Variant",
    "VariantStore",
    "make_policy",
]


def __getattr__(name: str) -> Any:
    homes = {
        "AlreadyRecordedError": "archive.database",
        "Candidate": "archive.policies",
        "FamilyTree": "archive.tree",
        "HaltedError": "archive.database",
        "Ledger": "archive.ledger",
        "Policy": "archive.policies",
        "VariantStore": "archive.store",
        "make_policy": "archive.policies",
    }
    if name not in homes:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(homes[name]), name)
