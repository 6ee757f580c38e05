"""The way from the seed to the best variant, drawn out: a score on one axis for every step."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.format import bar, count, interval
from tui.snapshot import Node
from tui.states import BAD, GOOD
from tui.text import indented, line, lines, plain


class LineageView(VerticalScroll):
    """A column of variants, from the seed at the top to the best at the bottom."""

    HELP = "How the best variant came about: each step with its score and what it changed."
    DEFAULT_CSS = """
    LineageView { border: round $surface-lighten-2; padding: 0 1; }
    LineageView:focus { border: round $primary; }
    """

    def compose(self) -> ComposeResult:
        """Make the one block of lines."""
        yield Static(plain(""), id="lineage-lines")

    def show(self, path: Sequence[Node]) -> None:
        """Show a lineage, the root first."""
        self.query_one("#lineage-lines", Static).update(lineage_text(path))


def lineage_text(path: Sequence[Node]) -> Text:
    """Return three lines for each step: the variant, what it changed, and its other children."""
    rows: list[Text] = [line(("From the seed to the best: score from 0 to 1 on select", "dim"))]
    before: float | None = None
    for number, node in enumerate(path):
        mean = node.score.mean if node.score is not None else None
        last = number == len(path) - 1
        rows += [
            line((node.id, "bold"), (f"{node.state.glyph} {node.state.word}", node.state.style)),
            _beside(line(_drawn(node), _gain(mean, before)), last),
            _beside(plain(node.summary), last),
        ]
        if not last:
            others = node.children - 1
            rows += [
                line(
                    ("┣━", GOOD) if others > 0 else ("┃", GOOD),
                    (count(others, "other child", "other children"), "dim") if others > 0 else "",
                )
            ]
        before = mean if mean is not None else before
    return lines(rows)


def _beside(text: Text, last: bool) -> Text:
    return indented(1, text) if last else line(("┃", GOOD), text)


def _drawn(node: Node) -> Text:
    if node.score is None:
        return plain("not measured yet", style="dim")
    return line(bar(node.score), interval(node.score), (f"of {node.score.n}", "dim"))


def _gain(mean: float | None, before: float | None) -> Text:
    if mean is None or before is None:
        return plain("")
    return plain(f"{mean - before:+.2f}", style=GOOD if mean >= before else BAD)
