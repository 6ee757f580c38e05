"""Key bindings, made in one way so that each has an id for the keymap and a tooltip."""

from __future__ import annotations

from textual.binding import Binding


def key(
    keys: str, action: str, word: str, tip: str, *, show: bool = True, priority: bool = False
) -> Binding:
    """Return a binding whose id is ``console.<action>``, or ``console.<action>.<argument>``.

    Args:
        keys: One key, or several with commas.
        action: The action's name.
        word: What the footer shows.
        tip: One sentence on what it does, for the tooltip, the help and the palette.
        show: Whether the footer shows it.
        priority: Whether it goes before the same key of the widget with the focus.
    """
    called, _, argument = action.partition("(")
    name = ".".join(part for part in (called.rsplit(".", 1)[-1], argument.strip("')")) if part)
    told = f"console.{name}"
    return Binding(keys, action, word, show=show, tooltip=tip, priority=priority, id=told)
