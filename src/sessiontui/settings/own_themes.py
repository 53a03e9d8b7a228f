"""Themes of the therapist's own: a few named colours that can be told apart."""

import re
from dataclasses import dataclass
from typing import Annotated, ClassVar

from sessiontui.settings.validators import AS_IT_IS, Check

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")
READABLE, SEEN = 4.5, 3.0
"""The least contrast of text, and of what is said in a second colour."""


def contrast(one: str, other: str) -> float:
    """The contrast of two colours (`#rrggbb`), 1 to 21, as WCAG 2 counts it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    shares = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in shares
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _colour(text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise ValueError("a colour is written as #rrggbb, such as #8fb0a6")
    return text.lower()


def theme_name(name: str) -> str:
    """A theme's name, as it stands behind `theme = `."""
    if not _NAME.fullmatch(name):
        raise ValueError("a theme's name is small letters, digits and hyphens")
    return name


Colour = Annotated[str, Check(_colour)]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTheme:
    """A theme: what is written on what, the accent, and the quiet second voice."""

    __pydantic_config__: ClassVar[dict[str, object]] = AS_IT_IS

    dark: bool = True
    """True where the background is darker than the text."""
    text: Colour
    background: Colour
    accent: Colour | None = None
    """The chip; without it, as the text."""
    quiet: Colour | None = None
    """The hint line; without it, a weaker text."""

    def __post_init__(self) -> None:
        """Refuse colours that cannot be told apart, wherever they come from."""
        wanted = {"text": READABLE, "accent": SEEN, "quiet": SEEN}
        for name, least in wanted.items():
            colour = getattr(self, name)
            found = contrast(colour, self.background) if colour else least
            if found < least:
                raise ValueError(
                    f"{name} on background has a contrast of {found:.1f}; "
                    f"it needs {least:g} or more to be read"
                )
