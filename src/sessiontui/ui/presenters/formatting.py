"""Recorded lines as rows: plain words, aligned, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.entities import Author, Line, rated
from sessiontui.domain.kinds.lookup import LEFT_OPEN, Kind, Store
from sessiontui.domain.prints.formats import NOT_ANSWERED
from sessiontui.domain.session.closing_questions import prompt_of, said_under
from sessiontui.domain.text import clean, text_columns, with_ellipsis, wrap
from sessiontui.ui.presenters import hints
from sessiontui.ui.presenters.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

NARROW = 60
"""Columns below which a screen leaves out what can be done without."""
_SHOWN_CHARACTERS = 600
_SHOWN_ROWS = 6
_LABEL = 13
_NAMED, _NAMED_NARROW = 36, 18
"""Columns that an earlier line may take where another one names it."""
_LABEL_NARROW = 13
_WORDS = 12
"""Columns below which words stand under their label and not beside it."""
MARGIN = "  "
MARK = "✓"


def is_narrow(width: int) -> bool:
    """Tell whether a screen this wide has to do without some columns."""
    return width < NARROW


class DrawnRows:
    """The rows of lines as they were drawn last; an unchanged line keeps its row.

    They belong to one screen and go with it, since they hold a client's words; those
    of lines that are no longer listed go at once.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._rows: dict[int, tuple[Line, tuple[object, ...], Row]] = {}

    def of(
        self,
        lines: Iterable[Line],
        width: int,
        marked: frozenset[int],
        answered: Mapping[int, Line],
    ) -> Iterator[Row]:
        """The rows of recorded lines, as `line_row` draws each."""
        before, self._rows = self._rows, {}
        for line in lines:
            answers, is_marked = answered.get(line.id), line.id in marked
            wanted = (width, is_marked, answers)
            known = before.get(line.id)
            if known is None or known[0] is not line or known[1] != wanted:
                row = line_row(line, width, marked=is_marked, answers=answers)
                known = (line, wanted, row)
            self._rows[line.id] = known
            yield known[2]


def line_row(
    line: Line,
    width: int,
    *,
    timed: bool = True,
    marked: bool = False,
    answers: Line | None = None,
) -> Row:
    """A recorded line: minute, label, words, goal; a tick before it where marked.

    Where it `answers` an earlier one, that is named before its words. A private line
    says that it is one and no more: the client may see the screen. Risk is bold.
    """
    stamp = f"{line.at:%H:%M}  " if timed and not is_narrow(width) else ""
    words = "" if line.row.store is Store.PRIVATE else words_of(line)
    if answers is not None:
        words = f"({_named(answers, width)}) {words}".rstrip()
    row = labelled(stamp, line.label, words, width, line)
    if line.kind is Kind.RISK:
        row = Row(Content.assemble((row.content.plain, "bold")), line)
    if not marked:
        return row
    return Row(Content.assemble((MARK, "bold"), row.content[1:]), line)


def _named(line: Line, width: int) -> str:
    """An earlier line in few words."""
    words = " ".join(clean(line.text).split())
    room = _NAMED_NARROW if is_narrow(width) else _NAMED
    if text_columns(words) > room:
        words = with_ellipsis(words, room)
    asked = line.kind is Kind.DIFFERENTLY and not is_narrow(width)
    return f"asked: {words}" if asked else words


def labelled(
    stamp: str,
    label: str,
    words: str,
    width: int,
    value: object,
    most: int = _SHOWN_ROWS,
) -> Row:
    """Words behind a dim label, in `most` rows of the screen at most."""
    room = _LABEL_NARROW if is_narrow(width) else _LABEL
    margin = MARGIN[: 1 if is_narrow(width) else 2]
    head = f"{margin}{stamp}{label.ljust(room)}"
    if width - len(head) - 2 < _WORDS:
        above = f"{head.rstrip()}\n" if head.strip() else ""
        under = MARGIN + folded(words, width, len(MARGIN), most)
        return Row(Content.assemble((above, "dim"), under), value)
    return Row(
        Content.assemble((head, "dim"), folded(words, width, len(head), most)), value
    )


def plain_row(words: str, width: int, value: object, indent: int = 2) -> Row:
    """Words alone."""
    return Row(Content(" " * indent + folded(words, width, indent)), value)


def heading(text: str) -> Row:
    """A heading in a list."""
    return Row(Content.assemble((f"{MARGIN[:1]}{text}", "bold")))


def aside(text: str, width: int, indent: int = 2) -> Row:
    """A quiet remark in a list, as much of it as it may have rows."""
    text = hints.less(text, max(8, width - indent - 2), _SHOWN_ROWS) or text
    return Row(Content.assemble((" " * indent + folded(text, width, indent), "dim")))


def hung(
    label: str, words: str, width: int, indent: int, most: int = _SHOWN_ROWS
) -> tuple[tuple[str, str], str]:
    """Words behind a dim label of their own length; what wraps hangs below it."""
    body = folded(label + words, width, indent, most, hang=2)
    return (" " * indent + body[: len(label)], "dim"), body[len(label) :]


def tailed(words: str, tail: str, width: int, indent: int) -> tuple[str, str]:
    """Words, and how facts follow them: beside them where they fit, else below."""
    if not tail:
        return folded(words, width, indent), ""
    body = folded(words, width, indent)
    used = text_columns(body.rpartition("\n")[2])
    used += 0 if "\n" in body else indent
    if used + 2 + text_columns(tail) <= width - 2:
        return body, f"  {tail}"
    return body, "\n" + " " * indent + folded(tail, width, indent)


def folded(
    words: str, width: int, indent: int, most: int = _SHOWN_ROWS, hang: int = 0
) -> str:
    """Words as they fit beside an indent; very long ones end in an ellipsis.

    All rows but the first hang by some more columns.
    """
    shown = clean(words)
    if len(shown) > _SHOWN_CHARACTERS:
        shown = shown[:_SHOWN_CHARACTERS] + "…"
    shown = shown.replace("\t", "    ")
    room = max(8, width - indent - 2)
    lines = wrap(shown, room, " " * hang).split("\n")
    if len(lines) > most:
        lines = [*lines[: most - 1], with_ellipsis(lines[most - 1], room)]
    return ("\n" + " " * indent).join(lines)


def words_of(line: Line) -> str:
    """The words of a line, with its number, tails and goal."""
    words = rated(line) if line.row.scale else said(line)
    if line.kind in {Kind.CONSENT, Kind.CARD} and line.sub:
        words = f"{line.sub}  {words}".rstrip()
    if line.kind is Kind.ANSWER or line.sub == LEFT_OPEN:
        words = said_under(prompt_of(line.kind, line.asked).question, words)
    if line.kind is Kind.AGENDA:
        words = f"[{'x' if line.done else ' '}] {words}"
    if line.minutes is not None:
        words += f"  {line.minutes}m"
    if line.likely is not None:
        words += f"  likelihood {line.likely}%"
    if line.kind is Kind.AGENDA and line.author is Author.THERAPIST:
        words += "  mine"
    if line.goal is not None:
        words += f"  #{line.goal}"
    if line.strength is not None:
        words += f"  #+{line.strength}"
    return words


def said(line: Line) -> str:
    """The words of a line alone; of an answer, whether the client typed it."""
    if line.sub == LEFT_OPEN:
        return NOT_ANSWERED
    return f"{line.text}  typed by the client" if line.keyed else line.text
