"""The app's own themes: two weights, one accent, nothing red."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.theme import BUILTIN_THEMES, Theme

if TYPE_CHECKING:
    from sessiontui.settings.own_themes import OwnTheme

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
QUIET_TEXT = "quiet-text"
"""The name that the sheets have for the colour of the hint line."""


def own_theme(name: str, own: OwnTheme) -> Theme:
    """A theme of few colours; whatever else the sheets name follows from these."""
    accent = own.accent or own.text
    return Theme(
        name=name,
        primary=accent,
        secondary=accent,
        accent=accent,
        warning=accent,
        error=accent,
        success=accent,
        foreground=own.text,
        background=own.background,
        surface=own.background,
        panel=own.background,
        dark=own.dark,
        variables={QUIET_TEXT: own.quiet} if own.quiet else {},
    )


def _high_contrast(name: str, text: str, background: str, quiet: str) -> Theme:
    return Theme(
        name=name,
        primary=text,
        secondary=text,
        accent=text,
        warning=text,
        error=text,
        success=text,
        foreground=text,
        background=background,
        surface=background,
        panel=background,
        dark=background < text,
        variables={
            QUIET_TEXT: quiet,
            "text-muted": quiet,
            "text-disabled": quiet,
            "input-selection-background": f"{text} 20%",
            "block-cursor-foreground": background,
            "block-cursor-background": text,
            "input-cursor-foreground": background,
            "input-cursor-background": text,
        },
    )


HIGH_CONTRAST_DARK = _high_contrast(
    "high-contrast-dark", "#ffffff", "#000000", "#d0d0d0"
)
HIGH_CONTRAST_LIGHT = _high_contrast(
    "high-contrast-light", "#000000", "#ffffff", "#404040"
)
THEMES = (QUIET_DARK, QUIET_LIGHT, HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT)


def known_themes() -> tuple[str, ...]:
    """The names of all themes that come with the program, and with Textual."""
    return (*(theme.name for theme in THEMES), *sorted(BUILTIN_THEMES))
