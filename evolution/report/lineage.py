"""How the best variant came to be: each of its ancestors with what it changed."""

from __future__ import annotations

from itertools import pairwise

from archive.store import VariantStore
from common.errors import ArboretumError
from evolution.report.document import Block, Diff, Figure, Line, Section, Told
from evolution.report.facts import Facts
from evolution.report.figures import counted, scored, versus

DIFF_BYTES = 200_000
"""Longest diff of one step that is shown whole."""


def lineage(facts: Facts, store: VariantStore) -> list[Section]:
    """Return a part for the best variant's line and one for each step of it."""
    best = facts.view.best
    if best is None:
        return []
    names = facts.tree.lineage(best)
    made = [facts.added[name] for name in names[1:]]
    words = (f"Steps from the seed to {best}: ", counted(len(made), made), ".")
    steps = [_step(facts, store, *pair) for pair in pairwise(names)]
    return [Section("The line of the best variant", (Line(words),)), *steps]


def _step(facts: Facts, store: VariantStore, parent: str, child: str) -> Section:
    found = facts.view.variants[child]
    ours, theirs = facts.rows(child, "select"), facts.rows(parent, "select")
    blocks: list[Block] = [
        Line((Figure(child, (facts.added[child],)), f", made by {parent}.")),
        Line(("On select: ", scored(found.score, ours))),
    ]
    if found.against_parent:
        blocks.append(Line((f"Against {parent}: ", versus(found.against_parent, (*ours, *theirs)))))
    try:
        blocks.append(Diff(store.diff(parent, child, limit=DIFF_BYTES)))
    except ArboretumError as error:
        blocks.append(Line(("The diff cannot be read: ", Told(error.message))))
    return Section(f"{parent} to {child}", tuple(blocks), level=3)
