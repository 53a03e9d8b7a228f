"""The content of an export file, as frozen models; its JSON Schema is made from these.

Nothing in the file is a number of the database. A session or a line has a `ref`: its
place, counted from 1, among all sessions or lines of the file in the order in which
they were begun or typed. So the same record gives the same bytes wherever it lives.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from sessiontui.domain.entities import SessionKind
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.exchange.schema.lines import DraftPart, LinePart, LineState
from sessiontui.exchange.schema.value_limits import (
    CleanText,
    Code,
    Count,
    Digest,
    FormatName,
    Head,
    IsoDay,
    Many,
    Offset,
    RefNumber,
    ServiceDay,
    ShortText,
    StrictModel,
    UtcMoment,
    Whole,
)

FORMAT = "sessiontui-export"
VERSION = 1
NOTICE = "This file is not encrypted. Keep it where only you can read it."


class SignaturePart(StrictModel):
    """A signature: who, when, what exactly was signed, and the exact print.

    `content` is the canonical JSON that was signed and `print` the print's text, both
    to the byte; `chain` and `seal` tie them to the client's signature before.
    """

    place: Whole
    at: UtcMoment
    at_offset: Offset | None = None
    signer: ShortText
    format: FormatName
    scratch: Whole
    content: CleanText
    print: CleanText
    previous: Digest
    chain: Digest
    seal: Digest
    rule: Whole = 1
    tip: Digest = ""


class AmendmentPart(StrictModel):
    """An amendment of a signed session: a late entry, an addendum, a correction."""

    kind: Literal["late-entry", "addendum", "correction"]
    at: UtcMoment
    at_offset: Offset | None = None
    author: ShortText
    reason: CleanText
    about: RefNumber | None
    text: CleanText
    previous: Digest
    seal: Digest


class SessionPart(StrictModel):
    """A session with its lines in order, its half-typed lines and its signature.

    `day` is the day of service where it was held; a file of an earlier version has
    none. What was no hour has no number. `forgotten_to` is the step up to which words
    are gone from its history.
    """

    ref: RefNumber
    number: Count | None
    kind: SessionKind = SessionKind.HOUR
    day: ServiceDay | None = None
    start_noted: bool = True
    confirmed: bool = False
    start_by_hand: bool = False
    stop_by_hand: bool | None = None
    started_at: UtcMoment
    stopped_at: UtcMoment | None
    signed_at: UtcMoment | None
    started_at_offset: Offset | None = None
    stopped_at_offset: Offset | None = None
    signed_at_offset: Offset | None = None
    format: FormatName
    timed: bool
    held: Head
    present: Head
    place: Head = ""
    service: Head = ""
    lines: Many[LinePart]
    draft: DraftPart | None
    answering: DraftPart | None
    signature: SignaturePart | None
    amendments: Many[AmendmentPart]
    forgotten_to: RefNumber | None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        start, stop = self.started_at, self.stopped_at
        if stop and datetime.fromisoformat(stop) < datetime.fromisoformat(start):
            raise ValueError("a session stops after its start")
        if (self.number is None) is (self.kind is SessionKind.HOUR):
            raise ValueError("an hour has a number, and nothing else has")
        if self.amendments and self.signature is None:
            raise ValueError("only what is signed is amended")
        return self


class RequestPart(StrictModel):
    """A client's request to mend the record, or what was answered.

    `about` is the place, counted from 1, of an earlier one in this list.
    """

    kind: Literal["request", "accepted", "denied", "disagreement", "rebuttal"]
    session: RefNumber | None
    about: RefNumber | None
    at: UtcMoment
    at_offset: Offset | None = None
    author: ShortText
    text: CleanText


class HoldPart(StrictModel):
    """A hold: a client's record must not be destroyed, or may be again."""

    at: UtcMoment
    at_offset: Offset | None = None
    action: Literal["set", "lifted"]
    reason: CleanText


class FormerPart(StrictModel):
    """A code that a client had before, and until when."""

    at: UtcMoment
    code: Code


class ClientPart(StrictModel):
    """A client by code, with sessions, requests, holds and former codes in order."""

    code: Code
    created_at: UtcMoment
    keep_until: IsoDay | None
    sessions: Many[SessionPart]
    requests: Many[RequestPart]
    holds: Many[HoldPart]
    former: Many[FormerPart] = ()


class StepPart(StrictModel):
    """One action. `moment` is its name: microseconds since 1970."""

    moment: RefNumber
    session: RefNumber
    action: Literal["do", "undo", "redo"]
    target: RefNumber | None


class ChangePart(StrictModel):
    """The change an action made to one line; without `step` its action is not here."""

    step: RefNumber | None
    at: UtcMoment
    line: RefNumber
    before: LineState | None
    after: LineState | None


class MovePart(StrictModel):
    """A line's move to another session; null is a session outside this file."""

    at: UtcMoment
    line: RefNumber | None
    from_session: RefNumber | None
    to_session: RefNumber | None


class HistoryPart(StrictModel):
    """Every action and change, in order; nothing is ever taken out of it."""

    steps: Many[StepPart]
    changes: Many[ChangePart]
    moves: Many[MovePart]


class ReceiptPart(StrictModel):
    """A receipt: something was destroyed, when, by whom and why; not what it said."""

    at: UtcMoment
    at_offset: Offset | None = None
    code: Code
    what: Literal["record", "psychotherapy notes"]
    sessions: Whole
    lines: Whole
    first: UtcMoment | None
    last: UtcMoment | None
    author: ShortText
    reason: CleanText


class NotePart(StrictModel):
    """A psychotherapy note: words and their session. `moment` is its name."""

    moment: RefNumber
    session: RefNumber
    text: CleanText


class NoteState(StrictModel):
    """A psychotherapy note as it stood at some moment of its history."""

    session: RefNumber
    text: CleanText | None = None


class NoteChangePart(StrictModel):
    """The change that an action made to one psychotherapy note."""

    step: RefNumber | None
    at: UtcMoment
    note: RefNumber
    before: NoteState | None
    after: NoteState | None


class NoteDraftPart(StrictModel):
    """A half-typed psychotherapy note."""

    tab: Tab
    text: CleanText
    cursor_row: Whole
    cursor_column: Whole
    editing: RefNumber | None
    at: UtcMoment
    session: RefNumber


class PrivatePart(StrictModel):
    """The psychotherapy notes, which stand in a file of their own in the record."""

    notes: Many[NotePart]
    drafts: Many[NoteDraftPart]
    steps: Many[StepPart]
    changes: Many[NoteChangePart]


class Export(StrictModel):
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
