"""The detail pane: some tabs on the node under the cursor; only the open one is kept current."""

from __future__ import annotations

from textual.message import Message

from tui.details import Detail
from tui.widgets.diff import DiffView
from tui.widgets.tabs import BESIDE, TabsPane


class DetailPane(TabsPane):
    """Summary, diff, tasks and log of one node."""

    class DiffWanted(Message):
        """The diff tab is open and shows another node than ``variant``."""

        def __init__(self, variant: str) -> None:
            super().__init__()
            self.variant = variant

    def __init__(self) -> None:
        super().__init__(BESIDE, id="detail")
        self._detail: Detail | None = None
        self._diff_of: tuple[str, str] | None = None
        """The node whose diff is shown, with its commit: one in the making gets one later."""

    def show(self, detail: Detail) -> None:
        """Show a node."""
        self._detail = detail
        self._show_open_tab()

    def show_diff(self, variant: str, text: str | None) -> None:
        """Show a diff that was asked for, unless the cursor has gone on."""
        if self._detail is not None and self._detail.node.id == variant:
            self._diff_of = self._version
            self.view(DiffView).show(text)

    @property
    def _version(self) -> tuple[str, str] | None:
        return (self._detail.node.id, self._detail.node.commit) if self._detail else None

    def on_tabbed_content_tab_activated(self) -> None:
        """Fill the tab that was opened."""
        self._show_open_tab()

    def _show_open_tab(self) -> None:
        if self._detail is None or self.show_detail(self.open_tab, self._detail):
            return
        if self._diff_of != self._version:
            self.view(DiffView).wait()
            self.post_message(self.DiffWanted(self._detail.node.id))
