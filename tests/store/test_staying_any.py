"""Whatever is done in whatever order: no word that was a risk or held ever leaves."""

from __future__ import annotations

import contextlib
import json
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.past import read_json
from tests.exchange.whole import take, write_json
from tests.story import Clock, type_all

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.retention import Periods
from sessiontui.errors import SessionTuiError
from sessiontui.exchange.importing import bring
from sessiontui.services.caseload import Caseload
from sessiontui.services.merge import Merging
from sessiontui.services.retention import Retention
from sessiontui.services.verify_prints import compared
from sessiontui.store.integrity.verify import verify

if TYPE_CHECKING:
    from tests.story import Template

    from sessiontui.store.record import Record

MARKS = ("", "! ", "! ", "!f ", ". ", "> ", "~ ", "/did ", "+ ")
KINDS = ("note", "!", ".", "~", ">", "words")
VERBS = [
    *("type", "type", "type", "edit", "retag", "retag", "remove", "move", "undo"),
    *("redo", "hold", "lift", "sign", "next", "leave", "rename", "merge", "import"),
    "move held",
]
_actions = st.lists(
    st.tuples(
        st.sampled_from(VERBS),
        st.integers(0, 30),
        st.sampled_from(MARKS),
        st.sampled_from(KINDS),
    ),
    max_size=25,
)


SIGNER = Preferences(signer="R. Amadi")


class Practice:
    """A therapist with two clients, and all that was ever a risk or held."""

    def __init__(self, record: Record, brought: bytes) -> None:
        self.record = record
        self._brought = brought
        self._clock = clock = Clock()
        self._caseload = Caseload(record, clock, preferences=SIGNER)
        self._keeping = Retention(record, Periods(), "R. Amadi", clock)
        self._merging = Merging(record, clock)
        self._count = 0
        self._codes = ["KESTREL-4", "WREN-2"]
        for code in self._codes:
            self._caseload.open(code).enter("the first line", Tab.NOTES)
        self.risks: set[str] = set()
        self.held: dict[int, set[str]] = {}

    def word(self) -> str:
        """A word that nothing else says."""
        self._count += 1
        return f"w{self._count:03}w"

    def do(self, verb: str, place: int, mark: str, kind: str) -> None:
        """One thing that a therapist may do; what is refused changes nothing."""
        self._clock.forward(minutes=1)
        with contextlib.suppress(SessionTuiError):
            self._do(verb, place, mark, kind)
        self._note()

    def _do(self, verb: str, place: int, mark: str, kind: str) -> None:
        code = self._codes[place % len(self._codes)]
        other = self._codes[(place + 1) % len(self._codes)]
        live = self._caseload.open(code)
        client, lines = live.state.client, live.state.everything()
        line = lines[place // 2 % len(lines)] if lines else None
        match verb:
            case "type":
                live.enter(mark + self.word(), Tab.NOTES)
            case "undo":
                live.undo()
            case "redo":
                live.redo()
            case "hold":
                self._keeping.hold(client, "court")
            case "lift":
                self._keeping.lift(client, "over")
                self.held.pop(client.id, None)
            case "sign":
                live.sign()
            case "leave":
                live.leave()
            case "next":
                self._caseload.open(code, new_session=True)
            case "rename":
                self._codes.append(
                    self._caseload.rename(client, f"R{self.word()}").code
                )
            case "merge":
                into = self._caseload.find_client(other)
                self._merging.merge(client, into)
            case "import":
                bring(self.record, read_json(self._brought))
                self._codes.append("HERON-2")
            case _ if line is None:
                return
            case "edit":
                live.edits.edit(line, mark + self.word())
            case "retag":
                live.edits.retag((line,), kind)
            case "remove":
                live.edits.remove((line,))
            case "move":
                live.edits.move((line,), other)
            case "move held":
                live.edits.move((line,), other, "another's words")

    def _note(self) -> None:
        """Remember what is a risk or held now."""
        for overview in self._caseload.clients():
            client = overview.client
            held = self.record.retention.hold(client.id) is not None
            for session in self._caseload.sessions(client):
                for line in self._caseload.past(client, session.number).state.lines:
                    if line.kind is Kind.RISK:
                        self.risks.add(line.text)
                    if held:
                        self.held.setdefault(client.id, set()).add(line.text)

    def lost(self) -> set[str]:
        """What neither the record nor the history says any more."""
        (db, _), _ = self.record.databases
        rows = db.execute("select text from line").fetchall()
        rows += db.execute(
            "select before from change union all select after from change"
        )
        said = json.dumps([x for (x,) in rows], ensure_ascii=False)
        return {x for x in {*self.risks, *self._held()} if x not in said}

    def _held(self) -> set[str]:
        return {word for words in self.held.values() for word in words}


def _another(template: Template, folder: Path) -> bytes:
    record = template.open_in(folder)
    type_all(Caseload(record, Clock()).open("HERON-2"), ["theirs", "! brought along"])
    taken = write_json(take(record, with_private=True))
    record.close()
    return taken


@settings(max_examples=30)
@given(_actions)
def test_no_word_that_was_ever_a_risk_or_held_leaves_record_and_history(
    template: Template, actions: list[tuple[str, int, str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        brought = _another(template, Path(folder) / "another")
        record = template.open_in(Path(folder) / "record")
        practice = Practice(record, brought)
        for action in actions:
            practice.do(*action)
            assert practice.lost() == set()
        assert verify(record) == ()
        assert compared(record).problems == ()
        record.close()
