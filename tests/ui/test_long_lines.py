"""A report pasted as one paragraph: typed on, searched, printed and edited again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from textual import events
from textual.document._document import Document
from textual.document._wrapped_document import WrappedDocument
from textual.widgets import TextArea

from sessiontui.ui.terminal import long_lines
from sessiontui.ui.terminal.long_lines import QuickWrap

if TYPE_CHECKING:
    from tests.ui.typist import Typist

SENTENCE = "she wrote that the évenings are “easier” since March, and 你好 too; "
REPORT = "".join(f"{number}. {SENTENCE}" for number in range(700)).strip()
texts = st.text(alphabet="aab  \u00e9\u4f60\u0301\t\n", max_size=120)


def rows(document: WrappedDocument) -> tuple[object, ...]:
    """All that it knows of its rows."""
    return (
        document.lines,
        document._offset_to_line_info,
        document._line_index_to_offsets,
        [document.get_sections(row) for row in range(len(document._wrap_offsets))],
    )


def stock(text: str, width: int) -> WrappedDocument:
    return WrappedDocument(Document(text), width)


@given(texts, st.integers(2, 20))
def test_words_wrap_as_textual_wraps_them(text: str, width: int) -> None:
    with patch.object(long_lines, "_PIECE", 24):
        assert rows(QuickWrap(Document(text), width)) == rows(stock(text, width))


@given(
    texts,
    st.integers(2, 20),
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 12), texts), max_size=6),
)
@example("aaaa bbbbbbbbb cc", 8, [(5, 4, "")])
@example("aa " + "b" * 30 + " cc", 8, [(9, 20, "")])
def test_every_edit_leaves_what_textual_would_have(
    text: str, width: int, edits: list[tuple[int, int, str]]
) -> None:
    document = Document(text)
    with patch.multiple(long_lines, LONG=5, _PIECE=24, _MANY=60):
        quick = QuickWrap(document, width)
        for place, length, words in edits:
            ends = [min(x, len(document.text)) for x in (place, place + length)]
            start, end = map(document.get_location_from_index, ends)
            result = document.replace_range(start, end, words)
            quick.wrap_range(start, end, result.end_location)
            whole = stock(document.text, width)
            assert rows(quick) == rows(whole)
            for row, line in enumerate(document.lines):
                for column in range(len(line) + 1):
                    there = whole.location_to_offset((row, column))
                    assert quick.location_to_offset((row, column)) == there
                    back = whole.offset_to_location(there)
                    assert quick.offset_to_location(there) == back


async def paste(user: Typist, text: str) -> None:
    user.line_input.post_message(events.Paste(text))
    await user.pilot.pause()


@pytest.mark.parametrize(
    "keys",
    [
        (),
        ("left", "left", "x"),
        ("up", "up", "up", "up", "up", "up", "home"),
        ("shift+up", "shift+up", "shift+left"),
        ("ctrl+j", "m", "o", "r", "e", "shift+up", "shift+up"),
        ("pageup", "end", "y", "backspace", "delete"),
    ],
    ids=lambda keys: "-".join(keys) or "at the end",
)
async def test_each_row_is_drawn_as_textual_draws_it(
    user: Typist, keys: tuple[str, ...]
) -> None:
    await paste(user, REPORT)
    await user.pilot.press(*keys)
    drawn = [user.line_input._render_line(y) for y in range(5)]
    assert drawn == [TextArea._render_line(user.line_input, y) for y in range(5)]
    whole = stock(user.line_input.text, user.line_input.wrap_width)
    assert user.line_input.wrapped_document.lines == whole.lines


async def test_a_key_costs_a_few_rows_however_long_the_paragraph_is(
    user: Typist,
) -> None:
    await paste(user, REPORT)
    looked_at: list[int] = []
    look = long_lines._breaks_within

    def noted(piece: str, width: int, tab_width: int) -> list[int]:
        looked_at.append(len(piece))
        return look(piece, width, tab_width)

    for place in ("end", "pageup", "home"):
        await user.pilot.press(place)
        with patch.object(long_lines, "_breaks_within", noted):
            await user.pilot.press("x")
        assert 0 < sum(looked_at) <= 2 * long_lines._PIECE
        looked_at.clear()


async def test_a_pasted_report_is_kept_found_printed_and_edited_again(
    user: Typist,
) -> None:
    await user.pilot.press("f2")
    await paste(user, REPORT)
    await user.types(" and on")
    await user.pilot.press("enter")
    (line,) = user.live.state.lines
    assert line.text == REPORT + " and on"
    assert REPORT.split(", and")[0] in " ".join(user.live.prints.summary().split())
    await user.pilot.press("up", "enter")
    assert user.line_input.text == REPORT + " and on"
    await user.pilot.press("up", "home", "x", "enter")
    (line,) = user.live.state.lines
    assert line.text.replace("x", "", 1) == REPORT + " and on"
    assert len(line.text) == len(REPORT) + 8
