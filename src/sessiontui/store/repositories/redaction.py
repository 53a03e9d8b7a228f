"""Taking words out of the history that may not stay there; what happened stays."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sessiontui.domain.entities import KeptScratch, RiskGone
from sessiontui.domain.kinds.lookup import NOTHING_VOICED, Kind
from sessiontui.store.chain.links import let_words_go
from sessiontui.store.repository import Repository, moment
from sessiontui.store.schema.session_names import NAMED_BY_SQL, row_name
from sessiontui.store.schema.triggers import is_held, is_of_line, was_kind
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sessiontui.store.repositories.private_notes import PrivateNotesRepository
    from sessiontui.store.sqlcipher.driver import Database
    from sessiontui.store.undo_log import UndoLog

MOVED = "moved"
"""The way a line went that is another client's now: its words are not told here."""
_PLACES = "'$.text', '$.asked'"
"""Places of the words in a change; the trigger on the history lets only these go."""
_SCRATCH = Kind.SCRATCH.value
_WHERE_THEY_WERE = (
    "(select ?2 union select session_id from change where row_id in"
    f" {THESE} and step in (select id from step where session_id = ?2)"
    f" union select from_session from moved where row_id in {THESE}"
    f" union select to_session from moved where row_id in {THESE})"
)
_LAST_STEPS = 100
"""As many as a session that nobody left may have behind it at the next opening."""
_MAY_GO = (
    "not exists (select 1 from line join session on session.id = line.session_id"
    " where line.id = change.row_id and session.signed_at is not null) and not "
    + is_held("(select client_id from session where id = change.session_id)")
)
"""No signed line's words ever go, and none under a legal hold."""


class RedactionRepository(Repository):
    """Words that the history may no longer say, and how far back undo still goes."""

    def __init__(
        self,
        db: Database,
        path: Path,
        undo_log: UndoLog,
        private: PrivateNotesRepository,
    ) -> None:
        """Redact record.db, in which no words of the notes beside it may stay."""
        super().__init__(db, path, undo_log)
        self._private = private

    def redact_emptied(self, session_id: int) -> None:
        """Let go of the words that a session that was left has no more.

        They went to private.db, or were taken back there, or to another client's
        session with their line.
        """
        moved = [row["id"] for row in self.all(_MOVED_AWAY, session_id)]
        back = []
        if words := self._private.words(session_id):
            found = self.all(_TAKEN_BACK, session_id, json.dumps(words))
            back = [row["id"] for row in found]
        if moved or back or self.all(_EMPTIED, session_id):
            with self._undo_log.unit() as db:
                redact_words(db, session_id, back)
                _redact_moved(db, session_id, moved)

    def kept_scratch(self, client_id: int) -> tuple[KeptScratch, ...]:
        """The scratch lines that a legal hold kept as their session was signed."""
        rows = self.all(_KEPT_SCRATCH, client_id)
        named_by = ("kind", "number", "day", "of_day")
        return tuple(
            KeptScratch(
                row["session_id"],
                row_name(*(row[name] for name in named_by)),
                row["row_id"],
            )
            for row in rows
        )

    def redact_scratch(self, kept: Iterable[KeptScratch]) -> None:
        """Take the words of scratch lines out that a legal hold had kept."""
        with self._undo_log.unit() as db:
            for session_id, lines in groupby(kept, lambda x: x.session_id):
                redact_words(db, session_id, [x.line_id for x in lines], _SCRATCH)

    def redact_left_behind(self) -> None:
        """Do the same for what a death of the program left: its steps are the last."""
        rows = self.all(
            "select distinct session_id from"
            f" (select session_id from step order by id desc limit {_LAST_STEPS})"
        )
        for row in rows:
            self.redact_emptied(row["session_id"])

    def risks_gone(self, session_id: int) -> tuple[RiskGone, ...]:
        """The lines that were a risk in a session and are none there any more."""
        return tuple(
            RiskGone(
                how,
                moment(row["at"], row["at_offset"]),
                "" if how == MOVED else row["text"] or "",
            )
            for row in self.all(_NO_LONGER_RISK, session_id)
            for how in (_how_gone(row, session_id),)
        )

    def was_risk(self, ids: Iterable[int]) -> bool:
        """Tell whether some of these are a risk, or ever were one, wherever it was."""
        found = self.one(
            f"select 1 from line where id in {THESE} and exists (select 1 from change"
            f" where {is_of_line('line')} and ({was_kind('change', 'risk')}))",
            json.dumps(sorted(ids)),
        )
        return found is not None

    def reach(self, session_id: int) -> int:
        """The step up to which nothing can be taken back any more, or 0."""
        return self.number(_REACH, session_id) or 0


def _how_gone(row: dict[str, Any], session_id: int) -> str:
    if row["here"] == session_id:
        return "changed" if row["now"] == "risk" else "taken back"
    return MOVED if row["left_it"] == session_id else "removed"


def redact_words(
    db: Database, session_id: int, ids: Iterable[int], kind: str = ""
) -> None:
    """Take the words of lines out of the history, within the caller's transaction.

    With these go the lines that went to private.db in this session and, with a
    `kind`, what any of its lines said while they were of it. Undo goes back to the last
    step that lost its words, and no further. What a signed line said before stays, and
    so does what was ever a risk.
    """
    hidden = [row[0] for row in db.execute(_EMPTIED, (session_id,)).fetchall()]
    risks = [row[0] for row in db.execute(_EVER_RISK, (session_id,)).fetchall()]
    values = (
        json.dumps(sorted({*ids, *hidden} - set(risks))),
        session_id,
        kind,
        json.dumps(risks),
    )
    lost: set[int] = set()
    for side in ("before", "after"):
        rows = db.execute(
            f"select seq, step from change where session_id in {_WHERE_THEY_WERE}"
            f" and {side} is not null and (row_id in {THESE} or"
            f" (session_id = ?2 and {_part(side, 'kind')} = ?3))"
            f" and row_id not in (select value from json_each(?4)) and {_MAY_GO}",
            values,
        ).fetchall()
        let_words_go(db, (seq for seq, _ in rows))
        lost |= {step for _, step in rows if step is not None}
        db.execute(
            f"update change set {side} = iif(json_valid({side}),"
            f" json_remove({side}, {_PLACES}), null)"
            f" where seq in {THESE}",
            (json.dumps([seq for seq, _ in rows]),),
        )
    _forget(db, lost)


def _forget(db: Database, steps: Iterable[int]) -> None:
    """Note that these steps cannot be taken back any more."""
    db.execute(
        "insert into forgot(session_id, step) select session_id, max(id) from step"
        f" where id in {THESE} and session_id in (select id from session)"
        " group by session_id"
        " on conflict(session_id) do update set step = max(step, excluded.step)",
        (json.dumps(sorted(steps)),),
    )


def _redact_moved(db: Database, session_id: int, lines: list[int]) -> None:
    """Take the words of lines that went to another client out of the old history.

    The move can still be taken back: its words are in the line itself.
    """
    rows = db.execute(
        f"select seq from change where session_id = ?2 and row_id in {THESE}",
        (json.dumps(lines), session_id),
    ).fetchall()
    let_words_go(db, (row[0] for row in rows))
    for side in ("before", "after"):
        db.execute(
            f"update change set {side} = iif(json_valid({side}),"
            f" json_remove({side}, {_PLACES}), null)"
            f" where {side} is not null and seq in {THESE}",
            (json.dumps([row[0] for row in rows]),),
        )


def ever(db: Database, session_id: int, kind: str) -> tuple[int, ...]:
    """The lines of a session that are of a kind, or were as they were taken out."""
    rows = db.execute(
        "select id from line where session_id = ?1 and kind = ?2 union"
        " select change.row_id from change join (select row_id, max(seq) as seq"
        " from change where session_id = ?1 group by row_id) as last"
        " on last.seq = change.seq where change.op = 'delete'"
        f" and {_part('change.before', 'kind')} = ?2",
        (session_id, kind),
    ).fetchall()
    return tuple(row[0] for row in rows)


def _part(side: str, name: str) -> str:
    """A part of what a change kept; NULL where another tool wrote no JSON there."""
    return f"iif(json_valid({side}), json_extract({side}, '$.{name}'), null)"


_EMPTIED = (
    "select distinct taken.row_id from step"
    " join change as taken on taken.step = step.id and taken.op = 'delete'"
    " join change as emptied on emptied.step = step.id and emptied.op = 'update'"
    " and emptied.row_id = taken.row_id where step.session_id = ?"
    f" and {_part('taken.before', 'text')} = ''"
    f" and {_part('emptied.after', 'text')} = ''"
    f" and {_part('emptied.before', 'text')} <> ''"
    " and not exists (select 1 from line where line.id = taken.row_id)"
)
"""Lines that were emptied and taken out in one step: only `empty_lines` does so."""
_REACH = (
    "select max(step) as step from ("
    "select step from forgot where session_id = ?1 union all"
    " select json_extract(told, '$.upto') from event where what = 'imported'"
    " and ?1 between json_extract(told, '$.came[0]')"
    " and json_extract(told, '$.came[1]'))"
)
"""The last step whose words are gone, or that was taken before its session came in."""
_EVER_RISK = (
    "select row_id from change where session_id = ?1"
    f" and ({was_kind('change', 'risk')})"
    " union select came.row_id from moved as came"
    " join moved as went on went.row_id = came.row_id"
    " join change on change.session_id = went.from_session"
    " and change.row_id = came.row_id where came.to_session = ?1"
    f" and ({was_kind('change', 'risk')})"
)
"""Lines that were a risk in a session, or in one that they were moved away from."""
_NO_LONGER_RISK = (
    "select change.row_id, max(change.seq) as seq,"
    " json_extract(coalesce(change.before, change.after), '$.at') as at,"
    " coalesce(json_extract(coalesce(change.before, change.after), '$.at_offset'),"
    " (select started_at_offset from session where id = ?1)) as at_offset,"
    " json_extract(coalesce(change.before, change.after), '$.text') as text,"
    " (select from_session from moved where moved.row_id = change.row_id"
    " and ?1 in (from_session, to_session) order by id desc limit 1) as left_it,"
    " line.session_id as here, line.kind as now from change"
    " left join line on line.id = change.row_id"
    f" where change.session_id = ?1 and ({was_kind('change', 'risk')})"
    " and (line.session_id is not ?1 or line.kind <> 'risk' or"
    f" line.sub = '{NOTHING_VOICED}' and {_part('change.before', 'kind')} = 'risk'"
    f" and {_part('change.before', 'sub')} <> '{NOTHING_VOICED}')"
    " group by change.row_id order by at, change.row_id"
)
"""Lines that were a risk in a session, and are none there now, or nothing voiced."""
_TAKEN_BACK = (
    "select distinct row_id as id from change where session_id = ?1"
    " and not exists (select 1 from line where line.id = change.row_id) and"
    f" coalesce({_part('change.after', 'text')}, {_part('change.before', 'text')})"
    " in (select value from json_each(?2))"
)
"""Lines that are there no more, and say what a psychotherapy note says or said."""
_MOVED_AWAY = (
    "select distinct line.id from moved join line on line.id = moved.row_id"
    " join session on session.id = line.session_id"
    " join session as former on former.id = moved.from_session"
    " where moved.from_session = ?1 and line.client_id <> former.client_id"
    f" and session.signed_at is null and not {is_held('former.client_id')}"
    " and exists (select 1 from change where change.session_id = ?1"
    " and change.row_id = line.id and"
    f" coalesce({_part('change.after', 'text')}, {_part('change.before', 'text')})"
    " is not null)"
)
_KEPT_SCRATCH = (
    f"select change.session_id, change.row_id, {NAMED_BY_SQL} from change"
    " join (select max(change.seq) as seq from change join session"
    " on session.id = change.session_id where session.client_id = ?1"
    " and session.signed_at is not null group by change.row_id) as last"
    " on last.seq = change.seq join session on session.id = change.session_id"
    " where change.op = 'delete'"
    f" and {_part('change.before', 'kind')} = '{_SCRATCH}'"
    f" and {_part('change.before', 'text')} is not null"
    " and change.row_id not in (select other.row_id from change as other"
    " where other.session_id = change.session_id"
    f" and ({was_kind('other', 'risk')}))"
    " order by session.day, session.id, change.row_id"
)
