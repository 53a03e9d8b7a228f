"""Export files under age, by the pyrage package where it is installed.

Any age program opens them: age --decrypt FILE.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sessiontui.errors import DamagedError, LockedError, UsageError

if TYPE_CHECKING:
    from types import ModuleType

_HEAD = b"age-encryption.org/v1\n"
_ARMOUR = b"-----BEGIN AGE ENCRYPTED FILE-----"
_FOR_A_PASSPHRASE = b"-> scrypt "


def is_sealed(content: bytes) -> bool:
    """Whether a file is one that age encrypted."""
    return content.startswith((_HEAD, _ARMOUR))


def needs_passphrase(content: bytes) -> bool:
    """Whether it was encrypted with a passphrase, and not to a recipient's key."""
    return content[len(_HEAD) :].startswith(_FOR_A_PASSPHRASE)


def check_installed() -> None:
    """Say what to install, before anything is asked.

    Raises:
        UsageError: the age package is not there.
    """
    _age()


def seal_with_passphrase(content: bytes, passphrase: str) -> bytes:
    """Encrypt under a passphrase, made slow to guess by scrypt."""
    return bytes(_age().passphrase.encrypt(content, passphrase))


def seal_for(content: bytes, recipients: tuple[str, ...]) -> bytes:
    """Encrypt for whoever holds one of the recipients' secret keys.

    Raises:
        UsageError: one of them is no age recipient.
    """
    age = _age()
    return bytes(age.encrypt(content, [_recipient(age, x) for x in recipients]))


def _recipient(age: ModuleType, text: str) -> Any:  # noqa: ANN401 - an untyped package
    try:
        return age.x25519.Recipient.from_str(text)
    except age.RecipientError:
        raise UsageError("A recipient looks like age1… ; see: age-keygen") from None


def open_with_passphrase(content: bytes, passphrase: str) -> bytes:
    """What was encrypted under a passphrase.

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
    """What was encrypted for the holder of a secret key, from an age identity file.

    Raises:
        LockedError: none of its keys opens the file.
        DamagedError: it holds no key.
    """
    age = _age()
    keys = [x.strip() for x in identity.splitlines() if x.strip()[:1] not in {"", "#"}]
    try:
        identities = [age.x25519.Identity.from_str(key) for key in keys]
    except age.IdentityError:
        identities = []
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
