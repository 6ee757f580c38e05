"""The first parts of a report: what came of the run, its family, and what it cost."""

from __future__ import annotations

from collections.abc import Iterable

from archive.records import Evaluation, Expansion, Outcome
from evolution.report.document import Block, Cell, Figure, Line, Section, Table, Told
from evolution.report.facts import Facts
from evolution.report.figures import counted, scored, versus

MOST_VARIANTS = 500
"""Variants that the family's table shows at most."""


def overview(facts: Facts) -> Section:
    """Return what the run was and what came of it."""
    view, config = facts.view, facts.view.config
    made = tuple(facts.added.values())
    ended = tuple(seq for seq, _ in facts.done)
    failed = [seq for seq, row in facts.expansions if row.outcome is Outcome.FAILED]
    blocks: list[Block] = [
        Line(("Benchmark ", Told(config.benchmark), ", model ", Told(config.model),
              f", policy {config.policy}, seed {config.seed}. The run is {view.state}.")),
        Line((counted(len(made), made), " variants, ", counted(len(ended), ended),
              " evaluations with a reward, ", counted(len(failed), failed),
              " refused changes, ", counted(view.seconds, facts.engines, "{:,.0f}"),
              " seconds of work.")),
    ]  # fmt: skip
    if view.best is None:
        blocks.append(Line(("Nothing was measured on select yet.",)))
    else:
        blocks.append(_best(facts, view.best))
    blocks += [_compared(facts, index) for index in range(len(view.comparisons))]
    return Section("What came of it", tuple(blocks))


def _best(facts: Facts, best: str) -> Line:
    standing = scored(facts.view.variants[best].score, facts.rows(best, "select"))
    return Line((f"The best variant is {best}, by the lower bound of its score on select: ",
                 standing, "."))  # fmt: skip


def _compared(facts: Facts, index: int) -> Line:
    view, found = facts.view, facts.view.comparisons[index]
    ours = facts.rows(view.best or "", found.split)
    theirs = facts.rows(view.seed or "", found.split)
    parts = (f"On {found.split}: {view.best} ", scored(found.best, ours),
             " against the seed's ", scored(found.seed, theirs), "; ",
             versus(found.paired, (*ours, *theirs)))  # fmt: skip
    if found.among == 1:
        return Line((*parts, "."))
    compared = [rows[0] for name in view.variants if (rows := facts.rows(name, found.split))]
    many = Figure(f"{found.corrected:.3g} as one of {found.among}", tuple(compared))
    return Line((*parts, " (", many, ")."))


def family(facts: Facts) -> Section:
    """Return the tree: each variant below its parent, and the changes that were refused."""
    view = facts.view
    order = list(_descent(facts, view.seed, "")) if view.seed else []
    rows = tuple(_variant(facts, name, lead) for name, lead in order[:MOST_VARIANTS])
    head = ("variant", "state", "score on select", "against its parent")
    anchors = tuple(f"variant-{name}" for name, _ in order[:MOST_VARIANTS])
    blocks: list[Block] = [Table(head, rows, names=anchors)]
    if len(order) > MOST_VARIANTS:
        blocks.append(Line((f"{len(order) - MOST_VARIANTS} more variants are not shown.",)))
    refused = [pair for pair in facts.expansions if pair[1].outcome is Outcome.FAILED]
    if refused:
        blocks.append(Line(("Changes that were refused:",)))
        blocks.append(Table(("child", "of", "why"), tuple(_refused(*pair) for pair in refused)))
    return Section("The family", tuple(blocks))


def _descent(facts: Facts, seed: str, lead: str) -> Iterable[tuple[str, str]]:
    """Give each variant after its parent with what is drawn before it; no recursion."""
    waiting = [(seed, "", "")]
    while waiting:
        name, before, below = waiting.pop()
        yield name, lead + before
        children = facts.tree.children(name)
        for child in reversed(children):
            last = child == children[-1]
            joint, gap = ("└─ ", "   ") if last else ("├─ ", "│  ")
            waiting.append((child, below + joint, below + gap))


def _variant(facts: Facts, name: str, lead: str) -> tuple[Cell, ...]:
    found = facts.view.variants[name]
    rows, parent = facts.rows(name, "select"), found.variant.parent
    mark = " ★" if name == facts.view.best else ""
    against: Cell = ""
    if parent and found.against_parent and rows:
        against = versus(found.against_parent, (*rows, *facts.rows(parent, "select")))
    return (
        Figure(f"{lead}{name}{mark}", (facts.added[name],)),
        found.state.value.replace(" ", "\u00a0"),
        scored(found.score, rows),
        against,
    )


def _refused(seq: int, row: Expansion) -> tuple[Cell, ...]:
    return Figure(row.child, (seq,)), row.parent, Told(row.reason)


def costs(facts: Facts) -> Section:
    """Return what each variant used: its evaluations, and its own making."""
    work: dict[str, list[tuple[int, Evaluation | Expansion]]] = {}
    for seq, evaluation in facts.evaluations:
        work.setdefault(evaluation.variant, []).append((seq, evaluation))
    for seq, expansion in facts.expansions:
        work.setdefault(expansion.child, []).append((seq, expansion))
    head = ("variant", "pieces of work", "calls", "tokens", "US dollars", "agent's seconds",
            "grading's seconds")  # fmt: skip
    everything = [pair for pairs in work.values() for pair in pairs]
    rows = [(name, *_used(pairs)) for name, pairs in sorted(work.items())[:MOST_VARIANTS]]
    table = Table(head, (("all", *_used(everything)), *rows))
    words = "Faults of the machinery that were tried again are counted too."
    return Section("Cost, tokens, seconds", (Line((words,)), table))


def _used(pairs: list[tuple[int, Evaluation | Expansion]]) -> tuple[Cell, ...]:
    seqs = [seq for seq, _ in pairs]
    agent = grading = 0.0
    for _, row in pairs:
        if isinstance(row, Evaluation):
            agent, grading = agent + row.agent_seconds, grading + row.grade_seconds
        else:
            agent += (row.ended or row.started) - row.started
    return (
        counted(len(pairs), seqs),
        counted(sum(row.calls for _, row in pairs), seqs),
        counted(sum(row.tokens for _, row in pairs), seqs),
        counted(sum(row.cost_usd for _, row in pairs), seqs, "{:.2f}"),
        counted(agent, seqs, "{:,.0f}"),
        counted(grading, seqs, "{:,.0f}"),
    )
