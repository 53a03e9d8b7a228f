"""The record, open for as long as a command works with it, and words asked for."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from sessiontui.cli.output import tell
from sessiontui.cli.terminal import as_typed
from sessiontui.domain.text import is_utf16, without_mark
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    from sessiontui.cli.options import Options
    from sessiontui.domain.preferences import Preferences
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.retention import Retention
    from sessiontui.settings.model import Settings
    from sessiontui.store.record import Record

UNNAMED = "therapist"
"""The signer of a receipt or a request where the settings give no name."""


@contextlib.contextmanager
def opened_record(
    options: Options, *, write: bool = False, begin: bool = False, settle: bool = False
) -> Iterator[Record]:
    """The record, unlocked; `begin` makes one where none is.

    With `settle` a day that a death of the program left is what it would have become.
    """
    # Here, so that the help of a command loads nothing that opens a record.
    from sessiontui.cli.unlock import Access, unlock

    record, _ = unlock(options, Access.WRITE if write else Access.READ, begin=begin)
    try:
        if settle:
            from sessiontui.services.caseload import settled

            record = settled(record)
        yield record
    finally:
        record.close()


@contextlib.contextmanager
def opened_caseload(
    options: Options,
    *,
    write: bool = False,
    begin: bool = False,
    preferences: Preferences | None = None,
) -> Iterator[Caseload]:
    """The caseload of the record; `preferences` is how this therapist works."""
    with opened_record(options, write=write, begin=begin, settle=True) as record:
        from sessiontui.domain.preferences import USUAL_PREFERENCES
        from sessiontui.services.caseload import Caseload

        caseload = Caseload(record, preferences=preferences or USUAL_PREFERENCES)
        yield caseload
        if caseload.notice:
            tell(caseload.notice)


def opened_caseload_as_set(
    options: Options, *, write: bool = False
) -> AbstractContextManager[Caseload]:
    """The caseload as its therapist's settings have it, who prints or signs it."""
    from sessiontui.settings.model import load_settings

    preferences = load_settings(options.paths.settings).preferences()
    return opened_caseload(options, write=write, preferences=preferences)


@contextlib.contextmanager
def opened(
    options: Options, *, write: bool = False
) -> Iterator[tuple[Caseload, Retention]]:
    """The caseload and what is done with it once the sessions are over."""
    from sessiontui.settings.model import load_settings

    settings: Settings = load_settings(options.paths.settings)
    with opened_record(options, write=write, settle=True) as record:
        from sessiontui.services.caseload import Caseload
        from sessiontui.services.retention import Retention

        author = settings.therapist.signer or UNNAMED
        caseload = Caseload(record)
        yield caseload, Retention(record, settings.periods(), author)
        if caseload.notice:
            tell(caseload.notice)


def is_typed() -> bool:
    """Tell whether a person types, and not another program."""
    return sys.stdin is not None and sys.stdin.isatty()


def asked_reason(given: str | None) -> str:
    """The reason that was given with the command, or that is asked for."""
    return asked_line("why › ") if given is None else given


def asked_line(question: str, errors: str = "strict") -> str:
    """One line from the keyboard, or from stdin."""
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        tell(question, end="")
    return decoded(sys.stdin.buffer.readline(), errors).strip()


def asked_text(hint: str) -> str:
    """All that is typed, or piped in, to its end."""
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        tell(hint)
    return decoded(sys.stdin.buffer.read()).strip()


def decoded(typed: bytes, errors: str = "strict") -> str:
    """Input as text; of what a keyboard sends, the words only.

    Raises:
        UsageError: it is not UTF-8, where that may not be mended.
    """
    if is_utf16(typed):
        raise UsageError(
            "The input is UTF-16. Convert it: iconv -f UTF-16 -t UTF-8 FILE"
        )
    try:
        return as_typed(without_mark(typed), errors)
    except UnicodeDecodeError:
        raise UsageError(
            "The input is not UTF-8. Convert it, for example: iconv -t UTF-8 FILE"
        ) from None


def day_there(moment: datetime) -> str:
    """The day of a kept moment, where it was."""
    return f"{moment:%Y-%m-%d}"
