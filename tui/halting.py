"""Halting from any room: the question, the deed in a thread of its own, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import ClassVar

from textual import work
from textual.binding import BindingType

from common.errors import ArboretumError, MachineryError
from evolution.run import RunFolder
from tui.client import RunClient, halt_run
from tui.format import count
from tui.keys import key
from tui.late import bring
from tui.room import RoomScreen
from tui.screens.confirm import ConfirmHalt
from tui.text import tell

_EFFECTS = {
    False: "Its boxes are killed at once. It stays in the tree and is never a parent again.",
    True: "All boxes of the run are killed at once and its engine starts nothing more.",
}
"""What a halt does, by whether it is the whole run's."""


class HaltingRoom(RoomScreen):
    """A room in which the chosen variant, its clade or everything can be halted.

    A halt goes past the run's engine, so it works when that one does not answer.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        key("x", "halt_variant", "Halt", "Halt the chosen variant; asks first."),
        key("X", "halt_clade", "Halt clade", "Halt it and all its descendants; asks first."),
        key("ctrl+x", "halt_all", "Halt all", "Halt the whole run; asks first."),
    ]

    @property
    def target(self) -> str | None:
        """What ``x`` and ``X`` halt."""
        return self.visit.chosen

    def action_halt_variant(self) -> None:
        """Ask whether to halt the chosen variant."""
        if self.target is not None:
            self._check_lives(self.target)

    def action_halt_clade(self) -> None:
        """Ask whether to halt the chosen variant and its descendants, once they are counted."""
        if self.target is not None:
            self._count_clade(self.target)

    def action_halt_all(self) -> None:
        """Ask whether to halt the whole run."""
        self._count_all()

    @work(thread=True, group="count", exclusive=True)
    def _check_lives(self, target: str) -> None:
        def check(client: RunClient) -> Callable[[], None]:
            node = client.tree.node(target)
            if node is not None and node.lives:
                return partial(self.ask_halt, f"Halt {target}?", [target])
            return partial(tell, self.app, f"{target} does not live any more.")

        self.read(check)

    @work(thread=True, group="count", exclusive=True)
    def _count_clade(self, target: str) -> None:
        def check(client: RunClient) -> Callable[[], None]:
            living = client.tree.living(target)
            others = count(len([one for one in living if one != target]), "living descendant")
            asked = f"{target} and {others}" if target in living else f"{others} of {target}"
            if living:
                return partial(self.ask_halt, f"Halt {asked}?", [target], clade=True)
            said = f"Nothing lives of {target} and its descendants."
            return partial(tell, self.app, said)

        self.read(check)

    @work(thread=True, group="count", exclusive=True)
    def _count_all(self) -> None:
        try:
            boxes = count(self.visit.open().boxes(), "box", "boxes")
        except ArboretumError:
            boxes = "an unknown number of boxes"
        asked = f"Halt the run {self.visit.folder.name} with {boxes} running?"
        bring(self, partial(self.ask_halt, asked, None))

    def ask_halt(
        self, question: str, variants: Sequence[str] | None, *, clade: bool = False
    ) -> None:
        """Halt variants, or with ``None`` the whole run, if the operator says so again."""

        def answered(reason: str | None) -> None:
            if reason is not None:
                tell(self.app, "Halting …")
                self._halt_them(variants, reason, clade)

        self.app.push_screen(ConfirmHalt(question, _EFFECTS[variants is None]), answered)

    @work(thread=True, group="halt")
    def _halt_them(self, variants: Sequence[str] | None, reason: str, clade: bool) -> None:
        try:
            said = halt_run(RunFolder(self.visit.folder), variants, reason, clade=clade)
        except MachineryError as error:
            self.app.call_from_thread(tell, self.app, error.message, failed=True)
        except ArboretumError as error:
            self.app.call_from_thread(tell, self.app, f"Not halted: {error.message}", failed=True)
        else:
            self.app.call_from_thread(tell, self.app, said, lasting=True)
            bring(self, self.refresh_now)
