"""From a passphrase to an open record: the one place that joins the two."""

from __future__ import annotations

import contextlib
import os
import re
import threading
import time
from enum import Enum, auto
from typing import TYPE_CHECKING, TypeVar

from sessiontui.cli.terminal import Terminal, with_passphrase_file
from sessiontui.errors import (
    DamagedError,
    LockedError,
    NotFoundError,
    SessionTuiError,
)
from sessiontui.interrupts import interrupts_act, interrupts_wait
from sessiontui.store.copies.swap import finish_swap
from sessiontui.store.sqlcipher.files import check_private, check_record_file
from sessiontui.store.sqlcipher.key import Key, derive
from sessiontui.store.sqlcipher.recovery_sheet import (
    SHEET_ROWS,
    read_recovery,
    read_row,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import ExitStack

    from sessiontui.cli.options import Options
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record

T = TypeVar("T")

TRIES = 10
PAUSES = (0, 1, 2, 4, 8)
"""Seconds to wait after each wrong passphrase; the last one repeats."""
PROMPT = "Passphrase: "
_SHEET_ROW = re.compile(
    r"\s*(1\.\s*)?[a-z2-7]{4}([-\s]+[a-z2-7]{4}){5}\s*", re.IGNORECASE
)
# Bound here so that the tests of ten wrong tries need not wait.
_pause = time.sleep


class Access(Enum):
    """The access to the record that a command needs."""

    READ = auto()
    WRITE = auto()
    WATCH = auto()


def unlock(
    options: Options,
    access: Access,
    *,
    begin: bool = False,
    held: ExitStack | None = None,
    meanwhile: Callable[[], None] = lambda: None,
    opened_by: Callable[[str], None] = lambda _: None,
) -> tuple[Record, str]:
    """The open record, with the sentence that says why it can only be read, if so.

    `held` keeps the terminal's echo off until the caller closes it, so that keys
    typed ahead reach the screen unseen. `meanwhile` is called when the passphrase is
    asked for, or need not be. `opened_by` is given what opened a record that was there.

    Raises:
        NotFoundError: there is no record, and none may begin.
        LockedError: no passphrase that opens it was given.
    """
    with interrupts_wait():
        return _unlock(
            options,
            access,
            begin=begin,
            held=held,
            meanwhile=meanwhile,
            opened_by=opened_by,
        )


def _unlock(
    options: Options,
    access: Access,
    *,
    begin: bool,
    held: ExitStack | None,
    meanwhile: Callable[[], None],
    opened_by: Callable[[str], None],
) -> tuple[Record, str]:
    paths = options.paths

    def attempt(secret: str) -> tuple[Record, str]:
        found = open_with(paths, secret, access)
        opened_by(secret)
        return found

    finish_swap(paths)
    missing = not os.path.lexists(paths.record)
    if missing:
        _check_nothing_is_left(paths)
        if not begin:
            raise NotFoundError(
                f"There is no record at {paths.record}. Begin one with: sessiontui"
            )
    else:
        # What is no record is told before anybody types a passphrase for it.
        check_private(paths.data)
        check_record_file(paths.record)
    if options.passphrase_file is not None:
        meanwhile()
        if missing:
            return _begin(options, None), ""
        return with_passphrase_file(options.passphrase_file, attempt)

    def load() -> None:
        meanwhile()
        # What opening needs is read from the disk while the passphrase is typed.
        threading.Thread(target=_load, name="reader", daemon=True).start()

    terminal = Terminal(before_screen=held is not None, meanwhile=load)
    if held is not None:
        held.enter_context(terminal)
        return _ask(options, attempt, terminal, missing=missing)
    with terminal:
        return _ask(options, attempt, terminal, missing=missing)


def _check_nothing_is_left(paths: Paths) -> None:
    """Refuse to begin where only a part of a record was lost.

    Raises:
        DamagedError: private.db or a log of the record is still there.
    """
    from sessiontui.store.open import exists

    if exists(paths):
        raise DamagedError(
            f"{paths.record} is missing, though other parts of the record are there. "
            "Bring back a backup with: sessiontui restore FILE"
        )


def _ask(
    options: Options,
    attempt: Callable[[str], tuple[Record, str]],
    terminal: Terminal,
    *,
    missing: bool,
) -> tuple[Record, str]:
    if missing:
        return _begin(options, terminal), ""
    return try_secrets(terminal, attempt)


def with_secret(
    options: Options, attempt: Callable[[str], T], question: str = PROMPT
) -> T:
    """The result of an attempt with the passphrase file, or with what is asked for."""
    if options.passphrase_file is not None:
        return with_passphrase_file(options.passphrase_file, attempt)
    with Terminal() as terminal:
        return try_secrets(terminal, attempt, question)


def try_secrets(
    terminal: Terminal, attempt: Callable[[str], T], question: str = PROMPT
) -> T:
    """Ask until a passphrase or a recovery sheet fits; return what it gives.

    Raises:
        LockedError: none of ten did, or no more were typed.
    """
    for number in range(1, TRIES + 1):
        secret = terminal.ask(question)
        try:
            return _with_sheet(terminal, attempt, secret)
        except LockedError as error:
            if number == TRIES:
                raise
            terminal.tell(str(error))
            with interrupts_act():
                _pause(PAUSES[min(number, len(PAUSES)) - 1])
    raise LockedError("No passphrase was given.")


def _with_sheet(terminal: Terminal, attempt: Callable[[str], T], secret: str) -> T:
    """Try what was typed; if it is a sheet's first row, ask for the others."""
    try:
        return attempt(secret)
    except LockedError:
        # A passphrase may look like a row, so this comes only when it is wrong.
        if read_row(secret, 1) is None:
            if not _SHEET_ROW.fullmatch(secret):
                raise
            raise LockedError(
                "That looks like row 1 of the recovery sheet, but a letter is off."
            ) from None
    rows = [secret]
    for number in range(2, SHEET_ROWS + 1):
        row = terminal.ask(f"Row {number} of the recovery sheet: ")
        while read_row(row, number) is None:
            terminal.tell(f"A letter of row {number} is off. Once more, please.")
            row = terminal.ask(f"Row {number} of the recovery sheet: ")
        rows.append(row)
    return attempt("\n".join(rows))


def open_with(paths: Paths, secret: str, access: Access) -> tuple[Record, str]:
    """Open the record with a passphrase or a recovery sheet.

    The key is derived on another thread while this one imports what opening needs.
    """
    found: list[Key | None] = []

    def derive_ahead() -> None:
        # What goes wrong here shows where it is derived again below.
        with contextlib.suppress(Exception):
            found.append(_usual_key(paths, secret))

    ahead = threading.Thread(target=derive_ahead)
    ahead.start()
    import sessiontui.services.caseload
    from sessiontui.store.open import find_key, open_or_watch, open_record

    if access is not Access.READ:
        import sessiontui.services.session.session
        import sessiontui.store.copies.before_upgrade
        import sessiontui.store.schema.prepare  # noqa: F401
    ahead.join()
    key = next(iter(found), None) or find_key(paths, secret)
    if access is Access.WATCH:
        return open_or_watch(paths, key)
    if access is Access.WRITE:
        return open_record(paths, key), ""
    return open_record(paths, key, write=False), ""


def _usual_key(paths: Paths, secret: str) -> Key | None:
    """The key where both files carry one salt; None where it takes a closer look."""
    try:
        salt = check_record_file(paths.record)
        if read_recovery(secret) or check_record_file(paths.private) != salt:
            return None
    except SessionTuiError:
        return None
    return derive(secret, salt)


def _begin(options: Options, terminal: Terminal | None) -> Record:
    from sessiontui.cli.first_start import begin_record

    return begin_record(options, terminal)


def _load() -> None:
    # A failure shows where the main thread imports the same.
    with contextlib.suppress(ImportError):
        import sessiontui.services.caseload
        import sessiontui.services.session.session
        import sessiontui.store.copies.before_upgrade
        import sessiontui.store.open
        import sessiontui.store.schema.prepare  # noqa: F401
