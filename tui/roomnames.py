"""The rooms of the console: key, name, word and what each is for."""

from __future__ import annotations

from typing import NamedTuple


class RoomName(NamedTuple):
    """A room as keys, bar and palette know it."""

    key: str
    name: str
    word: str
    tip: str


ROOMS = (
    RoomName("1", "runs", "Runs", "The runs there are."),
    RoomName("2", "family", "Family", "The family tree."),
    RoomName("3", "variant", "Variant", "The chosen variant: what it is and how good."),
    RoomName("4", "live", "Live", "What runs in the boxes now."),
    RoomName("5", "progress", "Progress", "How far the search has come and what it costs."),
    RoomName("6", "compare", "Compare", "Two variants beside each other."),
    RoomName("7", "safety", "Safety", "What the overseer said and did."),
)
