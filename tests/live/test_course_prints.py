"""Prints over sessions, by a course of twelve, as auditor and client read them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from tests.story import type_all

from sessiontui.cli.presenters.progress import progress_text
from sessiontui.domain.kinds.kind_row import FIVE
from sessiontui.domain.kinds.lookup import ROWS as ROWS_OF_KINDS
from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.preferences import USUAL_PREFERENCES
from sessiontui.domain.prints.catalog import OVER_SESSIONS
from sessiontui.domain.prints.course.summary import changed_fields
from sessiontui.errors import UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.services.course import printed
from sessiontui.services.merge import Merging

if TYPE_CHECKING:
    from tests.story import Clock

    from sessiontui.store.record import Record

CODE = "HARE-5"
WAYS = replace(
    USUAL_PREFERENCES,
    signer="R. Amadi, LMFT 12345",
    supervised_by="A. Osei, LCSW",
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


# prints.md, section 2: each of its 36 rows, and where it is read

NOTED = (*FIVE, "narrative")
"""The prints of a session that an auditor reads."""
FULL = (
    *(": the wedding", "/next", "= PHQ-9 19/27", "( tired, spoke softly"),
    *("sertraline 50 mg since May", "@ text him %60 #1", *SECOND),
)
PLAN, COURSE = "plan", "course"
ROWS: list[tuple[str, int | str, tuple[str, ...], tuple[str, ...]]] = [
    ("client id", 2, ("HARE-5", "Name ____"), ()),
    ("date, start, stop, minutes", 2, ("start 10:02  stop 10:52 (50 min)",), ()),
    ("type of service", 2, ("individual psychotherapy",), ()),
    ("how held, place", 2, ("by video",), ()),
    (
        *("telehealth: both places", 2),
        ("Client's place: at home, Leeds", "Therapist's place: the practice, Mill"),
        (),
    ),
    ("telehealth: consent", 2, ("Telehealth consent: yes 2026-03-10",), ()),
    (
        *("telehealth, nothing said", 1),
        ("Client's place: not recorded", "Telehealth consent: not recorded"),
        (),
    ),
    ("telehealth: consent, planned", PLAN, ("Telehealth consent: yes 2026-",), ()),
    ("persons present", 2, ("client only",), ()),
    ("author, credentials", 2, ("By R. Amadi, LMFT 12345",), ()),
    ("signature, time", "signed", ("status SIGNED", "R. Amadi, LMFT 12345 2026-"), ()),
    (
        *("co-signature", 2),
        ("Supervised by A. Osei, LCSW; co-signature not recorded",),
        (),
    ),
    ("diagnosis", 2, ("Problem and diagnosis: panic (F41.0)",), ()),
    ("diagnosis, an hour later", 3, ("Problem and diagnosis: panic (F41.0)",), ()),
    ("diagnosis, planned", PLAN, ("Problem and diagnosis: panic (F41.0)",), ()),
    ("topics discussed", 2, ("Discussed: the wedding",), ()),
    (
        *("goals addressed, only those", 3),
        ("Other goals standing: #1 I want to sit",),
        ("Also standing: goal 1, “I want to sit",),
    ),
    ("measurable objective", 2, ("attend the wedding, stay", "Aimed at: 7/10"), ()),
    (
        *("progress, now against last", 2),
        ("Rating 3/10 (2/10 on 2026-03-10)", "Confidence 4/10 (3/10 on 2026-03-10)"),
        ("the goal 3/10 (2/10 on 2026-03-10), confidence 4/10 (3/10 on",),
    ),
    ("barriers", 2, ("in the way: rain",), ()),
    ("new needs", 2, ("sleep past four (new today)",), ("sleep past four” (new",)),
    ("symptoms, functioning", 2, ("I am scared",), ()),
    ("observation", 2, ("Observed: tired, spoke softly",), ()),
    ("test scores", 2, ("PHQ-9 19/27 (17/27 on 2026-03-10)",), ()),
    ("technique", 2, ("five minutes near the exit  #1",), ("near the exit (goal 1)",)),
    (
        *("response, tied to it", 2),
        ("stayed three minutes",),
        ("The client stayed three minutes",),
    ),
    ("risk asked, nothing voiced", 1, ("Asked about risk; nothing voiced.",), ()),
    (
        *("concern, factors, reasoning", 2),
        (
            *("said better off without me", "Contributing factors: alone at night"),
            *("Protective: brother stays", "Reasoning: wants to be there"),
            *("Follow-up: call Thursday", "Risk follow-up: call Thursday"),
        ),
        (),
    ),
    ("level as judged", 2, ("Level as judged: low: no plan",), ()),
    ("means, safety plan", 2, ("Means: none at home", "Safety plan: agreed"), ()),
    (
        *("no line about risk", 3),
        ("nothing recorded about risk today",),
        ("Nothing recorded about risk today.",),
    ),
    (
        *("homework, likelihood, outcome", 2),
        ("text him (likelihood 60%)", "rated together 2/4"),
        ("given a likelihood of 60%", "rated together 2/4"),
    ),
    (
        *("next session", 1),
        ("Next session: Tue 2026-03-17 10:00",),
        ("The next session is Tue 2026-03-17 10:00.",),
    ),
    (
        *("next session, not said", 2),
        ("Next session: not recorded",),
        ("The next session is not recorded.",),
    ),
    ("not reached", 2, ("Not reached: sleep",), ()),
    (
        *("why still needed; fact and opinion apart", 2),
        ("Clinical impression", "leaving early keeps the fear"),
        ("The therapist's understanding (goal 1): leaving early keeps the fear",),
    ),
    ("prognosis, medication", 2, ("sertraline 50 mg since May",), ()),
    ("coordination", 2, ("COORDINATION\n",), ()),
    (
        "coordination, the family doctor",
        PLAN,
        ("agreed or declined: informed 2026-",),
        (),
    ),
    (
        *("consent to treatment", PLAN),
        ("With the client: treatment 2026-03-10; plan 2026-03-17",),
        (),
    ),
    ("notes discussed", 2, ("Notes discussed with the client: yes",), ()),
    (
        *("client's view of the work", 1),
        ("Most helpful today: slower pace",),
        ("Asked what was most helpful, the client said: “slower pace”",),
    ),
    # What lies around the hour.
    ("length planned", PLAN, ("Length planned: 50 min",), ()),
    ("how often", PLAN, ("How often: weekly",), ()),
    ("until when", PLAN, ("Valid until: 2027-05-01",), ()),
    ("approach", PLAN, ("Approach: CBT",), ()),
    ("when we are done", PLAN, ("WHEN WE ARE DONE at the wedding",), ()),
    ("co-signature, planned", PLAN, ("Supervised by A. Osei, LCSW; co-",), ()),
    ("co-signature, over a course", COURSE, ("A. Osei, LCSW; co-",), ()),
    ("signature, planned", PLAN, ("SIGNATURE ____", "Date ____"), ()),
    ("why the client came", COURSE, ("no shops since May",), ()),
    ("earlier help", COURSE, ("Earlier help: not recorded",), ()),
    ("why it ended", COURSE, ("Reason for ending: not recorded",), ()),
    ("referrals", COURSE, ("Referrals and advice given: not recorded",), ()),
]


ALWAYS = frozenset(
    {
        *("client id", "date, start, stop, minutes", "type of service"),
        *("how held, place", "persons present", "author, credentials", "co-signature"),
        *("next session, not said", "diagnosis", "telehealth: consent"),
    }
)
"""What heads every note, whatever was entered; the card was filled before."""


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def demanded(caseload: Caseload, clock: Clock) -> dict[tuple[int | str, str], str]:
    """Every print in which a demanded element is looked for, by session and format."""
    hour(caseload, clock, (*FIRST, "= PHQ-9 17/27"))
    hour(caseload, clock, FULL)
    hour(caseload, clock, ("slept",))
    client = caseload.find_client(CODE)
    prints: dict[tuple[int | str, str], str] = {
        (number, name): caseload.prints(client, number).summary(name, 0)
        for number in (1, 2, 3)
        for name in NOTED
    }
    for name in (PLAN, COURSE):
        prints[name, ""] = over(caseload, name)
    caseload.past(client, 2).sign()
    signed = caseload.prints(client, 2)
    return prints | {("signed", name): signed.summary(name, 0) for name in NOTED}


def test_every_element_that_is_demanded_stands_in_every_print_or_is_not_recorded(
    demanded: dict[tuple[int | str, str], str],
) -> None:
    lacking = []
    for name, where, five, told in ROWS:
        for (place, form), text in demanded.items():
            words = told if told and form == "narrative" else five
            if place == where and not all(flat(x) in flat(text) for x in words):
                lacking.append((name, form))

    assert lacking == []


@pytest.mark.parametrize("name", FIVE)
def test_a_response_says_what_it_answers_or_stands_beneath_it(
    demanded: dict[tuple[int | str, str], str], name: str
) -> None:
    rows = demanded[2, name].split("\n")
    (place,) = (at for at, row in enumerate(rows) if "stayed three" in row)
    beneath = rows[place].startswith("   ")
    assert beneath if name == "dap" else "three minutes (after 10:" in rows[place]


def test_what_was_not_entered_is_in_no_print(
    demanded: dict[tuple[int | str, str], str],
) -> None:
    """So that the table can fail: nothing of session 2 stands in session 3's note."""
    own = [row for row in ROWS if row[1] == 2 and row[0] not in ALWAYS]
    told = [flat(demanded[3, name]) for name in FIVE]
    assert [x[0] for x in own if any(x[2][0] in text for text in told)] == []


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
        "I want to sit at that wedding  my rating 2/10, then 8/10",
        "danced with my aunt",
        *("went out in the rain", "breathing in the car", "that you waited"),
        "the crisis line",
    ):
        assert there in sheet
    for gone in ("F41.0", "better off", "leaving early", "Gloss", "weekly", "CBT"):
        assert gone not in sheet


def test_a_strength_that_nothing_was_built_on_stays_on_the_clients_sheet(
    caseload: Caseload, clock: Clock
) -> None:
    bread, keys = "+ I bake bread", "+c counting keys"
    hour(caseload, clock, (bread, keys, "+s on the bus", "@ bake for her #+1"))

    sheet = flat(over(caseload, "ending"))
    built = "What I built on: I bake bread"
    assert f"{built} What I already do: counting keys · shows up: on the bus" in sheet


def test_the_last_sheet_has_a_blank_where_nobody_says_whom_to_ring(
    record: Record, clock: Clock
) -> None:
    caseload = Caseload(record, clock, preferences=replace(WAYS, call=""))
    hour(caseload, clock, ("slept",))

    assert over(caseload, "ending").endswith(f"To call:            {'_' * 30}\n")


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
    assert changed_fields(caseload.course(client), signed.text) == ()
    assert "COURSE SUMMARY" in caseload.prints(client, 12).summary()

    type_all(caseload.open(CODE), ["/card how to come back write", "/card advice -"])

    again = caseload.course(client)
    still = caseload.signed_course(again)
    assert still == signed
    assert changed_fields(again, signed.text) == (
        "Referrals and advice given",
        "How to come back",
    )
    assert "How to come back: ring the practice" in " ".join(signed.text.split())


LONG = "ring the practice in the mornings, or write to the address below, " * 2


@pytest.mark.parametrize("field", ["came", "before", "for", "gp", "ended", "advice"])
@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("a year of it", "a year"),
        ("a year", "a year of it"),
        ("a year", "-"),
        ("-", "a year"),
        (LONG, LONG[:60]),
        (LONG, f"{LONG} again"),
        (LONG, "-"),
    ],
)
def test_each_field_of_a_signed_course_that_says_otherwise_is_named(
    caseload: Caseload, clock: Clock, field: str, first: str, then: str
) -> None:
    hour(caseload, clock, (f"/card {field} {first}", "slept"))
    client = caseload.find_client(CODE)
    caseload.past(client, 1).sign()
    signed = caseload.sign_course(caseload.course(client)).text
    assert changed_fields(caseload.course(client), signed) == ()

    caseload.open(CODE).enter(f"/card {field} {then}", Tab.NOTES)

    named = ROWS_OF_KINDS[Kind.CARD].print_as_of(field)
    assert changed_fields(caseload.course(client), signed) == (named,)


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
        "\n How things stand: goal 1 reached, 8/10; goal 2 active, never"
        " rated; risk at the last session (2026-03-17): asked, nothing voiced\n"
    )
    report = over(caseload, "course", for_referrer=True)
    assert "#1 In the therapist's words: not recorded (reached; set" in report
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
        assert "Follow-up of 2026-03-10 (call Thursday) done: rang\n" in told


def test_of_two_follow_ups_it_is_told_which_one_was_done(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("! alone", "!f ring her", "!f ask the GP", "!d she rang"))

    for name in ("course", "supervision", "plan"):
        assert " Follow-up (ring her) done: she rang\n" in over(caseload, name)


def test_one_follow_up_that_was_done_in_its_hour_needs_no_name(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("! alone", "!f ring her", "!d she rang"))

    for name in ("course", "supervision", "plan"):
        assert " Done: she rang\n" in over(caseload, name)


def test_a_plan_keeps_the_safety_plan_behind_a_later_concern(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("! alone", "!c no sleep", "!s the sister, then the line"))
    hour(caseload, clock, ("! a passing thought",))

    plan = over(caseload, "plan")
    assert " 2026-03-10 Safety plan: the sister, then the line\n" in plan
    assert " Earlier lines about risk, in the course summary: 2\n" in plan


@pytest.mark.parametrize("name", ["plan", "course"])
def test_the_service_over_a_course_is_that_of_its_hours(
    caseload: Caseload, clock: Clock, name: str
) -> None:
    hour(caseload, clock, ("/service couple therapy", "slept"))
    hour(caseload, clock, ("/service couple therapy", "slept"))
    assert "   couple therapy\n" in over(caseload, name)

    hour(caseload, clock, ("slept",))
    both = "couple therapy; individual psychotherapy\n"
    assert f"   {both}" in over(caseload, name)
    assert f" Type: {both}" in over(caseload, "plan")


def test_before_any_hour_the_service_is_the_usual_one(
    caseload: Caseload, clock: Clock
) -> None:
    live = caseload.open(CODE)
    live.enter("/missed no word", Tab.NOTES)
    live.leave()

    assert " Type: individual psychotherapy\n" in over(caseload, "plan")


def test_a_supervisor_reads_what_was_answered_where_another_act_lies_between(
    caseload: Caseload, clock: Clock
) -> None:
    lines = ("> one", "> two", "& drew it #1", "& asked #2", "< nodded #1", "< ok #2")
    hour(caseload, clock, lines)

    told = over(caseload, "supervision")
    assert "minute 4    taken (after minute 2): nodded  #1\n" in told
    assert "minute 5    taken: ok  #2\n" in told


def test_a_client_who_never_came_has_no_sessions_and_what_was_missed(
    caseload: Caseload, clock: Clock
) -> None:
    for _ in range(2):
        caseload.open(CODE).enter("/missed no word", Tab.NOTES)
        clock.forward(days=7)

    assert "\nno sessions yet   missed: 2\n" in over(caseload, "course")
    assert "Held so far: no sessions yet" in over(caseload, "plan")
    assert over(caseload, "supervision").splitlines()[1] == "no sessions yet"
    assert (
        caseload.prints(caseload.find_client(CODE), "2026-03-10")
        .summary("soap", 0)
        .splitlines()[1]
        .startswith("Name ____")
    )


def test_the_sheet_of_one_hour_names_one_day(caseload: Caseload, clock: Clock) -> None:
    hour(caseload, clock, ("> sleep",))

    assert over(caseload, "ending").splitlines()[1] == "Tue 2026-03-10"


def test_a_course_that_was_merged_counts_what_was_held(
    caseload: Caseload, clock: Clock, record: Record
) -> None:
    clock.forward(days=-7)
    wrong = caseload.open("HARE-55")
    type_all(wrong, ["slept"])
    wrong.leave()
    clock.forward(days=7)
    hour(caseload, clock, ("slept",))
    wrong_one, right = caseload.find_client("HARE-55"), caseload.find_client(CODE)
    Merging(record, clock).merge(wrong_one, right)

    assert ", 2 sessions; care began 2026-03-03" in over(caseload, "plan")
    assert "sessions 1 to 2" in over(caseload, "supervision")


# Trends: importance, confidence, readiness, pace

TRENDS = {
    "once": (("7",), "7/10 on 2026-03-10, once", ""),
    "twice": (("7", "4"), "7/10 on 2026-03-10, 4/10 on 2026-03-17", ""),
    "equal": (("5", "5", "5"), "5/10 on 2026-03-10, 5/10 on 2026-03-24", "5"),
    "halves": (("2.5", "3", "3.5"), "2.5/10 on 2026-03-10, 3.5/10 on", "3"),
    "gaps": (
        *(("0", "", "", "10", "", "6"), "0/10 on 2026-03-10, 6/10 on 2026-04-14"),
        "10",
    ),
}


@pytest.mark.parametrize("name", TRENDS)
@pytest.mark.parametrize("ruler", ["importance", "confidence", "readiness"])
def test_a_trend_is_told_in_words_by_first_and_last_and_those_between(
    caseload: Caseload, clock: Clock, name: str, ruler: str
) -> None:
    values, words, between = TRENDS[name]
    goal = ("> sleep",)
    for value in values:
        hour(caseload, clock, (*goal, *((f"= {ruler} {value} #1",) if value else ())))
        goal = ("slept",)

    course = over(caseload, "course")
    told = f" {ruler.capitalize()}: {words}"
    assert told in course
    (below,) = (x for x in course.split(told)[1].splitlines()[1:2])
    assert below.startswith(f"     between: {between} on 2026-") == bool(between)
    for narrow in (over(caseload, "course", 40), _progress(caseload, 40)):
        assert max(map(len, narrow.splitlines())) <= 40
        # All of them, each with its day.
        for value in filter(None, values):
            assert re.search(rf"\b{value}(/10)? on 2026-", flat(narrow))
    assert ruler in _progress(caseload, 0).casefold()


def test_progress_tells_what_was_asked_about_risk_behind_a_colon(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("!n asked her alone",))

    told = "  Asked about risk; nothing voiced: asked her alone\n"
    assert told in _progress(caseload, 0)


def _progress(caseload: Caseload, width: int) -> str:
    return progress_text(caseload.progress(caseload.find_client(CODE)), width)


@pytest.mark.parametrize(
    ("values", "words", "bars"),
    [
        (("-1",), "-1 on 2026-03-10", ""),
        (("-3", "0", "+3"), "-3 on 2026-03-10, 0 on 2026-03-17, +3 on 2026-03-24", 3),
        (("1", "1", "1"), "+1 on 2026-03-10, +1 on 2026-03-17, +1 on", 3),
    ],
)
def test_the_pace_over_time_is_told_and_drawn(
    caseload: Caseload, clock: Clock, values: tuple[str, ...], words: str, bars: int
) -> None:
    for value in values:
        hour(caseload, clock, (f"/pace {value}",))

    course, text = over(caseload, "course"), _progress(caseload, 0)
    assert words in course
    assert words in text
    rows = [row.strip() for row in text.splitlines()]
    assert bool(bars) == any(_is_bars(row, len(values)) for row in rows)
    # What others read is told in figures alone.
    assert not any(_is_bars(row.strip(), len(values)) for row in course.splitlines())


def _is_bars(row: str, count: int) -> bool:
    return any(len(x) == count and set(x) <= BARS for x in row.split()[:5])


BARS = frozenset("▁▂▃▄▅▆▇█_.-=+*%#")


def test_what_belonged_to_a_removed_goal_is_compared_with_nothing(
    caseload: Caseload, clock: Clock
) -> None:
    for rating in (2, 8):
        live = caseload.open(CODE)
        goal, _ = type_all(live, ["> drive", f"= {rating}"])
        live.edits.remove((goal,))
        clock.forward(days=7)

    told = over(caseload, "course")
    assert " 2026-03-10 Rating 2/10 (of what: not recorded)\n" in told
    assert " 2026-03-17 Rating 8/10 (of what: not recorded)\n" in told


def test_where_a_strength_shows_up_stands_beneath_it_in_a_course(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("+ I rang him", "+w went out"))
    live = caseload.open(CODE)
    strength = next(x for x in live.state.strengths() if x.text == "I rang him")
    live.enter("+s at work, too", Tab.STRENGTHS, strength)

    told = over(caseload, "course")
    assert "Strength: I rang him\n   2026-03-17 Where it shows up: at work, too" in told


def test_a_change_of_no_known_request_says_so_alike_in_every_print(
    caseload: Caseload, clock: Clock
) -> None:
    """`/changed` means that the client asked: nothing says that nobody did."""
    hour(caseload, clock, ("/changed looked at it in the middle",))

    course = over(caseload, "course")
    assert " 2026-03-10 Request not recorded; changed: looked at it in the" in course
    told = "(request not recorded): looked at it in the middle"
    assert told in over(caseload, "supervision")
    for name in FIVE:
        prints = caseload.prints(caseload.find_client(CODE), 1)
        assert told in prints.summary(name, 0), name
    assert "\nrequest not recorded\n     changed 2026-03-10" in _progress(caseload, 0)


def test_a_change_tells_its_request_where_that_is_of_a_session_left_out(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("/differently ask about the garden",))
    hour(caseload, clock, ("/changed asked first",))

    newest = caseload.progress(caseload.find_client(CODE), 1)
    told = (
        "\nasked before these sessions: ask about the garden\n     changed 2026-03-17"
    )
    assert told in progress_text(newest, 0)
    assert "2026-03-10 ask about the garden  changed" in over(caseload, "course")


QUOTED = {
    '"quiet, I guess"': True,
    "“quiet” … “I guess”.": True,
    "'I can't, I guess'": True,
    '"quiet", and looked away': False,
    "quiet, I guess": False,
}


@pytest.mark.parametrize("words", QUOTED)
def test_what_is_typed_wholly_in_quotes_goes_to_no_referrer(
    caseload: Caseload, clock: Clock, words: str
) -> None:
    lines = ("> sleep", f">g {words}", "@ three walks", "& asked #1", f"< {words} #1")
    hour(caseload, clock, lines)
    hour(caseload, clock, (f"@2 {words}", f"/back {words}"))

    report = over(caseload, "course", for_referrer=True)
    assert report.count("I guess") + report.count("looked away") == (
        0 if QUOTED[words] else 4
    )
    assert "Followed the client's pace" in report
    assert "three walks: rated together 2/4" in report
    assert over(caseload, "course").count(words) == 4


@pytest.mark.parametrize("field", ["for", "came", "before", "ended", "advice", "gp"])
def test_a_field_of_the_card_that_is_a_quote_goes_to_no_referrer(
    caseload: Caseload, clock: Clock, field: str
) -> None:
    hour(caseload, clock, (f'/card {field} "I cannot sleep"', '@ "text him" %60'))
    hour(caseload, clock, ("@3 did",))

    report = over(caseload, "course", for_referrer=True)
    assert "I cannot sleep" not in report
    assert "text him" not in report
    assert report.count("in the client's words, left out here") == 2
    assert ("How things stood" in report) is (field == "ended")
    assert "I cannot sleep" in over(caseload, "course")


def test_no_words_of_the_clients_are_in_what_a_referrer_reads(
    caseload: Caseload, clock: Clock
) -> None:
    own = (
        *("> my words for it", '" my words said', "&e the curve", "<t my words back"),
        *("^d my words of change", ">m my words of a reason", "+ my words of strength"),
        *("/helped my words of help", "/differently my words of wish"),
        *("/answer my words of answer", "+w my words of a win"),
    )
    hour(caseload, clock, own)

    assert "my words" not in over(caseload, "course", for_referrer=True)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("!n",), "asked, nothing voiced"),
        (("!d rang", "!n"), "asked, nothing voiced, a follow-up done"),
        (("!d rang",), "a follow-up done"),
        (("!n", "!p her sister"), "asked, nothing voiced, more recorded above"),
        (("!n", "! wants it to stop"), "recorded above"),
        (("slept",), "nothing recorded"),
    ],
)
def test_how_things_stand_tells_what_the_last_session_has_about_risk(
    caseload: Caseload, clock: Clock, lines: tuple[str, ...], told: str
) -> None:
    hour(caseload, clock, ("!f call Friday",))
    hour(caseload, clock, lines)

    said = f" How things stand: risk at the last session (2026-03-17): {told}\n"
    assert said in over(caseload, "course")

    live = caseload.open(CODE)
    live.enter("/card ended goals reached", Tab.NOTES)
    live.leave()
    assert f" How things stood at the end: {said[19:]}" in over(caseload, "course")


def test_the_next_session_is_told_until_it_is_over(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("slept", "/again Tue 10:00"))
    clock.forward(days=-1)

    told = "ext session: Tue 2026-03-17 10:00\n"
    assert f"\n N{told}" in over(caseload, "plan")
    assert f"STILL OPEN\n N{told}" in over(caseload, "course")
    assert f"\nn{told}" in _progress(caseload, 0)
    assert told not in over(caseload, "course", for_referrer=True)

    clock.forward(days=1)
    hour(caseload, clock, ("slept",))
    for text in (over(caseload, "plan"), over(caseload, "course")):
        assert told not in text
    assert told not in _progress(caseload, 0)


def test_a_plan_says_that_there_is_more_about_risk(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("!n",))
    hour(caseload, clock, ("! wants it to stop",))

    plan = over(caseload, "plan")
    assert " Earlier lines about risk, in the course summary: 1\n" in plan


def test_a_person_is_no_act_of_the_clients(caseload: Caseload, clock: Clock) -> None:
    hour(caseload, clock, ("+p her sister rings on Sundays", "+ walks the dog"))

    sheet = caseload.prints(caseload.find_client(CODE), 1).summary("takehome", 0)
    told = "What I already do: walks the dog Who is there: her sister rings on Sundays"
    assert told in flat(sheet)
    ending = flat(over(caseload, "ending"))
    assert "What I already do: walks the dog Who is there: her sister" in ending
    assert " Person or resource: her sister rings on Sundays\n" in over(
        caseload, "plan"
    )


def test_progress_tells_each_likelihood_apart(caseload: Caseload, clock: Clock) -> None:
    hour(caseload, clock, ("@ sit by the door %50", "@s ten minutes %80"))

    told = "\n     likely: 50%\n     smaller version: ten minutes (80%)\n"
    assert told in _progress(caseload, 0)


def test_a_course_signed_long_ago_says_the_same_of_the_family_doctor(
    caseload: Caseload, clock: Clock
) -> None:
    hour(caseload, clock, ("/card gp declined 2026-03-10", "slept"))
    course = caseload.course(caseload.find_client(CODE))
    now = over(caseload, "course")
    label = "Contact with the family doctor, agreed or declined"
    before = now.replace(label, "Family doctor")
    assert before != now
    assert changed_fields(course, now) == changed_fields(course, before) == ()
