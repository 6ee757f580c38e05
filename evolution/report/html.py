"""A report as one HTML page: nothing is loaded, nothing runs, and what others wrote is escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from html import escape
from pathlib import Path

from archive.records import Event
from common.text import safe
from evolution.report import svg
from evolution.report.appendix import ledger_rows
from evolution.report.document import (
    Block,
    Cell,
    Curve,
    Diff,
    Figure,
    Line,
    Report,
    Section,
    Table,
    Told,
)
from evolution.report.links import Links

TOLD_CHARACTERS = 600
"""Longest quotation."""

_LEGEND = (
    '<p class="legend">Numbers lead to the rows of the ledger they rest on. '
    '<q class="told">Words like these</q> come from the code of variants, from tasks or from the'
    " settings, and diffs show code of variants; nothing else on this page is theirs. What a model"
    " said of its work is not told.</p>"
)
_DIFF_CLASSES = {"+": "add", "-": "del", "@": "hunk", "d": "file"}


def to_html(report: Report, events: Mapping[int, Event]) -> str:
    """Return the page.

    Args:
        report: What to show.
        events: The rows of the ledger, for the appendix.
    """
    links = Links()
    body = [_section(section, links) for section in report.sections]
    body.append(_section(ledger_rows(events, links), links))
    body.append(_groups(links))
    style = (Path(__file__).with_name("page.css")).read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    title = _words(report.title)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        f"{_LEGEND}\n" + "\n".join(body) + "\n</body>\n</html>\n"
    )


def _section(section: Section, links: Links) -> str:
    head = f"<h{section.level}>{_words(section.title)}</h{section.level}>"
    return "\n".join([head, *(_block(block, links) for block in section.blocks)])


def _block(block: Block, links: Links) -> str:
    if isinstance(block, Line):
        return f"<p>{''.join(_cell(part, links) for part in block.parts)}</p>"
    if isinstance(block, Table):
        return _table(block, links)
    if isinstance(block, Curve):
        return svg.curve(block, links)
    return _diff(block)


def _table(table: Table, links: Links) -> str:
    head = "".join(f"<th><span>{_cell(cell, links)}</span></th>" for cell in table.head)
    lines = []
    for number, row in enumerate(table.rows):
        name = f' id="{table.names[number]}"' if table.names else ""
        lines.append(f"<tr{name}>{''.join(_data(cell, links) for cell in row)}</tr>")
    kind = ' class="dense"' if table.dense else ""
    return (
        f'<div class="wide"><table{kind}><thead><tr>{head}</tr></thead>\n<tbody>'
        + "\n".join(lines)
        + "</tbody></table></div>"
    )


def _data(cell: Cell, links: Links) -> str:
    shade = cell.shade if isinstance(cell, Figure) else None
    kind = f' class="shade{shade}"' if shade is not None else ""
    return f"<td{kind}>{_cell(cell, links)}</td>"


def _cell(cell: Cell, links: Links) -> str:
    if isinstance(cell, Told):
        return f'<q class="told">{escape(safe(cell.text, limit=TOLD_CHARACTERS))}</q>'
    if isinstance(cell, str):
        return _words(cell)
    drawn = svg.bar(*cell.bar) if cell.bar else ""
    if not cell.rows:
        return drawn + _words(cell.text)
    return f'{drawn}<a href="#{links.to(cell.rows)}">{_words(cell.text)}</a>'


def _words(text: str) -> str:
    return escape(text)


def _diff(diff: Diff) -> str:
    lines = safe(diff.text, limit=1 << 20, multiline=True).splitlines()
    marked = (
        f'<span class="{_DIFF_CLASSES.get(line[:1], "same")}">{escape(line)}</span>'
        for line in lines
    )
    return '<pre class="told">' + "\n".join(marked) + "</pre>"


def _groups(links: Links) -> str:
    lines = []
    for anchor, rows in links.groups.items():
        found = " ".join(f'<a href="#{links.row(seq)}">{seq}</a>' for seq in rows)
        lines.append(f'<li id="{anchor}">{found}</li>')
    return f"<h2>Rows that belong together</h2>\n<ol>{''.join(lines)}</ol>" if lines else ""
