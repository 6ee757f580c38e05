"""What has to be in place before a run is launched: the machine, and what the form says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from common.errors import ArboretumError
from tui.launching import Launch


class Check(NamedTuple):
    """One line of the list."""

    name: str
    state: str
    """"ok", "warn" or "missing"; missing means that the launch will be refused."""
    text: str
    fix: str = ""


def machine_checks(runs: str) -> Iterator[Check]:
    """Yield what ``doctor`` finds, line by line; it may take seconds.

    Args:
        runs: The folder of the runs; empty for the usual one.
    """
    from cli.doctor import findings

    for found in findings(Path(runs) if runs else None):
        yield Check(found.name, found.state, found.text, found.fix)


def settings_check(launch: Launch) -> Check:
    """Return whether a launch as the form stands would be accepted."""
    from cli.evolve import duration
    from evolution.config import RunConfig, resolve_config
    from evolution.launch import check
    from evolution.run import check_name

    given = {name.replace("-", "_"): value.strip() or None for name, value in launch.values.items()}
    given |= {"max_cost_usd": given.pop("max_cost", None)}
    try:
        seconds = duration(given.pop("max_time", None))
        check_name(launch.run.strip())
        config = resolve_config(**given, max_seconds=seconds)
        doubt = check(config)
    except ArboretumError as error:
        return Check("settings", "missing", error.message, error.hint)
    model, benchmark = (RunConfig.model_fields[name].default for name in ("model", "benchmark"))
    asked = given.get("benchmark") and not given.get("model")
    if asked and config.model == model and config.benchmark != benchmark:
        text = f"no model is named, and {model} is made for {benchmark}"
        return Check("settings", "missing", text, f"name one, be it {model}")
    if doubt:
        return Check("settings", "warn", *doubt)
    return Check("settings", "ok", "benchmark, policy and model are there")
