"""Binding rows of the history to all rows before them.

Each row has a digest over its words, salted, and over the rest of it; the tip is a hash
over all digests so far. Where words are lawfully destroyed their salt goes, too: the
digest stays, the chain holds, and nothing can be guessed from it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sessiontui.domain.signature import canonical
from sessiontui.store.chain.events import NOW, note_event
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sessiontui.store.sqlcipher.driver import Database

_SALT = 16
_AT_ONCE = 1000
"""Rows that are held while they are bound."""
_BEFORE_ALL = -(1 << 63)


@dataclass(frozen=True, slots=True)
class BoundTable:
    """A table whose rows are bound, and what of them.

    These columns are for ever: a digest is over them. `client` gives whose a row is;
    the digest of a `bare` one holds no words, so it needs no salt.
    """

    name: str
    columns: tuple[str, ...]
    client: str = "0"
    key: str = "id"
    bare: bool = False

    @property
    def row(self) -> str:
        """Its key and its columns, each with the table's name."""
        return ", ".join(
            x if f"{self.name}." in x else f"{self.name}.{x}"
            for x in (self.key, *self.columns)
        )


def _of_session(table: str, column: str = "session_id") -> str:
    whose = f"select client_id from session where session.id = {table}.{column}"
    return f"coalesce(({whose}), 0)"


def _words(side: str) -> tuple[str, ...]:
    """A state of a line without its words, then its words."""
    known = f"json_valid(change.{side})"
    return (
        f"iif({known}, json_remove(change.{side}, '$.text', '$.asked'), change.{side})",
        f"iif({known}, json_extract(change.{side}, '$.text'), null)",
        f"iif({known}, json_extract(change.{side}, '$.asked'), null)",
    )


_CHANGE = ("step", "at", "op", "row_id", "session_id", *_words("before"))
_CHANGE_WORDS = (6, 7, 9, 10)
"""The columns of a change that are words; the others stay when those go."""
_AT = ("at", "at_offset")
SOURCES = (
    BoundTable(
        "step",
        ("session_id", "action", "target"),
        _of_session("step"),
        bare=True,
    ),
    BoundTable(
        "change", (*_CHANGE, *_words("after")), _of_session("change"), key="seq"
    ),
    BoundTable(
        "moved",
        ("at", "row_id", "from_session", "to_session"),
        _of_session("moved", "from_session"),
        bare=True,
    ),
    BoundTable(
        "request",
        ("client_id", "session_id", "kind", "about", *_AT, "author", "text"),
        "client_id",
    ),
    BoundTable("hold", ("client_id", *_AT, "action", "reason"), "client_id"),
    BoundTable("former", ("client_id", "at", "code", "code_key"), "client_id"),
    BoundTable(
        "destroyed",
        (
            *(*_AT, "code", "what", "sessions", "lines", "first", "last"),
            *("author", "reason"),
        ),
    ),
    BoundTable("event", ("at", "what", "told")),
    BoundTable(
        "past",
        ("at", "what", "row_id", "after"),
        f"iif(what = 'session', {_of_session('past', 'row_id')}, past.row_id)",
    ),
    BoundTable(
        "amendment",
        (
            *("session_id", "client_id", "kind", *_AT, "author", "reason"),
            *("about", "text", "previous", "seal"),
        ),
        "client_id",
    ),
    BoundTable(
        "signature",
        (
            *("client_id", "place", *_AT, "signer", "format", "scratch", "content"),
            *("print", "previous", "chain", "seal", "rule", "tip"),
        ),
        "client_id",
        key="session_id",
    ),
)
BY_NAME = {source.name: source for source in SOURCES}
_GROWS = ("step", "change")
"""Tables whose keys only grow, but where another record's rows come in."""


@dataclass(frozen=True, slots=True)
class Tip:
    """The end of the chain: its last link, its hash, the last key of some tables."""

    seq: int
    tip: str
    upto: dict[str, int]


def latest(db: Database) -> Tip:
    """The newest tip."""
    row = db.execute("select seq, tip, upto from tip order by seq desc limit 1")
    found = row.fetchone()
    return Tip(found[0], found[1], json.loads(found[2])) if found else Tip(0, "", {})


def link(db: Database, *, whole: bool = False) -> str:
    """Bind what was recorded since the last time; returns the tip.

    It stands within the caller's transaction. `whole` looks for rows among old ones,
    too, as another record's are that were brought in.
    """
    last = latest(db)
    _remember(db, last, whole=whole)
    upto = dict(last.upto)
    found, count = sha256(last.tip.encode()), 0
    for source in SOURCES:
        for piece in _unbound(db, source, upto, whole=whole):
            rows = [_bound(source, *row) for row in piece]
            db.conn.executemany(
                "insert into link(client_id, what, row_id, salt, digest)"
                " values (?, ?, ?, ?, ?)",
                rows,
            )
            for *_, digest in rows:
                found.update(digest)
            count += len(rows)
            if source.name in _GROWS:
                upto[source.name] = max(upto.get(source.name, 0), piece[-1][1])
    if not count:
        return last.tip
    seq, at = db.execute(f"select max(seq), {NOW} from link").fetchone()
    said = canonical(upto)
    tip = _ended(found, at, said)
    db.execute("insert into tip values (?, ?, ?, ?)", (seq, at, tip, said))
    return tip


def _bound(
    source: BoundTable, client: int, key: int, *values: object
) -> tuple[int, str, int, bytes | None, bytes]:
    """A row's link: whose it is, of which table, its key, its salt and its digest."""
    salt = None if source.bare else os.urandom(_SALT)
    digest = digest_of(source, key, client, list(values), salt)
    return client, source.name, key, salt, digest


def tip_of(before: str, digests: Iterable[bytes], at: str, upto: str) -> str:
    """The hash over all links so far, and when and up to where they were bound."""
    found = sha256(before.encode())
    for digest in digests:
        found.update(digest)
    return _ended(found, at, upto)


def _ended(found: Any, at: str, upto: str) -> str:  # noqa: ANN401 - hashlib's own
    found.update(f"{at}\n{upto}".encode())
    return str(found.hexdigest())


def remember_session(db: Database, session_id: int) -> None:
    """Note how a session stands, if nothing notes yet what becomes of it."""
    db.execute(
        f"insert into past(at, what, row_id, after) select {NOW}, 'session', id,"
        f" {state_of('session', SESSION_COLUMNS)} from session where id = ?1 and not"
        " exists (select 1 from past where what = 'session' and row_id = ?1)",
        (session_id,),
    )


def _remember(db: Database, last: Tip, *, whole: bool) -> None:
    """Note how sessions and clients stand as their history is first bound.

    From then on triggers note each change of theirs.
    """
    since = -1 if whole else last.upto.get("step", 0)
    known = "not exists (select 1 from past where what = '{0}' and row_id = {0}.id)"
    db.execute(
        f"insert into past(at, what, row_id, after) select {NOW}, 'session', id,"
        f" {state_of('session', SESSION_COLUMNS)} from session where id in"
        " (select session_id from step where id > ?1 union"
        f" select session_id from signature) and {known.format('session')}",
        (since,),
    )
    db.execute(
        f"insert into past(at, what, row_id, after) select {NOW}, 'client', id,"
        f" {state_of('client', CLIENT_COLUMNS)} from client where id in"
        " (select client_id from session join past on past.what = 'session'"
        " and past.row_id = session.id where past.id >"
        " (select coalesce(max(row_id), 0) from link where what = 'past')"
        f" union select client_id from hold) and {known.format('client')}"
    )


SESSION_COLUMNS = (
    *("id", "client_id", "number", "started_at", "stopped_at", "signed_at"),
    *("format", "timed", "held", "present", "day", "start_noted", "kind"),
    *("started_at_offset", "stopped_at_offset", "signed_at_offset", "start_by_hand"),
    *("confirmed", "place", "service", "stop_by_hand"),
)
CLIENT_COLUMNS = ("id", "code", "code_key", "created_at", "keep_until")


def state_of(row: str, columns: Iterable[str]) -> str:
    """A row as JSON, in SQL."""
    return "json_object({})".format(
        ", ".join(f"'{name}', {row}.{name}" for name in columns)
    )


def _unbound(
    db: Database, source: BoundTable, upto: dict[str, int], *, whole: bool
) -> Iterator[list[tuple[Any, ...]]]:
    """Rows that are not bound yet, in order of their keys, some at a time."""
    grows = source.name in _GROWS and not whole
    unbound = (
        f"not exists (select 1 from link where what = '{source.name}'"
        f" and link.row_id = {source.name}.{source.key})"
    )
    select = (
        f"select {source.client}, {source.row} from {source.name}"
        f" where {source.key} > ? and {'true' if grows else unbound}"
        f" order by {source.key} limit {_AT_ONCE}"
    )
    key = upto.get(source.name, 0) if grows else _BEFORE_ALL
    while rows := db.execute(select, (key,)).fetchall():
        yield rows
        key = rows[-1][1]


def digest_of(
    source: BoundTable,
    key: int,
    client: int,
    values: list[Any],
    salt: bytes | None,
    words: bytes | None = None,
) -> bytes:
    """The digest of a row; `words` is that of its words, once they are gone."""
    rest: list[object] = []
    if source.bare:
        rest = values
    elif source.name == "change":
        rest = [x for n, x in enumerate(values) if n not in _CHANGE_WORDS]
    if words is None:
        words = words_digest(source, values, salt)
    text = canonical([source.name, key, client, rest, words.hex()])
    return sha256(text.encode()).digest()


def words_digest(source: BoundTable, values: list[Any], salt: bytes | None) -> bytes:
    """The salted digest of what may have to go; nothing can be guessed from it."""
    if source.bare:
        return b""
    said = words_in_row(source, values)
    return sha256((salt or b"") + canonical(said).encode()).digest()


def words_in_row(source: BoundTable, values: list[Any]) -> list[object]:
    """The part of a row that may have to go."""
    if source.name == "change":
        return [values[n] for n in _CHANGE_WORDS]
    return [x.hex() if isinstance(x, bytes) else x for x in values]


def let_words_go(db: Database, seqs: Iterable[int]) -> None:
    """Destroy the salt of changes whose words go next, and note that they went.

    Within the caller's transaction, before the words themselves. What is not bound
    yet is bound later as it is then.
    """
    source = BY_NAME["change"]
    rows = db.execute(
        f"select link.seq, link.salt, {source.row} from link join change"
        " on change.seq = link.row_id where link.what = 'change'"
        f" and link.salt is not null and link.row_id in {THESE}",
        (json.dumps(sorted(seqs)),),
    ).fetchall()
    gone = []
    for seq, salt, _, *values in rows:
        if any(word is not None for word in words_in_row(source, values)):
            gone.append((words_digest(source, values, salt), seq))
    if gone:
        db.conn.executemany(
            "update link set salt = null, words = ? where seq = ?", gone
        )
        note_event(db, "forgotten", links=ranges(seq for _, seq in gone))


def ranges(numbers: Iterable[int]) -> list[list[int]]:
    """Numbers as the first and last of each run."""
    found: list[list[int]] = []
    for number in sorted(numbers):
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found
