"""Looking whether the chain holds: a link fits its row, a tip all links so far."""

from __future__ import annotations

import hmac
import json
from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sessiontui.domain.signature import canonical
from sessiontui.domain.text import clean, with_count
from sessiontui.store.chain.events import MERGED, events, note_event
from sessiontui.store.chain.links import (
    SOURCES,
    digest_of,
    ranges,
    tip_of,
    words_in_row,
)
from sessiontui.store.integrity.gone import (
    forgotten_against_rule,
    numbers_in,
    went_with_client,
    without_receipt,
)
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sessiontui.store.chain.links import BoundTable
    from sessiontui.store.sqlcipher.driver import Database


def check_chain(db: Database) -> list[str]:
    """Sentences on the history that is not as it was bound."""
    broken = unfit(db)
    lawful = went_with_client(db, broken)
    wrong = broken | forgotten_against_rule(db)
    found = Counter(client for seq, client in wrong.items() if seq not in lawful)
    codes = dict(db.execute("select id, code from client").fetchall())
    problems = [
        f"{f'{clean(codes[client])}: ' if client in codes else ''}"
        + with_count(count, "entry of the history is", "entries of the history are")
        + " not as recorded, or gone."
        for client, count in sorted(found.items())
    ]
    problems += _check_left(db)
    if without_receipt(db):
        problems.append("more of the history was destroyed than receipts tell of.")
    return [*problems, *_check_tips(db), *_check_put_in(db), *_check_past(db)]


def unfit(db: Database) -> dict[int, int]:
    """The links that do not fit their rows, each with its client's number."""
    forgotten = numbers_in(events(db, "forgotten"))
    known = [source.name for source in SOURCES]
    found: dict[int, int] = dict(
        db.execute(
            f"select seq, client_id from link where what not in {THESE}",
            (json.dumps(known),),
        ).fetchall()
    )
    for source in SOURCES:
        rows = db.execute(
            "select link.seq, link.client_id, link.row_id, salt, words, digest,"
            f" {source.row} from link left join {source.name}"
            f" on {source.name}.{source.key} = link.row_id"
            " where link.what = ?",
            (source.name,),
        )
        found |= {
            seq: client
            for seq, client, row_id, salt, words, digest, key, *values in rows
            if key is None
            or not _fits(
                *(source, row_id, client, values),
                (salt, words, digest),
                went=seq in forgotten,
            )
        }
    # Sorted here: the database would hold every row until the last was read.
    return dict(sorted(found.items()))


def _fits(
    source: BoundTable,
    row_id: int,
    client: int,
    values: list[Any],
    kept: tuple[bytes | None, bytes | None, bytes],
    *,
    went: bool,
) -> bool:
    salt, words, digest = kept
    if salt is None and not source.bare:
        left = any(word is not None for word in words_in_row(source, values))
        if not went or words is None or left:
            return False
    else:
        words = None
    return digest == digest_of(source, row_id, client, values, salt, words)


def _check_tips(db: Database) -> Iterator[str]:
    """Each tip must be the hash of the one before it and of the links since."""
    links = iter(db.execute("select seq, digest from link order by seq"))
    one = next(links, None)
    before = ""
    for seq, at, tip, upto in db.execute(
        "select seq, at, tip, upto from tip order by seq"
    ):
        last = 0

        def upto_here(seq: int = seq) -> Iterator[bytes]:
            nonlocal one, last
            while one and one[0] <= seq:
                last = one[0]
                yield one[1]
                one = next(links, None)

        if tip_of(before, upto_here(), at, upto) != tip or last != seq:
            yield f"what was bound at {at[:16]} UTC was changed, or some of it is gone."
        before = tip
    if one:
        yield "links of the history stand behind its last tip."


def _check_put_in(db: Database) -> Iterator[str]:
    """No row stands below the last bound one without a link of its own."""
    row = db.execute("select upto from tip order by seq desc limit 1").fetchone()
    upto = json.loads(row[0]) if row else {}
    count = 0
    for source in SOURCES:
        if source.name in upto:
            (more,) = db.execute(
                f"select count(*) from {source.name} where {source.key} <= ?"
                " and not exists (select 1 from link where what = ?"
                f" and link.row_id = {source.name}.{source.key})",
                (upto[source.name], source.name),
            ).fetchone()
            count += more
    if count:
        were = with_count(
            count, "entry of the history was", "entries of the history were"
        )
        yield f"{were} put in later."


def _check_past(db: Database) -> Iterator[str]:
    """Sessions and clients must stand as their last entry says.

    A client that went into another one stands no more.
    """
    merged = {told["former"] for told in events(db, MERGED)}
    for table in ("session", "client"):
        last = db.query(
            f"select past.row_id, past.after, {table}.* from past left join {table}"
            f" on {table}.id = past.row_id where past.id in (select max(id) from past"
            " where what = ? group by row_id)",
            (table,),
        )
        wrong = 0
        for found in last:
            row_id, after = found.pop("row_id"), found.pop("after")
            row = found if found["id"] is not None else None
            try:
                kept = json.loads(after)
            except ValueError:
                kept = {}
            if row is None and table == "client" and row_id in merged:
                continue
            wrong += row is None or any(
                name not in row or row[name] != value for name, value in kept.items()
            )
        if wrong:
            rows = with_count(wrong, f"{table} does", f"{table}s do")
            yield f"{rows} not stand as recorded."


def give_up(db: Database, what: str, **told: object) -> None:
    """Let the links go whose rows were just destroyed; their digests stay.

    Within the caller's transaction, in which the chain was whole at the beginning.
    """
    broken = unfit(db)
    known = went_with_client(db, broken)
    gone = [seq for seq in broken if seq not in known]
    db.conn.executemany(
        "update link set salt = null, words = null where seq = ?",
        [(seq,) for seq in gone],
    )
    note_event(db, what, links=ranges(gone), left=_left(db, gone), **told)


def _left(db: Database, links: Iterable[int]) -> str:
    """A digest over what is left of links whose rows are gone, but their own digests.

    Nothing else could tell that these are as they were: no row fits them any more.
    """
    rows = db.execute(
        "select seq, client_id, what, row_id, hex(salt), hex(words) from link"
        f" where seq in {THESE} order by seq",
        (json.dumps(sorted(links)),),
    )
    return sha256(canonical([list(row) for row in rows]).encode()).hexdigest()


def _check_left(db: Database) -> Iterator[str]:
    for told in events(db, "destroyed"):
        if "left" in told and told["left"] != _left(db, numbers_in((told,))):
            yield "what is left of destroyed entries of the history was changed."


# Tips in other hands


def client_tips(db: Database) -> dict[str, str]:
    """The hash of each client's part of the chain, under a keyed pseudonym."""
    return {
        _pseudonym(db, client): hashes[-1] for client, hashes in _hashes(db).items()
    }


def strays(db: Database, tips: dict[str, str]) -> list[str]:
    """The clients whose history does not descend from tips that others have kept."""
    codes = dict(db.execute("select id, code from client").fetchall())
    hashes = {_pseudonym(db, client): (client, x) for client, x in _hashes(db).items()}
    found = []
    for name, tip in sorted(tips.items()):
        client, seen = hashes.get(name, (0, []))
        if tip in seen:
            continue
        who = clean(codes[client]) if client in codes else "A client of that day"
        found.append(f"{who} does not descend from what the file says.")
    return found


def _hashes(db: Database) -> dict[int, list[str]]:
    """All values that each client's part of the chain ever came to, in order."""
    found: dict[int, list[str]] = {}
    rows = db.execute(
        "select client_id, digest from link where client_id > 0 order by seq"
    )
    for client, digest in rows:
        seen = found.setdefault(client, [""])
        seen.append(sha256(seen[-1].encode() + digest).hexdigest())
    return found


def _pseudonym(db: Database, client: int) -> str:
    key = next((x.get("key", "") for x in events(db, "began")), "")
    return hmac.new(str(key).encode(), str(client).encode(), sha256).hexdigest()[:16]
