"""Files for the holders of age keys, and what any age file is known by."""

from __future__ import annotations

import os
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal

from sessiontui.domain.text import clean
from sessiontui.errors import DamagedError, LockedError, SessionTuiError, UsageError
from sessiontui.exchange.age.text_form import is_text_form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType
    from typing import BinaryIO

_HEAD = b"age-encryption.org/v1\n"
_FOR_A_PASSPHRASE = b"-> scrypt "


def is_age_file(content: bytes) -> bool:
    """True for a file that age encrypted, also as text that can be mailed."""
    return content.startswith(_HEAD) or is_text_form(content)


def needs_passphrase(content: bytes) -> bool:
    """True where it was encrypted with a passphrase, not to a recipient's key."""
    return content[len(_HEAD) :].startswith(_FOR_A_PASSPHRASE)


def check_installed() -> None:
    """Say what to install, before anything is asked.

    Raises:
        UsageError: one of the packages is not there.
    """
    _age()
    _installed("cryptography")


@contextmanager
def encrypting_for(recipients: tuple[str, ...], file: BinaryIO) -> Iterator[BinaryIO]:
    """A file to write to; what goes in stands encrypted in another, however much.

    Raises:
        UsageError: one of them is no age recipient.
        CannotWriteError: the disk refused.
    """
    age, named = _age(), read_recipients(recipients)
    with _beside(lambda content: age.encrypt_io(content, file, named), "wb") as ours:
        yield ours


def read_recipients(recipients: tuple[str, ...]) -> list[Any]:
    """Whoever holds one of the recipients' secret keys is to open it.

    Raises:
        UsageError: one of them is no age recipient.
    """
    return [_recipient(_age(), x) for x in recipients]


@contextmanager
def _beside(
    work: Callable[[BinaryIO], object], mode: Literal["rb", "wb"]
) -> Iterator[BinaryIO]:
    """Our end of a pipe, while work is done at its other end in a thread of its own.

    Neither holds more than the pipe does.
    """
    read, write = os.pipe()
    ours, theirs = (read, write) if mode == "rb" else (write, read)
    failed: list[Exception] = []

    def run() -> None:
        with (
            suppress(OSError),
            os.fdopen(theirs, "wb" if mode == "rb" else "rb") as end,
        ):
            try:
                work(end)
            except Exception as error:  # noqa: BLE001 - told where it is waited for
                failed.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    try:
        with os.fdopen(ours, mode) as file:
            try:
                yield file
            except (SessionTuiError, BrokenPipeError):
                # What is not whole here may have been cut off there.
                if not failed:
                    raise
    finally:
        thread.join()
    if failed:
        raise failed[0]


def _recipient(age: ModuleType, text: str) -> Any:  # noqa: ANN401 - an untyped package
    try:
        return age.x25519.Recipient.from_str(clean(text).strip())
    except (age.RecipientError, UnicodeEncodeError):
        raise UsageError("A recipient looks like age1… ; see: age-keygen") from None


@contextmanager
def opening_with(identities: list[Any], file: BinaryIO) -> Iterator[BinaryIO]:
    """The content of a file as it is decrypted with secret keys, however much it is.

    Raises:
        LockedError: none of the keys opens the file, or it is damaged.
    """
    age = _age()
    try:
        with _beside(lambda out: age.decrypt_io(file, out, identities), "rb") as ours:
            yield ours
    except (age.DecryptError, OSError):
        raise LockedError(
            "That identity does not open the file, or the file is damaged."
        ) from None


def read_identities(text: str) -> list[Any]:
    """The secret keys of an age identity file.

    Raises:
        DamagedError: it holds none.
    """
    age = _age()
    identities = []
    for line in text.splitlines():
        with suppress(age.IdentityError):
            identities.append(age.x25519.Identity.from_str(line.strip()))
    if not identities:
        raise DamagedError("The identity file holds no age key: AGE-SECRET-KEY-1…")
    return identities


def _age() -> ModuleType:
    return _installed("pyrage")


def _installed(name: str) -> ModuleType:
    try:
        return import_module(name)
    except ImportError:
        raise UsageError(
            "Encrypted files need more packages: pip install 'sessiontui[age]'"
        ) from None
