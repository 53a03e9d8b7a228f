"""Prints over sessions, by a course of twelve, as auditor and client read them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.story import type_all

from sessiontui.domain.kinds.index import Tab
from sessiontui.domain.preferences import USUAL_PREFERENCES
from sessiontui.domain.prints.catalog import OVER_SESSIONS
from sessiontui.domain.prints.course.summary import changed_since
from sessiontui.errors import UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.services.course import printed

if TYPE_CHECKING:
    from tests.story import Clock

    from sessiontui.store.record import Record

CODE = "HARE-5"
WAYS = replace(
    USUAL_PREFERENCES,
    signer="R. Amadi, LMFT 12345",
    service="individual psychotherapy",
    format="soap",
    held="by video",
    present="client only",
    place="the practice, Mill Lane",
    call="the crisis line",
    name_line=True,
)
FIRST = (
    *("> I want to sit at that wedding", ">g attend the wedding, stay", ">t 7"),
    *("= #1 2", "= imp 7 #1", "= conf 3 #1", "+c breathing in the car"),
    *("!n", "& asked what the wedding means #1", "< went quiet, then told me #1"),
    *("( tired, spoke softly", "@ three walks %60 #1", "/helped slower pace"),
    *("/differently less talk about homework", "/again Tue 10:00"),
)
SECOND = (
    *("= #1 3", "= mood 4", "= conf 4 #1", "/place at home, Leeds", ": sleep"),
    *("! said better off without me", "!c alone at night", "!p brother stays"),
    *("!w wants to be there", "!l low: no plan", "!m none at home", "!s agreed"),
    *("!f call Thursday", "& five minutes near the exit #1", "/back"),
    *("< stayed three minutes #1", "@2 rain", "@o rain #1", "+w went out in the rain"),
    *("/changed less of it", "/pace -1", "/told GP: began treatment"),
    *("/formulation leaving early keeps the fear #1", "/consent yes", '" I am scared'),
    *("> sleep past four", "? father called", "~ felt lectured", ". a scratch word"),
    *("/card for panic (F41.0)", "/card came no shops since May", "/card by CBT"),
    *("/card often weekly", "/card until 2027-05-01", "/card done when at the wedding"),
    *("/card agreed treatment 2026-03-10", "/card agreed plan 2026-03-17"),
    *("/card telehealth yes 2026-03-10", "/card gp informed 2026-03-17"),
)
LAST = (
    *("= #1 8", "= conf 8 #1", "/pace +2", ">r #1", "!n", "+w danced with my aunt"),
    *("/helped that you waited", "/card ended goals reached", "/card advice none"),
    "/card how to come back ring the practice",
)


@pytest.fixture
def caseload(record: Record, clock: Clock) -> Caseload:
    """A caseload in which each hour lasts 50 minutes and comes once a week."""
    return Caseload(record, clock, preferences=WAYS)


def hour(caseload: Caseload, clock: Clock, lines: tuple[str, ...]) -> None:
    """An hour with these lines, a minute each, then a week without."""
    live = caseload.open(CODE)
    for line in lines:
        live.enter(line, Tab.NOTES)
        clock.forward(minutes=1)
    clock.forward(minutes=50 - len(lines))
    live.enter("/stop", Tab.NOTES)
    clock.forward(days=7, minutes=-50)


def over(caseload: Caseload, name: str, width: int = 0, **how: object) -> str:
    """A print over all sessions."""
    found = caseload.course(caseload.find_client(CODE))
    return printed(name, found, width, **how)  # type: ignore[arg-type]


def twelve(caseload: Caseload, clock: Clock) -> None:
    """A course of twelve hours."""
    hour(caseload, clock, FIRST)
    hour(caseload, clock, SECOND)
    for number in range(3, 12):
        rated = min(8, number // 2 + 2)
        lines = (f"= #1 {rated}", f"& near the exit, step {number} #1", "< stayed #1")
        hour(caseload, clock, (*lines, *(("!d rang her",) if number == 3 else ())))
    hour(caseload, clock, LAST)


# prints.md, section 2: each element, and where it is read

ELEMENTS = [
    ("client id", "soap", "HARE-5"),
    ("a blank for the name", "soap", "Name ____"),
    (
        "date, start, stop, minutes",
        "soap",
        "start 10:02  stop 10:52 (50 min)",
    ),
    ("type of service", "soap", "individual psychotherapy"),
    ("how held", "soap", "by video"),
    ("the client's place", "soap", "at home, Leeds"),
    ("the therapist's place", "soap", "the practice, Mill Lane"),
    ("consent to telehealth", "plan", "Consent to telehealth: yes 2026-03-10"),
    ("persons present", "soap", "client only"),
    ("author, credentials", "soap", "By R. Amadi, LMFT 12345"),
    ("diagnosis", "plan", "Problem and diagnosis: panic (F41.0)"),
    ("goals addressed", "soap", "#1 In the client's words: I want to sit"),
    ("measurable objective", "plan", "Objective, in the therapist's words: attend the"),
    ("what is aimed at", "plan", "Aimed at: 7/10"),
    ("progress, now against last", "soap", "Rating 3/10 (2/10 on 2026-03-10)"),
    ("barriers", "soap", "in the way: rain"),
    ("new needs", "soap", "#2 In the client's words: sleep past four"),
    ("functioning and quotes", "soap", "In the client's words: I am scared"),
    ("other ratings", "soap", "mood 4/10"),
    ("technique", "soap", "five minutes near the exit  #1"),
    ("response, tied to it", "soap", "Response: stayed three minutes (after 10:"),
    ("followed the pace", "soap", "Followed the client's pace"),
    ("risk asked, nothing voiced", "first", "Asked about risk; nothing voiced."),
    ("concern", "soap", "said better off without me"),
    ("factors", "soap", "Contributing factors: alone at night"),
    ("protective", "soap", "Protective: brother stays"),
    ("reasoning", "soap", "Reasoning: wants to be there"),
    ("level as judged", "soap", "Level as judged: low: no plan"),
    ("means", "soap", "Means: none at home"),
    ("safety plan", "soap", "Safety plan: agreed"),
    ("follow-up, also in the plan", "soap", "Risk follow-up: call Thursday"),
    ("homework and how it went", "soap", "rated together 2/4"),
    ("next session", "first", "Next session: Tue 2026-03-17 10:00"),
    ("next session, not said", "soap", "Next session: not recorded"),
    ("clinical impression", "soap", "Clinical impression: leaving early keeps"),
    ("coordination", "soap", "Told: GP: began treatment"),
    ("the family doctor", "plan", "Family doctor: informed 2026-03-17"),
    ("consent, agreement", "plan", "With the client: treatment 2026-03-10; plan 2026-"),
    ("notes discussed", "soap", "Notes discussed with the client: yes"),
    ("client's view of the work", "first", "Most helpful today: slower pace"),
    ("length planned", "plan", "Length planned: 50 min"),
    ("how often", "plan", "How often: weekly"),
    ("until when", "plan", "Valid until: 2027-05-01"),
    ("approach", "plan", "Approach: CBT"),
    ("when we are done", "plan", "at the wedding"),
    ("why the client came", "course", "no shops since May"),
    ("earlier help", "course", "Earlier help: not recorded"),
    ("why it ended", "course", "Reason for ending: not recorded"),
    ("referrals", "course", "Referrals and advice given: not recorded"),
]


def test_every_element_that_is_demanded_stands_somewhere_or_is_not_recorded(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, FIRST)
    hour(caseload, clock, SECOND)
    client = caseload.find_client(CODE)
    prints = {
        "first": caseload.prints(client, 1).summary("soap", 0),
        "soap": caseload.prints(client, 2).summary("soap", 0),
        "plan": over(caseload, "plan"),
        "course": over(caseload, "course"),
    }

    lacking = [name for name, where, said in ELEMENTS if said not in prints[where]]

    assert lacking == []


def test_an_empty_record_invents_nothing(caseload: Caseload, clock: Clock) -> None:
    hour(caseload, clock, ("a note",))

    plan, course = over(caseload, "plan"), over(caseload, "course")

    assert plan.count("not recorded") >= 8
    for said in ("Reason for ending", "Referrals and advice given", "Approach"):
        assert f"{said}: not recorded" in plan + course
    assert "nothing recorded about risk" in plan
    assert over(caseload, "ending").splitlines()[0] == "FOR YOU, from our time together"
    assert "MY QUESTION\n not recorded" in over(caseload, "supervision")


# Twelve sessions


def test_the_course_holds_first_and_last_and_no_verdict(
    caseload: Caseload, clock: Clock
) -> None:
    twelve(caseload, clock)

    course = over(caseload, "course")

    assert "12 sessions, 2026-03-10 to 2026-05-26, 600 min in all" in course
    assert "Rating: 2/10 on 2026-03-10, 8/10 on 2026-05-26" in course
    assert "Confidence: 3/10 on 2026-03-10, 8/10 on 2026-05-26" in course
    assert "(reached; set 2026-03-10)" in course
    assert "-1 on 2026-03-17, +2 on 2026-05-26" in course
    assert "2026-03-10 three walks: rated together 2/4 on 2026-03-17 (rain)" in course
    assert "Reason for ending: goals reached" in course
    assert "How to come back: ring the practice" in course
    assert "Parked 2026-03-17: father called" in course
    for word in ("improved", "worsened", "denies", "felt lectured", "scratch"):
        assert word not in course


def test_a_referrer_reads_no_quotes_no_wishes_and_nothing_open(
    caseload: Caseload, clock: Clock
) -> None:
    twelve(caseload, clock)

    report = over(caseload, "course", for_referrer=True)

    for gone in (
        *("I want to sit", "sleep past four", "I am scared", "less talk about"),
        *("slower pace", "father called", "danced with", "breathing in the car"),
        *("ASKED FOR", "STILL OPEN", "-1 on", "not looked at yet", "still open"),
    ):
        assert gone not in report, gone
    for there in ("attend the wedding, stay", "8/10 on", "better off without me"):
        assert there in report


def test_the_clients_sheet_of_the_last_hour_has_their_words_and_none_of_ours(
    caseload: Caseload, clock: Clock
) -> None:
    twelve(caseload, clock)

    sheet = over(caseload, "ending")

    for there in (
        *("I want to sit at that wedding  2/10, then 8/10", "danced with my aunt"),
        *("went out in the rain", "breathing in the car", "that you waited"),
        "the crisis line",
    ):
        assert there in sheet
    for gone in ("F41.0", "better off", "leaving early", "Gloss", "weekly", "CBT"):
        assert gone not in sheet


def test_a_supervisor_reads_steps_and_the_question_which_is_kept_nowhere(
    caseload: Caseload, clock: Clock
) -> None:
    twelve(caseload, clock)

    packet = over(caseload, "supervision", question="am I too careful?")

    assert "MY QUESTION\n am I too careful?" in packet
    assert "did: five minutes near the exit  #1" in packet
    assert "eased off: followed the client" in packet
    assert "taken: stayed three minutes  #1" in packet
    assert "felt lectured" not in packet
    assert caseload.search("careful") == ()
    found = caseload.course(caseload.find_client(CODE), 11)
    some = printed("supervision", found, 0)
    assert "sessions 11 to 12" in some
    assert "five minutes near the exit" not in some


@pytest.mark.parametrize("name", OVER_SESSIONS)
def test_a_print_over_sessions_is_no_format_of_a_session(
    caseload: Caseload, clock: Clock, name: str
) -> None:
    live = caseload.open(CODE)
    type_all(live, ["a note"])

    outcome = live.enter(f"/format {name}", Tab.NOTES)

    article = "An" if name == "ending" else "A"
    said = f"{article} {name} is made over all sessions: sessiontui {name} CODE."
    assert outcome.remark == said
    assert live.prints.format == "soap"
    with pytest.raises(UsageError, match="made over all sessions"):
        live.prints.write_summary(name)


@pytest.mark.parametrize("name", OVER_SESSIONS)
@pytest.mark.parametrize("width", [20, 40, 80])
def test_a_print_over_sessions_keeps_to_its_width(
    caseload: Caseload, clock: Clock, name: str, width: int
) -> None:
    hour(caseload, clock, FIRST)

    text = over(caseload, name, width)

    assert max(map(len, text.splitlines())) <= width
    assert over(caseload, name, width) == text


# Signed


def test_a_signed_course_stays_and_says_what_was_changed_since(
    caseload: Caseload, clock: Clock, record: Record
) -> None:
    twelve(caseload, clock)
    client = caseload.find_client(CODE)
    course = caseload.course(client)
    with pytest.raises(UsageError, match="Sign session 12 first"):
        caseload.sign_course(course)
    for number in range(1, 13):
        caseload.past(client, number).sign()
    caseload.sign_course(course)

    signed = caseload.signed_course(caseload.course(client))

    assert signed is not None
    assert "status SIGNED" in signed.text
    assert changed_since(caseload.course(client), signed.text) == ()
    assert "COURSE SUMMARY" in caseload.prints(client, 12).summary()

    type_all(caseload.open(CODE), ["/card how to come back write", "/card advice -"])

    again = caseload.course(client)
    still = caseload.signed_course(again)
    assert still == signed
    assert changed_since(again, signed.text) == (
        "Referrals and advice given",
        "How to come back",
    )
    assert "How to come back: ring the practice" in " ".join(signed.text.split())


def test_the_ending_says_how_things_stood_and_gives_no_verdict(
    caseload: Caseload, clock: Clock
) -> None:
    live = caseload.open(CODE)
    type_all(live, ["> sleep", "= #1 3", "> eat", "!f ring"])
    clock.forward(days=7)
    live = caseload.open(CODE)
    type_all(live, ["= #1 8", ">r #1 done", "!n"])

    ending = over(caseload, "course").partition("THE ENDING")[2]
    assert ending.startswith(
        "\n Reason for ending: not recorded"
        "\n How things stood at the end: goal 1 reached, 8/10; goal 2 active, never"
        " rated; risk at the last session (2026-03-17): asked, nothing voiced\n"
    )
    report = over(caseload, "course", for_referrer=True)
    assert "#1 (not recorded in the therapist's words)" in report
    assert "Follow-ups" not in report


def test_what_answers_nothing_stands_in_its_own_place_in_a_course(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("< relieved that someone asks", "& drew the curve"))
    hour(caseload, clock, ("& read it again",))

    told = over(caseload, "course").split("HOW IT WAS TAKEN\n")[1]
    days = [row[1:11] for row in told.split("\nSTRENGTHS")[0].split("\n")]
    assert days == sorted(days)
    assert "Response: relieved that someone asks\n" in told


def test_an_answer_stands_under_its_question_for_a_supervisor(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("/answer the tea helps", "/helped the drawing"))

    told = over(caseload, "supervision")
    assert " Anything else? the tea helps\n" in told
    assert " Helped: the drawing\n" in told


def test_a_supervisor_reads_when_in_the_hour_a_risk_was_voiced(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("one", "! wants it to stop", "!f call Thursday"))

    told = over(caseload, "supervision")
    assert " 2026-03-10 10:03 wants it to stop\n" in told
    assert " 2026-03-10 10:04 Follow-up: call Thursday\n" in told


def test_what_was_parked_and_typed_anew_is_open_once(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("? father called", "? the letter", ": the letter"))
    hour(caseload, clock, (": Father called",))

    told = over(caseload, "course").partition("STILL OPEN\n")[2]
    assert told.startswith(
        " Not reached 2026-03-10: the letter\n"
        " Not reached 2026-03-17: Father called\nTHE ENDING"
    )


def test_the_same_item_left_over_twice_is_open_once(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, (": the letter", "? the letter"))

    told = over(caseload, "course").partition("STILL OPEN\n")[2]
    assert told.startswith(" Parked 2026-03-10: the letter\nTHE ENDING")


def test_over_a_course_what_was_done_names_its_follow_up_and_times_tell_apart(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("!n", "! wants it to stop", "!f call Thursday"))
    hour(caseload, clock, ("!d rang",))

    for name in ("course", "supervision", "plan"):
        told = over(caseload, name)
        assert " 2026-03-10 10:02 Asked about risk; nothing voiced.\n" in told
        assert " 2026-03-10 10:03 wants it to stop\n" in told
        assert "Done, to the follow-up of 2026-03-10: rang\n" in told


def test_a_supervisor_reads_what_was_answered_where_another_act_lies_between(
    caseload: Caseload, clock: Clock
) -> None:
    lines = ("> one", "> two", "& drew it #1", "& asked #2", "< nodded #1", "< ok #2")
    hour(caseload, clock, lines)

    told = over(caseload, "supervision")
    assert "minute 4    taken (after minute 2): nodded  #1\n" in told
    assert "minute 5    taken: ok  #2\n" in told
