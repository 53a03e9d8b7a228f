"""Fictional hours as sheets to print from, without a record behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sessiontui.domain.entities import Author, Client, Line, Session
from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.prints.document import Sheet

START = datetime(2026, 3, 10, 10, 2, tzinfo=UTC)
KESTREL = Client(id=1, code="KESTREL-4")


def earlier(kind: Kind, text: str, *, weeks: int = 1, **more: Any) -> Line:
    """A line of a session so many weeks before, by the id 1 unless it is given."""
    return Line(
        id=more.pop("id", 1),
        session_id=6 - weeks,
        kind=kind,
        text=text,
        at=START - timedelta(weeks=weeks),
        **more,
    )


class Story:
    """Lines of one session, a minute apart."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, kind: Kind, text: str, **more: object) -> Line:
        number = len(self.lines) + 1
        author = (
            Author.CLIENT
            if kind in {Kind.AGENDA, Kind.GOAL, Kind.STRENGTH}
            else Author.THERAPIST
        )
        values: dict[str, Any] = {
            "id": number + 100,
            "session_id": 6,
            "kind": kind,
            "text": text,
            "author": author,
            "at": START + timedelta(minutes=number),
            "position": number,
            **more,
        }
        line = Line(**values)
        self.lines.append(line)
        return line

    def sheet(
        self, *earlier: Line, stopped: bool = True, signature: str = "", **more: Any
    ) -> Sheet:
        every = [x for x in (*earlier, *self.lines) if x.kind is Kind.GOAL]
        goals = [line for line in every if not line.sub]
        return Sheet(
            client=KESTREL,
            session=Session(
                id=6,
                client_id=1,
                number=6,
                day=START.date(),
                started_at=START,
                stopped_at=START + timedelta(minutes=49) if stopped else None,
                signed_at=START + timedelta(minutes=62) if signature else None,
                **more,
            ),
            signature=signature,
            lines=tuple(self.lines),
            goals=tuple(goals),
            goal_notes=tuple(line for line in every if line.sub),
            related=earlier,
        )


WEEK = timedelta(days=7)
GOAL = earlier(
    Kind.GOAL,
    "I want to sit at that wedding and not plan my escape",
    weeks=4,
    author=Author.CLIENT,
    number=1,
)
WALKS = earlier(Kind.HOMEWORK, "three walks", id=2)

CARD = {
    field: (earlier(Kind.CARD, words, weeks=4, id=80 + place, sub=field),)
    for place, (field, words) in enumerate(
        (
            ("for", "panic with agoraphobia (F40.01)"),
            ("telehealth", "yes, for the weeks of the move"),
        )
    )
}
"""The card of the client, as it was filled four weeks before."""


def rich() -> Sheet:
    """A session in which a bit of everything was recorded."""
    asked = earlier(
        Kind.DIFFERENTLY, "Less homework talk at the start.", id=3, author=Author.CLIENT
    )
    gloss = earlier(
        Kind.GOAL,
        "staying in company while afraid",
        weeks=4,
        id=4,
        sub="g",
        about=1,
        goal=1,
    )
    s = Story()
    s.add(Kind.CONSENT, "", sub="yes")
    s.add(Kind.CHANGED, "homework looked at in the middle", about=3)
    s.add(Kind.AGENDA, "sleep", minutes=15, done=True)
    s.add(Kind.AGENDA, "the wedding", author=Author.THERAPIST, goal=1)
    s.add(Kind.WORDS, "better than Sunday", author=Author.CLIENT)
    s.add(Kind.HOMEWORK, "", sub="2", about=2)
    s.add(Kind.HOMEWORK, "rain", sub="o", about=2)
    s.add(Kind.RATING, "", value=3, goal=1)
    s.add(Kind.RATING, "imp", value=7, goal=1)
    s.add(Kind.RATING, "mood", value=4.5)
    did = s.add(Kind.INTERVENTION, "adrenaline curve, drew it", sub="psy", goal=1)
    s.add(Kind.RESPONSE, "so it peaks and drops if I stay", sub="t", about=did.id)
    rang = s.add(Kind.STRENGTH, "I rang my brother before it got bad")
    s.add(Kind.STRENGTH, "with everybody I grew up with", sub="s", about=rang.id)
    s.add(Kind.STRENGTH, "went out once, even in the rain", sub="w")
    s.add(Kind.STRENGTH, "breathing out slowly", sub="c")
    s.add(Kind.CHANGE_TALK, "he'd see me there", sub="r")
    s.add(Kind.INTERVENTION, "invited 5 min sitting near exit", goal=1)
    s.add(Kind.STEPPED_BACK, "agreed to picture it first")
    s.add(Kind.STEPPED_BACK, "")
    s.add(Kind.OBSERVATION, "shoulders down after the drawing")
    s.add(Kind.FORMULATION, "escape plans keep the alarm going")
    s.add(
        Kind.NOTE,
        "a longer note that goes over the edge of a page of eighty columns and is"
        " wrapped there, between two words and never inside one",
    )
    s.add(Kind.NOTE, "two lines:\n    the second one, indented\n\nand a last one")
    s.add(Kind.NOTE, "你好" * 30 + " 👩‍👩‍👧 café שלום")
    s.add(Kind.RISK, "said better off without me; no plan; means asked")
    s.add(Kind.RISK, "brother stays tonight", sub="p")
    s.add(Kind.RISK, "call Thursday 9am", sub="f")
    s.add(Kind.PRIVATE, "PRIVATE I felt tired")
    s.add(Kind.SCRATCH, "SCRATCH ask about the dog's name")
    text = s.add(
        Kind.HOMEWORK, "text him Friday night", likely=60, goal=1, builds_on=rang.id
    )
    s.add(Kind.HOMEWORK, "text him once", sub="s", likely=95, about=text.id)
    s.add(Kind.PARKED, "father called")
    s.add(Kind.PACE, "", value=1)
    s.add(Kind.GOAL, "for me, not for her", sub="m", about=1, goal=1)
    s.add(Kind.HELPED, "The picture thing.", keyed=True)
    s.add(Kind.DIFFERENTLY, "", sub="none")
    s.add(Kind.ANSWER, "My coat.", asked="What do you take along?")
    return s.sheet(GOAL, WALKS, asked, gloss)


def empty() -> Sheet:
    return Story().sheet(stopped=False)


def one_line() -> Sheet:
    story = Story()
    story.add(Kind.NOTE, "He was early; we talked about sleep.")
    return story.sheet()


def wedding() -> Sheet:
    """The session of domain.md 2.6, signed."""
    s = Story()

    def at(minute: int) -> dict[str, datetime]:
        return {"at": START.replace(minute=minute)}

    s.add(Kind.WORDS, "better than Sunday", author=Author.CLIENT, **at(4))
    s.add(Kind.RATING, "mood", value=4, **at(4))
    s.add(Kind.HOMEWORK, "", sub="2", about=2, **at(6))
    s.add(Kind.HOMEWORK, "rain", sub="o", about=2, **at(6))
    s.add(Kind.STRENGTH, "I went out once even in the rain", sub="w", **at(7))
    s.add(Kind.AGENDA, "sleep", done=True, minutes=15, **at(8))
    s.add(Kind.AGENDA, "work email", author=Author.THERAPIST, **at(8))
    s.add(Kind.RATING, "", value=3, goal=1, **at(12))
    s.add(Kind.STRENGTH, "I rang my brother before it got bad", **at(14))
    s.add(Kind.CHANGE_TALK, "he'd see me there", sub="r", **at(16))
    s.add(Kind.RATING, "imp", value=7, goal=1, **at(17))
    s.add(Kind.RATING, "conf", value=4, goal=1, **at(17))
    did = s.add(
        Kind.INTERVENTION, "adrenaline curve, drew it", sub="psy", goal=1, **at(19)
    )
    s.add(
        Kind.RESPONSE,
        "so it peaks and drops if I stay",
        sub="t",
        about=did.id,
        **at(20),
    )
    sat = s.add(Kind.INTERVENTION, "invited 5 min sitting near exit", goal=1, **at(31))
    s.add(Kind.STEPPED_BACK, "", about=sat.id, **at(32))
    s.add(Kind.RESPONSE, "agreed to picture it first", about=sat.id, **at(33))
    s.add(Kind.OBSERVATION, "shoulders came down", **at(34))
    s.add(Kind.FORMULATION, "escape plans keep the alarm going", **at(35))
    s.add(Kind.NOTE, "brother will be at the wedding too", **at(35))
    # Moved to the end of the list since, and told in its minute all the same.
    s.add(Kind.RISK, "call Thu 9am", sub="f", **at(40))
    s.add(Kind.RISK, "said better off without me; no plan; means asked", **at(38))
    s.add(Kind.RISK, "brother stays tonight", sub="p", **at(39))
    s.add(Kind.PRIVATE, "PRIVATE felt lectured", **at(41))
    s.add(Kind.SCRATCH, "SCRATCH milk", **at(41))
    text = s.add(Kind.HOMEWORK, "text my brother Sat 10am", likely=60, **at(44))
    s.add(Kind.HOMEWORK, "phone off", sub="o", about=text.id, **at(44))
    s.add(
        Kind.HOMEWORK,
        "text him Fri night instead",
        sub="s",
        likely=95,
        about=text.id,
        **at(45),
    )
    s.add(Kind.PARKED, "father called", **at(47))
    s.add(Kind.HELPED, "The picture thing.", **at(49))
    s.add(Kind.DIFFERENTLY, "Less homework talk at the start.", **at(50))
    sheet = s.sheet(
        GOAL,
        WALKS,
        signature="Signed R. Amadi 2026-03-10 11:04   chain 7f3a..c2   addenda 0",
        held="in person",
        present="client only",
    )
    return replace(sheet, card=CARD)
