"""What a report says by task: the matrix, and the tables by language and by difficulty."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import chain

from evaluator.api import SPLITS, Task
from evolution.report.document import Block, Cell, Figure, Line, Section, Table, Told
from evolution.report.facts import Facts
from evolution.report.figures import by_attempts

MOST_COLUMNS = 60
"""Variants that the matrix shows at most."""


def matrix(facts: Facts) -> Section:
    """Return rewards by task and variant: the best's lineage first, then by score."""
    shown, left = _columns(facts)
    cells = _cells(facts)
    blocks: list[Block] = []
    if left:
        blocks.append(Line((f"{left} more variants are not shown.",)))
    for split in SPLITS:
        names = sorted({task for found, task, _ in cells if found == split})
        if names:
            rows = tuple(
                (Told(task), *(_cell(facts, cells.get((split, task, name), ())) for name in shown))
                for task in names
            )
            blocks.append(Table((f"{split} task", *shown), rows, dense=True))
    return Section("Tasks and variants", tuple(blocks))


def rewards(facts: Facts) -> dict[str, dict[str, dict[str, float]]]:
    """Return the whole matrix as plain data: split to task to variant to mean reward."""
    found: dict[str, dict[str, dict[str, float]]] = {}
    for (split, task, variant), rows in _cells(facts).items():
        mean = sum(facts.rewards[seq] for seq in rows) / len(rows)
        found.setdefault(split, {}).setdefault(task, {})[variant] = mean
    return found


def _columns(facts: Facts) -> tuple[list[str], int]:
    view = facts.view
    line = facts.tree.lineage(view.best) if view.best else []
    measured = [name for name, one in view.variants.items() if one.score.mean is not None]
    others = sorted(
        (name for name in measured if name not in line),
        key=lambda name: -(view.variants[name].score.mean or 0.0),
    )
    whole = [*line, *others]
    return whole[:MOST_COLUMNS], max(0, len(whole) - MOST_COLUMNS)


def _cells(facts: Facts) -> Mapping[tuple[str, str, str], tuple[int, ...]]:
    found: dict[tuple[str, str, str], tuple[int, ...]] = {}
    for seq, row in facts.done:
        key = (row.split, row.task, row.variant)
        found[key] = (*found.get(key, ()), seq)
    return found


def _cell(facts: Facts, rows: tuple[int, ...]) -> Cell:
    if not rows:
        return ""
    mean = sum(facts.rewards[seq] for seq in rows) / len(rows)
    return Figure(f"{mean:.2g}", rows, shade=round(10 * mean))


def by_kind(facts: Facts) -> Section:
    """Return the best and the seed by difficulty and by language, on ``select`` and ``holdout``.

    Languages are told apart where tasks name theirs. Where tasks allow several attempts, there is
    a column for each number of them, and a table of all tasks before the others.
    """
    if not facts.tasks:
        words = "The benchmark could not be read, so tasks are not told apart by kind."
        return Section("By difficulty and language", (Line((words,)),))
    blocks: list[Block] = [_kinds(facts, "tasks", lambda _: "all")] if facts.attempts > 1 else []
    blocks.append(_kinds(facts, "difficulty", _difficulty))
    if any(task.language for task in facts.tasks.values()):
        blocks.append(_kinds(facts, "language", _language))
    return Section("By difficulty and language", tuple(blocks))


def _difficulty(task: Task) -> str:
    return task.difficulty or "unrated"


def _language(task: Task) -> str:
    return task.language or "not told"


def _kinds(facts: Facts, word: str, kind: Callable[[Task], str]) -> Table:
    names = [name for name in dict.fromkeys((facts.view.seed, facts.view.best)) if name]
    found: dict[tuple[str, str, str], list[int]] = {}
    for seq, row in facts.done:
        if row.variant in names and row.split != "train" and row.task in facts.tasks:
            key = (row.split, kind(facts.tasks[row.task]), row.variant)
            found.setdefault(key, []).append(seq)
    kinds = dict.fromkeys((split, value) for split, value, _ in sorted(found))
    rows = []
    for split, value in kinds:
        cells = [by_attempts(facts, found.get((split, value, name), ())) for name in names]
        rows.append((split, Told(value), *chain.from_iterable(cells)))
    head = chain.from_iterable(_heads(name, facts.attempts) for name in names)
    return Table(("split", word, *head), tuple(rows))


def _heads(name: str, attempts: int) -> tuple[str, ...]:
    if attempts == 1:
        return (name,)
    return tuple(f"{name} pass@{number}" for number in range(1, attempts + 1))
