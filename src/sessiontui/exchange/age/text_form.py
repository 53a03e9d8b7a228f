"""The text form of an age file, which can be mailed (age --armor)."""

from __future__ import annotations

import io
from base64 import b64decode
from typing import TYPE_CHECKING

from sessiontui.errors import DamagedError
from sessiontui.exchange.age.passphrase import NOT_WHOLE

if TYPE_CHECKING:
    from typing import BinaryIO

_BEGINS = b"-----BEGIN AGE ENCRYPTED FILE-----"
_ENDS = b"-----END AGE ENCRYPTED FILE-----"
_LONGEST = 1 << 16
_MARK = b"\xef\xbb\xbf"


def is_text_form(content: bytes) -> bool:
    """True for an age file as text, by its first bytes."""
    return content.removeprefix(_MARK).lstrip().startswith(_BEGINS)


def without_text_form(file: BinaryIO) -> BinaryIO:
    """The age file within its text form, read as it is wanted.

    Reading it raises DamagedError where the text form is not whole.
    """
    return io.BufferedReader(_Reader(file))


class _Reader(io.RawIOBase):
    """Bytes out of lines of text, between the first marker and the last."""

    def __init__(self, file: BinaryIO) -> None:
        # Lines may end in CR alone.
        self._lines = io.TextIOWrapper(file, "latin-1")
        self._text = b""
        self._held = memoryview(b"")
        self._ended = False
        first = b""
        while not first and (line := self._line()):
            first = line.removeprefix(_MARK).strip()
        if first != _BEGINS:
            raise DamagedError(NOT_WHOLE)

    def readable(self) -> bool:
        """Tell that it is there to be read."""
        return True

    def readinto(self, room: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Give what fits."""
        while not self._held and not self._ended:
            self._held = memoryview(self._more())
        size = min(len(room), len(self._held))
        room[:size] = self._held[:size]
        self._held = self._held[size:]
        return size

    def close(self) -> None:
        """Leave the file to whoever opened it."""
        if not self.closed:
            self._lines.detach()
        super().close()

    def _line(self) -> bytes:
        return self._lines.readline(_LONGEST).encode("latin-1")

    def _more(self) -> bytes:
        line = self._line()
        self._ended = line.strip() == _ENDS
        # What is padded ends there.
        if not line or (self._text.endswith(b"=") and not self._ended):
            raise DamagedError(NOT_WHOLE)
        if not self._ended:
            self._text += b"".join(line.split())
        # One quad waits for the line behind it.
        whole = len(self._text) if self._ended else max(0, len(self._text) - 1) // 4 * 4
        ready, self._text = self._text[:whole], self._text[whole:]
        try:
            return b64decode(ready, validate=True)
        except ValueError:
            raise DamagedError(NOT_WHOLE) from None
