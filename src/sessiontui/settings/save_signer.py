"""The signer's name, written into the settings file where the program asked for it."""

from __future__ import annotations

import json
import re
import tomllib
from typing import TYPE_CHECKING

from sessiontui.errors import CannotWriteError, SettingError
from sessiontui.settings.model import checked

if TYPE_CHECKING:
    from sessiontui.settings.model import Settings

_HEAD = re.compile(r"^[ \t]*\[therapist\][^\n]*\n?", re.MULTILINE)
_KEYS = re.compile(r"^[ \t]*(?:name|licence)[ \t]*=[^\n]*\n?", re.MULTILINE)
_NEXT = re.compile(r"^[ \t]*\[", re.MULTILINE)


def with_therapist(
    text: str, name: str, licence: str, format_name: str
) -> tuple[str, Settings]:
    """A settings file with who signs in it, and what it then says; all else stays.

    An empty format leaves the usual one as it is.

    Raises:
        SettingError: the name or the licence cannot be.
        CannotWriteError: the file is such that only a person can do it.
    """
    checked({"therapist": {"name": name, "licence": licence}})
    rows = f"name = {_quoted(name)}\n"
    if licence:
        rows += f"licence = {_quoted(licence)}\n"
    if head := _HEAD.search(text):
        after = text[head.end() :]
        found = _NEXT.search(after)
        end = found.start() if found else len(after)
        own = _KEYS.sub("", after[:end])
        text = f"{text[: head.start()]}[therapist]\n{rows}{own}{after[end:]}"
    else:
        text = f"{text.rstrip()}\n\n[therapist]\n{rows}".lstrip()
    if format_name:
        text = f"format = {_quoted(format_name)}\n{_without_format(text)}"
    try:
        return text, checked(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, SettingError):
        raise CannotWriteError(
            "Your settings file could not be added to. Write into it yourself: "
            "[therapist] name and licence."
        ) from None


def _without_format(text: str) -> str:
    found = _NEXT.search(text)
    end = found.start() if found else len(text)
    return re.sub(r"(?m)^format[ \t]*=[^\n]*\n?", "", text[:end]) + text[end:]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
