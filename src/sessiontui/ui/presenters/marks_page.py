"""The page of marks, keys and /words: what F9 shows, and what is printed.

All of it is read from the tables of kinds, keys and commands.
"""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from sessiontui.domain.grammar.slash_commands import COMMANDS
from sessiontui.domain.kinds.lookup import KINDS, TAB_TITLES
from sessiontui.domain.text import text_columns, wrap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sessiontui.domain.kinds.lookup import KindRow, Sub, Tab
    from sessiontui.ui.keymap import KeyLine

PAGE_WIDTH = 92
"""Columns of a printed page."""
_TWO_COLUMNS = 80
"""Columns from which on entries stand side by side."""
_HANGING = 44
"""Columns from which on the rest of an entry hangs below where it began."""
_HEAD = 13
"""Columns of a mark, a key or a /word, with what may follow it."""
_GAP = 2
_RULES = (
    "A mark counts only with a space behind it; a leading space or a doubled mark "
    "keeps a line as it is. #1 at the end ties a line to goal 1, #+2 to strength 2."
)


def marks_page(keys: Sequence[KeyLine], width: int = PAGE_WIDTH) -> list[str]:
    """Marks, keys and /words, in two columns where there is room for them."""
    return [
        *marks((row for row in KINDS if row.mark), width),
        *_in_columns([(row.word, row.what) for row in _unmarked()], width),
        *wrap(f" {_RULES}", width, " ").split("\n"),
        "Keys",
        *_in_columns([(_key(line), line.what) for line in keys], width),
        "Words",
        *_in_columns(_commands({line.word for line in keys}), width),
    ]


def marks(rows: Iterable[KindRow], width: int) -> Iterator[str]:
    """The marks of some kinds, with what their letters say."""
    for row in rows:
        if not row.words:
            continue
        head = f" {row.mark or ' '} {row.word}"
        letters = ", ".join(_letters(row))
        said = "; ".join(part for part in (row.what, letters) if part)
        yield from _entry(head, said, width)


def _unmarked() -> Iterator[KindRow]:
    return (row for row in KINDS if row.words and not row.mark)


def tab_named(word: str) -> Tab | None:
    """The tab that `/help WORD` asks about: by its name, or by a /word of a kind."""
    wanted = word.strip().lstrip("/").casefold()
    for tab, title in TAB_TITLES.items():
        if wanted in {tab.value, title.casefold()}:
            return tab
    return next((row.tab for row in KINDS if wanted and wanted in row.words), None)


def of_tab(tab: Tab, width: int) -> list[str]:
    """The marks of the lines that stand on one tab."""
    return list(marks((row for row in KINDS if row.tab is tab), width))


def _letters(row: KindRow) -> Iterator[str]:
    """The meaning of each letter behind a mark, where the kind does not tell it."""
    for sub in row.subs:
        if sub.outcome == 0:
            yield "@0 to @4 how it went"
        elif not (sub.assigned or sub.outcome or sub.label == row.label):
            yield f"{_typed(row, sub)} {_whole(sub)}"


def _whole(sub: Sub) -> str:
    """A label that lists cut short, as the word of prints."""
    word = sub.print_as.casefold()
    cut_short = word.startswith(sub.label) and " " not in word
    return word if cut_short else sub.label


def _typed(row: KindRow, sub: Sub) -> str:
    if row.mark:
        return f"{row.mark}{sub.typed}"
    return f"{row.word} {sub.letter}"


def _key(line: KeyLine) -> str:
    return f"{line.key} {line.word}".rstrip()


def _commands(known: set[str]) -> list[tuple[str, str]]:
    """The /words that have no key, which tells of them already."""
    return [
        (f"/{row.words[0]} {row.argument}".rstrip(), row.what)
        for row in COMMANDS
        if f"/{row.words[0]}" not in known
    ]


def _in_columns(entries: Sequence[tuple[str, str]], width: int) -> Iterator[str]:
    """Entries down the left column, then down the right one, equally high."""
    if width < _TWO_COLUMNS:
        for head, said in entries:
            yield from _entry(f" {head}", said, width)
        return
    room = (width - _GAP) // 2
    cells = [list(_entry(f" {head}", said, room)) for head, said in entries]
    half = sum(map(len, cells)) / 2
    columns: tuple[list[str], list[str]] = ([], [])
    for cell in cells:
        columns[len(columns[0]) >= half].extend(cell)
    for left, right in zip_longest(*columns, fillvalue=""):
        yield (left + " " * (room + _GAP - text_columns(left)) + right).rstrip()


def _entry(head: str, said: str, width: int) -> Iterator[str]:
    """One entry, the rest of it below where it began."""
    begins = f"{head:<{_HEAD}}  "
    indent = " " * (_HEAD + 2) if width >= _HANGING else "    "
    yield from wrap(begins + said, width, indent).split("\n")
