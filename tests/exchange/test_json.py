"""Everything goes out and comes in again, and nothing that is not whole comes in."""

from __future__ import annotations

import copy
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sessiontui.domain.amendment_requests import RequestKind
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.retention import Hold
from sessiontui.errors import DamagedError, NotFoundError, SessionTuiError
from sessiontui.exchange.exporting import pour
from sessiontui.exchange.importing import bring
from sessiontui.exchange.json_format import schema
from sessiontui.services.caseload import Caseload
from sessiontui.store.erase import EraseOrder, erase_client
from sessiontui.store.integrity.verify import verify
from sessiontui.store.schema.tables import PRIVATE_TABLES, RECORD_TABLES
from tests.exchange.past import SIGNER, read_json, weeks
from tests.exchange.whole import take, write_json
from tests.story import Clock, Template, open_session, type_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sessiontui.store.record import Record

DOCS = Path(__file__).parents[2] / "docs"
A_SESSION = (
    "> I want to sit at that wedding",
    "= #1 3",
    "+ rang my brother",
    "@ text him %60 #1 #+1",
    "@o the phone is off",
    "! means asked",
    "~ felt lectured",
    "scratch that",
    "/differently Weniger Hausaufgaben, größer 👍",
)


@pytest.fixture
def told(record: Record, clock: Clock) -> Record:
    """A record of two clients with a past: edits, undo, a move, half-typed lines."""
    return tell_in(record, clock)


def tell_in(record: Record, clock: Clock) -> Record:
    live = open_session(record, clock)
    for said in ("/held video", "/place at home, Leeds", "/service family therapy"):
        live.enter(said, Tab.NOTES)
    lines = type_all(live, A_SESSION)
    live.enter("rang my brother twice", Tab.NOTES, None)
    live.edits.edit(lines[2], "rang my brother twice")
    live.undo()
    live.redo()
    live.edits.retag((lines[7],), "private")
    live.leave()
    other = open_session(record, clock, "WREN-7")
    type_all(other, ["+ a good week", "meant for the kestrel", "/goal to sleep"])
    other.edits.move((other.state.lines[1],), "KESTREL-4")
    other.drafts.save(Tab.NOTES, "half a thou", (0, 5), None)
    clock.forward(days=7)
    again = open_session(record, clock)
    type_all(again, ["@2", "= #1 5", ">r"])
    again.drafts.save(Tab.NOTES, "~ half a private", (0, 16), None)
    return record


@pytest.fixture
def elsewhere(template: Template, tmp_path: Path) -> Callable[[str], Record]:
    """Makes an empty record of another name."""
    return lambda name: template.open_in(tmp_path / name)


def tree_of(record: Record) -> dict[str, Any]:
    tree = json.loads(write_json(take(record, with_private=True)))
    assert isinstance(tree, dict)
    del tree["check"]
    return tree


def as_bytes(tree: dict[str, Any]) -> bytes:
    return json.dumps(tree).encode()


@pytest.mark.parametrize("private", [False, True])
def test_out_and_in_gives_the_same_bytes_and_a_whole_record(
    told: Record, elsewhere: Callable[[str], Record], private: bool
) -> None:
    taken = write_json(take(told, with_private=private))
    new = elsewhere("new")

    assert bring(new, read_json(taken)) == 2
    assert verify(new) == ()
    assert write_json(take(new, with_private=private)) == taken
    new.close()


def test_a_file_from_before_places_were_noted_comes_in(
    told: Record, elsewhere: Callable[[str], Record]
) -> None:
    tree = tree_of(told)
    first = tree["clients"][0]["sessions"][0]
    said = (first.pop("place"), first.pop("service"))
    new = elsewhere("new")

    assert said == ("at home, Leeds", "family therapy")
    bring(new, read_json(as_bytes(tree), unchecked=True))
    again = tree_of(new)["clients"][0]["sessions"][0]
    assert (again["place"], again["service"], again["held"]) == ("", "", "video")
    new.close()


def test_what_came_in_goes_on_as_it_would_have_at_home(
    told: Record, elsewhere: Callable[[str], Record], clock: Clock
) -> None:
    new = elsewhere("new")
    bring(new, read_json(write_json(take(told, with_private=True))))

    for record in (told, new):
        live = open_session(record, clock)
        assert live.state.lines[-1].text == ""
        type_all(live, ["@ ring him again #1", "~ calmer"])
        assert live.prints.summary() == open_session(told, clock).prints.summary()
        assert verify(record) == ()
    new.close()


def test_no_undo_crosses_an_import(
    told: Record, elsewhere: Callable[[str], Record], clock: Clock
) -> None:
    new = elsewhere("new")
    bring(new, read_json(write_json(take(told, with_private=True))))

    live = open_session(new, clock)
    before = [line.text for line in live.state.everything()]
    assert live.undo().remark == "Nothing to take back."
    assert live.redo().remark == "Nothing to bring back."
    type_all(live, ["he said more", "~ calmer"])
    for _ in range(3):
        live.undo()
    assert [line.text for line in live.state.everything()] == before
    live.redo()
    assert live.state.lines[-1].text == "he said more"
    # Whose sessions were here before go on as ever.
    own = open_session(new, clock, "HERON-9")
    type_all(own, ["of hers"])
    assert own.undo().changed
    assert verify(new) == ()
    new.close()


def test_an_export_is_the_same_each_time(told: Record) -> None:
    assert write_json(take(told)) == write_json(take(told))


def poured(
    record: Record,
    *codes: str,
    session: int | None = None,
    with_private: bool = False,
) -> bytes:
    pieces: list[bytes] = []
    pour(record, pieces.append, codes, session=session, with_private=with_private)
    return b"".join(pieces)


@pytest.mark.parametrize("private", [False, True])
def test_what_is_written_as_it_is_read_is_the_same(told: Record, private: bool) -> None:
    whole = write_json(take(told, with_private=private))
    assert poured(told, with_private=private) == whole


@pytest.mark.parametrize("private", [False, True])
def test_one_client_and_one_session_are_written_as_they_are_read(
    told: Record, private: bool
) -> None:
    for code in ("KESTREL-4", "wren-7"):
        client = told.clients.client(code)
        assert client is not None
        for which in (None, *(x.id for x in told.sessions.of_client(client.id))):
            one = take(told, (code,), session=which, with_private=private)
            pieces = poured(told, code, session=which, with_private=private)
            assert pieces == write_json(one)


def test_a_client_is_written_before_all_of_them_is_read(told: Record) -> None:
    """One session is held, never a client with a whole life's sessions."""
    read: list[float] = []
    wrote: list[int] = []
    pour(told, lambda _: wrote.append(len(read)), ("KESTREL-4",), far=read.append)

    # The first half of it is the reading that finds what is theirs.
    first = next(n for n, share in enumerate(read, 1) if share > 0.5)
    assert wrote[0] <= first
    assert sum(first < n < len(read) for n in wrote) > 2


def test_an_empty_record_is_written_as_it_is_read(
    elsewhere: Callable[[str], Record],
) -> None:
    new = elsewhere("new")
    assert poured(new, with_private=True) == write_json(take(new, with_private=True))


def test_no_private_word_and_no_sign_of_one_is_in_a_plain_export(told: Record) -> None:
    taken = write_json(take(told)).decode()

    assert "lectured" not in taken
    assert "half a private" not in taken
    # It was a note for a moment, and the record's history still knows it.
    assert "scratch that" not in taken
    assert "psychotherapy" not in taken.replace("psychotherapy notes", "")
    assert "felt lectured" in write_json(take(told, with_private=True)).decode()
    assert "scratch that" in write_json(take(told, with_private=True)).decode()


def test_one_client_comes_with_not_a_word_of_another(
    told: Record, elsewhere: Callable[[str], Record]
) -> None:
    taken = write_json(take(told, ("wren-7",), with_private=True))

    assert b"wedding" not in taken
    assert b"lectured" not in taken
    # The line was moved to the other client: it is theirs with all its history.
    assert b"meant for the kestrel" not in taken
    assert b"a good week" in taken
    new = elsewhere("new")
    assert bring(new, read_json(taken)) == 1
    assert verify(new) == ()
    assert write_json(take(new, with_private=True)) == taken
    new.close()


def test_what_came_from_another_client_begins_with_its_coming(
    told: Record, elsewhere: Callable[[str], Record]
) -> None:
    taken = take(told, ("KESTREL-4",))
    new = elsewhere("new")
    bring(new, read_json(write_json(taken)))

    assert verify(new) == ()
    assert "meant for the kestrel" in write_json(taken).decode()
    assert "good week" not in write_json(taken).decode()
    new.close()


def test_a_file_goes_beside_other_clients(
    told: Record, elsewhere: Callable[[str], Record], clock: Clock
) -> None:
    new = elsewhere("new")
    type_all(open_session(new, clock, "SISKIN-2"), ["> to sleep", "a note", "~ mine"])
    own = write_json(take(new, with_private=True))
    one = write_json(take(told, ("KESTREL-4",), with_private=True))

    bring(new, read_json(write_json(take(told, with_private=True))), ("KESTREL-4",))

    assert verify(new) == ()
    assert write_json(take(new, ("SISKIN-2",), with_private=True)) == own
    assert write_json(take(new, ("KESTREL-4",), with_private=True)) == one
    assert Caseload(new).has_client("WREN-7") is False
    new.close()


def test_a_client_who_is_there_is_not_mixed_with_another(
    told: Record, elsewhere: Callable[[str], Record], clock: Clock
) -> None:
    new = elsewhere("new")
    type_all(open_session(new, clock, "Kestrel-4"), ["another one"])
    before = write_json(take(new))

    with pytest.raises(SessionTuiError, match="1 of its clients stand"):
        bring(new, read_json(write_json(take(told))))
    with pytest.raises(NotFoundError):
        bring(new, read_json(write_json(take(told))), ("NOBODY-1",))
    assert write_json(take(new)) == before
    new.close()


def test_what_is_kept_with_a_client_comes_along(
    told: Record, elsewhere: Callable[[str], Record], clock: Clock
) -> None:
    retention, now = told.retention, clock()
    kestrel, wren = (row.client for row in told.clients.clients())
    session = told.sessions.of_client(kestrel.id)[1]
    retention.keep_until(kestrel, date(2040, 1, 1))
    retention.add_hold(kestrel, Hold(at=now, set=True, reason="a court asked"))
    for client, place in ((wren, None), (kestrel, session.id)):
        asked = retention.add_request(
            client, place, RequestKind.REQUEST, "mend this", "K.", now, None
        )
        retention.add_request(
            client, place, RequestKind.DENIED, "it is accurate", "T.", now, asked
        )
    type_all(open_session(told, clock, "SISKIN-2"), ["a canary", "~ a canary note"])
    siskin = told.clients.client("SISKIN-2")
    assert siskin is not None
    erase_client(
        told, EraseOrder(siskin, notes_only=False, author="T.", reason="due", at=now)
    )
    new = elsewhere("new")
    taken = take(told, with_private=True)
    bring(new, read_json(write_json(taken)))

    assert write_json(take(new, with_private=True)) == write_json(taken)
    assert new.retention.receipts() == told.retention.receipts()
    assert [x.what for x in taken.receipts] == ["record", "psychotherapy notes"]
    # That there were such notes is no matter of the record.
    assert [x.what for x in take(told).receipts] == ["record"]
    for code in ("KESTREL-4", "WREN-7"):
        there, here = (x.clients.client(code) for x in (told, new))
        assert there is not None
        assert here is not None
        assert told.retention.standing(there).hold == new.retention.standing(here).hold
        assert [x.text for x in new.retention.requests(here)] == [
            x.text for x in told.retention.requests(there)
        ]
    assert "canary" not in write_json(taken).decode()
    new.close()


def test_a_record_of_every_earlier_schema_goes_out_and_in(
    tmp_path: Path, elsewhere: Callable[[str], Record]
) -> None:
    from tests.store.test_earlier import EARLIER, opened

    for schema_folder in sorted(path.name for path in EARLIER.iterdir()):
        earlier = opened(schema_folder, tmp_path / schema_folder)
        taken = write_json(take(earlier, with_private=True))
        earlier.close()
        new = elsewhere(f"new-{schema_folder}")
        bring(new, read_json(taken))

        assert verify(new) == ()
        assert write_json(take(new, with_private=True)) == taken
        new.close()


def test_the_schema_in_the_docs_is_that_of_the_models() -> None:
    written = (DOCS / "export.schema.json").read_text(encoding="utf-8")

    assert written == schema(), "write it anew; CONTRIBUTING.md says how"


def test_no_table_is_left_out(record: Record) -> None:
    ours = {"_sqlite_migrations", "sqlite_sequence", "writing", "destroying"}
    # What binds the history of a record is its own.
    ours |= {"event", "past", "link", "tip"}
    for (db, _), known in zip(
        record.databases, (RECORD_TABLES, PRIVATE_TABLES), strict=True
    ):
        tables = {name for name in db.table_names() if "_fts" not in name}
        assert tables - ours == {table.name for table in known}


# Files that are not whole


@pytest.fixture(scope="module")
def whole(
    template: Template, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What a whole file holds."""
    record = template.open_in(tmp_path_factory.mktemp("whole") / "record")
    tree = tree_of(tell_in(record, Clock()))
    record.close()
    return tree


@pytest.fixture(scope="module")
def standing(
    template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Record]:
    """A record that none of these files may change, so one serves for all."""
    record = template.open_in(tmp_path_factory.mktemp("standing") / "record")
    type_all(open_session(record, Clock(), "SISKIN-2"), ["a note", "~ mine"])
    yield record
    record.close()


def session(tree: dict[str, Any]) -> dict[str, Any]:
    found = tree["clients"][0]["sessions"][0]
    assert isinstance(found, dict)
    return found


def state(tree: dict[str, Any]) -> dict[str, Any]:
    found = tree["history"]["changes"][0]["after"]
    assert isinstance(found, dict)
    return found


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "another version": lambda t: t.update(version=0),
    "a word as a number": lambda t: session(t).update(number="one"),
    "a number as a word": lambda t: session(t)["lines"][0].update(text=7),
    "something unknown": lambda t: session(t).update({"\x1b[31m": 1}),
    "something missing": lambda t: session(t).pop("held"),
    "an unknown kind": lambda t: session(t)["lines"][0].update(kind="diagnosis"),
    "a private line": lambda t: session(t)["lines"][0].update(kind="private"),
    "an escape": lambda t: session(t)["lines"][0].update(text="\x1b]52;c;aGk=\x07"),
    "a bidi override": lambda t: session(t)["lines"][0].update(text="a\u202eb"),
    "an escape in a code": lambda t: t["clients"][0].update(code="\x1b[2J"),
    "an empty code": lambda t: t["clients"][0].update(code=""),
    "one code twice": lambda t: t["clients"][1].update(code="kestrel-4"),
    "an impossible day": lambda t: session(t).update(
        started_at="2026-13-41T10:00:00+00:00"
    ),
    "a path as a format": lambda t: session(t).update(format="../../x"),
    "a year that no clock shows": lambda t: session(t).update(
        started_at="0001-01-01T00:00:00.000000+00:00"
    ),
    "a session counted to the end": lambda t: session(t).update(number=(1 << 31) - 1),
    "a place beyond all others": lambda t: session(t)["lines"][0].update(
        position=1e300
    ),
    "a place near the end of all places": lambda t: session(t)["lines"][0].update(
        position=1e9
    ),
    "a finer kind that is none": lambda t: session(t)["lines"][0].update(sub="QQ"),
    "a value off every scale": lambda t: session(t)["lines"][0].update(value=1e6),
    "a likelihood beyond certain": lambda t: session(t)["lines"][0].update(likely=101),
    "a number on what is no goal": lambda t: session(t)["lines"][-1].update(number=9),
    "a day that is none": lambda t: t["clients"][0].update(keep_until="2026-02-30"),
    "no time zone": lambda t: session(t).update(started_at="2026-03-10T10:00:00"),
    "a goal that is nowhere": lambda t: session(t)["lines"][1].update(goal=4000),
    "a huge ref": lambda t: session(t)["lines"][0].update(ref=1 << 50),
    "one ref twice": lambda t: session(t)["lines"][1].update(ref=1),
    "session number nought": lambda t: session(t).update(number=0),
    "a stop before the start": lambda t: session(t).update(
        stopped_at="2026-03-10T09:00:00+00:00"
    ),
    "two lines in the head": lambda t: session(t).update(held="video\nRisk: none"),
    "two lines of who is there": lambda t: session(t).update(present="a\nb"),
    "amended, but not signed": lambda t: session(t).update(
        amendments=[
            {
                "kind": "addendum",
                "at": "2026-03-12T09:00:00+00:00",
                "author": "T.",
                "reason": "none",
                "about": None,
                "text": "more",
                "previous": "",
                "seal": "",
            }
        ]
    ),
    "one session twice": lambda t: t["clients"][0]["sessions"].append(session(t)),
    "one number twice": lambda t: t["clients"][0]["sessions"][1].update(number=1),
    "a step that is nowhere": lambda t: t["history"]["changes"][0].update(step=5),
    "a change of nothing": lambda t: t["history"]["changes"][0].update(after=None),
    "a line without its past": lambda t: t["history"].update(changes=[]),
    "another past": lambda t: state(t).update(text="something else"),
    "a line that differs": lambda t: session(t)["lines"][0].update(text="other words"),
    "a step of the year 2200": lambda t: t["history"]["steps"][0].update(
        moment=7_258_118_400_000_000
    ),
    "a number beyond all": lambda t: session(t).update(number=10**30),
    "signed by nobody": lambda t: session(t).update(
        signed_at="2026-03-10T11:00:00+00:00"
    ),
    "a note below its place": lambda t: t["psychotherapy_notes"]["notes"][0].update(
        moment=3
    ),
    "a note of no session": lambda t: t["psychotherapy_notes"]["notes"][0].update(
        session=99
    ),
    "a note with a score": lambda t: t["psychotherapy_notes"]["notes"][0].update(
        value=3
    ),
    "a note that differs": lambda t: t["psychotherapy_notes"]["notes"][0].update(
        text="other words"
    ),
}


@pytest.mark.parametrize("tie", ["goal", "about", "builds_on"])
@pytest.mark.parametrize("way", [(0,), (0, 1), (2, 3, 4)])
def test_ties_in_a_circle_are_named(
    whole: dict[str, Any], standing: Record, tie: str, way: tuple[int, ...]
) -> None:
    tree = copy.deepcopy(whole)
    lines = session(tree)["lines"]
    for line, to in zip(way, (*way[1:], way[0]), strict=True):
        lines[line][tie] = lines[to]["ref"]

    with pytest.raises(DamagedError, match="in a circle"):
        bring(standing, read_json(as_bytes(tree), unchecked=True))


def refused(standing: Record, tree: dict[str, Any]) -> str:
    """The sentence for a file that changes nothing of a record."""
    before = write_json(take(standing, with_private=True))
    with pytest.raises(DamagedError) as caught:
        bring(standing, read_json(as_bytes(tree), unchecked=True))
    assert write_json(take(standing, with_private=True)) == before
    assert verify(standing) == ()
    return str(caught.value)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_file_that_is_not_whole_changes_nothing(
    whole: dict[str, Any],
    standing: Record,
    change: Callable[[dict[str, Any]], object],
) -> None:
    tree = copy.deepcopy(whole)
    change(tree)
    assert "\x1b" not in refused(standing, tree)


def test_the_file_that_those_were_made_from_is_whole(
    whole: dict[str, Any], elsewhere: Callable[[str], Record]
) -> None:
    new = elsewhere("new")
    assert bring(new, read_json(as_bytes(whole), unchecked=True)) == 2
    new.close()


# Signed sessions


@pytest.fixture(scope="module")
def signed(
    template: Template, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What a file holds whose first session is signed and amended."""
    record = template.open_in(tmp_path_factory.mktemp("signed") / "record")
    weeks(record, Clock())
    tree = tree_of(record)
    record.close()
    return tree


def test_a_signed_session_comes_back_signed_and_takes_no_change(
    record: Record, elsewhere: Callable[[str], Record], clock: Clock
) -> None:
    taken = weeks(record, clock)
    new = elsewhere("new")
    bring(new, read_json(write_json(taken)))
    (there,) = record.signatures.signatures(1)
    (here,) = new.signatures.signatures(1)

    assert here == there
    assert verify(new) == ()
    live = Caseload(new, clock, preferences=Preferences(signer=SIGNER)).past(
        new.clients.clients()[0].client, 1
    )
    printed = live.prints.summary()
    as_signed = printed.replace("   (corrected: see 2)", "", 1)
    assert as_signed.encode().startswith(there.print)
    assert "addenda 2" in printed
    with pytest.raises(SessionTuiError):
        live.enter("one more", Tab.NOTES)
    # And the next signature follows the one that came in.
    again = Caseload(new, clock, preferences=Preferences(signer=SIGNER)).open(
        "KESTREL-4"
    )
    again.sign()
    assert verify(new) == ()
    new.close()


def forged_line(tree: dict[str, Any]) -> None:
    """A line changed in every place but the signature."""
    line = session(tree)["lines"][0]
    line["text"] = "other words"
    last = [x for x in tree["history"]["changes"] if x["line"] == line["ref"]][-1]
    last["after"]["text"] = "other words"


def signature(tree: dict[str, Any]) -> dict[str, Any]:
    found = session(tree)["signature"]
    assert isinstance(found, dict)
    return found


FORGERIES: dict[str, Callable[[dict[str, Any]], object]] = {
    "other words": forged_line,
    "another print": lambda t: signature(t).update(print="nothing of the kind"),
    "another content": lambda t: signature(t).update(content="{}"),
    "another signer": lambda t: signature(t).update(signer="B. Other"),
    "another seal": lambda t: signature(t).update(seal="ab" * 32),
    "another place": lambda t: signature(t).update(place=2),
    "another format": lambda t: session(t).update(format="soap"),
    "another start": lambda t: session(t).update(
        started_at="2026-03-10T10:00:00.000000+00:00"
    ),
    "another way of holding it": lambda t: session(t).update(held="in person"),
    "another number": lambda t: session(t).update(number=7),
    "another code": lambda t: t["clients"][0].update(code="SISKIN-9"),
    "not signed at all": lambda t: session(t).update(signed_at=None),
    "no signature": lambda t: session(t).update(signature=None),
    "another amendment": lambda t: session(t)["amendments"][0].update(text="no"),
    "one amendment less": lambda t: session(t)["amendments"].pop(0),
    "amendments the other way round": lambda t: session(t)["amendments"].reverse(),
    "an amendment to what is open": lambda t: t["clients"][0]["sessions"][1].update(
        amendments=session(t)["amendments"]
    ),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_a_forged_signature_changes_nothing(
    signed: dict[str, Any],
    standing: Record,
    forge: Callable[[dict[str, Any]], object],
) -> None:
    tree = copy.deepcopy(signed)
    forge(tree)
    assert "other words" not in refused(standing, tree)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"nothing of the kind",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"format": "other", "version": 1}',
        b'{"format": "sessiontui-export", "version": 1}',
        b'{"format": "sessiontui-export", "version": 1, "clients": NaN}',
        b"[" * 200_000,
    ],
)
def test_what_is_no_export_is_told_from_one(content: bytes) -> None:
    with pytest.raises(DamagedError):
        read_json(content)


def test_half_a_file_is_told_from_a_whole_one(told: Record) -> None:
    taken = write_json(take(told))
    for end in range(0, len(taken) - 2, 997):
        with pytest.raises(DamagedError):
            read_json(taken[:end])


def test_one_changed_letter_does_not_pass(told: Record) -> None:
    taken = write_json(take(told))

    with pytest.raises(DamagedError, match="check does"):
        read_json(taken.replace(b"means asked", b"means Asked"))


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30"])
def test_a_day_of_service_is_one_on_which_there_are_moments(
    told: Record, day: str
) -> None:
    tree = tree_of(told)
    tree["clients"][0]["sessions"][0]["day"] = day
    with pytest.raises(DamagedError, match=r"sessions\.0\.day cannot be"):
        read_json(as_bytes(tree))


def test_a_newer_program_s_file_is_named_as_such(told: Record) -> None:
    newer = tree_of(told) | {"version": 2, "more": True}

    with pytest.raises(SessionTuiError, match="newer SessionTUI"):
        read_json(as_bytes(newer))
