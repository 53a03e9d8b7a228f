"""Finding: the best first, by kind, client and day; private notes only when asked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.search_query import bracketed, places, read_wanted
from sessiontui.domain.signature import AmendmentKind
from sessiontui.errors import NotFoundError, UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.services.session.amending import PendingAmendment
from tests.story import open_session, type_all

if TYPE_CHECKING:
    from sessiontui.store.record import Record
    from tests.story import Clock


@pytest.fixture
def told(record: Record, clock: Clock) -> Caseload:
    """Two clients over two months."""
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    live = caseload.open("KESTREL-4")
    type_all(
        live,
        [
            "> sit at that wedding",
            "her sister's weddings are long and loud, she said, and nobody ever asks",
            "他说晚上比较容易",
            "~ a wedding of my own",
        ],
    )
    live.leave()
    live.sign()
    addition = PendingAmendment(
        kind=AmendmentKind.ADDENDUM, text="the wedding is in May"
    )
    live.amending.add(addition, "told later")
    clock.forward(days=40)
    type_all(
        open_session(record, clock, "HERON-2"), ["+w went to a wedding", "= mood 4"]
    )
    return caseload


def said(caseload: Caseload, words: str) -> list[str]:
    return [hit.line.text for hit in caseload.search(words)]


def test_whole_words_come_first_then_the_newest(told: Caseload) -> None:
    assert said(told, "wedding") == [
        "went to a wedding",
        "the wedding is in May",
        "sit at that wedding",
        "her sister's weddings are long and loud, she said, and nobody ever asks",
    ]
    assert said(told, "wedding order:newest")[-1] == "sit at that wedding"


@pytest.mark.parametrize(
    ("words", "hits"),
    [
        ("wedding kind:goal", ["sit at that wedding"]),
        ("wedding kind:win", ["went to a wedding"]),
        ("wedding client:heron-2", ["went to a wedding"]),
        ("wedding since:2026-04", ["went to a wedding"]),
        ("wedding until:2026-03 kind:goal", ["sit at that wedding"]),
        ("wedding until:2026-02", []),
        ("晚上", ["他说晚上比较容易"]),
        ("wedding in:private", ["a wedding of my own"]),
        ("wédding in:private", ["a wedding of my own"]),
        ("wedding in:private client:HERON-2", []),
        ("kind:goal", ["sit at that wedding"]),
    ],
)
def test_by_kind_client_day_and_file(
    told: Caseload, words: str, hits: list[str]
) -> None:
    assert said(told, words) == hits


def test_what_was_added_to_a_signed_session_says_what_it_is(told: Caseload) -> None:
    (hit,) = told.search("May")
    assert (hit.label, hit.session_number) == ("addendum", 1)


def test_a_word_from_long_ago_is_found_behind_thousands_of_lines(
    told: Caseload, record: Record
) -> None:
    (session,) = (
        record.databases[0][0].execute("select max(id) from session").fetchone()
    )
    with record.undo_log.unit() as db:
        for number in range(2_500):
            db.execute(
                "insert into line(session_id, client_id, kind, text, author, at,"
                " position) select id, client_id, 'note', ?, 'therapist', started_at, ?"
                " from session where id = ?",
                (f"a quiet evening, and dinner {number}", number + 10, session),
            )
    assert said(told, "loud") == [
        "her sister's weddings are long and loud, she said, and nobody ever asks"
    ]
    assert said(told, "weddings client:kestrel-4") == said(told, "loud")
    assert said(told, "他说") == ["他说晚上比较容易"]
    newest = said(told, "evening order:newest")
    assert newest == [f"a quiet evening, and dinner {2_499 - n}" for n in range(50)]


def test_within_a_client_no_filter_leads_to_another(told: Caseload) -> None:
    kestrel = told.find_client("KESTREL-4")
    hits = told.search("wedding client:HERON-2", kestrel)
    assert {hit.client.code for hit in hits} == {"KESTREL-4"}


@pytest.mark.parametrize("words", ["x kind:poem", "x since:soon", "x until:2026-13"])
def test_a_filter_that_means_nothing_says_what_is_known(
    told: Caseload, words: str
) -> None:
    with pytest.raises(UsageError, match=r"kind:goal|2026-03"):
        told.search(words)


def test_a_client_that_is_not_there_is_told(told: Caseload) -> None:
    with pytest.raises(NotFoundError):
        told.search("x client:NOBODY-1")


def test_days_are_read_from_start_to_end() -> None:
    wanted = read_wanted("a since:2024-02 until:2024-02 kind:homework")
    assert (wanted.since, wanted.until) == (date(2024, 2, 1), date(2024, 2, 29))
    assert (wanted.words, wanted.kind) == (("a",), Kind.HOMEWORK)
    assert read_wanted("until:2026").until == date(2026, 12, 31)
    assert read_wanted("a:b http://x").words == ("a:b", "http://x")


def test_the_words_looked_for_are_marked() -> None:
    assert (
        bracketed("her weddings, a wedding", ["wed"]) == "her [weddings], a [wedding]"
    )
    assert bracketed("比较容易", ["较容"]) == "比[较容]易"
    for typed in ("the caf\u00e9s", "the cafe\u0301s"):
        whole = typed.removeprefix("the ")
        for word in ("cafe", "Caf\u00c9", "cafe\u0301"):
            assert bracketed(typed, [word]) == f"the [{whole}]"
    assert bracketed("か が", ["か"]) == "[か] が"


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_marks_never_change_a_word(text: str, words: list[str]) -> None:
    ends = [end for place in places(text, words) for end in place]
    assert ends == sorted(ends)
    assert bracketed(text, []) == text
