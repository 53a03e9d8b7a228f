"""Files under a passphrase: what any age program opens, a piece at a time."""

from __future__ import annotations

import io
import os
import tracemalloc
from base64 import encodebytes
from typing import TYPE_CHECKING

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import DamagedError, LockedError
from sessiontui.exchange.age import passphrase
from sessiontui.exchange.age.passphrase import encrypting_with, file_key, opening
from sessiontui.exchange.age.text_form import without_text_form

if TYPE_CHECKING:
    from collections.abc import Iterator

SECRET = "three quiet herons on a pier"
PIECE = 1 << 16
SIZES = (0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 200_000)


@pytest.fixture(autouse=True, scope="module")
def _quick() -> Iterator[None]:
    """As slow to guess as is good for a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passphrase, "_WORK", 4)
        yield


def sealed(content: bytes, secret: str = SECRET, step: int = 10_000) -> bytes:
    file = io.BytesIO()
    with encrypting_with(secret, file) as ours:
        for at in range(0, len(content), step):
            ours.write(content[at : at + step])
    return file.getvalue()


def opened(content: bytes, secret: str = SECRET) -> bytes:
    return opening(file_key(content[:4096], secret), io.BytesIO(content)).read()


@pytest.mark.parametrize("size", SIZES)
def test_another_program_opens_ours(size: int) -> None:
    content = os.urandom(size)

    assert pyrage.passphrase.decrypt(sealed(content), SECRET) == content
    assert opened(sealed(content)) == content


def test_we_open_what_another_program_sealed() -> None:
    """Once: it takes as long as that program finds right for this machine."""
    content = os.urandom(200_000)

    assert opened(pyrage.passphrase.encrypt(content, SECRET)) == content


@given(secret=st.text(min_size=1).filter(lambda x: x.isprintable()))
def test_a_passphrase_of_any_script_is_the_same_elsewhere(secret: str) -> None:
    assert pyrage.passphrase.decrypt(sealed(b"words", secret), secret) == b"words"


def test_the_same_content_is_never_the_same_file() -> None:
    assert len({sealed(b"words") for _ in range(5)}) == 5


@pytest.mark.parametrize("secret", ["", "another", SECRET.upper(), "\udcff"])
def test_another_passphrase_opens_nothing(secret: str) -> None:
    with pytest.raises(LockedError, match="does not open"):
        opened(sealed(b"words"), secret)


@given(st.data())
def test_what_was_changed_or_cut_off_is_never_taken(data: st.DataObject) -> None:
    whole = sealed(b"words " * 30_000)
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytearray(whole)
    changed[at] ^= data.draw(st.integers(1, 255))

    for broken in (bytes(changed), whole[:at], whole + whole[at:]):
        with pytest.raises((LockedError, DamagedError)):
            opened(broken)


def test_pieces_cannot_change_places() -> None:
    whole = sealed(bytes(5 * PIECE))
    start, step = len(whole) - 5 * (PIECE + 16), PIECE + 16
    first, second = whole[start : start + step], whole[start + step :][:step]
    swapped = whole[:start] + second + first + whole[start + 2 * step :]

    for broken in (swapped, whole[:-step], whole[: start + step]):
        with pytest.raises(DamagedError, match="not whole"):
            opened(broken)


def test_a_file_that_would_take_for_ever_to_open_is_refused() -> None:
    head = sealed(b"words").replace(b" 4\n", b" 63\n", 1)

    with pytest.raises(LockedError):
        opened(head)


def test_neither_way_holds_more_than_some_pieces() -> None:
    size = 40 * 1024 * 1024
    chunk = os.urandom(1 << 20)

    class Nowhere(io.BytesIO):
        def write(self, content: object, /) -> int:
            return 1

    class Long(io.RawIOBase):
        left = size

        def readable(self) -> bool:
            return True

        def readinto(self, room: bytearray | memoryview, /) -> int:  # type: ignore[override]
            given = min(len(room), self.left)
            room[:given] = chunk[:1] * given
            self.left -= given
            return given

    tracemalloc.start()
    try:
        with encrypting_with(SECRET, Nowhere()) as ours:
            for _ in range(size >> 20):
                ours.write(chunk)
        head = sealed(b"words")
        key = file_key(head, SECRET)
        with pytest.raises(DamagedError):
            opening(key, io.BufferedReader(Long())).read(1)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert most < 8 * 1024 * 1024


@pytest.mark.parametrize("ends", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("size", SIZES)
def test_the_text_form_is_read_line_by_line(size: int, ends: bytes) -> None:
    content = os.urandom(size)
    text = armoured(content).replace(b"\n", ends)

    for form in (text, b"\xef\xbb\xbf" + text, b" \r\n\n" + text, text + b"\n more"):
        assert without_text_form(io.BytesIO(form)).read() == content


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda x: x[:-40],
        lambda x: x[: len(x) // 2],
        lambda x: x.replace(b"\n", b"\n!", 3),
        lambda x: x.replace(b"=\n", b"=\nAAAA\n", 1),
        lambda x: x[x.index(b"\n") :],
    ],
)
def test_a_text_form_that_is_not_whole_is_told(spoilt: object) -> None:
    assert callable(spoilt)
    text = spoilt(armoured(bytes(1000)))

    with pytest.raises(DamagedError, match="not whole"):
        without_text_form(io.BytesIO(text)).read()


def armoured(content: bytes) -> bytes:
    begin, end = (b"-----%s AGE ENCRYPTED FILE-----\n" % x for x in (b"BEGIN", b"END"))
    return begin + encodebytes(content) + end
