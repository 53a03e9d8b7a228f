"""A missed appointment and a contact: entries of their own beside the sessions."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import pytest
from tests.exchange.whole import take, write_json, write_markdown
from tests.story import open_session, type_all

from sessiontui.domain.amendment_requests import RequestKind
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.retention import Periods
from sessiontui.errors import NotFoundError, UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.services.retention import Retention
from sessiontui.store.integrity.verify import verify

if TYPE_CHECKING:
    from tests.story import Clock

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

SIGNS = Preferences(signer="R. Amadi, LMFT 12345", held="in person", present="client")
DAY = "2026-03-17"
CODE = "KESTREL-4"


def entry(record: Record, clock: Clock, *lines: str) -> LiveSession:
    """An hour a week later that becomes what the first of its lines says."""
    if Caseload(record, clock).has_client(CODE):
        clock.forward(days=7)
    live = Caseload(record, clock, preferences=SIGNS).open(CODE, new_session=True)
    for line in lines:
        live.enter(line, Tab.NOTES)
        clock.forward(minutes=1)
    return live


@pytest.fixture
def last_week(record: Record, clock: Clock) -> LiveSession:
    live = open_session(record, clock)
    type_all(live, ["slept badly", "!f call her Thursday"])
    live.leave()
    return live


@pytest.mark.usefixtures("last_week")
def test_a_missed_appointment_has_its_own_short_print(
    record: Record, clock: Clock
) -> None:
    live = entry(record, clock, "/missed no word", "/start 10:00", "rang, no answer")
    live.leave()

    assert live.prints.summary().splitlines() == [
        "MISSED APPOINTMENT  KESTREL-4  Tue 2026-03-17" + " " * 23 + "status draft",
        "By R. Amadi, LMFT 12345",
        "Planned 10:00; no word; no psychotherapy time",
        " 10:06 rang, no answer",
        "Risk at the last session (2026-03-10): Follow-up: call her Thursday",
        "Next step: not recorded",
    ]
    assert live.prints.summary("soap") == live.prints.summary()
    assert verify(record) == ()


@pytest.mark.usefixtures("last_week")
def test_a_contact_says_how_long_it_was_and_which_follow_up_it_answers(
    record: Record, clock: Clock
) -> None:
    live = entry(record, clock, "/contact phone 10m", "!d slept at her brother's")

    text = live.prints.summary()
    assert "CONTACT  KESTREL-4  Tue 2026-03-17  " in text
    assert "\n  status draft\n" in text, "where both do not fit one row"
    assert "(10 min)  phone" in text
    assert "With: client   About: risk follow-up of 2026-03-10" in text
    assert text.endswith("Not psychotherapy time\n")
    assert live.state.follow_ups() == ()
    stopped = live.state.session.stopped_at
    clock.forward(minutes=20)
    live.leave()
    assert (
        Caseload(record, clock).past(live.state.client, DAY).state.session.stopped_at
        == stopped
    )


def test_a_contact_names_a_follow_up_by_its_day_of_service_and_what_stays_open(
    record: Record, clock: Clock
) -> None:
    late = Caseload(record, clock).open(CODE, day=date(2026, 3, 8))
    type_all(late, ["!f call her Monday", "!f write to her"])
    late.leave()
    live = entry(record, clock, "/contact phone 10m", "!d she is with her brother")

    assert "About: risk follow-up of 2026-03-08" in live.prints.summary()
    assert "1 risk follow-up open: !d …" in live.signing.checklist().sentences
    live.enter("!d she wrote back", Tab.NOTES)
    assert live.signing.checklist().sentences == ()


@pytest.mark.usefixtures("last_week")
def test_a_concern_of_a_contact_is_called_one(record: Record, clock: Clock) -> None:
    live = entry(record, clock, "/contact phone", "! wants to vanish", "!s her sister")

    printed = live.prints.summary()
    assert "\n 10:05 Risk: wants to vanish\n 10:06 Safety plan: her sister\n" in printed


@pytest.mark.usefixtures("last_week")
def test_a_contact_that_was_written_down_at_once_lasted_nobody_knows_how_long(
    record: Record, clock: Clock
) -> None:
    live = entry(record, clock, "/contact phone")
    live.enter("rang back", Tab.NOTES)
    clock.now = live.state.session.started_at
    live.enter("/stop", Tab.NOTES)

    assert "min)" not in live.prints.summary()
    assert live.state.session.stopped_at == clock.now
    assert "  10:04  phone " in live.prints.summary()


def test_an_entry_is_no_session(
    record: Record, clock: Clock, last_week: LiveSession
) -> None:
    type_all(last_week, [">w sit at the wedding"])
    entry(record, clock, "/missed").leave()
    caseload = Caseload(record, clock)
    client = caseload.find_client(CODE)

    (row,) = caseload.clients()
    assert (row.sessions, row.last_day) == (1, date(2026, 3, 10))
    assert caseload.past(client).state.session.number == 1
    assert caseload.progress(client).count == 1
    live = caseload.open(CODE)
    assert live.state.session.number == 2, "the number is not spent"
    assert "slept badly" not in live.prints.summary()
    assert [x.text for x in live.opening().follow_ups] == ["call her Thursday"]


@pytest.mark.usefixtures("last_week")
def test_it_is_asked_for_by_its_day(record: Record, clock: Clock) -> None:
    entry(record, clock, "/missed cancelled 9am", "sister is ill").leave()
    second = Caseload(record, clock).open(CODE, new_session=True)
    for line in ("/contact message", "sister at home again"):
        second.enter(line, Tab.NOTES)
    second.leave()
    caseload = Caseload(record, clock, preferences=SIGNS)
    client = caseload.find_client(CODE)

    missed, contact = caseload.past(client, DAY), caseload.past(client, f"{DAY}.2")
    assert missed.state.session.name == f"missed appointment of {DAY}"
    assert contact.state.session.name == f"contact of {DAY}.2"
    (hit,) = caseload.search("home")
    assert (hit.session_name, hit.entry) == (f"contact of {DAY}.2", f"{DAY}.2")
    for unknown in (f"{DAY}.3", "2026-03-10", "yesterday", ""):
        with pytest.raises(NotFoundError):
            caseload.past(client, unknown)


@pytest.mark.usefixtures("last_week")
def test_it_is_signed_added_to_and_stands_in_the_chain(
    record: Record, clock: Clock
) -> None:
    live = entry(record, clock, "/missed no word")
    live.sign()

    assert live.state.session.stopped_at is None
    assert "   status SIGNED" in live.prints.summary()
    assert "chain " in live.prints.summary()
    live.amending.check()
    clock.forward(days=1)
    hour = Caseload(record, clock, preferences=SIGNS).open(CODE)
    type_all(hour, ["here again"])
    hour.sign()
    assert verify(record) == ()
    signatures = record.signatures.signatures(hour.state.client.id)
    assert [x.place for x in signatures] == [1, 2]


def test_where_lines_stand_it_is_refused(
    record: Record, clock: Clock, last_week: LiveSession
) -> None:
    del record, clock
    for word in ("/missed no word", "/contact phone"):
        with pytest.raises(UsageError, match="Lines stand in this hour"):
            last_week.enter(word, Tab.NOTES)


def test_it_may_become_an_hour_again(record: Record, clock: Clock) -> None:
    live = entry(record, clock, "/missed no word", "there she is", "/missed -")

    session = live.state.session
    assert (session.name, session.held, session.start_noted) == (
        "session 1",
        "in person",
        True,
    )
    with pytest.raises(UsageError, match="This is an hour"):
        live.enter("/missed -", Tab.NOTES)
    assert verify(record) == ()


@pytest.mark.usefixtures("last_week")
def test_exports_know_no_number_of_it(record: Record, clock: Clock) -> None:
    entry(record, clock, "/contact phone 10m", "!d at her brother's").leave()

    found = take(record, (CODE,))
    part = json.loads(write_json(found))["clients"][0]["sessions"][1]
    assert (part["number"], part["kind"], part["day"]) == (None, "contact", DAY)
    text = write_markdown(found).decode()
    assert f"## Contact of {DAY}" in text
    assert "About: risk follow\\-up of 2026" in text.replace("follow-up", "follow\\-up")


def test_nobody_came_and_nothing_else_was_typed(record: Record, clock: Clock) -> None:
    """What was said is kept, also without a line."""
    entry(record, clock, "/missed").leave()

    client = Caseload(record, clock).find_client(CODE)
    (session,) = Caseload(record, clock).sessions(client)
    assert session.is_missed
    assert session.stopped_at is None


def test_what_was_done_about_an_older_follow_up_names_it(
    record: Record, clock: Clock
) -> None:
    type_all(open_session(record, clock, CODE), ["!f call Thursday"])
    clock.forward(days=7)
    type_all(open_session(record, clock, CODE), ["!d rang him", "!n", "! is low"])
    clock.forward(days=7)
    told = entry(record, clock, "/missed no word").prints.summary()

    assert (
        "\nRisk at the last session (2026-03-17):\n"
        " 10:03 Follow-up of 2026-03-10 (call Thursday) done: rang him\n"
        " 10:04 Asked about risk; nothing voiced.\n"
        " 10:05 is low\n"
    ) in told


def test_a_risk_follow_up_is_a_next_step_of_a_missed_appointment(
    record: Record, clock: Clock
) -> None:
    live = entry(record, clock, "/missed no word", "!f ring her tonight")
    live.leave()

    assert " Follow-up: ring her tonight\n" in live.prints.summary()
    assert "Next step" not in live.prints.summary()
    assert "Not recorded" not in live.prints.summary(), "nobody was there to be asked"
    live.enter("! her mother rang: says she is low", Tab.NOTES)
    assert " Not recorded: factors, " in live.prints.summary()


def test_a_missed_appointment_tells_the_risk_of_a_contact_since_the_last_session(
    record: Record, clock: Clock
) -> None:
    type_all(open_session(record, clock, CODE), ["!f call Thursday", "!n"])
    contact = ["/contact phone 5m", "! said better off", "!f ring Friday", "!d called"]
    entry(record, clock, *contact).leave()
    missed = entry(record, clock, "/missed no word")
    missed.leave()

    told = missed.prints.summary("", 0)
    assert (
        "Risk at the last session (2026-03-10):\n"
        " Follow-up: call Thursday\n"
        " Done 2026-03-17: called\n"
        " Asked about risk; nothing voiced.\n"
        "Risk between sessions:\n"
        " 2026-03-17 10:05 said better off\n"
        " 2026-03-17 10:06 Follow-up: ring Friday\n"
    ) in told
    exported = write_markdown(take(record, (CODE,))).decode()
    assert "2026-03-17 10:05 said better off" in exported


def test_the_risk_of_a_contact_before_any_session_stands_in_a_missed_appointment(
    record: Record, clock: Clock
) -> None:
    entry(record, clock, "/contact phone 5m", "! said better off").leave()
    missed = entry(record, clock, "/missed no word")

    told = missed.prints.summary("", 0)
    assert "Risk between sessions: 2026-03-10 10:03 said better off\n" in told
    assert "last session" not in told


@pytest.mark.parametrize("kept", ["request", "hold", "rename", "keep"])
def test_an_empty_hour_goes_and_what_is_kept_of_the_client_stays(
    record: Record, clock: Clock, kept: str
) -> None:
    caseload = Caseload(record, clock)
    empty = caseload.open("KESTREL-4")
    client = empty.state.client
    keeping = Retention(record, Periods(), "R. Amadi", clock)
    if kept == "request":
        keeping.add_request(client, RequestKind.REQUEST, "it was Monday", 1)
    elif kept == "hold":
        keeping.hold(client, "a court asked")
    elif kept == "rename":
        caseload.rename(client, "HERON-9")
    else:
        keeping.keep_until(client, clock.now.date())

    empty.leave()

    assert bool(record.sessions.of_client(client.id)) == (kept == "request")
    assert caseload.find_client("KESTREL-4").id == client.id
    assert verify(record) == ()


def test_of_an_empty_hour_with_a_new_client_nothing_stays(
    record: Record, clock: Clock
) -> None:
    caseload = Caseload(record, clock)
    caseload.open("KESTREL-4").leave()
    assert not caseload.has_client("KESTREL-4")


def test_minutes_of_a_contact_that_its_day_cuts_are_said(
    record: Record, clock: Clock
) -> None:
    clock.now = clock.now.replace(hour=0, minute=10)
    live = Caseload(record, clock).open("KESTREL-4")
    said = live.enter("/contact phone 30m", Tab.NOTES).remark
    assert said.startswith("A contact now, from 00:00 on: 10 min; ")
    said = live.enter("/contact phone 5m", Tab.NOTES).remark
    assert said.startswith("A contact now; ")


def test_minutes_of_a_contact_that_was_none_put_no_start_back(
    record: Record, clock: Clock
) -> None:
    clock.now = clock.now.replace(hour=0, minute=5)
    live = Caseload(record, clock).open("KESTREL-4")
    opened_at = live.state.session.started_at
    for line in ("/contact phone 30m", "/contact -"):
        live.enter(line, Tab.NOTES)

    session = live.state.session
    assert (session.started_at, session.start_noted) == (opened_at, True)
    assert session.stopped_at is None
