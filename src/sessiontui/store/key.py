"""The key of the record and the recovery sheet that carries it on paper."""

from __future__ import annotations

import base64
import hashlib
import secrets
import unicodedata
from dataclasses import dataclass, field

KDF_ROUNDS = 256_000
"""PBKDF2-HMAC-SHA512 rounds: SQLCipher 4's own default, above OWASP's 210,000."""
SALT_BYTES = 16
KEY_BYTES = 32
_CHECK_BYTES = 2
_GROUP = 4


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
    return secrets.token_bytes(SALT_BYTES)


def derive(passphrase: str, salt: bytes) -> Key:
    """The key that SQLCipher 4 itself would derive, so that any tool opens the files.

    The passphrase is normalised (NFC) so that every keyboard spells it alike. Takes
    about 0.1 s, during which other threads run.
    """
    words = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    raw = hashlib.pbkdf2_hmac("sha512", words, salt, KDF_ROUNDS, KEY_BYTES)
    return Key(raw, salt)


def recovery_text(key: Key) -> str:
    """Key and salt for paper: base32 groups of four, with a check at the end."""
    body = key.raw + key.salt
    check = hashlib.sha256(body).digest()[:_CHECK_BYTES]
    text = base64.b32encode(body + check).decode().rstrip("=")
    return "-".join(text[i : i + _GROUP] for i in range(0, len(text), _GROUP))


def recovery_lines(key: Key, per_line: int = 5) -> tuple[str, ...]:
    """The recovery text in short numbered rows, easier to copy by hand."""
    groups = recovery_text(key).split("-")
    rows = [groups[i : i + per_line] for i in range(0, len(groups), per_line)]
    return tuple(f"{n}.  {'-'.join(row)}" for n, row in enumerate(rows, 1))


def read_recovery(text: str) -> Key | None:
    """The key on a recovery sheet, or None when the text is not one.

    Case, spaces, dashes and row numbers do not matter; one wrong character does.
    """
    rows = [row.strip() for row in text.upper().splitlines()]
    rows = [
        row.split(".", 1)[-1] if row[:2].rstrip(".").isdigit() else row for row in rows
    ]
    letters = "".join(c for c in "".join(rows) if c.isalnum())
    size = KEY_BYTES + SALT_BYTES + _CHECK_BYTES
    if len(letters) != -(-size * 8 // 5):
        return None
    try:
        blob = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError:
        return None
    body, check = blob[:-_CHECK_BYTES], blob[-_CHECK_BYTES:]
    if hashlib.sha256(body).digest()[:_CHECK_BYTES] != check:
        return None
    return Key(body[:KEY_BYTES], body[KEY_BYTES:])
