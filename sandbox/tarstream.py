"""A tar stream on its way out of a box, bounded while it is read."""

from __future__ import annotations

from common.errors import TreeRejectedError
from common.files import TreeLimits
from sandbox.link import STDOUT, Frames
from sandbox.output import Bounded


class TarReader:
    """A forward-only file of a command's stdout, ended when it grows beyond the tree's bounds."""

    def __init__(self, frames: Frames, limits: TreeLimits) -> None:
        self._frames = frames
        self._ready = bytearray()
        self._room = limits.total_bytes + 4096 * limits.files + (1 << 20)
        self._errors = Bounded(600)
        self.ended = False

    @property
    def complaint(self) -> str:
        """What the command said on stderr."""
        return self._errors.value().decode(errors="replace").strip()

    def read(self, size: int) -> bytes:
        """Return ``size`` bytes, fewer at the end.

        Raises:
            TreeRejectedError: More came than the tree may hold.
        """
        while len(self._ready) < size and self._more():
            pass
        data = bytes(self._ready[:size])
        del self._ready[:size]
        return data

    def drain(self) -> None:
        """Read what is left, within the same bounds."""
        while self._more():
            self._ready.clear()

    def _more(self) -> bool:
        frame = next(self._frames, None)
        if frame is None:
            self.ended = True
            return False
        kind, payload = frame
        if kind != STDOUT:
            self._errors.add(payload)
            return True
        self._room -= len(payload)
        if self._room < 0:
            raise TreeRejectedError("the folder in the box is larger than allowed")
        self._ready += payload
        return True
