"""The card in the notes of hours: as it was on the day of each, and no other way."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from tests.exchange.past import read_json
from tests.exchange.whole import take, write_json
from tests.story import PASSPHRASE, Clock, Template, home_paths, type_all

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.domain.prints.templates import ENDING
from sessiontui.exchange.importing import bring
from sessiontui.services.caseload import Caseload
from sessiontui.services.verify_prints import Compared, compared
from sessiontui.store.backup.backup_and_restore import back_up, restore
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import find_key, open_record
from sessiontui.store.salvage.salvage import recover

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

CLINICAL = [name for name, chosen in FORMATS.items() if not chosen.for_client]
PRACTICE = [name for name, chosen in FORMATS.items() if chosen.practice]
SIGNER = Preferences(signer="R. Amadi", held="in person", format="soap")
CODE = "KESTREL-4"
SAME = "made again from what is recorded: the same."


@pytest.fixture
def signing(record: Record, clock: Clock) -> Caseload:
    """A caseload whose hours can be signed."""
    return Caseload(record, clock, preferences=SIGNER)


def week(caseload: Caseload, clock: Clock, *typed: str) -> LiveSession:
    """An hour of 50 minutes with these lines, then a week without."""
    live = caseload.open(CODE)
    for line in typed:
        live.enter(line, Tab.NOTES)
    clock.forward(minutes=50)
    live.leave()
    clock.forward(days=7)
    return live


def note(caseload: Caseload, number: int, name: str = "soap") -> str:
    """The note of an hour."""
    client = caseload.find_client(CODE)
    return caseload.prints(client, number).summary(name, 0)


def test_a_note_has_the_diagnosis_that_held_on_its_day(
    signing: Caseload, clock: Clock
) -> None:
    week(signing, clock, "came late")
    week(signing, clock, "slept", "/card for panic (F41.0)")
    week(signing, clock, "slept better")
    week(signing, clock, "again", "/card for agoraphobia (F40.01)")
    week(signing, clock, "rested", "/card for -")

    for name in CLINICAL:
        told = [
            [x for x in note(signing, number, name).splitlines() if "diagnosis" in x]
            for number in range(1, 6)
        ]
        panic, other = "panic (F41.0)", "agoraphobia (F40.01)"
        assert told == [
            [],
            [f"Problem and diagnosis: {panic}"],
            [f"Problem and diagnosis: {panic}"],
            [f"Problem and diagnosis: {other}"],
            [],
        ]


def test_a_note_has_no_diagnosis_that_was_taken_back(
    signing: Caseload, clock: Clock
) -> None:
    live = signing.open(CODE)
    type_all(live, ["slept", "/card for panic (F41.0)"])
    assert "panic" in live.prints.summary("soap")
    live.undo()
    assert "panic" not in live.prints.summary("soap")


def test_the_card_of_a_day_without_an_hour_is_in_the_notes_behind_it(
    signing: Caseload, clock: Clock
) -> None:
    week(signing, clock, "came late")
    week(signing, clock, "/card for panic (F41.0)")
    week(signing, clock, "slept")

    assert "panic" not in note(signing, 1)
    assert "panic" in note(signing, 2)


def test_what_the_card_was_told_behind_the_day_of_a_note_says_so(
    signing: Caseload, clock: Clock
) -> None:
    first = week(signing, clock, "slept")
    week(signing, clock, "slept better")
    client = first.state.client
    for text in ("panic (F41.0)", "agoraphobia (F40.01)"):
        late = signing.past(client, 1)
        late.enter(f"/card for {text}", Tab.NOTES)
        late.leave()
        clock.forward(days=1)
    assert "agoraphobia (F40.01) (written 25 Mar 11:42)" in note(signing, 1)
    assert "agoraphobia (F40.01) (written 25 Mar)" in note(signing, 2)
    late = signing.past(client, 1)
    (line,) = (x for x in late.state.lines if x.sub == "for")
    late.edits.edit(line, "/card for panic")
    assert "panic (written 25 Mar 11:42, changed 26 Mar)" in note(signing, 1)
    assert "panic (written 25 Mar, changed 26 Mar)" in note(signing, 2)
    week(signing, clock, "again")
    assert "diagnosis: panic\n" in note(signing, 3)


def test_by_video_or_phone_a_note_says_whether_there_is_consent(
    signing: Caseload, clock: Clock
) -> None:
    week(signing, clock, "/held by phone", "a line")
    week(signing, clock, "/held video", "a line", "/card telehealth yes, by word")
    week(signing, clock, "/held video", "a line")
    week(signing, clock, "in the room")
    week(signing, clock, "/held video", "a line", "/card telehealth yes 2026-04-07")

    for name in PRACTICE:
        told = [
            [x for x in note(signing, number, name).splitlines() if "consent" in x]
            for number in range(1, 6)
        ]
        assert told == [
            ["Telehealth consent: not recorded"],
            ["Telehealth consent: yes, by word"],
            ["Telehealth consent: yes, by word (recorded 2026-03-17)"],
            [],
            ["Telehealth consent: yes 2026-04-07"],
        ]
    for name in ("summary", "minutes"):
        assert "consent" not in note(signing, 1, name)
        assert "consent: yes, by word" in note(signing, 2, name)
    assert "consent" not in note(signing, 3, "takehome")


def test_a_signed_note_keeps_its_diagnosis_and_is_made_again_from_the_card(
    signing: Caseload, record: Record, clock: Clock
) -> None:
    first = week(signing, clock, "slept", "/card for panic (F41.0)")
    live = signing.open(CODE)
    type_all(live, ["slept better"])
    live.sign()
    live.leave()
    signed = note(signing, 2)
    assert "Problem and diagnosis: panic (F41.0)" in signed
    clock.forward(days=7)
    week(signing, clock, "again", "/card for agoraphobia (F40.01)")

    assert note(signing, 2) == signed
    assert compared(record) == Compared((), (f"1 signed print {SAME}",))
    assert verify(record) == ()
    # Another card behind its back is no forgery: the print is held by its hash.
    past = signing.past(first.state.client, 1)
    (line,) = (x for x in past.state.lines if x.sub == "for")
    past.edits.remove((line,))
    assert note(signing, 2) == signed
    found = compared(record)
    assert found.problems == ()
    assert "by hash alone" in found.told[0]
    assert verify(record) == ()


# However the lines came where they are

TOLD = (
    "/held video",
    "slept",
    "/card for panic (F41.0)",
    "/card telehealth yes, by word",
)


def told_in(record: Record, clock: Clock, code: str = CODE) -> list[list[str]]:
    """Two hours with what the notes of each say of the card."""
    caseload = Caseload(record, clock, preferences=SIGNER)
    client = caseload.find_client(code)
    notes = [caseload.prints(client, number).summary("soap", 0) for number in (1, 2)]
    named = ("Problem and diagnosis", "Telehealth consent")
    return [[x for x in each.splitlines() if x.startswith(named)] for each in notes]


@pytest.fixture
def two_hours(signing: Caseload, record: Record, clock: Clock) -> list[list[str]]:
    """Two hours by video, the first with the card, the second signed."""
    week(signing, clock, *TOLD)
    live = signing.open(CODE)
    live.enter("/held video", Tab.NOTES)
    live.enter("slept better", Tab.NOTES)
    live.sign()
    live.leave()
    told = told_in(record, clock)
    assert [len(each) for each in told] == [2, 2]
    assert "recorded 2026-03-10" in told[1][1]
    return told


def test_they_are_told_alike_out_of_a_backup(
    two_hours: list[list[str]], record: Record, clock: Clock, tmp_path: Path
) -> None:
    back_up(record, tmp_path / "one.backup")
    fresh = home_paths(tmp_path / "fresh")
    restore(fresh, tmp_path / "one.backup", PASSPHRASE, clock())

    with closing(open_record(fresh, find_key(fresh, PASSPHRASE))) as new:
        assert told_in(new, clock) == two_hours
        assert compared(new) == Compared((), (f"1 signed print {SAME}",))


def test_they_are_told_alike_where_they_were_recovered(
    two_hours: list[list[str]],
    record: Record,
    key: Key,
    clock: Clock,
    tmp_path: Path,
) -> None:
    fresh = home_paths(tmp_path / "fresh")
    record.close()
    recover(record.paths, key, fresh)

    with closing(open_record(fresh, key)) as new:
        assert told_in(new, clock) == two_hours
        assert compared(new).problems == ()


def test_they_are_told_alike_where_they_were_imported(
    two_hours: list[list[str]],
    record: Record,
    template: Template,
    clock: Clock,
    tmp_path: Path,
) -> None:
    with closing(template.open_in(tmp_path / "fresh")) as new:
        bring(new, read_json(write_json(take(record))))
        assert told_in(new, clock) == two_hours
        assert compared(new).problems == ()


def test_a_note_has_no_card_that_moved_to_another_client(
    signing: Caseload, clock: Clock
) -> None:
    other = signing.open("WREN-7")
    type_all(other, ["a line"])
    other.leave()
    hour = signing.open(CODE)
    type_all(hour, TOLD[1:])
    lines = tuple(x for x in hour.state.lines if x.kind is Kind.CARD)
    moved = hour.edits.move(lines, "WREN-7")
    assert moved.changed, moved.remark

    assert "panic" not in note(signing, 1)
    hour.leave()
    other = signing.open("WREN-7")
    assert "Problem and diagnosis: panic (F41.0)\n" in other.prints.summary("soap", 0)


def test_a_template_of_ones_own_sees_them(signing: Caseload, record: Record) -> None:
    folder = record.paths.templates
    folder.mkdir(parents=True)
    template = "{{ diagnosis }}/{{ telehealth }}"
    (folder / f"mine{ENDING}").write_text(template, encoding="utf-8")
    live = signing.open(CODE)
    type_all(live, ["slept"])
    assert live.prints.summary("mine") == "/\n"
    type_all(live, ["/card for panic", "/card telehealth no"])

    assert live.prints.summary("mine") == "panic/no\n"
