"""``benchmarks``: list, check, add, remove and prune."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.options import (
    Build,
    Json,
    SandboxOption,
    chosen_sandbox,
    echo_json,
    one,
)

if TYPE_CHECKING:
    from evaluator.mltrain.figures import Figures

app = typer.Typer(help="The benchmarks that variants are measured on.", no_args_is_help=True)

BenchmarkArgument = Annotated[
    str,
    typer.Argument(metavar="BENCHMARK", help="A name, an adapter with what it reads, or a folder."),
]


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the benchmarks that are shipped or registered, and the adapters."""
    from evaluator.benchmarks import ADAPTERS, list_benchmarks, load_benchmark
    from evaluator.registered import registered

    found = [load_benchmark(name) for name in list_benchmarks()]
    names, adapters = registered(), {name: a.argument for name, a in ADAPTERS.items()}
    if as_json:
        shipped: list[dict[str, Any]] = [
            {
                "name": b.name,
                "splits": {s: [t.name for t in tasks] for s, tasks in b.splits.items()},
            }
            for b in found
        ]
        echo_json(shipped + [{"name": name, "source": source} for name, source in names.items()])
        return
    for benchmark in found:
        counts = ", ".join(f"{len(tasks)} {name}" for name, tasks in benchmark.splits.items())
        levels = Counter(t.difficulty for tasks in benchmark.splits.values() for t in tasks)
        kinds = ", ".join(f"{n} {level or 'unrated'}" for level, n in sorted(levels.items()))
        typer.echo(f"{benchmark.name}: {counts} ({kinds})")
    for name, source in names.items():
        typer.echo(f"{name}: {one(source)}")
    for name, argument in adapters.items():
        typer.echo(f"{name}:{argument}" if argument else name)


@app.command("check")
def check(
    benchmark: BenchmarkArgument = "repair",
    workers: Annotated[
        int | None, typer.Option(min=1, help="Tests at a time. Default: the processors.")
    ] = None,
    build: Build = None,
    sandbox: SandboxOption = None,
    as_json: Json = False,
) -> None:
    """Run the reference agents: oracle must score 1 on each task, nop 0."""
    from cli.checking import report, watched
    from evaluator.benchmarks import load_benchmark
    from evaluator.check import broken, check_benchmark
    from evolution.config import resolve_config

    unreadable: dict[str, str] = {}
    loaded = load_benchmark(benchmark, unreadable)
    builds = resolve_config(builds=build).builds
    boxes = chosen_sandbox(sandbox)
    results = [broken(name, "", why) for name, why in unreadable.items()]
    total = len(results) + sum(len(tasks) for tasks in loaded.splits.values())
    try:
        with watched(total, len(results)) as (progress, tell):
            results += check_benchmark(
                boxes, loaded, workers=workers, builds=builds, progress=progress, tell=tell
            )
    finally:
        boxes.reap()
    if as_json:
        echo_json([asdict(result) for result in results])
    else:
        report(results)
    if not all(result.ok for result in results):
        raise typer.Exit(1)


@app.command("add")
def add(
    source: Annotated[
        str, typer.Argument(help="A folder of tasks, or an adapter such as polyglot:PATH.")
    ],
    name: Annotated[
        str | None, typer.Option("--name", help="Default: the folder's or the adapter's name.")
    ] = None,
) -> None:
    """Give a benchmark of your own a short name, which --benchmark then knows."""
    from common.errors import UsageError
    from evaluator.benchmarks import ADAPTERS, absolute, list_benchmarks, load_benchmark
    from evaluator.registered import register

    loaded = load_benchmark(source)
    given = name or loaded.name.lower()
    if given in list_benchmarks() or (given in ADAPTERS and not ADAPTERS[given].argument):
        raise UsageError(f"{one(given)!r} is the name of a shipped benchmark.", "Give --name.")
    register(given, absolute(source))
    counts = ", ".join(f"{len(tasks)} {split}" for split, tasks in loaded.splits.items() if tasks)
    typer.echo(f"{given}: {counts}. Check it with: arboretum benchmarks check {given}")


@app.command("remove")
def remove(
    name: Annotated[str, typer.Argument(help="A name given with add.")],
) -> None:
    """Forget a name given with add; the benchmark's files stay."""
    from evaluator.registered import unregister

    unregister(name)
    typer.echo(f"{one(name)} is forgotten; its files are where they were.")


@app.command("prune")
def prune(
    images: Annotated[
        list[str] | None, typer.Argument(metavar="[IMAGE]...", help="Only these.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only list them.")] = False,
    as_json: Json = False,
) -> None:
    """Remove the images that were built for benchmarks; they are built again when needed."""
    from sandbox import builder
    from sandbox.engine import Engine

    engine = Engine()
    found = builder.built_images(engine) if dry_run else builder.prune(engine, images or ())
    if as_json:
        echo_json({"dry_run": dry_run, "images": found})
        return
    for reference, size in found.items():
        typer.echo(f"{one(reference)}  {size / 1e6:.0f} MB")
    said = "would be removed" if dry_run else "removed"
    typer.echo(f"{len(found)} images {said}; a size counts layers that images share.")


@app.command("card")
def card_(
    benchmark: Annotated[str | None, typer.Argument(help="One benchmark; else all.")] = None,
    as_json: Json = False,
) -> None:
    """Tell since when a benchmark is public, what a model may have seen, and its tasks' noise."""
    from evaluator.cards import card, cards, noise

    told = cards() if benchmark is None else {benchmark: card(benchmark)}
    if as_json:
        noises = {name: [asdict(figures) for figures in noise(name)] for name in told}
        echo_json([asdict(kept) | {"tasks": noises[name]} for name, kept in told.items()])
        return
    for name, kept in told.items():
        typer.echo(f"{kept.name}\n  public since  {kept.public_since}")
        typer.echo(f"  licence       {kept.licence}\n  seen          {kept.seen}")
        typer.echo(f"  splits        {kept.splits}")
        _tell_noise(noise(name))


def _tell_noise(found: list[Figures]) -> None:
    """Print a line a task: its two programs across seeds, and where its reward begins and ends."""
    if found:
        heads = ("shipped ± std", "reference ± std", "0 from", "1 from")
        _tell_row(("task", "split", "figure", "seeds", *heads))
    for kept in found:
        shipped = f"{kept.shipped:.3f} ± {kept.shipped_std:.3f}"
        reference = f"{kept.reference:.3f} ± {kept.reference_std:.3f}"
        bounds = (f"{kept.floor:.3f}", f"{kept.goal:.3f}")
        words = (kept.task, kept.split, kept.figure, str(kept.seeds))
        _tell_row((*words, shipped, reference, *bounds))


def _tell_row(cells: tuple[str, ...]) -> None:
    widths = (-17, -8, -13, 5, 16, 16, 8, 8)
    aligned = (
        f"{cell:{'<' if w < 0 else '>'}{abs(w)}}" for cell, w in zip(cells, widths, strict=True)
    )
    typer.echo("  " + " ".join(aligned))
