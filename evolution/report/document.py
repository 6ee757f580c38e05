"""What a report is made of, before it has a form: paragraphs, tables, curves and diffs.

There are three kinds of text. A plain ``str`` is ours. A :class:`Figure` was counted or computed,
and says from which rows of the ledger. :class:`Told` is what a variant, a model or a task wrote: it
is escaped and marked wherever it stands.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """A number with the rows it rests on."""

    text: str
    rows: tuple[int, ...]
    """Sequence numbers of ledger events."""
    bar: tuple[float, float, float] | None = None
    """Low end, mean and high end of an interval in [0, 1], to be drawn beside the text."""
    shade: int | None = None
    """0 to 10: how full its cell is drawn, in a matrix."""


@dataclass(frozen=True)
class Told:
    """Words that are not ours."""

    text: str


Cell = str | Figure | Told


@dataclass(frozen=True)
class Line:
    """A paragraph: its parts follow each other."""

    parts: tuple[Cell, ...]


@dataclass(frozen=True)
class Table:
    """Rows of cells under a head."""

    head: tuple[Cell, ...]
    rows: tuple[tuple[Cell, ...], ...]
    dense: bool = False
    """A matrix: narrow columns, heads turned."""
    names: tuple[str, ...] = ()
    """Anchors of the rows, where they have any."""


@dataclass(frozen=True)
class Point:
    """A place on a curve with its interval."""

    x: float
    low: float
    mean: float
    high: float
    rows: tuple[int, ...]
    """The ledger events it leads to."""


@dataclass(frozen=True)
class Curve:
    """Lines with a band each, over the same axis; all values in [0, 1]."""

    axis: str
    lines: tuple[tuple[str, tuple[Point, ...]], ...]


@dataclass(frozen=True)
class Diff:
    """A unified diff, which is Told as a whole."""

    text: str


Block = Line | Table | Curve | Diff


@dataclass(frozen=True)
class Section:
    """A part of the report."""

    title: str
    blocks: tuple[Block, ...]
    level: int = 2


@dataclass(frozen=True)
class Report:
    """A whole report."""

    title: str
    sections: tuple[Section, ...]
