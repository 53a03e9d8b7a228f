"""The one table of keys: what each does, by an id that the settings may rebind."""

from __future__ import annotations

import contextlib
import re
import unicodedata
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING

from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.domain.kinds.lookup import TAB_TITLES, Kind, Tab
from sessiontui.domain.preferences import tab_titles
from sessiontui.domain.text import one_line
from sessiontui.errors import SettingError
from sessiontui.settings.meant import meant_or_all

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One rebindable key: a tab, a command, a line without words, or a page to turn."""

    id: str
    keys: str
    what: str
    word: str = ""
    tab: Tab | None = None
    command: Command | None = None
    kind: Kind | None = None
    page: int = 0


KEYS: tuple[KeyRow, ...] = (
    *(
        KeyRow(
            f"tab.{tab.value}",
            f"f{n},alt+{n}",
            f"the {TAB_TITLES[tab]} tab",
            word=f"/{'notes' if tab is Tab.NOTES else tab.value}",
            tab=tab,
        )
        for n, tab in enumerate(TAB_TITLES, 1)
    ),
    KeyRow("rest", "ctrl+l", "rest: a blank screen", "/rest", command=Command.REST),
    KeyRow("view", "ctrl+t", "client view", "/view", command=Command.VIEW),
    KeyRow(
        "feedback",
        "f7",
        "the client types the closing answers",
        "/feedback",
        command=Command.FEEDBACK,
    ),
    KeyRow(
        "back", "ctrl+r", "read the room: stepped back", "/back", kind=Kind.STEPPED_BACK
    ),
    KeyRow(
        "clients", "ctrl+o", "back to the caseload", "/clients", command=Command.CLIENTS
    ),
    KeyRow(
        "summary", "ctrl+g", "the summary, at once", "/summary", command=Command.SUMMARY
    ),
    KeyRow(
        "save", "ctrl+s", "write the summary to a file", "/save", command=Command.SAVE
    ),
    KeyRow("undo", "ctrl+z", "take back", "/undo", command=Command.UNDO),
    KeyRow("redo", "ctrl+y", "bring back", "/redo", command=Command.REDO),
    KeyRow("keys", "ctrl+p", "every action, by name", "/keys", command=Command.KEYS),
    KeyRow(
        "progress", "f8", "one client over time", "/progress", command=Command.PROGRESS
    ),
    KeyRow("help", "f9", "keys and words", "/help", command=Command.HELP),
    KeyRow("quit", "ctrl+q", "leave; all is saved", "/quit", command=Command.QUIT),
    KeyRow("page.up", "pageup", "a page up in the list", page=-1),
    KeyRow("page.down", "pagedown", "a page down in the list", page=1),
)
_AT_REST = frozenset(
    {Command.REST, Command.VIEW, Command.FEEDBACK, Command.LOCK, Command.QUIT}
)
BY_ID: Mapping[str, KeyRow] = {row.id: row for row in KEYS}


def wakes(key_id: str) -> bool:
    """Tell whether a key at rest wakes the screen, so that nothing happens unseen.

    What is recorded at rest leaves it, and so do the client's own screens.
    """
    row = BY_ID[key_id]
    return row.kind is None and row.command not in _AT_REST


def named_keys(goals_label: str) -> tuple[KeyRow, ...]:
    """The table, with the Goals tab by the name that this therapist gives it."""
    title = tab_titles(goals_label)[Tab.GOALS]
    return tuple(
        replace(row, what=f"the {title} tab", word=f"/{goals_label.casefold()}")
        if row.tab is Tab.GOALS
        else row
        for row in KEYS
    )


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key as a page of keys has it: as it is written, its /word, what it does."""

    key: str
    word: str
    what: str


def key_lines(rows: Sequence[KeyRow], chosen: Mapping[str, str]) -> tuple[KeyLine, ...]:
    """Some rows of the table as they are pressed here, and the keys of the line."""
    now = in_force(chosen)
    return (
        *(KeyLine(key_label(now[row.id]), row.word, row.what) for row in rows),
        *(KeyLine(key, "", what) for key, what in FIXED),
    )


FIXED: tuple[tuple[str, str], ...] = (
    ("Enter", "record the line"),
    ("Ctrl+J", "a new line within the entry"),
    ("Ctrl+U", "clear the line"),
    ("Tab", "complete a /word"),
    ("Up or Shift+Tab", "select, upwards"),
    ("Enter on a row", "edit it in the line"),
    ("Space on a row", "tick it; on Notes, mark it"),
    ("Delete on a row", "remove it"),
    ("Shift+Up/Down", "move a selected row"),
    ("Escape", "back to the line"),
)
"""Keys that belong to the line itself and cannot be rebound."""

_RESERVED = frozenset(
    {"enter", "escape", "tab", "shift+tab", "space", "delete", "backspace"}
    | {"up", "down", "left", "right", "home", "end", "shift+up", "shift+down"}
    | {"ctrl+j", "ctrl+m", "ctrl+i", "ctrl+h", "ctrl+u"}
)
_KEY = re.compile(
    r"(?:(?:ctrl|alt|shift)\+)+(?:[a-z0-9]|(?P<name>[a-z_]{2,}))|pageup|pagedown|insert"
    r"|(?:(?:ctrl|alt|shift)\+)*f(?:[1-9]|1[0-9]|2[0-4])"
)
_SIGNS = MappingProxyType(
    {"slash": "/", "backslash": "\\", "at": "@", "minus": "-", "plus": "+"}
    | {"underscore": "_"}
)
_NAMES = frozenset(
    {"up", "down", "left", "right", "home", "end", "pageup", "pagedown", "insert"}
    | {"delete", "backspace", "tab", "enter", "escape", "space", *_SIGNS}
)
"""Keys by names that are not those of Unicode."""


def _is_key(key: str) -> bool:
    """Tell whether a keyboard has such a key: `ctrl+xx` would never come."""
    found = _KEY.fullmatch(key)
    if found is None or not found["name"] or found["name"] in _NAMES:
        return found is not None
    try:
        return bool(unicodedata.lookup(found["name"].replace("_", " ")))
    except KeyError:
        return False


def check_keys(chosen: Mapping[str, str]) -> None:
    """Refuse keys that would not work.

    Raises:
        SettingError: an id is unknown, a key is no key or always types, or two things
            would share one key; the sentence names them.
    """
    for name, keys in chosen.items():
        if name not in BY_ID:
            raise SettingError(
                f"keys.{one_line(name, 40)}: there is no such action. "
                f"{meant_or_all(name, BY_ID)}"
            )
        for key in _split(keys):
            if (
                key in _RESERVED
                or not _is_key(key)
                or re.fullmatch(r"shift\+[a-z0-9]", key)
            ):
                raise SettingError(
                    f"keys.{name}: {one_line(key, 40)!r} cannot be used. "
                    "Take a key such as "
                    "ctrl+b, alt+x or f11; printable keys always type."
                )
    owners: dict[str, str] = {}
    for name, keys in in_force(chosen).items():
        for key in _split(keys):
            if key in owners:
                raise SettingError(
                    f"keys: {key} would do both {owners[key]} and {name}. "
                    "Give one of them another key."
                )
            owners[key] = name


def in_force(chosen: Mapping[str, str]) -> dict[str, str]:
    """The keys of every action, with the chosen ones in place of the usual."""
    return {row.id: chosen.get(row.id, row.keys) for row in KEYS}


def keys_to_ids(chosen: Mapping[str, str]) -> dict[str, str]:
    """The action that each key stands for."""
    return {
        key: name for name, keys in in_force(chosen).items() for key in _split(keys)
    }


def key_label(keys: str) -> str:
    """The first of an action's keys as people write it: Ctrl+L, Ctrl+_, F1, PgUp."""
    return "+".join(map(_written, _split(keys)[0].split("+")))


def _written(name: str) -> str:
    known = {"pageup": "PgUp", "pagedown": "PgDn", **_SIGNS}
    if name in known or len(name) <= 2:
        return known.get(name, name.upper())
    if name not in _NAMES:
        with contextlib.suppress(KeyError):
            return unicodedata.lookup(name.replace("_", " "))
    return name.capitalize()


def _split(keys: str) -> list[str]:
    return [key.strip().lower() for key in keys.split(",") if key.strip()] or [""]
