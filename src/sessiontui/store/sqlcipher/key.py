"""The key of the record."""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import dataclass, field

MIN_LENGTH = 15
"""Characters of a passphrase, after NIST SP 800-63B-4 for a single factor."""
KDF_ROUNDS = 256_000
"""PBKDF2-HMAC-SHA512 rounds: SQLCipher 4's own default, above OWASP's 210,000."""
SALT_BYTES = 16
KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Key:
    """A raw SQLCipher key with its salt; it never shows itself."""

    raw: bytes = field(repr=False)
    salt: bytes = field(repr=False)

    def pragma(self) -> str:
        """The raw-key form that SQLCipher takes, salt included."""
        return f"x'{self.raw.hex()}{self.salt.hex()}'"


def new_salt() -> bytes:
    """A fresh salt; both files of a record carry the same one."""
    return os.urandom(SALT_BYTES)


def derive(passphrase: str, salt: bytes) -> Key:
    """The key that SQLCipher 4 itself would derive, so that any tool opens the files.

    The passphrase is normalised (NFC) so that every keyboard spells it alike. Takes
    about 0.1 s, during which other threads run.
    """
    words = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    raw = hashlib.pbkdf2_hmac("sha512", words, salt, KDF_ROUNDS, KEY_BYTES)
    return Key(raw, salt)
