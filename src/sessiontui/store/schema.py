"""The tables of both files, as numbered migrations, and the checks at each opening.

`step` groups the changes of one action; `writing` says which step is under way.
Prefer ALTER TABLE ADD COLUMN in later migrations: a table rebuild drops triggers.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.errors import SessionTuiError
from sessiontui.store.driver import Migrations
from sessiontui.store.guards import SEARCH_GUARDS

if TYPE_CHECKING:
    from sessiontui.store.driver import Database

record_migrations = Migrations("sessiontui-record")
private_migrations = Migrations("sessiontui-private")

_HISTORY_TABLES = """
create table step (
  id integer primary key,
  session_id integer not null,
  action text not null check (action in ('do', 'undo', 'redo')),
  target integer references step(id)
) strict;
create index step_session on step(session_id, id);
create table writing (
  one integer primary key check (one = 1),
  step integer
) strict;
insert into writing values (1, null);
create table change (
  seq integer primary key autoincrement,
  step integer,
  at text not null,
  op text not null check (op in ('insert', 'update', 'delete')),
  row_id integer not null,
  session_id integer not null,
  before text,
  after text
) strict;
create index change_step on change(step);
create index change_session on change(session_id);
"""

_RECORD_TABLES = """
create table client (
  id integer primary key,
  code text not null,
  code_key text not null unique,
  created_at text not null
) strict;
create table session (
  id integer primary key,
  client_id integer not null references client(id),
  number integer not null,
  started_at text not null,
  stopped_at text,
  signed_at text,
  format text not null default 'summary',
  unique (client_id, number),
  unique (id, client_id)
) strict;
create index session_started on session(client_id, started_at);
create table line (
  id integer primary key autoincrement,
  session_id integer not null,
  client_id integer not null,
  kind text not null check (kind <> 'private'),
  sub text not null default '',
  text text not null,
  author text not null check (author in ('therapist', 'client')),
  at text not null,
  position real not null,
  goal_id integer references line(id) on delete set null,
  number integer,
  minutes integer,
  likely integer,
  value real,
  done integer not null default 0 check (done in (0, 1)),
  about integer references line(id) on delete set null,
  foreign key (session_id, client_id) references session(id, client_id)
) strict;
create index line_session on line(session_id, position);
create index line_client on line(client_id, kind, id);
create index line_sub on line(client_id, kind, sub, id);
create index line_goal on line(goal_id) where goal_id is not null;
create index line_about on line(about) where about is not null;
create unique index line_number on line(client_id, number) where number is not null;
create table draft (
  session_id integer primary key references session(id) on delete cascade,
  tab text not null,
  text text not null,
  cursor_row integer not null,
  cursor_column integer not null,
  editing integer,
  at text not null
) strict;
"""

_ROOM_TABLES = """
alter table line add column builds_on integer references line(id) on delete set null;
alter table line add column asked text not null default '';
alter table line add column keyed integer not null default 0 check (keyed in (0, 1));
create index line_builds_on on line(client_id, builds_on) where builds_on is not null;
alter table session add column timed integer not null default 0 check (timed in (0, 1));
create table moved (
  id integer primary key,
  at text not null,
  row_id integer not null,
  from_session integer not null,
  to_session integer not null
) strict;
create index moved_from on moved(from_session);
create index moved_to on moved(to_session);
"""

# What the client has half typed, beside the therapist's own half-typed line.
_ANSWERING_TABLE = """
create table answering (
  session_id integer primary key references session(id) on delete cascade,
  tab text not null,
  text text not null,
  cursor_row integer not null,
  cursor_column integer not null,
  editing integer,
  at text not null
) strict;
"""

# What makes a note stand up years later: who signed which bytes, what was added since,
# what a client asked to have mended, what may not be destroyed and what was.
_STANDING_TABLES = """
alter table session add column held text not null default '';
alter table session add column present text not null default '';
alter table client add column keep_until text;
create table signature (
  session_id integer primary key references session(id),
  client_id integer not null references client(id),
  place integer not null,
  at text not null,
  signer text not null check (signer <> ''),
  format text not null,
  scratch integer not null,
  content text not null,
  print blob not null,
  previous text not null,
  chain text not null,
  seal text not null,
  unique (client_id, place)
) strict;
create table amendment (
  id integer primary key autoincrement,
  session_id integer not null references signature(session_id),
  client_id integer not null references client(id),
  kind text not null check (kind in ('late-entry', 'addendum', 'correction')),
  at text not null,
  author text not null check (author <> ''),
  reason text not null check (reason <> ''),
  about integer references line(id),
  text text not null check (text <> ''),
  previous text not null,
  seal text not null
) strict;
create index amendment_session on amendment(session_id, id);
create table request (
  id integer primary key autoincrement,
  client_id integer not null references client(id),
  session_id integer references session(id),
  kind text not null check (kind in
    ('request', 'accepted', 'denied', 'disagreement', 'rebuttal')),
  about integer references request(id),
  at text not null,
  author text not null check (author <> ''),
  text text not null check (text <> '')
) strict;
create index request_client on request(client_id, id);
create table hold (
  id integer primary key autoincrement,
  client_id integer not null references client(id),
  at text not null,
  action text not null check (action in ('set', 'lifted')),
  reason text not null check (reason <> '')
) strict;
create index hold_client on hold(client_id, id);
create table destroyed (
  id integer primary key autoincrement,
  at text not null,
  code text not null,
  what text not null check (what in ('record', 'psychotherapy notes')),
  sessions integer not null,
  lines integer not null,
  first text,
  last text,
  author text not null,
  reason text not null
) strict;
create table forgot (
  session_id integer primary key references session(id) on delete cascade,
  step integer not null
) strict;
create table destroying (
  session_id integer primary key
) strict;
"""

# Nothing but text and a reference may stand here (45 CFR 164.501 excludes the rest).
_PRIVATE_TABLES = """
create table note (
  id integer primary key,
  session_id integer not null,
  text text not null
) strict;
create index note_session on note(session_id, id);
create table draft (
  session_id integer primary key,
  tab text not null,
  text text not null,
  cursor_row integer not null,
  cursor_column integer not null,
  editing integer,
  at text not null
) strict;
"""


@record_migrations()
def m001_first_record(db: Database) -> None:
    """Clients, sessions, lines, their history and the drafts."""
    _run(db, _RECORD_TABLES + _HISTORY_TABLES)
    db.table("line").enable_fts(["text"], tokenize="unicode61 remove_diacritics 2")
    db.execute("insert into line_fts(line_fts, rank) values ('secure-delete', 1)")


@record_migrations()
def m002_the_room(db: Database) -> None:
    """What a line builds on, what was asked, who typed it; stops by hand; moves."""
    _run(db, _ROOM_TABLES)


@record_migrations()
def m003_answering(db: Database) -> None:
    """A half-typed answer of the client's, safe from any death of the process."""
    _run(db, _ANSWERING_TABLE)


@record_migrations()
def m004_standing(db: Database) -> None:
    """Signatures and amendments, requests, holds and receipts; how a session was held.

    `forgot` says up to which step the words of a session's history are gone, so that
    undo stops there; `destroying` whose psychotherapy notes must still go.
    """
    _run(db, _STANDING_TABLES)
    db.table("amendment").enable_fts(["text"], tokenize="unicode61 remove_diacritics 2")
    db.execute(
        "insert into amendment_fts(amendment_fts, rank) values ('secure-delete', 1)"
    )


@private_migrations()
def m001_first_private(db: Database) -> None:
    """Psychotherapy notes with their own history and drafts."""
    _run(db, _PRIVATE_TABLES + _HISTORY_TABLES)


def _run(db: Database, script: str) -> None:
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute(statement)


def prepare(db: Database, migrations: Migrations, guards: dict[str, str]) -> None:
    """Bring a file to this program's schema and make sure that every guard stands.

    Raises:
        SessionTuiError: a newer program wrote the file, or a trigger or view in it
            is not ours.
    """
    check_version(db, migrations)
    if migrations.pending(db):
        migrations.apply(db)
    wanted = {name: f"create trigger {name} {body}" for name, body in guards.items()}
    strange = {trigger.name for trigger in db.triggers} - set(wanted)
    if strange or db.view_names():
        raise SessionTuiError(
            "The record holds triggers or views that SessionTUI did not make. "
            "Bring back a backup with: sessiontui restore FILE"
        )
    missing = strange_guards(db, guards)
    if not missing:
        return
    with db.atomic():
        for name in missing:
            db.execute(f"drop trigger if exists {name}")
            db.execute(wanted[name])
        if not SEARCH_GUARDS.keys().isdisjoint(missing):
            db.execute("insert into line_fts(line_fts) values ('rebuild')")


def strange_guards(db: Database, guards: dict[str, str]) -> list[str]:
    """The guards that are missing, or are not as they should be, and any besides."""
    found = {trigger.name: trigger.sql for trigger in db.triggers}
    wanted = {name: f"create trigger {name} {body}" for name, body in guards.items()}
    return [
        name
        for name in sorted(found.keys() | wanted.keys())
        if not _same(found.get(name, ""), wanted.get(name, ""))
    ]


def check_version(db: Database, migrations: Migrations) -> None:
    """Refuse a file that a newer program wrote.

    Raises:
        SessionTuiError: with what to do; nothing is changed.
    """
    known = {migration.name for migration in migrations._migrations}
    if any(done.name not in known for done in migrations.applied(db)):
        raise SessionTuiError(
            "A newer SessionTUI wrote this record. Upgrade this one; "
            "nothing was changed."
        )


def is_current(db: Database, migrations: Migrations) -> bool:
    """Whether every migration has been applied."""
    return not migrations.pending(db)


def _same(found: str, wanted: str) -> bool:
    return found.casefold() == wanted.casefold()
