"""A narrow, short screen: nothing is lost, nothing runs into the margin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.cells import cell_len
from textual.widgets import Static

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.ui.presenters.formatting import DrawnRows
from sessiontui.ui.presenters.hints import less, path_hint
from sessiontui.ui.presenters.tabs.goals import DrawnGoals
from sessiontui.ui.presenters.tabs.opening import opening_rows
from sessiontui.ui.presenters.tabs.session_tabs import tab_rows
from sessiontui.ui.screens.progress import ProgressScreen
from tests.story import open_session, type_all
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record
    from sessiontui.ui.presenters.row import Row
    from tests.story import Clock
    from tests.ui.typist import Typist

NARROW = (40, 20)
LAST_TIME = (
    ": father",
    ": the wedding list",
    "? her sister rang",
    "? the seating plan",
    "/differently less about my mother",
    "@ text my brother on Saturday",
)


@pytest.mark.parametrize("size", [NARROW, (80, 24)])
async def test_the_written_print_is_told_in_one_row(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(caseload, size=size) as user:
        await user.enters("he slept better")
        await user.presses("f6", "ctrl+s")
        assert user.hint.startswith("Written")
        assert user.picture.split("\n")[-1].strip() == user.hint
        assert user.picture.split("\n")[-2].strip().startswith("note ›")


def test_a_written_print_says_as_much_of_where_it_is_as_fits() -> None:
    path = Path("/home/rowan/.local/share/sessiontui/summaries/A-1-session-2.txt")
    assert path_hint(path, 200).endswith(f"only you can read: {path}")
    assert path_hint(path, 44) == "Written: …/summaries/A-1-session-2.txt"
    assert path_hint(path, 30) == "…/summaries/A-1-session-2.txt"
    assert path_hint(path, 24) == "Written to the summaries folder."


async def test_what_is_taken_up_from_last_time_leaves_the_next_row_selected(
    record: Record, clock: Clock, caseload: Caseload
) -> None:
    type_all(open_session(record, clock), LAST_TIME)
    clock.forward(days=7)
    async with at_the_keyboard(caseload) as user:
        # From the last row up to the first of five.
        await user.presses(*["up"] * 5)
        seen = []
        for _ in range(5):
            chosen = user.session.selected()
            assert chosen is not None
            seen.append(chosen.text)
            await user.presses("space")
        assert seen == [
            "less about my mother",
            "her sister rang",
            "the seating plan",
            "father",
            "the wedding list",
        ]
        today = [(line.label, line.text) for line in user.live.state.lines]
        assert today[0] == ("we changed", "")
        assert today[1:] == [("agenda", text) for text in seen[1:]]


A_GOOD_WEEK = (
    "+ I rang my brother before it got bad",
    "+c counting backwards in choir songs",
    "+v being there for my people",
    "+w I went out once even in the rain",
    "+w I said no to a Sunday and nobody died",
    ": work email mine",
    ": the wedding list",
    "@ text my brother Sat 10am %60 #+1",
    "? father called",
    "/differently Less homework talk at the start.",
)
GLAD = ["I rang my brother", "counting backwards", "being there"]
ASK = ["text my brother", "Less homework talk", "father called"]


def a_week_later(
    record: Record, clock: Clock, lines: tuple[str, ...] = A_GOOD_WEEK
) -> LiveSession:
    first = open_session(record, clock)
    type_all(first, lines)
    first.leave()
    clock.forward(days=7)
    return open_session(record, clock)


def as_text(rows: tuple[Row, ...]) -> str:
    return "\n".join(row.content.plain for row in rows)


async def test_a_short_screen_has_all_of_last_time_that_finds_room(
    record: Record, clock: Clock, caseload: Caseload
) -> None:
    a_week_later(record, clock)
    async with at_the_keyboard(caseload, size=NARROW) as user:
        seen = user.picture
        for words in (GLAD[0], "nobody", *ASK, "work email", "and 1 more"):
            assert words in seen
        rows = user.screen.panes.rows
        assert rows is not None
        assert rows.max_scroll_y == 0


def test_what_to_ask_about_stays_and_the_rest_comes_in_order_of_use(
    record: Record, clock: Clock
) -> None:
    live = a_week_later(record, clock)
    everything = (*ASK, *GLAD, "I said no", "went out", "work email", "list", "likely")
    for room in range(1, 40):
        rows = tuple(opening_rows(live, live.opening(), 40, room))
        text = as_text(rows)
        missing = {words for words in everything if words not in text}
        assert not missing & set(ASK)
        assert ("list" in text) != ("more · Enter lists them" in text)
        if room >= 5:
            assert text.count("\n") + 1 <= room
        if room >= 7:
            assert not missing & {GLAD[0], "I said no"}
    assert not missing


LONG = (
    "Verhaltenstherapeutinnenausbildungsstättenleitungssitzungsprotokoll",
    "私は結婚式の席に座って逃げ道を考えずに最後まで家族と一緒にいたいのです",
    "a" + "e\u0301o\u0308u\u0302" * 14 + " " + "n\u0303" * 30,
    "so ❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️❤️ much",
    "soft\u00adhyphens\u00adin\u00ada\u00adword\u00adthat\u00adgoes\u00adon\u00adand\u00adon",
    "an ordinary sentence of the client's that is longer than one row of a screen",
)
EVERY_WAY = (
    "> {}",
    ">g {} #1",
    ">m {} #1",
    ">e {} #1",
    "= #1 4",
    "= #1 5",
    "+ {}",
    "+s {}",
    "+c {}",
    "+p {}",
    "+v {}",
    "+w {} #1",
    ": {} 15m mine",
    "@ {} Sat 10am %60 #1 #+1",
    "@o {}",
    "@s {} %90",
    "^d {}",
    "/did psy {}",
    "/response {} #1",
    "/observed {}",
    "! {}",
    "? {}",
    "~ {}",
    "/helped {}",
    "/differently {}",
    "/answer {}",
    ">z {} #1",
)


def in_the_margin(rows: tuple[str, ...], width: int) -> list[str]:
    """The rows of the screen that are too wide, or that begin below no words."""
    found = []
    for row in rows:
        for number, line in enumerate(row.split("\n")):
            hangs = number == 0 or line.startswith("  ")
            if cell_len(line) > width - 1 or not hangs:
                found.append(line)
    return found


@pytest.mark.parametrize("words", LONG)
@pytest.mark.parametrize("width", [40, 60, 80])
def test_what_wraps_hangs_under_its_words_on_every_tab(
    record: Record, clock: Clock, words: str, width: int
) -> None:
    lines = tuple(line.format(words) for line in EVERY_WAY)
    live = a_week_later(record, clock, lines)
    for again in (False, True):
        for tab in (x for x in Tab if x is not Tab.SUMMARY):
            shown = tab_rows(
                live,
                tab,
                width,
                opening=not again,
                minutes=50,
                drawn=DrawnRows(),
                goals=DrawnGoals(),
            )
            assert not in_the_margin(tuple(x.content.plain for x in shown), width), tab
        type_all(live, lines)


@pytest.mark.parametrize("words", LONG)
async def test_what_wraps_hangs_under_its_words_over_time(
    record: Record, clock: Clock, caseload: Caseload, words: str
) -> None:
    a_week_later(record, clock, tuple(line.format(words) for line in EVERY_WAY)).leave()
    async with at_the_keyboard(caseload, None, size=NARROW) as user:
        await user.presses("f8")
        assert isinstance(user.app.screen, ProgressScreen)
        for key in ("f1", "f2", "f3", "f4", "f5"):
            await user.presses(key)
            assert not in_the_margin(tuple(user.shown), 40), key
        await user.enters(words[:5])
        assert len(user.shown) > 3
        assert not in_the_margin(tuple(user.shown), 40)


SAID = (
    *(
        "= 44",
        "/nosuch",
        "/amend",
        "/amend x",
        "/find",
        "/find wedding",
        "/undo",
        "/sign",
    ),
    *("/format nothing", "/move NOBODY-1", "/retag nothing", "/start 99", "/pace 3 3"),
    *("/progress OTHER-1", "/copy", "/save", "/consent", "/changed", "/next", "/again"),
)
HALF_TYPED = ("@", "/", "/h", "/zzz a", "! he said", '"', "+", "=", "/format s")
SEEN_AFTER = (
    *(("f1",), ("up",), ("escape", "f2"), ("up", "space"), ("escape", "escape")),
    *(("f3",), ("f4",), ("f5",), ("f6",), ("ctrl+s",), ("f2", "ctrl+s"), ("ctrl+c",)),
    *(("f9",), ("escape", "f8"), ("f2",), ("f3",), ("f4",), ("f5",), ("f1", "enter")),
    *(("f8", "f7"), ("enter",), ("enter",), ("x",), ("ctrl+t", "ctrl+o"), ("enter",)),
)


async def the_apps_own_words(
    caseload: Caseload, size: tuple[int, int]
) -> list[tuple[str, list[str]]]:
    """What stands in the head, the tabs and the hint at each stop of a long walk.

    Each is told with the rows that it takes on the screen.
    """
    told: list[tuple[str, list[str]]] = []

    def look(user: Typist) -> None:
        rows = user.picture.split("\n")
        if user.app.screen.has_class("-rest"):
            return
        for name in ("head", "tabs", "hint"):
            for place in user.app.screen.query(f"#{name}").results(Static):
                at = place.region
                if at.height:
                    told.append((str(place.content), rows[at.y : at.bottom]))

    async with at_the_keyboard(caseload, None, size=size) as user:
        look(user)
        await user.presses("enter")
        look(user)
        for text in SAID:
            await user.enters(text)
            look(user)
            await user.presses("escape", "ctrl+u", "f2")
        for text in HALF_TYPED:
            await user.types(text)
            look(user)
            await user.presses("ctrl+u")
        for keys in SEEN_AFTER:
            await user.presses(*keys)
            look(user)
    return told


@pytest.mark.parametrize("size", [(20, 12), (20, 8), (16, 6), (12, 9)])
async def test_on_a_tiny_screen_less_is_said_and_nothing_is_cut(
    record: Record, clock: Clock, caseload: Caseload, size: tuple[int, int]
) -> None:
    a_week_later(record, clock).leave()
    narrow = await the_apps_own_words(caseload, size)
    wide = await the_apps_own_words(caseload, (100, 30))
    known = {word.strip(",;:.") for text, _ in wide for word in text.split()}
    known |= {str(minutes) for minutes in range(60)}
    known |= {"Written", "to", "the", "summaries", "folder"}
    for text, rows in narrow:
        assert " ".join(rows).split() == text.split(), (text, rows)
        words = {word.strip(",;:.") for word in text.split() if "…" not in word}
        words -= {word for word in words if is_short_tab(word, known)}
        assert words <= known, (words - known, text)


def is_short_tab(word: str, known: set[str]) -> bool:
    """Tell whether a word is a tab's number with its name begun: 4Str."""
    name = word[1:].casefold()
    begun = any(x.casefold().startswith(name) for x in known)
    return word[:1].isdigit() and name.isalpha() and begun


@pytest.mark.parametrize("width", [20, 16])
def test_on_a_tiny_screen_words_stand_under_their_label(
    record: Record, clock: Clock, width: int
) -> None:
    live = a_week_later(record, clock)
    for tab in (Tab.AGENDA, Tab.NOTES, Tab.HELPED):
        shown = tab_rows(
            live,
            tab,
            width,
            opening=True,
            minutes=50,
            drawn=DrawnRows(),
            goals=DrawnGoals(),
        )
        for row in shown:
            assert all(cell_len(x) < width for x in row.content.plain.split("\n"))


def test_less_is_said_at_a_stop_and_never_within_a_word() -> None:
    said = "K-1 is new. Enter again begins with them; Escape goes back."
    assert less(said, 80) == said
    assert less(said, 45) == "K-1 is new. Enter again begins with them"
    assert less(said, 20) == "K-1 is new."
    assert less(said, 8) == ""
    assert less(said, 20, rows=4) == said
    assert less("2 found · ↑ selects, Escape goes back", 12) == "2 found"
    assert less("Untypicallylongwords", 10, rows=3) == ""


async def test_a_long_code_wraps_below_itself_in_the_caseload(
    caseload: Caseload,
) -> None:
    for code in ("KESTREL-4", "the heron by the river, second house 2"):
        type_all(caseload.open(code), ["hello"])
    async with at_the_keyboard(caseload, None, size=NARROW) as user:
        assert not in_the_margin(tuple(user.shown), 40)
        assert "10 Mar  1 session" in user.picture
