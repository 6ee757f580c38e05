from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from archive.ledger import Ledger
from archive.records import Outcome, Variant
from archive.store import VariantStore
from common.files import File
from evolution.config import RunConfig, save_config
from evolution.run import RunFolder

TASKS = {
    "train": ["unbalanced-brackets", "leap-years"],
    "select": [
        "slug-words",
        "merge-ranges",
        "roman-numerals",
        "rotate-grid",
        "stable-sort",
        "csv-quotes",
    ],
    "holdout": ["word-wrap", "prime-gaps"],
}

SEED_SOURCE = '''"""Keeps what a command printed within bounds."""

LIMIT = 2000


def trim(text: str) -> str:
    """Keep the head."""
    return text[:LIMIT]
'''


TAIL_SOURCE = '''"""Keeps what a command printed within bounds."""

LIMIT = 4000


def trim(text: str) -> str:
    """Keep head and tail: a failing test reports at the end."""
    if len(text) <= LIMIT:
        return text
    half = LIMIT // 2
    return text[:half] + "\\n...\\n" + text[-half:]
'''


class Grove:
    """A run folder made as an engine would make it, event by event."""

    def __init__(self, path: Path, seed: int = 7) -> None:
        path.mkdir(parents=True)
        self.folder = RunFolder(path)
        save_config(RunConfig(), self.folder.config)
        self.ledger = Ledger(self.folder.ledger)
        self.store = VariantStore.create(self.folder.archive)
        self.random = random.Random(seed)
        self.ledger.note("engine_started", pid=1)
        self.engine = self.folder.lock()
        self.engine.__enter__()
        self.sources: dict[str, str] = {}
        self.beside: dict[str, File] = {}
        """Files of every variant besides the one that changes."""

    def close(self) -> None:
        self.engine.__exit__(None, None, None)
        self.ledger.close()

    def seed(self, summary: str = "the seed") -> None:
        self.ledger.add_variant(self._commit("v0000", None, SEED_SOURCE, summary))

    def child(self, name: str, parent: str, summary: str, source: str | None = None) -> None:
        expansion = self.ledger.start_expansion(name, parent)
        text = source or self.sources[parent] + f"\n# {name}\n"
        made = self._commit(name, parent, text, summary)
        ended = replace(expansion, outcome=Outcome.DONE, calls=9, tokens=14_000)
        self.ledger.end_expansion(ended, made)

    def no_child(self, name: str, parent: str, outcome: Outcome, reason: str) -> None:
        expansion = self.ledger.start_expansion(name, parent)
        self.ledger.end_expansion(replace(expansion, outcome=outcome, reason=reason))

    def evaluate(
        self,
        variant: str,
        rate: float,
        tasks: Mapping[str, list[str]] = TASKS,
        exit_status: str = "",
    ) -> None:
        for split, names in tasks.items():
            for task in names:
                started = self.ledger.start_evaluation(variant, task, split)
                solved = self.random.random() < rate
                self.ledger.end_evaluation(
                    replace(
                        started,
                        outcome=Outcome.DONE,
                        reward=float(solved),
                        exit_status=exit_status or ("submitted" if solved else "step_limit"),
                        agent_seconds=self.random.uniform(3, 40),
                        calls=12,
                        tokens=21_000,
                    )
                )

    def _commit(self, name: str, parent: str | None, source: str, summary: str) -> Variant:
        self.sources[name] = source
        tree = {"coding_agent/output.py": File(source.encode()), **self.beside}
        commit = self.store.commit(name, tree, parent=parent, message=summary, trailers={})
        return Variant(name, parent, commit.commit, commit.tree, summary, 1_790_000_000.0)


def plant(grove: Grove) -> None:
    """Eight variants, one halted; a failed expansion, a fault, one in the making."""
    grove.seed()
    grove.evaluate("v0000", 0.25)
    grove.child("v0001", "v0000", "output keeps its tail as well as its head", TAIL_SOURCE)
    grove.evaluate("v0001", 0.5)
    grove.child("v0002", "v0000", "raise the step limit from 12 to 20")
    grove.evaluate("v0002", 0.4)
    grove.no_child(
        "v0003",
        "v0000",
        Outcome.FAILED,
        "preflight: the agent does not import (SyntaxError in loop.py)",
    )
    grove.child("v0004", "v0001", "remember which edits were tried and undo those that broke tests")
    grove.evaluate("v0004", 0.85)
    grove.child("v0005", "v0001", "retry without end")
    grove.evaluate("v0005", 0.1, {"train": TASKS["train"]}, exit_status="timeout")
    grove.ledger.halt(["v0005"], "runaway: 4 boxes at the deadline", "overseer")
    grove.child("v0006", "v0004", "run the failing test alone first")
    grove.evaluate("v0006", 0.7, {"train": TASKS["train"], "select": TASKS["select"][:4]})
    grove.ledger.start_evaluation("v0006", "stable-sort", "select")
    grove.no_child("v0007", "v0002", Outcome.ERROR, "the engine did not answer")
    grove.child("v0008", "v0002", "drop comments from what the model reads")
    grove.evaluate("v0008", 0.3)
    grove.child("v0009", "v0004", "read the traceback from its last frame upward")
    grove.ledger.start_evaluation("v0009", "leap-years", "train")
    grove.ledger.start_expansion("v0010", "v0004")
