"""A plot that is drawn again when its curves or its size change."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Static

from tui.plot import Curve, plot
from tui.text import plain


class CurvesView(Static):
    """Curves over one axis."""

    def __init__(self, *, id: str) -> None:
        super().__init__(plain(""), id=id)
        self._curves: Sequence[Curve] = ()
        self._unit = ""

    def show(self, curves: Sequence[Curve], unit: str) -> None:
        """Show curves; ``unit`` is what the x axis counts."""
        if (curves, unit) != (self._curves, self._unit):
            self._curves, self._unit = curves, unit
            self._draw()

    def on_resize(self) -> None:
        """Draw for the new size."""
        self._draw()

    def _draw(self) -> None:
        if self._curves and self.size.width:
            self.update(plot(self._curves, self.size.width, self.size.height, self._unit))
