"""The program's few signs beyond ASCII, and what stands for each without them.

Every sign has a twin of one column, so that nothing moves by it. Words are in any
script; only these signs are replaced, and only where something is shown.
"""

from __future__ import annotations

import os
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import TextIO

_SAID = {"·": "-", "›": ">", "→": ">", "↑": "^", "↓": "v", "–": "-", "…": "_", "✓": "*"}
_BARS = dict(zip("▁▂▃▄▅▆▇█", "_.-=+*%#", strict=True))
_RULES = {
    **dict.fromkeys("─━═▔▀╌┄", "-"),
    **dict.fromkeys("│┃║├┤▌▐▎▊▋▍▏▕", "|"),
    **dict.fromkeys("┌┐└┘┬┴┼╭╮╯╰╸╺", "+"),
    **dict.fromkeys("●○◉•■□▪", "o"),
}
TWINS: Mapping[str, str] = MappingProxyType({**_RULES, **_BARS, **_SAID})
_COERCED = frozenset({"c.utf-8", "c.utf8"})
_TABLE = str.maketrans(dict(TWINS))


def in_ascii(text: str) -> str:
    """A text with the program's signs in ASCII; all else stays as it is."""
    return text if text.isascii() else text.translate(_TABLE)


def is_ascii_locale(environment: Mapping[str, str]) -> bool:
    """Tell whether the locale says that nothing beyond ASCII can be shown.

    A Python that finds the C locale writes C.UTF-8 into LC_CTYPE, for itself and all
    that it starts: this is not what the person chose. Where nothing is said, nothing
    is known.
    """
    said = [environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")]
    if said[1].casefold() in _COERCED:
        del said[1]
    chosen = next(filter(None, said), "")
    _, _, codeset = chosen.partition("@")[0].partition(".")
    if codeset:
        return codeset.casefold().replace("-", "") != "utf8"
    return chosen in {"C", "POSIX"}


def needs_ascii(stream: TextIO | None) -> bool:
    """Tell whether this process cannot count on more than ASCII where it writes."""
    if is_ascii_locale(os.environ):
        return True
    encoding = (getattr(stream, "encoding", None) or "utf-8").casefold()
    return encoding.replace("-", "") != "utf8"
