"""Reminders at a start: the recovery sheet that is due, a passphrase that is weak."""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sessiontui.settings.paths import Paths

_SHEET_DUE = "Your recovery sheet is not on paper yet: sessiontui recovery-key"
_WEAK = "Your passphrase is easy to guess. Choose another: sessiontui passphrase"
_MONTH = 31 * 24 * 60 * 60


def is_to_be_judged(paths: Paths) -> bool:
    """True once a month: what judges a passphrase takes a while to load."""
    try:
        age = time.time() - paths.passphrase_judged.stat().st_mtime
    except OSError:
        return True
    return not 0 <= age < _MONTH


def load_judge() -> None:
    """Load what judges a passphrase, beside all else that loads."""
    # A failure shows where the main thread imports the same.
    with contextlib.suppress(ImportError):
        import zxcvbn  # noqa: F401

        import sessiontui.cli.first_start  # noqa: F401


def reminder(paths: Paths, secret: str) -> str:
    """The one sentence that a start reminds of, if any.

    `secret` is the passphrase, where it is to be judged.
    """
    # The sheet opens the record where the passphrase is forgotten: until it is kept on
    # paper, one forgotten word closes all of it.
    if paths.sheet_due.exists():
        return _SHEET_DUE
    return _WEAK if secret and _is_weak(paths, secret) else ""


def _is_weak(paths: Paths, secret: str) -> bool:
    """True for a passphrase that could not be set today; the day is remembered.

    The file that remembers it is empty, and says nothing of what was found.
    """
    from sessiontui.store.sqlcipher.recovery_sheet import read_recovery

    try:
        paths.passphrase_judged.touch(mode=0o600)
    except OSError:
        # It would be said each time.
        return False
    if read_recovery(secret):
        return False
    from sessiontui.cli.first_start import forget_the_judge, is_guessable

    try:
        return is_guessable(secret)
    finally:
        forget_the_judge()
