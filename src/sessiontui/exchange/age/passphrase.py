"""Files under a passphrase: encrypted and opened a piece at a time, however large.

They are what age-encryption.org/v1 says, so that any age program opens them: scrypt
makes a key of the passphrase, slowly; that key wraps the file's own, and under it each
64 KiB stand by themselves.
"""

from __future__ import annotations

import hmac
import io
import os
import re
from base64 import b64decode, b64encode
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from sessiontui.errors import DamagedError, LockedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

WRONG = "That passphrase does not open the file, or the file is damaged."
NOT_WHOLE = "The encrypted file is not whole; nothing was changed."
_WORK = 18
_MOST_WORK = 22
"""The most that opening may cost: a file from elsewhere says itself what it costs."""
_KEY = _SALT = _NONCE = 16
_TAG = 16
_PIECE = 1 << 16
_HEAD = re.compile(
    rb"(age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n"
    rb"([A-Za-z0-9+/]{43})\n---) ([A-Za-z0-9+/]{43})\n"
)
_LONGEST_HEAD = 256


class Written(Protocol):
    """A thing that bytes are written to."""

    def write(self, content: bytes, /) -> object:
        """Take the bytes, all of them."""


@contextmanager
def encrypting_with(passphrase: str, file: BinaryIO) -> Iterator[Written]:
    """A file to write to; what goes in stands encrypted in another, however much.

    Raises:
        UsageError: the passphrase is no text that can be typed again.
    """
    salt, key, nonce = (os.urandom(size) for size in (_SALT, _KEY, _NONCE))
    try:
        wrapping = _cipher(_stretched(passphrase, salt, _WORK))
    except UnicodeEncodeError:
        raise UsageError(
            "That passphrase holds bytes that are no text; choose another."
        ) from None
    head = b"age-encryption.org/v1\n-> scrypt %s %d\n%s\n---" % (
        _coded(salt),
        _WORK,
        _coded(wrapping.encrypt(bytes(12), key, None)),
    )
    file.write(b"%s %s\n%s" % (head, _coded(_code_of(head, key)), nonce))
    encrypter = _Encrypter(file, _cipher(_derived(key, b"payload", nonce)))
    yield encrypter
    encrypter.end()


def file_key(begins: bytes, passphrase: str) -> bytes:
    """The key of a file, from its first bytes and what was typed.

    Raises:
        LockedError: another passphrase, or a damaged file.
    """
    from cryptography.exceptions import InvalidTag

    found = _HEAD.match(begins)
    if found is None or int(found[3]) > _MOST_WORK:
        raise LockedError(WRONG)
    try:
        wrapping = _cipher(_stretched(passphrase, _decoded(found[2]), int(found[3])))
        key = wrapping.decrypt(bytes(12), _decoded(found[4]), None)
    except (InvalidTag, UnicodeEncodeError, ValueError):
        raise LockedError(WRONG) from None
    if not hmac.compare_digest(_code_of(found[1], key), _decoded(found[5])):
        raise LockedError(WRONG)
    return key


def opening(key: bytes, file: BinaryIO) -> BinaryIO:
    """The content of a file under its key, as it is decrypted.

    Reading it raises DamagedError where a piece is not as it was written.
    """
    begins = b"".join(file.readline(_LONGEST_HEAD) for _ in range(4))
    if not _HEAD.fullmatch(begins):
        raise DamagedError(NOT_WHOLE)
    nonce = file.read(_NONCE)
    return io.BufferedReader(
        _Opener(file, _cipher(_derived(key, b"payload", nonce))), _PIECE
    )


class _Encrypter:
    """Pieces on their way into a file; the last one is only known at the end."""

    def __init__(self, file: BinaryIO, cipher: ChaCha20Poly1305) -> None:
        self._file, self._cipher = file, cipher
        self._held = bytearray()
        self._count = 0

    def write(self, content: bytes, /) -> None:
        self._held += content
        while len(self._held) > _PIECE:
            self._put(bytes(self._held[:_PIECE]), last=False)
            del self._held[:_PIECE]

    def end(self) -> None:
        """Write what is left as the last piece."""
        self._put(bytes(self._held), last=True)

    def _put(self, piece: bytes, *, last: bool) -> None:
        number = _number(self._count, last=last)
        self._file.write(self._cipher.encrypt(number, piece, None))
        self._count += 1


class _Opener(io.RawIOBase):
    """Pieces out of a file, one at a time; nothing of one that was changed is given."""

    def __init__(self, file: BinaryIO, cipher: ChaCha20Poly1305) -> None:
        self._file, self._cipher = file, cipher
        self._next = file.read(_PIECE + _TAG)
        self._held = memoryview(b"")
        self._count = 0
        self._ended = False

    def readable(self) -> bool:
        """Tell that it is there to be read."""
        return True

    def readinto(self, room: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Give what fits."""
        while not self._held and not self._ended:
            self._held = memoryview(self._piece())
        size = min(len(room), len(self._held))
        room[:size] = self._held[:size]
        self._held = self._held[size:]
        return size

    def _piece(self) -> bytes:
        from cryptography.exceptions import InvalidTag

        encrypted, self._next = self._next, self._file.read(_PIECE + _TAG)
        self._ended = not self._next
        try:
            number = _number(self._count, last=self._ended)
            piece = self._cipher.decrypt(number, encrypted, None)
        except InvalidTag:
            raise DamagedError(NOT_WHOLE) from None
        if not piece and self._count:
            raise DamagedError(NOT_WHOLE)
        self._count += 1
        return piece


def _number(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    salted = b"age-encryption.org/v1/scrypt" + salt
    return Scrypt(salted, 32, n=1 << work, r=8, p=1).derive(passphrase.encode())


def _cipher(key: bytes) -> ChaCha20Poly1305:
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    return ChaCha20Poly1305(key)


def _code_of(head: bytes, key: bytes) -> bytes:
    return hmac.digest(_derived(key, b"header"), head, "sha256")


def _derived(key: bytes, what: bytes, salt: bytes = b"") -> bytes:
    """HKDF with SHA-256, of one block."""
    drawn = hmac.digest(salt or bytes(32), key, "sha256")
    return hmac.digest(drawn, what + b"\1", "sha256")


def _coded(content: bytes) -> bytes:
    return b64encode(content).rstrip(b"=")


def _decoded(text: bytes) -> bytes:
    return b64decode(text + b"=" * (-len(text) % 4))
