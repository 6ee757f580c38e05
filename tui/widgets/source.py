"""The source browser: a variant's files as they were committed, one of them highlighted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from textual.app import ComposeResult
from textual.containers import Horizontal, ScrollableContainer
from textual.widgets import DataTable, Static

from common.files import File
from tui.text import code, indented, plain
from tui.widgets.table import KeyedTable, Row


class SourceView(Horizontal):
    """A tree of files at the left, the chosen one at the right."""

    HELP = "The variant's source as it was committed. Up and down choose a file, Tab goes into it."
    DEFAULT_CSS = """
    SourceView > KeyedTable { width: 2fr; max-width: 44; }
    SourceView > ScrollableContainer { width: 3fr; padding: 0 1; }
    SourceView ScrollableContainer > Static { width: auto; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._files: Mapping[str, File] = {}

    def compose(self) -> ComposeResult:
        """Make the list of files and the place for one."""
        yield KeyedTable(("File", "Bytes"), id="files")
        with ScrollableContainer(can_focus=True):
            yield Static(plain(""), id="file-text")

    def show(self, files: Mapping[str, File]) -> None:
        """Show a variant's files."""
        table, rows, first = self.query_one(KeyedTable), file_rows(files), not self._files
        self._files = files
        table.bring(rows)
        if first:
            table.move_cursor(row=next((n for n, key in enumerate(rows) if key in files), 0))
        self._show_file()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        """Show the file under the cursor."""
        event.stop()
        self._show_file()

    def _show_file(self) -> None:
        path = self.query_one(KeyedTable).chosen or ""
        file = self._files.get(path)
        shown = self.query_one("#file-text", Static)
        if file is None:
            shown.update(plain("A folder." if self._files else "No files.", style="dim"))
        else:
            dark = self.app.current_theme.dark
            shown.update(code(file.data.decode("utf-8", "replace"), path, dark=dark))
        self.query_one(ScrollableContainer).scroll_home(animate=False)


def file_rows(files: Mapping[str, File]) -> dict[str, Row]:
    """Return a row for each folder and file, folders before what is in them."""
    rows: dict[str, Row] = {}
    for path in sorted(files):
        parts = PurePosixPath(path).parts
        for depth in range(1, len(parts)):
            folder = "/".join(parts[:depth]) + "/"
            if folder not in rows:
                rows[folder] = (indented(depth - 1, (parts[depth - 1] + "/", "dim")), plain(""))
        size = plain(f"{len(files[path].data):,}")
        rows[path] = (indented(len(parts) - 1, parts[-1]), size)
    return rows
