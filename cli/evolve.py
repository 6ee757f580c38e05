"""``evolve`` and ``resume``: start an engine here, or in the background."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.display import Display, DisplayOption
from cli.options import (
    Build,
    Json,
    NoCache,
    Prices,
    Run,
    Runs,
    SandboxOption,
    TimeFactor,
    Trials,
    chosen_sandbox,
)

if TYPE_CHECKING:
    from evolution.config import RunConfig
    from evolution.run import RunFolder

OFFLINE_SECONDS = 380.0
"""The search of a run on the offline model ends after this, unless ``--max-time`` says else."""

_Detach = Annotated[
    bool, typer.Option("--detach", help="Work in the background; the output goes to engine.log.")
]


def duration(text: str | None) -> float | None:
    """Return seconds from ``90``, ``90s``, ``30m`` or ``2h``.

    Raises:
        UsageError: It is none of these.
    """
    if text is None:
        return None
    found = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd]?)", text.strip())
    if found is None or float(found[1]) <= 0:
        from common.errors import UsageError

        raise UsageError(f"{text!r} is not a time.", "Write it as 90s, 30m or 2h.")
    return float(found[1]) * {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}[found[2]]


def evolve(
    run: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="Name of the new run; demo, demo-2, ...")
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            help="offline (default: no key, no network), a name litellm knows, "
            "several with weights (a=0.7,b=0.3), or replay:RUN."
        ),
    ] = None,
    benchmark: Annotated[
        str | None, typer.Option(help="A shipped benchmark (default: repair) or a folder.")
    ] = None,
    policy: Annotated[str | None, typer.Option(help="How parents are chosen: dgm, random.")] = None,
    workers: Annotated[int | None, typer.Option(help="Pieces of work at a time (2).")] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of every random choice (0).")] = None,
    max_variants: Annotated[
        int | None, typer.Option(help="Variants in the end, the seed included (10).")
    ] = None,
    max_evaluations: Annotated[int | None, typer.Option(help="Evaluations of the search.")] = None,
    max_cost: Annotated[float | None, typer.Option(help="US dollars the search may spend.")] = None,
    max_time: Annotated[
        str | None, typer.Option(help="Time the search may take: 90s, 30m (380s on offline).")
    ] = None,
    prices: Prices = None,
    time_factor: TimeFactor = None,
    sandbox: SandboxOption = None,
    display: DisplayOption = None,
    build: Build = None,
    trials: Trials = None,
    aa: Annotated[
        int | None,
        typer.Option(
            "--aa", min=1, max=9999, metavar="N", help="Measure N copies of the seed instead."
        ),
    ] = None,
    no_cache: NoCache = False,
    detach: _Detach = False,
    as_json: Json = False,
    runs: Runs = None,
) -> None:
    """Start a run: a seed agent rewrites itself, and every variant is measured.

    The --max options end the search, each by itself. What is in flight ends, and then the seed and
    the best variant are measured on the holdout tasks, which no option cuts short. Ctrl-C once lets
    the work in flight end, twice kills it; `arboretum resume` goes on either way.
    """
    from evolution.run import check_name, free_name, runs_root
    from sandbox.choose import check_sandbox

    root = runs_root(runs)
    config = _config(
        root,
        model=model,
        benchmark=benchmark,
        policy=policy,
        sandbox=sandbox if sandbox is None else check_sandbox(sandbox),
        workers=workers,
        seed=seed,
        max_variants=max_variants,
        max_evaluations=max_evaluations,
        max_cost_usd=max_cost,
        max_seconds=duration(max_time),
        prices=prices,
        time_factor=time_factor,
        builds=build,
        trials=trials,
        reuse=False if no_cache else None,
    )
    if aa is not None:
        from evolution.copies import with_copies

        config = with_copies(config, aa)
    elif config.model == "offline" and config.max_seconds is None:
        config = config.model_copy(update={"max_seconds": OFFLINE_SECONDS})
    name = check_name(run) if run is not None else free_name(root)
    # Found out before a run is made; and a resumed run goes on in the sandbox it began in.
    boxes = chosen_sandbox(config.sandbox)
    config = config.model_copy(update={"sandbox": boxes.name})
    from evolution.launch import check, make_run

    doubt = check(config)
    folder = make_run(root, name, config)
    if doubt:
        typer.echo(f"Note: {' '.join(doubt)}", err=True)
    _work(folder, detach=detach, display=display, as_json=as_json)


def _config(root: Path, **given: Any) -> RunConfig:
    """Return the settings; those of the recorded run where one is repeated."""
    from evolution.config import repeat_config, resolve_config
    from evolution.run import find_recording

    if recording := find_recording(root, given["model"]):
        given["model"] = f"replay:{recording}"
        if (settings := recording / "config.toml").is_file():
            return repeat_config(settings, **given)
    return resolve_config(**given)


def resume(
    run: Run, display: DisplayOption = None, detach: _Detach = False, runs: Runs = None
) -> None:
    """Go on with a run as if it had not stopped."""
    from cli.options import open_folder

    folder = open_folder(run, runs)
    _work(folder, detach=detach, display=display)


def _work(
    folder: RunFolder, *, detach: bool, display: Display | None, as_json: bool = False
) -> None:
    if detach:
        from cli.detach import detach_engine

        detach_engine(folder)
        return
    from cli.live import work

    work(folder, display, as_json=as_json)
