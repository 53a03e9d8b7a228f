"""Export files under age, by the pyrage package where it is installed.

Any age program opens them: age --decrypt FILE.
"""

from __future__ import annotations

import io
import os
from base64 import b64decode
from contextlib import contextmanager, suppress
from importlib import import_module
from threading import Thread
from typing import TYPE_CHECKING, Any, Literal

from sessiontui.domain.text import clean
from sessiontui.errors import DamagedError, LockedError, SessionTuiError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType
    from typing import BinaryIO

_HEAD = b"age-encryption.org/v1\n"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOUR_ENDS = b"-----END AGE ENCRYPTED FILE-----"
_FOR_A_PASSPHRASE = b"-> scrypt "


def is_sealed(content: bytes) -> bool:
    """True for a file that age encrypted, also as text that can be mailed."""
    return content.startswith(_HEAD) or is_armoured(content)


def is_armoured(content: bytes) -> bool:
    """True for an age file as text (age --armor)."""
    return content.lstrip().startswith(_ARMOUR)


def without_armour(content: bytes) -> bytes:
    """The age file within its text form.

    Raises:
        DamagedError: the text form is not whole.
    """
    text = content.strip()
    body, end, _ = text.removeprefix(_ARMOUR).partition(_ARMOUR_ENDS)
    with suppress(ValueError):
        if end:
            return b64decode(b"".join(body.split()), validate=True)
    raise DamagedError("The encrypted file is not whole; nothing was changed.")


def needs_passphrase(content: bytes) -> bool:
    """True where it was encrypted with a passphrase, not to a recipient's key."""
    return content[len(_HEAD) :].startswith(_FOR_A_PASSPHRASE)


def check_installed() -> None:
    """Say what to install, before anything is asked.

    Raises:
        UsageError: the age package is not there.
    """
    _age()


@contextmanager
def sealing_with(passphrase: str, file: BinaryIO) -> Iterator[BinaryIO]:
    """A file to write to; it goes in the end, slow to guess by scrypt, into another.

    The package takes it only as a whole, so all of it is held until then.

    Raises:
        UsageError: the passphrase is no text that can be typed again.
    """
    held = io.BytesIO()
    yield held
    try:
        file.write(_age().passphrase.encrypt(held.getvalue(), passphrase))
    except UnicodeEncodeError:
        raise UsageError(
            "That passphrase holds bytes that are no text; choose another."
        ) from None


@contextmanager
def sealing_for(recipients: tuple[str, ...], file: BinaryIO) -> Iterator[BinaryIO]:
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


def open_with_passphrase(content: bytes, passphrase: str) -> bytes:
    """Decrypt what was encrypted under a passphrase.

    Raises:
        LockedError: another passphrase, or a damaged file.
    """
    age = _age()
    try:
        return bytes(age.passphrase.decrypt(content, passphrase))
    except (age.DecryptError, UnicodeEncodeError):
        raise LockedError(
            "That passphrase does not open the file, or the file is damaged."
        ) from None


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
    try:
        return import_module("pyrage")
    except ImportError:
        raise UsageError(
            "Encrypted files need one more package: pip install 'sessiontui[age]'"
        ) from None
