"""Work in flight: what runs, on whose account, and what it has used so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from archive.records import Evaluation, Expansion
from gateway.api import Usage
from gateway.gateway import Session


@dataclass
class Flight:
    """One piece of work that a worker is at."""

    row: Expansion | Evaluation
    session: Session | None = None
    before: Usage = field(default_factory=Usage)
    """What its earlier sessions used."""

    @property
    def label(self) -> str:
        """The variant its boxes are labelled with."""
        return self.row.child if isinstance(self.row, Expansion) else self.row.variant

    @property
    def ended_by_halt_of(self) -> set[str]:
        """The variants whose halt ends it: in an expansion it is the parent's code that runs."""
        if isinstance(self.row, Expansion):
            return {self.row.child, self.row.parent}
        return {self.row.variant}

    def watch(self, session: Session) -> None:
        """Remember the session that the work's agent uses now."""
        self.before, self.session = self.usage, session

    @property
    def usage(self) -> Usage:
        """What it has used so far."""
        return self.before.plus(self.session.usage) if self.session else self.before
