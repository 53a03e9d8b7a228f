"""Looking whether signed sessions stand as they were signed.

What is found is named by client, session and place, and never by its words.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sessiontui.domain.client_codes import code_key
from sessiontui.domain.signature import (
    RULE,
    amendment_seal,
    chain_of,
    chain_over_print,
    changes_since,
    previous_of,
    seal_of,
)
from sessiontui.domain.text import with_count
from sessiontui.errors import SessionTuiError
from sessiontui.store.chain.events import events
from sessiontui.store.repositories.signatures import DAY
from sessiontui.store.sqlcipher.connection import translated

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from sessiontui.domain.entities import Session
    from sessiontui.domain.signature import Amendment, Signature
    from sessiontui.store.record import Record


_DATED_BACK = """
select count(*) from (
  select julianday(at) as at, max(julianday(at)) over (order by seq) as latest
  from change
) where latest - at >= ?
"""

UNREADABLE = (ValueError, TypeError, AttributeError, KeyError, SessionTuiError)
"""The ways in which values that another tool wrote fail as they are read."""


def check_signed(record: Record) -> list[str]:
    """Find what is wrong with signatures, amendments and what they cover."""
    with _one_moment(record):
        return [
            f"{code} {problem}"
            for client_id, code in _clients(record)
            for problem in _readable(_of_client(record, client_id))
        ]


@contextlib.contextmanager
def _one_moment(record: Record) -> Iterator[None]:
    """Read all of it as it stands now, also while the app signs in another window."""
    db, path = record.databases[0]
    with translated(path):
        if db.conn.in_transaction:
            yield
            return
        db.execute("begin")
        try:
            yield
        finally:
            db.conn.rollback()


def _clients(record: Record) -> list[tuple[int, str]]:
    db, path = record.databases[0]
    with translated(path):
        return db.execute("select id, code from client order by code_key").fetchall()


def _readable(problems: Iterator[str]) -> Iterator[str]:
    """Collect findings, up to where a value is not what it should be."""
    try:
        yield from problems
    except UNREADABLE:
        yield "values of a signed session cannot be read."


def _of_client(record: Record, client_id: int) -> Iterator[str]:
    yield from _of_code(record, client_id)
    sessions = {x.id: x for x in record.sessions.signed(client_id)}
    signatures = record.signatures.signatures(client_id)
    signed = {x.session_id for x in signatures}
    for name in (
        x.name for x in sessions.values() if x.signed_at and x.id not in signed
    ):
        yield f"{name}: it is signed, but the signature is gone."
    tips = _tips(record)
    before: Signature | None = None
    added = record.signatures.added(client_id)
    for signature in signatures:
        session = sessions.get(signature.session_id)
        if session is None:
            yield f"signature {signature.place}: its session is gone."
            continue
        where = f"{session.name}:"
        if signature.place != (before.place if before else 0) + 1:
            yield f"{where} a signature before it is gone."
        elif not _follows(signature, before, added):
            yield (
                f"{where} its signature does not follow the one before it; that one, "
                "this, or an amendment made between them was changed or is gone."
            )
        before = signature
        known = signature.tip in tips or session.id in tips
        if signature.rule >= RULE and not known:
            yield f"{where} the history before its signature is gone or was changed."
        for problem in (
            *_readable(_of_signature(record, session, signature)),
            *_readable(_of_amendments(record, session, signature)),
        ):
            yield f"{where} {problem}"


def _follows(
    signature: Signature, before: Signature | None, added: Sequence[Amendment]
) -> bool:
    """True where it holds to the one before it and to all that was added by then.

    That is told by the moments; where a clock was wrong, by the order of recording.
    """
    by_then = [x for x in added if x.at <= signature.at]
    if signature.previous == previous_of(before, by_then):
        return True
    for count in range(len(added) + 1):
        if signature.previous == previous_of(before, added[:count]):
            misplaced = {*by_then} ^ {*added[:count]}
            return all(abs(x.at - signature.at) >= DAY for x in misplaced)
    return False


def odd_times(record: Record) -> tuple[str, ...]:
    """Sentences on what was signed, added or changed by a clock that was wrong.

    Nothing of it is broken: the order in which it was recorded is what is bound.
    """
    signed = (
        f"{code} {session.name}: {said}; a clock was wrong."
        for client_id, code in _clients(record)
        for session, said in _odd_times(record, client_id)
    )
    return (*signed, *_odd_history(record))


def _odd_history(record: Record) -> Iterator[str]:
    """Whoever puts an entry in at the end may date it back, as a wrong clock does."""
    for db, path in record.databases:
        with translated(path):
            (many,) = db.execute(_DATED_BACK, [DAY.days]).fetchone()
        if many:
            entries = with_count(many, "entry", "entries")
            yield (
                f"{path.name}: {entries} of its history dated days before what stands"
                " ahead; a clock was wrong, or somebody put that in."
            )


def _odd_times(record: Record, client_id: int) -> Iterator[tuple[Session, str]]:
    sessions = {x.id: x for x in record.sessions.signed(client_id)}
    latest: datetime | None = None
    for signature in record.signatures.signatures(client_id):
        session, at = sessions[signature.session_id], signature.at
        if latest and latest - at >= DAY:
            days = (latest - at).days
            yield session, f"signed {days} days before what was signed ahead of it"
        if any(x.at - at >= DAY for x in record.lines.lines(session.id)):
            yield session, "signed days before its last line"
        latest = max(latest or at, at)
        last = at
        for number, amendment in enumerate(record.signatures.amendments(session.id), 1):
            if last - amendment.at >= DAY:
                yield session, f"amendment {number} is dated before what it follows"
            last = amendment.at


def _tips(record: Record) -> frozenset[str | int]:
    """The tips that the chain ever had, and the sessions that bring another's."""
    db, path = record.databases[0]
    with translated(path):
        rows = db.execute("select tip from tip").fetchall()
        told = events(db, "imported", "salvaged")
    return frozenset(
        ("", *(tip for (tip,) in rows), *(x for one in told for x in one["sessions"]))
    )


def _of_code(record: Record, client_id: int) -> Iterator[str]:
    """Check that the client can be found, and owns what the sessions have."""
    db, path = record.databases[0]
    with translated(path):
        code, key = db.execute(
            "select code, code_key from client where id = ?", (client_id,)
        ).fetchone()
        strange = db.execute(
            "select count(*) from amendment join session"
            " on session.id = amendment.session_id where session.client_id = ?1"
            " and amendment.client_id <> ?1",
            (client_id,),
        ).fetchone()[0]
    if code_key(code) != key:
        yield "cannot be found by this code any more: its key was changed."
    if strange:
        yield f"has {strange} amendments that were given to another client."


def _of_signature(
    record: Record, session: Session, signature: Signature
) -> Iterator[str]:
    """The signature in itself, then what it covers as that stands now."""
    placed = session.signed_at and session.signed_at.utcoffset()
    if session.signed_at != signature.at or placed != signature.at.utcoffset():
        yield "it does not stand signed as its signature says."
    ahead = [x.at - signature.at for x in record.lines.lines(session.id)]
    if any(timedelta(0) < by < DAY for by in ahead):
        yield "it is signed before its last line."
    if signature.rule == 1:
        chain = chain_of(
            signature.previous, signature.content, signature.signer, signature.at
        )
        if chain != signature.chain:
            yield "the signature was changed after signing (signer, moment or content)."
    elif signature.rule != RULE:
        yield "the signature was made by a rule that is not known."
    elif chain_over_print(signature, signature.print.decode()) != signature.chain:
        yield (
            "the signature was changed after signing (signer, moment, content, print "
            "or what came before)."
        )
    if seal_of(signature.chain, signature.print) != signature.seal:
        yield "the print was changed after signing."
    # A changed format or count of scratch lines shows against the signed content.
    now = record.signatures.content(
        replace(session, format=signature.format),
        signature.scratch,
        _code_of_then(record, session.client_id, signature.content),
    )
    yield from changes_since(signature.content, now)
    if session.format != signature.format:
        yield "the session was changed after signing (format)."


def _code_of_then(record: Record, client_id: int, content: str) -> str:
    """The code that was signed, if the client had it before another one."""
    try:
        code = str(json.loads(content)["client"])
    except (ValueError, KeyError, TypeError):
        return ""
    return code if code in record.clients.former_codes(client_id) else ""


def _of_amendments(
    record: Record, session: Session, signature: Signature
) -> Iterator[str]:
    previous, at = signature.seal, signature.at
    for number, amendment in enumerate(record.signatures.amendments(session.id), 1):
        place = record.signatures.place_of(session.id, amendment.about)
        if amendment.about is not None and place is None:
            yield f"amendment {number} is to a line of another session."
        if timedelta(0) < at - amendment.at < DAY:
            yield f"amendment {number} is dated before what it follows."
        if amendment.previous != previous:
            yield f"an amendment before amendment {number} is gone or was changed."
        seals = {amendment_seal(amendment, place, offset=x) for x in (True, False)}
        if amendment.seal not in seals:
            yield f"amendment {number} was changed after it was made."
        previous, at = amendment.seal, amendment.at
