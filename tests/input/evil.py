"""Values that no SessionTUI writes: one list for the store and for every screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.preferences import Preferences
from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from sessiontui.store.schema.triggers import PRIVATE_TRIGGERS, RECORD_TRIGGERS
from tests.story import Clock, type_all

if TYPE_CHECKING:
    from sessiontui.store.record import Record

HOUR = (
    *(": sleep 15m", "> I want", "= #1 3", '" better', "+ rang", "+w out"),
    *("@ text him %60 #1 #+1", "@o rain", "! said", "? father", "~ of mine", ". x"),
    *("a note", "^d want", "/did psy x", "/differently less", "= mood 4", "/pace -1"),
    *(">g gloss", "/consent yes"),
)
EVIL = "char(97,27,93,53,50,59,99,59,97,7,155,8238,8294,13,100,0,101)"
"""A title, a clipboard, C1, bidi and a NUL, as SQL."""
NO_UTF8 = {
    "latin": "cast(x'61ff62e9' as text)",
    "a surrogate": "cast(x'61eda08062' as text)",
}
AT = "'2026-03-17T10:00:00+00:00'"
REQUEST = "insert into request(client_id, session_id, kind, about, at, author, text)"
AMENDMENT = (
    "insert into amendment(session_id, client_id, kind, at, author, reason, text,"
    " previous, seal)"
)
RECEIPT = (
    "insert into destroyed(at, code, what, sessions, lines, first, last, author,"
    " reason)"
)
_TEXTS = {
    "line": ("kind", "sub", "text", "author", "at", "asked"),
    "client": ("code", "created_at", "keep_until"),
    "session": (
        "started_at",
        "stopped_at",
        "format",
        "held",
        "present",
        "place",
        "service",
    ),
    "signature": ("at", "signer", "format", "content", "chain", "seal"),
    "change": ("at", "before", "after"),
}
_ROWS = {
    "a request": f"{REQUEST} values (1, 1, 'request', null, {AT}, {{0}}, {{0}})",
    "a request's kind": f"{REQUEST} values (1, 1, {{0}}, null, {AT}, 'x', 'y')",
    "an amendment": (
        f"{AMENDMENT} values (1, 1, 'addendum', {AT}, {{0}}, {{0}}, {{0}}, '', '')"
    ),
    "an amendment's kind": f"{AMENDMENT} values (1, 1, {{0}}, {AT}, 'x','y','z','','')",
    "a hold": "insert into hold(client_id, at, action, reason) values (1, {0}, 'set',"
    " {0})",
    "a receipt": f"{RECEIPT} values ({{0}}, {{0}}, 'record', 1, 1, {{0}}, {{0}}, {{0}},"
    " {0})",
    "a move": "insert into moved(at, row_id, from_session, to_session) values"
    " ({0}, 1, 1, 2)",
    "a half-typed line": (
        f"insert or replace into draft values (2, 'notes', {{0}}, -5, 99999, 77, {AT})"
    ),
    "a half-typed line's tab": (
        f"insert or replace into draft values (2, {{0}}, 'x', 0, 0, null, {AT})"
    ),
    "a half-typed answer": (
        f"insert or replace into answering values (2, {{0}}, {{0}}, -5, 9999, 77, {AT})"
    ),
}
_NUMBERS = {
    "a day without a zone": "update line set at = '2026-03-10T10:00:00'",
    "the year 9999": "update line set at = '9999-12-31T23:59:59+00:00'",
    "the year 1": "update session set started_at = '0001-01-01T00:00:00+00:00'",
    "private in the record": "update line set kind = 'private'",
    "no place": "update line set position = 9e999",
    "a huge number": "update line set number = number * 1000000000000",
    "huge minutes": "update line set minutes = 9000000000000000000",
    "minutes below nothing": "update line set minutes = -5",
    "less than unlikely": "update line set likely = -9000000000000000000",
    "an endless rating": "update line set value = 9e999",
    "a rating below nothing": "update line set value = -1e300",
    "a session below nothing": "update session set number = -number",
    "a session beyond": "update session set number = number * 1000000000000000",
    "a print of no text": "update signature set print = x'ff1b5b324a9b'",
}
SAID: dict[str, tuple[int, str]] = {
    **{
        f"{table}.{column}": (0, f"update {table} set {column} = {EVIL}")
        for table, columns in _TEXTS.items()
        for column in columns
    },
    **{
        f"{column} in {name}": (0, f"update {column.replace('.', ' set ')} = {value}")
        for column in ("line.text", "line.sub", "line.kind", "client.code")
        for name, value in NO_UTF8.items()
    },
    **{name: (0, sql.format(EVIL)) for name, sql in _ROWS.items()},
    **{name: (0, sql) for name, sql in _NUMBERS.items()},
    "a note": (1, f"update note set text = {EVIL}"),
    "a note of bytes": (1, f"update note set text = {NO_UTF8['latin']}"),
    "a note of no moment": (1, "update note set id = id * 1000"),
    "a note half typed": (
        1,
        f"insert or replace into draft values (2, 'notes', {EVIL}, -5, 99, 7, {AT})",
    ),
}
"""What stands in which file: record.db is 0, private.db 1."""

REFUSED = frozenset(
    {
        *("line.kind", "line.author", "line.at", "session.started_at"),
        *("session.stopped_at", "signature.at", "a request's kind"),
        *("an amendment's kind", "a half-typed line's tab", "a half-typed answer"),
        *("a day without a zone", "the year 9999", "the year 1"),
        *("a note of bytes", "a note of no moment"),
        *(name for name in SAID if " in " in name and name.startswith(("line", "cli"))),
    }
)
"""Where a screen needs such a value, it says a sentence; all others show words."""


def write_evil(record: Record, *names: str) -> None:
    """Write them straight into the files, past every guard and check."""
    for which, (db, _) in enumerate(record.databases):
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("PRAGMA ignore_check_constraints=ON")
        for guard in (RECORD_TRIGGERS, PRIVATE_TRIGGERS)[which]:
            db.execute(f"drop trigger if exists {guard}")
        for name in names:
            if SAID[name][0] == which:
                db.execute(SAID[name][1])
                assert db.execute("select changes()").fetchone()[0], name
        db.conn.commit()


def signed_hour(record: Record, clock: Clock) -> Caseload:
    """A signed hour and one that is not, with everything in them."""
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    live = caseload.open("KESTREL-4")
    type_all(live, HOUR)
    live.sign()
    clock.forward(days=7)
    live = caseload.open("KESTREL-4")
    type_all(live, HOUR)
    live.leave()
    assert verify(record) == ()
    return caseload
