"""The table of kinds against DESIGN section 2, row by row."""

from __future__ import annotations

import pytest

from sessiontui.domain.grammar.slash_commands import COMMAND_WORDS, COMMANDS, Command
from sessiontui.domain.kinds.kind_row import FIVE, NEVER
from sessiontui.domain.kinds.lookup import (
    BY_MARK,
    KINDS,
    ROWS,
    SUB_WORDS,
    Kind,
    Store,
    Tab,
    Tail,
)
from sessiontui.domain.prints.formats import FORMATS, HEAD

# kind, mark, /words, letters of its subs
DESIGN = [
    (Kind.NOTE, "", "note n", ""),
    (Kind.AGENDA, ":", "agenda a", ""),
    (Kind.WORDS, '"', "words w", ""),
    (Kind.GOAL, ">", "goal g", "g t m e r z l n"),
    (Kind.STRENGTH, "+", "strength s", "w c p v s"),
    (Kind.HOMEWORK, "@", "homework h", "0 1 2 3 4 o s"),
    (Kind.RATING, "=", "rate", ""),
    (Kind.SCORE, "", "", ""),
    (Kind.CHANGE_TALK, "^", "change c", "d a r n c v t"),
    (Kind.INTERVENTION, "&", "did d", "psy"),
    (Kind.RESPONSE, "<", "response r", "t teach"),
    (Kind.OBSERVATION, "(", "observed o", ""),
    (Kind.FORMULATION, "", "formulation f", ""),
    (Kind.STEPPED_BACK, "", "back", ""),
    (Kind.RISK, "!", "risk", "c p w f d n l m s"),
    (Kind.PARKED, "?", "park", ""),
    (Kind.PRIVATE, "~", "private p", ""),
    (Kind.SCRATCH, ".", "scratch", ""),
    (Kind.HELPED, "", "helped", "none"),
    (Kind.DIFFERENTLY, "", "differently", "none"),
    (Kind.ANSWER, "", "answer", "none"),
    (Kind.CHANGED, "", "changed", ""),
    (Kind.PACE, "", "pace", ""),
    (Kind.CONSENT, "", "consent", "yes declined later"),
    (Kind.LET_GO, "", "", ""),
    (Kind.APPOINTMENT, "", "again", ""),
    (Kind.TOLD, "", "told", ""),
    (Kind.CARD, "", "card", ""),
]


@pytest.mark.parametrize(("kind", "mark", "words", "letters"), DESIGN)
def test_a_row_says_what_the_design_says(
    kind: Kind, mark: str, words: str, letters: str
) -> None:
    row = ROWS[kind]

    assert row.mark == mark
    assert set(words.split()) <= set(row.words)
    assert row.words[:1] == tuple(words.split()[:1])
    if kind is not Kind.CARD:
        assert [sub.letter for sub in row.subs] == letters.split()


def test_the_table_is_the_design_and_nothing_more() -> None:
    assert [row.kind for row in KINDS] == [kind for kind, *_ in DESIGN] == list(Kind)


def test_no_mark_and_no_word_stands_for_two_things() -> None:
    marks = [row.mark for row in KINDS if row.mark]
    words = [word for row in KINDS for word in row.words]
    words += [word for row in COMMANDS for word in row.words]
    words += SUB_WORDS

    assert len(marks) == len(set(marks)) == len(BY_MARK)
    assert len(words) == len(set(words))


def test_every_command_of_the_design_is_there() -> None:
    wanted = {
        *("find", "undo", "next", "move", "retag", "last"),
        *("view", "rest", "lock", "sign", "help", "quit"),
    }

    assert wanted <= set(COMMAND_WORDS)
    assert {row.command for row in COMMANDS} == set(Command)


def test_tails() -> None:
    assert ROWS[Kind.AGENDA].tails == {Tail.GOAL, Tail.MINUTES, Tail.MINE}
    assert ROWS[Kind.HOMEWORK].tails == {Tail.GOAL, Tail.LIKELY, Tail.STRENGTH}
    assert ROWS[Kind.GOAL].tails == {Tail.STRENGTH}
    for sub in ROWS[Kind.GOAL].subs:
        assert ROWS[Kind.GOAL].tails_of(sub.letter) == {Tail.GOAL}
    for kind in (Kind.PRIVATE, Kind.SCRATCH):
        assert not ROWS[kind].tails
    for kind in (Kind.NOTE, Kind.WORDS, Kind.RISK, Kind.STRENGTH, Kind.INTERVENTION):
        assert ROWS[kind].tails == {Tail.GOAL}


def test_the_client_view_shows_the_clients_own_things_and_nothing_else() -> None:
    assert {row.kind for row in KINDS if row.shown_to_client("")} == {
        Kind.AGENDA,
        Kind.GOAL,
        Kind.STRENGTH,
        Kind.HOMEWORK,
        Kind.HELPED,
        Kind.DIFFERENTLY,
        Kind.ANSWER,
    }


def test_what_is_the_therapists_within_a_shown_kind_stays_off_the_client_view() -> None:
    hidden = {
        (row.kind, sub.letter)
        for row in KINDS
        if row.client_view
        for sub in row.subs
        if not row.shown_to_client(sub.letter)
    }

    goals = {(Kind.GOAL, letter) for letter in "gtmerzln"}
    homework = {(Kind.HOMEWORK, letter) for letter in "01234o"}
    assert hidden == goals | homework


def test_private_lines_have_their_own_store_and_only_they() -> None:
    assert [row.kind for row in KINDS if row.store is Store.PRIVATE] == [Kind.PRIVATE]


def test_risk_alone_can_never_be_hidden() -> None:
    assert [row.kind for row in KINDS if not row.may_be_note] == [Kind.RISK]


@pytest.mark.parametrize("name", FORMATS)
def test_every_kind_has_its_section_in_the_clinical_prints(name: str) -> None:
    chosen = FORMATS[name]
    sections = {section.name for section in chosen.sections}
    for row in KINDS:
        for letter in ("", *(sub.letter for sub in row.subs)):
            place = row.section(letter, name)
            never = row.sections is NEVER
            name_of = (place or "").partition(":")[0]
            known = place in {None, HEAD, "seen"} or name_of in sections
            assert place is None if never else known
            if not chosen.for_client and not never:
                assert place is not None, f"{row.kind} {letter} is in no {name}"


def test_private_scratch_and_the_card_alone_have_no_place_and_that_is_said() -> None:
    assert {row.kind for row in KINDS if row.sections is NEVER} == {
        Kind.PRIVATE,
        Kind.SCRATCH,
        Kind.CARD,
    }


# Row by row: SOAP, DAP, BIRP, GIRP, PIRP.
MAP = [
    (Kind.WORDS, "", "S D B seen seen"),
    (Kind.NOTE, "", "S D B R:Presented Pr"),
    (Kind.RATING, "", "S D B R:Presented Pr"),
    (Kind.OBSERVATION, "", "O D B seen seen"),
    (Kind.GOAL, "", "A A GA G Pr"),
    (Kind.STRENGTH, "w", "S D B R:Progress R:Progress"),
    (Kind.HOMEWORK, "2", "S D B R:Progress R:Progress"),
    (Kind.CHANGE_TALK, "r", "S D R seen seen"),
    (Kind.INTERVENTION, "psy", "Pd D I I I"),
    (Kind.STEPPED_BACK, "", "Pd D I I I"),
    (Kind.RESPONSE, "t", "O D R R:Responded R:Responded"),
    (Kind.FORMULATION, "", "A A R:Last R:Last R:Last"),
    (Kind.HOMEWORK, "", "P P P P P"),
    (Kind.PARKED, "", "P P P P P"),
    (Kind.AGENDA, "", "P P P P P"),
    (Kind.CHANGED, "", "F F F F F"),
    (Kind.PACE, "", "F F F F F"),
    (Kind.CONSENT, "yes", "head head head head head"),
    (Kind.APPOINTMENT, "", "P P P P P"),
    (Kind.TOLD, "", "Co Co Co Co Co"),
    (Kind.SCORE, "", "O D B R:Presented Pr"),
]


@pytest.mark.parametrize(("kind", "sub", "places"), MAP)
def test_the_map_of_practice(kind: Kind, sub: str, places: str) -> None:
    here = [ROWS[kind].section(sub, name) for name in FIVE]

    assert here == places.split()


@pytest.mark.parametrize("name", [n for n, x in FORMATS.items() if not x.for_client])
def test_risk_and_each_of_its_slots_heads_every_clinical_print(name: str) -> None:
    row = ROWS[Kind.RISK]

    assert FORMATS[name].sections[0].name == "risk"
    assert {row.section(x, name) for x in ("", *(s.letter for s in row.subs))} == {
        "risk"
    }


def test_risk_has_the_five_slots() -> None:
    row = ROWS[Kind.RISK]

    assert [row.slot, *(sub.slot for sub in row.subs if sub.slot)] == [
        "what prompted concern",
        "factors",
        "protective factors",
        "reasoning",
        "follow-up",
    ]


def test_an_unmarked_line_has_a_place_on_every_tab() -> None:
    assert {row.tab for row in KINDS} <= set(Tab)
