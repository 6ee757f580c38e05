"""The first tab: what a variant is, how good it is and what it has used."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from tui.details import Detail
from tui.format import clock, count, full_score, money, verdict
from tui.states import ODD
from tui.text import Part, line
from tui.widgets.facts import FactsView


class SummaryView(VerticalScroll):
    """Facts on one node of the tree."""

    HELP = (
        "The variant in short: state, scores with their intervals, use, and how it does "
        "against its parent."
    )

    def compose(self) -> ComposeResult:
        """Make the one block of facts."""
        yield FactsView("Choose a variant in the tree.", id="summary-facts")

    def show(self, detail: Detail) -> None:
        """Show a node's facts."""
        self.query_one(FactsView).show(summary(detail))


def summary(detail: Detail) -> list[tuple[str, Part]]:
    """Return the facts on a node by name."""
    node = detail.node
    parent = detail.parent
    rows: list[tuple[str, Part]] = [
        ("variant", (node.id, "bold")),
        ("state", line((f"{node.state.glyph} {node.state.word}", node.state.style), node.reason)),
        ("change", node.summary or ("none told", "dim")),
    ]
    if node.is_variant:
        rows += [(split, full_score(node.scores.get(split))) for split in _SPLITS]
    if parent is not None:
        rows += [("parent", line((parent.id, "bold"), full_score(parent.score)))]
        rows += [("against it", _against(detail))]
    rows += [
        ("children", _children(detail)),
        ("evaluations", _counts(detail)),
        ("agent ended", line(*[f"{n} x {s}" for s, n in detail.exits], sep="  ")),
        ("model", line(count(node.calls, "call"), count(node.tokens, "token"), sep=", ")),
        ("cost", money(node.cost_usd)),
        ("made", clock(node.created)),
    ]
    if node.is_variant:
        rows += [("commit", node.commit)]
    return [row for row in rows if row[1]]


_SPLITS = ("select", "holdout", "train")


def _against(detail: Detail) -> Part:
    found = detail.against
    if found is None or not found.wins + found.losses + found.ties:
        return ("no select task in common yet", "dim")
    return verdict(found)


def _children(detail: Detail) -> Part:
    more = detail.node.children - len(detail.children)
    if not detail.children:
        return ("none", "dim")
    return line(*detail.children, (f"and {more:,} more", "dim") if more > 0 else "", sep="  ")


def _counts(detail: Detail) -> Part:
    node = detail.node
    parts = [f"{node.done} done", f"{node.running} running" if node.running else ""]
    faults = (count(node.faults, "fault") + " of the machinery", ODD) if node.faults else ""
    return line(*parts, faults, sep=", ")
