"""Signatures and what is added to signed sessions: written once, read ever after."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.session.times import stamp
from sessiontui.domain.signature import (
    RULE,
    Amendment,
    AmendmentKind,
    Signature,
    amendment_seal,
    chain_over_print,
    content_of,
    previous_of,
    seal_of,
    short_chain,
)
from sessiontui.errors import NotFoundError, UsageError
from sessiontui.store.chain.events import events, note_event
from sessiontui.store.chain.links import link
from sessiontui.store.repositories.redaction import ever, redact_words
from sessiontui.store.repositories.sessions import SESSION_SQL
from sessiontui.store.repository import (
    Repository,
    known,
    moment,
    placed,
    session_of,
    stamped,
)
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from sessiontui.domain.entities import Line, Session

_AMENDMENT_SQL = (
    "select id, session_id, kind, at, at_offset, author, reason, about, text, previous,"
    " seal from amendment"
)


_SIGNED = "signed"
"""An event: a session was signed, and what made its print."""
_DRIFT = timedelta(minutes=2)
"""The time by which a clock may be put right with nothing called backdated."""
DAY = timedelta(days=1)
_UNMISTAKABLE = timedelta(days=366)
_LONG = timedelta(days=21)
"""Longer than most holidays: a clock may have been set forward since."""
_LAST_HERE = (
    "select max(at) as at from (select max(at) as at from line where session_id = ?1"
    " union all select started_at from session where id = ?1)"
)
_TYPED = "select coalesce(written, at) as at from line where"
_AROUND = (
    "select session.id,"
    f" ({_TYPED} line.session_id = ?1 order by id limit 1) as first,"
    f" ({_TYPED} line.session_id = ?1 order by id desc limit 1) as last,"
    f" ({_TYPED} line.id < (select min(id) from line where session_id = ?1)"
    " order by id desc limit 1) as before from session where id = ?1"
)
"""The first and last moment of a session's typing, and the one just before."""
_SCRATCH = Kind.SCRATCH.value
_LAST_SIGNED = (
    "select max(at) as at from (select client_id, at from signature union all"
    " select client_id, at from amendment) where client_id ="
    " (select client_id from session where id = ?1)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A signature with the session that it closed, as it stands since."""

    session: Session
    signature: Signature


class SignatureRepository(Repository):
    """Signatures: who signed which bytes, and what was added since; written once."""

    def signature(self, session_id: int) -> Signature | None:
        """A session's signature."""
        row = self.one("select * from signature where session_id = ?", session_id)
        return signature_of(row) if row else None

    def signatures(self, client_id: int) -> tuple[Signature, ...]:
        """A client's signatures in the order in which they were given."""
        rows = self.all(
            "select * from signature where client_id = ? order by place", client_id
        )
        return tuple(map(signature_of, rows))

    def amendments(self, session_id: int) -> tuple[Amendment, ...]:
        """The additions to a signed session, in order."""
        rows = self.all(
            f"{_AMENDMENT_SQL} where session_id = ? order by id", session_id
        )
        return tuple(map(amendment_of, rows))

    def added(self, client_id: int) -> tuple[Amendment, ...]:
        """The additions to any of a client's signed sessions, as they were made."""
        rows = self.all(f"{_AMENDMENT_SQL} where client_id = ? order by id", client_id)
        return tuple(map(amendment_of, rows))

    def chains(self, client_id: int) -> dict[int, str]:
        """The chain values of a client's signed sessions, by the session's id."""
        return {x.session_id: short_chain(x.chain) for x in self.signatures(client_id)}

    def counts(self) -> tuple[int, int]:
        """The numbers of signed sessions, and of those by an earlier rule."""
        row = self.one(
            "select count(*) as n, count(*) filter (where rule < ?) as earlier"
            " from signature",
            RULE,
        ) or {"n": 0, "earlier": 0}
        return int(row["n"]), int(row["earlier"])

    def place_of(self, session_id: int, line_id: int | None) -> int | None:
        """The place of a line in its session, the first at 0."""
        rows = self.all(
            "select id from line where session_id = ? order by position, id", session_id
        )
        return next((n for n, row in enumerate(rows) if row["id"] == line_id), None)

    def clock_doubt(self, session_id: int, now: datetime) -> str:
        """A doubt about the clock as a session is signed; mostly there is none."""
        row = self.one(_AROUND, session_id) or {}
        first, last, before = (
            row.get(x) and moment(row[x]) for x in ("first", "last", "before")
        )
        if first and before and first - before >= _LONG:
            days = (first - before).days
            return (
                f"The clock went {days} days on between this session and all before "
                "it: see that it is right"
            )
        latest = max(filter(None, (last, before)), default=now)
        if latest - now >= DAY:
            return (
                f"The clock stands {(latest - now).days} days before what was recorded "
                "last: see that it is right"
            )
        return ""

    def made_by(self) -> dict[tuple[int, str], dict[str, Any]]:
        """The makers of signed prints, by session and moment; earlier ones have none.

        A session's number may be that of one which was destroyed before.
        """
        return {
            (told["session"], told["moment"]): told
            for told in events(self._db, _SIGNED)
        }

    def changed_around(
        self, session: Session, signature: Signature, later: frozenset[int]
    ) -> bool:
        """Tell whether what a signed print may name of other sessions changed since.

        Those are the client's other sessions that are not `later`.
        """
        row = self.one("select upto from tip where tip = ?", signature.tip)
        if row is None:
            return True
        of_it = " or ".join(
            f"{which} = session.id"
            for which in (
                "change.session_id",
                "json_extract(before, '$.session_id')",
                "json_extract(after, '$.session_id')",
            )
        )
        changed = self.one(
            "select 1 from change join session on session.client_id = ?2 where seq > ?3"
            f" and session.id not in {THESE} and ({of_it}) limit 1",
            json.dumps([session.id, *later]),
            session.client_id,
            json.loads(row["upto"]).get("change", 0),
        )
        return changed is not None

    # Writing

    def sign(
        self,
        session: Session,
        signer: str,
        at: datetime,
        printed: Callable[[Signed], str],
        made_by: Mapping[str, object],
    ) -> Signature:
        """Sign a session as one durable unit; it never changes again.

        Its scratch lines are destroyed, with their words in the history. Its stop is
        the given one, or none. `printed` gives the print's text, with the chain value
        that the signature already carries, and `made_by` what made it, which the chain
        binds with it.

        Raises:
            UsageError: it is signed already.
        """
        with self._undo_log.step(session.id):
            now = self._session(session.id)
            if now.signed_at is not None:
                raise UsageError("This session is signed already.")
            at = self._not_before(at, _LAST_HERE, session.id, _UNMISTAKABLE)
            at = self._not_before(at, _LAST_SIGNED, session.id)
            scratch = self._erase_scratch(session.id)
            now = replace(
                now,
                stopped_at=session.stopped_at,
                format=session.format,
                signed_at=at,
            )
            note_event(
                self._db, _SIGNED, session=session.id, moment=stamp(at), **made_by
            )
            bare = self._to_be_signed(now, signer, at, scratch)
            text = printed(Signed(session=now, signature=bare))
            chain = chain_over_print(bare, text)
            text = text.replace(short_chain(bare.chain), short_chain(chain))
            signature = replace(
                bare,
                chain=chain,
                print=text.encode(),
                seal=seal_of(chain, text.encode()),
            )
            self._write(now, signature)
        return signature

    def _to_be_signed(
        self, session: Session, signer: str, at: datetime, scratch: int
    ) -> Signature:
        """The signature as far as it stands before its print."""
        before = next(reversed(self.signatures(session.client_id)), None)
        previous = previous_of(before, self.added(session.client_id))
        content = self.content(session, scratch)
        return Signature(
            session_id=session.id,
            place=before.place + 1 if before else 1,
            at=at,
            signer=signer,
            format=session.format,
            scratch=scratch,
            content=content,
            previous=previous,
            # It stands in the print until the print's own value is known.
            chain=os.urandom(32).hex(),
            rule=RULE,
            tip=link(self._db),
        )

    def _write(self, session: Session, signature: Signature) -> None:
        self._db.execute(
            "insert into signature(session_id, client_id, place, at, at_offset, signer,"
            " format, scratch, content, print, previous, chain, seal, rule, tip)"
            " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                session.id,
                session.client_id,
                signature.place,
                *stamped(signature.at),
                signature.signer,
                signature.format,
                signature.scratch,
                signature.content,
                signature.print,
                signature.previous,
                signature.chain,
                signature.seal,
                signature.rule,
                signature.tip,
            ),
        )
        self._db.execute(
            "update session set stopped_at = ?, stopped_at_offset = ?, format = ?,"
            " signed_at = ?, signed_at_offset = ? where id = ?",
            (
                *(stamped(session.stopped_at) if session.stopped_at else (None, None)),
                session.format,
                *stamped(signature.at),
                session.id,
            ),
        )

    def _erase_scratch(self, session_id: int) -> int:
        """Take scratch lines out, their words everywhere; returns how many there were.

        What was tied to one of them is tied to nothing: no signed line may be.
        """
        scratch = f"(select id from line where session_id = ?1 and kind = '{_SCRATCH}')"
        for tie in ("goal_id", "about", "builds_on"):
            self._db.execute(
                f"update line set {tie} = null where session_id = ?1 and {tie} in"
                f" (select id from line where kind = '{_SCRATCH}')",
                (session_id,),
            )
        words = ever(self._db, session_id, _SCRATCH)
        count = self._db.execute(
            f"delete from line where id in {scratch}", (session_id,)
        ).rowcount
        # A legal hold keeps them; see `RedactionRepository.kept_scratch`.
        redact_words(self._db, session_id, words, _SCRATCH)
        return int(count)

    def content(self, session: Session, scratch: int, code: str = "") -> str:
        """The text that a signature of this session covers, as its lines stand now.

        `code` is the one that the client had then, where it is not the present one.
        """
        lines = self.lines_where(
            "line.session_id = ? order by line.position, line.id", session.id
        )
        row = self.one("select code from client where id = ?", session.client_id)
        numbers = {
            # What was no hour has none that anybody is told.
            other["id"]: other["number"] if other["number"] > 0 else None
            for other in self.all(
                "select distinct other.id, session.number from line"
                " join line as other"
                " on other.id = line.about or other.id = line.builds_on"
                " join session on session.id = other.session_id"
                " where line.session_id = ?",
                session.id,
            )
        }
        earlier = self.lines_where(f"line.id in {THESE}", json.dumps([*numbers]))
        return content_of(
            code or (row["code"] if row else ""),
            session,
            lines,
            {other.id: (numbers[other.id], other) for other in earlier},
            scratch,
        )

    def amend(
        self,
        session: Session,
        kind: AmendmentKind,
        at: datetime,
        *,
        author: str,
        reason: str,
        text: str,
        about: Line | None = None,
    ) -> Amendment:
        """Add to a signed session, durably; what was signed stays as it is.

        Raises:
            UsageError: the session is not signed.
        """
        with self._undo_log.unit() as db:
            signature = self.signature(session.id)
            if signature is None:
                raise UsageError("This session is not signed: change the line itself.")
            earlier = self.amendments(session.id)
            at = self._not_before(at, _LAST_SIGNED, session.id)
            amendment = Amendment(
                id=0,
                session_id=session.id,
                kind=kind,
                # A moment later than any signature: those hold to what was before them.
                at=at + timedelta(microseconds=1),
                author=author,
                reason=reason,
                text=text,
                about=about.id if about else None,
                previous=earlier[-1].seal if earlier else signature.seal,
            )
            seal = amendment_seal(amendment, self.place_of(session.id, amendment.about))
            cursor = db.execute(
                "insert into amendment(session_id, client_id, kind, at, at_offset,"
                " author, reason, about, text, previous, seal)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    session.id,
                    session.client_id,
                    kind.value,
                    *stamped(amendment.at),
                    author,
                    reason,
                    amendment.about,
                    text,
                    amendment.previous,
                    seal,
                ),
            )
        return replace(amendment, id=int(cursor.lastrowid or 0), seal=seal)

    def _not_before(
        self, at: datetime, latest: str, session_id: int, wrong: timedelta = DAY
    ) -> datetime:
        """The present moment, unless the clock was set back: nothing is backdated.

        What stands far ahead, by `wrong` or more, was recorded by a clock that was
        wrong itself, and must not bar the way for years; `verify` names it.

        Raises:
            UsageError: it stands well before what is recorded already.
        """
        row = self.one(latest, session_id)
        last = moment(row["at"]) if row and row["at"] else at
        if last - at >= wrong:
            return at
        if last - at > _DRIFT:
            raise UsageError(
                "The clock stands before what is recorded here, so this would be "
                "backdated. Set the computer's clock right, then try again."
            )
        return max(at, last.astimezone(at.tzinfo))

    def _session(self, session_id: int) -> Session:
        row = self.one(f"{SESSION_SQL} where id = ?", session_id)
        if row is None:
            raise NotFoundError("That session is no longer there.")
        return session_of(row)


def signature_of(row: dict[str, Any]) -> Signature:
    """A signature row as a model."""
    values = {field.name: row[field.name] for field in fields(Signature)}
    return Signature(**values | {"at": moment(row["at"], row["at_offset"])})


def amendment_of(row: dict[str, Any]) -> Amendment:
    """An amendment row as a model."""
    changed = {"at": placed(row, "at"), "kind": known(AmendmentKind, row["kind"])}
    return Amendment(**row | changed)
