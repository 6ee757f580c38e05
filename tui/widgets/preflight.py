"""The preflight list of the launch form: a line for each check, with how to mend what fails."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from tui.preflight import Check
from tui.states import BAD, BUSY, GOOD
from tui.text import Part, line, lines, plain

_MARKS = {"ok": ("✓ pass", GOOD), "warn": ("! warn", BUSY), "missing": ("✗ fail", BAD)}
"""By state: the word stands beside the mark, so nothing rests on colour."""


class PreflightView(Static):
    """Grows while the checks run."""

    def __init__(self) -> None:
        super().__init__(plain(""), id="preflight")
        self._settings: Check | None = None
        self._machine: list[Check] = []
        self._busy = True

    def restart(self) -> None:
        """Begin a new list."""
        self._machine, self._busy = [], True
        self._draw()

    def add(self, check: Check) -> None:
        """Show one more check of the machine."""
        self._machine.append(check)
        self._draw()

    def done(self) -> None:
        """Say that no more checks come."""
        self._busy = False
        self._draw()

    def settings(self, check: Check) -> None:
        """Show what is to say of the form."""
        self._settings = check
        self._draw()

    def _draw(self) -> None:
        checks = [self._settings] if self._settings else []
        self.update(check_list([*checks, *self._machine], busy=self._busy))


def check_list(checks: list[Check], *, busy: bool) -> Text:
    """Return the list: what fails first, what passes last."""
    order = ("missing", "warn", "ok")
    shown: list[Part] = []
    for check in sorted(checks, key=lambda one: order.index(one.state)):
        shown.append(line(_MARKS[check.state], (check.name, "bold"), check.text))
        if check.fix:
            shown.append(line(("       fix:", "dim"), check.fix))
    if busy:
        shown.append(("◌ checking the machine…", "dim"))
    failed = sum(check.state == "missing" for check in checks)
    if failed and not busy:
        shown.append(line((f"{failed} to mend before it can start", BAD)))
    return lines(shown)
