"""One client over time at the keyboard: reached on purpose, left without a trace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import OptionList

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.services.caseload import Caseload
from sessiontui.settings.model import Settings
from sessiontui.store.open import open_record
from sessiontui.ui.screens.progress import NEWEST, ProgressScreen
from tests.story import open_session, type_all
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.store.record import Record
    from tests.story import Clock
    from tests.ui.typist import Typist

WEEKS = (
    (
        "> sit at that wedding",
        "= #1 2",
        "+ rang my brother",
        "@ text my brother Sat %60 #+1",
        "/helped The picture thing.",
        "/differently Less homework talk.",
    ),
    (
        "@3 did it twice",
        "+w went out in the rain",
        "= #1 3",
        "= #1 imp 8",
        "> sleep before I decide",
        "= #2 3",
        "/changed asked about the walk",
        "^d I want a quiet morning",
        "/did psy adrenaline curve",
        "<t so it drops",
        "/back",
        "/pace +1",
        "/helped Sitting by the door",
    ),
    ("= #1 5", "= #2 4", "= mood 7", "+w slept six hours"),
)
EVIL = "[/b] \x1b[31m \u202egnp [@click=app.quit]x[/] \U0001f469\u200d\U0001f680"
SIZES = pytest.mark.parametrize("size", [(80, 24), (40, 20)])


def told(
    caseload: Caseload, clock: Clock, weeks: object = WEEKS, code: str = "KESTREL-4"
) -> None:
    """Tell sessions a week apart; the next would be today."""
    assert isinstance(weeks, tuple)
    for lines in weeks:
        live = caseload.open(code)
        for text in lines:
            assert live.enter(text, Tab.NOTES).line is not None, text
            clock.forward(minutes=1)
        live.leave()
        clock.forward(days=7)


@pytest.fixture
def behind(caseload: Caseload, clock: Clock) -> Caseload:
    """KESTREL-4 with three sessions behind."""
    told(caseload, clock)
    return caseload


def client(user: Typist) -> ProgressScreen:
    assert isinstance(user.screen, ProgressScreen)
    return user.screen


def plot_rows(user: Typist) -> list[str]:
    """The goals' bars as they are listed; nothing where there are none."""
    drawn = [row for row in user.shown if "┤" in row]
    return [line.strip() for row in drawn for line in row.split("\n")]


@SIZES
async def test_from_the_caseload_one_key_shows_the_likeliest_client_over_time(
    behind: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(behind, None, size) as user:
        await user.presses("f8")
        assert "KESTREL-4 · over time" in user.head
        assert "3 sessions" in user.head
        assert user.chip == "find"
        assert "3  Tue 24 Mar 2026   4 min" in user.shown[0]
        assert "win: slept six hours" in user.shown[0]
        assert "homework went 3/4" in user.shown[1]
        assert "pace: +1" in user.shown[1]
        await user.presses("escape")
        assert user.screen.panes.name_shown == "clients"


async def test_the_named_the_selected_and_the_fitting_client(
    behind: Caseload, clock: Clock
) -> None:
    told(behind, clock, (("hello",),), "WREN-7")
    async with at_the_keyboard(behind, None) as user:
        await user.enters("/progress wren-7")
        assert client(user).head_text(80).startswith(" WREN-7")
        await user.presses("escape")
        await user.presses("down", "down", "f8")
        second = client(user).head_text(80).split()[0]
        await user.presses("escape", "escape")
        assert second in user.shown[1]
        await user.types("kestr")
        await user.presses("f8")
        assert "KESTREL-4" in user.head
        await user.presses("escape")
        assert user.line == "kestr"


async def test_a_code_that_nobody_has_stays_on_the_line(behind: Caseload) -> None:
    async with at_the_keyboard(behind, None) as user:
        await user.enters("/progress nobody")
        assert user.line == "/progress nobody"
        assert "which client" in user.hint
        assert not isinstance(user.screen, ProgressScreen)


async def test_with_nobody_there_the_key_does_no_harm(caseload: Caseload) -> None:
    async with at_the_keyboard(caseload, None) as user:
        await user.presses("f8")
        assert user.screen.panes.name_shown == "clients"


@SIZES
async def test_from_a_session_and_back_the_half_typed_line_is_untouched(
    behind: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(behind, size=size) as user:
        await user.presses("f2")
        await user.types("he said the eve")
        await user.presses("left", "f8")
        assert "KESTREL-4 · over time" in user.head
        assert user.line == ""
        await user.presses("f2", "f3", "f4", "escape")
        assert user.line == "he said the eve"
        await user.types("X")
        assert user.line == "he said the evXe"
        assert user.session.tab is Tab.NOTES
        assert user.live.drafts.load().text == "he said the evXe"


async def test_keys_typed_ahead_go_where_they_belong(behind: Caseload) -> None:
    from textual import events

    async with at_the_keyboard(behind) as user:
        line_input = user.screen.line_input
        for key, char in (("a", "a"), ("f8", None), ("b", "b"), ("escape", None)):
            line_input.post_message(events.Key(key, char))
        line_input.post_message(events.Key("escape", None))
        line_input.post_message(events.Key("c", "c"))
        for _ in range(6):
            await user.pilot.pause()
        assert user.session.line_input.text == "ac"


async def test_a_tab_typed_ahead_is_the_tab_that_is_shown(behind: Caseload) -> None:
    from textual import events

    async with at_the_keyboard(behind, None) as user:
        for key in ("f8", "f2"):
            user.screen.line_input.post_message(events.Key(key, None))
        for _ in range(4):
            await user.pilot.pause()
        assert user.screen.panes.name_shown == "progress-goals"
        assert plot_rows(user)


async def test_in_a_session_no_other_client_is_looked_at(
    behind: Caseload, clock: Clock
) -> None:
    told(behind, clock, (("hello",),), "WREN-7")
    async with at_the_keyboard(behind) as user:
        await user.enters("/progress WREN-7")
        assert user.session.live.state.client.code == "KESTREL-4"
        assert user.line == "/progress WREN-7"
        assert "only this client" in user.hint


async def test_nothing_is_counted_of_the_session_under_way(behind: Caseload) -> None:
    async with at_the_keyboard(behind) as user:
        await user.enters("^d I want it", "/back", "+w rang him")
        await user.presses("f8")
        assert "under way" in user.shown[0]
        assert "win: rang him" in user.shown[0]
        await user.presses("down", "enter")
        assert not any("AFTERWARDS" in row for row in user.shown)


@SIZES
async def test_enter_shows_a_session_with_what_is_looked_at_afterwards(
    behind: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(behind, None, size) as user:
        await user.presses("f8", "down", "down", "space")
        text = " ".join("\n".join(user.shown).split())
        assert "SESSION SUMMARY KESTREL-4 session 2" in text
        assert "AFTERWARDS" in text
        assert "change talk: desire 1" in text
        assert "minute 8, psychoeducation: adrenaline curve" in text
        assert text.index("teach-back") < text.index("minute 10, followed")
        await user.presses("escape", "down", "space")
        assert "session 1" in "\n".join(user.shown)


async def test_enter_on_an_empty_line_does_no_harm(behind: Caseload) -> None:
    async with at_the_keyboard(behind, None) as user:
        await user.presses("f8", "enter")
        assert "Enter opens it" in user.hint
        await user.presses("escape")
        assert "Enter opens it" in user.hint
        await user.presses("f4", "enter", "delete", "space", "shift+up")
        assert "slept six hours" in "\n".join(user.shown)
        assert len(behind.sessions(behind.find_client("KESTREL-4"))) == 3


@SIZES
async def test_each_goal_has_bars_of_its_own_that_need_no_colour(
    behind: Caseload, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with at_the_keyboard(behind, None, size) as user:
        await user.presses("f8", "f2")
        assert user.shown[0].startswith("  #1  sit at that wedding")
        assert "▂▃▅  2 → 5/10 on" in user.shown[0]
        assert "importance 8" in user.shown[0]
        assert [row.strip() for row in user.shown[1].split("\n")] == [
            "10 ┤",
            "8 ┤",
            "6 ┤    ▄",
            "4 ┤  ▄ █",
            "2 ┤█ █ █",
            "2026-03-10 – 2026-03-24",
        ]
        assert user.shown[2].startswith("  #2  sleep before I decide")
        assert "┤" in user.shown[3]
        assert all(row in user.picture for row in plot_rows(user)[:5])
        assert any("mood" in row and "7/10" in row for row in user.shown)
        assert user.picture.split("\n")[-2].startswith(" find ›")


async def test_the_plot_has_no_colour_of_its_own(behind: Caseload) -> None:
    async with at_the_keyboard(behind, None) as user:
        await user.presses("f8", "f2")
        strips = user.screen._compositor.render_strips()
        colours = {
            (segment.style.color, segment.style.bgcolor)
            for strip in strips
            if "┤" in "".join(segment.text for segment in strip)
            for segment in strip
            if segment.text.strip() and segment.style
        }
        assert len(colours) == 1


async def test_the_plot_is_not_selected_and_leaves_with_its_tab(
    behind: Caseload,
) -> None:
    async with at_the_keyboard(behind, None) as user:
        await user.presses("f8", "f2")
        rows = user.screen.panes.rows
        assert rows is not None
        for place in (0, 2):
            await user.presses("down")
            assert rows.highlighted == place
        await user.types("wed")
        assert user.line == "wed"
        await user.presses("f1")
        assert plot_rows(user) == []
        await user.presses("f2")
        assert plot_rows(user)
        await user.presses("enter")
        assert plot_rows(user) == []


async def test_a_low_screen_has_the_numbers_instead_of_the_plot(
    behind: Caseload,
) -> None:
    async with at_the_keyboard(behind, None, (80, 12)) as user:
        await user.presses("f8", "f2")
        assert plot_rows(user) == []
        assert "▂▃▅  2 → 5/10 on 2026-03-24" in user.picture
        await user.pilot.resize_terminal(80, 24)
        await user.pilot.pause()
        assert plot_rows(user)


async def test_enter_on_a_goal_shows_every_rating_with_its_day(
    behind: Caseload,
) -> None:
    async with at_the_keyboard(behind, None) as user:
        await user.presses("f8", "f2", "down", "enter")
        text = "\n".join(user.shown)
        assert "2 on 2026-03-10, 3 on 2026-03-17, 5 on 2026-03-24" in text
        assert "importance: 8 on 2026-03-17" in text
        await user.presses("escape")
        assert plot_rows(user)


async def test_one_session_with_one_rating_is_a_plot_too(
    caseload: Caseload, clock: Clock
) -> None:
    told(caseload, clock, (("> it", "= #1 10"),))
    async with at_the_keyboard(caseload, None) as user:
        await user.presses("f8")
        assert "1 session" in user.head
        await user.presses("f2")
        assert plot_rows(user) == [
            *(f"{top} ┤█" for top in (10, 8, 6, 4, 2)),
            "2026-03-10",
        ]
        assert "10/10 on 2026-03-10" in user.shown[0]


async def test_without_ratings_there_is_a_warm_sentence(
    caseload: Caseload, clock: Clock
) -> None:
    told(caseload, clock, (("hello",),))
    async with at_the_keyboard(caseload, None) as user:
        await user.presses("f8", "f2")
        assert "No goals yet" in user.shown[0]
        await user.presses("f3")
        assert "most helpful" in user.shown[0]
        await user.presses("f4")
        assert "What went well" in user.shown[0]
        told(caseload, clock, (("> it",),))
        await user.presses("escape", "f8", "f2")
        assert "Not rated yet" in user.shown[0]
        assert plot_rows(user) == []


async def test_many_goals_are_all_listed_each_with_its_bars(
    caseload: Caseload, clock: Clock
) -> None:
    many = tuple(x for n in range(1, 13) for x in (f"> goal {n}", f"= #{n} {n % 11}"))
    told(caseload, clock, (many, ("/reached #1",)))
    async with at_the_keyboard(caseload, None) as user:
        await user.presses("f8", "f2")
        listed = [row for row in user.shown if "  goal " in row]
        assert len(listed) == 12
        # What is worked on comes before what is reached, and what is rated first.
        assert listed[0].split()[0] == "#2"
        assert "reached" in listed[-1]
        assert sum("┤" in row for row in user.shown) == 12


@SIZES
async def test_what_helped_and_you_said_we_changed(
    behind: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(behind, None, size) as user:
        await user.presses("f8", "f3")
        text = "\n".join(user.shown)
        assert text.index("You said, we changed") < text.index("What helped")
        assert "Less homework talk." in text
        assert "changed 2026-03-17: asked about the walk" in " ".join(text.split())
        assert text.index("Sitting by the door") < text.index("The picture thing.")
        await user.presses("down", "enter")
        assert any("session 1" in row for row in user.shown)


async def test_a_request_that_nothing_was_changed_for_is_still_open(
    caseload: Caseload, clock: Clock
) -> None:
    told(caseload, clock, (("/differently Slower",),))
    async with at_the_keyboard(caseload, None) as user:
        await user.presses("f8", "f3")
        assert any("still open" in row for row in user.shown)


async def test_wins_newest_first_and_what_most_was_built_on(
    behind: Caseload,
) -> None:
    async with at_the_keyboard(behind, None) as user:
        await user.presses("f8", "f4")
        text = "\n".join(user.shown)
        assert text.index("slept six hours") < text.index("went out in the rain")
        assert "once      rang my brother" in text


@SIZES
async def test_evil_text_is_only_text(
    caseload: Caseload, clock: Clock, size: tuple[int, int]
) -> None:
    told(
        caseload,
        clock,
        (
            (
                f"> {EVIL}",
                "= #1 4",
                f"+w {EVIL}",
                f"/helped {EVIL}",
                f"/differently {EVIL}",
                f"= {EVIL} 5",
                f"@ {EVIL}",
            ),
            ("@1", f"/changed {EVIL}", "= #1 5", f"/gloss {EVIL}"),
        ),
    )
    async with at_the_keyboard(caseload, None, size) as user:
        await user.presses("f8")
        for key in ("f1", "f2", "f3", "f4"):
            await user.presses(key)
            assert "[/b]" in user.picture
        await user.presses("f2", "up", "enter")
        assert "[@click=app.quit]x[/]" in " ".join(user.shown)


async def test_what_is_typed_is_found_with_this_client_only(
    behind: Caseload, clock: Clock
) -> None:
    told(behind, clock, (("a brother too",),), "WREN-7")
    async with at_the_keyboard(behind, None) as user:
        await user.enters("/progress KESTREL-4")
        await user.enters("brother")
        assert user.line == ""
        found = "\n".join(user.shown)
        assert "rang my brother" in found
        assert "WREN-7" not in found
        await user.presses("up", "enter")
        assert any("SESSION SUMMARY" in row for row in user.shown)
        await user.presses("escape", "escape")
        assert user.screen.panes.name_shown == "progress-sessions"


async def test_the_tabs_have_words_for_a_terminal_that_keeps_their_keys(
    behind: Caseload,
) -> None:
    async with at_the_keyboard(behind, None) as user:
        await user.presses("f8", "alt+4")
        assert user.screen.panes.name_shown == "progress-wins"
        for word in ("sessions", "goals", "helped", "wins", "talk", "risk", "card"):
            await user.enters(f"/{word}")
            assert user.screen.panes.name_shown == f"progress-{word}"
        await user.presses("f4", "f6")
        assert user.screen.panes.name_shown == "progress-risk"


@pytest.mark.parametrize("keys", ["ctrl+r", "ctrl+t", "ctrl+s", "f7"])
async def test_here_is_only_to_look(behind: Caseload, keys: str) -> None:
    async with at_the_keyboard(behind) as user:
        await user.presses("f8")
        await user.enters("/note something")
        assert user.line == "/note something"
        assert "only to look" in user.hint
        await user.presses("a", keys)
        assert "only to look" in user.hint
        await user.presses("escape", "escape")
        assert user.live.state.lines == ()


async def test_the_goals_have_the_name_that_the_therapist_gives_them(
    behind: Caseload,
) -> None:
    hopes = Settings(goals_label="hopes")
    async with at_the_keyboard(behind, None, settings=hopes) as user:
        await user.presses("f8")
        assert "2 Hopes" in user.picture
        await user.enters("/hopes")
        assert user.screen.panes.name_shown == "progress-goals"


async def test_the_palette_names_the_tabs_as_they_are_here(behind: Caseload) -> None:
    async with at_the_keyboard(behind, None) as user:
        await user.presses("f8", "ctrl+p")
        await user.pilot.press(*"wins")
        await user.pilot.pause(0.2)
        offered = str(user.app.screen.query_one(OptionList).options[0].prompt)
        assert "Wins tab" in offered
        await user.presses("enter")
        await user.pilot.pause(0.2)
        assert user.screen.panes.name_shown == "progress-wins"


async def test_from_a_session_the_caseload_is_one_key_away_and_the_session_ends(
    behind: Caseload,
) -> None:
    async with at_the_keyboard(behind) as user:
        await user.enters("hello")
        await user.presses("f8", "ctrl+o")
        assert user.screen.panes.name_shown == "clients"
        last = behind.sessions(behind.find_client("KESTREL-4"))[-1]
        assert last.stopped_at is not None


@pytest.mark.parametrize(("keys", "result"), [("ctrl+q", "quit"), ("/lock", "lock")])
async def test_leaving_from_here_ends_the_session_below(
    behind: Caseload, keys: str, result: str
) -> None:
    async with at_the_keyboard(behind) as user:
        await user.enters("hello")
        await user.presses("f8")
        if keys.startswith("/"):
            await user.enters(keys)
        else:
            await user.presses(keys)
        assert user.app.return_value == result
        last = behind.sessions(behind.find_client("KESTREL-4"))[-1]
        assert last.stopped_at is not None


async def test_rest_and_help_work_here_and_a_look_ends_the_rest(
    behind: Caseload,
) -> None:
    async with at_the_keyboard(behind) as user:
        await user.presses("f8", "f9")
        assert any("/progress" in row for row in user.shown)
        await user.presses("escape", "ctrl+l")
        assert "KESTREL" not in user.picture
        await user.presses("ctrl+l")
        assert "over time" in user.picture
        await user.presses("escape", "ctrl+l", "f8")
        assert "over time" in user.picture


async def test_a_client_at_the_keyboard_cannot_get_here(behind: Caseload) -> None:
    for turned in ("ctrl+t", "f7"):
        async with at_the_keyboard(behind) as user:
            await user.presses(turned, "f8")
            assert not isinstance(user.app.screen, ProgressScreen)


async def test_a_read_only_copy_can_look(
    behind: Caseload, record: Record, clock: Clock
) -> None:
    watching = open_record(record.paths, record.key, write=False)
    try:
        caseload = Caseload(watching, clock, "Open elsewhere.")
        async with at_the_keyboard(caseload, None) as user:
            await user.presses("f8")
            assert "read only" in user.hint
            await user.presses("f2")
            assert plot_rows(user)
            await user.presses("f1", "up", "enter")
            assert any("SESSION SUMMARY" in row for row in user.shown)
    finally:
        watching.close()


async def test_looking_writes_nothing(
    behind: Caseload, files: Callable[[], dict[str, bytes]]
) -> None:
    async with at_the_keyboard(behind, None) as user:
        before = files()
        await user.presses("f8", "f2", "f3", "f4", "f1", "up", "space", "escape")
        await user.types("words that stay nowhere")
        await user.presses("escape", "escape")
        assert files() == before


@pytest.fixture
def files(record: Record) -> Callable[[], dict[str, bytes]]:
    """What stands in the files of the record."""
    from tests.story import files_of

    return lambda: {
        name: data
        for name, data in files_of(record.paths.data).items()
        if not name.endswith("-shm")
    }


async def test_ten_thousand_sessions_are_looked_at_newest_first_and_said_to_be_more(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    told(caseload, clock, (("> it", "= #1 5", "+w went out"),))
    db, _ = record.databases[0]
    with db.atomic():
        db.execute(
            "with recursive n(i) as (select 2 union all select i + 1 from n"
            " where i < 10000) insert into session(client_id, number, day,"
            " started_at, stopped_at) select 1, i, '2026-03-11',"
            " '2026-03-11T10:00:00.000000+00:00',"
            " '2026-03-11T10:50:00.000000+00:00' from n"
        )
    clock.forward(days=30)
    async with at_the_keyboard(caseload, None) as user:
        import time

        start = time.process_time()
        await user.presses("f8")
        assert time.process_time() - start < 3
        assert "10000 sessions" in user.head
        assert len(user.shown) == NEWEST + 1
        assert user.shown[0].split()[0] == "10000"
        assert user.shown[-1].split() == (
            f"… {10000 - NEWEST} older ones: sessiontui progress CLIENT".split()
        )


TALK = (
    ("^d I would like a morning", "^d a free one", "^n it cannot go on", "^ so"),
    ("^t I sat at the window table", "^d more of that"),
)


@SIZES
async def test_change_talk_is_counted_on_a_view_of_its_own_afterwards(
    caseload: Caseload, clock: Clock, size: tuple[int, int]
) -> None:
    told(caseload, clock, TALK)
    async with at_the_keyboard(caseload, None, size) as user:
        await user.presses("f8", "f5")
        assert user.screen.panes.name_shown == "progress-talk"
        assert "Change talk" in user.picture
        shown = [" ".join(row.split()) for row in user.shown]
        assert shown[1] == "desire 3, need 1, taking steps 1, other 1"
        assert shown[3].endswith("desire 1, taking steps 1")
        assert shown[4].endswith("desire 2, need 1, other 1")
        await user.presses("down", "space")
        assert any("SESSION SUMMARY" in row for row in user.shown)
        assert "session 2" in user.shown[0]


async def test_in_a_session_nothing_is_counted_and_there_is_no_view_for_it(
    caseload: Caseload, clock: Clock
) -> None:
    told(caseload, clock, TALK)
    async with at_the_keyboard(caseload) as user:
        await user.enters("^d I want to stay", "^a I could")
        await user.presses("f8", "f5")
        assert user.screen.panes.name_shown == "progress-risk"
        assert "Change talk" not in user.picture
        await user.enters("/talk")
        assert user.screen.panes.name_shown == "progress-risk"
        await user.presses("escape", "f1")
        # Today's print is looked at without what is counted afterwards.
        await user.presses("down", "enter")
        assert any("I could" in row for row in user.shown)
        assert not any("ability 1" in row or "desire 1" in row for row in user.shown)
        await user.presses("f8", "ctrl+o", "f8", "f5")
        assert "ability 1" in user.picture


@SIZES
async def test_each_escape_is_one_step_and_the_key_that_came_here_leaves_at_once(
    behind: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(behind, size=size) as user:
        await user.presses("f8")
        assert "Esc or F8 leaves" in user.hint
        await user.presses("down", "enter")
        assert user.hint == "Esc goes back to the list, F8 leaves."
        await user.presses("escape")
        assert user.screen.panes.name_shown == "progress-sessions"
        await user.presses("escape")
        assert not isinstance(user.app.screen, ProgressScreen)
        await user.presses("f8", "down", "enter", "f8")
        assert not isinstance(user.app.screen, ProgressScreen)
        await user.presses("f8", "f2", "down", "enter", "ctrl+o")
        assert user.screen.panes.name_shown == "clients"


async def test_in_a_session_a_goals_last_rating_waits_for_todays(
    caseload: Caseload, clock: Clock
) -> None:
    told(
        caseload,
        clock,
        (
            (
                "> I want to dance",
                "> I want to sleep",
                "= #1 2",
                "= #2 1",
                "= imp 9 #1",
            ),
            ("= #1 4", "= #2 7"),
            ("= #1 6",),
        ),
    )
    async with at_the_keyboard(caseload) as user:
        await user.presses("f8", "f2")
        goals = [row for row in user.shown if "┤" not in row]
        dance, sleep = (" ".join(row.split()) for row in goals[:2])
        assert "2 → 4/10" in dance
        assert "importance" not in dance
        assert "1/10" in sleep
        for row in (dance, sleep):
            assert "last one after today's" in row
            assert "6/10" not in row
            assert "7" not in row.replace("2026-03-17", "")
        assert "2026-03-24" not in "".join(plot_rows(user))
        await user.presses("down", "enter")
        assert any("last one after today's" in row for row in user.shown)
        assert not any("6 on" in row for row in user.shown)

        await user.presses("f8")
        await user.enters("= #1 8")
        await user.presses("f8", "f2")
        assert "2 → 8/10" in user.shown[0]
        assert "last one after" not in user.shown[0]
        assert "last one after" in user.shown[2]
        await user.presses("ctrl+o", "f8", "f2")
        assert "1 → 7/10" in user.shown[2]


async def test_a_goal_rated_once_is_not_called_unrated(
    caseload: Caseload, clock: Clock
) -> None:
    told(caseload, clock, (("> I want to dance", "= #1 2"),))
    async with at_the_keyboard(caseload) as user:
        await user.presses("f8", "f2")
        assert plot_rows(user) == []
        assert "last one after today's" in user.shown[0]
        assert not any("Not rated yet" in row for row in user.shown)


async def test_the_card_and_the_prints_over_sessions_are_read_from_here(
    behind: Caseload,
) -> None:
    live = behind.open("KESTREL-4")
    live.enter("/card for panic (F41.0)", Tab.NOTES)
    async with at_the_keyboard(behind, None) as user:
        await user.presses("f8")
        await user.enters("/card")
        assert "Problem and diagnosis: panic (F41.0)" in user.picture
        await user.presses("down", "down", "enter")
        assert "TREATMENT PLAN  KESTREL-4" in user.picture
        await user.presses("escape", "down", "enter")
        assert "COURSE SUMMARY  KESTREL-4" in user.picture


async def test_in_a_session_progress_has_no_card(behind: Caseload) -> None:
    async with at_the_keyboard(behind) as user:
        await user.enters("/card for panic (F41.0)")
        await user.presses("f8")
        assert "Card" not in user.picture
        assert "F41.0" not in user.picture


async def test_a_question_for_supervision_is_asked_once_printed_and_kept_nowhere(
    behind: Caseload, record: Record
) -> None:
    async with at_the_keyboard(behind, None) as user:
        await user.presses("f8", "f7")
        assert "Prints over sessions" in user.picture
        await user.presses("down", "down", "down", "enter")
        assert "My question:" in user.hint
        await user.enters("/clients")
        assert "The question in words" in user.hint
        await user.presses("ctrl+a", "delete")
        await user.types("do I [push] too hard?")
        await user.presses("enter")
        assert "MY QUESTION" in user.picture
        assert "do I [push] too hard?" in user.picture
        assert user.line_input.text == ""
        await user.presses("ctrl+z")
        assert user.line_input.text == ""

        await user.presses("escape", "enter", "enter")
        assert "FOR SUPERVISION  KESTREL-4" in user.picture
        assert "push" not in user.picture
        await user.presses("escape", "enter")
        await user.types("half typed")
        await user.presses("escape")
        assert user.line_input.text == ""
        assert "Prints over sessions" in user.picture
    for kept in (*record.paths.record.parent.iterdir(),):
        assert kept.is_dir() or b"push" not in kept.read_bytes()
    drafts = record.lines.all("select * from draft")
    assert "push" not in str(drafts)
    assert "push" not in str(record.lines.all("select before, after from change"))


async def test_a_missed_hour_says_so_on_the_smallest_screen_too(
    record: Record, clock: Clock
) -> None:
    live = open_session(record, clock)
    type_all(live, ["slept badly"])
    live.leave()
    clock.forward(days=7)
    live = Caseload(record, clock).open("KESTREL-4")
    live.enter("/missed cancelled the evening before, a cold", Tab.NOTES)
    live.leave()
    async with at_the_keyboard(Caseload(record, clock), None, (40, 20)) as user:
        await user.presses("f8")
        assert "17 Mar  missed appointment" in user.picture
