"""A session from the first line to the print, as a therapist goes through it."""

from __future__ import annotations

import re
import stat
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.story import Clock, hits_of, home_paths, next_week, open_session, type_all

from sessiontui.domain.entities import Author
from sessiontui.domain.grammar.parser import Entry, SlashCommand
from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.domain.kinds.lookup import KINDS, Kind, KindRow, Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.errors import NotFoundError, UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key


@pytest.mark.parametrize("row", [x for x in KINDS if x.words], ids=lambda row: row.kind)
def test_every_kind_can_be_recorded_and_is_there_after_reopening(
    live: LiveSession, record: Record, key: Key, clock: Clock, row: KindRow
) -> None:
    word = row.words[0]
    text = {"rate": "mood 4", "consent": "later", "card": "for x"}.get(
        word, "some words"
    )

    (line,) = type_all(live, [f"/{word} {text}"], Tab.GOALS)
    record.close()

    with_again = open_record(record.paths, key)
    again = open_session(with_again, clock)
    assert [(x.kind, x.text) for x in again.state.everything()] == [
        (line.kind, line.text)
    ]
    assert verify(with_again) == ()
    with_again.close()


def test_lines_stand_in_the_order_they_were_typed_private_ones_among_them(
    live: LiveSession,
) -> None:
    type_all(live, ["one", "~ two", "three", "~ four"])

    assert [x.text for x in live.state.everything()] == ["one", "two", "three", "four"]


@pytest.mark.parametrize("text", ["", "   ", "\n", "\x00", "\u2028"])
def test_nothing_typed_is_nothing_recorded(live: LiveSession, text: str) -> None:
    outcome = live.enter(text, Tab.NOTES)

    assert outcome.line is None
    assert not outcome.changed
    assert live.state.everything() == ()


def test_the_closing_questions_come_one_after_the_other(live: LiveSession) -> None:
    kinds = [x.kind for x in type_all(live, ["pictures", "less homework"], Tab.HELPED)]

    assert kinds == [Kind.HELPED, Kind.DIFFERENTLY]
    assert [len(lines) for _, lines in live.state.answers()] == [1, 1]


def test_commands_that_only_a_screen_can_carry_out_come_back_as_orders(
    live: LiveSession,
) -> None:
    assert live.enter("/find rain", Tab.NOTES).slash == SlashCommand(
        command=Command.FIND, argument="rain"
    )
    assert live.enter("/rest", Tab.NOTES).slash == SlashCommand(command=Command.REST)
    assert live.enter("/goals", Tab.NOTES).goto is Tab.GOALS
    assert live.state.everything() == ()


def test_goals_are_numbered_by_client(live: LiveSession, caseload: Caseload) -> None:
    mine = type_all(live, ["> one", "> two"])
    other = type_all(caseload.open("WREN-2"), ["> first of another"])

    assert [x.number for x in mine] == [1, 2]
    assert [x.number for x in other] == [1]


def test_a_line_is_tied_to_a_goal_by_its_number(live: LiveSession) -> None:
    _, tied, untied = type_all(live, ["> sit there", "drew it #1", "no such #2"])

    assert (tied.goal, tied.text) == (1, "drew it")
    assert (untied.goal, untied.text) == (None, "no such #2")


def test_selecting_a_line_and_typing_a_number_ties_it(live: LiveSession) -> None:
    _, note, private = type_all(live, ["> sit there", "drew it", "~ mine"])

    assert live.enter("#1", Tab.NOTES, note).changed
    assert live.state.lines[1].goal == 1
    assert "no goal 9" in live.enter("#9", Tab.NOTES, note).remark
    assert "not tied" in live.enter("#1", Tab.NOTES, private).remark


def test_a_selected_goal_takes_the_rating(live: LiveSession) -> None:
    (goal,) = type_all(live, ["> sit there"])

    live.enter("= 4", Tab.GOALS, goal)
    live.enter("= imp 7", Tab.GOALS, goal)

    assert [
        (x.text, x.value, x.goal) for x in live.state.ratings(live.state.goals[0])
    ] == [
        ("", 4.0, 1),
        ("imp", 7.0, 1),
    ]


def test_only_what_is_called_a_teach_back_is_one(live: LiveSession) -> None:
    """Any response to psychoeducation was one, also a remark of the therapist's."""
    did, remark, back, worded = type_all(
        live,
        [
            "&e adrenaline curve",
            "< nodded, looked away, being polite",
            "<t it peaks and drops",
            "/teach and again",
        ],
    )

    assert (remark.sub, remark.about) == ("", did.id)
    assert [(x.sub, x.about) for x in (back, worded)] == [("t", did.id)] * 2
    sheet = live.prints.summary("takehome", 0)
    assert "it peaks and drops" in sheet
    assert "and again" in sheet
    assert "polite" not in sheet


def test_what_an_earlier_program_took_for_a_teach_back_is_a_response(
    live: LiveSession,
) -> None:
    told = Entry(kind=Kind.RESPONSE, sub="teach", text="being polite")
    line = live.record_entry(told, None).line
    assert line is not None

    assert "being polite" not in live.prints.summary("takehome", 0)
    assert "Teach-back" not in live.prints.summary("girp", 0)
    assert line.label == "response"
    live.edits.edit(line, live.edits.spelled(line) + ", I think")
    assert (live.state.lines[0].sub, live.state.lines[0].kind) == (
        "teach",
        Kind.RESPONSE,
    )


def test_a_response_answers_what_was_done_for_its_own_goal(live: LiveSession) -> None:
    type_all(live, ["> one", "> two"])
    first, second, own, near, back = type_all(
        live,
        [
            "& drew the curve #1",
            "& planned one small thing #2",
            "< nodded #1",
            "< smiled",
            "/back",
        ],
    )

    assert own.about == first.id
    assert (near.about, back.about) == (second.id, second.id)
    live.edits.edit(near, "< smiled #1")
    assert live.state.lines[5].about == first.id
    live.edits.link((back,), 1)
    assert live.state.lines[6].about == first.id
    live.undo()
    assert live.state.lines[6].about == second.id


def test_a_number_behind_the_letter_names_the_goal(live: LiveSession) -> None:
    """`>r #1 done` once closed the goal that was in hand."""
    type_all(live, ["> one", "> two"])

    told = live.enter(">r #1 done", Tab.NOTES)
    taught = live.enter("&e #1 drew the curve", Tab.NOTES)

    assert told.line is not None
    assert (told.line.goal, told.line.text, told.remark) == (1, "done", "For goal 1.")
    assert [goal.number for goal in live.state.active_goals()] == [2]
    assert taught.line is not None
    assert (taught.line.goal, taught.line.text) == (1, "drew the curve")
    with pytest.raises(UsageError, match="There is no goal 7 yet"):
        live.enter(">r #7 done", Tab.NOTES)
    with pytest.raises(UsageError, match="behind the client's words: #1"):
        live.enter(">m #1 for me", Tab.NOTES)


def test_a_bracket_without_a_space_is_words_and_that_is_said_once(
    live: LiveSession,
) -> None:
    told = [live.enter(text, Tab.NOTES) for text in ("(she laughed)", "(1) sleep")]

    assert [x.line and x.line.kind for x in told] == [Kind.NOTE] * 2
    assert [x.remark for x in told] == ["( and a space: what was seen", ""]


def test_any_mark_without_its_space_is_told_of_once(live: LiveSession) -> None:
    told = [
        live.enter(x, Tab.AGENDA).remark for x in (">find a way", ">or two", ".5 mg")
    ]

    assert told[0].startswith("> and a space: a goal in the client's words")
    assert told[1:] == ["", ""]
    assert live.enter("=mood 5", Tab.AGENDA).remark.startswith("= and a space: ")


def test_an_edited_teach_back_stays_one(live: LiveSession) -> None:
    _, answer = type_all(live, ["/did psy curve", "<t it peaks"])

    live.edits.edit(answer, live.edits.spelled(answer) + " and drops")

    assert (live.state.lines[1].sub, live.state.lines[1].text) == (
        "t",
        "it peaks and drops",
    )


def test_the_next_session_opens_with_strengths_first(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(
        live,
        [
            "+ rang my brother",
            "+w went out in the rain",
            "+c breathing out",
            "@ three walks %60",
            "? father called",
            "/helped pictures",
            "/differently less homework talk",
        ],
    )
    assert live.opening().is_empty

    opening = next_week(caseload, clock).opening()

    assert [x.text for x in opening.strengths] == ["breathing out", "rang my brother"]
    assert [x.text for x in opening.wins] == ["went out in the rain"]
    assert [card.head.text for card in opening.homework] == ["three walks"]
    assert [x.text for x in opening.differently] == ["less homework talk"]
    assert [x.text for x in opening.parked] == ["father called"]


def test_homework_is_outstanding_until_somebody_asked_how_it_went(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["@ three walks", "@ ring him"])
    again = next_week(caseload, clock)

    went, way, smaller = type_all(again, ["@2", "@o rain", "@s one walk"])
    assert (went.text, went.sub, went.about) == ("", "2", live.state.lines[0].id)
    assert way.about == smaller.about == went.about
    assert [x.text for x in again.state.outstanding()] == ["ring him"]

    again.enter("@4", Tab.NOTES)
    assert again.state.outstanding() == ()
    assert "three walks (from 2026-03-10)" in again.prints.summary()

    again.undo()
    assert [x.text for x in again.state.outstanding()] == ["ring him"]


def test_the_outcome_of_the_selected_homework(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["@ three walks", "@ ring him"])
    again = next_week(caseload, clock)

    outcome = again.enter("@3", Tab.AGENDA, again.opening().homework[1].head)

    assert outcome.line
    assert outcome.line.about == live.state.lines[1].id


def test_two_sessions_in_one_day(caseload: Caseload, clock: Clock) -> None:
    first = caseload.open("KESTREL-4")
    type_all(first, ["morning"])
    first.leave()
    clock.forward(hours=5)

    assert caseload.open("kestrel-4").state.session.number == 1
    second = caseload.open("KESTREL-4", new_session=True)
    type_all(second, ["afternoon"])
    assert second.state.session.number == 2
    assert caseload.open("KESTREL-4").state.session.number == 2
    assert [s.number for s in caseload.sessions(first.state.client)] == [1, 2]


def test_of_two_sessions_in_one_day_the_one_worked_on_last_is_taken_up(
    record: Record, clock: Clock
) -> None:
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    clock.forward(hours=3)
    afternoon = caseload.open("KESTREL-4")
    type_all(afternoon, ["afternoon"])
    afternoon.leave()
    clock.forward(hours=2)
    morning = caseload.open("KESTREL-4", new_session=True)
    morning.enter("/start 9:00", Tab.NOTES)
    type_all(morning, ["morning"])
    morning.leave()

    assert caseload.open("KESTREL-4").state.session.number == 2
    afternoon.drafts.save(Tab.NOTES, "and", (0, 3), None)
    assert caseload.open("KESTREL-4").state.session.number == 1
    afternoon.drafts.save(Tab.NOTES, "", (0, 0), None)
    afternoon.sign()
    assert caseload.open("KESTREL-4").state.session.number == 2


def test_a_session_that_a_moved_line_began_has_its_end(
    live: LiveSession, record: Record, clock: Clock
) -> None:
    open_session(record, clock, "WREN-2").enter("hello", Tab.NOTES)
    clock.forward(days=7)
    here = Caseload(record, clock).open("KESTREL-4")
    (line,) = type_all(here, ["of the other one"])
    moved = clock.forward(minutes=3)
    here.enter("/move WREN-2", Tab.NOTES, line)
    caseload = Caseload(record, clock)
    wren = caseload.find_client("WREN-2")

    assert caseload.sessions(wren)[-1].stopped_at == moved
    clock.forward(minutes=10)
    there = caseload.open("WREN-2")
    there.enter("hello again", Tab.NOTES)
    left = clock.forward(minutes=40)
    there.leave()
    assert caseload.sessions(wren)[-1].stopped_at == left


def test_a_session_stops_when_it_is_left_and_not_when_it_is_looked_at_later(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["one"])
    stop = clock.forward(minutes=48)
    live.leave()

    def stopped() -> object:
        return caseload.sessions(live.state.client)[0].stopped_at

    assert stopped() == stop
    clock.forward(hours=3)
    caseload.open("KESTREL-4").leave()
    clock.forward(days=9)
    past = caseload.past(live.state.client, 1)
    past.leave()
    assert stopped() == stop
    type_all(past, ["remembered later"])
    past.leave()
    assert stopped() == stop


def test_a_session_that_was_cut_short_stops_at_its_last_line(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["one", "two"])
    last = live.state.lines[-1].at
    clock.forward(days=2)

    caseload.past(live.state.client, 1).leave()

    assert caseload.sessions(live.state.client)[0].stopped_at == last


def test_leaving_an_empty_session_leaves_nothing(
    live: LiveSession, caseload: Caseload
) -> None:
    live.drafts.save(Tab.NOTES, "", (0, 0), None)
    live.leave()

    assert caseload.clients() == ()


@pytest.mark.parametrize("draft", ["half", "~ half a thought", "/private half"])
def test_a_session_with_a_half_typed_line_is_not_forgotten(
    live: LiveSession, caseload: Caseload, draft: str
) -> None:
    live.drafts.save(Tab.NOTES, draft, (0, 4), None)
    live.leave()

    assert caseload.open("KESTREL-4").drafts.load().text == draft
    assert caseload.sessions(live.state.client)[0].number == 1


def test_a_session_in_which_all_was_taken_back_can_still_be_redone(
    live: LiveSession, caseload: Caseload
) -> None:
    type_all(live, ["one"])
    live.undo()
    live.leave()

    again = caseload.open("KESTREL-4")
    assert again.redo().changed
    assert [x.text for x in again.state.lines] == ["one"]


def test_an_earlier_goal_edited_in_an_empty_session_keeps_that_session(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    (goal,) = type_all(live, ["> sit there"])
    again = next_week(caseload, clock)
    again.edits.edit(goal, "sit there and stay")
    again.leave()

    assert len(caseload.sessions(live.state.client)) == 2
    assert caseload.open("KESTREL-4").undo().changed


def test_ticking_and_going_to_the_next(live: LiveSession) -> None:
    first, second = type_all(live, [": sleep", ": the wedding"])
    assert live.state.now_item() == first

    live.enter("/next", Tab.NOTES)
    assert live.state.now_item() == second
    live.enter("/next", Tab.NOTES)
    assert live.state.now_item() is None
    assert live.enter("/next", Tab.NOTES).remark == "The agenda is done."
    live.enter("/undo", Tab.NOTES)
    assert [x.done for x in live.state.lines] == [True, False]
    live.edits.tick(live.state.lines[0])
    assert live.state.now_item() == first


def test_only_agenda_items_are_ticked(live: LiveSession) -> None:
    (note,) = type_all(live, ["a note"])

    assert not live.edits.tick(note).changed


def test_reordering(live: LiveSession) -> None:
    type_all(live, [": one", "a note", ": two", ": three"])
    items = [x for x in live.state.of_tab(Tab.AGENDA) if x.kind is Kind.AGENDA]

    live.edits.reorder(items[2], -1, Tab.AGENDA)
    assert [x.text for x in live.state.of_tab(Tab.AGENDA)] == ["one", "three", "two"]
    live.undo()
    assert [x.text for x in live.state.of_tab(Tab.AGENDA)] == ["one", "two", "three"]
    assert not live.edits.reorder(items[0], -1, Tab.AGENDA).changed
    assert not live.edits.reorder(items[2], 1, Tab.AGENDA).changed


def test_a_line_goes_to_another_client(
    record: Record, live: LiveSession, caseload: Caseload
) -> None:
    other = caseload.open("WREN-2")
    goal, tied, private = type_all(live, ["> sit there", "drew it #1", "~ a thought"])

    live.enter("/move wren-2", Tab.NOTES, tied)
    live.enter("/move WREN-2", Tab.NOTES, private)
    live.enter("/move WREN-2", Tab.GOALS, goal)

    other.state.load()
    assert live.state.everything() == ()
    assert live.state.goals == ()
    assert {x.text for x in other.state.everything()} == {
        *("drew it", "a thought", "sit there")
    }
    assert next(x for x in other.state.lines if x.text == "drew it").goal is None
    assert other.state.goals[0].number == 1
    for _ in range(3):
        assert live.undo().changed
    assert [x.goal for x in live.state.lines] == [None, 1]
    assert verify(record) == ()


def test_a_line_is_not_moved_where_nobody_is(live: LiveSession) -> None:
    (line,) = type_all(live, ["one"])

    assert "no such client" in live.enter("/move NOBODY", Tab.NOTES, line).remark
    assert "here already" in live.enter("/move KESTREL-4", Tab.NOTES, line).remark
    assert "/move CLIENT" in live.enter("/move", Tab.NOTES, line).remark
    assert [x.text for x in live.state.lines] == ["one"]


@pytest.mark.parametrize(
    ("name", "kind", "sub"),
    [
        ("words", Kind.WORDS, ""),
        ("/words", Kind.WORDS, ""),
        ("+w", Kind.STRENGTH, "w"),
        ("win", Kind.STRENGTH, "w"),
        (">", Kind.GOAL, ""),
        ("obs", Kind.OBSERVATION, ""),
        ("!", Kind.RISK, ""),
        (".", Kind.SCRATCH, ""),
        ("psychoed", Kind.INTERVENTION, "psy"),
    ],
)
def test_retagging(live: LiveSession, name: str, kind: Kind, sub: str) -> None:
    type_all(live, ["some words"])

    outcome = live.enter(f"/retag {name}", Tab.NOTES)

    assert outcome.line
    assert (outcome.line.kind, outcome.line.sub) == (kind, sub)
    live.undo()
    assert live.state.lines[0].kind is Kind.NOTE


def test_retagging_to_what_is_no_kind(live: LiveSession) -> None:
    assert "no line" in live.enter("/retag words", Tab.NOTES).remark
    type_all(live, ["some words"])

    for name in ("", "nonsense", "+z"):
        assert "which kind" in live.enter(f"/retag {name}", Tab.NOTES).remark
    assert "0 to 10" in live.enter("/retag =", Tab.NOTES).remark


def test_risk_is_never_hidden(live: LiveSession) -> None:
    (risk,) = type_all(live, ["! no plan, means asked"])

    for name in ("~", ".", "private", "scratch"):
        assert "stays" in live.enter(f"/retag {name}", Tab.NOTES, risk).remark
    for text in ("~ no plan", ". no plan"):
        outcome = live.edits.edit(risk, text)
        assert outcome.line
        assert (outcome.line.kind, outcome.line.text) == (Kind.RISK, text)
        assert "stays in the record" in outcome.remark


def test_private_and_back_by_retagging(record: Record, live: LiveSession) -> None:
    type_all(live, ["one", "a thought"])

    live.enter("/retag private", Tab.NOTES)
    assert [x.text for x in live.state.lines] == ["one"]
    assert [x.text for x in live.state.everything()] == ["one", "a thought"]
    assert "a thought" not in live.prints.summary()

    live.enter("/retag note", Tab.NOTES, live.state.everything()[1])
    assert [x.text for x in live.state.lines] == ["one", "a thought"]
    assert record.private_notes.notes(live.state.session.id) == ()


def test_a_line_made_private_while_it_is_edited_leaves_the_record(
    live: LiveSession,
) -> None:
    (line,) = type_all(live, ["he is like my brother"])

    live.edits.edit(line, "~ he is like my brother to me")

    assert live.state.lines == ()
    assert [x.text for x in live.state.everything()] == ["he is like my brother to me"]
    assert "brother" not in live.prints.summary()


def test_a_private_line_that_is_edited_stays_private(live: LiveSession) -> None:
    (line,) = type_all(live, ["~ a thought"])

    live.edits.edit(line, "~ another thought")
    live.edits.edit(line, "+ not a strength")

    assert live.state.lines == ()
    assert [x.text for x in live.state.everything()] == ["+ not a strength"]


@pytest.mark.parametrize(
    "typed",
    [
        ": sleep 15m mine",
        "@ three walks %60",
        '" spaces  stay ',
        "+w went out",
        "= mood 4.5",
        "/back",
        "@3",
        "~ a thought",
    ],
)
def test_an_edit_that_changes_nothing_is_no_change(
    live: LiveSession, typed: str
) -> None:
    (line,) = type_all(live, [typed])

    assert not live.edits.edit(line, live.edits.spelled(line)).changed
    assert live.state.everything() == (line,)
    live.undo()
    assert live.state.everything() == ()


def test_an_edit_changes_kind_words_and_tails(live: LiveSession) -> None:
    (line,) = type_all(live, [": sleep 15m"])

    live.edits.edit(line, "+w slept")
    changed = live.state.lines[0]
    assert (changed.kind, changed.sub, changed.text, changed.minutes) == (
        Kind.STRENGTH,
        "w",
        "slept",
        None,
    )


def test_words_that_cannot_be_spelled_keep_all_else_when_they_are_edited(
    live: LiveSession,
) -> None:
    _, line = type_all(live, ["> sit there", "he slept "])
    live.enter("#1", Tab.NOTES, line)
    before = live.state.lines[1]
    assert live.edits.spelled(before) == "he slept "

    live.edits.edit(before, "he slept well")

    assert live.state.lines[1] == replace(before, text="he slept well")


def test_whose_words_they_are_is_kept(live: LiveSession) -> None:
    note, item = type_all(live, ["a note", ": sleep mine"])

    assert note.author is Author.THERAPIST
    assert item.author is Author.THERAPIST
    assert live.edits.spelled(item) == "sleep mine"


def _decrypted(record: Record, file: int) -> str:
    """All that stands in a file, table by table, and in its free pages by dump."""
    db, _ = record.databases[file]
    return "\n".join(
        repr(db.execute(f"select * from [{table}]").fetchall())
        for table in db.table_names()
    )


def _pages(record: Record, tmp_path: Path) -> bytes:
    """Every page of record.db in clear, as a key holder could read them."""
    from sqlcipher3 import dbapi2

    conn = dbapi2.connect(str(record.paths.record))
    conn.execute("PRAGMA cipher_log=off")
    conn.execute(f'PRAGMA key="{record.key.pragma()}"')
    plain = tmp_path / "plain.db"
    conn.execute("ATTACH DATABASE ? AS plain KEY ''", (str(plain),))
    conn.execute("SELECT sqlcipher_export('plain')")
    conn.close()
    return plain.read_bytes()


def test_private_words_are_never_in_the_record(
    live: LiveSession, record: Record, tmp_path: Path
) -> None:
    typed = ""
    for char in "~ wagtail thoughts":
        typed += char
        live.drafts.save(Tab.NOTES, typed, (0, len(typed)), None)
    type_all(live, [typed, "/private more of the wagtail", "~ gone wagtail"])
    live.drafts.save(Tab.NOTES, "/PRIVATE half a wagtail", (0, 3), None)
    live.edits.remove((live.state.everything()[-1],))
    live.edits.edit(live.state.everything()[0], "~ edited wagtail")
    live.undo()
    live.redo()

    assert "wagtail" in _decrypted(record, 1)
    assert "wagtail" not in _decrypted(record, 0)
    record.tidy()
    assert b"wagtail" not in _pages(record, tmp_path)
    for name in ("summary", "takehome"):
        assert "wagtail" not in live.prints.summary(name)
    assert hits_of(record, "wagtail") == ()


def test_a_draft_is_kept_where_its_line_would_go(
    live: LiveSession, record: Record
) -> None:
    live.drafts.save(Tab.GOALS, "half a goal", (0, 6), None)
    assert live.drafts.load().text == "half a goal"
    assert live.drafts.load().tab is Tab.GOALS

    live.drafts.save(Tab.NOTES, "~ half a thought", (0, 6), None)
    assert "half a" not in _decrypted(record, 0)
    live.drafts.save(Tab.NOTES, "half a note", (0, 6), None)
    assert live.drafts.load().text == "half a note"
    assert "half a" not in _decrypted(record, 1)


def test_a_line_recorded_in_one_store_ends_the_draft_in_the_other(
    live: LiveSession, caseload: Caseload
) -> None:
    live.drafts.save(Tab.NOTES, "a thought", (0, 6), None)
    live.enter("~ a thought", Tab.NOTES)
    assert live.drafts.load().text == ""

    live.drafts.save(Tab.NOTES, "~ a thought", (0, 6), None)
    again = caseload.open("KESTREL-4")
    again.enter("a note after all", Tab.NOTES)
    assert again.drafts.load().text == ""


def test_the_app_comes_back_to_where_it_was_left(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    caseload.open("WREN-2").drafts.save(Tab.NOTES, "other", (0, 5), None)
    clock.forward(minutes=1)
    live.drafts.save(Tab.GOALS, "half\ntyped", (1, 3), None)

    assert caseload.clients()[0].client == live.state.client
    assert live.state.client.id in caseload.half_typed()
    again = caseload.open("KESTREL-4")
    assert again.state.session == live.state.session
    draft = again.drafts.load()
    assert draft.text == "half\ntyped"
    assert (draft.cursor, draft.tab) == ((1, 3), Tab.GOALS)


def test_a_half_typed_line_of_another_day_comes_along_to_the_next_session(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["he slept"])
    live.drafts.save(Tab.GOALS, "~ half typed", (0, 12), None)
    live.leave()
    clock.forward(days=7)

    assert live.state.client.id in caseload.half_typed()
    next_week = caseload.open("KESTREL-4")

    assert next_week.state.session.number == 2
    assert next_week.drafts.load().text == "~ half typed"
    assert live.drafts.load().text == ""


def test_a_session_that_crosses_midnight_goes_on(
    caseload: Caseload, clock: Clock
) -> None:
    clock.forward(hours=13, minutes=30)
    evening = caseload.open("KESTREL-4")
    type_all(evening, ["he slept"])
    clock.forward(minutes=45)

    assert caseload.open("KESTREL-4").state.session.id == evening.state.session.id


def test_a_session_taken_up_again_has_not_stopped(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["he slept"])
    live.leave()
    clock.forward(minutes=5)

    again = caseload.open("KESTREL-4")

    assert again.state.session.stopped_at is None
    assert "stop" not in again.prints.summary()


def test_the_print_is_written_for_its_owner_alone(live: LiveSession) -> None:
    type_all(live, ["he slept", "~ a thought"])

    path = live.prints.write_summary()

    assert path.name == "KESTREL-4.session-1.summary.txt"
    assert path.read_text() == live.prints.summary()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    type_all(live, ["and woke"])
    assert "and woke" in live.prints.write_summary().read_text()


@pytest.mark.parametrize(
    "code", ["K/4", "../../x", "K 4", "K_4", "你好", ".", "é" * 40]
)
def test_no_code_leads_a_print_astray(
    record: Record, caseload: Caseload, code: str
) -> None:
    live = caseload.open(code)
    type_all(live, [f"said by {code}"])

    path = live.prints.write_summary()

    assert path.parent == record.paths.summaries
    assert re.fullmatch(r"\w[\w.~-]*\.txt", path.name)


def test_one_clients_print_never_takes_the_place_of_anothers(
    caseload: Caseload,
) -> None:
    written = set()
    for code in ("K 4", "K_4", "K/4", "K.4"):
        live = caseload.open(code)
        type_all(live, [f"said by {code}"])
        written.add(live.prints.write_summary())

    assert len(written) == 4


def test_a_print_knows_no_goal_that_came_later(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["> the first goal"])
    type_all(next_week(caseload, clock), ["> a later goal"])

    first = caseload.past(live.state.client, 1).prints.summary()
    second = caseload.past(live.state.client, 2).prints.summary()

    assert "a later goal" not in first
    assert "the first goal" in second
    assert "a later goal" in second


def test_choosing_a_format(live: LiveSession, caseload: Caseload) -> None:
    assert live.enter("/format takehome", Tab.NOTES).goto is Tab.SUMMARY
    assert live.prints.summary().startswith("FOR YOU")
    remark = live.enter("/format nonsense", Tab.NOTES).remark
    assert remark == f"There are these prints: {', '.join(FORMATS)}."
    assert caseload.open("KESTREL-4").state.session.format == "takehome"


@pytest.mark.parametrize("code", ["", "  ", "\x1b", "x" * 41])
def test_what_cannot_be_a_code(caseload: Caseload, code: str) -> None:
    with pytest.raises(UsageError, match="1 to 40 characters"):
        caseload.open(code)
    assert caseload.clients() == ()


def test_a_code_is_one_in_any_case_and_spelling(caseload: Caseload) -> None:
    for code in ("Café-1", "CAFÉ-1", "cafe\u0301-1", " café-1 "):
        assert caseload.open(code).state.client.id == 1
    with pytest.raises(NotFoundError) as caught:
        caseload.find_client("CAFE-1")
    assert "CAFE-1" not in str(caught.value)


def test_the_past_is_found_by_number(live: LiveSession, caseload: Caseload) -> None:
    assert caseload.past(live.state.client, 1).state.session == live.state.session
    assert caseload.past(live.state.client).state.session == live.state.session
    with pytest.raises(NotFoundError, match="no such session"):
        caseload.past(live.state.client, 2)


def test_strengths_come_from_every_session_newest_first(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["+ one", "+p my brother"])
    again = next_week(caseload, clock)
    type_all(again, ["+w two"])

    assert [x.text for x in again.state.of_tab(Tab.STRENGTHS)] == [
        "two",
        "my brother",
        "one",
    ]


def test_five_hundred_lines_and_then_one_more(live: LiveSession) -> None:
    for number in range(500):
        live.enter(f"line {number}", Tab.NOTES)

    live.enter("one more", Tab.NOTES)

    shown = live.state.lines
    live.state.load()
    assert live.state.lines == shown
    assert live.prints.summary().count("line ") == 500


def test_the_paths_of_a_home(tmp_path: Path) -> None:
    paths: Paths = home_paths(tmp_path)

    assert {paths.record.parent, paths.private.parent, paths.settings.parent} == {
        tmp_path
    }


def test_of_many_goals_only_those_that_were_rated_are_read_again(
    live: LiveSession, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    goal_ratings = type(record.lines).goal_ratings

    def counted(*given: Any) -> tuple[Line, ...]:
        read.append(given[1].number)
        return goal_ratings(*given)

    def look() -> list[int]:
        """The goals whose ratings were read, which are as the record has them."""
        read.clear()
        shown = [live.state.ratings(goal) for goal in live.state.goals]
        numbers = read.copy()
        goals = record.lines.goals(live.state.client.id)
        assert shown == [goal_ratings(record.lines, goal, 24) for goal in goals]
        assert live.state.goals == goals
        return numbers

    monkeypatch.setattr(type(record.lines), "goal_ratings", counted)
    type_all(live, [f"> sleep, way {number}" for number in range(40)])
    assert look() == [*range(1, 41)]
    assert look() == []
    (rating, _) = type_all(live, ["= #2 4", "drew it"])
    assert look() == [2]
    live.undo()
    assert look() == []
    live.edits.edit(rating, "= #3 5")
    assert look() == [2, 3]
    live.undo()
    assert look() == [2, 3]
    live.undo()
    assert look() == [2]
    live.redo()
    assert look() == [2]
    live.edits.edit(live.state.goals[6], "> sleep, as before")
    assert look() == [7]
    live.edits.remove((live.state.goals[1],))
    assert look() == []
    live.undo()
    assert look() == [2]


def test_psychoeducation_typed_as_words_says_how_it_is_marked(
    live: LiveSession,
) -> None:
    told = live.enter("/did psychoeducation: the curve", Tab.NOTES)
    assert told.remark == "kept as did; psychoeducation is /psy, or &e and a space"
    assert live.enter("&e the curve", Tab.NOTES).remark == ""
