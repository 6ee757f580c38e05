"""Numbers for people: scores with their interval, money, spans of time."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text

from evaluator.statistics import Paired, Score
from tui.states import GOOD
from tui.text import line

_WIDTH = 20
"""Cells from 0 to 1."""
_SURE = 0.05
"""Below this the paired test counts as proof; the usual convention."""


def interval(score: Score) -> Text:
    """Return ``0.47 [.31 .63]``: the mean and its 95 % interval."""
    if score.mean is None:
        return line(("not measured yet", "dim"))
    return line((f"{score.mean:.2f}", "bold"), (f"[{_short(score.low)} {_short(score.high)}]", ""))


def full_score(score: Score | None) -> Text:
    """Return the interval drawn and written, and how many evaluations it rests on."""
    if score is None or score.mean is None:
        return line(("not measured yet", "dim"))
    return line(bar(score), interval(score), (f"of {score.n}", "dim"))


def verdict(found: Paired) -> Text:
    """Return what a paired test says: tasks won and lost, and whether that proves anything."""
    told = f"{found.wins} won, {found.losses} lost, {found.ties} the same"
    sure = "a real difference" if found.p_value < _SURE else "no proof of a difference"
    return line(told, (f"(p = {found.p_value:.2f}: {sure})", "dim"))


def bar(score: Score) -> Text:
    """Return the interval drawn on the way from 0 to 1, the mean as a dot."""
    low, high = (min(int(end * _WIDTH), _WIDTH - 1) for end in (score.low, score.high))
    mean = min(int((score.mean or 0.0) * _WIDTH), _WIDTH - 1)
    cells = ["━" if low <= n <= high else "·" for n in range(_WIDTH)]
    cells[mean] = "●"
    drawn = "".join(cells)
    parts = (drawn[:low], "dim"), (drawn[low : high + 1], GOOD), (drawn[high + 1 :], "dim")
    return line(*parts, sep="")


def money(usd: float) -> str:
    """Return dollars; small sums with four digits so that they are not shown as nothing."""
    return f"${usd:.2f}" if usd == 0 or usd >= 0.1 else f"${usd:.4f}"


def span(seconds: float) -> str:
    """Return ``h:mm:ss``, or ``m:ss`` below an hour."""
    minutes, rest = divmod(max(int(seconds), 0), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def clock(moment: float) -> str:
    """Return the local time of day of a Unix time."""
    return datetime.fromtimestamp(moment).astimezone().strftime("%H:%M:%S")


def count(number: int, noun: str, plural: str = "") -> str:
    """Return ``1 variant`` or ``2 variants``; ``plural`` where it is not formed with an s."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def _short(value: float) -> str:
    return f"{value:.2f}".removeprefix("0")
