"""JSON values out of a file, one after the other, of which only one is held."""

from __future__ import annotations

import codecs
import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import BinaryIO

_CHUNK = 1 << 18
_LONGEST = 64 << 20
"""The most that one value may take, far beyond the longest session there can be."""
_SPACE = " \t\n\r"
_BEHIND = f"{_SPACE},:]}}"
"""All that can stand behind a value."""


class JsonError(ValueError):
    """A file that is no JSON, or not all of it."""


class JsonReader:
    """A file of JSON, read from its beginning to its end."""

    def __init__(self, file: BinaryIO) -> None:
        """Read a file of bytes, with or without a byte order mark."""
        self._file = file
        self._decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self._scan = json.JSONDecoder().raw_decode
        self._text = ""
        self._at = 0
        self._ended = False
        self.taken = 0
        """The number of bytes that were read."""

    def peek(self) -> str:
        """The first character of what comes next, or nothing at the end."""
        while True:
            while self._at < len(self._text):
                if (char := self._text[self._at]) not in _SPACE:
                    return char
                self._at += 1
            if self._ended:
                return ""
            self._more()

    def names(self) -> Iterator[str]:
        """The names in an object; the value behind each is to be read at once."""
        for _ in self._each("{", "}"):
            if self.peek() != '"':
                raise JsonError
            name = json.loads(self.value())
            self._take(":")
            yield name

    def items(self) -> Iterator[int]:
        """The places of the items of a list; each is to be read at once."""
        return self._each("[", "]")

    def value(self) -> str:
        """The text of the value that comes next."""
        self.peek()
        while (end := self._end()) is None:
            if self._ended or len(self._text) - self._at > _LONGEST:
                raise JsonError
            self._more()
        start, self._at = self._at, end
        return self._text[start:end]

    def _each(self, opening: str, closing: str) -> Iterator[int]:
        self._take(opening)
        if self.peek() == closing:
            self._at += 1
            return
        place = 0
        while True:
            yield place
            place += 1
            if self.peek() == closing:
                self._at += 1
                return
            self._take(",")

    def _take(self, char: str) -> None:
        if self.peek() != char:
            raise JsonError
        self._at += 1

    def _end(self) -> int | None:
        """The end of the value that begins here, where all of it is at hand."""
        try:
            _, end = self._scan(self._text, self._at)
        except (ValueError, RecursionError):
            return None
        # A number may go on in what is not yet read: 1 may be 12, and 1. may be 1.5.
        behind = self._text[end : end + 1] or ("," if self._ended else "")
        return end if behind and behind in _BEHIND else None

    def _more(self) -> None:
        rest = self._text[self._at :]
        read = self._file.read(max(_CHUNK, len(rest)))
        self.taken += len(read)
        self._ended = not read
        try:
            self._text = rest + self._decoder.decode(read, final=self._ended)
        except UnicodeDecodeError:
            raise JsonError from None
        self._at = 0
