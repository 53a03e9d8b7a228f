"""What an export file holds, as frozen models; its JSON Schema is made from these.

Nothing in the file is a number of the database. A session or a line has a `ref`: its
place, counted from 1, among all sessions or lines of the file in the order in which
they were begun or typed. So the same record gives the same bytes wherever it lives.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from sessiontui.domain.kinds import ROWS, Kind, Tab
from sessiontui.domain.models import Author
from sessiontui.exchange.fields import (
    Code,
    Count,
    Day,
    Digest,
    Format,
    Head,
    Many,
    Minutes,
    Moment,
    Name,
    Part,
    Percent,
    Place,
    Recorded,
    Ref,
    Value,
    Whole,
    Words,
)

FORMAT = "sessiontui-export"
VERSION = 1
NOTICE = "This file is not encrypted. Keep it where only you can read it."


class LineState(Part):
    """A line as it stood at some moment of its history.

    What is missing was not known yet when it was written, or was made to be forgotten.
    `goal`, `about` and `builds_on` are refs of lines; `number` is a goal's number.
    """

    session: Ref
    kind: Recorded | None = None
    sub: Name | None = None
    text: Words | None = None
    author: Author | None = None
    at: Moment | None = None
    position: Place | None = None
    goal: Ref | None = None
    number: Count | None = None
    minutes: Minutes | None = None
    likely: Percent | None = None
    value: Value | None = None
    done: bool | None = None
    about: Ref | None = None
    builds_on: Ref | None = None
    asked: Words | None = None
    keyed: bool | None = None


class LinePart(Part):
    """A line of a session: what it says, whose words they are, what it is tied to.

    `goal`, `about` and `builds_on` are refs of lines; `number` is a goal's number
    within its client.
    """

    ref: Ref
    kind: Recorded
    sub: Name
    text: Words
    author: Author
    at: Moment
    position: Place
    goal: Ref | None
    number: Count | None
    minutes: Minutes | None
    likely: Percent | None
    value: Value | None
    done: bool
    about: Ref | None
    builds_on: Ref | None
    asked: Words
    keyed: bool

    @model_validator(mode="after")
    def _fits_the_table(self) -> Self:
        row = ROWS[self.kind]
        if self.sub and row.sub(self.sub) is None:
            raise ValueError("there is no such finer kind")
        if (self.number is not None) != (self.kind is Kind.GOAL and not self.sub):
            raise ValueError("goals have numbers, and nothing else does")
        return self


class DraftPart(Part):
    """A half-typed line; `editing` is the ref of the line that it would change."""

    tab: Tab
    text: Words
    cursor_row: Whole
    cursor_column: Whole
    editing: Ref | None
    at: Moment


class SignaturePart(Part):
    """A signature: who, when, what exactly was signed, and the exact print.

    `content` is the canonical JSON that was signed and `print` the print's text, both
    to the byte; `chain` and `seal` tie them to the client's signature before.
    """

    place: Whole
    at: Moment
    signer: Name
    format: Format
    scratch: Whole
    content: Words
    print: Words
    previous: Digest
    chain: Digest
    seal: Digest


class AmendmentPart(Part):
    """What was added to a signed session: a late entry, an addendum, a correction."""

    kind: Literal["late-entry", "addendum", "correction"]
    at: Moment
    author: Name
    reason: Words
    about: Ref | None
    text: Words
    previous: Digest
    seal: Digest


class SessionPart(Part):
    """A session with its lines in order, its half-typed lines and its signature.

    `forgotten_to` is the step up to which words are gone from its history.
    """

    ref: Ref
    number: Count
    started_at: Moment
    stopped_at: Moment | None
    signed_at: Moment | None
    format: Format
    timed: bool
    held: Head
    present: Head
    lines: Many[LinePart]
    draft: DraftPart | None
    answering: DraftPart | None
    signature: SignaturePart | None
    amendments: Many[AmendmentPart]
    forgotten_to: Ref | None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        start, stop = self.started_at, self.stopped_at
        if stop and datetime.fromisoformat(stop) < datetime.fromisoformat(start):
            raise ValueError("a session stops after its start")
        if self.amendments and self.signature is None:
            raise ValueError("only what is signed is amended")
        return self


class RequestPart(Part):
    """A client's request to mend the record, or what was answered.

    `about` is the place, counted from 1, of an earlier one in this list.
    """

    kind: Literal["request", "accepted", "denied", "disagreement", "rebuttal"]
    session: Ref | None
    about: Ref | None
    at: Moment
    author: Name
    text: Words


class HoldPart(Part):
    """That a client's record must not be destroyed, or that it may again."""

    at: Moment
    action: Literal["set", "lifted"]
    reason: Words


class ClientPart(Part):
    """A client by code, with sessions, requests and holds in order."""

    code: Code
    created_at: Moment
    keep_until: Day | None
    sessions: Many[SessionPart]
    requests: Many[RequestPart]
    holds: Many[HoldPart]


class StepPart(Part):
    """One action. `moment` is its name: microseconds since 1970."""

    moment: Ref
    session: Ref
    action: Literal["do", "undo", "redo"]
    target: Ref | None


class ChangePart(Part):
    """What an action did to one line; without `step` it belongs to no action here."""

    step: Ref | None
    at: Moment
    line: Ref
    before: LineState | None
    after: LineState | None


class MovePart(Part):
    """That a line went to another session; null is a session outside this file."""

    at: Moment
    line: Ref | None
    from_session: Ref | None
    to_session: Ref | None


class HistoryPart(Part):
    """Every action and change, in order; nothing is ever taken out of it."""

    steps: Many[StepPart]
    changes: Many[ChangePart]
    moves: Many[MovePart]


class ReceiptPart(Part):
    """That something was destroyed, when, by whom and why; not what it said."""

    at: Moment
    code: Code
    what: Literal["record", "psychotherapy notes"]
    sessions: Whole
    lines: Whole
    first: Moment | None
    last: Moment | None
    author: Name
    reason: Words


class NotePart(Part):
    """A psychotherapy note: words and their session. `moment` is its name."""

    moment: Ref
    session: Ref
    text: Words


class NoteState(Part):
    """A psychotherapy note as it stood at some moment of its history."""

    session: Ref
    text: Words | None = None


class NoteChangePart(Part):
    """What an action did to one psychotherapy note."""

    step: Ref | None
    at: Moment
    note: Ref
    before: NoteState | None
    after: NoteState | None


class NoteDraftPart(DraftPart):
    """A half-typed psychotherapy note."""

    session: Ref


class PrivatePart(Part):
    """The psychotherapy notes, which stand in a file of their own in the record."""

    notes: Many[NotePart]
    drafts: Many[NoteDraftPart]
    steps: Many[StepPart]
    changes: Many[NoteChangePart]


class Export(Part):
    """All that a record, or some clients of it, hold."""

    format: Literal["sessiontui-export"]
    version: Literal[1]
    notice: Literal["This file is not encrypted. Keep it where only you can read it."]
    clients: Many[ClientPart]
    history: HistoryPart
    receipts: Many[ReceiptPart]
    psychotherapy_notes: PrivatePart | None = None
    check: Digest = Field(
        default="",
        description="SHA-256 of the file as canonical JSON without this field.",
    )
