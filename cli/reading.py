"""Commands that only read a run: ``status``, ``tree``, ``show``, ``diff``, ``log``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from cli.options import Json, Run, Runs, echo_json, one, open_folder

if TYPE_CHECKING:
    from evolution.view import RunView, VariantView

_Variant = Annotated[str, typer.Argument(metavar="VARIANT", help="Id of a variant, like v0003.")]


_ALERTS_SHOWN = 5


def status(
    run: Annotated[str | None, typer.Argument(metavar="[RUN]", help="Name of a run.")] = None,
    as_json: Json = False,
    runs: Runs = None,
) -> None:
    """Say where a run stands; without a name, list the runs."""
    from evolution.run import list_runs, runs_root
    from evolution.view import read_view

    if run is None:
        folders = list_runs(runs_root(runs))
        _list([read_view(folder) for folder in folders], as_json=as_json)
        return
    view = read_view(open_folder(run, runs))
    if as_json:
        from cli.values import run_value

        echo_json(run_value(view))
        return
    from cli import render

    typer.echo(f"run {view.name}: {view.state} · {render.budget_text(view)}")
    for row in view.expanding:
        typer.echo(f"  {row.child} is being made from {row.parent}")
    for evaluation in view.running:
        typer.echo(f"  {evaluation.variant} is at {evaluation.split}/{one(evaluation.task, 60)}")
    if view.errors:
        typer.echo(f"  {view.errors} faults of the machinery, tried again: see arboretum log")
    for alert in view.alerts[-_ALERTS_SHOWN:]:
        typer.echo("  " + render.alert_line(alert))
    for found in view.comparisons:
        typer.echo("  " + render.comparison_line(view, found))


def _list(views: list[RunView], *, as_json: bool) -> None:
    from cli import render
    from cli.values import run_value

    if as_json:
        echo_json([run_value(view) for view in views])
    elif not views:
        typer.echo("There are no runs yet. Start one with: arboretum evolve")
    else:
        for view in views:
            typer.echo(f"{view.name}: {view.state} · {render.budget_text(view)}")


def tree(run: Run, as_json: Json = False, runs: Runs = None) -> None:
    """Show the family tree with scores and intervals."""
    from cli.render import tree_lines
    from cli.values import tree_value
    from evolution.view import read_view

    view = read_view(open_folder(run, runs))
    if as_json:
        echo_json(tree_value(view))
    else:
        typer.echo("\n".join(tree_lines(view)))


def show(run: Run, variant: _Variant, as_json: Json = False, runs: Runs = None) -> None:
    """Show one variant: what changed, its scores, every evaluation."""
    from archive.ledger import Ledger
    from cli import render
    from cli.values import details_value
    from evaluator.violations import explain
    from evolution.view import against_seed, read_view

    folder = open_folder(run, runs)
    with Ledger(folder.ledger, readonly=True) as ledger:
        ledger.variant(variant)
        view, rows = read_view(folder, ledger), ledger.evaluations(variant)
    found = view.variants[variant]
    alerts = [alert for alert in view.alerts if alert.variant == variant]
    if as_json:
        echo_json(details_value(found, rows, alerts, against_seed(view, variant)))
        return
    typer.echo("\n".join(_details(found)))
    for compared in against_seed(view, variant):
        typer.echo(f"  {render.comparison_line(view, compared, variant)}")
    for alert in alerts:
        typer.echo("  " + render.alert_line(alert))
    for row in sorted(rows, key=lambda row: (row.split, row.task, row.trial, row.attempt)):
        typer.echo("  " + render.ending_line(row) if row.outcome else f"  … {one(row.task)}")
        for kept in row.violations:
            typer.echo(f"      {explain(kept)}")


def _details(found: VariantView) -> list[str]:
    from cli import render
    from evaluator.statistics import score

    variant = found.variant
    lines = [
        f"{variant.id} {found.state}",
        f"  summary   {one(variant.summary)}",
        f"  parent    {variant.parent or 'none: it is the seed'}",
        f"  children  {', '.join(found.children) or 'none'}",
        f"  commit    {variant.commit}",
        f"  tree      {variant.tree}",
        f"  used      {found.calls} calls, {found.tokens:,} tokens, ${found.cost_usd:.2f}, "
        f"{render.seconds(found.seconds)} of its work on tasks",
    ]
    for split, rewards in found.rewards.items():
        lines.append(f"  {split:<9} {render.score_text(score(list(rewards.values())))}")
        tries = found.passes[split].items()
        lines += [f"    {name}  {render.score_text(within)}" for name, within in tries]
    if found.against_parent is not None:
        result = found.against_parent
        lines.append(
            f"  against {variant.parent} on select: {result.wins} won, {result.losses} lost, "
            f"{result.ties} equal, p = {result.p_value:.3g}"
        )
    if found.admission is not None:
        lines.append(f"  admission {render.admission_text(found.admission)}")
    if variant.halted is not None:
        lines.append(f"  halted    {one(variant.halted)}")
    if variant.quarantined is not None:
        lines.append(f"  quarantined  {one(variant.quarantined)}")
    return lines


def diff(
    run: Run,
    variant: _Variant,
    against: Annotated[
        str | None, typer.Option("--against", help="Another variant than the parent.")
    ] = None,
    as_json: Json = False,
    runs: Runs = None,
) -> None:
    """Show what a variant changed in its parent's source."""
    from archive.ledger import Ledger
    from archive.store import VariantStore
    from common.errors import UsageError
    from common.text import safe

    folder = open_folder(run, runs)
    with Ledger(folder.ledger, readonly=True) as ledger:
        old = against or ledger.variant(variant).parent
    if old is None:
        raise UsageError(f"{variant} is the seed and has no parent.", "Name one with --against.")
    text = VariantStore.open(folder.archive).diff(old, variant)
    if as_json:
        echo_json({"run": folder.name, "old": old, "new": variant, "diff": text})
    else:
        typer.echo(safe(text, limit=1 << 20, multiline=True), nl=False)


def log(
    run: Run,
    variant: Annotated[str | None, typer.Argument(metavar="[VARIANT]")] = None,
    after: Annotated[int, typer.Option(help="Only events with a larger number.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
    runs: Runs = None,
) -> None:
    """Print what happened, oldest first."""
    from archive.ledger import Ledger
    from cli.render import event_line
    from cli.values import event_value

    folder = open_folder(run, runs)
    with Ledger(folder.ledger, readonly=True) as ledger:
        if variant is not None:
            ledger.variant(variant)
        while page := ledger.events(after=after, limit=1000, variant=variant):
            after = page[-1].seq
            for event in page:
                typer.echo(json.dumps(event_value(event)) if as_json else event_line(event))
