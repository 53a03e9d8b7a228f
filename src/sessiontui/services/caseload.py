"""The caseload: clients by code, and the way into a session with one of them."""

from __future__ import annotations

import sys
import threading
from contextlib import closing, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sessiontui.domain.client_codes import code_key, code_of, look_of
from sessiontui.domain.kinds.lookup import TAB_TITLES, Kind, Tab
from sessiontui.domain.preferences import USUAL_PREFERENCES
from sessiontui.domain.session.times import (
    date_text,
    first_moment,
    of_here,
    still_goes_on,
)
from sessiontui.domain.text import of_file
from sessiontui.errors import (
    CannotWriteError,
    NotFoundError,
    SessionTuiError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from sessiontui.domain.entities import (
        Client,
        ClientOverview,
        Line,
        SearchHit,
        Session,
    )
    from sessiontui.domain.preferences import Preferences
    from sessiontui.domain.prints.course.model import Course
    from sessiontui.domain.progress.model import Progress
    from sessiontui.domain.signature import Amendment
    from sessiontui.domain.waiting import Waiting
    from sessiontui.services.session.prints import Prints
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

_SHORT_TURN = 0.0005
"""Seconds of a turn of the interpreter that a thread beside the screen may take."""


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def settled(record: Record) -> Record:
    """The record once what a death of the program left is settled, also to look.

    What only looks cannot settle it: the record is opened once to write, where nobody
    else has it.
    """
    if not Caseload(record).never_left():
        return record
    if not record.readonly:
        Caseload(record).settle()
        return record
    from sessiontui.store.open import open_record

    paths, key = record.paths, record.key
    record.close()
    with suppress(SessionTuiError), closing(open_record(paths, key)) as writer:
        Caseload(writer).settle()
    return open_record(paths, key, write=False)


class Caseload:
    """All clients of a record. The clock is the caller's, so that time can be told."""

    def __init__(
        self,
        record: Record,
        clock: Callable[[], datetime] = utc_now,
        notice: str = "",
        preferences: Preferences = USUAL_PREFERENCES,
        backups: tuple[Path, int] | None = None,
    ) -> None:
        """Work on an open record; `notice` says why it is read-only, if it is.

        `preferences` is how this therapist works; `backups` where automatic backups
        go, and how many are kept.
        """
        self._record, self._backups = record, backups
        self.backup_notice = ""
        self.reminder = ""
        """A thing that somebody has still to do, for the caseload's last line."""
        self._preferences = preferences
        self._clock, self._now = clock, of_here(clock)
        self._notice, self._renamed = notice, ""

    @property
    def notice(self) -> str:
        """A sentence on who was asked for last, or on this copy; often none."""
        return self._renamed or self._notice

    @property
    def readonly(self) -> bool:
        """Tell whether this copy may only look."""
        return self._record.readonly

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return self._now()

    def clients(self) -> tuple[ClientOverview, ...]:
        """All clients: the one with a half-typed line, then the likeliest next."""
        from sessiontui.domain.session.client_order import likeliest_first

        ordered = likeliest_first(
            self._record.clients.clients(self._now().date()), self._now()
        )
        place = self._record.drafts.latest_place()
        session = self._record.sessions.by_id(place[0].session_id) if place else None
        half_typed = self.half_typed()

        def rank(row: ClientOverview) -> tuple[bool, bool]:
            here = session is not None and row.client.id == session.client_id
            left_open = here and session is not None and self._goes_on(session)
            return not (here and row.client.id in half_typed), not left_open

        return tuple(sorted(ordered, key=rank))

    def half_typed(self) -> frozenset[int]:
        """The ids of the clients for whom a half-typed line is kept."""
        waiting = {
            *self._record.drafts.waiting(),
            *self._record.private_notes.waiting(),
        }
        sessions = (self._record.sessions.by_id(number) for number in waiting)
        return frozenset(session.client_id for session in sessions if session)

    def find_client(self, code: str) -> Client:
        """The client with that code.

        Raises:
            NotFoundError: there is none.
        """
        found = self._record.clients.client(code_of(code))
        if found is None:
            raise NotFoundError(
                "There is no client with that code. List them with: sessiontui clients"
            )
        self._tell_renamed(code, found)
        return found

    def _tell_renamed(self, typed: str, found: Client | None) -> None:
        """Say so where a former code was typed, and only of whom was asked for last."""
        code = code_of(typed)
        is_former = found is not None and code_key(code) != code_key(found.code)
        self._renamed = f"{code} is {found.code} now." if found and is_former else ""

    def rename(self, client: Client, code: str) -> Client:
        """Give a client another code; the former one leads to them for ever.

        Raises:
            UsageError: that cannot be a code, or somebody has or had it.
        """
        code = code_of(code)
        if self._record.clients.client(code) is not None:
            raise UsageError(
                "That code is a client's, or once was, so it is not given again."
            )
        return self._record.clients.rename(client, code, self._now())

    def see_also(self, client: Client) -> tuple[str, ...]:
        """The codes under which more of a client stands that could not be merged."""
        return self._record.clients.see_also(client.id)

    def has_client(self, code: str) -> bool:
        """Tell whether there is a client with that code."""
        try:
            return self._record.clients.client(code_of(code)) is not None
        except UsageError:
            return False

    def looks_like(self, code: str) -> Client | None:
        """Another client by a code of theirs that is easily taken for this one."""
        look, key = look_of(code), code_key(code_of(code))
        known = self._record.clients.ever()
        return next(
            (x for x in known if look_of(x.code) == look and code_key(x.code) != key),
            None,
        )

    def newness(self, code: str) -> str:
        """A sentence on a code that nobody has yet, and on whose it looks like."""
        if self.has_client(code):
            return ""
        like = self.looks_like(code)
        likeness = f" {code} looks like {like.code}, which is there." if like else ""
        return f"New client.{likeness}"

    def is_code(self, text: str, client: Client) -> bool:
        """Tell whether a text names this client, in any mix of cases."""
        try:
            return self._record.clients.client(code_of(text)) == client
        except UsageError:
            return False

    def sessions(self, client: Client) -> tuple[Session, ...]:
        """A client's sessions, first to last."""
        return self._record.sessions.of_client(client.id)

    def chains(self, client: Client) -> Mapping[int, str]:
        """The chain values of a client's signed sessions, by the session's id."""
        return self._record.signatures.chains(client.id)

    def open(
        self, code: str, *, new_session: bool = False, day: date | None = None
    ) -> LiveSession:
        """A client's session of today, begun if need be; a new code is taken on.

        A `new_session` is begun beside today's; or it is of another `day`, on which
        it was held and never typed.

        Raises:
            UsageError: that cannot be a code, or the day is still ahead.
            CannotWriteError: a session would have to begin in a read-only copy.
        """
        code = code_of(code)
        if day is not None and day > self._now().date():
            raise UsageError(f"{day} is still ahead.")
        client = self._record.clients.client(code)
        self._tell_renamed(code, client)
        latest = self._taken_up(client) if client else None
        reuse = latest is not None and self._goes_on(latest) and not new_session
        if client is not None and not (reuse or new_session or self.readonly):
            begun = self._begun_by_card(client)
            latest, reuse = begun or latest, begun is not None
        if self.readonly and not reuse:
            if client is None or latest is None:
                raise CannotWriteError(
                    "Another copy has the record open, so this one only reads: a new "
                    "client or session begins there."
                )
            reuse = True
        if client is None:
            client = self._record.clients.add_client(code, self._now())
        if latest is None or not reuse:
            return self._opened_anew(client, day)
        live = self._live(client, latest)
        live.take_up()
        return live

    def _opened_anew(self, client: Client, day: date | None) -> LiveSession:
        """A session that begins, with the line that was left half typed before it."""
        # It may wait in an entry, too.
        earlier = self._latest(client, entries=True)
        if earlier is not None:
            earlier = self._left(earlier)
        live = self._live(client, self._begin(client, day))
        if earlier is not None and live.state.session.order > earlier.order:
            left = live.drafts.take_over(self._live(client, earlier).drafts)
            if left.text:
                today = self._now().date()
                of_today = earlier.day == today
                when = "today" if of_today else f"on {date_text(earlier.day, today)}"
                live.greeting = f"Left half typed {when}, on {TAB_TITLES[left.tab]}."
            self._forget_emptied(earlier)
        return live

    def _begun_by_card(self, client: Client) -> Session | None:
        """The hour that begins on a day on which so far only the card was written."""
        now = self._now()
        card = self._record.sessions.card_of_day(client.id, now.date())
        if card is None:
            return None
        live = self._live(client, card)
        return live.times.begin_after_card()

    def _left(self, earlier: Session) -> Session:
        """A session of before as it is once it is left; a death of the program was not.

        It may be no hour then, whose number the next one has.
        """
        self._record.redaction.redact_emptied(earlier.id)
        if self._goes_on(earlier) or self._record.private_notes.notes(earlier.id):
            return earlier
        return self._record.sessions.without_hour(earlier.id) or earlier

    def _forget_emptied(self, session: Session) -> None:
        """Forget a day without an hour on which nothing is left."""
        if session.is_card and not self._record.private_notes.has_history(session.id):
            self._record.sessions.drop_empty(session.id)

    def never_left(self) -> tuple[Session, ...]:
        """The sessions of before that a death of the program did not leave."""
        found = self._record.sessions.never_left()
        return tuple(x for x in found if not self._goes_on(x))

    def settle(self) -> None:
        """Leave what a death of the program did not: it may be no hour."""
        for session in () if self.readonly else self.never_left():
            self._forget_emptied(self._left(session))

    def finish(self, code: str, which: int | str) -> LiveSession:
        """Any unsigned session or entry, as it was left, to go on writing in it.

        It starts no clock and carries nothing over; today's stays as it is.

        Raises:
            NotFoundError: there is no such client or session.
            UsageError: it is signed.
        """
        live = self.past(self.find_client(code), which)
        if live.state.session.signed_at is not None:
            name = live.state.session.name
            raise UsageError(
                f"{name[0].upper()}{name[1:]} is signed; what is missing is added to "
                "it. See: sessiontui amend --help"
            )
        if not live.state.is_late:
            live.take_up()
        return live

    def resumed(self, session_id: int, *, late: bool = False) -> LiveSession | None:
        """The session that a lock interrupted; a signed one may still be added to.

        One of an earlier day only if it was being finished: else nobody expects it on
        the screen a day later.
        """
        session = self._record.sessions.by_id(session_id)
        if session is None:
            return None
        goes_on = self._goes_on(replace(session, signed_at=None))
        client = self._record.clients.client_by_id(session.client_id)
        if client is None or not (goes_on or late):
            return None
        live = self._live(client, session)
        if goes_on and session.signed_at is None:
            live.take_up()
            # It went on all the while: when it is left it stops, and not at the lock.
            live.state.touched = True
        return live

    def past(self, client: Client, which: int | str | None = None) -> LiveSession:
        """A client's session by its number, an entry by its day, or the last session.

        Raises:
            NotFoundError: there is no such session.
        """
        return self._live(client, self._asked_for(client, which))

    def prints(self, client: Client, which: int | str | None = None) -> Prints:
        """The prints of a client's session or entry, or of the last session.

        To print loads nothing that types, edits or signs.

        Raises:
            NotFoundError: there is no such session.
        """
        return self.prints_of(client, self._asked_for(client, which))

    def prints_of(self, client: Client, session: Session) -> Prints:
        """The prints of one of a client's sessions or entries."""
        from sessiontui.services.session.prints import Prints
        from sessiontui.services.session.state import SessionState

        state = SessionState(
            self._record, client, session, self._clock, self._preferences
        )
        return Prints(state, self._record)

    def private_notes(
        self, client: Client, number: int | None = None
    ) -> tuple[tuple[Session, tuple[Line, ...]], ...]:
        """A client's psychotherapy notes by session, of one session or of all.

        Raises:
            NotFoundError: there is no such session.
        """
        sessions = (
            self.sessions(client)
            if number is None
            else (self.past(client, number).state.session,)
        )
        noted = ((x, self._record.private_notes.notes(x.id)) for x in sessions)
        return tuple((session, notes) for session, notes in noted if notes)

    def move_to_record(self, client: Client, number: int, place: int) -> None:
        """Move a psychotherapy note, by its place in its session, to the record.

        Raises:
            NotFoundError: there is no such session or note.
            UsageError: the session is signed.
        """
        live = self.past(client, number)
        live.drafts.stay()
        notes = self._record.private_notes.notes(live.state.session.id)
        if place > len(notes):
            raise NotFoundError("There is no psychotherapy note with that number.")
        live.edits.retag((notes[place - 1],), Kind.NOTE)

    def search(
        self, words: str, client: Client | None = None, which: int | str | None = None
    ) -> tuple[SearchHit, ...]:
        """The lines that answer words and filters best; within a client, theirs.

        `which` is a session's number or an entry's day: then only what stands there.
        """
        from sessiontui.services.search import hits_of, whose

        if client is None and (code := whose(words)):
            client = self.find_client(code)
        return hits_of(self._record, words, client, which)

    def around(
        self, hit: SearchHit, count: int
    ) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """The lines of its session before and behind one that was found."""
        lines = self._record.lines.lines(hit.line.session_id) if count else ()
        ids = [line.id for line in lines]
        if hit.line.id not in ids:
            return (), ()
        place = ids.index(hit.line.id)
        return lines[max(0, place - count) : place], lines[place + 1 :][:count]

    def progress(
        self,
        client: Client,
        newest: int | None = None,
        under_way: int | None = None,
    ) -> Progress:
        """A client's way over all sessions, or over the newest ones.

        `under_way` is the session that is open now: it is not counted up yet.
        """
        from sessiontui.services.progress import progress_of

        return progress_of(self._record, client, newest, self._now(), under_way)

    def waiting(self) -> tuple[Waiting, ...]:
        """The things promised or due over all clients, oldest first."""
        from sessiontui.services.waiting import waiting_of

        return waiting_of(self._record, self._now())

    def course(self, client: Client, first: int | None = None) -> Course:
        """All that is printed over a client's sessions, from a number on."""
        from sessiontui.services.course import course_of

        return course_of(self._record, client, self._now(), self._preferences, first)

    def signed_course(self, course: Course) -> Amendment | None:
        """A course as it was signed last; None where it never was."""
        from sessiontui.services.course import signed_course

        return signed_course(self._record, course)

    def sign_course(self, course: Course) -> Amendment:
        """Sign a course as it stands, durably, as an addendum to its last session.

        Raises:
            UsageError: that session is not signed yet.
        """
        from sessiontui.services.course import sign_course

        if not course.hours:
            raise UsageError("There is no session yet whose course could be signed.")
        live = self.past(course.client, course.hours[-1].number)
        last = live.state.session
        if last.signed_at is None and not self.readonly:
            raise UsageError(f"Sign {last.name} first: the course is added to it.")
        return sign_course(live.amending, course)

    def back_up_aside(self) -> threading.Thread | None:
        """See to the backup of the day, on a thread and connections of its own.

        What goes wrong stands in `backup_notice`, for the next time anybody looks.

        Returns:
            The thread, for whoever must wait for it.
        """
        if self._backups is None or self.readonly:
            return None
        worker = threading.Thread(target=self._back_up, name="backup", daemon=True)
        worker.start()
        return worker

    def _back_up(self) -> None:
        from sessiontui.store.backup.schedule import keep_backed_up

        folder, keep = self._backups or (self._record.paths.backups, 0)
        usual = sys.getswitchinterval()
        # Each key that is typed meanwhile waits for this thread three times.
        sys.setswitchinterval(_SHORT_TURN)
        self.backup_notice = keep_backed_up(
            self._record.paths, self._record.key, folder, keep, self._now()
        )
        sys.setswitchinterval(usual)

    def close(self) -> None:
        """Close the record."""
        self._record.close()

    def tell_assumed_zone(self) -> None:
        """Say once which zone the times have that earlier programs recorded."""
        if self.readonly or self.notice:
            return
        if zone := self._record.assumed_zone(untold=True):
            self._notice = f"Times recorded until now are assumed to be of {zone}."

    def introduce(
        self, live: LiveSession, name: str, licence: str, format_name: str
    ) -> None:
        """Keep in the settings who signs, and the usual print, and go by it from now.

        Raises:
            SettingError, UsageError: one of them cannot be; nothing was kept.
            CannotWriteError: the settings file could not be written.
        """
        from sessiontui.settings.save_signer import with_therapist
        from sessiontui.store.sqlcipher.files import make_folder, write_private

        if format_name:
            live.enter(f"/format {format_name}", Tab.SUMMARY)
            format_name = live.state.session.format
        path = self._record.paths.settings
        try:
            text = of_file(path.read_bytes()) if path.exists() else ""
            text, settings = with_therapist(text, name, licence, format_name)
            make_folder(path.parent)
            write_private(path.resolve(), text, replace=True)
        except (OSError, UnicodeDecodeError):
            raise CannotWriteError(f"{path} could not be written.") from None
        signer = settings.therapist.signer
        usual = format_name or self._preferences.format
        self._preferences = replace(self._preferences, signer=signer, format=usual)
        live.state.preferences = self._preferences

    def _latest(self, client: Client, *, entries: bool = False) -> Session | None:
        """A client's last session; one of the days to come is of a wrong clock."""
        tomorrow = self._now().date() + timedelta(days=1)
        sessions = self._record.sessions
        return sessions.latest(client.id, tomorrow, entries=entries)

    def _taken_up(self, client: Client) -> Session | None:
        """The hour that opening a client means: worked on last, or else the last."""
        yesterday = self._now().date() - timedelta(days=1)
        unsigned = self._record.sessions.unsigned_of(client.id, yesterday)
        under_way = (session for session in unsigned if self._goes_on(session))
        return next(under_way, None) or self._latest(client)

    def _asked_for(self, client: Client, which: int | str | None) -> Session:
        if which is None and (latest := self._latest(client)):
            return latest
        return self._record.sessions.asked_for(client.id, which)

    def _live(self, client: Client, session: Session) -> LiveSession:
        from sessiontui.services.session.session import LiveSession

        return LiveSession(
            self._record,
            client,
            session,
            self._clock,
            self._session_to_move_to,
            self._preferences,
        )

    def _begin(self, client: Client, day: date | None = None) -> Session:
        """A new session, as this therapist's sessions usually are.

        Of one of another day nobody has said yet when it began.
        """
        preferences, now = self._preferences, self._now()
        past = day is not None and day != now.date()
        return self._record.sessions.add(
            client.id,
            first_moment(day) if day and past else now,
            day or now.date(),
            preferences.format,
            held=preferences.held,
            present=preferences.present,
            start_noted=not past,
        )

    def _session_to_move_to(self, code: str) -> Session:
        client = self.find_client(code)
        for found in (self._latest(client), self._taken_up(client)):
            if found is not None and self._goes_on(found):
                return found
        begun = self._begun_by_card(client) or self._begin(client)
        # Nobody opens it, so nobody leaves it: once it is opened, it goes on.
        stop = max(self._now(), begun.started_at)
        self._record.sessions.stop(begun.id, stop)
        return replace(begun, stopped_at=stop)

    def _goes_on(self, session: Session) -> bool:
        """Tell whether opening its client means it: today's, or last night's."""
        return still_goes_on(session, self._now())
