"""The Markdown is to be read, and shows just the words that were typed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from sessiontui.domain.amendment_requests import RequestKind
from sessiontui.domain.text import clean
from sessiontui.exchange.markdown import _said, escaped
from tests.exchange.past import weeks
from tests.exchange.whole import take, write_markdown

if TYPE_CHECKING:
    from sessiontui.store.record import Record
    from tests.story import Clock

READER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
STRUCTURE = [
    *"#*-+=_`~<>[]()!|\\&;:/. \t\n19aw$^{}\"'",
    *("<b>", "&amp;", "---", "```", "1. ", "[x] ", "    ", "[a]: b", "==="),
]


def test_the_past_reads_well(record: Record, clock: Clock) -> None:
    text = write_markdown(weeks(record, clock)).decode()

    assert text.startswith("*This file is not encrypted.")
    assert "# KESTREL-4\n" in text
    assert "- **#1** I want to sit at that wedding *(reached)*\n" in text
    assert "  - 2026-03-10: Rating 3/10\n" in text
    assert "  - 2026-03-17: Rating 5/10\n" in text
    assert "A reason of their own: he'd see me there" in text
    assert "## Session 2\n" in text
    assert "### Strengths and wins\n" in text
    assert "**Signed** by A. Therapist, LMFT 1234, 2026-03-10 10:37. Chain " in text
    assert "- **Addendum** by A. Therapist, LMFT 1234" in text
    assert "She rang \\*again\\*\\\n  \\# on Sunday." in text
    assert "# WREN-7\n" in text


def test_what_a_client_asked_to_have_mended_stands_with_the_sessions(
    record: Record, clock: Clock
) -> None:
    weeks(record, clock)
    client = record.clients.clients()[0].client
    record.retention.add_request(
        client, None, RequestKind.REQUEST, "it was *two* calls", "K.", clock(), None
    )

    text = write_markdown(take(record)).decode()
    assert "## Requests to mend the record\n" in text
    assert "- **Request**, 2026-03-17, K.: it was \\*two\\* calls\n" in text


def test_no_private_or_scratch_word_is_in_it(record: Record, clock: Clock) -> None:
    text = write_markdown(weeks(record, clock)).decode()

    assert "lectured" not in text
    assert "scratch" not in text


def test_what_was_typed_stays_words(record: Record, clock: Clock) -> None:
    text = write_markdown(weeks(record, clock)).decode()
    page = READER.render(text)

    assert "&lt;b&gt;*bold*&lt;/b&gt; &amp; [x](y)" in page
    assert "<b>" not in page


@settings(max_examples=int(os.environ.get("SESSIONTUI_EXAMPLES", "300")))
@given(st.one_of(st.lists(st.sampled_from(STRUCTURE)).map("".join), st.text()))
@example("# no heading\n\n- no list\n> no quote\n1. none\n    no code\n")
def test_a_reader_shows_just_the_words(words: str) -> None:
    tokens = READER.parse("- " + _said(words, 2))
    inline = tokens[3].children or []
    shown = "".join("\n" if x.type == "hardbreak" else x.content for x in inline)

    assert [x.type for x in tokens] == [
        *("bullet_list_open", "list_item_open", "paragraph_open", "inline"),
        *("paragraph_close", "list_item_close", "bullet_list_close"),
    ]
    assert {x.type for x in inline} <= {"text", "text_special", "hardbreak"}
    assert [line.strip() for line in shown.split("\n")] == [
        line.strip() for line in clean(words).split("\n")
    ]


def test_plain_words_are_left_alone() -> None:
    assert escaped("he said: it's 5-6 o'clock (or so), isn't it?") == (
        "he said: it's 5-6 o'clock (or so), isn't it?"
    )
