"""The console's own themes; Textual's are offered beside them."""

from __future__ import annotations

from textual.theme import Theme

ARBORETUM = Theme(
    name="arboretum",
    primary="#6fae6a",
    secondary="#c9a45c",
    accent="#7fb8a4",
    warning="#d9b44a",
    error="#d0605e",
    success="#6fae6a",
    foreground="#d8dcd2",
    background="#11150f",
    surface="#191f17",
    panel="#232b20",
    dark=True,
)

HIGH_CONTRAST = Theme(
    name="arboretum-high-contrast",
    primary="#ffff00",
    secondary="#00ffff",
    accent="#00ffff",
    warning="#ffd700",
    error="#ff8080",
    success="#80ff80",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    dark=True,
    luminosity_spread=0.0,
    variables={
        "surface-lighten-2": "#ffffff",
        "text-muted": "#ffffff",
        "text-disabled": "#c0c0c0",
        "border": "#ffffff",
        "footer-key-foreground": "#ffff00",
        "block-cursor-background": "#ffff00",
        "block-cursor-foreground": "#000000",
        "input-selection-background": "#0000ff",
    },
)

THEMES = (ARBORETUM, HIGH_CONTRAST)
