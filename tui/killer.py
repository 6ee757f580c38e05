"""What kills a run's boxes, also where its settings do not tell in which sandbox they run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from common.errors import ArboretumError, PrerequisiteError
from evolution.halting import killer_of
from evolution.run import RunFolder
from sandbox.killing import Found, Killer


def reach(folder: RunFolder) -> Killer:
    """Return the killer of a run; it only fails when it is asked, so that the order is written."""
    try:
        return killer_of(folder)
    except (ArboretumError, OSError, ValueError) as error:
        return _Unknown(f"{folder.config} cannot be read: {error}.")


@dataclass(frozen=True)
class _Unknown:
    reason: str

    def find(
        self,
        run: str,  # noqa: ARG002
        variants: Collection[str] | None = None,  # noqa: ARG002
        owner: str | None = None,  # noqa: ARG002
    ) -> list[Found]:
        raise PrerequisiteError(self.reason, "mend the file and halt again")

    def kill(self, boxes: Sequence[Found]) -> None:
        """There is nothing to kill: nothing was found."""
