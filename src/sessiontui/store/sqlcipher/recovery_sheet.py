"""The recovery sheet, which carries the key of the record on paper."""

from __future__ import annotations

import base64
import hashlib
import re

from sessiontui.store.sqlcipher.key import KEY_BYTES, SALT_BYTES, Key

SHEET_ROWS = 4
ROW_LETTERS = 24
"""Letters and digits in a row of the recovery sheet, its check among them."""
_ROW_BYTES = (KEY_BYTES + SALT_BYTES) // SHEET_ROWS
_CHECK_BYTES = 3
_GROUP = 4
_ROW_NUMBERS = re.compile(r"(?:^|\s)[1-4]\.\s")


def recovery_lines(key: Key) -> tuple[str, ...]:
    """The sheet: four numbered rows of six groups, each row with its own check."""
    body = key.raw + key.salt
    rows = []
    for number in range(1, SHEET_ROWS + 1):
        part = body[(number - 1) * _ROW_BYTES : number * _ROW_BYTES]
        text = base64.b32encode(part + _row_check(number, part)).decode()
        groups = (text[i : i + _GROUP] for i in range(0, len(text), _GROUP))
        rows.append(f"{number}.  {'-'.join(groups)}")
    return tuple(rows)


def read_row(text: str, number: int) -> bytes | None:
    """Read a row of the sheet; None when it is not that row.

    Case, spaces, dashes and the row's number do not matter; one wrong character does.
    """
    row = text.strip().upper()
    if row[:1].isdigit() and row[1:2] in {".", " "}:
        row = row[2:]
    letters = "".join(c for c in row if c.isalnum())
    if len(letters) != ROW_LETTERS:
        return None
    try:
        blob = base64.b32decode(letters)
    except ValueError:
        return None
    part, check = blob[:_ROW_BYTES], blob[_ROW_BYTES:]
    return part if check == _row_check(number, part) else None


def read_recovery(text: str) -> Key | None:
    """The key on a recovery sheet, typed as rows or all in one, or None."""
    rows = [row for row in text.splitlines() if row.strip()]
    if len(rows) == 1:
        letters = "".join(c for c in _ROW_NUMBERS.sub("", rows[0]) if c.isalnum())
        rows = [
            letters[i : i + ROW_LETTERS] for i in range(0, len(letters), ROW_LETTERS)
        ]
    if len(rows) != SHEET_ROWS:
        return None
    parts = [read_row(row, number) for number, row in enumerate(rows, 1)]
    body = b"".join(part for part in parts if part is not None)
    if None in parts:
        return None
    return Key(body[:KEY_BYTES], body[KEY_BYTES:])


def _row_check(number: int, part: bytes) -> bytes:
    return hashlib.sha256(bytes([number]) + part).digest()[:_CHECK_BYTES]
