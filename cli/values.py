"""What ``--json`` prints. Keys are stable; text is byte for byte what was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from archive.records import Evaluation, Event
    from evolution.view import Comparison, RunView, VariantView


def run_value(view: RunView) -> dict[str, Any]:
    """Return a run's state: ``status --json``."""
    return {
        "run": view.name,
        "state": view.state,
        "seq": view.seq,
        "config": view.config.model_dump(),
        "variants": len(view.variants),
        "expansions_running": [asdict(row) for row in view.expanding],
        "evaluations_running": [asdict(row) for row in view.running],
        "expansions_failed": len(view.failed),
        "machinery_errors": view.errors,
        "best": view.best,
        "seed": view.seed,
        "evaluations": view.measured,
        "calls": view.calls,
        "tokens": view.tokens,
        "cost_usd": view.cost_usd,
        "seconds": view.seconds,
        "alerts": len(view.alerts),
        "budget_spent": view.spent or None,
        "comparisons": [asdict(one) for one in view.comparisons],
    }


def result_value(view: RunView) -> dict[str, Any]:
    """Return what a run came to: ``evolve --json``."""
    from evolution.copies import false_accepts

    checked = {"aa": asdict(false_accepts(view))} if view.config.aa else {}
    return run_value(view) | checked


def variant_value(view: VariantView) -> dict[str, Any]:
    """Return one variant: an element of ``tree --json``."""
    return {
        **asdict(view.variant),
        "depth": view.depth,
        "children": list(view.children),
        "state": view.state.word,
        "score": asdict(view.score),
        "against_parent": asdict(view.against_parent) if view.against_parent else None,
        "admission": asdict(view.admission) if view.admission else None,
        "evaluations": view.evaluations,
        "reused": view.reused,
        "calls": view.calls,
        "tokens": view.tokens,
        "cost_usd": view.cost_usd,
        "seconds": view.seconds,
        "passes": {
            split: {name: asdict(one) for name, one in found.items()}
            for split, found in view.passes.items()
            if found
        },
    }


def tree_value(view: RunView) -> dict[str, Any]:
    """Return a run's family: ``tree --json``."""
    return {
        "run": view.name,
        "best": view.best,
        "variants": [variant_value(one) for one in view.variants.values()],
        "failed": [asdict(row) for row in view.failed],
    }


def details_value(
    view: VariantView,
    rows: list[Evaluation],
    alerts: list[Event],
    against_seed: Sequence[Comparison],
) -> dict[str, Any]:
    """Return one variant with every evaluation: ``show --json``."""
    return {
        **variant_value(view),
        "against_seed": [asdict(one) for one in against_seed],
        "evaluation_rows": [asdict(row) for row in rows],
        "alerts": [event_value(alert) for alert in alerts],
    }


def event_value(event: Event) -> dict[str, Any]:
    """Return one event: a line of ``log --json``."""
    return {
        "seq": event.seq,
        "at": event.at,
        "kind": event.kind,
        "variant": event.variant,
        "data": dict(event.data),
    }
