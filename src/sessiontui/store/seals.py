"""Signatures and amendments as they are read."""

from __future__ import annotations

from typing import Any

from sessiontui.domain.sealing import (
    Amendment,
    AmendmentKind,
    Signature,
    short_chain,
)
from sessiontui.store.rows import Repository, known, moment

_AMENDMENT_SQL = (
    "select id, session_id, kind, at, author, reason, about, text, previous, seal"
    " from amendment"
)


class SealRepository(Repository):
    """What was signed, and what was added since."""

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
        """What was added to a signed session, in order."""
        rows = self.all(
            f"{_AMENDMENT_SQL} where session_id = ? order by id", session_id
        )
        return tuple(map(amendment_of, rows))

    def added(self, client_id: int) -> tuple[Amendment, ...]:
        """What was added to any of a client's signed sessions."""
        return tuple(
            map(
                amendment_of, self.all(f"{_AMENDMENT_SQL} where client_id=?", client_id)
            )
        )

    def chains(self, client_id: int) -> dict[int, str]:
        """The chain values of a client's signed sessions, by the session's id."""
        return {x.session_id: short_chain(x.chain) for x in self.signatures(client_id)}

    def count(self) -> int:
        """How many sessions are signed."""
        row = self.one("select count(*) as n from signature")
        return int(row["n"]) if row else 0

    def place_of(self, session_id: int, line_id: int | None) -> int | None:
        """Where a line stands in its session, the first at 0."""
        rows = self.all(
            "select id from line where session_id = ? order by position, id", session_id
        )
        return next((n for n, row in enumerate(rows) if row["id"] == line_id), None)


def signature_of(row: dict[str, Any]) -> Signature:
    """A signature row as a model."""
    fields = {name: row[name] for name in Signature.model_fields}
    return Signature.model_construct(**fields | {"at": moment(row["at"])})


def amendment_of(row: dict[str, Any]) -> Amendment:
    """An amendment row as a model."""
    changed = {"at": moment(row["at"]), "kind": known(AmendmentKind, row["kind"])}
    return Amendment.model_construct(**row | changed)
