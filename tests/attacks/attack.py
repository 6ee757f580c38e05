"""What an attack is, and the report in which each one names itself."""

from __future__ import annotations

import os
from dataclasses import dataclass, field

BREAKING = os.environ.get("ARBORETUM_BREAK") == "1"
"""Whether the defences are taken away, to see that every attack would succeed without them."""


@dataclass(frozen=True)
class Attack:
    """One hostile attempt."""

    name: str
    tries: str
    """What it is after."""
    script: str
    stopped_by: str
    """The defence without which it would succeed."""
    shows: str = ""
    """A pattern in what is reported of it: the reason, the violation, the errno."""


@dataclass
class Report:
    """What came of the attacks of a session, a line each."""

    lines: dict[str, str] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)
    """Break mode alone: the attacks on what this machine's kernel does not have."""

    def held(self, attack: Attack, seen: str) -> None:
        """Note that an attack failed closed, and what it was told by."""
        assert not BREAKING
        self._note(self.lines, attack, seen)

    def through(self, attack: Attack, seen: str) -> None:
        """Note that an attack got through once its defence was taken away."""
        assert BREAKING
        self._note(self.lines, attack, seen)

    def nothing_there(self, attack: Attack, seen: str) -> None:
        """Note that there is nothing to break, defence or not."""
        assert BREAKING
        self._note(self.absent, attack, seen)

    def _note(self, lines: dict[str, str], attack: Attack, seen: str) -> None:
        known = {**self.lines, **self.absent}
        assert attack.name not in known, f"two attacks are named {attack.name!r}"
        lines[attack.name] = f"{attack.stopped_by}: {' '.join(seen.split())[:90]}"
