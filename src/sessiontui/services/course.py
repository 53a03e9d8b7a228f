"""Prints over a client's sessions, read from the record; and the course as signed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.prints.course.ending_sheet import ending
from sessiontui.domain.prints.course.model import Course
from sessiontui.domain.prints.course.plan import plan
from sessiontui.domain.prints.course.summary import COURSE_TITLE, course_summary
from sessiontui.domain.prints.course.supervision import supervision
from sessiontui.domain.prints.formats import DEFAULT_WIDTH
from sessiontui.domain.progress.build import build_progress
from sessiontui.domain.progress.model import Told
from sessiontui.domain.session.client_card import card_of
from sessiontui.domain.signature import AmendmentKind
from sessiontui.services.progress import sources_of
from sessiontui.services.session.amending import PendingAmendment

if TYPE_CHECKING:
    from datetime import datetime

    from sessiontui.domain.entities import Client
    from sessiontui.domain.preferences import Preferences
    from sessiontui.domain.signature import Amendment
    from sessiontui.services.session.amending import Amending
    from sessiontui.store.record import Record

AS_COURSE = "course summary"
"""The reason that tells a signed course from other additions to a session."""
_IN_NO_PRINT = frozenset({Kind.PRIVATE, Kind.SCRATCH})


def course_of(
    record: Record,
    client: Client,
    now: datetime,
    preferences: Preferences,
    first: int | None = None,
) -> Course:
    """A client's sessions, from a number on, with all that is printed of them."""
    over = record.progress
    sessions = over.sessions(client.id)
    days = {session.id: session.day for session in sessions}
    lines = over.lines(client.id, [kind for kind in Kind if kind not in _IN_NO_PRINT])
    card = card_of(line for line in lines if line.kind is Kind.CARD)
    if first is not None:
        begins = next((x.order for x in sessions if x.number >= first), None)
        sessions = tuple(x for x in sessions if begins and x.order >= begins)
    here = {session.id: session for session in sessions}
    lines = tuple(line for line in lines if line.session_id in here)
    services = (x.service or preferences.service for x in sessions if not x.is_entry)
    return Course(
        progress=build_progress(sources_of(record, client, sessions, lines), now),
        sessions=sessions,
        lines=tuple(Told(line, here[line.session_id]) for line in lines),
        card=card,
        day=now.date(),
        by=preferences.signer,
        supervised_by=preferences.supervised_by,
        service="; ".join(filter(None, dict.fromkeys(services))) or preferences.service,
        minutes=preferences.minutes,
        call=preferences.call,
        name_line=preferences.name_line,
        days=days,
    )


def signed_course(record: Record, course: Course) -> Amendment | None:
    """The course as it was signed last, which stands with its last session."""
    for session in reversed(course.hours):
        for added in reversed(record.signatures.amendments(session.id)):
            if added.reason == AS_COURSE and added.text.startswith(COURSE_TITLE):
                return added
    return None


def sign_course(amending: Amending, course: Course) -> Amendment:
    """Add a course, as it stands, to its last session, which is signed.

    Raises:
        CannotWriteError, UsageError: nothing was signed.
    """
    text = course_summary(replace(course, status="SIGNED"), DEFAULT_WIDTH)
    pending = PendingAmendment(kind=AmendmentKind.ADDENDUM, text=text)
    return amending.add(pending, AS_COURSE)


def printed(
    name: str,
    course: Course,
    width: int,
    *,
    for_referrer: bool = False,
    question: str = "",
) -> str:
    """One of the prints over sessions, by its name."""
    if name == "plan":
        return plan(course, width)
    if name == "course":
        return course_summary(course, width, for_referrer=for_referrer)
    if name == "supervision":
        return supervision(replace(course, question=question), width)
    return ending(course, width)
