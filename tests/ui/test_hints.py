"""The chip and the hint line, read from the tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.domain.grammar.parser import Context, Entry, SlashCommand, read_line
from sessiontui.domain.grammar.slash_commands import COMMAND_WORDS
from sessiontui.domain.kinds.lookup import (
    BY_MARK,
    KIND_WORDS,
    KINDS,
    ROWS,
    SUB_WORDS,
    Tab,
)
from sessiontui.settings.model import Settings
from sessiontui.ui.modes.base import At
from sessiontui.ui.modes.session.edit import Edit
from sessiontui.ui.presenters.hints import chip, completed, hint
from tests.story import type_all

if TYPE_CHECKING:
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession


@pytest.mark.parametrize("row", [x for x in KINDS if x.words], ids=lambda row: row.kind)
def test_the_chip_names_the_kind_as_soon_as_the_mark_counts(row: object) -> None:
    from sessiontui.domain.kinds.lookup import KindRow

    assert isinstance(row, KindRow)
    lead = f"{row.mark} " if row.mark else f"/{row.words[0]} "
    typed = lead + ("2" if row.scale else "")
    assert chip(typed, Context()) == row.label


@pytest.mark.parametrize(
    ("typed", "name"),
    [("+w", "win"), ("@2", "went 2/4"), (".5 mg", "note"), ("/find x", "find")],
)
def test_the_chip_follows_sub_letters_and_commands(typed: str, name: str) -> None:
    extra = " " if typed == "+w" else ""
    assert chip(typed + extra, Context(tab=Tab.NOTES)) == name


_MARKED = st.sampled_from([*(row.mark for row in KINDS if row.mark), "/", "//", " "])
_WORDS = st.sampled_from([*KIND_WORDS, *SUB_WORDS, *COMMAND_WORDS, "", "un", "le"])
_MORE = st.lists(
    st.sampled_from([" ", "\t", "\n", '"', "x", "c", "declined", "#1", "80%", "4"]),
    max_size=5,
).map("".join)


@given(st.builds("{}{}{}".format, _MARKED, _WORDS, _MORE), st.sampled_from(Tab))
def test_one_reading_says_what_two_would(typed: str, tab: Tab) -> None:
    """As it stands it may have no words yet, and with one behind it mean another."""
    context = Context(tab=tab, goals=frozenset({1}), strengths=2)
    names = []
    for seen in (typed, f"{typed}x"):
        reading = read_line(seen, context)
        if isinstance(reading, SlashCommand):
            names.append(reading.command.value)
        elif isinstance(reading, Entry) and reading.lead.strip():
            names.append(ROWS[reading.kind].label_of(reading.sub))

    assert chip(typed, context) == [*names, ROWS[context.unmarked].label][0]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("= PHQ-9 19/27", "a score of a test, with its own scale: PHQ-9 19/27"),
        ("= PHQ-9 19", "0 to 10: mood 4, #1 3, imp 7, conf 4, ready 5"),
        ("+w rang her", "Win"),
        ("@o rain", "In the way"),
        ("!p her brother", "Protective"),
        ("^r he'd see me", "Change talk (reason)"),
        (">m for her", "A reason of their own"),
        (">t 7", "target · #1 behind the letter names the goal"),
        ("& drew it", "did · doubled && keeps it words"),
    ],
)
def test_the_help_is_that_of_the_finer_kind(typed: str, said: str) -> None:
    assert hint(typed, 100) == said


EVERY_KIND = [
    *("a note", ": sleep 15m", '" better', "> sit there", ">g gloss", ">t 7"),
    *(">m own", ">e outer", ">r", "+ choir", "+w rang", "+s at work", "@ walk"),
    *("@o rain", "@3", "= mood 4", "= PHQ-9 19/27", "^ talk", "^r he'd see", "& drew"),
    *("&e drew", "< nodded", "<t it peaks", "( tired", "/formulation fear", "/back"),
    *("! said so", "!f ring", "!n", "? father", "~ mine", ". scratch", "/helped it"),
    *("/differently less", "/answer all", "/changed chairs", "/pace -1"),
    *("/consent yes", "/again Tue", "/told GP: rang", "/card done when it stops"),
]


@pytest.mark.parametrize("typed", EVERY_KIND)
def test_each_kind_shows_its_own_help_while_it_is_edited(
    live: LiveSession, caseload: Caseload, typed: str
) -> None:
    (*_, line) = type_all(live, ["> goal", typed])
    opened = live.edits.opened(line).text
    kind, finer = live.edits.becomes(line, opened)
    assert (kind, finer) == (line.kind, line.sub)

    said = Edit(line).hint(At(Settings(), caseload, session=live, text=opened), 100)

    sub = line.row.sub(finer)
    own = [line.row.what, *([sub.print_as, sub.label] if sub else [])]
    assert any(said and each and each in said for each in own), said


def test_a_slash_alone_shows_the_words_on_one_line() -> None:
    assert hint("/", 200).startswith("/note  /agenda  /words")


def test_a_mark_shows_its_letters() -> None:
    assert "+w win" in hint("+", 80)
    assert "@0–@4" in hint("@", 80)
    assert hint("!", 57).endswith("!p protective  !w why  !f follow-up")


def test_format_shows_the_names_that_are_meant() -> None:
    assert hint("/format ", 57).endswith("girp  pirp  narrative  takehome")
    assert hint("/format d", 57) == "dap"
    assert hint("/format court", 57) == "one of your own, or none"


@given(st.text(), st.integers(min_value=1, max_value=200))
def test_no_hint_is_wider_than_its_place(text: str, width: int) -> None:
    assert len(hint(text, max(width, 20))) <= max(width, 20)


@pytest.mark.parametrize(
    ("typed", "longer"),
    [
        ("/stre", "/strength "),
        ("/unk", None),
        ("/re", None),
        ("/und", "/undo "),
        ("note", None),
        ("/note x", None),
    ],
)
def test_tab_adds_the_letters_that_are_certain(typed: str, longer: str | None) -> None:
    assert completed(typed) == longer


@pytest.mark.parametrize(
    "typed", [">find a way", "@text him", "=mood 5", "!careful", ">>x", "?maybe", "+we"]
)
def test_the_help_promises_no_mark_that_does_not_count(typed: str) -> None:
    mark = typed[0]
    assert hint(typed, 100) == f"{mark} and a space: {BY_MARK[mark].what}"
    assert hint(f"{mark} {typed[1:].lstrip(mark)}", 100) == BY_MARK[mark].what
