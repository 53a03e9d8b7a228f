"""The one cleaning that stands at every way in and every way out."""

from __future__ import annotations

import re
import unicodedata

_REMOVED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_UNCLEAN = re.compile(_REMOVED.pattern[:-1] + "\ud800-\udfff]")
_NEWLINES = re.compile("\r\n?")
_SURROGATES = re.compile("[\ud800-\udfff]")
_SOFT_HYPHEN = "\u00ad"
_TAB = "    "
_AS_EMOJI = "\ufe0f"
"""Follows a sign that is to be drawn as a picture, two columns wide."""


def clean(text: str) -> str:
    """The text without anything that could drive a terminal.

    Control characters other than newline and tab, bidi overrides and isolates, line
    separators and byte order marks go; a carriage return becomes a newline; lone
    surrogates, which no file can hold, become U+FFFD. All else stays as typed.
    """
    if not _UNCLEAN.search(text):
        # At nearly every key press, of which each cleans the whole line.
        return text
    text = _NEWLINES.sub("\n", text)
    text = _SURROGATES.sub("\ufffd", text)
    return _REMOVED.sub("", text)


_HALF_ZEROS = ([False, True, False, True], [True, False, True, False])


def without_mark(content: bytes) -> bytes:
    """A file's bytes without the byte order mark that some editors begin it with."""
    return content.removeprefix(b"\xef\xbb\xbf")


def is_utf16(content: bytes) -> bool:
    """Tell whether a file is UTF-16, by its mark or by its first two letters."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return marked or [x == 0 for x in content[:4]] in _HALF_ZEROS


def of_file(content: bytes) -> str:
    """The text of a file without its mark; CR alone ends a line too.

    Raises:
        UnicodeDecodeError: it is not UTF-8.
    """
    return re.sub("\r\n?", "\n", without_mark(content).decode("utf-8"))


def cell_width(char: str) -> int:
    """The terminal columns that a character takes: 0, 1 or 2."""
    if char < "\x7f":
        return 1
    if char == _SOFT_HYPHEN:
        return 1
    if unicodedata.combining(char) or unicodedata.category(char) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1


def text_columns(text: str) -> int:
    """The terminal columns that a text takes; a sign drawn as a picture takes two."""
    return sum(wide for _, wide in _signs(text))


def one_line(text: str, limit: int = 0) -> str:
    """The text on one line, cut to `limit` characters with an ellipsis (0: never)."""
    flat = text.replace("\n", " / ").replace("\t", " ")
    if limit and len(flat) > limit:
        return flat[: limit - 1] + "…"
    return flat


def with_ellipsis(text: str, columns: int) -> str:
    """As much of a text as leaves room for an ellipsis, since more follows."""
    while text and text_columns(text) > columns - 1:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrap(text: str, width: int, indent: str = "") -> str:
    """Wrap on spaces without changing any word; continuation lines get `indent`.

    `width` is in terminal columns; 0 means no wrapping, only indented newlines. In
    columns a tab is four spaces, since how wide it is depends on where it stands.
    """
    if width > 0:
        text = text.replace("\t", _TAB)
    lines: list[str] = []
    for number, paragraph in enumerate(text.split("\n")):
        first = "" if number == 0 else indent
        lines.extend(_wrap_paragraph(paragraph, width, first, indent))
    return "\n".join(lines)


def _wrap_paragraph(text: str, width: int, first: str, indent: str) -> list[str]:
    if width <= 0:
        return [first + text]
    done: list[str] = []
    line, used = first, len(first)
    for piece in re.findall(r"[^ ]+ *| +", text):
        word = piece.rstrip(" ") or piece
        size = len(word) if word.isascii() else text_columns(word)
        if used + size > width and line.strip():
            done.append(line.rstrip(" "))
            line, used = indent, len(indent)
        if used + size <= width and piece.isascii():
            line += piece
            used += len(piece)
            continue
        for sign, wide in _signs(piece):
            if used + wide > width and sign != " ":
                done.append(line)
                line, used = indent, len(indent)
            line += sign
            used += wide
    done.append(line.rstrip(" ") if line.strip() else line)
    return done


def _signs(text: str) -> list[tuple[str, int]]:
    """Signs that stand together, such as a letter with its marks, and columns."""
    if text.isascii():
        return [(char, 1) for char in text]
    starts: list[int] = []
    widths: list[int] = []
    for place, char in enumerate(text):
        wide = cell_width(char)
        if wide or not starts:
            starts.append(place)
            widths.append(wide)
        elif char == _AS_EMOJI:
            widths[-1] = 2
    ends = [*starts[1:], len(text)]
    return [
        (text[start:end], wide)
        for start, end, wide in zip(starts, ends, widths, strict=True)
    ]


def with_count(number: int, one: str, many: str = "") -> str:
    """A number with what is counted: 1 session, 2 sessions, 1 line is, 2 lines are."""
    return f"{number} {one if number == 1 else many or f'{one}s'}"
