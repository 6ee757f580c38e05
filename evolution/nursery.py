"""The variants' sources: read once, and the one place where a new one is admitted."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from threading import Lock

from archive.ledger import Ledger
from archive.records import Expansion, Outcome, Variant
from archive.store import VariantStore
from common.files import File, FileTree, read_folder
from evolution.admission import duplicate_of
from evolution.expansion import Expanded

SEED = "v0000"


def seed_tree() -> dict[str, File]:
    """Return the source of the seed agent that is shipped with the project."""
    return read_folder(Path(__file__).resolve().parent.parent / "agent_seed")


class Nursery:
    """The store of one run; safe to ask from several threads."""

    def __init__(self, store: VariantStore, *, run: str, model: str) -> None:
        self._store = store
        self._trailers = {"Arboretum-Run": run, "Arboretum-Model": model}
        self._agents: dict[str, FileTree] = {}
        self._trees: dict[str, str] = {}
        self._lock = Lock()

    def remember(self, variants: list[Variant]) -> None:
        """Learn the tree hashes of variants that are in the ledger."""
        self._trees.update({variant.id: variant.tree for variant in variants})

    def agent(self, variant: str) -> FileTree:
        """Return a variant's source."""
        with self._lock:
            if variant not in self._agents:
                self._agents[variant] = self._store.read(variant)
            return self._agents[variant]

    def tree(self, variant: str) -> str:
        """Return git's hash of an admitted variant's source."""
        with self._lock:
            return self._trees[variant]

    def twin(self, tree: FileTree) -> str:
        """Return the id of an admitted variant with exactly this source, or an empty string."""
        with self._lock:
            return duplicate_of(self._store.tree_hash(tree), self._trees.items())

    def plant(self, ledger: Ledger, tree: FileTree) -> None:
        """Admit the seed."""
        commit = self._store.commit(
            SEED, tree, parent=None, message="the seed agent", trailers=self._trailers
        )
        ledger.add_variant(
            Variant(SEED, None, commit.commit, commit.tree, "the seed agent", time.time())
        )

    def plant_copies(self, ledger: Ledger, count: int) -> None:
        """Admit children of the seed that are the same as it, byte for byte."""
        tree = self.agent(SEED)
        summary = "a copy of the seed"
        for number in range(1, count + 1):
            name = f"v{number:04d}"
            commit = self._store.commit(
                name, tree, parent=SEED, message=summary, trailers=self._trailers
            )
            ledger.add_variant(
                Variant(name, SEED, commit.commit, commit.tree, summary, time.time())
            )

    def admit(self, ledger: Ledger, expansion: Expansion, made: Expanded) -> Expansion:
        """Record an expansion's ending; if it is DONE, commit the child before.

        Git comes first and the ledger second: a crash between them leaves a branch that no
        ledger row names, which the next engine sets aside.

        Returns:
            The record as it was written; a twin admitted meanwhile makes it FAILED.
        """
        if expansion.outcome is not Outcome.DONE or made.run.after is None:
            ledger.end_expansion(expansion)
            return expansion
        if same := self.twin(made.run.after):
            reason = f"The changed source is the same as that of {same}."
            expansion = replace(expansion, outcome=Outcome.FAILED, reason=reason)
            ledger.end_expansion(expansion)
            return expansion
        with self._lock:
            commit = self._store.commit(
                expansion.child,
                made.run.after,
                parent=expansion.parent,
                message=made.summary,
                trailers={**self._trailers, "Arboretum-Parent": expansion.parent},
            )
            self._trees[expansion.child] = commit.tree
        now = time.time()
        child = Variant(
            expansion.child, expansion.parent, commit.commit, commit.tree, made.summary, now
        )
        ledger.end_expansion(expansion, child)
        return expansion
