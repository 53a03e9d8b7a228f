"""Undo, redo and the history that only grows, on real encrypted files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.story import Clock, Template, open_session, type_all

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.errors import NotFoundError, SessionTuiError
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record
from sessiontui.store.sqlcipher.driver import DBError
from sessiontui.store.undo_log import (
    Step,
    StepIds,
    redo_target,
    undo_target,
)

if TYPE_CHECKING:
    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

VERBS = ["type", "type", "type", "edit", "retag", "link", "tick", "remove"]
VERBS += ["up", "down", "move", "undo", "redo"]
VERBS += ["move many", "retag many", "link many", "remove many"]
TEXTS = ["he slept", "> sit at that wedding", "~ a thought", ". scratch"]
TEXTS += [": sleep 15m", '" better', "+w went out", "@ three walks %60", "é\n你"]
TEXTS += ["= mood 4", "= #1 3", "/did psy curve #1", "/response it peaks"]
TEXTS += ["@2", "! no plan", "^r he'd see me", "/helped pictures"]
KIND_NAMES = ["note", "words", ">", "+", "+w", "@", ":", "!", "?", "~", ".", "="]

_actions = st.lists(
    st.tuples(
        st.sampled_from(VERBS),
        st.integers(0, 30),
        st.sampled_from(TEXTS),
        st.sampled_from(KIND_NAMES),
    ),
    max_size=14,
)


def everything(record: Record) -> list[Any]:
    """All rows that a person's actions may change."""
    states = []
    for (db, _), table in zip(record.databases, ("line", "note"), strict=True):
        states.append(db.execute(f"select * from {table} order by id").fetchall())
    return states


def act(live: LiveSession, action: str, place: int, text: str, kind: str) -> None:
    lines = live.state.everything()
    line = lines[place % len(lines)] if lines else None
    match action:
        case "type":
            live.enter(text, Tab.NOTES, line if place % 3 == 0 else None)
        case "undo":
            live.undo()
        case "redo":
            live.redo()
        case _ if line is None:
            return
        case "edit":
            live.edits.edit(line, text)
        case "retag":
            live.edits.retag((line,), kind)
        case "link":
            live.edits.link((line,), 1)
        case "tick":
            live.edits.tick(line)
        case "remove":
            live.edits.remove((line,))
        case "up" | "down":
            live.edits.reorder(line, -1 if action == "up" else 1, Tab.NOTES)
        case "move":
            live.edits.move((line,), "WREN-2")
        case "move many":
            live.edits.move(lines[place % len(lines) :], "WREN-2")
        case "retag many":
            live.edits.retag(lines[place % len(lines) :], kind)
        case "link many":
            live.edits.link(lines[place % len(lines) :], 1)
        case "remove many":
            live.edits.remove(lines[place % len(lines) :])


@settings(max_examples=40)
@given(_actions)
@example([("type", 1, "> sit at that wedding", ""), ("type", 1, "= #1 3", "")])
@example([("type", 1, "he slept", ""), ("retag many", 0, "", "~")])
def test_any_actions_can_all_be_undone_and_redone(
    template: Template, actions: list[tuple[str, int, str, str]]
) -> None:
    """All of them, but past the step whose words went to private.db nothing goes."""
    with tempfile.TemporaryDirectory() as folder:
        record = template.open_in(Path(folder) / "record")
        clock = Clock()
        Caseload(record, clock).open("WREN-2")
        live = open_session(record, clock)
        connections = [db.conn for db, _ in record.databases]
        for action in actions:
            clock.forward(minutes=1)
            act(live, *action)
            assert not any(conn.in_transaction for conn in connections)
            shown = live.state.lines
            live.state.load()
            assert live.state.lines == shown
        done = everything(record)
        assert verify(record) == ()
        record.close()

        record = open_record(record.paths, template.key)
        live = open_session(record, clock)
        count = 0
        while live.undo().changed:
            count += 1
        if not record.redaction.reach(live.state.session.id):
            assert everything(record) == [[], []]
        assert verify(record) == ()
        for _ in range(count):
            assert live.redo().changed
        if not any(action[0] in {"undo", "redo"} for action in actions):
            assert everything(record) == done
            assert not live.redo().changed
        assert verify(record) == ()
        record.close()


def test_undo_and_redo_go_many_levels_back_and_forth(live: LiveSession) -> None:
    type_all(live, ["one", "~ two", "> three"])
    texts = [[x.text for x in live.state.everything()]]
    for _ in range(3):
        assert live.undo().remark.endswith(" back")
        texts.append([x.text for x in live.state.everything()])
    assert live.undo().remark == "Nothing to take back."
    assert texts == [["one", "two", "three"], ["one", "two"], ["one"], []]
    for wanted in texts[2::-1]:
        assert live.redo().changed
        assert [x.text for x in live.state.everything()] == wanted
    assert live.redo().remark == "Nothing to bring back."


def test_a_new_line_ends_what_could_be_brought_back(live: LiveSession) -> None:
    type_all(live, ["one", "two"])
    live.undo()
    type_all(live, ["three"])

    assert not live.redo().changed
    assert [x.text for x in live.state.lines] == ["one", "three"]


def test_undo_reaches_this_session_only(live: LiveSession, caseload: Caseload) -> None:
    type_all(live, ["one"])
    other = caseload.open("WREN-2")

    assert not other.undo().changed
    assert [x.text for x in live.state.lines] == ["one"]


def test_a_removed_goal_comes_back_with_all_that_was_tied_to_it(
    live: LiveSession,
) -> None:
    goal, *_ = type_all(live, ["> sit there", "drew it #1", "= #1 3"])
    before = live.state.lines
    live.edits.remove((goal,))
    assert [x.goal for x in live.state.lines] == [None, None]

    live.undo()
    assert live.state.lines == before
    live.redo()
    live.undo()
    assert live.state.lines == before


def test_moments_only_grow_also_where_the_clock_was_set_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    moments = StepIds()
    first = moments.next()
    monkeypatch.setattr("time.time_ns", lambda: 1_000)
    later = [moments.next() for _ in range(3)]

    assert [first, *later] == sorted({first, *later})
    moments.note(first + 100)
    assert moments.next() == first + 101


def test_a_clock_that_was_set_back_mixes_up_neither_undo_nor_the_files(
    live: LiveSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    type_all(live, ["one"])
    monkeypatch.setattr("time.time_ns", lambda: 1_000)
    type_all(live, ["~ two", "three"])
    for wanted in (["one", "two"], ["one"], []):
        live.undo()
        assert [x.text for x in live.state.everything()] == wanted
    for _ in range(3):
        assert live.redo().changed
    assert {x.text for x in live.state.everything()} == {"one", "two", "three"}


def test_stacks_of_a_history_that_makes_no_sense_are_empty() -> None:
    odd = [Step(1, "redo", 4), Step(2, "undo", None), Step(3, "undo", 9)]

    def newest(before: int | None) -> Step | None:
        return next((x for x in reversed(odd) if before is None or x.id < before), None)

    assert undo_target(newest) is None
    assert redo_target(newest) == 3


@pytest.mark.parametrize("file", [0, 1])
@pytest.mark.parametrize("table", ["change", "step"])
@pytest.mark.parametrize(
    "sql",
    [
        "update {} set session_id = 7",
        "delete from {}",
        "insert or replace into {0} select * from {0}",
        "update or replace {} set rowid = 99",
    ],
)
def test_the_history_only_grows(
    live: LiveSession, record: Record, file: int, table: str, sql: str
) -> None:
    type_all(live, ["one", "~ two"])
    db = record.databases[file][0]
    before = db.execute(f"select * from {table}").fetchall()

    with pytest.raises(DBError, match="the history only grows"):
        db.execute(sql.format(table))
    db.conn.rollback()
    assert db.execute(f"select * from {table}").fetchall() == before


@pytest.fixture
def signed(live: LiveSession, record: Record) -> LiveSession:
    """A signed session, and an unsigned one of another client."""
    type_all(live, ["one", "> a goal"])
    db = record.databases[0][0]
    with db.atomic():
        db.execute(
            "insert into signature(session_id, client_id, place, at, signer, format,"
            " scratch, content, print, previous, chain, seal) values (1, 1, 1,"
            " '2026-03-10T11:00:00+00:00', 'R. Amadi', 'summary', 0, '{}', x'0a',"
            " '', '', '')"
        )
        db.execute(
            "update session set signed_at = '2026-03-10T11:00:00+00:00' where id = 1"
        )
    return live


@pytest.mark.parametrize(
    "sql",
    [
        "insert into line(session_id, client_id, kind, text, author, at, position)"
        " values (1, 1, 'note', 'x', 'client', 'x', 9)",
        "insert or replace into line(id, session_id, client_id, kind, text, author,"
        " at, position) values (1, 1, 1, 'note', 'x', 'client', 'x', 9)",
        "update line set text = 'x'",
        "update or replace line set id = 2 where id = 1",
        "update line set done = 1 where id = 1",
        "delete from line",
        "update session set signed_at = null",
        "update session set started_at = 'x'",
        "delete from session",
        "replace into session(id, client_id, number, started_at) values (1, 1, 1, 'x')",
        "insert into line(id, session_id, client_id, kind, text, author, at, position)"
        " values (1, 1, 1, 'note', 'x', 'client', 'x', 9)"
        " on conflict(id) do update set text = 'y'",
    ],
)
def test_a_signed_session_refuses_every_change_whatever_the_caller(
    signed: LiveSession, record: Record, sql: str
) -> None:
    db = record.databases[0][0]
    before = everything(record)

    with pytest.raises(DBError, match="signed sessions do not change"):
        db.execute(sql)
    db.conn.rollback()
    assert everything(record) == before


def test_a_signed_session_says_so_and_is_left_in_peace(
    signed: LiveSession, record: Record, clock: Clock
) -> None:
    again = Caseload(record, clock).past(signed.state.client, 1)

    with pytest.raises(SessionTuiError, match="signed"):
        again.enter("more", Tab.NOTES)
    again.leave()
    signed.leave()
    assert Caseload(record, clock).open("KESTREL-4").state.session.number == 2


def test_a_line_of_a_signed_session_that_is_edited_elsewhere_says_why_not(
    signed: LiveSession, record: Record, clock: Clock
) -> None:
    line = signed.state.lines[0]
    again = Caseload(record, clock).open(signed.state.client.code)

    with pytest.raises(SessionTuiError, match="Signed sessions"):
        again.edits.edit(line, "other words")


def test_a_line_of_another_session_cannot_be_slipped_into_a_signed_one(
    signed: LiveSession, record: Record, caseload: Caseload
) -> None:
    (line,) = type_all(caseload.open("WREN-2"), ["elsewhere"])
    db = record.databases[0][0]

    with pytest.raises(DBError, match="signed"):
        db.execute(
            "update line set session_id = 1, client_id = 1 where id = ?", (line.id,)
        )
    db.conn.rollback()


@pytest.mark.parametrize("text", ["one", "~ two"])
def test_a_line_that_is_gone_is_said_to_be_gone(
    record: Record, live: LiveSession, text: str
) -> None:
    (line,) = type_all(live, [text])
    live.undo()
    actions = [
        lambda: live.edits.edit(line, "new words"),
        lambda: live.edits.remove((line,)),
        lambda: live.edits.move((line,), "KESTREL-4"),
    ]
    for action in actions[:2]:
        with pytest.raises(NotFoundError, match="no longer there"):
            action()
    assert record.databases[0][0].conn.in_transaction is False


def test_every_change_is_in_the_history(live: LiveSession, record: Record) -> None:
    (line,) = type_all(live, [": sleep"])
    live.edits.tick(line)
    live.edits.edit(line, ": dreams 10m")
    live.edits.remove((line,))
    db = record.databases[0][0]

    rows = db.execute(
        "select op, json_extract(before, '$.text'), json_extract(after, '$.text')"
        " from change order by seq"
    ).fetchall()

    assert rows == [
        ("insert", None, "sleep"),
        ("update", "sleep", "sleep"),
        ("update", "sleep", "dreams"),
        ("delete", "dreams", None),
    ]
    assert db.execute("select count(*) from change where step is null").fetchone() == (
        0,
    )


def test_a_forged_row_is_noticed(live: LiveSession, record: Record) -> None:
    line: Line = type_all(live, ["one", "two"])[0]
    db = record.databases[0][0]
    with db.atomic():
        db.execute("drop trigger line_logged_update")
        db.execute("update line set text = 'forged' where id = ?", (line.id,))
    assert "1 row differs from its history" in "".join(verify(record))
    with db.atomic():
        db.execute("drop trigger line_logged_delete")
        db.execute("delete from line where id = ?", (line.id,))
    assert "gone without a trace" in "".join(verify(record))
