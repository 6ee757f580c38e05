"""Making a run's report and writing it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from archive.store import VariantStore
from common.errors import UsageError
from common.text import safe
from evolution.report.curves import curves
from evolution.report.document import Report
from evolution.report.facts import Facts, read_facts
from evolution.report.html import to_html
from evolution.report.lineage import lineage
from evolution.report.markdown import to_markdown
from evolution.report.overview import costs, family, overview
from evolution.report.tasks import by_kind, matrix
from evolution.run import RunFolder


def make_report(facts: Facts, store: VariantStore) -> Report:
    """Return a run's report, without a form yet."""
    sections = (
        overview(facts),
        curves(facts),
        family(facts),
        by_kind(facts),
        matrix(facts),
        costs(facts),
        *lineage(facts, store),
    )
    return Report(f"Run {facts.view.name}", sections)


def read_report(folder: RunFolder) -> tuple[Facts, Report]:
    """Return what a run's report rests on, and the report.

    Raises:
        UsageError: The run cannot be read.
    """
    facts = read_facts(folder)
    return facts, make_report(facts, VariantStore.open(folder.archive))


def write_report(
    folder: RunFolder, out: Path | None = None, tell: Callable[[str], None] = lambda _: None
) -> tuple[Facts, list[Path]]:
    """Write ``report.html`` and ``report.md``; files of these names are replaced.

    Args:
        folder: The run, which may be running.
        out: Where they go, made if it is missing; ``report`` in the run's folder by default.
        tell: Called with one plain line per step.

    Returns:
        What the report rests on, and the files.

    Raises:
        UsageError: The run cannot be read, or the folder not be written.
    """
    tell("reading the ledger")
    facts, report = read_report(folder)
    place = out or folder.path / "report"
    files = []
    for name, render in (("report.html", to_html), ("report.md", to_markdown)):
        path = place / name
        tell(f"writing {name}")
        try:
            place.mkdir(parents=True, exist_ok=True)
            path.write_text(render(report, facts.events), encoding="utf-8")
        except OSError as error:
            shown = safe(str(path), limit=300)
            raise UsageError(f"{shown} cannot be written: {error.strerror}.") from error
        files.append(path)
    return facts, files
