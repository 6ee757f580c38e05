"""What a checkout would write, and what there is to know of it."""

from __future__ import annotations

from rich.table import Table
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from evolution.checkout import Plan
from tui.format import count
from tui.states import BAD
from tui.text import Part, facts, line, plain

_SHOWN = 400


class FilePlan(VerticalScroll):
    """The dry run: files with their sizes, the keys it reads, the commands to run it."""

    HELP = (
        "Nothing is written until you press Check out. The smoke test runs the agent's own test "
        "and a toy task in boxes; no model is asked."
    )

    def compose(self) -> ComposeResult:
        """Make the one block of text."""
        yield Static(plain("Reading …", style="dim"), id="plan")

    def show(self, plan: Plan) -> None:
        """Show a plan."""
        self.query_one("#plan", Static).update(plan_table(plan))

    def refuse(self, reason: str) -> None:
        """Say why there is none."""
        self.query_one("#plan", Static).update(plain(reason, limit=400, style=BAD))


def plan_table(plan: Plan) -> Table:
    """Return a plan as a list of facts, its files last."""
    keys = ", ".join(plan.keys) or "nothing"
    rows: list[tuple[str, Part]] = [
        ("writes", f"{count(len(plan.files), 'file')}, {plan.size:,} bytes"),
        ("to", str(plan.target)),
        ("reads", line(keys, ("from the environment", "dim"), limit=400)),
        ("try it", plan.commands[0]),
        ("in a box", plan.commands[1]),
    ]
    files = sorted(plan.files.items())
    rows += [(f"{len(file.data):,}", path) for path, file in files[:_SHOWN]]
    if len(files) > _SHOWN:
        rows.append(("…", f"{len(files) - _SHOWN} more files"))
    return facts(rows)
