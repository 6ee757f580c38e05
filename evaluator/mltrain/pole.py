"""A pole on a cart. A copy of this file goes into boxes."""

from __future__ import annotations

from typing import Any

import numpy as np

STEP = 0.02
"""Seconds."""
FAR, TILTED = 2.4, 0.21
"""Metres and radians from which on the pole counts as fallen."""


def move(state: Any, push: Any, world: Any) -> Any:
    """Return the states one step later; equations of Barto, Sutton and Anderson (1983), appendix.

    Args:
        state: Rows of place, speed, angle and turning speed.
        push: 1 or -1 for each row.
        world: Masses of cart and pole in kg, half the pole's length in m, force in N.
    """
    cart, mass, half, force = world
    _, speed, angle, turn = state.T
    whole, sin, cos = cart + mass, np.sin(angle), np.cos(angle)
    pushed = (push * force + mass * half * turn**2 * sin) / whole
    spin = (9.8 * sin - cos * pushed) / (half * (4 / 3 - mass * cos**2 / whole))
    gain = pushed - mass * half * spin * cos / whole
    return np.clip(state + STEP * np.stack([speed, gain, turn, spin], axis=1), -1e3, 1e3)


def stands(state: Any) -> Any:
    """Tell of each row whether the pole is still up."""
    return (abs(state[:, 0]) < FAR) & (abs(state[:, 2]) < TILTED)
