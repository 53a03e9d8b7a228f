"""The tables of both files as each migration makes them; what landed stays as it is.

What reads, moves or erases rows of every table goes by the lists at the end.
"""

from __future__ import annotations

from typing import NamedTuple

HISTORY_SQL = """
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

RECORD_SQL = """
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

ROOM_SQL = """
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
ANSWERING_SQL = """
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
STANDING_SQL = """
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

# The day of service is a fact of the place where the hour was: it is never reckoned
# anew from a moment, whose day depends on where it is read. What was no hour, a missed
# one, a contact or a day of the card alone, stands here too: its number is below zero
# and told to nobody.
DAY_SQL = """
alter table session add column day text not null default '';
alter table session add column start_noted integer not null default 1
  check (start_noted in (0, 1));
alter table session add column kind text not null default 'hour'
  check (kind in ('hour', 'missed', 'contact', 'card'));
"""

# Once every session has its day, they go by it.
DAY_INDEX_SQL = """
drop index session_started;
create index session_day on session(client_id, day, started_at);
"""

# When a line was written whose minute was set by hand, and when it was changed after
# its day; whether an hour without a line was confirmed to have been one.
WRITTEN_SQL = """
alter table line add column written text;
alter table line add column changed text;
alter table session add column confirmed integer not null default 0
  check (confirmed in (0, 1));
"""

# Where the client was, and what type of service it was: of that session alone.
PLACE_SQL = """
alter table session add column place text not null default '';
alter table session add column service text not null default '';
"""
# The codes that clients had before they were given others. And what binds the history:
# `past` is that of sessions and clients, `event` that of the
# record as a whole. `rule` says by which of them a signature is checked.
CHAIN_SQL = """
alter table signature add column rule integer not null default 1;
alter table signature add column tip text not null default '';
create table former (
  id integer primary key autoincrement,
  client_id integer not null,
  at text not null,
  code text not null,
  code_key text not null unique
) strict;
create table event (
  id integer primary key autoincrement,
  at text not null,
  what text not null,
  told text not null
) strict;
create index event_what on event(what, id);
create table past (
  id integer primary key autoincrement,
  at text not null,
  what text not null,
  row_id integer not null,
  after text not null
) strict;
create index past_row on past(what, row_id);
create table link (
  seq integer primary key autoincrement,
  client_id integer not null,
  what text not null,
  row_id integer not null,
  salt blob,
  words blob,
  digest blob not null
) strict;
create unique index link_row on link(what, row_id);
create table tip (
  seq integer primary key,
  at text not null,
  tip text not null,
  upto text not null
) strict;
"""

# How far from UTC the clocks stood where each moment was written, in minutes: what a
# person reads is the time of that place, wherever it is read. And whether the start was
# set by hand.
OFFSETS = {
    "line": ("at", "written", "changed"),
    "session": ("started_at", "stopped_at", "signed_at"),
    "signature": ("at",),
    "amendment": ("at",),
    "request": ("at",),
    "hold": ("at",),
    "destroyed": ("at",),
}
"""The moments of each table that have an offset beside them, named after them."""
OFFSET_SQL = (
    "".join(
        f"alter table {table} add column {name}_offset"
        f" integer check ({name}_offset between -1439 and 1439);\n"
        for table, names in OFFSETS.items()
        for name in names
    )
    + """
alter table session add column start_by_hand integer not null default 0
  check (start_by_hand in (0, 1));
"""
)

# `timed` says that a stop was noted; this, that its time was typed.
STOP_SQL = """
alter table session add column stop_by_hand integer not null default 0
  check (stop_by_hand in (0, 1));
"""

# Nothing but text and a reference may stand here (45 CFR 164.501 excludes the rest).
PRIVATE_SQL = """
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

EVERY_SQL = (
    RECORD_SQL
    + HISTORY_SQL
    + ROOM_SQL
    + ANSWERING_SQL
    + STANDING_SQL
    + CHAIN_SQL
    + PRIVATE_SQL
)


class Table(NamedTuple):
    """A table of what was recorded.

    `key` is the column that orders its rows and names each. A row goes where the
    session or the client goes that the column `owner` names. Words of a `searched` one
    stand in an index of their own.
    """

    name: str
    key: str = "id"
    owner: str = ""
    searched: bool = False


_HISTORY = (Table("step", owner="session_id"), Table("change", "seq", "session_id"))
RECORD_TABLES = (
    Table("client"),
    Table("session", owner="client_id"),
    Table("line", owner="session_id", searched=True),
    Table("draft", "session_id", "session_id"),
    Table("answering", "session_id", "session_id"),
    *_HISTORY,
    Table("moved"),
    Table("signature", "session_id", "session_id"),
    Table("amendment", owner="session_id", searched=True),
    Table("request", owner="client_id"),
    Table("hold", owner="client_id"),
    Table("former", owner="client_id"),
    Table("destroyed"),
    Table("forgot", "session_id", "session_id"),
)
"""Every table of record.db but those of the machinery, `writing` and `destroying`, and
of the chain, which each record makes for itself."""
PRIVATE_TABLES = (
    Table("note", owner="session_id"),
    Table("draft", "session_id", "session_id"),
    *_HISTORY,
)
"""The same of private.db."""
SEARCH_INDEXES = tuple(f"{x.name}_fts" for x in RECORD_TABLES if x.searched)
