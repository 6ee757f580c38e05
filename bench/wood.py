"""A synthetic run of many variants, written into a real ledger in bulk."""

from __future__ import annotations

import json
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from archive.ledger import Ledger
from archive.store import VariantStore
from common.files import File
from evolution.config import RunConfig, save_config
from evolution.run import RunFolder

TASKS = [("train", f"polyglot/train-{n}") for n in range(2)]
TASKS += [("select", f"polyglot/select-{n}") for n in range(4)]
_WORDS = [
    "retry",
    "trim",
    "tail",
    "head",
    "undo",
    "memory",
    "budget",
    "step",
    "test",
    "patch",
    "search",
    "plan",
]
_AT = 1_790_000_000.0
_EVENTS_A_SECOND = 20
Row = tuple[str, str | None, str]


def grow(path: Path, variants: int, seed: int = 7) -> RunFolder:
    """Make a run folder with this many variants, each with a few evaluations.

    One in fifty is halted, one in ten expansions is refused; parents are drawn from a small pool of
    the good, so that some have thousands of children, as a greedy policy makes them.
    """
    path.mkdir(parents=True)
    folder = RunFolder(path)
    save_config(RunConfig.model_validate({}), folder.config)
    store = VariantStore.create(folder.archive)
    commit = store.commit("v0000", {"a.py": File(b"x = 1\n")}, parent=None, message="the seed")
    Ledger(folder.ledger).close()
    connection = sqlite3.connect(folder.ledger)
    connection.execute("PRAGMA synchronous = OFF")
    with connection:
        connection.executemany(
            "INSERT INTO events (at, kind, variant, data) VALUES (?, ?, ?, ?)",
            (
                (_AT + number / _EVENTS_A_SECOND, *row)
                for number, row in enumerate(
                    _events(variants, random.Random(seed), commit.commit, commit.tree)
                )
            ),
        )
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return folder


def _events(variants: int, dice: random.Random, commit: str, tree: str) -> Iterator[Row]:
    yield _row("engine_started", None, pid=1)
    pool: list[tuple[float, int]] = []
    for number in range(variants):
        name = f"v{number:04}"
        parent = None if not number else f"v{_parent(pool, dice, number):04}"
        if parent:
            yield _row("expansion_started", name, parent=parent, attempt=1, started=_AT + number)
            failed = dice.random() < 0.1
            outcome = "failed" if failed else "done"
            reason = "preflight: it does not import" if failed else ""
            ended = {"parent": parent, "attempt": 1, "started": _AT, "outcome": outcome}
            used = {"calls": 9, "tokens": 14_000, "cost_usd": 0.02, "transcript": ""}
            yield _row("expansion_ended", name, **ended, reason=reason, ended=_AT, **used)
            if failed:
                continue
        summary = " ".join(dice.choices(_WORDS, k=7))
        made = {"parent": parent, "commit": commit, "tree": tree, "summary": summary}
        yield _row("variant_added", name, **made, created=_AT + number)
        skill = min(0.95, 0.2 + 0.6 * dice.random() * number / variants)
        for split, task in TASKS:
            yield from _evaluation(name, split, task, dice.random() < skill, dice)
        pool = sorted([*pool, (skill, number)], reverse=True)[:40]
        if dice.random() < 0.02 and number:
            yield _row("variant_halted", name, reason="runaway", operator="overseer@here")


def _parent(pool: list[tuple[float, int]], dice: random.Random, number: int) -> int:
    """Draw the seed in half of the first cases, a good one else."""
    return 0 if number < 10 or dice.random() < 0.3 else dice.choice(pool)[1]


def _evaluation(
    name: str, split: str, task: str, solved: bool, dice: random.Random
) -> Iterator[Row]:
    begun = {"task": task, "split": split, "trial": 0, "attempt": 1, "started": _AT}
    yield _row("evaluation_started", name, **begun)
    yield _row(
        "evaluation_ended",
        name,
        **begun,
        outcome="done",
        reward=float(solved),
        exit_status="submitted" if solved else "step_limit",
        reason="",
        ended=_AT + 30,
        agent_seconds=dice.uniform(3, 40),
        grade_seconds=2.0,
        calls=12,
        tokens=21_000,
        cost_usd=0.01,
        transcript="",
        violations=["claims_results: tests"] if dice.random() < 0.001 else [],
    )


def _row(kind: str, variant: str | None, **data: Any) -> Row:
    return kind, variant, json.dumps(data)
