"""Sets of keys that come with the program, each a TOML file here.

The usual keys and what they do stand in the table of `ui.keymap`.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.settings.meant import meant_or_all

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent


def preset_names() -> tuple[str, ...]:
    """The sets there are."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))


@cache
def preset_keys(name: str) -> Mapping[str, str]:
    """The keys of a set, by the id of what they do.

    Raises:
        ValueError: there is no such set; the sentence says which there are.
    """
    if name not in preset_names():
        raise ValueError(
            f"there is no such set of keys. {meant_or_all(name, preset_names())}"
        )
    text = (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text)["keys"])
