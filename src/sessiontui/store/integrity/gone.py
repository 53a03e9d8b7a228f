"""The rule of what may be gone from the chain: a whole client, and some words.

Whoever writes an event behind the newest one may say of any row that it was lawfully
destroyed. So such an event excuses no more than the program itself ever takes.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sessiontui.store.chain.events import MERGED, events
from sessiontui.store.schema.triggers import was_kind
from sessiontui.store.sqlcipher.connection import THESE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from sessiontui.store.sqlcipher.driver import Database

_GOES_WITH_ANOTHER = """
  link.what = 'change' and change.step is null
  or link.what in ('moved', 'event') and moved.id is null and event.id is null
"""
"""Of somebody who stays, only what tells of lines that came or went is taken along."""

_EXCUSED = f"""
select link.seq, link.client_id,
  {_GOES_WITH_ANOTHER} as along, link.what not in ('event', 'destroyed') as own
from link
left join change on link.what = 'change' and change.seq = link.row_id
left join moved on link.what = 'moved' and moved.id = link.row_id
left join event on link.what = 'event' and event.id = link.row_id
where link.seq in {THESE}
"""

_BOUND = (
    "(select (select seq from tip where seq >= link.seq order by seq limit 1)"
    " from link where link.what = '{}' and link.row_id = {})"
)
"""By which tip a row was bound; what is bound by one may have come in any order."""

_WAS_RISK = f"""
select link.seq from link join change on change.seq = link.row_id
where link.what = 'change' and link.seq in {THESE} and ({was_kind("change", "risk")})
  and not exists (select 1 from moved where moved.row_id = change.row_id)
"""

_WAS_SIGNED = f"""
select link.seq from link join change on change.seq = link.row_id
join line on line.id = change.row_id and line.session_id = change.session_id
where link.what = 'change' and link.seq in {THESE}
  and {_BOUND.format("signature", "change.session_id")} < ?2
"""

_WAS_HELD = f"""
select seq from link where what = 'change' and seq in {THESE} and exists (
  with recursive whose(id) as (
    select link.client_id union select json_extract(told, '$.into') from event
    join whose on what = '{MERGED}' and json_extract(told, '$.former') = whose.id
    where event.id < ?3
  )
  select 1 from hold where client_id in whose and action = 'set'
  and {_BOUND.format("hold", "hold.id")} < ?2 and not exists (
    select 1 from hold as lifted where lifted.client_id = hold.client_id
    and lifted.id > hold.id and lifted.action = 'lifted'
    and coalesce({_BOUND.format("hold", "lifted.id")}, ?2) <= ?2
  )
)
"""
"""A hold on the record that the words stood in as they went; merges came later."""

_NEVER = 1 << 62
_DESTROYED = f"""
select told, coalesce((
  select (select seq from tip where seq < link.seq order by seq desc limit 1)
  from link where link.what = 'event' and link.row_id = event.id
), {_NEVER})
from event where what = 'destroyed' order by id
"""
"""With each, up to where all was bound ahead of it."""


def went_with_client(db: Database, broken: Collection[int]) -> frozenset[int]:
    """The links that do not fit since their rows went with a client's whole record.

    Whoever was destroyed has nothing left that was bound by then; somebody else may
    have their number since.
    """
    left = dict(
        db.execute(
            "select client_id, min(seq) from link where what not in"
            f" ('event', 'moved') and seq not in {THESE} group by client_id",
            (json.dumps(sorted(broken)),),
        ).fetchall()
    )
    found: set[int] = set()
    for told, bound in db.execute(_DESTROYED).fetchall():
        rows = db.execute(_EXCUSED, (_numbers((json.loads(told),)),))
        found |= {
            seq
            for seq, client, along, own in rows.fetchall()
            if along or (own and left.get(client, bound + 1) > bound)
        }
    return frozenset(found)


def without_receipt(db: Database) -> bool:
    """Tell whether more was destroyed than there are receipts for."""
    (receipts,) = db.execute(
        "select count(*) from destroyed where what = 'record'"
    ).fetchone()
    return len(events(db, "destroyed")) > int(receipts)


def forgotten_against_rule(db: Database) -> dict[int, int]:
    """Links of words that never go, each with its client's number.

    Nothing forgets what was ever a risk, but where it was moved away, and nothing
    forgets a signed line or what is under a legal hold.
    """
    found: set[int] = set()
    rows = db.execute(
        f"select told, coalesce({_BOUND.format('event', 'event.id')}, {_NEVER}), id"
        " from event where what = 'forgotten' order by id"
    )
    for text, bound, event in rows.fetchall():
        links = _numbers((json.loads(text),))
        for rule, values in (
            (_WAS_RISK, (links,)),
            (_WAS_SIGNED, (links, bound)),
            (_WAS_HELD, (links, bound, event)),
        ):
            found |= {seq for (seq,) in db.execute(rule, values).fetchall()}
    return dict(
        db.execute(
            f"select seq, client_id from link where seq in {THESE}",
            (json.dumps(sorted(found)),),
        ).fetchall()
    )


def numbers_in(told: Iterable[dict[str, Any]]) -> frozenset[int]:
    """The links that events name."""
    return frozenset(
        number
        for one in told
        for first, last in one.get("links", ())
        for number in range(first, last + 1)
    )


def _numbers(told: Iterable[dict[str, Any]]) -> str:
    return json.dumps(sorted(numbers_in(told)))
