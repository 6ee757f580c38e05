"""A fold over the ledger's events: best and mean, acceptance, coverage, use and cost."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from sys import intern

from archive.records import Event
from evaluator.statistics import Score
from evolution.memory import Clock
from tui.course.champion import Champion, Rates
from tui.course.coverage import Coverage, Grid

_POINTS = 300
"""Points of a curve; when there are twice as many, every other one is dropped."""
_WINDOW = 600.0
"""Seconds of the recent use of the workers."""
_LATEST = 20
"""Expansions of the recent acceptance."""


@dataclass(frozen=True)
class Point:
    """The search after some evaluation."""

    seconds: float
    """Seconds that engines had worked."""
    variants: int
    evaluations: int
    cost_usd: float
    tokens: int
    best: Score | None
    mean: float | None
    """Over the scores of all measured variants."""
    low: float
    """Of the mean, by its standard error: 1.96 of them below; ``high`` as many above."""
    high: float


@dataclass(frozen=True)
class Held:
    """A variant that was measured on the hold-out."""

    variant: str
    select: Score
    holdout: Score


@dataclass(frozen=True)
class Course:
    """The search so far."""

    seq: int
    """The newest event it includes."""
    now: Point
    points: tuple[Point, ...]
    """Oldest first, without ``now``."""
    best: str | None
    held: tuple[Held, ...]
    made: int
    """Expansions that gave a variant."""
    refused: int
    recent: float | None
    """Share that gave one, of the latest twenty."""
    faults: int
    coverage: Coverage
    busy: float
    """Worker-seconds of work since the beginning."""
    busy_lately: float
    """Worker-seconds of work in the last ten minutes before ``at``."""
    lately: float
    """Seconds of those ten minutes in which an engine worked."""
    at: float
    """Unix seconds."""


class CourseFold:
    """Takes each event once, in order; a reward costs about ten microseconds."""

    def __init__(self, trials: int = 1) -> None:
        self.seq = 0
        self._clock = Clock()
        self._rates = Rates()
        self._champion = Champion(self._rates, trials)
        self._grid = Grid()
        self._points: list[Point] = []
        self._stride = 1
        self._variants = self._evaluations = self._tokens = 0
        self._cost = 0.0
        self._use: dict[str, tuple[int, int, int]] = {}
        self._means = (0.0, 0.0, 0)
        self._holdout: dict[str, tuple[float, int]] = {}
        self._endings: deque[bool] = deque(maxlen=_LATEST)
        self._made = self._refused = self._faults = 0
        self._running: dict[tuple[str | None, ...], float] = {}
        self._spans: deque[tuple[float, float]] = deque()
        self._busy = 0.0
        self._began = 0.0

    def take(self, event: Event) -> None:
        """Take the next event."""
        self.seq = event.seq
        self._clock.hear(event)
        hear = _HEARD.get(event.kind)
        if hear is not None:
            hear(self, event)

    def course(self, now: float, *, alive: bool) -> Course:
        """Return the search so far.

        Args:
            now: Unix seconds.
            alive: Whether an engine works on it.
        """
        until = now if alive else None
        running = [now - began for began in self._running.values()] if alive else []
        since = max(now - _WINDOW, self._began)
        lately = [min(end, now) - max(start, since) for start, end in self._spans if end > since]
        lately += [now - max(began, since) for began in self._running.values() if alive]
        best = self._champion.best
        return Course(
            seq=self.seq,
            now=self._point(self._clock.seconds(until)),
            points=tuple(self._points),
            best=best,
            held=self._held(),
            made=self._made,
            refused=self._refused,
            recent=sum(self._endings) / len(self._endings) if self._endings else None,
            faults=self._faults,
            coverage=self._grid.coverage(best),
            busy=self._busy + sum(running),
            busy_lately=sum(lately),
            lately=max(now - since, 0.0) if alive else 0.0,
            at=now,
        )

    def _engine(self, event: Event) -> None:
        self._running.clear()
        self._began = event.at

    def _variant(self, _event: Event) -> None:
        self._variants += 1

    def _confined(self, event: Event) -> None:
        deed = {"variant_halted": self._champion.halt, "variant_quarantined": self._champion.hold}
        deed.get(event.kind, self._champion.release)(str(event.variant))

    def _started(self, event: Event) -> None:
        self._running[_work(event)] = float(event.data.get("started") or event.at)

    def _expanded(self, event: Event) -> None:
        outcome = self._ended(event)
        if outcome in {"done", "failed"}:
            self._endings.append(outcome == "done")
            self._made += outcome == "done"
            self._refused += outcome == "failed"

    def _evaluated(self, event: Event) -> None:
        reward = event.data.get("reward")
        if self._ended(event) != "done" or reward is None:
            return
        variant, split = intern(str(event.variant)), event.data.get("split")
        self._evaluations += 1
        n, calls, tokens = self._use.get(variant, (0, 0, 0))
        calls += int(event.data.get("calls") or 0)
        tokens += int(event.data.get("tokens") or 0)
        self._use[variant] = (n + 1, calls, tokens)
        if split == "holdout":
            total, held = self._holdout.get(variant, (0.0, 0))
            self._holdout[variant] = (total + reward, held + 1)
        elif split == "select":
            self._selected(variant, str(event.data.get("task")), float(reward))
        if self._evaluations % self._stride == 0:
            self._points.append(self._point(self._clock.seconds(event.at)))
            if len(self._points) >= 2 * _POINTS:
                self._points = self._points[1::2]
                self._stride *= 2

    def _selected(self, variant: str, task: str, reward: float) -> None:
        before = self._champion.known(variant)
        self._champion.reward(variant, task, reward)
        total, squares, count = self._means
        if before[1]:
            old = self._rates.score(*before).mean or 0.0
            total, squares, count = total - old, squares - old * old, count - 1
        mean = self._rates.score(*self._champion.known(variant)).mean or 0.0
        self._means = (total + mean, squares + mean * mean, count + 1)
        n, calls, tokens = self._use[variant]
        self._grid.put(variant, calls / n, tokens / max(calls, 1), mean)

    def _ended(self, event: Event) -> str:
        """Count what any ending has used; return its outcome."""
        began = self._running.pop(_work(event), event.at)
        self._busy += max(event.at - began, 0.0)
        self._spans.append((began, event.at))
        while self._spans[0][1] < event.at - _WINDOW:
            self._spans.popleft()
        self._cost += float(event.data.get("cost_usd") or 0.0)
        self._tokens += int(event.data.get("tokens") or 0)
        outcome = str(event.data.get("outcome"))
        self._faults += outcome == "error"
        return outcome

    def _point(self, seconds: float) -> Point:
        total, squares, count = self._means
        mean = total / count if count else None
        spread = max(squares / count - (mean or 0.0) ** 2, 0.0) if count else 0.0
        error = 1.96 * math.sqrt(spread / (count - 1)) if count > 1 else 0.5
        best = self._champion.best
        return Point(
            seconds=seconds,
            variants=self._variants,
            evaluations=self._evaluations,
            cost_usd=self._cost,
            tokens=self._tokens,
            best=self._rates.score(*self._champion.known(best)) if best else None,
            mean=mean,
            low=max((mean or 0.0) - error, 0.0),
            high=min((mean or 0.0) + error, 1.0),
        )

    def _held(self) -> tuple[Held, ...]:
        return tuple(
            Held(
                variant,
                self._rates.score(*self._champion.known(variant)),
                self._rates.score(*sums),
            )
            for variant, sums in self._holdout.items()
        )


def _work(event: Event) -> tuple[str | None, ...]:
    """Return what tells a piece of work from others."""
    told = event.data.get
    return event.variant, str(told("task")), str(told("trial")), str(told("attempt"))


_HEARD = {
    "engine_started": CourseFold._engine,
    "variant_added": CourseFold._variant,
    "variant_halted": CourseFold._confined,
    "variant_quarantined": CourseFold._confined,
    "variant_released": CourseFold._confined,
    "expansion_started": CourseFold._started,
    "expansion_ended": CourseFold._expanded,
    "evaluation_started": CourseFold._started,
    "evaluation_ended": CourseFold._evaluated,
}
