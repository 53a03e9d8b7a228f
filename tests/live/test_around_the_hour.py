"""What reaches beyond the hour: the card, the next appointment, whom one told."""

from __future__ import annotations

import json
from itertools import takewhile
from typing import TYPE_CHECKING

import pytest
from tests.story import next_week, type_all

from sessiontui.domain.entities import SessionKind
from sessiontui.domain.grammar.slash_commands import COMMANDS
from sessiontui.domain.grammar.word_completion import completed_word, spellings
from sessiontui.domain.kinds.lookup import (
    BESIDE_THE_HOUR,
    KINDS,
    ROWS,
    SUB_WORDS,
    Kind,
    Tab,
)
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.domain.retention import Periods
from sessiontui.domain.session.client_card import FIELDS, OF_ENDING
from sessiontui.domain.waiting import Waits
from sessiontui.errors import SessionTuiError, UsageError
from sessiontui.services.course import printed
from sessiontui.services.retention import Retention
from sessiontui.store.integrity.verify import verify
from sessiontui.store.repositories.sessions import SessionRepository
from sessiontui.ui.keymap import BY_ID
from sessiontui.ui.presenters.formatting import DrawnRows
from sessiontui.ui.presenters.tabs.goals import DrawnGoals
from sessiontui.ui.presenters.tabs.session_tabs import tab_rows

if TYPE_CHECKING:
    from tests.story import Clock

    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

NEW = frozenset({"again", "told", "card"})
IN_FULL = frozenset({"missed", "contact", "place", "service"})
"""Commands that came after the words that fingers know."""


def test_every_beginning_of_a_word_still_names_it() -> None:
    """As if the new words were not there: nobody's fingers learn anything anew."""
    new = {*NEW, *IN_FULL}
    all_words = [*(row.words[:1] for row in KINDS), *(x.words[:1] for x in COMMANDS)]
    first = [word for words in all_words for word in words]
    words = [*(word for word in first if word not in new), *SUB_WORDS]
    assert new <= set(first)
    for word in words:
        for end in range(1, len(word)):
            begun = word[:end]
            fits = [x for x in dict.fromkeys(words) if x.startswith(begun)]
            assert list(spellings(begun)) == fits, begun
            assert completed_word(begun) not in new or begun in new


@pytest.mark.parametrize(
    ("begun", "word"),
    [
        *(("go", "goal"), ("b", "back"), ("con", "consent"), ("m", "move")),
        *(("u", "undo"), ("su", "summary"), ("ag", "agenda"), ("t", "teach")),
        *(("mo", "move"), ("cons", "consent")),
    ],
)
def test_the_beginnings_that_fingers_know_name_what_they_did(
    begun: str, word: str
) -> None:
    assert completed_word(begun) == word


def test_a_new_word_begins_where_no_other_does() -> None:
    begun = {"aga": "again", "to": "told", "ca": "card", "mi": "missed", "pl": "place"}
    begun |= {"cont": "contact", "se": "service"}
    assert {x: completed_word(x) for x in begun} == begun


def test_the_slash_alone_offers_two_words_more_and_no_card() -> None:
    offered = set(spellings(""))

    assert NEW - offered == {"card"}


WORDS = (
    *("note", "agenda", "words", "goal", "strength", "homework", "rate", "change"),
    *("did", "response", "observed", "formulation", "back", "risk", "park"),
    *("private", "scratch", "helped", "differently", "answer", "changed", "pace"),
    *("consent", "find", "undo", "redo", "next", "move", "retag", "last", "ask"),
    *("view", "feedback", "at", "start", "stop", "held", "present", "place"),
    *("service", "missed", "contact", "rest", "lock", "summary", "format", "save"),
    *("copy", "sign", "amend", "progress", "waiting", "clients", "keys", "help"),
    "quit",
)
"""The words of the room, as they were without what lies around the hour."""
KEY_IDS = (
    *("tab.agenda", "tab.notes", "tab.goals", "tab.strengths", "tab.helped"),
    *("tab.summary", "rest", "view", "feedback", "back", "clients", "summary"),
    *("save", "undo", "redo", "keys", "progress", "help", "quit", "page.up"),
    "page.down",
)


def test_the_room_has_the_same_keys_and_two_words_more() -> None:
    offered = spellings("")
    assert sorted(offered) == sorted((*WORDS, "again", "told"))
    assert tuple(BY_ID) == KEY_IDS
    assert [row.mark for row in KINDS if row.kind in BESIDE_THE_HOUR] == ["", "", ""]


def test_the_room_opens_as_without_what_lies_around_the_hour(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    said = ["+ I rang", "+w out", "@ walk", "/differently less", "? father", ": sleep"]
    around = ["/again Tue 10:00", "/told GP: rang", "/card often weekly", "/card for x"]
    type_all(live, said)
    other = caseload.open("WREN-7")
    type_all(other, [*around, *said, "/card by CBT"])
    clock.forward(days=7)

    opened = [
        "\n".join(
            str(row.content)
            for row in tab_rows(
                caseload.open(code),
                Tab.AGENDA,
                80,
                opening=True,
                minutes=50,
                drawn=DrawnRows(),
                goals=DrawnGoals(),
            )
        )
        for code in ("KESTREL-4", "WREN-7")
    ]
    assert "I rang" in opened[0]
    assert opened[0] == opened[1]


# The card


def test_a_field_of_the_card_is_a_line_with_history_undo_and_search(
    live: LiveSession, caseload: Caseload
) -> None:
    (line,) = type_all(live, ["/card for panic (F41.0)"])

    assert (line.kind, line.sub, line.text) == (Kind.CARD, "for", "panic (F41.0)")
    assert [hit.line.id for hit in caseload.search("panic")] == [line.id]
    live.undo()
    assert live.state.client_card() == {}
    live.redo()
    assert [x.text for x in live.state.client_card()["for"]] == ["panic (F41.0)"]


@pytest.mark.parametrize("field", FIELDS)
def test_each_field_is_typed_edited_and_kept_as_it_is(
    live: LiveSession, field: str
) -> None:
    (line,) = type_all(live, [f"/card {field} by the twelfth hour"])
    spelled = live.edits.spelled(line)

    assert (line.sub, line.text) == (field, "by the twelfth hour")
    live.edits.edit(line, f"{spelled} or later")

    (edited,) = live.state.lines
    assert (edited.sub, edited.text) == (field, "by the twelfth hour or later")


@pytest.mark.parametrize("typed", ["/card diagnosis panic", "/card panic", "/card x y"])
def test_an_unknown_field_is_refused_and_the_words_stay(
    live: LiveSession, typed: str
) -> None:
    with pytest.raises(UsageError, match="Say which field: for, came, before"):
        live.enter(typed, Tab.NOTES)

    assert live.state.lines == ()


def test_a_field_said_again_takes_the_place_of_the_first_also_weeks_later(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["/card often weekly", "/card often every two weeks"])
    assert [x.text for x in live.state.lines] == ["every two weeks"]
    live.undo()
    assert [x.text for x in live.state.lines] == ["weekly"]

    later = next_week(caseload, clock)
    type_all(later, ["/card often monthly"])

    assert [x.text for x in later.state.client_card()["often"]] == ["monthly"]
    assert [x.text for x in live.state.client_card()["often"]] == ["weekly"]


def test_what_was_agreed_adds_up(live: LiveSession) -> None:
    type_all(live, ["/card agreed treatment 2026-03-10", "/card agreed plan"])

    agreed = live.state.client_card()["agreed"]
    assert [x.text for x in agreed] == ["treatment 2026-03-10", "plan"]


def test_the_bare_word_walks_through_what_is_empty(live: LiveSession) -> None:
    type_all(live, ["/card came after a row at work"])
    came = live.enter("/card", Tab.NOTES)
    assert came.fills == "/card for "
    assert came.remark.startswith("Problem and diagnosis?")

    kept = live.enter(f"{came.fills}panic", Tab.NOTES)
    skipped = live.enter(kept.fills, Tab.NOTES)

    assert (kept.fills, skipped.fills) == ("/card before ", "/card often ")
    assert live.enter("/card often weekly", Tab.NOTES).fills == "/card until "
    assert live.enter("a note between", Tab.NOTES).fills == ""
    assert live.enter("/card by CBT", Tab.NOTES).fills == ""
    end = live.enter("/card how to come back", Tab.NOTES)
    assert (end.fills, end.remark[:34]) == ("", "That is the card. Empty: before, u")


def test_the_walk_says_how_a_day_was_understood_before_it_goes_on(
    live: LiveSession,
) -> None:
    live.enter("/card", Tab.NOTES)
    kept = live.enter("/card until 1 May 2027", Tab.NOTES)
    assert (kept.fills, kept.remark) == (
        "/card by ",
        "Valid until Sat 2027-05-01 · Ctrl+Z takes it back · Approach? Enter alone goes"
        " to the next field.",
    )
    none = live.enter("/card telehealth yes 2026-02-30", Tab.NOTES)
    assert none.remark.startswith("2026-02-30 is no day; kept as words. · Family doc")


def test_nothing_of_the_card_reaches_the_client_or_an_opening(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["a note", *(f"/card {field} heron words" for field in FIELDS)])

    for name, chosen in FORMATS.items():
        told = live.prints.summary(name).count("heron")
        # The diagnosis is what a note must have, and its plan how it ended.
        plans = chosen.practice or name == "summary"
        ending = len(OF_ENDING) if plans else 0
        assert told == (0 if chosen.for_client else 1 + ending)
    opening = next_week(caseload, clock).opening()
    assert "heron" not in f"{opening}"
    assert not any(ROWS[Kind.CARD].shown_to_client(field) for field in FIELDS)


# The next appointment


def test_an_appointment_is_shown_as_it_was_understood(live: LiveSession) -> None:
    outcome = live.enter("/again Tue 24 10:00", Tab.NOTES)

    assert [x.text for x in live.state.lines] == ["Tue 2026-03-24 10:00"]
    said = "Next session Tue 2026-03-24 10:00 · Ctrl+Z takes it back"
    assert outcome.remark == said


def test_a_tuesday_typed_on_a_tuesday_is_the_next_one(live: LiveSession) -> None:
    (line,) = type_all(live, ["/again Tue"])

    assert line.text == "Tue 2026-03-17"


def test_an_appointment_behind_an_ending_is_kept_and_says_so(
    live: LiveSession,
) -> None:
    type_all(live, ["/card ended goals reached"])
    outcome = live.enter("/again Tue 10:00", Tab.NOTES)
    assert "17 10:00 · the card says that the course ended · Ctrl+Z" in outcome.remark
    type_all(live, ["/card ended -"])
    assert "ended" not in live.enter("/again Tue 11:00", Tab.NOTES).remark


def test_an_appointment_that_passed_without_a_session_is_no_next_one(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["slept", "/again Tue 10:00"])
    live.leave()
    for days, shown in ((6, "next Tue 17 Mar 10:00"), (1, "next Tue 17 Mar 10:00")):
        clock.forward(days=days)
        assert [x.next_words for x in caseload.clients()] == [shown]
    clock.forward(days=1)
    assert [x.next_words for x in caseload.clients()] == [""]
    # Nobody said that it was missed: only the hour that is not signed waits.
    assert [x.what for x in caseload.waiting()] == [Waits.NOT_SIGNED]


def test_a_past_day_is_kept_and_said_to_be_past(live: LiveSession) -> None:
    outcome = live.enter("/again 2020-01-05", Tab.NOTES)

    assert "Sun 2020-01-05 · that is past" in outcome.remark


def test_no_day_at_all_stays_words_and_is_said(live: LiveSession) -> None:
    outcome = live.enter("/again when he rings", Tab.NOTES)

    assert outcome.remark == "No day found in it; kept as words."
    assert "Next session: when he rings" in live.prints.summary("soap")


def test_again_alone_shows_the_same_time_next_week_before_it_is_kept(
    live: LiveSession,
) -> None:
    shown = live.enter("/again", Tab.NOTES)
    assert (shown.fills, live.state.lines) == ("/again Tue 2026-03-17 10:00", ())

    live.enter(shown.fills, Tab.NOTES)

    assert [x.text for x in live.state.lines] == ["Tue 2026-03-17 10:00"]


def test_two_appointments_replace_one_another_and_history_keeps_both(
    live: LiveSession,
) -> None:
    type_all(live, ["/again Tue 10:00", "/again Wed 9:00"])
    assert [x.text for x in live.state.lines] == ["Wed 2026-03-11 09:00"]

    live.undo()

    assert [x.text for x in live.state.lines] == ["Tue 2026-03-17 10:00"]


ONCE = [("/again Tue 10:00", "/again Wed 9:00"), ("/card by CBT", "/card by EMDR")]
HELD = [False, True]


def once_texts(live: LiveSession) -> list[str]:
    live.state.load()
    return [x.text for x in live.state.lines if x.row.once]


@pytest.mark.parametrize(("first", "second"), ONCE)
@pytest.mark.parametrize("held", HELD)
def test_what_stands_once_and_is_moved_takes_the_place_of_theirs(
    live: LiveSession,
    caseload: Caseload,
    record: Record,
    clock: Clock,
    first: str,
    second: str,
    held: bool,
) -> None:
    wren = caseload.open("WREN-7")
    (theirs,) = type_all(wren, [first])
    if held:
        retention = Retention(record, Periods(), "R. Marsh", clock)
        retention.hold(wren.state.client, "a court asked")
    (line,) = type_all(live, [second])

    live.edits.move((line,), "WREN-7")
    assert (once_texts(live), once_texts(wren)) == ([], [line.text])
    live.undo()
    # What a legal hold freezes moves nowhere, not even back.
    back = ([], [line.text]) if held else ([line.text], [theirs.text])
    assert (once_texts(live), once_texts(wren)) == back
    live.redo()
    assert (once_texts(live), once_texts(wren)) == ([], [line.text])
    live.leave()
    wren.leave()
    kept = record.lines.all("select before, after from change")
    words = {json.loads(x).get("text") for row in kept for x in row.values() if x}
    assert {theirs.text, line.text} <= words
    assert verify(record) == ()


@pytest.mark.parametrize("how", ["edited", "retagged"])
@pytest.mark.parametrize("held", HELD)
def test_a_line_that_becomes_what_stands_once_takes_its_place(
    live: LiveSession, record: Record, clock: Clock, how: str, held: bool
) -> None:
    type_all(live, ["/again Tue 10:00", "/card often weekly"])
    note, other = type_all(live, ["Wed 9:00", "often monthly"])
    if held:
        retention = Retention(record, Periods(), "R. Marsh", clock)
        retention.hold(live.state.client, "a court asked")
    if how == "edited":
        live.edits.edit(note, "/again Wed 9:00")
        live.edits.edit(other, "/card often monthly")
    else:
        live.edits.retag((note,), "again")
        live.edits.retag((other,), "card")
    assert once_texts(live) == ["Wed 2026-03-11 09:00", "monthly"]
    live.undo()
    live.undo()
    assert once_texts(live) == ["Tue 2026-03-17 10:00", "weekly"]
    assert verify(record) == ()


def test_two_lines_retagged_at_once_leave_one(live: LiveSession) -> None:
    lines = type_all(live, ["Wed 9:00", "Thu 9:00"])
    live.edits.retag(tuple(lines), "again")
    assert once_texts(live) == ["Thu 2026-03-12 09:00"]
    live.undo()
    assert once_texts(live) == []
    assert [x.text for x in live.state.lines] == ["Wed 9:00", "Thu 9:00"]


def test_under_a_legal_hold_appointments_replace_one_another_too(
    live: LiveSession, record: Record, clock: Clock
) -> None:
    type_all(live, ["/again Tue 10:00", "/card often weekly"])
    retention = Retention(record, Periods(), "R. Marsh", clock)
    retention.hold(live.state.client, "a court asked")

    assert live.enter("/again Wed 9:00", Tab.NOTES).changed
    assert live.enter("/card often monthly", Tab.NOTES).changed

    now = [x.text for x in live.state.lines]
    assert now == ["Wed 2026-03-11 09:00", "monthly"]
    live.leave()
    kept = record.lines.all("select before from change where op = 'update'")
    assert {"Tue 2026-03-17 10:00", "weekly"} <= {
        json.loads(x["before"]).get("text") for x in kept if x["before"]
    }
    live.undo()
    live.undo()
    assert [x.text for x in live.state.lines] == ["Tue 2026-03-17 10:00", "weekly"]


def test_under_a_legal_hold_an_answer_takes_the_place_of_the_blank_one(
    live: LiveSession, record: Record, clock: Clock
) -> None:
    (prompt,) = filter(None, [live.asks_client()])
    live.answer_to(prompt, "")
    retention = Retention(record, Periods(), "R. Marsh", clock)
    retention.hold(live.state.client, "a court asked")

    live.answer_to(prompt, "the picture")

    assert [(x.sub, x.text, x.keyed) for x in live.state.lines] == [
        ("", "the picture", True)
    ]


def test_an_edited_appointment_is_understood_anew(live: LiveSession) -> None:
    (line,) = type_all(live, ["/again Tue 10:00"])

    live.edits.edit(line, "/again Wed 11:00")

    assert [x.text for x in live.state.lines] == ["Wed 2026-03-11 11:00"]


def test_the_next_appointment_heads_the_plan_and_the_clients_sheet(
    live: LiveSession,
) -> None:
    type_all(live, ["? father called", "@ walk", "/again Tue 10:00"])

    for name in ("soap", "dap", "birp", "girp", "pirp"):
        plan = live.prints.summary(name, width=0).rpartition("\nPLAN")[2].splitlines()
        assert plan[1] == " Next session: Tue 2026-03-17 10:00", name
    told = live.prints.summary("narrative", width=0).partition("\nPLAN\n")[2]
    assert told.lstrip().startswith("The next session is Tue 2026-03-17 10:00.")
    sheet = live.prints.summary("takehome", width=0).splitlines()
    body = [*takewhile(bool, sheet[3:])]
    assert body[0].split(":", 1)[0] == "We meet again"
    assert "Tue 2026-03-17 10:00" in body[0]


def test_without_one_the_plan_says_so(live: LiveSession) -> None:
    type_all(live, ["@ walk"])

    for name in ("soap", "dap", "birp", "girp", "pirp"):
        assert " Next session: not recorded" in live.prints.summary(name), name
    told = live.prints.summary("narrative", width=0)
    assert "To try until next time: walk. The next session is not recorded.\n" in told


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("/held video", "/held WORDS sets it right, /held - leaves it out"),
        ("/present client, mother", "/present WORDS sets it right, /present - leaves"),
        ("/start 9:50", "/start TIME sets it right"),
        ("/stop 10:02", "/stop TIME sets it right"),
    ],
)
def test_undo_behind_what_is_no_step_says_how_that_is_set_right(
    live: LiveSession, typed: str, told: str
) -> None:
    type_all(live, ["slept", "better"])
    live.enter(typed, Tab.NOTES)

    first = live.undo()
    assert (first.changed, first.remark[: len(told)]) == (False, told)
    assert first.remark.endswith("; Ctrl+Z now takes back the last line.")
    assert len(live.state.lines) == 2
    assert live.undo().changed
    assert [x.text for x in live.state.lines] == ["slept"]
    live.enter(typed, Tab.NOTES)
    type_all(live, ["more"])
    assert live.undo().changed


def test_undo_behind_a_missed_appointment_says_how_it_is_an_hour_again(
    live: LiveSession,
) -> None:
    live.enter("/missed no word", Tab.NOTES)
    assert live.undo().remark.startswith("/missed - makes it an hour again")
    live.enter("/missed -", Tab.NOTES)
    assert live.undo().remark == "Nothing to take back."


# Whom one told


def test_what_was_told_is_dated_repeatable_and_printed(live: LiveSession) -> None:
    type_all(live, ["/told GP: began treatment", "/told GP: sent the plan"])

    soap = live.prints.summary("soap", width=0)
    assert "COORDINATION\n 10:02 GP: began treatment\n" in soap
    assert "\n 10:03 GP: sent the plan\n" in soap
    assert "10:03 GP: sent the plan." in live.prints.summary("narrative", width=0)


# In the caseload, in Waiting, at the next opening


def test_the_caseload_orders_by_the_next_appointment_and_shows_it(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    clock.forward(minutes=60)
    type_all(caseload.open("WREN-7"), ["/again Wed 9:00"])
    clock.forward(minutes=60)
    type_all(caseload.open("HARE-5"), ["a note"])
    type_all(live, ["/again Tue 24 10:00"])
    clock.forward(minutes=240)

    found = caseload.clients()

    assert [(x.client.code, x.next_words) for x in found] == [
        ("WREN-7", "next Wed 11 Mar 09:00"),
        ("HARE-5", ""),
        ("KESTREL-4", "next Tue 24 Mar 10:00"),
    ]
    clock.forward(days=2)
    assert {x.client.code: x.next_words for x in caseload.clients()}["WREN-7"] == ""


def test_a_plan_past_its_until_waits_and_is_told_before_signing(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["/card until 2026-03-16"])
    assert not live.signing.checklist().plan_until
    later = next_week(caseload, clock)
    type_all(later, ["a note"])

    said = [(x.client.code, x.when, x.label) for x in caseload.waiting()]
    assert ("KESTREL-4", "2026-03-16", "plan past its until") in said
    told = "The plan was valid until 2026-03-16: /card until …"
    assert told in later.signing.checklist().sentences

    type_all(later, ["/card until 2027-03-16"])

    assert "plan past its until" not in f"{[x.label for x in caseload.waiting()]}"
    assert later.signing.checklist().plan_until is None


def test_an_ended_client_opened_again_says_so_and_only_what_must_still_waits(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["/card until 2026-03-12", "@ walk", "/differently less talk"])
    type_all(live, ["! said so", "!f ring on Friday", "/card ended goals reached"])
    assert live.opening().ended == ""

    later = next_week(caseload, clock)

    assert later.opening().ended_words == "The course ended on 2026-03-10."
    assert not later.opening().is_empty
    assert {x.what.name for x in caseload.waiting()} == {"FOLLOW_UP", "NO_END"}
    type_all(later, ["/card ended -"])
    assert later.opening().ended == ""
    assert "HOMEWORK" in {x.what.name for x in caseload.waiting()}


# A day without an hour


def test_the_card_alone_begins_no_hour(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    type_all(live, ["slept badly"])
    live.enter("/stop 10:50", Tab.NOTES)
    live.leave()
    clock.forward(days=1)
    evening = caseload.open("KESTREL-4")
    type_all(evening, ["/card often weekly", "/card until 2027-05-01"])
    evening.leave()

    client = evening.state.client
    hour, day = caseload.sessions(client)
    assert (hour.number, day.kind) == (1, SessionKind.CARD)
    assert (day.start_noted, day.stopped_at, day.name) == (
        False,
        None,
        "card of 2026-03-11",
    )
    (overview,) = caseload.clients()
    assert (overview.sessions, overview.last_day) == (1, hour.day)
    clock.forward(days=6)
    again = caseload.open("KESTREL-4")
    assert again.state.session.number == 2
    assert [x.what for x in caseload.waiting()] == [Waits.NOT_SIGNED]
    type_all(again, ["slept"])
    course = printed("course", caseload.course(client), 0)
    assert "\n2 sessions, 2026-03-10 to 2026-03-17" in course
    assert "How often: weekly" in printed("plan", caseload.course(client), 0)
    past = caseload.past(client, "2026-03-11")
    assert past.state.session.present == ""
    assert past.prints.summary("soap", 0).splitlines() == [
        "CARD  KESTREL-4  Wed 2026-03-11   status draft",
        " How often: weekly",
        " Valid until: 2027-05-01",
        "Not psychotherapy time",
    ]


def half_typed(live: LiveSession, text: str) -> None:
    live.drafts.save(Tab.NOTES, text, (0, len(text)), None)


def touch(live: LiveSession, what: str) -> None:
    """Touch a day without an hour: type lines, take one out, leave one half-typed."""
    for each in what.split("; "):
        if each == "removed":
            (line,) = type_all(live, ["slept"])
            live.edits.remove((line,))
        elif each.startswith("half "):
            half_typed(live, each.removeprefix("half "))
        else:
            live.enter(each, Tab.NOTES)


NO_HOURS = [
    "/card often weekly",
    "/again Tue 10:00",
    "/told GP: rang",
    "removed",
    "half she sai",
    "half ~ mi",
    "/card often weekly; half she sai",
    "/again Tue; /told GP: rang; removed; half ~ mi",
]


@pytest.mark.parametrize("what", NO_HOURS)
@pytest.mark.parametrize("killed", [False, True])
def test_a_day_on_which_nothing_of_an_hour_is_written_is_none(
    live: LiveSession, caseload: Caseload, clock: Clock, what: str, killed: bool
) -> None:
    type_all(live, ["slept badly"])
    live.enter("/stop 10:50", Tab.NOTES)
    live.leave()
    clock.forward(days=1)
    evening = caseload.open("KESTREL-4")
    touch(evening, what)
    if not killed:
        evening.leave()
        evening.leave()
    clock.forward(days=2)
    assert {x.what for x in caseload.waiting()} == {Waits.NOT_SIGNED}
    caseload.settle()

    assert [x.kind for x in caseload.sessions(live.state.client)][1:] == (
        [SessionKind.CARD]
    )
    (overview,) = caseload.clients()
    assert (overview.sessions, f"{overview.last_day}") == (1, "2026-03-10")
    course = printed("course", caseload.course(live.state.client), 0)
    assert "\n1 session, 2026-03-10" in course
    later = caseload.open("KESTREL-4")
    assert later.state.session.number == 2
    assert later.drafts.load().text == what.partition("half ")[2]
    days = [x.kind for x in caseload.sessions(live.state.client)]
    # Nothing is left of a day on which nothing but a half-typed line stood.
    kept = [] if what.startswith("half") else [SessionKind.CARD]
    assert days == [SessionKind.HOUR, *kept, SessionKind.HOUR]


@pytest.mark.parametrize("what", NO_HOURS)
def test_a_day_without_an_hour_becomes_one_once_something_of_one_is_written(
    live: LiveSession, caseload: Caseload, clock: Clock, what: str
) -> None:
    touch(live, what)
    live.leave()
    clock.forward(hours=3)
    again = caseload.open("KESTREL-4")
    session = again.state.session
    assert (session.kind, session.number) == (SessionKind.HOUR, 1)
    assert (session.started_at, session.start_noted) == (clock.now, True)
    assert again.drafts.load().text == what.partition("half ")[2]
    again.leave()
    assert [x.kind for x in caseload.sessions(live.state.client)] == [SessionKind.CARD]
    if "removed" in what:
        assert caseload.open("KESTREL-4").undo().changed

    later = caseload.open("KESTREL-4")
    type_all(later, ["slept"])
    later.leave()

    (hour,) = caseload.sessions(live.state.client)
    assert (hour.kind, hour.number, hour.started_at) == (
        (SessionKind.HOUR, 1, session.started_at)
    )


@pytest.mark.parametrize("card", [True, False])
@pytest.mark.parametrize("moved", ["/again Tue 24 10:00", "slept", "~ mine"])
def test_a_line_that_is_moved_to_a_day_without_an_hour(
    live: LiveSession, caseload: Caseload, clock: Clock, moved: str, card: bool
) -> None:
    """It makes one of it where it belongs to an hour, and no second one beside it."""
    wren = caseload.open("WREN-7")
    type_all(wren, ["/card often weekly" if card else "slept"])
    wren.leave()
    clock.forward(**({"hours": 3} if card else {"days": 7}))
    type_all(caseload.open("KESTREL-4"), [moved])
    here = caseload.open("KESTREL-4")
    before = len(caseload.sessions(wren.state.client))

    said = here.edits.move(here.state.everything(), "WREN-7").remark

    kind = SessionKind.CARD if moved.startswith("/") else SessionKind.HOUR
    *_, day = caseload.sessions(wren.state.client)
    assert (day.kind, f"WREN-7, {day.name}" in said) == (kind, True)
    assert len(caseload.sessions(wren.state.client)) == before + (not card)
    if kind is SessionKind.HOUR:
        assert day.started_at == clock.now
    for _ in range(2):
        here.undo()
        *_, day = caseload.sessions(wren.state.client)
        assert day.kind is SessionKind.CARD
        here.redo()
        *_, day = caseload.sessions(wren.state.client)
        assert day.kind is kind


@pytest.mark.parametrize("more", ["slept", "~ mine", "/held video", "/start 9:30"])
def test_a_day_without_an_hour_is_finished_as_one_on_another_day(
    live: LiveSession, caseload: Caseload, clock: Clock, more: str
) -> None:
    touch(live, "/card often weekly; half she sai")
    live.leave()
    clock.forward(days=7)
    late = caseload.finish("KESTREL-4", "2026-03-10")
    assert late.drafts.load().text == "she sai"
    late.enter(more, Tab.NOTES)

    session = late.state.session
    assert (session.number, session.day.day) == (1, 10)
    assert session.start_noted is more.startswith("/start")
    assert session.held == ("video" if "/held" in more else "")
    late.leave()
    (hour,) = caseload.sessions(live.state.client)
    assert hour.kind is SessionKind.HOUR
    if not more.startswith("/"):
        taken_back = caseload.finish("KESTREL-4", 1)
        taken_back.undo()


@pytest.mark.parametrize("how", ["removed", "taken back", "moved"])
def test_an_hour_in_which_a_risk_ever_stood_stays_one(
    live: LiveSession, caseload: Caseload, clock: Clock, how: str
) -> None:
    (risk,) = type_all(live, ["! said so"])
    if how == "removed":
        live.edits.remove((risk,))
    elif how == "taken back":
        live.undo()
    else:
        type_all(caseload.open("WREN-7"), ["slept"])
        live.edits.move((risk,), "WREN-7")
    assert live.state.lines == ()
    live.leave()
    clock.forward(days=1)
    caseload.settle()

    (hour,) = caseload.sessions(live.state.client)
    assert (hour.kind, hour.number) == (SessionKind.HOUR, 1)
    late = caseload.finish("KESTREL-4", 1)
    assert any("risk" in x for x in late.signing.checklist().sentences)


def test_what_was_finished_and_taken_back_is_no_hour_again(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    touch(live, "/card often weekly")
    live.leave()
    clock.forward(days=7)
    late = caseload.finish("KESTREL-4", "2026-03-10")
    late.enter("slept", Tab.NOTES)
    late.undo()
    late.leave()
    (day,) = caseload.sessions(live.state.client)
    assert day.kind is SessionKind.CARD


def test_the_lock_makes_no_hour_of_the_card(
    live: LiveSession, caseload: Caseload, clock: Clock
) -> None:
    touch(live, "/card often weekly")
    live.leave(stays=True)
    unlocked = caseload.resumed(live.state.session.id)
    assert unlocked is not None
    unlocked.leave(stays=True)
    clock.forward(days=1)
    assert caseload.waiting() == ()
    caseload.settle()
    (day,) = caseload.sessions(live.state.client)
    assert (day.kind, day.stopped_at) == (SessionKind.CARD, None)


def test_whom_one_told_without_an_hour_is_printed_with_its_day(
    live: LiveSession, caseload: Caseload
) -> None:
    type_all(live, ["/told GP: began", "/again Tue 10:00", "/card often weekly"])
    live.leave()
    prints = caseload.past(live.state.client, "2026-03-10").prints
    assert prints.summary("soap", 0).splitlines() == [
        "CARD  KESTREL-4  Tue 2026-03-10   status draft",
        " How often: weekly",
        " 10:02 Told: GP: began",
        " 10:03 Next session: Tue 2026-03-17 10:00",
        "Not psychotherapy time",
    ]


@pytest.mark.parametrize("more", ["slept", "~ mine", "/start 10:00", "/held video"])
def test_an_hour_with_the_card_in_it_stays_one(
    live: LiveSession, caseload: Caseload, more: str
) -> None:
    live.enter("/card often weekly", Tab.NOTES)
    live.enter(more, Tab.NOTES)
    live.leave()
    (session,) = caseload.sessions(live.state.client)
    assert (session.kind, session.number) == (SessionKind.HOUR, 1)


@pytest.mark.parametrize(
    ("typed", "kept", "remark"),
    [
        ("2027-05-01", "2027-05-01", "Valid until Sat 2027-05-01 · Ctrl+Z"),
        ("1 May 2027", "2027-05-01", "Valid until Sat 2027-05-01 · Ctrl+Z"),
        ("29 Feb", "2028-02-29", "Valid until Tue 2028-02-29 · Ctrl+Z"),
        ("Tue", "2026-03-17", "Valid until Tue 2026-03-17 · Ctrl+Z"),
        ("2026-03-10", "2026-03-10", "Valid until Tue 2026-03-10 · that is today"),
        ("2026-03-09", "2026-03-09", "Valid until Mon 2026-03-09 · that is past"),
        ("2999-01-01", "2999-01-01", "Valid until Tue 2999-01-01 · that is far ahead"),
        ("12/31/2026", "2026-12-31", "Valid until Thu 2026-12-31 · Ctrl+Z"),
        ("3/4", "3/4", "That may be two days, such as 3 Apr and 4 Mar; kept as words."),
        ("2020-01-01", "2020-01-01", "Valid until Wed 2020-01-01 · that is past"),
        ("2027-02-29", "2027-02-29", "No day found in it; kept as words."),
        ("soon", "soon", "No day found in it; kept as words."),
        ("in 12 months", "2027-03-10", "Valid until Wed 2027-03-10 · Ctrl+Z"),
        ("in 6 weeks", "2026-04-21", "Valid until Tue 2026-04-21 · Ctrl+Z"),
        ("on 24 Nov", "2026-11-24", "Valid until Tue 2026-11-24 · Ctrl+Z"),
    ],
)
def test_the_end_of_a_plan_is_shown_as_it_was_understood(
    live: LiveSession, typed: str, kept: str, remark: str
) -> None:
    done = live.enter(f"/card until {typed}", Tab.NOTES)
    assert done.remark.startswith(remark)
    (line,) = live.state.lines
    assert line.text == kept
    live.edits.edit(line, "/card until 2 June 2027")
    assert live.state.lines[0].text == "2027-06-02"


@pytest.mark.parametrize(
    ("typed", "remark"),
    [
        ("agreed plan 2026-03-03", "Agreed on Tue 2026-03-03 · Ctrl+Z takes it back"),
        ("agreed plan 2026-03-10", "Agreed on Tue 2026-03-10 · Ctrl+Z takes it back"),
        ("agreed plan 2026-03-11", "Agreed on Wed 2026-03-11 · that is ahead · Ctrl+Z"),
        ("agreed plan 2026-13-40", "2026-13-40 is no day; kept as words."),
        ("agreed plan 2026-3-1", "2026-3-1 is no day; kept as words."),
        ("agreed treatment and its limits", ""),
        ("ended goals reached 2026-03-10", "Ended on Tue 2026-03-10 · Ctrl+Z"),
        ("ended moves 2026-02-30", "2026-02-30 is no day; kept as words."),
        ("before hospital 2019-05-01", ""),
        ("before hospital 2019-15-01", "2019-15-01 is no day; kept as words."),
    ],
)
def test_a_day_on_the_card_is_shown_as_it_was_understood(
    live: LiveSession, typed: str, remark: str
) -> None:
    field, _, words = typed.partition(" ")
    done = live.enter(f"/card {typed}", Tab.NOTES)
    assert done.remark.startswith(remark)
    assert bool(done.remark) == bool(remark)
    (line,) = live.state.lines
    assert (line.sub, line.text) == (field, words)
    assert live.edits.edit(line, f"/card {typed} too").remark.startswith(remark)


def test_an_appointment_is_taken_out_again(
    live: LiveSession, caseload: Caseload
) -> None:
    type_all(live, ["slept", "/again Tue 10:00", "/again -"])
    assert "Next session: not recorded" in live.prints.summary("soap", 0)
    assert "The next session is not recorded." in live.prints.summary("narrative", 0)
    assert "meet again" not in live.prints.summary("takehome", 0)
    (overview,) = caseload.clients()
    assert overview.next_day is None


def test_where_the_record_takes_no_day_of_the_card_it_stays_an_hour(
    live: LiveSession, caseload: Caseload, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise SessionTuiError("The record did not take that.")

    monkeypatch.setattr(SessionRepository, "become", refuse)
    live.enter("/card often weekly", Tab.NOTES)
    live.leave()
    (session,) = caseload.sessions(live.state.client)
    assert (session.kind, session.stopped_at) == (SessionKind.HOUR, live.state.now())
