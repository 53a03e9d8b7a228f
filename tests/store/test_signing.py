"""Signing as an auditor would try it: what is signed stays, and tampering is named."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from tests.story import Clock, hits_of, type_all

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.signature import AmendmentKind, short_chain
from sessiontui.errors import CannotWriteError, SessionTuiError, UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record
from sessiontui.store.sqlcipher.driver import DBError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.sqlcipher.key import Key

SIGNER = "R. Amadi, LMFT 12345"
SECRET = "zanzibar lantern"


@pytest.fixture
def caseload(record: Record, clock: Clock) -> Caseload:
    """The caseload of a therapist who may sign."""
    return Caseload(record, clock, preferences=Preferences(signer=SIGNER))


@pytest.fixture
def live(caseload: Caseload) -> LiveSession:
    """An hour with KESTREL-4, ready to be signed."""
    session = caseload.open("KESTREL-4")
    type_all(
        session,
        [
            "> I want to sit at that wedding",
            "/did invited 10 min sitting near exit #1",
            "/response agreed to picture it first",
            "+ I rang my brother",
            "@ text him Fri #1 #+1",
            f". {SECRET}",
        ],
    )
    return session


def sessions_signed(caseload: Caseload, clock: Clock, count: int) -> list[LiveSession]:
    """So many signed sessions, a week apart."""
    signed = []
    for number in range(count):
        live = caseload.open("KESTREL-4", new_session=True)
        type_all(live, ["> one goal"] if not number else [f"note {number} #1", "@2"])
        live.sign()
        signed.append(live)
        clock.forward(days=7)
    return signed


def raw(record: Record) -> Database:
    return record.databases[0][0]


def without_guards(record: Record, *statements: str) -> None:
    """What somebody who holds the key can do: every guard is dropped first."""
    db = raw(record)
    db.execute("pragma foreign_keys=off")
    db.execute("pragma ignore_check_constraints=on")
    with db.atomic():
        for trigger in list(db.triggers):
            db.execute(f"drop trigger {trigger.name}")
        for statement in statements:
            db.execute(statement)


# What signing does


def test_signing_freezes_the_session_with_its_print_and_destroys_scratch(
    live: LiveSession, record: Record, clock: Clock
) -> None:
    clock.now = clock.now.replace(hour=10, minute=51)
    outcome = live.sign()

    assert outcome.remark == "Signed. 1 scratch line destroyed."
    assert live.state.session.signed_at == clock.now
    assert live.state.session.stopped_at == clock.now
    assert [line.kind for line in live.state.lines] == [
        *("goal", "intervention", "response", "strength", "homework")
    ]
    signature = record.signatures.signature(live.state.session.id)
    assert signature is not None
    assert signature.signer == SIGNER
    printed = live.prints.summary()
    assert printed.encode().startswith(signature.print)
    assert printed.endswith(
        "\nSigned R. Amadi, LMFT 12345 2026-03-10 10:51   chain"
        f" {short_chain(signature.chain)}\naddenda 0\n"
    )
    assert "status SIGNED" in printed
    assert "stop 10:51" in printed
    assert verify(record) == ()


def test_the_words_of_scratch_are_in_no_page_of_the_record(
    live: LiveSession, record: Record, clock: Clock
) -> None:
    type_all(live, ["a note that becomes scratch: marzipan"])
    live.enter("/retag scratch", Tab.NOTES)
    (gone,) = type_all(live, [". removed before: tamarind"])
    live.edits.remove((gone,))
    (kept,) = type_all(live, [". first cardamom"])
    live.edits.edit(kept, "/note it was kept")
    live.sign()

    db = raw(record)
    everywhere = "\n".join(dump(db))
    for word in (SECRET, "marzipan", "tamarind", "cardamom"):
        assert word not in everywhere
    assert "it was kept" in everywhere
    assert hits_of(record, "zanzibar") == ()
    assert verify(record) == ()


def dump(db: Database) -> list[str]:
    """Every value of every table, as text."""
    rows = []
    for table in db.table_names():
        for row in db.execute(f"select * from [{table}]").fetchall():
            rows += [
                x.decode("utf-8", "replace") if isinstance(x, bytes) else str(x)
                for x in row
            ]
    return rows


def test_what_a_signature_covers_is_a_text_without_ids_that_anybody_can_check(
    live: LiveSession, record: Record, caseload: Caseload, clock: Clock
) -> None:
    live.sign()
    clock.forward(days=7)
    later = caseload.open("KESTREL-4")
    type_all(later, ["@3", "/did rehearsed #1"])
    later.sign()

    first = record.signatures.signature(live.state.session.id)
    second = record.signatures.signature(later.state.session.id)
    assert first is not None
    assert second is not None
    content = json.loads(second.content)
    assert content["client"] == "KESTREL-4"
    assert content["session"] == 2
    tied = next(line for line in live.state.lines if line.kind == "homework")
    said = (
        f'["homework","","{tied.text}","{tied.at.isoformat(timespec="microseconds")}"]'
    )
    assert content["lines"][0]["about"] == {
        "session": 1,
        "line": sha256(said.encode()).hexdigest(),
    }
    assert content["lines"][1]["goal"] == 1
    assert "id" not in content["lines"][0]
    at = second.at.isoformat(timespec="microseconds")
    chain = sha256(
        "\n".join((first.seal, second.content, SIGNER, at)).encode()
    ).hexdigest()
    # The value is over the print, too, in which its own place is blank.
    blank = second.print.decode().replace(short_chain(second.chain), "")
    chain = sha256("\n".join((chain, second.tip, blank)).encode()).hexdigest()
    assert second.previous == first.seal
    assert second.chain == chain
    assert second.seal == sha256(chain.encode() + b"\n" + second.print).hexdigest()


def test_without_a_name_nothing_is_signed_and_one_sentence_says_where_it_goes(
    record: Record, clock: Clock
) -> None:
    live = Caseload(record, clock).open("KESTREL-4")
    type_all(live, ["one"])

    with pytest.raises(UsageError, match=r"\[therapist\]"):
        live.sign()
    assert live.state.session.signed_at is None
    assert raw(record).execute("select count(*) from signature").fetchone() == (0,)


def test_one_line_is_enough_and_none_is_not(caseload: Caseload, record: Record) -> None:
    live = caseload.open("WREN-2")
    with pytest.raises(UsageError, match="nothing to sign"):
        live.sign()
    type_all(live, [". only scratch"])
    with pytest.raises(UsageError, match="nothing to sign"):
        live.sign()
    type_all(live, ["he came"])
    live.sign()
    assert "he came" in live.prints.summary()
    assert verify(record) == ()


@pytest.mark.parametrize("words", ['" I just want', "~ felt"])
def test_a_half_typed_line_is_not_lost_to_a_signature(
    live: LiveSession, words: str
) -> None:
    live.drafts.save(Tab.NOTES, words, (0, len(words)), None)

    with pytest.raises(UsageError, match="half-typed"):
        live.sign()
    assert live.drafts.load().text == words
    assert live.state.session.signed_at is None
    live.drafts.save(Tab.NOTES, "", (0, 0), None)
    live.drafts.save_answering("the pic", (0, 7))
    with pytest.raises(UsageError, match="unfinished words"):
        live.sign()


def test_a_session_that_was_left_open_days_ago_stopped_with_its_last_line(
    live: LiveSession, clock: Clock, caseload: Caseload
) -> None:
    last = live.state.lines[-1].at
    clock.forward(days=3)
    past = caseload.past(live.state.client)
    past.sign()
    assert past.state.session.stopped_at == last


def test_a_copy_that_only_looks_signs_nothing(
    live: LiveSession, record: Record, key: Key, clock: Clock
) -> None:
    looking = open_record(record.paths, key, write=False)
    try:
        past = Caseload(looking, clock, preferences=Preferences(signer=SIGNER)).past(
            live.state.client
        )
        with pytest.raises(CannotWriteError):
            past.sign()
        with pytest.raises(CannotWriteError):
            past.amending.read("addendum more")
    finally:
        looking.close()


def test_what_a_print_cannot_become_leaves_all_as_it_was(
    live: LiveSession, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object, **__: object) -> str:
        raise SessionTuiError("The template breaks.")

    before = dump(raw(record))
    monkeypatch.setattr(live.prints, "rendered", breaks)
    with pytest.raises(SessionTuiError, match="template"):
        live.sign()
    assert dump(raw(record)) == before
    assert live.state.session.signed_at is None
    assert SECRET in "".join(line.text for line in live.state.lines)


def test_another_format_is_looked_at_and_the_signed_one_keeps_its_bytes(
    live: LiveSession, record: Record
) -> None:
    live.enter("/format girp", Tab.SUMMARY)
    live.sign()
    before = live.prints.summary()
    live.enter("/format soap", Tab.SUMMARY)

    assert "format SOAP   status SIGNED" in live.prints.summary()
    assert "chain " in live.prints.summary()
    assert "chain " in live.prints.summary("takehome")
    assert live.prints.summary("girp") == before
    assert live.prints.summary("girp", 0) == before
    narrow = live.prints.summary("girp", 40)
    assert max(map(len, narrow.split("\n"))) <= 40
    assert narrow.split() == before.split()
    assert raw(record).execute("select format from session").fetchall() == [("girp",)]


def test_the_sheet_of_the_client_is_not_what_is_signed(live: LiveSession) -> None:
    live.enter("/format takehome", Tab.SUMMARY)
    live.sign()
    assert live.state.session.format == "summary"
    assert "SESSION SUMMARY" in live.prints.summary("summary")


# What is signed stays


REFUSED = [
    "insert into line(session_id, client_id, kind, text, author, at, position)"
    " values (1, 1, 'note', 'x', 'client', 'x', 9)",
    "update line set text = 'x' where session_id = 1",
    "update line set position = 9 where session_id = 1",
    "update line set session_id = 2, client_id = 2 where id = 2",
    "delete from line where session_id = 1",
    "replace into line(id, session_id, client_id, kind, text, author, at, position)"
    " values (2, 3, 2, 'note', 'x', 'client', 'x', 9)",
    "replace into line(session_id, client_id, kind, number, text, author, at,"
    " position) values (3, 1, 'goal', 1, 'x', 'client', 'x', 9)",
    "update or replace line set id = 2 where session_id = 3",
    "update session set signed_at = null where id = 1",
    "update session set started_at = 'x' where id = 1",
    "update session set signed_at = '2026-03-10T11:00:00+00:00' where id = 3",
    "update or replace session set id = 1 where id = 3",
    "update or replace session set client_id = 1, number = 1 where id = 3",
    "delete from session where id = 1",
    "replace into session(id, client_id, number, started_at) values (1, 1, 1, 'x')",
    "replace into session(client_id, number, started_at) values (1, 1, 'x')",
    "insert into session(client_id, number, started_at, signed_at)"
    " values (1, 7, 'x', 'x')",
    "update signature set signer = 'x'",
    "update signature set print = x'00'",
    "delete from signature",
    "replace into signature select * from signature",
    "replace into signature select 3, client_id, place, at, signer, format, scratch,"
    " content, print, previous, chain, seal from signature limit 1",
    "update amendment set text = 'x'",
    "delete from amendment",
    "replace into amendment select * from amendment",
    "update or replace amendment set id = 1",
    "insert into amendment(session_id, client_id, kind, at, author, reason, text,"
    " previous, seal) values (1, 1, 'addendum', 'x', 'x', '', 'x', '', '')",
    "insert into amendment(session_id, client_id, kind, at, author, reason, text,"
    " previous, seal) values (1, 1, 'addendum', 'x', '', 'x', 'x', '', '')",
    "update change set after = json_remove(after, '$.text') where session_id = 1",
    "delete from change",
]


@pytest.mark.parametrize("recursive", ["on", "off"])
@pytest.mark.parametrize("sql", REFUSED)
def test_raw_sql_is_refused_whatever_it_tries(
    live: LiveSession, record: Record, caseload: Caseload, sql: str, recursive: str
) -> None:
    live.sign()
    live.amending.add(live.amending.read("addendum more"), "forgot")
    type_all(caseload.open("WREN-2"), ["elsewhere"])
    type_all(caseload.open("KESTREL-4"), ["later"])
    db = raw(record)
    db.execute(f"pragma recursive_triggers={recursive}")
    before = dump(db)

    with pytest.raises(DBError):
        db.execute(sql)
    db.conn.rollback()
    assert dump(db) == before
    assert verify(record) == ()


def test_a_signed_session_takes_no_change_from_the_app(
    live: LiveSession, caseload: Caseload, record: Record
) -> None:
    live.sign()
    caseload.open("WREN-2")
    before = dump(raw(record))
    line = live.state.lines[1]
    past = caseload.past(live.state.client, 1)
    for session in (live, past):
        for action in (
            lambda s: s.enter("more", Tab.NOTES),
            lambda s: s.enter("#1", Tab.NOTES, line),
            lambda s: s.enter("~ private", Tab.NOTES),
            lambda s: s.enter("/retag note", Tab.NOTES, line),
            lambda s: s.enter("/start 10:00", Tab.NOTES),
            lambda s: s.enter("/stop 10:40", Tab.NOTES),
            lambda s: s.enter("/undo", Tab.NOTES),
            lambda s: s.edits.edit(line, "other"),
            lambda s: s.edits.remove((line,)),
            lambda s: s.sign(),
        ):
            refused(action, session, "/amend")
        refused(
            lambda s: s.enter("/move WREN-2", Tab.NOTES, line),
            session,
            "/amend correction",
        )
        session.leave()
    assert dump(raw(record)) == before


def refused(
    action: Callable[[LiveSession], Any], live: LiveSession, names: str
) -> None:
    with pytest.raises(SessionTuiError) as caught:
        action(live)
    assert names in str(caught.value)


def test_a_goal_of_a_signed_session_is_used_later_and_not_changed_there(
    live: LiveSession, caseload: Caseload, record: Record, clock: Clock
) -> None:
    live.sign()
    clock.forward(days=7)
    later = caseload.open("KESTREL-4")
    goal = later.state.goals[0]
    type_all(later, ["= #1 4", "/did rehearsed #1"])
    refused(lambda s: s.edits.edit(goal, "other words"), later, "/amend")
    refused(lambda s: s.edits.remove((goal,)), later, "/amend")
    refused(lambda s: s.enter("/retag note", Tab.GOALS, goal), later, "/amend")
    caseload.open("WREN-2")
    refused(
        lambda s: s.enter("/move WREN-2", Tab.GOALS, goal), later, "/amend correction"
    )
    assert verify(record) == ()


def test_what_a_signed_line_refers_to_stays_too(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    first = caseload.open("KESTREL-4")
    goal, strength, task = type_all(first, ["> a goal", "+ a strength", "@ a walk"])
    clock.forward(days=7)
    second = caseload.open("KESTREL-4")
    type_all(second, ["@2", "note #1", "@ another #+1"])
    second.sign()
    caseload.open("WREN-2")
    first = caseload.past(first.state.client, 1)

    for line in (goal, strength, task):
        for action in (
            lambda s, x=line: s.edits.remove((x,)),
            lambda s, x=line: s.edits.edit(x, "other words"),
            lambda s, x=line: s.edits.retag((x,), "note"),
            lambda s, x=line: s.enter("/move WREN-2", Tab.NOTES, x),
        ):
            refused(action, first, "refers to that line")
    for _ in range(3):
        assert "refers to that line" in first.undo().remark
    assert first.undo().remark == "Nothing to take back."
    first.sign()
    assert verify(record) == ()


# Amending


def test_an_amendment_has_five_fields_and_the_original_stays(
    live: LiveSession, record: Record, clock: Clock
) -> None:
    live.sign()
    original = live.prints.summary()
    stored = record.signatures.signature(live.state.session.id)
    clock.forward(hours=22)
    for typed, reason in (
        ("addendum brother's number now on safety contact", "she rang today"),
        ("correction 10:03 5 min, not 10", "I misheard"),
        ("late she arrived by bus", "recalled overnight"),
    ):
        live.amending.add(live.amending.read(typed), reason)

    assert stored is not None
    printed = live.prints.summary()
    corrected = "   (corrected: see 2)"
    assert printed.startswith(f"SESSION SUMMARY  KESTREL-4  session 1{corrected}\n")
    printed = printed.replace(corrected, "", 1)
    assert printed.encode().startswith(stored.print)
    assert "invited 10 min sitting near exit" in printed
    assert printed[len(stored.print) :] == (
        "\naddenda 3\n\nAMENDMENTS\n"
        " 1 Addendum, 2026-03-11 08:08 (1 day after the session), "
        "R. Amadi, LMFT 12345\n"
        "   To: session 1\n"
        "   Reason: she rang today\n"
        "   brother's number now on safety contact\n"
        " 2 Correction, 2026-03-11 08:08 (1 day after the session), "
        "R. Amadi, LMFT 12345\n"
        "   To: session 1, line 2 (10:03 did)\n"
        "   Reason: I misheard\n"
        "   5 min, not 10\n"
        " 3 Late entry, 2026-03-11 08:08 (1 day after the session), "
        "R. Amadi, LMFT 12345\n"
        "   To: session 1\n"
        "   Reason: recalled overnight\n"
        "   she arrived by bus\n"
    )
    assert original.encode().startswith(stored.print)
    assert "AMENDMENTS" in live.prints.summary("soap")
    assert "AMENDMENTS" not in live.prints.summary("takehome")
    found = raw(record).execute(
        "select rowid from amendment_fts where amendment_fts match 'safety'"
    )
    assert found.fetchall() == [(1,)]
    assert verify(record) == ()


@pytest.mark.parametrize(
    ("typed", "reason", "says"),
    [
        ("brother's number", "why", "Say which"),
        ("addendum", "why", "Say which"),
        ("addendum   ", "why", "Say which"),
        ("addendum words", "  ", "reason is needed"),
        ("correction 10:02.7 words", "why", "not so many"),
    ],
)
def test_an_amendment_without_all_its_parts_is_not_made(
    live: LiveSession, record: Record, typed: str, reason: str, says: str
) -> None:
    live.sign()
    with pytest.raises(SessionTuiError, match=says):
        live.amending.add(live.amending.read(typed), reason)
    assert record.signatures.amendments(live.state.session.id) == ()


def test_several_lines_of_one_minute_are_told_apart_by_their_number(
    caseload: Caseload, clock: Clock
) -> None:
    live = caseload.open("KESTREL-4")
    for text in ("one", "two"):
        live.enter(text, Tab.NOTES)
    live.sign()
    with pytest.raises(UsageError, match=r"Say which: 10:02\.1 \w+, 10:02\.2 \w+"):
        live.amending.read("correction 10:02 three")
    addition = live.amending.read("correction 10:02.2 three")
    assert addition.about == live.state.lines[1]
    assert addition.text == "three"
    assert live.amending.read("late 13:00 was the call").text == "13:00 was the call"


def test_only_a_signed_session_is_amended(live: LiveSession) -> None:
    with pytest.raises(UsageError, match="not signed"):
        live.amending.read("addendum more")


def test_the_labels_of_amendments_are_those_of_the_record() -> None:
    assert [kind.label for kind in AmendmentKind] == [
        *("late entry", "addendum", "correction")
    ]


# The auditor, with the key in hand


def test_a_line_changed_after_signing_is_named_by_place_and_field_never_by_words(
    caseload: Caseload, clock: Clock, record: Record
) -> None:
    sessions_signed(caseload, clock, 3)
    without_guards(
        record,
        "update line set text = 'forged words' where session_id = 3 and kind = 'note'",
    )
    found = verify(record)
    assert "KESTREL-4 session 3: line 1 was changed after signing (text)." in found
    assert "record.db: 1 row differs from its history." in found
    assert "forged" not in "".join(found)


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        (
            "update line set at = '2026-03-10T09:00:00.000000+00:00' where id = 2",
            "session 2: line 1 was changed after signing (at).",
        ),
        (
            "update line set goal_id = null where id = 2",
            "session 2: line 1 was changed after signing (goal).",
        ),
        (
            "update line set about = 1 where id = 2",
            "session 2: line 1 was changed after signing (about).",
        ),
        (
            "delete from line where id = 3",
            "session 2: line 2 was taken out after signing.",
        ),
        (
            "insert into line(session_id, client_id, kind, text, author, at, position)"
            " values (2, 1, 'note', 'x', 'therapist',"
            " '2026-03-17T10:30:00.000000+00:00', 1.5)",
            "session 2: line 2 was put in after signing.",
        ),
        (
            "update line set position = 0 where id = 3",
            "session 2: line 1 was changed after signing (",
        ),
        (
            "update session set started_at = '2026-03-17T09:00:00.000000+00:00'"
            " where id = 2",
            "session 2: the session was changed after signing (started_at).",
        ),
        (
            "update session set format = 'soap' where id = 2",
            "session 2: the session was changed after signing (format).",
        ),
        (
            "update session set signed_at = null where id = 2",
            "session 2: it does not stand signed as its signature says.",
        ),
        (
            "update signature set print ="
            " cast(replace(cast(print as text), 'note', 'nite') as blob)"
            " where session_id = 2",
            "session 2: the print was changed after signing.",
        ),
        (
            "update signature set signer = 'Somebody' where session_id = 2",
            "session 2: the signature was changed after signing",
        ),
        (
            "update signature set at = '2026-03-17T10:59:00.000000+00:00'"
            " where session_id = 2",
            "session 2: the signature was changed after signing",
        ),
        (
            "update signature set scratch = 7 where session_id = 2",
            "session 2: the session was changed after signing (scratch).",
        ),
        (
            "update signature set content = '{}' where session_id = 2",
            "session 2: what was signed cannot be read.",
        ),
        (
            "update signature set seal = 'x' where session_id = 2",
            "session 3: its signature does not follow the one before it",
        ),
        (
            "delete from signature where session_id = 2",
            "session 3: a signature before it is gone.",
        ),
        (
            "delete from signature where session_id >= 2",
            "session 2: it is signed, but the signature is gone.",
        ),
        (
            "update amendment set text = 'x' where id = 1",
            "session 2: amendment 1 was changed after it was made.",
        ),
        (
            "update amendment set at = '2026-03-17T10:59:00.000000+00:00' where id = 2",
            "session 2: amendment 2 was changed after it was made.",
        ),
        (
            "update amendment set about = 3 where id = 2",
            "session 2: amendment 2 was changed after it was made.",
        ),
        (
            "delete from amendment where id = 1",
            "session 2: an amendment before amendment 1 is gone or was changed.",
        ),
        (
            "delete from amendment where id = 2",
            "the search index amendment_fts does not fit what it indexes.",
        ),
        (
            "update session set started_at = 'x' where id = 2",
            "values of a signed session cannot be read.",
        ),
    ],
)
def test_whatever_is_tampered_with_is_named(
    caseload: Caseload, clock: Clock, record: Record, sql: str, says: str
) -> None:
    signed = sessions_signed(caseload, clock, 3)[1]
    for word in ("first", "second"):
        signed.amending.add(signed.amending.read(f"addendum {word}"), "forgot")
    assert verify(record) == ()

    without_guards(record, sql)

    found = verify(record)
    assert any(says in problem for problem in found), found
    assert any("guards" in problem for problem in found)


NOT_SEALED = {
    "line.id": "a number of the file; an export gives another",
    "line.position": "the order is sealed, not the distance",
    "session.id": "a number of the file, and every row's tie to it is looked at",
    "signature.session_id": "as session.id",
    "amendment.id": "a number of the file; what follows holds to the seal before",
    "session.client_id": "every tie to the client is looked at",
    "line.client_id": "every tie to the client is looked at",
    "signature.client_id": "every tie to the client is looked at",
    "amendment.client_id": "every tie to the client is looked at",
}
"""Columns of what is signed whose change is found, if at all, in another way."""
OTHER_VALUES = {
    "sub": "'x'",
    "kind": "case kind when 'note' then 'words' when 'addendum' then 'late-entry'"
    " when 'hour' then 'contact' else 'note' end",
    "about": "(select max(id) from line)",
    "builds_on": "(select max(id) from line)",
    "goal_id": "case when goal_id is null then 1 end",
    "session_id": "1",
    "timed": "1 - timed",
    "start_noted": "1 - start_noted",
    **{
        name: f"replace({name}, '2026', '2025')"
        for name in ("at", "started_at", "stopped_at", "signed_at", "day")
    },
}
"""Values that such a column may have; other columns take any."""


def test_no_value_of_a_signed_session_changes_unseen(
    caseload: Caseload, clock: Clock, record: Record
) -> None:
    signed = sessions_signed(caseload, clock, 3)[1]
    signed.amending.add(signed.amending.read("addendum more"), "forgot")
    without_guards(record)
    db, usual = raw(record), set(verify(record))
    unseen = []
    for table, key in (
        ("session", "id"),
        ("line", "session_id"),
        ("signature", "session_id"),
        ("amendment", "session_id"),
    ):
        newest = f"select max(rowid) from {table} where {key} = 2"
        (rowid,) = db.execute(newest).fetchone()
        for column in (x.name for x in db.table(table).columns):
            if f"{table}.{column}" in NOT_SEALED:
                continue
            other = OTHER_VALUES.get(
                column,
                f"case typeof({column}) when 'text' then {column} || 'x'"
                f" when 'blob' then cast({column} || 'x' as blob)"
                f" when 'null' then 50 else {column} + 50 end",
            )
            where = f"where rowid = {rowid}"
            (before,) = db.execute(f"select {column} from {table} {where}").fetchone()
            with db.atomic():
                db.execute(f"update {table} set {column} = {other} {where}")
            (now,) = db.execute(f"select {column} from {table} {where}").fetchone()
            assert now != before
            found = set(verify(record)) - usual
            if not found:
                unseen.append((table, column, found))
            with db.atomic():
                db.execute(f"update {table} set {column} = ? {where}", (before,))
    assert set(verify(record)) == usual
    assert unseen == []


def test_what_was_added_before_a_later_signature_cannot_be_cut_off(
    caseload: Caseload, clock: Clock, record: Record
) -> None:
    first = sessions_signed(caseload, clock, 1)[0]
    first.amending.add(first.amending.read("addendum more"), "forgot")
    clock.forward(minutes=1)
    sessions_signed(caseload, clock, 1)
    assert verify(record) == ()

    without_guards(
        record,
        "delete from amendment",
        "insert into amendment_fts(amendment_fts) values ('rebuild')",
    )

    found = verify(record)
    assert any("session 2: its signature does not follow" in x for x in found), found


def test_a_session_signed_anew_in_place_breaks_the_one_behind_it(
    caseload: Caseload, clock: Clock, record: Record
) -> None:
    first = sessions_signed(caseload, clock, 2)[0]
    old = record.signatures.signature(first.state.session.id)
    assert old is not None
    printed = old.print.replace(b"goal", b"gaol")
    seal = sha256(old.chain.encode() + b"\n" + printed).hexdigest()
    without_guards(
        record,
        f"update signature set print = x'{printed.hex()}', seal = '{seal}'"
        " where session_id = 1",
    )
    found = verify(record)
    assert any("session 2: its signature does not follow" in x for x in found)


def test_a_missing_guard_is_named_before_it_is_put_back(
    live: LiveSession, record: Record
) -> None:
    raw(record).execute("drop trigger line_signed_update")
    found = verify(record)
    assert len(found) == 1
    assert "line_signed_update" in found[0]


def test_a_print_in_another_format_does_not_pass_for_the_signed_one(
    caseload: Caseload, live: LiveSession
) -> None:
    live.sign()

    signed, other = live.prints.summary("summary"), live.prints.summary("soap")

    assert "Not the signed print" not in signed
    assert "Not the signed print: that one is summary.\n" in other


def test_where_the_clock_was_set_back_nothing_is_backdated(
    caseload: Caseload, live: LiveSession, clock: Clock, record: Record
) -> None:
    clock.forward(days=-2)
    with pytest.raises(UsageError, match="backdated"):
        live.sign()
    assert live.state.session.signed_at is None

    clock.forward(days=2, seconds=-30)
    live.sign()
    signature = record.signatures.signature(live.state.session.id)
    assert signature is not None
    assert signature.at >= max(line.at for line in live.state.lines)

    clock.forward(hours=-2)
    with pytest.raises(UsageError, match="backdated"):
        record.signatures.amend(
            live.state.session,
            AmendmentKind.ADDENDUM,
            clock(),
            author=SIGNER,
            reason="new",
            text="more",
        )
    assert verify(record) == ()


def test_a_tie_that_was_led_to_another_earlier_line_is_named(
    caseload: Caseload, clock: Clock, record: Record
) -> None:
    first = caseload.open("KESTREL-4")
    type_all(first, ["@ walk", "@ call"])
    clock.forward(days=7)
    second = caseload.open("KESTREL-4", new_session=True)
    type_all(second, ["@2"])
    second.sign()
    assert verify(record) == ()

    without_guards(record, "update line set about = 2 where about = 1")

    assert any("(about)" in problem for problem in verify(record))


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("update client set code_key = 'x' where id = 1", "cannot be found"),
        ("update amendment set client_id = 2", "given to another client"),
        ("update amendment set about = 7", "line of another session"),
        ("update amendment set at = '2020-01-01T00:00:00.000000+00:00'", "was changed"),
    ],
)
def test_what_belongs_to_a_signed_session_stays_with_its_client(
    caseload: Caseload,
    live: LiveSession,
    record: Record,
    tampering: str,
    told: str,
) -> None:
    type_all(caseload.open("HERON-2"), ["theirs"])
    live.sign()
    record.signatures.amend(
        live.state.session,
        AmendmentKind.ADDENDUM,
        live.state.now(),
        author=SIGNER,
        reason="new",
        text="more",
    )

    without_guards(record, tampering)

    assert any(told in problem for problem in verify(record))


@pytest.mark.parametrize(
    "sql",
    [
        "update client set code = 'OTHER'",
        "update client set created_at = 'x'",
        "insert or replace into client(id, code, code_key, created_at)"
        " values (1, 'OTHER', 'other', 'x')",
        "insert or replace into client(code, code_key, created_at)"
        " values ('OTHER', 'kestrel-4', 'x')",
        "insert into amendment(session_id, client_id, kind, at, author, reason, text,"
        " previous, seal) values (1, 2, 'addendum', 'x', 'x', 'x', 'x', '', '')",
        "insert into amendment(session_id, client_id, kind, at, author, reason, about,"
        " text, previous, seal) values (1, 1, 'addendum', 'x', 'x', 'x', 7, 'x', '',"
        " '')",
    ],
)
def test_clients_and_amendments_are_kept_apart_by_the_record_itself(
    caseload: Caseload, live: LiveSession, record: Record, sql: str
) -> None:
    type_all(caseload.open("HERON-2"), ["theirs"])
    live.sign()

    with pytest.raises(DBError):
        raw(record).execute(sql)
    raw(record).conn.rollback()
    assert verify(record) == ()
