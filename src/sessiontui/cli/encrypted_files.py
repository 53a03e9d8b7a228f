"""Files that age encrypts, or that are not encrypted: written, and read again."""

from __future__ import annotations

import contextlib
import os
import stat
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sessiontui.cli.options import A_PIPE
from sessiontui.cli.output import piped
from sessiontui.errors import DamagedError, LockedError, NotFoundError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from sessiontui.cli.terminal import Terminal
    from sessiontui.exchange.age.passphrase import Written
    from sessiontui.exchange.export_stream import ImportFile
    from sessiontui.settings.paths import Paths

    _Opens = Callable[[BinaryIO], AbstractContextManager[BinaryIO]]
    _Again = Callable[[], AbstractContextManager[BinaryIO]]
    _Encrypts = Callable[[BinaryIO], AbstractContextManager[Written]]

_LARGEST = 1 << 20
"""The most that a file of age keys takes, and far more."""
_BEGINS = 1 << 12
ENCRYPTED = "The file is encrypted; any age program opens it: age --decrypt"


@contextlib.contextmanager
def written_to(output: Path, encrypts: _Encrypts | None) -> Iterator[Written]:
    """The new file, or the pipe, to write to; what goes in is encrypted if wanted."""
    from sessiontui.store.sqlcipher.files import private_file

    with contextlib.ExitStack() as held:
        if output == A_PIPE:
            file = held.enter_context(piped())
        else:
            file = held.enter_context(private_file(output))
        yield held.enter_context(encrypts(file)) if encrypts else file


def encryption(*, encrypt: bool, recipients: tuple[str, ...]) -> _Encrypts | None:
    """The encryption of the file, asked for before anything is read."""
    if not encrypt and not recipients:
        return None
    if encrypt and recipients:
        raise UsageError(
            "A file opens by a passphrase or by age keys: --encrypt or --recipient."
        )
    from sessiontui.exchange.age import keys, passphrase

    keys.check_installed()
    if recipients:
        keys.read_recipients(recipients)
        return lambda file: keys.encrypting_for(recipients, file)
    chosen = _new_passphrase()
    return lambda file: passphrase.encrypting_with(chosen, file)


def _new_passphrase() -> str:
    from sessiontui.cli.first_start import EASY, is_guessable

    with _terminal() as terminal:
        while True:
            first = terminal.ask("Passphrase for the file: ")
            if not first:
                raise LockedError("No passphrase was given; nothing was written.")
            if is_guessable(first):
                terminal.tell(f"{EASY}.")
                continue
            if terminal.ask("The same once more: ") == first:
                return first
            terminal.tell("These two differ. Once more, please.")


def _terminal() -> Terminal:
    from sessiontui.cli.terminal import Terminal

    try:
        return Terminal()
    except LockedError:
        raise LockedError(
            "There is no terminal to ask for the file's passphrase on. "
            "Use an age key: export --recipient, import --identity"
        ) from None


def _content_of(file: Path) -> bytes:
    """All of a small file."""
    with _opened(file) as opened:
        content = opened.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise DamagedError(f"{file} is too large to be that.")
    return content


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    from sessiontui.store.sqlcipher.files import reason

    try:
        with file.open("rb") as opened:
            yield opened
    except FileNotFoundError:
        raise NotFoundError(f"There is no file {file}.") from None
    except OSError as error:
        raise NotFoundError(f"{file} cannot be read ({reason(error)}).") from None


def _as_text(content: bytes, what: str) -> bytes:
    """A file without its byte order mark.

    Raises:
        DamagedError: it is UTF-16.
    """
    from sessiontui.domain.text import is_utf16, without_mark

    if is_utf16(content):
        raise DamagedError(f"{what} is UTF-16. Save it as UTF-8; nothing was changed.")
    return without_mark(content)


@contextlib.contextmanager
def export_file(
    file: Path, identity: Path | None, paths: Paths
) -> Iterator[ImportFile]:
    """An export file to read, as often as wanted, decrypted where it is encrypted."""
    from sessiontui.exchange.age import keys
    from sessiontui.exchange.export_stream import ImportFile

    with _again_and_again(file, paths) as (again, size):
        with again() as opened:
            begins = _as_text(opened.read(_BEGINS), "This export")
        if not keys.is_age_file(begins):
            yield ImportFile(again, size)
            return
        keys.check_installed()
        encrypted = partial(_without_text_form, again)
        with encrypted() as opened:
            begins = opened.read(_BEGINS)
            # A text form that was cut off is told before anything is asked.
            while opened.read(_BEGINS):
                pass
        content = partial(_decrypted, encrypted, _opener(begins, identity))
        with content() as opened:
            _as_text(opened.read(_BEGINS), "This export")
        yield ImportFile(content, size)


@contextlib.contextmanager
def _again_and_again(file: Path, paths: Paths) -> Iterator[tuple[_Again, int]]:
    """A way to open a file anew, and its size; what comes out of a pipe comes once."""
    from sessiontui.store.copies.backup_file import workshop

    come = Path("/dev/stdin") if file == A_PIPE else file
    with contextlib.ExitStack() as held:
        opened = held.enter_context(_opened(come))
        found = os.fstat(opened.fileno())
        if stat.S_ISREG(found.st_mode):
            held.close()
            yield lambda: _opened(come), found.st_size
            return
        from sessiontui.store.sqlcipher.spool import spooling

        beside = next(x for x in (paths.data, *paths.data.parents) if x.is_dir())
        folder = held.enter_context(workshop(beside))
        spool = held.enter_context(spooling(folder / "spool"))
        size = spool.fill(opened)
        yield lambda: contextlib.closing(spool.opened()), size


@contextlib.contextmanager
def _without_text_form(again: _Again) -> Iterator[BinaryIO]:
    from sessiontui.exchange.age.text_form import is_text_form, without_text_form

    with again() as opened:
        is_text = is_text_form(opened.read(_BEGINS))
        opened.seek(0)
        yield without_text_form(opened) if is_text else opened


@contextlib.contextmanager
def _decrypted(
    encrypted: Callable[[], AbstractContextManager[BinaryIO]], opener: _Opens
) -> Iterator[BinaryIO]:
    with encrypted() as file, opener(file) as content:
        yield content


def _opener(begins: bytes, identity: Path | None) -> _Opens:
    """The way to decrypt a file that begins so: by a key, or by what is typed."""
    from sessiontui.exchange.age import keys, passphrase

    if identity is not None:
        text = _as_text(_content_of(identity), str(identity)).decode("utf-8", "replace")
        return partial(keys.opening_with, keys.read_identities(text))
    if not keys.needs_passphrase(begins):
        raise UsageError("The file is encrypted for an age key. Name it: --identity")
    from sessiontui.cli.unlock import try_secrets

    with _terminal() as terminal:
        key = try_secrets(
            terminal,
            lambda secret: passphrase.file_key(begins, secret),
            "Passphrase of the file: ",
        )
    return lambda file: contextlib.nullcontext(passphrase.opening(key, file))
