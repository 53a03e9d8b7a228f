"""Whatever is done to a record, it stays whole and comes back as it was.

`SESSIONTUI_EXAMPLES=300 pytest tests/exchange/test_any_sequence.py` looks further.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.signature import AmendmentKind
from sessiontui.errors import SessionTuiError
from sessiontui.exchange.exporting import pour
from sessiontui.exchange.importing import bring
from sessiontui.services.caseload import Caseload
from sessiontui.services.session.amending import PendingAmendment
from sessiontui.store.integrity.verify import verify
from tests.exchange.past import read_json
from tests.exchange.whole import take, write_fhir, write_json, write_markdown
from tests.story import Clock, Template

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

EXAMPLES = int(os.environ.get("SESSIONTUI_EXAMPLES", "8"))
CODES = ("KESTREL-4", "WREN-7")
LEADS = (
    *("", ": ", '"', "> ", ">g ", ">r ", "= #1 4 ", "= 3 ", "+ ", "+w ", "@ ", "@o "),
    *("@2 ", "^r ", "/did ", "/pace -1 ", "! ", "!f ", "? ", "~ ", ". ", "/helped "),
)
TAILS = ("", " #1", " %60", " #+1", " 15m")
KINDS = ("note", "private", "scratch", ">", "@", "+", "words", "agenda")
WORDS = st.text(min_size=1, max_size=12) | st.sampled_from(
    ("better than Sunday", "größer 👍", "a\u0301b", "zwei\nZeilen")
)
TABS = st.sampled_from(list(Tab))
AT = st.integers(0, 30)


def folder() -> Path:
    return Path(tempfile.mkdtemp(dir=os.environ["HOME"])) / "record"


class AnySequence(RuleBasedStateMachine):
    """A therapist who does everything, in any order."""

    template: Template

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.record: Record = self.template.open_in(folder())
        self.caseload = Caseload(
            self.record,
            self.clock,
            preferences=Preferences(signer="A. Therapist, LMFT 1234"),
        )
        self.live: LiveSession
        self.seals: dict[int, tuple[bytes, str]] = {}
        """What was signed, session by session, as it was at that moment."""

    @initialize(code=st.sampled_from(CODES))
    def begin(self, code: str) -> None:
        for name in CODES:
            self.live = self.caseload.open(name)
            self.live.enter("hello", Tab.NOTES)
        self.live = self.caseload.open(code)

    def line(self, at: int) -> tuple[Line, ...]:
        """One of the lines that stand there, psychotherapy notes among them."""
        self.live.state.load()
        lines = self.live.state.everything()
        return (lines[at % len(lines)],) if lines else ()

    @rule(code=st.sampled_from(CODES), days=st.integers(0, 2))
    def open(self, code: str, days: int) -> None:
        self.live.leave()
        self.clock.forward(days=days)
        self.live = self.caseload.open(code)

    @rule(
        lead=st.sampled_from(LEADS),
        words=WORDS,
        tail=st.sampled_from(TAILS),
        tab=TABS,
    )
    def capture(self, lead: str, words: str, tail: str, tab: Tab) -> None:
        self.clock.forward(minutes=1)
        self.attempt(self.live.enter, lead + words + tail, tab)

    @rule(words=WORDS, tab=TABS)
    def half_type(self, words: str, tab: Tab) -> None:
        self.attempt(self.live.drafts.save, tab, words, (0, 1), None)

    @rule(at=AT, words=WORDS)
    def edit(self, at: int, words: str) -> None:
        for line in self.line(at):
            self.attempt(self.live.edits.edit, line, words)

    @rule(at=AT, kind=st.sampled_from(KINDS))
    def retag(self, at: int, kind: str) -> None:
        self.attempt(self.live.edits.retag, self.line(at), kind)

    @rule(at=AT, code=st.sampled_from(CODES))
    def move(self, at: int, code: str) -> None:
        self.attempt(self.live.edits.move, self.line(at), code)

    @rule(at=AT, by=st.sampled_from((-1, 1)))
    def reorder(self, at: int, by: int) -> None:
        for line in self.line(at):
            self.attempt(self.live.edits.reorder, line, by, Tab.NOTES)

    @rule(at=AT)
    def tick(self, at: int) -> None:
        for line in self.line(at):
            self.attempt(self.live.edits.tick, line)

    @rule(at=AT)
    def remove(self, at: int) -> None:
        self.attempt(self.live.edits.remove, self.line(at))

    @rule()
    def undo(self) -> None:
        self.attempt(self.live.undo)

    @rule()
    def redo(self) -> None:
        self.attempt(self.live.redo)

    @rule()
    def sign(self) -> None:
        self.attempt(self.live.drafts.save, Tab.NOTES, "", (0, 0), None)
        self.attempt(self.live.signing.sign)
        session = self.live.state.session.id
        if (signed := self.record.signatures.signature(session)) is not None:
            self.seals.setdefault(session, (signed.print, signed.seal))

    @rule(
        kind=st.sampled_from(list(AmendmentKind)),
        words=WORDS,
        at=AT,
        whole=st.booleans(),
    )
    def amend(self, kind: AmendmentKind, words: str, at: int, whole: bool) -> None:
        about = None if whole else next(iter(self.line(at)), None)
        addition = PendingAmendment(kind=kind, text=words, about=about)
        self.attempt(self.live.amending.add, addition, "heard later")

    def attempt(self, action: Callable[..., object], *with_: object) -> None:
        """Do it; what is refused is refused with a sentence, and changes nothing."""
        with contextlib.suppress(SessionTuiError):
            action(*with_)

    def teardown(self) -> None:
        try:
            assert verify(self.record) == ()
            for session, (printed, seal) in self.seals.items():
                signed = self.record.signatures.signature(session)
                assert signed is not None
                assert (signed.print, signed.seal) == (printed, seal)
            for private in (True, False):
                self.goes_out_and_in(private=private)
        finally:
            self.record.close()

    def goes_out_and_in(self, *, private: bool) -> None:
        taken = take(self.record, with_private=private)
        content = write_json(taken)
        pieces: list[bytes] = []
        pour(self.record, pieces.append, with_private=private)
        assert b"".join(pieces) == content
        new = self.template.open_in(folder())
        try:
            assert bring(new, read_json(content)) == len(CODES)
            assert verify(new) == ()
            assert write_json(take(new, with_private=private)) == content
            assert prints(new) == prints(self.record)
            # One client, too, and in every other form.
            one = take(self.record, CODES[:1], with_private=private)
            pieces.clear()
            pour(self.record, pieces.append, CODES[:1], with_private=private)
            assert b"".join(pieces) == write_json(one)
            assert write_json(take(new, CODES[:1], with_private=private)) == (
                write_json(one)
            )
            assert write_markdown(take(new)) == write_markdown(take(self.record))
            assert write_fhir(take(new)) == write_fhir(take(self.record))
        finally:
            new.close()


def prints(record: Record) -> list[str]:
    """Every session's print, client by client."""
    caseload = Caseload(record)
    return [
        caseload.past(client, session.number).prints.summary("summary")
        for client in map(caseload.find_client, CODES)
        for session in caseload.sessions(client)
    ]


def test_any_sequence_leaves_a_whole_record_that_comes_back(
    template: Template,
) -> None:
    AnySequence.template = template
    case = AnySequence.TestCase
    case.settings = settings(
        max_examples=EXAMPLES,
        stateful_step_count=30,
        deadline=None,
    )
    case().runTest()
