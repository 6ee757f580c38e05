"""Where a variant comes from: commit, tree, lineage, and what the run was told."""

from __future__ import annotations

from collections.abc import Mapping

from textual.app import ComposeResult
from textual.containers import VerticalScroll

from tui.widgets.facts import FactsView


class ProvenanceView(VerticalScroll):
    """Facts by which a variant can be found and made again."""

    HELP = "Where the variant lies in the run's git archive, and what it was made with."

    def compose(self) -> ComposeResult:
        """Make the one block of facts."""
        yield FactsView(id="provenance-facts")

    def show(self, told: Mapping[str, str]) -> None:
        """Show facts by name."""
        self.query_one(FactsView).show([*told.items()])
