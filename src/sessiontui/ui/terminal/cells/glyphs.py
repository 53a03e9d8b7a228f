"""Text as the cells that it takes on a terminal."""

from __future__ import annotations

from rich.cells import split_graphemes

from sessiontui.ui.terminal.cells.sgr import behind

Cell = tuple[str, str]
"""The text of a cell and its pen; the right half of a wide character is empty."""
_SURE = 0x2E80
"""Below are letters; from here on, emoji and clusters differ between terminals."""
_WIDE_LETTERS = ((0x2E80, 0xA4CF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFF00, 0xFF60))


def split(text: str, pen: str) -> tuple[list[Cell], bool]:
    """The cells of a text in one pen, and whether terminals differ in their width."""
    blank = (" ", behind(pen))
    if text.isascii():
        return [blank if each == " " else (each, pen) for each in text], False
    cells: list[Cell] = []
    odd = False
    for start, end, width in split_graphemes(text)[0]:
        piece = text[start:end]
        odd = odd or not _is_sure(piece, width)
        if piece == " ":
            cells.append(blank)
        elif width or not cells:
            cells.append((piece, pen))
            cells += [("", pen)] * (width - 1)
        else:
            cells[-1] = (cells[-1][0] + piece, pen)
    return cells, odd


def _is_sure(piece: str, width: int) -> bool:
    """Tell whether every terminal gives this piece the same width."""
    if len(piece) > 1:
        return False
    letter = ord(piece)
    if letter < _SURE:
        return width == 1
    return width == 2 and any(low <= letter <= high for low, high in _WIDE_LETTERS)
