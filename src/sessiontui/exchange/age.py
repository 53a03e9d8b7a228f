"""Export files under age, by the pyrage package where it is installed.

Any age program opens them: age --decrypt FILE.
"""

from __future__ import annotations

from base64 import b64decode
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sessiontui.domain.text import clean
from sessiontui.errors import DamagedError, LockedError, UsageError

if TYPE_CHECKING:
    from types import ModuleType

_HEAD = b"age-encryption.org/v1\n"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ARMOUR_ENDS = b"-----END AGE ENCRYPTED FILE-----"
_FOR_A_PASSPHRASE = b"-> scrypt "


def is_sealed(content: bytes) -> bool:
    """True for a file that age encrypted, also as text that can be mailed."""
    return content.startswith(_HEAD) or content.lstrip().startswith(_ARMOUR)


def without_armour(content: bytes) -> bytes:
    """The age file within its text form (age --armor), or the file itself.

    Raises:
        DamagedError: the text form is not whole.
    """
    text = content.strip()
    if not text.startswith(_ARMOUR):
        return content
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


def seal_with_passphrase(content: bytes, passphrase: str) -> bytes:
    """Encrypt under a passphrase, made slow to guess by scrypt.

    Raises:
        UsageError: the passphrase is no text that can be typed again.
    """
    try:
        return bytes(_age().passphrase.encrypt(content, passphrase))
    except UnicodeEncodeError:
        raise UsageError(
            "That passphrase holds bytes that are no text; choose another."
        ) from None


def seal_for(content: bytes, recipients: tuple[str, ...]) -> bytes:
    """Encrypt for whoever holds one of the recipients' secret keys.

    Raises:
        UsageError: one of them is no age recipient.
    """
    age = _age()
    return bytes(age.encrypt(content, [_recipient(age, x) for x in recipients]))


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


def open_with_identity(content: bytes, identity: str) -> bytes:
    """Decrypt what was encrypted to a secret key, from an age identity file.

    Raises:
        LockedError: none of its keys opens the file.
        DamagedError: it holds no key.
    """
    age = _age()
    identities = []
    for line in identity.splitlines():
        with suppress(age.IdentityError):
            identities.append(age.x25519.Identity.from_str(line.strip()))
    if not identities:
        raise DamagedError("The identity file holds no age key: AGE-SECRET-KEY-1…")
    try:
        return bytes(age.decrypt(content, identities))
    except age.DecryptError:
        raise LockedError(
            "That identity does not open the file, or the file is damaged."
        ) from None


def _age() -> ModuleType:
    try:
        return import_module("pyrage")
    except ImportError:
        raise UsageError(
            "Encrypted files need one more package: pip install 'sessiontui[age]'"
        ) from None
