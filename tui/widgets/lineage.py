"""The family as a graph, with the way from the seed to the best variant drawn out."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tui.format import bar, count, interval
from tui.plot import THICK, Curve
from tui.snapshot import Node
from tui.states import BAD, GOOD
from tui.text import indented, line, lines, plain
from tui.widgets.curves import CurvesView, Dots


class LineageView(VerticalScroll):
    """The measured variants by number and score, through them the best's lineage; its steps."""

    HELP = (
        "The family as a graph: a dot for the measured variants, from the oldest at the left to "
        "the newest, and the best one's lineage as a line with its 95 % interval. Below, how the "
        "best came about: each step with its score and what it changed."
    )
    DEFAULT_CSS = """
    LineageView CurvesView { height: 15; margin-bottom: 1; }
    LineageView { border: round $surface-lighten-2; padding: 0 1; }
    LineageView:focus { border: round $primary; }
    """

    def compose(self) -> ComposeResult:
        """Make the graph and the block of lines."""
        yield CurvesView(id="lineage-map")
        yield Static(plain(""), id="lineage-lines")

    def show(self, path: Sequence[Node], spread: Dots) -> None:
        """Show a lineage, the root first, and where all measured variants lie."""
        self.query_one("#lineage-lines", Static).update(lineage_text(path))
        way = [
            (float(node.id[1:]), score.mean, score.low, score.high)
            for node in path
            if (score := node.score) is not None and score.mean is not None
        ]
        last = max([x for x, _ in spread], default=0.0)
        if way and way[-1][0] < last:
            way.append((last, *way[-1][1:]))
        best = Curve("the best's lineage", GOOD, THICK, "┄", way)
        self.query_one(CurvesView).show([best], "the number of a variant", spread)


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
