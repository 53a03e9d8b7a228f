"""One client over time, put together from what was typed in several sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.grammar.parser import Entry
from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.progress.model import PROGRESS_KINDS
from sessiontui.domain.progress.phrases import (
    answered,
    changes_of,
    dated,
    highlights,
    latest_rulers,
    path_of,
    review,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.domain.progress.model import Progress
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from tests.story import Clock

FIRST = (
    "> sit at that wedding",
    "= #1 2",
    "= #1 imp 8",
    "= mood 4",
    "+ rang my brother",
    "@ text my brother Sat %60 #+1",
    "/helped The picture thing.",
    "/differently Less homework talk.",
)
SECOND = (
    "@3 did it twice",
    "+w went out in the rain",
    "= #1 3",
    "= #1 imp 9",
    "/changed asked about the walk instead",
    "^d I'd like a quiet morning",
    "^d I want it",
    "^ I might",
    "^c I will ring him",
    "/did psy adrenaline curve",
    "<t so it drops if I stay",
    "/back",
    "/pace +1",
    "@ three short walks %75",
    "@s one walk to the corner %90",
    "/differently Slower, please.",
)


@pytest.fixture
def tell(caseload: Caseload, clock: Clock) -> Callable[..., LiveSession]:
    """Tell a session, a minute a line, and leave it; the next is a week later."""

    def told(*lines: str, code: str = "KESTREL-4", over: bool = True) -> LiveSession:
        live = caseload.open(code)
        for text in lines:
            assert live.enter(text, Tab.NOTES).line is not None, text
            clock.forward(minutes=1)
        if over:
            live.leave()
            clock.forward(days=7, minutes=-len(lines))
        return live

    return told


@pytest.fixture
def progress(caseload: Caseload) -> Callable[..., Progress]:
    """What KESTREL-4's way is now."""
    return lambda *newest: caseload.progress(caseload.find_client("KESTREL-4"), *newest)


def test_a_session_at_a_glance_tells_what_is_worth_telling(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell(*FIRST)
    tell(*SECOND)
    first, second = progress().sessions

    assert [*highlights(first)] == []
    assert [*highlights(second)] == [
        ("win", "went out in the rain"),
        ("homework went 3/4", "text my brother Sat (did it twice)"),
        ("pace", "+1 (-3 support, +3 challenge)"),
    ]
    assert second.minutes == len(SECOND)


@pytest.mark.parametrize("half", ["and she ad", "~ felt lect"])
def test_a_session_says_that_a_half_typed_line_waits_in_it(
    caseload: Caseload, clock: Clock, half: str
) -> None:
    for _ in range(3):
        caseload.open("KESTREL-4").enter("> sit at that wedding", Tab.NOTES)
        clock.forward(days=7)
    late = caseload.finish("KESTREL-4", 2)
    late.drafts.save(Tab.NOTES, half, (0, len(half)), None)
    client = late.state.client
    told = [list(highlights(x)) for x in caseload.progress(client).sessions]
    assert told == [[], [("half-typed line kept", "")], []]
    here = caseload.progress(client, under_way=late.state.session.id)
    assert not any(list(highlights(x)) for x in here.sessions), "it is on the line"


def test_afterwards_change_talk_is_counted_and_the_steps_stand_in_order(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell(*FIRST)
    tell(*SECOND)

    assert [*review(progress().sessions[-1])] == [
        ("to try", "three short walks"),
        ("change talk", "desire 2, commitment 1, other 1"),
        ("minute 9, psychoeducation", "adrenaline curve"),
        ("minute 10, teach-back", "so it drops if I stay"),
        ("minute 11, followed the client's pace", ""),
    ]


def test_nothing_is_counted_while_the_session_is_under_way(
    tell: Callable[..., LiveSession],
    progress: Callable[..., Progress],
    caseload: Caseload,
    clock: Clock,
) -> None:
    tell(*FIRST)
    live = tell(*SECOND, over=False)
    now = progress().sessions[-1]
    assert not now.over
    assert not now.change_talk
    assert not now.steps
    assert ("win", "went out in the rain") in [*highlights(now)]

    live.leave()
    again = caseload.progress(live.state.client, None, live.state.session.id).sessions[
        -1
    ]
    assert again.change_talk == ()
    assert progress().sessions[-1].change_talk


def test_a_session_that_was_cut_off_counts_the_day_after(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress], clock: Clock
) -> None:
    tell("^d I want it", over=False)
    assert progress().sessions[0].change_talk == ()
    clock.forward(days=1)
    assert progress().sessions[0].change_talk == (("desire", 1),)


def test_a_goal_has_all_its_ratings_its_rulers_and_how_it_stands(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell(*FIRST)
    tell(*SECOND)
    tell(
        "= #1 5",
        "/gloss staying in the room #1",
        "/own I like who I am there #1",
        "/reached #1",
        "> sleep before I decide",
    )
    goal, other = progress().goals

    assert goal.goal.text == "sit at that wedding"
    assert goal.stands == "reached"
    assert [told.line.value for told in goal.ratings] == [2, 3, 5]
    assert dated(goal.ratings) == "2 on 2026-03-10, 3 on 2026-03-17, 5 on 2026-03-24"
    assert path_of(goal.ratings) == "▂▃▅  2 → 5/10 on 2026-03-24"
    assert latest_rulers(goal) == "importance 9"
    assert [line.text for line in goal.glosses] == ["staying in the room"]
    assert [line.text for line in goal.own_reasons] == ["I like who I am there"]
    assert other.ratings == ()
    assert path_of(other.ratings) == ""
    assert [(name, len(x)) for name, x in progress().scales] == [("mood", 1)]


def test_one_rating_needs_no_bars(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell(*FIRST)
    assert path_of(progress().goals[0].ratings) == "2/10 on 2026-03-10"


def test_each_request_says_what_was_changed_or_that_it_is_open(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell(*FIRST)
    tell(*SECOND)
    said = progress().said

    assert [x.asked.line.text for x in said if x.asked] == [
        "Less homework talk.",
        "Slower, please.",
    ]
    assert changes_of(said[0]) == ("changed 2026-03-17: asked about the walk instead",)
    assert changes_of(said[1]) == ("still open",)

    tell("/changed")
    assert changes_of(progress().said[1]) == ("changed 2026-03-24",)


def test_a_change_that_nobody_asked_for_is_told_too(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell("/changed sat by the door")
    (said,) = progress().said
    assert said.asked is None
    assert changes_of(said) == ("changed 2026-03-10: sat by the door",)


def test_what_helped_leaves_out_what_was_left_open(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    live = tell("hello", over=False)
    helped, differently = (prompt for prompt, _ in live.state.answers())
    live.answer_to(helped, "The picture thing.")
    live.answer_to(differently, "")

    assert [answered(told) for told in progress().helped] == [
        "The picture thing.  typed by the client"
    ]
    assert progress().said == ()


def test_an_answer_to_a_question_of_ones_own_stands_with_the_question(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    live = tell("hello", over=False)
    told = Entry(kind=Kind.ANSWER, text="Time.", asked="What was missing?")
    live.record_entry(told, None)

    assert [answered(told) for told in progress().answers] == [
        "What was missing? Time."
    ]


def test_what_was_said_to_no_question_stands_behind_the_one_for_all_else(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell("hello", over=False).answer("I want to stay", asked=False)

    assert [answered(told) for told in progress().answers] == [
        "Anything else? I want to stay  typed by the client"
    ]


def test_wins_and_the_strengths_that_most_was_built_on(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell("+ rang my brother", "+ choir on Tuesdays", "+w went out", "@ sing #+2 %90")
    tell("@ walk #+2", "@ text him #+1", "+w stayed for the cake")
    way = progress()

    assert [told.line.text for told in way.wins] == ["went out", "stayed for the cake"]
    assert [(used.line.text, used.times) for used in way.used] == [
        ("choir on Tuesdays", 2),
        ("rang my brother", 1),
    ]


def test_homework_stands_with_its_obstacle_its_smaller_version_and_how_it_went(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell("@ three short walks %75")
    tell("@o rain", "@s one walk to the corner %90")
    tell("@2")
    (card,) = progress().homework

    assert card.head.text == "three short walks"
    assert card.likely == (75, 90)
    assert [line.text for line in card.obstacles] == ["rain"]
    assert card.went == 2
    assert [*highlights(progress().sessions[-1])] == [
        ("homework went 2/4", "three short walks")
    ]


def test_private_scratch_and_working_notes_are_never_among_it(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell(
        "~ wagtail private",
        ". wagtail scratch",
        "wagtail note",
        "/formulation wagtail",
        "+w went out",
    )
    assert "wagtail" not in repr(progress())
    assert {Kind.PRIVATE, Kind.SCRATCH}.isdisjoint(PROGRESS_KINDS)


def test_another_client_stays_out_of_it(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell("+w went out")
    tell("+w wagtail", "> wagtail", "= #1 3", code="WREN-7")
    assert "wagtail" not in repr(progress())


def test_moved_lines_are_counted_where_they_ended_up(
    tell: Callable[..., LiveSession],
    progress: Callable[..., Progress],
    caseload: Caseload,
) -> None:
    tell("hello", code="WREN-7")
    live = caseload.open("KESTREL-4")
    live.enter("for the other one", Tab.NOTES)
    live.enter("/move WREN-7", Tab.NOTES)
    live.enter("and this, wrongly", Tab.NOTES)
    live.enter("/move WREN-7", Tab.NOTES)
    live.undo()

    assert ("moved out", "one line") in [*review(progress().sessions[0])]
    other = caseload.progress(caseload.find_client("WREN-7"))
    assert [*review(other.sessions[-1])] == [("moved in", "one line")]


def test_the_newest_sessions_alone_say_how_many_older_there_are(
    tell: Callable[..., LiveSession], progress: Callable[..., Progress]
) -> None:
    tell(*FIRST)
    tell(*SECOND)
    tell("@ ring him", "+w stayed")
    way = progress(2)

    assert way.earlier == 1
    assert [x.session.number for x in way.sessions] == [2, 3]
    assert [x.goal.text for x in way.goals] == ["sit at that wedding"]
    # How it went is told with what had been agreed on in the session left out.
    assert ("homework went 3/4", "text my brother Sat (did it twice)") in [
        *highlights(way.sessions[0])
    ]
    assert [used.line.text for used in way.used] == ["rang my brother"]


def test_a_client_without_a_word_has_a_way_too(
    caseload: Caseload, tell: Callable[..., LiveSession]
) -> None:
    tell("hello")
    way = caseload.progress(caseload.find_client("KESTREL-4"))
    assert len(way.sessions) == 1
    assert not any((way.goals, way.wins, way.said, way.helped, way.homework))
