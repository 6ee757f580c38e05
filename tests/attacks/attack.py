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
    breakable: bool = True
    """Whether break mode can take this defence away cheaply and safely."""


@dataclass
class Report:
    """What came of the attacks of a session, a line each."""

    lines: dict[str, str] = field(default_factory=dict)

    def held(self, attack: Attack, seen: str) -> None:
        """Note that an attack failed closed, and what it was told by."""
        assert attack.name not in self.lines, f"two attacks are named {attack.name!r}"
        self.lines[attack.name] = f"{attack.stopped_by}: {' '.join(seen.split())[:90]}"
