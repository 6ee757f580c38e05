"""The one door through which text enters the console's widgets.

Names, diffs, task names, exit texts and summaries come from variants and models. A ``str`` given
to a widget is read as markup, so it can crash the console or bind a click to an action, and even
markup-free text can carry terminal escapes. Every function here cleans each piece before joining
and returns a renderable that is not parsed again. No other module of the console makes ``Text``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.table import Table
from rich.text import Span, Text

from common.text import safe

if TYPE_CHECKING:
    from textual.app import App

Part = str | Text | tuple[str, str]
"""A piece of a line: raw text, raw text with a style, or what this module made earlier."""

_DIFF_LINES = 3000
_ADDED, _REMOVED = ("on #12351f", "on #d6f5dc"), ("on #43191d", "on #fbdcdf")


def plain(value: object, *, limit: int = 200, style: str = "") -> Text:
    """Return ``value`` as one clean line of at most ``limit`` characters."""
    cleaned = safe(str(value), limit=limit)
    if len(cleaned) > limit:
        cleaned = cleaned[: max(limit - 1, 0)] + "…"
    return Text(cleaned, style=style, end="")


def block(value: object, *, limit: int = 20_000, style: str = "") -> Text:
    """Return ``value`` as clean text that keeps its line breaks."""
    return Text(_lines(str(value), limit), style=style)


def line(*parts: Part, sep: str = " ", limit: int = 200) -> Text:
    """Join pieces, each cleaned by itself; empty ones are left out."""
    texts = [_part(part, limit) for part in parts]
    return Text(sep, end="").join(text for text in texts if text.plain)


def lines(parts: Iterable[Part], *, limit: int = 400) -> Text:
    """Put pieces below each other."""
    return Text("\n").join(_part(part, limit) for part in parts)


def drawing(rows: Iterable[Sequence[tuple[str, str]]]) -> Text:
    """Return a picture of runs of characters, each with its style; spaces are kept."""
    return Text("\n").join(
        Text.assemble(*((_lines(run, 1000), style) for run, style in row)) for row in rows
    )


def tell(app: App[Any], message: str, *, failed: bool = False, lasting: bool = False) -> None:
    """Show a passing note; ``failed`` makes it an error, which like a ``lasting`` one stays."""
    severity: Literal["information", "error"] = "error" if failed else "information"
    app.notify(
        safe(message, limit=400),
        severity=severity,
        timeout=20 if failed or lasting else 5,
        markup=False,
    )


def facts(rows: Sequence[tuple[str, Part]]) -> Table:
    """Return a two-column list of names and values; a long value wraps in its column."""
    grid = _Facts.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(plain(name), _part(value, 2000))
    return grid


def diff(value: str, *, dark: bool = True) -> Text:
    """Return a unified diff with its code highlighted.

    Added and removed lines keep their ``+`` and ``-``, so the meaning never rests on colour.

    Args:
        value: The diff, untrusted.
        dark: Whether it is shown on a dark background.
    """
    from rich.syntax import Syntax

    rows = _lines(value, 400_000).split("\n")
    shown = rows[:_DIFF_LINES]
    code = Syntax("", "python", theme="github-dark" if dark else "default")
    body = code.highlight("\n".join(row[1:] for row in shown)).split("\n", allow_blank=True)
    texts = [_diff_row(row, body[n], 0 if dark else 1) for n, row in enumerate(shown)]
    if len(rows) > len(shown):
        texts += [Text(f"… {len(rows) - len(shown)} more lines", style="dim")]
    return Text("\n").join(texts)


def code(value: str, path: str, *, dark: bool = True) -> Text:
    """Return a file with its lines numbered and its code highlighted.

    Args:
        value: What is in it, untrusted.
        path: Its name, by which the language is told; untrusted.
        dark: Whether it is shown on a dark background.
    """
    from rich.syntax import Syntax

    rows = _lines(value, 400_000).split("\n")
    shown = rows[:_DIFF_LINES]
    language = "python" if path.endswith(".py") else _LANGUAGES.get(path.rpartition(".")[2], "text")
    colours = Syntax("", language, theme="github-dark" if dark else "default")
    body = colours.highlight("\n".join(shown)).split("\n", allow_blank=True)
    texts = [
        Text.assemble(
            (f"{n + 1:>4} ", "dim"), Text(body[n].plain, spans=[*map(_bare, body[n].spans)])
        )
        for n in range(len(shown))
    ]
    if len(rows) > len(shown):
        texts += [Text(f"… {len(rows) - len(shown)} more lines", style="dim")]
    return Text("\n").join(texts)


def indented(depth: int, part: Part) -> Text:
    """Return a line that stands in by two cells for each level."""
    return Text("  " * depth, end="") + _part(part, 120)


class _Facts(Table):
    """A table that is worked out once: first its height is asked for and then its picture."""

    _kept: tuple[int, RenderResult] = (0, ())

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        width, drawn = self._kept
        if width != options.max_width:
            drawn = list(super().__rich_console__(console, options))
            self._kept = options.max_width, drawn
        return drawn


_LANGUAGES = {"md": "markdown", "toml": "toml", "json": "json", "sh": "bash", "yml": "yaml"}


def _diff_row(row: str, body: Text, tone: int) -> Text:
    if row.startswith(("diff ", "index ", "--- ", "+++ ", "new file", "deleted file")):
        return Text(row, style="bold" if row.startswith(("+++ ", "diff ")) else "dim")
    if row.startswith("@@"):
        return Text(row, style="cyan")
    marks = {"+": ("bold green", _ADDED[tone]), "-": ("bold red", _REMOVED[tone])}
    mark, background = marks.get(row[:1], ("dim", ""))
    text = Text.assemble((row[:1], mark), Text(body.plain, spans=[*map(_bare, body.spans)]))
    if background:
        text.stylize(background)
    return text


def _bare(span: Span) -> Span:
    """Drop the background of a highlighted span, so that the line's own shows."""
    style = span.style if isinstance(span.style, Style) else Style.parse(span.style)
    bare = Style(color=style.color, bold=style.bold, italic=style.italic)
    return Span(span.start, span.end, bare)


def _lines(value: str, limit: int) -> str:
    cleaned = safe(value, limit=limit, multiline=True).expandtabs(4)
    return "\n".join(cleaned.splitlines())


def _part(part: Part, limit: int) -> Text:
    if isinstance(part, Text):
        return part
    if isinstance(part, tuple):
        return plain(part[0], limit=limit, style=part[1])
    return plain(part, limit=limit)
