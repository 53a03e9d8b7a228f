"""The app's own themes: two weights, one accent, nothing red."""

from __future__ import annotations

from textual.theme import Theme

_DARK = "#8fb0a6"
_LIGHT = "#3f6b60"

QUIET_DARK = Theme(
    name="quiet-dark",
    primary=_DARK,
    secondary=_DARK,
    accent=_DARK,
    warning=_DARK,
    error=_DARK,
    success=_DARK,
    foreground="#d3d1c8",
    background="#15171a",
    surface="#1b1e22",
    panel="#22262b",
    dark=True,
)
QUIET_LIGHT = Theme(
    name="quiet-light",
    primary=_LIGHT,
    secondary=_LIGHT,
    accent=_LIGHT,
    warning=_LIGHT,
    error=_LIGHT,
    success=_LIGHT,
    foreground="#2a2a28",
    background="#f7f4ec",
    surface="#efebe1",
    panel="#e6e1d5",
    dark=False,
)
THEMES = (QUIET_DARK, QUIET_LIGHT)
