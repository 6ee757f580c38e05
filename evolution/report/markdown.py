"""A report as Markdown, with the same links; what others wrote cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Mapping

from archive.records import Event
from common.text import safe
from evolution.report.appendix import ledger_rows
from evolution.report.document import (
    Block,
    Cell,
    Curve,
    Diff,
    Figure,
    Line,
    Point,
    Report,
    Section,
    Table,
    Told,
)
from evolution.report.links import Links

TOLD_CHARACTERS = 300
"""Longest quotation."""
CURVE_LINES = 12
"""Points of a curve that are printed."""

_LEGEND = (
    "Numbers lead to the rows of the ledger they rest on. Words in ⟪ ⟫ come from the code of"
    " variants, from tasks or from the settings, and diffs show code of variants; nothing else here"
    " is theirs. What a model said of its work is not told."
)
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")


def to_markdown(report: Report, events: Mapping[int, Event]) -> str:
    """Return the text.

    Args:
        report: What to show.
        events: The rows of the ledger, for the appendix.
    """
    links = Links()
    parts = [f"# {_words(report.title)}", _LEGEND]
    parts += [_section(section, links) for section in report.sections]
    parts.append(_section(ledger_rows(events, links), links))
    parts.append(_groups(links))
    return "\n\n".join(parts) + "\n"


def _section(section: Section, links: Links) -> str:
    head = f"{'#' * section.level} {_words(section.title)}"
    return "\n\n".join([head, *(_block(block, links) for block in section.blocks)])


def _block(block: Block, links: Links) -> str:
    if isinstance(block, Line):
        return "".join(_cell(part, links) for part in block.parts)
    if isinstance(block, Curve):
        return _table(_as_table(block), links)
    if isinstance(block, Diff):
        return _diff(block)
    return _table(block, links)


def _table(table: Table, links: Links) -> str:
    lines = [_row([_cell(cell, links) for cell in table.head])]
    lines.append(_row(["---"] * len(table.head)))
    for number, row in enumerate(table.rows):
        cells = [_cell(cell, links) for cell in row]
        if table.names:
            cells[0] = f'<a id="{table.names[number]}"></a>{cells[0]}'
        lines.append(_row(cells))
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _as_table(curve: Curve) -> Table:
    names = tuple(name for name, _ in curve.lines)
    lines = [{point.x: point for point in points} for _, points in curve.lines]
    places = sorted({x for line in lines for x in line})
    step = max(1, -(-len(places) // CURVE_LINES))
    rows = [(f"{x:g}", *(_point(line.get(x)) for line in lines)) for x in places[step - 1 :: step]]
    return Table((curve.axis, *names), tuple(rows))


def _point(point: Point | None) -> Cell:
    if point is None:
        return ""
    return Figure(f"{point.mean:.2f} [{point.low:.2f}, {point.high:.2f}]", point.rows)


def _cell(cell: Cell, links: Links) -> str:
    if isinstance(cell, Told):
        told = safe(cell.text, limit=TOLD_CHARACTERS).replace("⟪", "").replace("⟫", "")
        return f"⟪{_words(told)}⟫"
    if isinstance(cell, str):
        return _words(cell)
    text = _words(cell.text)
    return f"[{text}](#{links.to(cell.rows)})" if cell.rows else text


def _words(text: str) -> str:
    """Return text of which nothing is read as markup: every sign may stand after a backslash."""
    lead = len(text) - len(text.lstrip(" "))
    return "\u00a0" * lead + _PUNCTUATION.sub(r"\\\1", text[lead:])


def _diff(diff: Diff) -> str:
    text = safe(diff.text, limit=1 << 20, multiline=True).strip("\n")
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}diff\n{text}\n{fence}"


def _groups(links: Links) -> str:
    lines = [
        f'- <a id="{anchor}"></a>' + " ".join(f"[{seq}](#{links.row(seq)})" for seq in rows)
        for anchor, rows in links.groups.items()
    ]
    return "\n".join(["## Rows that belong together", "", *lines]) if lines else ""
