"""A plot that is drawn again when its curves or its size change."""

from __future__ import annotations

from collections.abc import Sequence

from textual.widgets import Static

from tui.plot import Curve, plot
from tui.text import plain

Dots = Sequence[tuple[float, float]]


class CurvesView(Static):
    """Curves over one axis."""

    def __init__(self, *, id: str) -> None:
        super().__init__(plain(""), id=id)
        self._curves: Sequence[Curve] = ()
        self._unit = ""
        self._dots: Dots = ()

    def show(self, curves: Sequence[Curve], unit: str, dots: Dots = ()) -> None:
        """Show curves before dots; ``unit`` is what the x axis counts."""
        if (curves, unit, dots) != (self._curves, self._unit, self._dots):
            self._curves, self._unit, self._dots = curves, unit, dots
            self._draw()

    def on_resize(self) -> None:
        """Draw for the new size."""
        self._draw()

    def _draw(self) -> None:
        if self._curves and self.size.width:
            width, height = self.size
            self.update(plot(self._curves, width, height, self._unit, self._dots))
