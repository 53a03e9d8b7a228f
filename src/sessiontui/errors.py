"""Errors, each with one clear sentence for people and the exit code for it."""

from __future__ import annotations


class SessionTuiError(Exception):
    """A sentence for the person at the keyboard; it never holds client text."""

    exit_code = 1


class UsageError(SessionTuiError):
    """The call or a setting is off."""

    exit_code = 2


class SettingError(SessionTuiError):
    """A setting cannot be used; whoever knows the settings file names it too."""

    exit_code = 2


class LockedError(SessionTuiError):
    """The passphrase is wrong, or there is none to be had."""

    exit_code = 3


class NotFoundError(SessionTuiError):
    """No such client or session."""

    exit_code = 4


class DamagedError(SessionTuiError):
    """Damage: the file at the path is not a whole record."""

    exit_code = 5


class InUseError(SessionTuiError):
    """Another copy of the app is writing this record."""

    exit_code = 6


class CannotWriteError(SessionTuiError):
    """The disk or the folder refused; nothing was changed."""

    exit_code = 7
