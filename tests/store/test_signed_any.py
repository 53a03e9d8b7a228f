"""Whatever is done in whatever order: what is signed stays, and the record is whole."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.past import read_json
from tests.exchange.whole import take, write_json
from tests.store.test_undo_log import KIND_NAMES, TEXTS, VERBS, act
from tests.story import Clock

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.errors import SessionTuiError
from sessiontui.exchange.importing import bring
from sessiontui.services.caseload import Caseload
from sessiontui.services.verify_prints import compared
from sessiontui.store.integrity.verify import verify

if TYPE_CHECKING:
    from tests.story import Template

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

SIGNER = Preferences(signer="R. Amadi")
_WORDS = [*VERBS, "sign", "sign", "amend", "amend", "next", "next", "look back"]
_actions = st.lists(
    st.tuples(
        st.sampled_from(_WORDS),
        st.integers(0, 30),
        st.sampled_from(TEXTS),
        st.sampled_from(KIND_NAMES),
    ),
    max_size=22,
)


def signed_bytes(record: Record) -> dict[int, tuple[bytes, str, str]]:
    """Every signature's print, content and seal."""
    return {
        x.session_id: (x.print, x.content, x.seal)
        for overview in record.clients.clients()
        for x in record.signatures.signatures(overview.client.id)
    }


def do(
    caseload: Caseload, live: LiveSession, action: tuple[str, int, str, str]
) -> LiveSession:
    """One thing that a therapist may do; what is refused changes nothing."""
    verb, place, text, _ = action
    with contextlib.suppress(SessionTuiError):
        match verb:
            case "sign":
                live.sign()
            case "amend":
                sessions = caseload.sessions(live.state.client)
                past = caseload.past(live.state.client, place % len(sessions) + 1)
                kind = ("late", "addendum", "correction")[place % 3]
                past.amending.add(past.amending.read(f"{kind} {text}"), "because")
            case "next":
                return caseload.open(live.state.client.code, new_session=True)
            case "look back":
                sessions = caseload.sessions(live.state.client)
                return caseload.past(live.state.client, place % len(sessions) + 1)
            case _:
                act(live, *action)
    return live


@settings(max_examples=40)
@given(_actions)
def test_no_signed_byte_ever_changes_and_the_record_verifies_goes_out_and_comes_in(
    template: Template, actions: list[tuple[str, int, str, str]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        record = template.open_in(Path(folder) / "record")
        clock = Clock()
        caseload = Caseload(record, clock, preferences=SIGNER)
        caseload.open("WREN-2")
        live = caseload.open("KESTREL-4")
        live.enter("the first line", Tab.NOTES)
        stood = signed_bytes(record)
        for action in actions:
            clock.forward(minutes=1)
            live = do(caseload, live, action)
            assert not any(db.conn.in_transaction for db, _ in record.databases)
            now = signed_bytes(record)
            assert now | stood == now
            stood = now
        assert verify(record) == ()
        assert compared(record).problems == ()

        taken = write_json(take(record, with_private=True))
        new = template.open_in(Path(folder) / "new")
        bring(new, read_json(taken))
        assert verify(new) == ()
        assert write_json(take(new, with_private=True)) == taken
        assert sorted(signed_bytes(new).values()) == sorted(stood.values())
        new.close()
        record.close()
