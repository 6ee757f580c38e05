"""The numbers beside the curves: scores, acceptance, workers, budgets."""

from __future__ import annotations

from evolution.config import RunConfig
from tui.course.course import Course
from tui.course.forecast import Burn, burns, first_to_end
from tui.format import count, full_score, interval, money, span
from tui.states import BUSY
from tui.text import Part, line
from tui.widgets.facts import FactsView

_BAR = 16
_HELD = 4
"""Variants whose hold-out is shown; a run measures two."""


class FiguresView(FactsView):
    """Two columns of facts on the search."""

    def __init__(self) -> None:
        super().__init__("Reading the ledger…", id="figures")


def figures(course: Course, config: RunConfig) -> list[tuple[str, Part]]:
    """Return the numbers of the search so far by name."""
    now = course.now
    rows: list[tuple[str, Part]] = [
        ("best", line((course.best or "none yet", "bold"), full_score(now.best))),
        ("mean", _mean(course)),
    ]
    for held in course.held[-_HELD:]:
        rows += [
            (
                f"hold-out {held.variant}",
                line(interval(held.holdout), ("beside select", "dim"), interval(held.select)),
            )
        ]
    if not course.held:
        rows += [("hold-out", ("measured when the search ends", "dim"))]
    rows += [("accepted", _accepted(course)), ("workers busy", _busy(course, config))]
    found = burns(config, now, course.points)
    first = first_to_end(found)
    rows += [(one.name, _burn(one, first=one is first)) for one in found]
    return rows


def _mean(course: Course) -> Part:
    now = course.now
    if now.mean is None:
        return ("not measured yet", "dim")
    return line(
        f"{now.mean:.2f} [{now.low:.2f} {now.high:.2f}]", (f"{now.variants} variants", "dim")
    )


def _accepted(course: Course) -> Part:
    tried = course.made + course.refused
    if not tried:
        return ("no expansion has ended yet", "dim")
    lately = f"{course.recent:.0%} of the latest 20" if course.recent is not None else ""
    faults = count(course.faults, "fault") + " of the machinery" if course.faults else ""
    return line(f"{course.made} of {tried}, {course.made / tried:.0%}", (lately, "dim"), faults)


def _busy(course: Course, config: RunConfig) -> Part:
    worked = course.now.seconds * config.workers
    if worked <= 0:
        return ("nothing has run yet", "dim")
    lately = course.busy_lately / (course.lately * config.workers) if course.lately else None
    return line(
        f"{min(course.busy / worked, 1):.0%} of {config.workers}",
        (f"{min(lately, 1):.0%} in the last ten minutes" if lately is not None else "", "dim"),
    )


def _burn(one: Burn, *, first: bool) -> Part:
    used, pace, clock = _amount(one, one.used), _amount(one, one.pace), one.name == "time"
    if one.limit is None:
        return line(used, ("no limit", "dim"), ("" if clock else f"{pace} an hour", "dim"))
    share = min(one.used / one.limit, 1.0)
    full = round(share * _BAR)
    left = f"{span(one.left)} left" if one.left is not None else "standing still"
    return line(
        line(("━" * full, BUSY if share >= 0.9 else "bold"), ("·" * (_BAR - full), "dim"), sep=""),
        f"{used} of {_amount(one, one.limit)}",
        (left if clock or one.left is None else f"{left} at {pace} an hour", "dim"),
        ("← ends first", f"bold {BUSY}") if first else "",
    )


def _amount(one: Burn, value: float) -> str:
    if one.name == "dollars":
        return money(value)
    return span(value) if one.name == "time" else f"{value:,.0f}"
