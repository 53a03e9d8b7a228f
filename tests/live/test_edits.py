"""An edit of what stands: only what was typed changes it; what it lets go is told."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.story import type_all

from sessiontui.domain.entities import Author
from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession
    from sessiontui.services.session.state import Outcome
    from sessiontui.store.record import Record

STAYS = "A risk line stays in the record, as risk."


def added(live: LiveSession, line: Line, words: str) -> Outcome:
    """Open a line to edit it, type words where the cursor stands, and press Enter."""
    opened = live.edits.opened(line)
    return live.edits.edit(line, opened.words + words + opened.tails)


def appended(live: LiveSession, line: Line, words: str) -> Outcome:
    """Go behind the tails of an opened line, type there, and press Enter."""
    return live.edits.edit(line, live.edits.opened(line).text + words)


def test_words_are_added_before_the_tails(record: Record, live: LiveSession) -> None:
    _, _, did, item, homework = type_all(
        live,
        [
            "> sit at that wedding",
            "+ rang my brother",
            "/did invited him to sit near exit #1",
            ": sleep 15m mine",
            "@ text him %60 #1 #+1",
        ],
    )

    for line, words in [
        (did, " and he did"),
        (item, " again"),
        (homework, " on Friday"),
    ]:
        outcome = added(live, line, words)

        expected = replace(line, text=line.text + words)
        assert outcome.line == expected
        assert outcome.remark == ""
        assert live.undo().changed
        assert record.lines.line(line.id) == line
        assert live.redo().changed
        assert record.lines.line(line.id) == expected


def test_the_last_row_of_several_holds_the_tails(live: LiveSession) -> None:
    _, note = type_all(live, ["> sleep", "awake at three\nup at five #1"])

    opened = live.edits.opened(note)
    added(live, note, "\nand no nap")

    assert (opened.text, opened.cursor) == ("awake at three\nup at five #1", (1, 10))
    assert live.state.lines[1].text == "awake at three\nup at five\nand no nap"
    assert live.state.lines[1].goal == 1


@pytest.mark.parametrize(
    ("typed", "words", "told"),
    [
        (
            "he sat near exit #1",
            "he sat near exit #1 and stayed",
            "goal 1 no longer tied",
        ),
        (": sleep 15m", "sleep 15m and stayed", "15 min no longer set"),
        (": sleep mine", "sleep mine and stayed", "now the client's item"),
        ("@ walk %60", "walk %60 and stayed", "60% no longer set"),
        ("@ walk %0", "walk %0 and stayed", "0% no longer set"),
        ("@ walk #+1", "walk #+1 and stayed", "strength 1 no longer tied"),
        (
            "@ walk %60 #1 #+1",
            "walk %60 #1 #+1 and stayed",
            "goal 1 no longer tied · strength 1 no longer tied · 60% no longer set",
        ),
    ],
)
def test_what_stood_at_the_end_and_is_in_the_middle_now_is_words_and_told(
    record: Record, live: LiveSession, typed: str, words: str, told: str
) -> None:
    *_, line = type_all(live, ["> wedding", "+ rang him", typed])
    half_typed = live.edits.opened(line).text + " and stayed"

    assert " · ".join(live.edits.told(line, half_typed)) == told
    outcome = appended(live, line, " and stayed")

    assert outcome.line is not None
    assert outcome.line.text == words
    assert outcome.remark == told
    live.undo()
    assert record.lines.line(line.id) == line


def test_a_tail_that_is_changed_or_added_needs_no_word(live: LiveSession) -> None:
    *_, note, item = type_all(
        live, ["> wedding", "> sleep", "he sat there #1", ": sleep"]
    )

    assert live.edits.edit(note, "he sat there #2").remark == ""
    assert added(live, item, " 15m #2").remark == ""
    assert [(x.text, x.goal, x.minutes) for x in live.state.lines[2:]] == [
        ("he sat there", 2, None),
        ("sleep", 2, 15),
    ]


def test_a_half_typed_word_is_helped_with_and_nothing_else_is_told(
    live: LiveSession,
) -> None:
    _, note, rating = type_all(live, ["> wedding", "he sat there #1", "= mood 4"])

    assert live.edits.told(note, "") == live.edits.told(note, "/") == ()
    assert live.edits.told(rating, "/no") == ()


def test_a_goal_that_there_is_not_takes_no_ones_place_in_silence(
    live: LiveSession,
) -> None:
    _, note = type_all(live, ["> wedding", "he sat there #1"])

    outcome = live.edits.edit(note, "he sat there #7")

    assert outcome.remark == (
        "There is no goal 7 yet; kept as words · goal 1 no longer tied"
    )


def test_what_is_said_of_a_goal_stays_with_it(live: LiveSession) -> None:
    goal, gloss, reached = type_all(
        live, ["> sit there", ">g company while afraid #1", ">r #1"]
    )

    live.edits.edit(gloss, "company, though afraid")
    added(live, reached, "she sat through the speech")

    assert [(x.sub, x.goal, x.about, x.text) for x in live.state.goal_notes] == [
        ("g", 1, goal.id, "company, though afraid"),
        ("r", 1, goal.id, "she sat through the speech"),
    ]


def test_what_is_said_of_a_goal_is_never_said_of_one_that_is_not(
    live: LiveSession,
) -> None:
    *_, gloss = type_all(live, ["> sleep", "> sit there", ">g company #1"])

    with pytest.raises(UsageError, match="no goal 9 yet; the words stay here"):
        live.edits.edit(gloss, ">g company #9")
    live.edits.edit(gloss, ">m company")

    assert [(x.sub, x.goal, x.text) for x in live.state.goal_notes] == [
        ("m", 1, "company")
    ]


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("!f call Thu 9am", "!f "),
        ("! means asked #1", "!  #1"),
        ("+w slept", "+w"),
        ("he sat there #1", " #1"),
        ("~ a thought", "~ "),
        ("/told GP: began", "/told "),
        ("/card gp Stone", "/card gp "),
        ("/again Tue 24 10:00", "/again"),
        ("he sat there", "/again"),
        ("he sat there", "/card gp"),
    ],
)
def test_an_edit_that_leaves_no_words_changes_nothing(
    live: LiveSession, typed: str, left: str
) -> None:
    _, line = type_all(live, ["> wedding", typed])

    assert not live.edits.edit(line, left).changed
    assert live.state.everything()[-1] == line


@pytest.mark.parametrize(
    ("typed", "kind"), [("/back", "/again"), ("/back", "again"), ("gp", "card")]
)
def test_what_is_asked_for_is_made_of_words_only(
    live: LiveSession, typed: str, kind: str
) -> None:
    (line,) = type_all(live, [typed])

    assert not live.edits.retag((line,), kind).changed
    assert live.state.everything() == (line,)


# What it is


@pytest.mark.parametrize(
    ("typed", "kind", "sub"),
    [
        ("@2 did two evenings", Kind.HOMEWORK, "2"),
        ("@o rain", Kind.HOMEWORK, "o"),
        ("@ walk", Kind.HOMEWORK, ""),
        ("+w slept", Kind.STRENGTH, "w"),
        ("^c I will ring her", Kind.CHANGE_TALK, "c"),
        ('" better than Sunday', Kind.WORDS, ""),
        ("/did psy adrenaline curve", Kind.INTERVENTION, "psy"),
        ("/consent yes told her why", Kind.CONSENT, "yes"),
        ("/back pictured it first", Kind.STEPPED_BACK, ""),
        ("? father called", Kind.PARKED, ""),
        ("~ like my brother", Kind.PRIVATE, ""),
        (". ask about the scar", Kind.SCRATCH, ""),
    ],
)
@pytest.mark.parametrize("retyped", ["did three evenings", "no such thing"])
def test_retyped_without_its_mark_a_line_stays_what_it_is(
    live: LiveSession, typed: str, kind: Kind, sub: str, retyped: str
) -> None:
    (line,) = type_all(live, [typed])

    live.edits.edit(line, retyped)

    assert [(x.kind, x.sub, x.text) for x in live.state.everything()] == [
        (kind, sub, retyped)
    ]


@pytest.mark.parametrize("mark", ["/note ", "/n ", '" ', "+w ", ": "])
def test_another_mark_makes_it_another_kind(live: LiveSession, mark: str) -> None:
    (line,) = type_all(live, ["@2 did two evenings"])

    live.edits.edit(line, f"{mark}did two evenings")

    (changed,) = live.state.lines
    assert changed.kind is not Kind.HOMEWORK
    assert changed.text == "did two evenings"


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        ("= mood 4", "mood 5", ("mood", 5, None)),
        ("= mood 4", "= mood 5", ("mood", 5, None)),
        ("= mood 4", "5", ("mood", 5, None)),
        ("= mood 4", "= 5", ("", 5, None)),
        ("= mood 4", "mood today 4.5", ("mood today", 4.5, None)),
        ("= mood 4", "5 #1", ("", 5, 1)),
        ("= #1 3", "7", ("", 7, 1)),
        ("= #1 3", "#1 7", ("", 7, 1)),
        ("/pace -2", "+1", ("", 1, None)),
        ("/pace -2", "-1", ("", -1, None)),
        ("/pace gently -2", "slower 0", ("slower", 0, None)),
    ],
)
def test_a_number_typed_for_a_rating_is_its_number(
    live: LiveSession, before: str, typed: str, after: tuple[str, float, int | None]
) -> None:
    _, line = type_all(live, ["> wedding", before])

    live.edits.edit(line, typed)

    changed = live.state.lines[1]
    assert changed.kind is line.kind
    assert (changed.text, changed.value, changed.goal) == after


@pytest.mark.parametrize(
    ("before", "typed", "sentence"),
    [
        ("= mood 4", "mood better", "A rating is a name and 0 to 10."),
        ("= mood 4", "= mood 4 today", "A rating is a name and 0 to 10."),
        ("= mood 4", " mood", "A rating is a name and 0 to 10."),
        ("= mood 4", "mood 11", "A rating is a name and 0 to 10."),
        ("= mood 4", "/find mood", "A rating is a name and 0 to 10."),
        ("= mood 4", "= mood 5 #9", "There is no goal 9 yet."),
        ("= mood 4", "/pace 5", "A pace is a number from -3 to +3."),
        ("/pace -2", "slower", "A pace is a number from -3 to +3."),
        ("/pace -2", "7", "A pace is a number from -3 to +3."),
    ],
)
def test_words_without_a_number_are_no_rating_and_stay_on_the_line(
    live: LiveSession, before: str, typed: str, sentence: str
) -> None:
    (line,) = type_all(live, [before])

    assert live.edits.told(line, typed) == (() if "/" in typed else (sentence,))
    with pytest.raises(UsageError) as refused:
        live.edits.edit(line, typed)

    assert str(refused.value) == sentence
    assert live.state.lines == (line,)


def test_consent_becomes_another_answer_and_never_two(live: LiveSession) -> None:
    (line,) = type_all(live, ["/consent yes"])

    live.edits.edit(line, "declined")

    assert [(x.kind, x.sub, x.text) for x in live.state.lines] == [
        (Kind.CONSENT, "declined", "")
    ]


@pytest.mark.parametrize("typed", ["= lots #1", "/nonsense #1", "/find him #1"])
def test_a_mark_that_is_not_understood_changes_words_only(
    live: LiveSession, typed: str
) -> None:
    _, line = type_all(live, ["> wedding", "+w sat there #1"])

    live.edits.edit(line, typed)

    words = typed.removesuffix(" #1")
    assert live.state.lines[1] == replace(line, text=words)


def test_words_that_begin_a_mark_stay_words_when_they_go_on(live: LiveSession) -> None:
    (note,) = type_all(live, ["+w"])
    assert note.kind is Kind.NOTE

    added(live, note, " was how he began the list")

    assert [(x.kind, x.text) for x in live.state.lines] == [
        (Kind.NOTE, "+w was how he began the list")
    ]


def test_a_note_whose_tie_is_not_seen_may_still_become_private(
    live: LiveSession,
) -> None:
    _, note = type_all(live, ["> wedding", "he is like my brother "])
    live.enter("#1", Tab.NOTES, note)
    tied = live.state.lines[1]
    assert live.edits.opened(tied).text == "he is like my brother "

    live.edits.edit(tied, "~ he is like my brother to me")

    assert [x.kind for x in live.state.lines] == [Kind.GOAL]
    assert live.state.everything()[-1].text == "he is like my brother to me"


@pytest.mark.parametrize("typed", ["!p brother stays", "/protective brother stays"])
def test_a_mark_is_read_where_a_tie_is_not_seen(live: LiveSession, typed: str) -> None:
    _, risk = type_all(live, ["> wedding", "!f brother stays "])
    live.enter("#1", Tab.NOTES, risk)
    tied = live.state.lines[1]
    assert live.edits.opened(tied).text == "brother stays "

    live.edits.edit(tied, typed)

    assert live.state.lines[1] == replace(tied, sub="p", text="brother stays")


def test_an_edited_private_note_says_that_it_stays_private(live: LiveSession) -> None:
    (note,) = type_all(live, ["~ a thought"])

    outcome = live.edits.edit(note, "+ a thought")

    assert outcome.remark == "Private stays private; /retag moves it."
    assert [(x.kind, x.text) for x in live.state.everything()] == [
        (Kind.PRIVATE, "+ a thought")
    ]


def test_an_answer_of_the_clients_keeps_its_author_and_tie(live: LiveSession) -> None:
    type_all(live, ["> wedding"])
    answer = live.answer("the picture").line
    assert answer is not None
    live.enter("#1", Tab.HELPED, answer)

    added(live, live.state.lines[1], " of the stairs")

    (said,) = live.state.lines[1:]
    assert (said.kind, said.author) == (Kind.HELPED, Author.CLIENT)
    assert (said.text, said.goal) == ("the picture of the stairs", 1)


def test_retagging_tells_what_it_lets_go_and_keeps_a_number(live: LiveSession) -> None:
    item, mood = type_all(live, [": sleep 15m", "= mood 4"])

    told = live.enter("/retag note", Tab.NOTES, item).remark
    live.enter("/retag note", Tab.NOTES, mood)

    assert told == "Now: note · 15 min no longer set · Ctrl+Z takes it back"
    assert [(x.kind, x.text) for x in live.state.lines] == [
        (Kind.NOTE, "sleep"),
        (Kind.NOTE, "mood 4"),
    ]


# Risk


@pytest.mark.parametrize(
    "typed",
    [
        "means asked again",
        "+ means asked again",
        "+w means asked again",
        "~ means asked again",
        ". means asked again",
        "? means asked again",
        "> means asked again",
        '" means asked again',
        "@2 means asked again",
        "= means 4",
        "/note means asked again",
        "/n means asked again",
        "/p means asked again",
        "/scratch means asked again",
        "/consent yes",
        "/pace 0",
        "/notes",
        "/quit",
        "/nonsense means",
    ],
)
@pytest.mark.parametrize("letter", ["", "c", "p", "w", "f"])
def test_a_risk_stays_a_risk_whatever_is_typed(
    record: Record, live: LiveSession, letter: str, typed: str
) -> None:
    _, risk = type_all(live, ["> wedding", f"!{letter} means asked #1"])
    assert live.edits.told(risk, typed)[0].rstrip(".") == STAYS.rstrip(".")

    outcome = live.edits.edit(risk, f"{typed} #1")

    assert outcome.remark == STAYS
    assert live.state.lines[1] == replace(risk, text=typed)
    assert not record.private_notes.notes(live.state.session.id)


def test_a_risk_is_given_another_letter_and_loses_none(live: LiveSession) -> None:
    (risk,) = type_all(live, ["!f call Thu 9am"])

    assert live.edits.edit(risk, "! call Thu 10am").remark == ""
    assert [(x.sub, x.text) for x in live.state.lines] == [("f", "call Thu 10am")]
    live.edits.edit(live.state.lines[0], "!p brother calls Thu 10am")
    assert [(x.sub, x.text) for x in live.state.lines] == [
        ("p", "brother calls Thu 10am")
    ]
    live.undo()
    live.undo()
    assert live.state.lines == (risk,)


@pytest.mark.parametrize("kind", ["note", "+w", "words", "=", "@2", "consent", "~"])
def test_a_risk_is_made_no_other_kind(live: LiveSession, kind: str) -> None:
    (risk,) = type_all(live, ["!c yes 4"])

    outcome = live.enter(f"/retag {kind}", Tab.NOTES, risk)

    assert outcome.remark == "A risk line stays in the record."
    assert live.state.lines == (risk,)
    live.enter("/retag !p", Tab.NOTES, risk)
    assert [(x.kind, x.sub) for x in live.state.lines] == [(Kind.RISK, "p")]
