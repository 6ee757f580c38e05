"""Where a figure leads: to its row of the ledger, or to the list of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class Links:
    """Hands out anchors and remembers what has to stand in the appendix."""

    def __init__(self) -> None:
        self._groups: dict[tuple[int, ...], str] = {}
        self._rows: set[int] = set()

    def to(self, rows: Sequence[int]) -> str:
        """Return the anchor for these rows, which are not none."""
        key = tuple(dict.fromkeys(rows))
        self._rows |= set(key)
        if len(key) == 1:
            return self.row(key[0])
        return self._groups.setdefault(key, f"rows-{len(self._groups) + 1}")

    @staticmethod
    def row(seq: int) -> str:
        """Return the anchor of one row."""
        return f"row-{seq}"

    @property
    def groups(self) -> Mapping[str, tuple[int, ...]]:
        """From each anchor of several rows to the rows."""
        return {anchor: rows for rows, anchor in self._groups.items()}

    @property
    def rows(self) -> list[int]:
        """All rows that anything leads to, in the ledger's order."""
        return sorted(self._rows)
