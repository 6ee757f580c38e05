"""The tabs on one variant; the room that holds them reads what the open one shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import TabbedContent, TabPane

from common.files import File
from evolution.trajectory import Step
from tui.details import Detail
from tui.widgets.diff import DiffView
from tui.widgets.events import EventsView
from tui.widgets.provenance import ProvenanceView
from tui.widgets.resources import ResourcesView
from tui.widgets.source import SourceView
from tui.widgets.steps import StepsView
from tui.widgets.summary import SummaryView
from tui.widgets.tasks import TasksView


class VariantPane(Vertical):
    """Summary, diff, source, tasks, steps, log, resources and provenance."""

    DEFAULT_CSS = """
    VariantPane TabPane { padding: 0 1; }
    VariantPane TabbedContent, VariantPane ContentSwitcher, VariantPane TabPane { height: 1fr; }
    """

    def compose(self) -> ComposeResult:
        """Make the tabs."""
        with TabbedContent(initial="summary"):
            with TabPane("Summary", id="summary"):
                yield SummaryView()
            with TabPane("Diff", id="diff"):
                yield DiffView()
            with TabPane("Files", id="source"):
                yield SourceView()
            with TabPane("Tasks", id="tasks"):
                yield TasksView()
            with TabPane("Steps", id="steps"):
                yield StepsView()
            with TabPane("Log", id="log"):
                yield EventsView()
            with TabPane("Costs", id="resources"):
                yield ResourcesView()
            with TabPane("Origin", id="provenance"):
                yield ProvenanceView()

    def show(self, tab: str, detail: Detail) -> None:
        """Show a variant in a tab that needs nothing more."""
        if tab == "summary":
            self.query_one(SummaryView).show(detail)
        elif tab == "tasks":
            self.query_one(TasksView).show(detail)
        elif tab == "log":
            self.query_one(EventsView).show(detail.log)
        elif tab == "resources":
            self.query_one(ResourcesView).show(detail)

    def wait_for_diff(self) -> None:
        """Say that the diff is on its way."""
        self.query_one(DiffView).wait()

    def show_diff(self, text: str | None) -> None:
        """Show a diff; ``None`` where there is nothing to compare."""
        self.query_one(DiffView).show(text)

    def show_source(self, files: Mapping[str, File]) -> None:
        """Show a variant's files."""
        self.query_one(SourceView).show(files)

    def show_steps(self, title: str, steps: Sequence[Step]) -> None:
        """Show a transcript."""
        self.query_one(StepsView).show(title, steps)

    def show_provenance(self, told: Mapping[str, str]) -> None:
        """Show where a variant comes from."""
        self.query_one(ProvenanceView).show(told)
