"""Several lines at once: moved to another client, made another kind, taken out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.story import moves_of, type_all

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.errors import NotFoundError

if TYPE_CHECKING:
    from sessiontui.domain.entities import Line
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record


def named(live: LiveSession, *texts: str) -> tuple[Line, ...]:
    return tuple(line for line in live.state.everything() if line.text in texts)


def words(live: LiveSession) -> list[str]:
    live.state.load()
    return [line.text for line in live.state.lines]


def ties(live: LiveSession) -> dict[str, tuple[int | None, int | None, int | None]]:
    live.state.load()
    return {x.text: (x.goal, x.about, x.builds_on) for x in live.state.lines}


def test_moved_lines_leave_prints_tabs_and_search_and_come_back_in_one_step(
    live: LiveSession, caseload: Caseload
) -> None:
    kestrel = caseload.open("WREN-2")
    type_all(live, ["stays", '" not hers', "! means asked", ": sleep"])
    before = live.state.lines
    outcome = live.edits.move(named(live, "not hers", "means asked"), "wren-2")
    assert outcome.remark == (
        "2 lines moved to wren-2, session 1 · Ctrl+Z brings them back"
    )

    assert words(live) == ["stays", "sleep"]
    assert words(kestrel) == ["not hers", "means asked"]
    for gone in ("hers", "means"):
        assert gone not in live.prints.summary()
        assert caseload.search(gone, live.state.client) == ()
        assert [hit.client.code for hit in caseload.search(gone)] == ["WREN-2"]
        assert gone in kestrel.prints.summary()
    for tab in Tab:
        assert not named(live, "not hers", "means asked")
        assert all(
            x.text not in {"not hers", "means asked"} for x in live.state.of_tab(tab)
        )

    assert live.undo().changed
    assert live.state.lines == before
    assert words(kestrel) == []
    assert live.redo().changed
    assert words(kestrel) == ["not hers", "means asked"]


def test_what_ties_them_together_comes_along_and_all_else_stays_behind(
    live: LiveSession, caseload: Caseload
) -> None:
    wren = caseload.open("WREN-2")
    type_all(wren, ["> a goal of Wren's", "+ Wren's own strength"])
    type_all(
        live,
        [
            "> stays a goal",
            "> goes as a goal",
            "+ goes as strength",
            "@ goes along #2 #+1",
            "@o goes, in the way",
            "= goes #2 3",
            "goes without its goal #1",
            "stays without its goal #2",
            "/did psy stays as done",
            "/response goes, said back",
        ],
    )
    before, tied = live.state.lines, ties(live)
    going = tuple(line for line in live.state.lines if line.text.startswith("goes"))
    going += tuple(line for line in live.state.lines if line.kind is Kind.RATING)
    live.edits.move(tuple(dict.fromkeys(going)), "WREN-2")

    by_text = {line.text: line for line in caseload.open("WREN-2").state.lines}
    goal = by_text["goes as a goal"]
    assert goal.number == 2
    assert by_text["a goal of Wren's"].number == 1
    card = by_text["goes along"]
    assert (card.goal, card.builds_on) == (2, by_text["goes as strength"].id)
    assert by_text["goes, in the way"].about == card.id
    assert by_text["goes without its goal"].goal is None
    assert by_text["goes, said back"].about is None
    live.state.load()
    assert {x.text: (x.goal, x.about, x.builds_on) for x in live.state.lines} == {
        "stays a goal": (None, None, None),
        "stays without its goal": (None, None, None),
        "stays as done": (None, None, None),
    }

    live.undo()
    assert live.state.lines == before
    assert ties(live) == tied
    assert [goal.number for goal in live.state.goals] == [1, 2]


def test_their_order_and_their_minutes_come_along(
    live: LiveSession, caseload: Caseload
) -> None:
    caseload.open("WREN-2")
    type_all(live, ["one", "two", "three"])
    minutes = [line.at for line in live.state.lines]
    live.edits.move(tuple(reversed(live.state.lines)), "WREN-2")
    moved = caseload.open("WREN-2").state.lines
    assert [line.text for line in moved] == ["one", "two", "three"]
    assert [line.at for line in moved] == minutes


def test_both_histories_have_each_move_and_its_undo_and_not_a_word(
    live: LiveSession, caseload: Caseload, record: Record
) -> None:
    wren = caseload.open("WREN-2")
    type_all(live, ["secret one", "secret two", "stays"])
    ids = [line.id for line in live.state.lines[:2]]
    live.edits.move(live.state.lines[:2], "WREN-2")
    live.undo()
    there = [(line, live.state.session.id, wren.state.session.id) for line in ids]
    back = [
        (line, wren.state.session.id, live.state.session.id) for line in reversed(ids)
    ]
    for session in (live.state.session.id, wren.state.session.id):
        assert moves_of(record, session) == [*there, *back]
    assert moves_of(record, caseload.open("HERON-2").state.session.id) == []
    database = record.databases[0][0]
    log = database.execute("select * from moved").fetchall()
    assert "secret" not in repr(log)


def test_what_was_tied_to_a_moved_line_meanwhile_is_untied_when_it_comes_back(
    live: LiveSession, caseload: Caseload
) -> None:
    wren = caseload.open("WREN-2")
    type_all(live, ["> the wedding", "hello #1"])
    before = live.state.lines
    live.edits.move(live.state.lines, "WREN-2")
    wren.state.load()
    type_all(wren, ["tied there #1"])
    live.undo()
    assert live.state.lines == before
    wren.state.load()
    assert [(x.text, x.goal) for x in wren.state.lines] == [("tied there", None)]


def test_notes_move_in_their_own_file_as_a_step_of_their_own(
    live: LiveSession, caseload: Caseload, record: Record
) -> None:
    wren = caseload.open("WREN-2")
    type_all(live, ["a line", "~ a thought", "~ another", "stays"])
    outcome = live.edits.move(live.state.everything()[:3], "WREN-2")
    assert outcome.remark == (
        "3 lines moved to WREN-2, session 1 · Ctrl+Z twice brings them back"
    )
    assert [x.text for x in live.state.everything()] == ["stays"]
    wren.state.load()
    assert [x.text for x in wren.state.everything()] == [
        "a line",
        "a thought",
        "another",
    ]
    assert len(moves_of(record, live.state.session.id)) == 1

    live.undo()
    assert [x.text for x in live.state.everything()] == [
        "a thought",
        "another",
        "stays",
    ]
    live.undo()
    assert [x.text for x in live.state.everything()] == [
        "a line",
        "a thought",
        "another",
        "stays",
    ]


def test_where_nothing_can_be_moved_nothing_is(live: LiveSession) -> None:
    type_all(live, ["one", "two"])
    assert "no such client" in live.edits.move(live.state.lines, "HERON-9").remark
    assert live.edits.move(live.state.lines, "").remark == "Say where: /move CLIENT"
    assert (
        live.edits.move(live.state.lines, "kestrel-4").remark
        == "They are here already."
    )
    assert words(live) == ["one", "two"]


def test_a_line_that_is_gone_keeps_all_where_they_are(
    live: LiveSession, caseload: Caseload
) -> None:
    caseload.open("WREN-2")
    type_all(live, ["one", "two"])
    lines = live.state.lines
    live.edits.remove(lines[1:])
    with pytest.raises(NotFoundError):
        live.edits.move(lines, "WREN-2")
    assert words(live) == ["one"]


def test_several_become_another_kind_in_one_step(live: LiveSession) -> None:
    type_all(live, ["one", "two", "! no plan", "= mood 4"])
    outcome = live.edits.retag(live.state.lines[:2], "+w")
    assert outcome.remark == "2 lines now: win · Ctrl+Z takes it back"
    assert [(x.kind, x.sub) for x in live.state.lines[:2]] == [(Kind.STRENGTH, "w")] * 2
    live.undo()
    assert [x.kind for x in live.state.lines[:2]] == [Kind.NOTE, Kind.NOTE]


def test_what_may_not_be_hidden_stays_while_the_others_go(live: LiveSession) -> None:
    type_all(live, ["one", "! no plan"])
    outcome = live.edits.retag(live.state.lines, "private")
    assert "A risk line stays in the record." in outcome.remark
    assert [(x.kind, x.text) for x in live.state.everything()] == [
        (Kind.RISK, "no plan"),
        (Kind.PRIVATE, "one"),
    ]
    assert live.edits.retag(live.state.lines, "scratch").remark == (
        "A risk line stays in the record."
    )


def test_several_notes_come_into_the_record_in_one_step_each_way(
    live: LiveSession,
) -> None:
    type_all(live, ["~ one", "~ two"])
    live.edits.retag(live.state.everything(), "words")
    assert [(x.kind, x.text) for x in live.state.everything()] == [
        (Kind.WORDS, "one"),
        (Kind.WORDS, "two"),
    ]
    live.undo()
    live.undo()
    assert [(x.kind, x.text) for x in live.state.everything()] == [
        (Kind.PRIVATE, "one"),
        (Kind.PRIVATE, "two"),
    ]


def test_a_tie_for_several_goes_to_those_that_take_one(live: LiveSession) -> None:
    type_all(live, ["> the wedding", "one", "two", "~ a thought"])
    outcome = live.edits.link(live.state.everything(), 1)
    assert outcome.remark == "2 of 4 lines tied · Ctrl+Z takes it back"
    assert [x.goal for x in live.state.lines] == [None, 1, 1]
    live.undo()
    assert [x.goal for x in live.state.lines] == [None, None, None]


def test_several_are_taken_out_and_come_back_in_one_step(live: LiveSession) -> None:
    type_all(live, ["> the wedding", "one #1", "= #1 3"])
    before = live.state.lines
    outcome = live.edits.remove(live.state.lines)
    assert outcome.remark == "3 lines removed · Ctrl+Z brings them back"
    assert words(live) == []
    live.undo()
    assert live.state.lines == before


def test_removing_says_how_many_lines_lose_their_tie(live: LiveSession) -> None:
    goal, rated, _, act, _ = type_all(
        live, ["> drive", "= #1 2", "note #1", "& asked", "< nodded"]
    )

    said = live.edits.remove((goal,))
    assert said.remark == "goal removed · Ctrl+Z brings it back; 2 lines lose their tie"
    live.undo()
    assert live.state.line_of_client(rated.id) == rated
    said = live.edits.remove((act,))
    assert said.remark == "did removed · Ctrl+Z brings it back; 1 line loses its tie"
    live.undo()
    assert live.edits.remove((goal, *live.state.lines[1:])).remark.endswith("back")
