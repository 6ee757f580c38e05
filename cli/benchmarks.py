"""``benchmarks list`` and ``benchmarks check``."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Annotated

import typer

from cli.options import Json, SandboxOption, chosen_sandbox, echo_json

app = typer.Typer(help="The benchmarks that variants are measured on.", no_args_is_help=True)


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the shipped benchmarks with their tasks."""
    from evaluator.benchmarks import list_benchmarks, load_benchmark

    found = [load_benchmark(name) for name in list_benchmarks()]
    if as_json:
        values = [
            {
                "name": b.name,
                "splits": {s: [t.name for t in tasks] for s, tasks in b.splits.items()},
            }
            for b in found
        ]
        echo_json(values)
        return
    for benchmark in found:
        counts = ", ".join(f"{len(tasks)} {name}" for name, tasks in benchmark.splits.items())
        levels = Counter(t.difficulty for tasks in benchmark.splits.values() for t in tasks)
        kinds = ", ".join(f"{n} {level or 'unrated'}" for level, n in sorted(levels.items()))
        typer.echo(f"{benchmark.name}: {counts} ({kinds})")


@app.command("check")
def check(
    benchmark: Annotated[str, typer.Argument(help="A shipped benchmark or a folder.")] = "repair",
    workers: Annotated[int, typer.Option(min=1, help="Tasks at a time.")] = 2,
    sandbox: SandboxOption = None,
    as_json: Json = False,
) -> None:
    """Run the reference agents: oracle must score 1 on each task, nop 0."""
    from common.text import safe
    from evaluator.benchmarks import load_benchmark
    from evaluator.check import TaskCheck, check_benchmark

    loaded = load_benchmark(benchmark)
    boxes = chosen_sandbox(sandbox)

    def tell(result: TaskCheck) -> None:
        if not as_json:
            mark = "✓" if result.ok else "✗"
            detail = f": {safe(result.detail, limit=300)}" if result.detail else ""
            typer.echo(f"{mark} {result.split}/{safe(result.task, limit=60)}{detail}")

    try:
        results = check_benchmark(boxes, loaded, workers=workers, progress=tell)
    finally:
        boxes.reap()
    bad = sum(not result.ok for result in results)
    if as_json:
        echo_json([asdict(result) for result in results])
    else:
        typer.echo(f"{len(results) - bad} of {len(results)} tasks are sound.")
    if bad:
        raise typer.Exit(1)
