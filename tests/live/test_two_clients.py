"""Nothing crosses over: whatever is undone where, a line is its client's alone."""

from __future__ import annotations

import contextlib
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.story import TUESDAY, Clock, Template, open_session, type_all

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.errors import CannotWriteError, SessionTuiError
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record
from sessiontui.store.sqlcipher.driver import DBError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

TOUCHES: dict[str, Callable[[LiveSession, Line], object]] = {
    "ticked": lambda wren, line: wren.edits.tick(line),
    "edited": lambda wren, line: wren.edits.edit(line, ": about the new job"),
    "reordered": lambda wren, line: wren.edits.reorder(line, -1, Tab.AGENDA),
    "tied": lambda wren, line: wren.edits.link((line,), 1),
}


def texts(live: LiveSession) -> list[str]:
    live.state.load()
    return [line.text for line in live.state.everything()]


def tie_across(record: Record, line: Line, named: Line) -> None:
    """Make a tie as an earlier program could."""
    db = record.databases[0][0]
    with db.atomic():
        (sql,) = db.execute(
            "select sql from sqlite_master where name = 'line_tie_update'"
        ).fetchone()
        db.execute("drop trigger line_tie_update")
        db.execute("update line set goal_id = ? where id = ?", (named.id, line.id))
        db.execute(sql)


def moved(live: LiveSession, text: str, code: str) -> None:
    (line,) = type_all(live, [text])
    live.enter(f"/move {code}", Tab.NOTES, line)


@pytest.fixture
def caseload(record: Record, clock: Clock) -> Caseload:
    """A caseload of somebody who can sign."""
    return Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))


@pytest.fixture
def live(caseload: Caseload) -> LiveSession:
    """The first session with KESTREL-4."""
    return caseload.open("KESTREL-4")


@pytest.fixture
def wren(caseload: Caseload) -> LiveSession:
    wren = caseload.open("WREN-7")
    type_all(wren, ["> a garden of her own", ": her own item"])
    return wren


@pytest.mark.parametrize("touch", TOUCHES.values(), ids=list(TOUCHES))
def test_a_line_that_was_touched_where_it_went_is_not_taken_from_there(
    live: LiveSession,
    wren: LiveSession,
    record: Record,
    touch: Callable[[LiveSession, Line], object],
) -> None:
    moved(live, ": talk about the divorce", "WREN-7")
    wren.state.load()
    touch(wren, wren.state.lines[-1])
    before = record.lines.lines(wren.state.session.id)

    said = live.undo()

    assert not said.changed
    assert said.remark == (
        "Not taken back: in WREN-7, session 1, the line was changed since. "
        "Once more goes on past it."
    )
    assert record.lines.lines(wren.state.session.id) == before
    assert wren.undo().remark.endswith(" back")
    assert texts(live) == []
    assert verify(record) == ()


@pytest.mark.parametrize("text", [": about the divorce", "~ a thought", "> a goal"])
def test_what_went_home_is_never_brought_back_by_the_other_clients_undo(
    live: LiveSession, wren: LiveSession, record: Record, text: str
) -> None:
    moved(live, text, "WREN-7")
    wren.state.load()
    (line,) = (x for x in wren.state.everything() if x.text in text)
    wren.enter("/move KESTREL-4", Tab.NOTES, line)
    theirs = texts(wren)
    assert live.undo().remark.endswith(" back") or text.startswith(("~", ":", ">"))

    for _ in range(4):
        wren.undo()
        wren.redo()
        live.state.load()
    assert verify(record) == ()
    assert set(theirs) >= {x.text for x in wren.state.lines if x.text not in text}


def test_a_move_that_the_disk_refuses_begins_no_hour(
    caseload: Caseload,
    clock: Clock,
    record: Record,
    wren: LiveSession,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refused(*_: object) -> None:
        raise CannotWriteError("Not saved: the disk is full. Free some space.")

    wren.leave()
    clock.forward(days=7)
    live = caseload.open("KESTREL-4")
    type_all(live, ["slept badly"])
    before = caseload.sessions(wren.state.client)
    monkeypatch.setattr(record.lines, "move_lines", refused)

    with pytest.raises(CannotWriteError, match="Not saved"):
        live.edits.move(live.state.lines, "WREN-7")

    assert caseload.sessions(wren.state.client) == before
    assert texts(live) == ["slept badly"]


def test_a_move_is_undone_from_where_it_left_the_line(
    live: LiveSession, wren: LiveSession
) -> None:
    moved(live, "> sit at that wedding", "WREN-7")

    assert live.undo().remark.endswith(" back")
    assert texts(live) == ["sit at that wedding"]
    assert [goal.number for goal in live.state.goals] == [1]
    assert live.redo().changed
    assert texts(live) == []
    assert "sit at that wedding" in texts(wren)


def test_a_move_is_undone_after_both_sessions_were_left(
    caseload: Caseload, live: LiveSession, wren: LiveSession, record: Record
) -> None:
    type_all(live, ["slept badly"])
    moved(live, ": talk about the divorce", "WREN-7")
    live.leave()
    wren.leave()
    again = caseload.open("KESTREL-4")

    assert again.undo().remark.endswith(" back")
    assert texts(again) == ["slept badly", "talk about the divorce"]
    assert texts(wren) == ["a garden of her own", "her own item"]
    again.undo()
    assert texts(again) == ["slept badly"]
    assert again.undo().remark.endswith(" back")
    assert texts(again) == []
    assert [again.redo().changed for _ in range(3)] == [True] * 3
    assert texts(again) == ["slept badly"]
    assert "talk about the divorce" in texts(wren)
    assert verify(record) == ()


@pytest.mark.parametrize("text", ["slept badly", "~ a thought of mine"])
def test_the_hour_that_a_move_began_goes_with_its_undo_and_comes_with_its_redo(
    caseload: Caseload, live: LiveSession, clock: Clock, record: Record, text: str
) -> None:
    first = caseload.open("WREN-7")
    type_all(first, ["one hour"])
    first.leave()
    clock.forward(days=1)
    today = caseload.open("KESTREL-4")
    today.enter(text, Tab.NOTES)

    def hours() -> int:
        return {x.client.code: x.sessions for x in caseload.clients()}["WREN-7"]

    today.enter("/move WREN-7", Tab.NOTES)
    assert hours() == 2
    today.undo()
    assert hours() == 1
    assert today.redo().changed
    assert hours() == 2
    assert caseload.sessions(first.state.client)[-1].start_noted
    today.undo()
    assert len(texts(today)) == 1
    today.leave()
    clock.forward(days=1)
    waits = [x.day for x in caseload.waiting() if x.client.code == "WREN-7"]
    assert waits == [first.state.session.day]
    assert caseload.open("WREN-7").state.session.number == 2
    assert verify(record) == ()


def test_what_was_said_before_a_move_is_passed_where_its_words_are_gone(
    caseload: Caseload, live: LiveSession, wren: LiveSession
) -> None:
    (line,) = type_all(live, ["slept badly"])
    live.edits.edit(line, "slept well")
    live.enter("/move WREN-7", Tab.NOTES, live.state.lines[0])
    live.leave()
    again = caseload.open("KESTREL-4")

    assert again.undo().remark.endswith(" back")
    assert "Its words went to another client" in again.undo().remark
    assert texts(again) == ["slept well"]
    assert again.undo().remark.endswith(" back")
    assert texts(again) == []


def test_a_line_that_was_removed_meanwhile_is_said_to_be_gone(
    live: LiveSession, wren: LiveSession
) -> None:
    type_all(live, ["stays"])
    moved(live, ": talk about the divorce", "WREN-7")
    wren.state.load()
    wren.edits.remove((wren.state.lines[-1],))

    for _ in range(2):
        assert live.undo().remark == (
            "Not taken back: that line is no longer there. Once more goes on past it."
        )
    assert live.undo().remark.endswith(" back")
    assert texts(live) == []


def test_what_was_signed_where_it_went_is_named_and_passed(
    live: LiveSession, wren: LiveSession, record: Record
) -> None:
    type_all(live, ["stays"])
    moved(live, "said too much", "WREN-7")
    wren.state.load()
    wren.sign()

    for _ in range(2):
        assert live.undo().remark == (
            "Not taken back: in WREN-7, session 1, which is signed. "
            "Once more goes on past it."
        )
    assert live.undo().remark.endswith(" back")
    assert live.undo().remark == "Nothing to take back."
    assert live.redo().remark.endswith(" back")
    assert texts(live) == ["stays"]
    assert verify(record) == ()


def test_a_step_stays_passed_when_the_session_is_opened_again(
    live: LiveSession, wren: LiveSession, record: Record, clock: Clock
) -> None:
    type_all(live, ["stays"])
    moved(live, "said too much", "WREN-7")
    wren.state.load()
    wren.sign()
    live.undo()
    live.undo()

    assert open_session(record, clock).undo().remark.endswith(" back")


def test_a_removed_line_comes_back_though_its_goal_went_to_another_client(
    live: LiveSession, wren: LiveSession, record: Record, caseload: Caseload
) -> None:
    """Its words matter most; the tie would cross."""
    goal, _ = type_all(live, ["> sit there", "drew it #1"])
    live.edits.remove((live.state.lines[1],))
    later = caseload.open("KESTREL-4", new_session=True)
    later.edits.move((goal,), "WREN-7")

    assert live.undo().remark.endswith(" back")
    assert [(x.text, x.goal) for x in live.state.lines] == [("drew it", None)]
    assert verify(record) == ()


@pytest.mark.parametrize("tie", ["goal_id", "about", "builds_on"])
def test_the_record_refuses_a_tie_between_two_clients_whatever_the_caller(
    live: LiveSession, wren: LiveSession, record: Record, tie: str
) -> None:
    mine, other = type_all(live, ["> sit there", "drew it"])
    theirs = wren.state.lines[0]
    db = record.databases[0][0]
    for sql in (
        f"update line set {tie} = {theirs.id} where id = {other.id}",
        "insert into line(session_id, client_id, kind, text, author, at, position,"
        f" {tie}) values (1, 1, 'note', 'x', 'client', 'x', 9, {theirs.id})",
        f"update line set session_id = {wren.state.session.id}, client_id ="
        f" {wren.state.client.id}, {tie} = {other.id} where id = {mine.id}",
    ):
        with pytest.raises(DBError, match="the lines of one client"):
            db.execute(sql)
        db.conn.rollback()
    db.execute("BEGIN")
    db.execute("PRAGMA defer_foreign_keys=ON")
    db.execute(
        "insert into line(session_id, client_id, kind, text, author, at, position,"
        f" {tie}) values (1, 1, 'note', 'x', 'client', 'x', 9, 600)"
    )
    with pytest.raises(DBError, match="the lines of one client"):
        db.execute(
            "insert into line(id, session_id, client_id, kind, text, author, at,"
            " position) values (600, ?, ?, 'note', 'x', 'client', 'x', 9)",
            (wren.state.session.id, wren.state.client.id),
        )
    db.conn.rollback()
    db.execute(f"update line set {tie} = {mine.id} where id = {other.id}")
    for line in (mine, other):
        with pytest.raises(DBError, match="the lines of one client"):
            db.execute(
                "update line set session_id = ?, client_id = ?, number = null"
                " where id = ?",
                (wren.state.session.id, wren.state.client.id, line.id),
            )
    db.conn.rollback()


def test_a_tie_that_an_earlier_program_let_cross_opens_is_named_and_stays_signed(
    live: LiveSession, wren: LiveSession, record: Record, caseload: Caseload
) -> None:
    (line,) = type_all(live, ["drew it"])
    tie_across(record, line, wren.state.lines[0])
    named = "record.db: KESTREL-4 session 1: 1 line is tied to another client's."
    assert named in "\n".join(verify(record))

    live.sign()
    problems = verify(record)
    assert named in "\n".join(problems)
    assert not [x for x in problems if "sign" in x]
    assert record.lines.crossed("KESTREL-4") != ()
    assert record.lines.crossed("WREN-7") == ()


def test_an_entry_with_a_tie_that_crosses_is_named_by_its_day(
    live: LiveSession, wren: LiveSession, record: Record
) -> None:
    second = Caseload(record, live.state.now).open("KESTREL-4", new_session=True)
    for entry in (live, second):
        entry.enter("/contact phone", Tab.NOTES)
        (line,) = type_all(entry, ["drew it"])
        tie_across(record, line, wren.state.lines[0])

    named = record.lines.crossed("KESTREL-4")
    assert [x.partition(": 1 line is tied")[0] for x in named] == [
        "KESTREL-4 contact of 2026-03-10",
        "KESTREL-4 contact of 2026-03-10.2",
    ]


def later_session(caseload: Caseload) -> LiveSession:
    return caseload.open("KESTREL-4", new_session=True)


def test_a_removed_goal_comes_back_though_a_line_that_named_it_was_changed_since(
    live: LiveSession, wren: LiveSession, record: Record
) -> None:
    goal, _, _ = type_all(live, ["> sit there", "drew it #1", "and again #1"])
    live.edits.remove((goal,))
    live.enter("/move WREN-7", Tab.NOTES, live.state.lines[0])
    wren.state.load()
    wren.edits.edit(wren.state.lines[-1], "about the garden")

    assert not live.undo().changed
    assert (
        live.undo().remark == "goal brought back, but for a tie that was changed since"
    )
    assert [(x.text, x.goal) for x in live.state.lines] == [
        ("sit there", None),
        ("and again", 1),
    ]
    assert verify(record) == ()


def test_a_goal_that_a_later_session_names_is_not_taken_out_from_under_it(
    live: LiveSession, caseload: Caseload
) -> None:
    type_all(live, ["> sit there"])
    later = later_session(caseload)
    type_all(later, ["drew it #1", "= #1 4"])

    assert live.undo().remark == (
        "Not taken back: in KESTREL-4, session 2, another line is tied to it. "
        "Once more goes on past it."
    )
    later.state.load()
    assert [x.goal for x in later.state.lines] == [1, 1]


def test_what_was_passed_is_not_undone_by_the_way(
    live: LiveSession, caseload: Caseload
) -> None:
    (line,) = type_all(live, ["x"])
    later = later_session(caseload)
    type_all(later, ["> a goal"])
    later.edits.link((line,), 1)
    live.state.load()
    live.edits.edit(live.state.lines[0], "x and more #1")

    assert [later.undo().changed for _ in range(3)] == [False, False, False]
    live.state.load()
    assert [(x.text, x.goal) for x in live.state.lines] == [("x and more", 1)]


@pytest.mark.parametrize("how", ["remove", "retag", "undo", "redo"])
@pytest.mark.parametrize(("text", "shown"), [("> sit there", 0), ("+ my brother", 0)])
def test_what_an_earlier_session_loses_is_lost_everywhere_at_once(
    live: LiveSession, caseload: Caseload, text: str, shown: int, how: str
) -> None:
    """A typed `#1` must never go to what is no longer there."""
    (line,) = type_all(live, [text])
    later = later_session(caseload)
    if how == "retag":
        later.edits.retag((line,), "note")
    else:
        later.edits.remove((line,))
    if how in {"undo", "redo"}:
        later.undo()
        shown = 1
    if how == "redo":
        later.redo()
        shown = 0
    fresh = caseload.open("KESTREL-4")

    assert len(later.state.goals) + later.state.strength_count == shown
    assert later.state.goals == fresh.state.goals
    assert later.state.goal_numbers() == fresh.state.goal_numbers()
    assert later.state.strength_count == fresh.state.strength_count
    if not shown:
        tail = "#1" if text.startswith(">") else "#+1"
        outcome = later.enter(f"@ he drew the curve {tail}", Tab.NOTES)
        assert outcome.line is not None
        assert outcome.line.text == f"he drew the curve {tail}"


def test_numbers_of_strengths_and_goals_stand_right_after_every_change(
    live: LiveSession,
) -> None:
    type_all(live, ["+ one", "+ two", "> goal", "@ walk #1 #+2", "note #1"])
    live.edits.remove((live.state.lines[0],))
    shown = live.state.lines
    live.state.load()
    assert live.state.lines == shown
    live.undo()
    shown = live.state.lines
    live.state.load()
    assert live.state.lines == shown
    assert [x.strength for x in live.state.lines if x.text == "walk"] == [2]


@pytest.mark.parametrize("order", ["#1", "/retag note"])
def test_what_changes_nothing_is_nothing_to_take_back(
    live: LiveSession, order: str
) -> None:
    _, line = type_all(live, ["> sit there", "drew it #1"])
    live.enter(order, Tab.NOTES, line)

    assert live.undo().remark.endswith(" back")
    assert [x.text for x in live.state.lines] == ["sit there"]


def test_an_edit_of_a_line_that_an_earlier_program_tied_across_is_taken_back(
    live: LiveSession, wren: LiveSession, record: Record
) -> None:
    (line,) = type_all(live, ["drew it"])
    tie_across(record, line, wren.state.lines[0])
    live.state.load()
    live.edits.edit(live.state.lines[0], "drew it twice")

    assert live.undo().remark.endswith(" back")
    assert [x.text for x in live.state.lines] == ["drew it"]
    assert verify(record) == ()


CODES = ("KESTREL-4", "WREN-7", "HERON-2")
WORDS = (": {}", "{}", "> {}", "~ {}", "+ {}", "@ {} %60", "! {}", ". {}", "& {}")
LATER_WORDS = ("< {}", "!f {}", "!d {}", "@o {}", "@3 {}", "= {} 4/27", "/told {}")
ONCE = ("/again Tue 24 10:00", "/again Wed 25 9:00", "/card gp {}", "/card for {}")
LAST_TIME = ("@ {}", "!f {}", ": {}", "? {}", "/differently {}", "> {}")
TAILS = ("", " #1", " #+1")


class SeveralSessions(RuleBasedStateMachine):
    """Several clients' sessions of a day, written to in turn.

    Words begin with the code of the session in which they were typed; only a move by
    name makes them another client's, and only taking it back makes them theirs again.
    """

    template: Template
    last_time: Mapping[str, list[Line]]
    """What each client said the week before."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = Clock(TUESDAY + timedelta(days=7))
        self.record = self.template.open_in(Path(self.folder.name) / "record")
        self.caseload = Caseload(
            self.record, self.clock, preferences=Preferences(signer="R. Amadi")
        )
        self.lives = {code: self.caseload.open(code) for code in CODES}
        self.first: dict[tuple[int, str], str] = {}
        """In whose session each line that names no client was seen first."""
        self.hidden = False
        self.moves: set[tuple[str, int, str]] = set()
        """In whose session a line was moved by name, which line, and to whom."""

    def teardown(self) -> None:
        self.record.close()
        self.folder.cleanup()

    def _pick(self, code: str, place: int) -> tuple[LiveSession, Line | None]:
        live = self.lives[code]
        live.state.load()
        lines = live.state.everything()
        return live, lines[place % len(lines)] if lines else None

    def _try(self, code: str, act: Callable[[], object]) -> None:
        self.clock.forward(minutes=1)
        try:
            act()
        except SessionTuiError:
            # Refused, such as in a signed session: the invariants say what stands.
            assert not any(db.conn.in_transaction for db, _ in self.record.databases)
        state = self.lives[code].state
        shown = (state.everything(), state.goals, state.strength_count)
        state.load()
        assert (state.everything(), state.goals, state.strength_count) == shown

    @rule(
        code=st.sampled_from(CODES),
        words=st.sampled_from((*WORDS, *LATER_WORDS, *ONCE)),
        tail=st.sampled_from(TAILS),
    )
    def type_a_line(self, code: str, words: str, tail: str) -> None:
        text = words.format(f"{code} said") + tail
        self._try(code, lambda: self.lives[code].enter(text, Tab.NOTES))

    @rule(
        code=st.sampled_from(CODES),
        place=st.integers(0, 9),
        how=st.sampled_from(
            ["tick", "edit", "up", "remove", "link", "retag", "hide", "minute"]
        ),
    )
    def change_a_line(self, code: str, place: int, how: str) -> None:
        live, line = self._pick(code, place)
        if line is None:
            return
        acts: dict[str, Callable[[], object]] = {
            "tick": lambda: live.edits.tick(line),
            "edit": lambda: live.edits.edit(line, f"{code} wrote"),
            "up": lambda: live.edits.reorder(line, -1, Tab.NOTES),
            "remove": lambda: live.edits.remove((line,)),
            "link": lambda: live.edits.link((line,), 1),
            "retag": lambda: live.edits.retag((line,), ">"),
            "hide": lambda: live.edits.retag((line,), "~"),
            "minute": lambda: live.enter(f"/at {self.clock():%H:%M}", Tab.NOTES, line),
        }
        self.hidden = self.hidden or how == "hide"
        self._try(code, acts[how])

    @rule(
        code=st.sampled_from(CODES),
        place=st.integers(0, 5),
        how=st.sampled_from(["let go", "tick", "answer", "went"]),
    )
    def answer_last_time(self, code: str, place: int, how: str) -> None:
        live, line = self.lives[code], self.last_time[code][place]
        acts: dict[str, Callable[[], object]] = {
            "let go": lambda: live.edits.remove((line,)),
            "tick": lambda: live.edits.tick(line),
            "answer": lambda: live.enter(f"!d {code} called", Tab.NOTES, line),
            "went": lambda: live.enter("@2", Tab.NOTES, line),
        }
        self._try(code, acts[how])

    @rule(
        code=st.sampled_from(CODES),
        to=st.sampled_from(CODES),
        place=st.integers(0, 9),
        many=st.booleans(),
    )
    def move(self, code: str, to: str, place: int, many: bool) -> None:
        live, line = self._pick(code, place)
        if line is None or code == to:
            return
        lines = live.state.everything() if many else (line,)
        self._try(code, lambda: live.edits.move(lines, to))
        self.moves |= {(code, x.id, to) for x in lines}

    @rule(code=st.sampled_from(CODES), again=st.integers(1, 4))
    def undo_and_redo(self, code: str, again: int) -> None:
        live = self.lives[code]
        if live.state.session.signed_at:
            return
        before = self._rows()
        for _ in range(again):
            if not live.undo().changed:
                return
        for _ in range(again):
            assert live.redo().changed
        assert self._rows() == before

    @rule(code=st.sampled_from(CODES), back=st.booleans())
    def undo_or_redo(self, code: str, back: bool) -> None:
        live = self.lives[code]
        before, owners = self._rows(), self._owners()
        outcomes = []
        self._try(code, lambda: outcomes.append(live.undo() if back else live.redo()))
        for outcome in outcomes:
            assert outcome.changed is (self._rows() != before), outcome.remark
        for line, owner in self._owners().items():
            was = owners.get(line, owner)
            if owner != was:
                other = was if owner == code else owner
                assert code in (owner, was)
                assert (code, line, other) in self.moves

    @precondition(lambda self: len(self.moves) > 1)
    @rule(code=st.sampled_from(CODES))
    def sign(self, code: str) -> None:
        self._try(code, self.lives[code].sign)
        self.lives[code].state.load()

    def _rows(self) -> list[object]:
        tables = zip(self.record.databases, ("line", "note"), strict=True)
        return [
            db.execute(f"select * from {table} order by id").fetchall()
            for (db, _), table in tables
        ]

    def _owners(self) -> dict[int, str]:
        return {
            line.id: code
            for code, live in self.lives.items()
            for line in self.record.lines.lines(live.state.session.id)
        }

    @invariant()
    def every_line_is_its_clients(self) -> None:
        for code, live in self.lives.items():
            live.state.load()
            for line in live.state.lines:
                came = any(move[1:] == (line.id, code) for move in self.moves)
                own = line.text.startswith(code)
                if not line.text.startswith(CODES):
                    own = self.first.setdefault((line.id, f"{line.at}"), code) == code
                # A psychotherapy note that comes into the record is a new line.
                assert came or own or self.hidden, (code, line)

    @invariant()
    def the_record_is_whole(self) -> None:
        assert verify(self.record) == ()


@pytest.mark.parametrize("steps", [25])
def test_every_line_belongs_to_the_client_whose_words_it_is(
    tmp_path: Path, steps: int
) -> None:
    template = Template(tmp_path / "template")
    with contextlib.closing(open_record(template.paths, template.key)) as record:
        last_time = {}
        for code in CODES:
            live = open_session(record, Clock(), code)
            said = [words.format(f"{code} said") for words in LAST_TIME]
            last_time[code] = type_all(live, said)
            live.leave()
    machine = type(
        "Machine", (SeveralSessions,), {"template": template, "last_time": last_time}
    )
    run_state_machine_as_test(
        machine, settings=settings(max_examples=30, stateful_step_count=steps)
    )


def test_a_refused_move_leaves_the_session_that_stood_there(
    caseload: Caseload, clock: Clock, record: Record
) -> None:
    first = caseload.open("KESTREL-4")
    (goal,) = type_all(first, ["> a goal"])
    clock.forward(days=7)
    second = caseload.open("KESTREL-4")
    type_all(second, ["note #1"])
    second.sign()
    there = caseload.open("OWL-3").state.session
    first = caseload.past(first.state.client, 1)

    with pytest.raises(SessionTuiError, match="refers to that line"):
        first.enter("/move OWL-3", Tab.NOTES, goal)

    assert record.sessions.by_id(there.id) == there
