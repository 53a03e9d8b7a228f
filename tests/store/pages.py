"""What really stands in an encrypted file: every page and every frame, decrypted.

A query shows only what is still meant to be there; this also shows what a deletion
left behind on free pages, in the slack of others, and in the log.
"""

from __future__ import annotations

import ctypes
import ctypes.util
from pathlib import Path
from typing import TYPE_CHECKING

from tests.needs import need

if TYPE_CHECKING:
    from sessiontui.store.sqlcipher.key import Key

_PAGE, _IV, _SEAL = 4096, 16, 64
_LOG_HEAD, _FRAME_HEAD = 32, 24


def decrypted(path: Path, key: Key) -> bytes:
    """All pages of a database file and of the log beside it, as on the disk."""
    pages = _blocks(path.read_bytes(), 0, 0)
    log = Path(f"{path}-wal")
    if log.exists():
        pages += _blocks(log.read_bytes(), _LOG_HEAD, _FRAME_HEAD)
    return b"".join(_decrypt(page, key) for page in pages)


def _blocks(content: bytes, head: int, frame_head: int) -> list[bytes]:
    step = _PAGE + frame_head
    starts = range(head, len(content) - step + 1, step)
    return [content[start + frame_head : start + step] for start in starts]


def _decrypt(page: bytes, key: Key) -> bytes:
    """AES-256-CBC as SQLCipher 4 lays it out: text, then its IV, then its seal."""
    text, tail = page[: -_IV - _SEAL], page[-_IV - _SEAL :]
    text = text.removeprefix(key.salt)
    return _aes(text, key.raw, tail[:_IV])


def _aes(text: bytes, raw: bytes, start: bytes) -> bytes:
    name = ctypes.util.find_library("crypto")
    need("libcrypto", name)
    assert name is not None
    crypto = ctypes.CDLL(name)
    for maker in (crypto.EVP_CIPHER_CTX_new, crypto.EVP_aes_256_cbc):
        maker.restype = ctypes.c_void_p
    state = ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new())
    cipher = ctypes.c_void_p(crypto.EVP_aes_256_cbc())
    plain = ctypes.create_string_buffer(len(text) + _IV)
    count = ctypes.c_int()
    assert crypto.EVP_DecryptInit_ex(state, cipher, None, raw, start)
    crypto.EVP_CIPHER_CTX_set_padding(state, 0)
    assert crypto.EVP_DecryptUpdate(
        state, plain, ctypes.byref(count), text, ctypes.c_int(len(text))
    )
    crypto.EVP_CIPHER_CTX_free(state)
    return plain.raw[: count.value]
