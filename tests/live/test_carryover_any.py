"""Any sequence of hours: nothing open is ever missing, nothing answered ever there."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st
from tests.story import Clock

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.services.caseload import Caseload

if TYPE_CHECKING:
    from tests.story import Template

    from sessiontui.domain.entities import Line
    from sessiontui.services.session.session import LiveSession
    from sessiontui.services.session.state import Outcome
    from sessiontui.store.record import Record

CODES = ("KESTREL-4", "WREN-7")
TYPED = {
    "@ walk": Kind.HOMEWORK,
    "? father": Kind.PARKED,
    ": sleep": Kind.AGENDA,
    ": father": Kind.AGENDA,
    "!f call": Kind.RISK,
    "/differently less": Kind.DIFFERENTLY,
}
ANSWERS = ("@2", "!d rang", "/changed", "!n", "! cutting", "a note")
ON_ROWS = ("take up", "let go", "tick today's", "undo")
ACTS = st.lists(
    st.tuples(
        st.sampled_from((*TYPED, *ANSWERS, *ON_ROWS, *("next week",) * 4, "other")),
        st.integers(0, 30),
    ),
    max_size=25,
)


class Practice:
    """Two clients' hours, and beside the record what is open of each."""

    def __init__(self, record: Record) -> None:
        self.clock = Clock()
        self.caseload = Caseload(record, self.clock)
        self.open: dict[int, tuple[str, Kind, int]] = {}
        self.before: list[dict[int, tuple[str, Kind, int]]] = []
        self.live: LiveSession = self.caseload.open(CODES[0])

    def does(self, act: str, which: int) -> None:
        """One act of an hour."""
        self.clock.forward(minutes=1)
        if act == "next week":
            self.clock.forward(days=7)
            self._opens(self.live.state.client.code)
        elif act == "other":
            self._opens(CODES[CODES[0] == self.live.state.client.code])
        elif act == "undo":
            if self.before and self.live.undo().changed:
                self.open = self.before.pop()
        elif act in ON_ROWS:
            self._on_a_row(act, which)
        else:
            self._types(act)

    def _opens(self, code: str) -> None:
        self.live.leave()
        self.live = self.caseload.open(code)
        self.before.clear()
        # What was done here before, today, is taken back no further than this.
        self._note(self.live.enter("begun", Tab.NOTES))

    def _note(self, came: Outcome) -> None:
        if came.changed:
            self.before.append(dict(self.open))

    def _types(self, text: str) -> None:
        came = self.live.enter(text, Tab.NOTES)
        self._note(came)
        assert came.line is not None
        here = (self.live.state.client.code, self.live.state.session.id)
        if text in TYPED:
            self.open[came.line.id] = (here[0], TYPED[text], here[1])
        if came.line.about is not None:
            # An answer, or what waited and was typed anew.
            self.open.pop(came.line.about, None)

    def _on_a_row(self, act: str, which: int) -> None:
        state = self.live.state
        earlier = act != "tick today's"
        rows: list[Line] = [*self.listed()] if earlier else [*state.lines]
        wanted: tuple[Kind, ...] = (Kind.PARKED, Kind.AGENDA)
        if act == "let go":
            wanted += (Kind.HOMEWORK, Kind.RISK, Kind.DIFFERENTLY)
        rows = [x for x in rows if x.kind in (wanted if earlier else wanted[1:])]
        if not rows:
            return
        row = rows[which % len(rows)]
        edits = self.live.edits
        came = edits.remove((row,)) if act == "let go" else edits.tick(row)
        self._note(came)
        if not came.changed or not earlier:
            done = came.line is not None and came.line.done
            if came.changed and done:
                self.open.pop(row.id, None)
            elif came.changed:
                here = (state.client.code, row.kind, state.session.id)
                self.open[row.id] = here
            return
        self.open.pop(row.id)
        if act == "take up":
            assert came.line is not None
            here = (state.client.code, Kind.AGENDA, state.session.id)
            self.open[came.line.id] = here

    def listed(self) -> tuple[Line, ...]:
        """All that the opening lists."""
        last = self.live.opening(all_older=True)
        return (
            *last.follow_ups,
            *(card.head for card in last.homework),
            *(*last.differently, *last.parked, *last.unfinished, *last.older),
        )

    def check(self) -> None:
        """Nothing open is missing, nothing answered is there, each once."""
        state = self.live.state
        open_here = sorted(
            key
            for key, (code, _, session) in self.open.items()
            if code == state.client.code and session != state.session.id
        )
        assert sorted(line.id for line in self.listed()) == open_here
        usual = self.live.opening()
        rows = (
            *usual.follow_ups,
            *(card.head for card in usual.homework),
            *(*usual.differently, *usual.parked, *usual.unfinished),
        )
        older = usual.older_row.count if usual.older_row else 0
        assert len(rows) + older == len(open_here)
        assert sorted(
            x.line.id for x in self.caseload.waiting() if x.line is not None
        ) == sorted(key for key, what in self.open.items() if self._waits(*what))

    def _waits(self, code: str, kind: Kind, session: int) -> bool:
        """Tell whether a line waits: one of the next hour, once this one is over."""
        if kind not in {Kind.HOMEWORK, Kind.DIFFERENTLY}:
            return kind is Kind.RISK
        here = self.caseload.past(self.caseload.find_client(code)).state.session
        return here.id != session or here.day != self.clock.now.date()


@given(ACTS)
def test_nothing_open_is_ever_missing_and_nothing_answered_ever_there(
    template: Template, acts: list[tuple[str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        record = template.open_in(Path(folder) / "home")
        practice = Practice(record)
        for act, which in acts:
            practice.does(act, which)
            practice.check()
        record.close()
