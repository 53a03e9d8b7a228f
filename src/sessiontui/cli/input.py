"""What the commands for the time after a session share: the record, and words asked."""

from __future__ import annotations

import contextlib
import sys
from typing import TYPE_CHECKING

from sessiontui.cli.output import tell
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from sessiontui.cli.options import Options
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.retention import Keeping
    from sessiontui.settings.model import Settings

NOBODY = "therapist"
"""Who signs a receipt or a request where the settings give no name."""


@contextlib.contextmanager
def opened(
    options: Options, *, write: bool = False
) -> Iterator[tuple[Caseload, Keeping]]:
    """The caseload and what is done with it once the sessions are over."""
    from sessiontui.cli.unlock import Access, unlock
    from sessiontui.settings.model import load_settings

    settings: Settings = load_settings(options.paths.settings)
    record, _ = unlock(options, Access.WRITE if write else Access.READ)
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.retention import Keeping

    author = settings.therapist.signer or NOBODY
    try:
        yield Caseload(record), Keeping(record, settings.periods(), author)
    finally:
        record.close()


def asked_line(question: str) -> str:
    """One line from the keyboard, or from stdin."""
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        tell(question, end="")
    return _decoded(sys.stdin.buffer.readline())


def asked_text(hint: str) -> str:
    """All that is typed, or piped in, to its end."""
    if sys.stdin is None:
        return ""
    if sys.stdin.isatty():
        tell(hint)
    return _decoded(sys.stdin.buffer.read())


def _decoded(typed: bytes) -> str:
    try:
        return typed.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise UsageError(
            "The input is not UTF-8. Convert it, for example: iconv -t UTF-8 FILE"
        ) from None


def day_of(moment: datetime) -> str:
    """A moment as a local day."""
    day: date = moment.astimezone().date()
    return day.isoformat()
