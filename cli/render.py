"""Text for people: one line per variant, per ending, per comparison. Everything passes ``safe``."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING

from archive.records import Evaluation, Event, Expansion, Outcome
from common.text import safe

if TYPE_CHECKING:
    from evaluator.statistics import Score
    from evolution.staging import Admission
    from evolution.view import Comparison, RunView, VariantView

_GLYPHS = {
    Outcome.DONE: "✓",
    Outcome.FAILED: "✗",
    Outcome.ERROR: "!",
    Outcome.HALTED: "■",
    Outcome.INTERRUPTED: "-",
}


def seconds(value: float) -> str:
    """Return a time as 45s, 3m05s or 2h07m."""
    whole = round(value)
    if whole < 60:
        return f"{whole}s"
    if whole < 3600:
        return f"{whole // 60}m{whole % 60:02d}s"
    return f"{whole // 3600}h{whole % 3600 // 60:02d}m"


def score_text(score: Score) -> str:
    """Return a score as mean, interval and count."""
    if score.mean is None:
        return "not measured"
    return f"{score.mean:.2f} [{score.low:.2f}, {score.high:.2f}] n={score.n}"


def ending_line(row: Expansion | Evaluation) -> str:
    """Return one line on how a piece of work ended."""
    glyph = _GLYPHS[row.outcome] if row.outcome else "?"
    took = seconds((row.ended or row.started) - row.started)
    reason = f": {safe(row.reason, limit=160)}" if row.reason else ""
    if isinstance(row, Expansion):
        made = "new variant" if row.outcome is Outcome.DONE else f"expansion {row.outcome}"
        return f"{glyph} {row.child} {made} from {row.parent} ({took}){reason}"
    task = safe(row.task, limit=60)
    if row.reward is None:
        return f"{glyph} {row.variant} {row.split}/{task} {row.outcome} ({took}){reason}"
    status = safe(row.exit_status, limit=30)
    names = sorted({kept.partition(":")[0] for kept in row.violations})
    seen = f" ⚠ {safe(', '.join(names), limit=160)}" if names else ""
    trial = f" trial {row.trial + 1}" if row.trial else ""
    took = f"reused from {safe(row.reused, limit=120)}" if row.reused else took
    tries = f" ({', then '.join(f'{r:g}' for r in row.rewards)})" if len(row.rewards) > 1 else ""
    what = f"{row.variant} {row.split}/{task}{trial} reward {row.reward:g}{tries}"
    return f"{glyph} {what} {status} ({took}){reason}{seen}"


def variant_line(view: VariantView, best: str | None = None) -> str:
    """Return one line on a variant."""
    paired = ""
    if view.against_parent is not None and view.score.n:
        result = view.against_parent
        paired = f"  +{result.wins} -{result.losses} against {view.variant.parent}"
    mark = "  ★ best" if view.variant.id == best else ""
    summary = safe(view.variant.summary, limit=70)
    return f"{view.variant.id} {view.state}  {score_text(view.score)}{paired}{mark}  {summary}"


def alert_line(event: Event) -> str:
    """Return one line on what the overseer said."""
    told = event.data
    parts = (told.get("level"), told.get("rule"), told.get("box"), told.get("line"))
    return f"⚠ {event.variant or '-'} " + safe(" · ".join(str(part) for part in parts), limit=400)


def event_line(event: Event) -> str:
    """Return one event of the ledger."""
    at = datetime.fromtimestamp(event.at).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    data = safe(json.dumps(dict(event.data), ensure_ascii=False), limit=200)
    return f"{event.seq:>6} {at} {event.kind} {event.variant or ''} {data}"


def tree_lines(view: RunView) -> list[str]:
    """Return the family tree, a line a variant, children below their parent."""
    lines: list[str] = []

    def add(name: str, lead: str, last: bool) -> None:
        shown = view.variants[name]
        joint = "" if not lines else "└─ " if last else "├─ "
        lines.append(lead + joint + variant_line(shown, view.best))
        below = lead + ("" if not joint else "   " if last else "│  ")
        for child in shown.children:
            add(child, below, child == shown.children[-1])

    if view.seed is not None:
        add(view.seed, "", True)
    for failed in view.failed:
        lines.append(
            f"✗ {failed.child} failed, from {failed.parent}: {safe(failed.reason, limit=160)}"
        )
    return lines


def comparison_line(view: RunView, found: Comparison, variant: str | None = None) -> str:
    """Return one line on how the best, or another variant, stands against the seed."""
    result = found.paired
    name = f"best {view.best}" if variant is None else variant
    many = f" ({found.corrected:.3g} as one of {found.among})" if found.among > 1 else ""
    return (
        f"{found.split}: {name} {score_text(found.best)}, seed {view.seed} "
        f"{score_text(found.seed)}; {result.wins} tasks won, {result.losses} lost, "
        f"p = {result.p_value:.3g}{many}"
    )


def admission_text(found: Admission) -> str:
    """Return what the sequential test says of a variant."""
    judged = found.judgement
    return (
        f"{judged.verdict} against {found.against} after {judged.tasks} select tasks, "
        f"evidence {judged.evidence:.3g}"
    )


def budget_text(view: RunView) -> str:
    """Return what is used of the budgets."""
    config = view.config
    parts = [f"variants {len(view.variants)}/{config.max_variants}"]
    limit = f"/{config.max_evaluations}" if config.max_evaluations else ""
    parts.append(f"evaluations {view.measured}{limit}")
    limit = f"/{seconds(config.max_seconds)}" if config.max_seconds else ""
    parts.append(f"time {seconds(view.seconds)}{limit}")
    if view.cost_usd or config.max_cost_usd:
        limit = f"/{config.max_cost_usd:.2f}" if config.max_cost_usd else ""
        parts.append(f"cost ${view.cost_usd:.2f}{limit}")
    parts.append(f"tokens {view.tokens:,}")
    return " · ".join(parts)


def _copies_lines(view: RunView) -> list[str]:
    """Return what the test made of copies of the seed."""
    from evolution.copies import false_accepts

    found = false_accepts(view)
    still = found.copies - found.accepted - found.dropped
    return [
        f"copies of the seed: {found.accepted} of {found.copies} accepted, "
        f"{found.dropped} dropped, {still} measured to the end",
        f"false-accept rate {score_text(found.rate)}, nominal {found.nominal:g}",
    ]


def result_lines(view: RunView) -> list[str]:
    """Return what a run has come to, and what to do next."""
    lines = [f"run {view.name}: {view.state} · {budget_text(view)}", ""]
    lines += tree_lines(view)
    lines.append("")
    if view.config.aa:
        return [*lines, *_copies_lines(view)]
    if view.best == view.seed:
        lines.append("No variant stands above the seed so far.")
    else:
        lines += [comparison_line(view, found) for found in view.comparisons]
    best = view.best or view.seed
    steps = [f"arboretum show {view.name} {best}"]
    if best != view.seed:
        steps.append(f"arboretum diff {view.name} {best}")
    steps.append(f"arboretum checkout {view.name} {best} ./my-agent")
    return [*lines, "", f"next: {steps[0]}", *(f"      {step}" for step in steps[1:])]
