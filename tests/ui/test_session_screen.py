"""A session at the keyboard: what is typed, where it goes, what is seen."""

from __future__ import annotations

import stat
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import KINDS, Kind, Store, Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.services.caseload import Caseload
from sessiontui.settings.model import Settings
from sessiontui.store.open import open_record
from tests.story import open_session, type_all
from tests.ui.typist import SIZES, at_the_keyboard

if TYPE_CHECKING:
    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record
    from tests.story import Clock
    from tests.ui.typist import Typist

TYPED_IN_TABS = [
    ("f1", Kind.AGENDA),
    ("f2", Kind.NOTE),
    ("f3", Kind.GOAL),
    ("f4", Kind.STRENGTH),
    ("f5", Kind.HELPED),
    ("f6", Kind.NOTE),
]
NASTY = ["[/", "[/b] x", "she said [sighs] ok", "[@click=app.quit]x", "\\[b", "[red]"]


@pytest.mark.parametrize("size", SIZES)
async def test_an_unmarked_line_is_what_the_open_tab_is_for(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(caseload, size=size) as user:
        for number, (key, kind) in enumerate(TYPED_IN_TABS):
            await user.presses(key)
            await user.enters(f"line {number}")
            assert user.live.state.lines[-1].kind is kind
            assert user.live.state.lines[-1].text == f"line {number}"
            assert user.line == ""


@pytest.mark.parametrize("key", ["f1", "f2", "f3", "f4", "f5", "f6"])
async def test_a_mark_files_the_line_from_any_tab_without_leaving_it(
    user: Typist, key: str
) -> None:
    await user.presses(key)
    tab = user.session.tab
    await user.enters("+ I rang my brother before it got bad")
    assert user.live.state.lines[-1].kind is Kind.STRENGTH
    assert user.session.tab is tab


async def test_the_two_closing_questions_are_asked_one_after_the_other(
    user: Typist,
) -> None:
    await user.presses("f5")
    assert user.chip == "helped"
    await user.enters("The picture thing.")
    assert user.chip == "differently"
    await user.enters("Less homework talk at the start.")
    assert [line.kind for line in user.live.state.lines] == [
        Kind.HELPED,
        Kind.DIFFERENTLY,
    ]


async def test_every_key_press_keeps_the_half_typed_line(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    from sessiontui.services.caseload import Caseload as Again

    async with at_the_keyboard(caseload) as user:
        await user.presses("f3")
        for typed in ("I just", " want"):
            await user.types(typed)
            kept = user.live.drafts.load()
            assert (kept.text, kept.tab) == (user.line, Tab.GOALS)
    async with at_the_keyboard(Again(record, clock)) as user:
        assert user.line == "I just want"
        assert user.session.tab is Tab.GOALS


async def test_a_session_left_on_the_summary_comes_back_to_it(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    from sessiontui.services.caseload import Caseload as Again

    async with at_the_keyboard(caseload) as user:
        await user.enters("sleep")
        await user.presses("f6")
        await user.types("x")
    async with at_the_keyboard(Again(record, clock)) as user:
        assert any("SESSION SUMMARY" in row for row in user.shown)


async def test_what_cannot_be_saved_stays_on_the_line_and_is_retried(
    user: Typist, record: Record
) -> None:
    moved = record.paths.record.with_name("elsewhere.db")
    await user.types("words that matter")
    record.paths.record.rename(moved)
    await user.presses("enter")
    assert user.line == "words that matter"
    assert "Not saved" in user.hint
    await user.types("!")
    assert "Not saved" in user.hint
    moved.rename(record.paths.record)
    await user.presses("enter")
    assert user.live.state.lines[-1].text == "words that matter!"
    assert user.line == ""
    assert "Not saved" not in user.hint


async def test_what_cannot_be_saved_says_so_until_it_is(
    user: Typist, record: Record
) -> None:
    await user.enters("first")
    moved = record.paths.record.with_name("elsewhere.db")
    record.paths.record.rename(moved)
    await user.types("words")
    await user.presses("up")
    assert " not saved" in user.hint
    moved.rename(record.paths.record)
    await user.presses("escape")
    await user.types("!")
    assert "not saved" not in user.hint


@pytest.mark.parametrize("refused", ["a line that another names", "an order"])
async def test_a_refusal_is_no_failure_to_save(
    record: Record, clock: Clock, refused: str
) -> None:
    from sessiontui.services.caseload import Caseload as Again

    caseload = Again(record, clock, preferences=Preferences(signer="R. Amadi"))
    live = caseload.open("KESTREL-4")
    type_all(live, ["> sit at the wedding"])
    live.sign()
    clock.forward(days=7)
    async with at_the_keyboard(caseload) as user:
        if refused == "an order":
            await user.enters("/format nowhere")
            await user.presses("ctrl+u", "up")
        else:
            await user.presses("f3", "up", "delete")
            assert "igned" in user.hint
            await user.presses("up")
        assert "not saved" not in user.hint
        assert " saved" in user.hint
        assert not user.screen.query_one("#hint").has_class("-trouble")


async def test_a_read_only_copy_says_so_and_keeps_the_words(
    record: Record, live: LiveSession, clock: Clock
) -> None:
    from sessiontui.services.caseload import Caseload as Again

    type_all(live, ["first"])
    watching = open_record(record.paths, record.key, write=False)
    try:
        async with at_the_keyboard(Again(watching, clock, "Open elsewhere.")) as user:
            assert "Open elsewhere." in user.hint
            await user.types("mine")
            await user.presses("enter")
            assert user.line == "mine"
            assert "only read" in user.hint
    finally:
        watching.close()


@pytest.mark.parametrize("nasty", NASTY)
@pytest.mark.parametrize("size", SIZES)
async def test_brackets_are_only_words_on_every_tab(
    caseload: Caseload, nasty: str, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(caseload, size=size) as user:
        for mark in ("", ": ", "> ", "+ ", "+w ", '" ', "? ", "~ ", "/helped "):
            await user.enters(mark + nasty)
        for key in ("f1", "f2", "f3", "f4", "f5", "f6"):
            await user.presses(key)
            assert any(nasty in row for row in user.shown), key
            assert nasty in user.picture
        await user.presses("ctrl+t")
        assert nasty in user.picture


async def test_a_paste_of_many_lines_is_one_clean_entry(user: Typist) -> None:
    await user.pastes("one\r\ntwo\x1b]0;title\x07\rthree")
    assert user.line == "one\ntwo]0;title\nthree"
    assert user.screen.line_input.size.height == 3
    await user.presses("enter")
    assert [line.text for line in user.live.state.lines] == ["one\ntwo]0;title\nthree"]
    assert user.screen.line_input.size.height == 1


async def test_the_line_grows_to_five_rows_and_no_further(user: Typist) -> None:
    heights = []
    for number in range(7):
        await user.types(f"row {number}\n")
        heights.append(user.screen.line_input.size.height)
    assert heights == [2, 3, 4, 5, 5, 5, 5]


async def test_keys_typed_in_a_burst_stay_in_their_order(caseload: Caseload) -> None:
    from textual import events

    async with at_the_keyboard(caseload, code=None) as user:
        burst = "KESTREL-4\r\r: sleep\rabd\x7fc\r"
        names = {"\r": "enter", "\x7f": "backspace", " ": "space"}
        for char in burst:
            user.app.post_message(events.Key(names.get(char, char), char))
        for key in ("f2", "x", "enter", "f3"):
            user.app.post_message(events.Key(key, key if len(key) == 1 else None))
        user.app.post_message(events.Key("y", "y"))
        user.app.post_message(events.Key("enter", "\r"))
        for _ in range(5):
            await user.pilot.pause()
        said = [(line.kind, line.text) for line in user.live.state.lines]
        assert said == [
            (Kind.AGENDA, "sleep"),
            (Kind.AGENDA, "abc"),
            (Kind.NOTE, "x"),
            (Kind.GOAL, "y"),
        ]


async def test_the_selected_line_is_edited_ticked_carried_and_removed(
    user: Typist,
) -> None:
    await user.enters("wedding", "sleep 15m", "work email mine")
    await user.presses("up", "up", "shift+up")
    assert [line.text for line in user.live.state.of_tab(Tab.AGENDA)] == [
        "sleep",
        "wedding",
        "work email",
    ]
    assert user.session.selected().text == "sleep"  # type: ignore[union-attr]
    await user.presses("space")
    assert user.live.state.of_tab(Tab.AGENDA)[0].done
    assert "now: wedding" in user.head
    await user.presses("enter")
    assert user.line == "sleep 15m"
    assert user.chip == "edit agenda"
    await user.types(" today")
    await user.presses("enter")
    changed = user.live.state.of_tab(Tab.AGENDA)[0]
    assert (changed.text, changed.minutes) == ("sleep today", 15)
    await user.presses("up", "delete")
    assert len(user.live.state.lines) == 2
    await user.presses("ctrl+z", "ctrl+z")
    assert user.live.state.of_tab(Tab.AGENDA)[0].text == "sleep"
    await user.presses("ctrl+y")
    assert user.live.state.of_tab(Tab.AGENDA)[0].text == "sleep today"


@pytest.mark.parametrize("size", SIZES)
async def test_an_edit_goes_on_behind_the_words_and_before_the_tails(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(caseload, size=size) as user:
        await user.presses("f2")
        await user.enters("> sit at that wedding", "invited him near exit #1")
        await user.presses("up", "enter")
        await user.types(" and he did")
        assert user.line == "invited him near exit and he did #1"
        await user.presses("enter")
        line = user.live.state.lines[-1]
        assert (line.text, line.goal) == ("invited him near exit and he did", 1)
        await user.presses("up", "enter", "end")
        await user.types(" twice")
        assert user.hint.startswith("goal 1 no longer tied ")
        await user.presses("enter")
        line = user.live.state.lines[-1]
        assert (line.text, line.goal) == (
            "invited him near exit and he did #1 twice",
            None,
        )
        assert user.hint == "goal 1 no longer tied"
        await user.presses("ctrl+z")
        assert user.live.state.lines[-1].goal == 1


@pytest.mark.parametrize(
    ("typed", "opened", "added", "kept"),
    [
        ("@3", "@3 ", "two evenings", "two evenings"),
        ("= 4", "=  4", "mood", "mood"),
        ('" I stayed', '" I stayed', " there", "I stayed there"),
        ("awake\nat three mine", None, " again", "awake\nat three again"),
    ],
)
async def test_words_are_typed_at_once_where_an_edit_opens(
    user: Typist, typed: str, opened: str | None, added: str, kept: str
) -> None:
    await user.enters(typed)
    before = user.live.state.lines[0]
    await user.presses("f2", "up", "enter")
    assert user.line == (opened or typed)
    await user.types(added)
    await user.presses("enter")
    assert user.live.state.lines[0] == replace(before, text=kept)


async def test_a_rating_without_its_number_stays_on_the_line(user: Typist) -> None:
    await user.presses("f2")
    await user.enters("= mood 4")
    await user.presses("up", "enter", "ctrl+u")
    await user.enters("mood better")
    assert user.hint.startswith("A rating is a name and 0 to 10.")
    assert (user.line, user.chip) == ("mood better", "edit rating")
    await user.types(" 5")
    await user.presses("enter")
    (line,) = user.live.state.lines
    assert (line.kind, line.text, line.value) == (Kind.RATING, "mood better", 5)


async def test_a_risk_retyped_without_its_mark_says_that_it_stays_one(
    caseload: Caseload,
) -> None:
    async with at_the_keyboard(caseload, size=(40, 20)) as user:
        await user.presses("f2")
        await user.enters("!f call Thu 9am")
        await user.presses("up", "enter", "ctrl+u")
        await user.enters("call Thu 10am")
        assert user.hint == "A risk line stays in the record, as risk."
        (line,) = user.live.state.lines
        assert (line.kind, line.sub, line.text) == (Kind.RISK, "f", "call Thu 10am")


async def test_an_edit_half_done_comes_back_with_its_cursor(
    caseload: Caseload, record: Record, clock: Clock
) -> None:
    from sessiontui.services.caseload import Caseload as Again

    async with at_the_keyboard(caseload) as user:
        await user.enters("sleep 15m mine")
        await user.presses("up", "enter", "left", "left")
    async with at_the_keyboard(Again(record, clock)) as user:
        assert user.chip == "edit agenda"
        await user.types("o")
        assert user.line == "sleoep 15m mine"
    async with at_the_keyboard(Again(record, clock)) as user:
        await user.presses("backspace", "enter")
        (item,) = user.live.state.lines
        assert (item.text, item.minutes) == ("sleep", 15)


async def test_a_rating_or_a_tie_applies_to_the_selected_row(user: Typist) -> None:
    await user.enters("> sit at that wedding", "hello")
    await user.presses("f3", "up")
    await user.enters("= 4")
    assert user.live.state.ratings(user.live.state.goals[0])[-1].value == 4
    await user.presses("f2", "escape", "up", "up")
    chosen = user.session.selected()
    assert chosen is not None
    assert chosen.text == "hello"
    await user.enters("#1")
    assert next(x for x in user.live.state.lines if x.text == "hello").goal == 1


async def test_undo_takes_the_words_first_then_the_record(user: Typist) -> None:
    await user.enters("kept")
    await user.types("half")
    await user.presses("ctrl+z")
    assert (user.line, len(user.live.state.lines)) == ("", 1)
    await user.presses("ctrl+z")
    assert len(user.live.state.lines) == 0


async def test_rest_shows_nothing_and_still_records(user: Typist) -> None:
    await user.enters('" private words')
    await user.presses("ctrl+l")
    assert user.picture.strip() == ""
    await user.types("+ I rang")
    assert user.picture.strip() == ""
    await user.presses("enter")
    assert user.picture.strip() == ""
    assert user.live.state.lines[-1].kind is Kind.STRENGTH
    await user.presses("ctrl+l")
    assert "KESTREL-4" in user.picture


async def test_at_rest_only_trouble_is_shown(user: Typist, record: Record) -> None:
    await user.enters("secret")
    await user.presses("ctrl+l")
    record.paths.record.rename(record.paths.record.with_name("elsewhere.db"))
    await user.types("x")
    assert "Not saved" in user.picture
    assert "secret" not in user.picture
    record.paths.record.with_name("elsewhere.db").rename(record.paths.record)


@pytest.mark.parametrize("size", SIZES)
async def test_the_client_view_shows_what_the_table_allows_and_nothing_else(
    caseload: Caseload, size: tuple[int, int]
) -> None:
    async with at_the_keyboard(caseload, size=size) as user:
        await user.presses("f2")
        for row in (x for x in KINDS if x.words):
            text = "2" if row.scale else f"word{row.kind}word"
            lead = f"{row.mark} " if row.mark else f"/{row.words[0]} "
            await user.enters(f"{lead}{text}")
        await user.presses("ctrl+t")
        seen = "\n".join(user.shown)
        for row in (x for x in KINDS if x.words):
            if not row.scale:
                assert (f"word{row.kind}word" in seen) == row.client_view, row.kind
        assert "KESTREL" not in user.picture
        assert "saved" not in user.picture
        await user.presses("ctrl+t")
        assert "KESTREL-4" in user.picture


async def test_the_client_may_type_the_answers_in_the_client_view(user: Typist) -> None:
    await user.presses("f5", "ctrl+t")
    await user.enters("+ The picture thing.", "Less homework")
    said = [(x.kind, x.text, x.author, x.keyed) for x in user.live.state.lines]
    assert said == [
        (Kind.HELPED, "+ The picture thing.", "client", True),
        (Kind.DIFFERENTLY, "Less homework", "client", True),
    ]


@pytest.mark.parametrize("number", range(1, 7))
async def test_tabs_by_key_by_alt_and_by_word(caseload: Caseload, number: int) -> None:
    tab = list(Tab)[number - 1]
    async with at_the_keyboard(caseload) as user:
        await user.presses(f"f{number}")
        assert user.session.tab is tab
        await user.presses("f1" if number > 1 else "f2")
        await user.presses(f"alt+{number}")
        assert user.session.tab is tab
        await user.presses("f1" if number > 1 else "f2")
        await user.enters(f"/{'notes' if tab is Tab.NOTES else tab}")
        assert user.session.tab is tab


async def test_the_first_screen_is_from_last_time_until_the_first_line(
    caseload: Caseload, live: LiveSession, clock: Clock
) -> None:
    type_all(
        live,
        [
            "+ I rang my brother",
            "+w out in the rain",
            "@ three walks",
            "/differently less homework",
            "? father called",
        ],
    )
    live.leave()
    clock.forward(days=7)
    async with at_the_keyboard(caseload) as user:
        first = "\n".join(user.shown)
        places = [
            first.index(words)
            for words in (
                "I rang my brother",
                "out in the rain",
                "three walks",
                "less homework",
                "father called",
            )
        ]
        assert places == sorted(places)
        await user.enters("sleep")
        assert not any("From last time" in row for row in user.shown)
        await user.enters("/last")
        assert any("From last time" in row for row in user.shown)


async def test_what_is_signed_is_shown_from_last_time_and_not_edited(
    record: Record, clock: Clock
) -> None:
    ways = Preferences(signer="R. Amadi")
    caseload = Caseload(record, clock, preferences=ways)
    live = caseload.open("KESTREL-4")
    type_all(live, ["+w out in the rain"])
    live.sign()
    clock.forward(days=7)
    async with at_the_keyboard(caseload) as user:
        await user.presses("up")
        assert user.session.selected() == live.state.lines[0]
        assert user.hint.startswith("Enter shows it · Esc back")
        await user.presses("enter")
        assert any("out in the rain" in row for row in user.shown)
        assert user.line == ""
        await user.presses("escape", "delete")
        assert "A line of a signed session stays there." in " ".join(user.hint.split())


async def test_a_summary_of_five_hundred_lines_stands_at_once(
    caseload: Caseload, live: LiveSession
) -> None:
    type_all(live, [f"entry number {n}" for n in range(500)])
    async with at_the_keyboard(caseload) as user:
        await user.presses("ctrl+g")
        for number in (0, 250, 499):
            assert any(row.endswith(f"entry number {number}") for row in user.shown)


async def test_ctrl_s_writes_the_print_for_the_owner_only(
    user: Typist, record: Record
) -> None:
    await user.enters("sleep")
    await user.presses("ctrl+s")
    assert "All is saved" in user.hint
    await user.presses("f6", "ctrl+s")
    files = list(record.paths.summaries.iterdir())
    assert [stat.S_IMODE(f.stat().st_mode) for f in files] == [0o600]
    assert "[ ] sleep" in files[0].read_text()
    await user.enters("/format takehome")
    await user.presses("ctrl+s")
    assert len(list(record.paths.summaries.iterdir())) == 2


@pytest.mark.parametrize("size", SIZES)
async def test_a_template_that_is_off_is_one_sentence_at_the_bottom_edge(
    caseload: Caseload, record: Record, size: tuple[int, int]
) -> None:
    templates = record.paths.templates
    templates.mkdir()
    (templates / "mine.txt.j2").write_text("{{ client }}: {{ lines | length }}\n")
    async with at_the_keyboard(caseload, size=size) as user:
        await user.enters("sleep", "/format mine")
        assert user.shown == [" KESTREL-4: 1"]
        (templates / "mine.txt.j2").write_text("\n{{ lines[0].txt }}\n")
        await user.presses("f2")
        await user.presses("f6")
        assert user.hint.startswith("Template mine.txt.j2, line 2")
        assert user.session.tab is Tab.SUMMARY
        await user.enters("+ I rang my brother")
        assert user.live.state.lines[-1].kind is Kind.STRENGTH
        await user.enters("/format summary")
        assert user.shown[0].startswith(" SESSION SUMMARY  KESTREL-4")
        await user.enters("/format mine")
        assert user.hint.startswith("Template mine.txt.j2, line 2")
        assert user.live.state.session.format == "summary"


async def test_how_it_is_held_shows_on_the_summary_at_once(user: Typist) -> None:
    await user.presses("f6")
    await user.enters("/held video", "/present client, mother")
    assert user.shown[1].endswith("  video  client, mother")
    assert "mother" not in user.hint


async def test_tab_completes_a_word(user: Typist) -> None:
    await user.types("/stre")
    await user.presses("tab")
    assert user.line == "/strength "
    assert user.chip == "strength"


async def test_help_lists_every_key_and_word_and_typing_goes_on(
    caseload: Caseload,
) -> None:
    from sessiontui.domain.grammar.slash_commands import COMMANDS
    from sessiontui.ui.keymap import KEYS, key_label

    async with at_the_keyboard(caseload) as user:
        await user.enters("/help")
        text = "\n".join(user.shown)
        for row in KEYS:
            assert key_label(row.keys) in text
        for kind in KINDS:
            assert kind.word in text
        for command in COMMANDS:
            assert f"/{command.words[0]}" in text
        await user.enters("typed under help")
        assert user.live.state.lines[-1].text == "typed under help"


async def test_resizing_at_any_time_loses_nothing(user: Typist) -> None:
    await user.enters("> sit at that wedding", "a much longer line " * 20)
    await user.types("half typed")
    for size in [(10, 3), (1, 1), (200, 60), (40, 20), (5, 2), (80, 24)]:
        for key in ("f1", "f2", "f3", "f6"):
            await user.pilot.resize_terminal(*size)
            await user.presses(key)
    assert user.line == "half typed"
    await user.pilot.resize_terminal(10, 3)
    await user.presses("enter")
    assert user.live.state.lines[-1].text == "half typed"


async def test_a_hundred_thousand_characters_are_kept_and_shown(
    caseload: Caseload,
) -> None:
    long = "אבג 中文 e\u0301 👩‍👩‍👧 word " * 4600
    async with at_the_keyboard(caseload) as user:
        await user.pastes(long)
        await user.presses("enter")
        assert user.live.state.lines[-1].text == long
        for key in ("f1", "f2", "f6"):
            await user.presses(key)
            assert "中文" in user.picture


async def test_a_private_line_is_seen_by_the_therapist_and_in_no_print(
    user: Typist,
) -> None:
    await user.enters("~ felt lectured")
    assert user.live.state.everything()[-1].row.store is Store.PRIVATE
    await user.presses("f6")
    assert not any("lectured" in row for row in user.shown)


async def test_a_line_that_is_found_in_another_session_is_seen_there(
    record: Record, clock: Clock, caseload: Caseload
) -> None:
    first = open_session(record, clock)
    type_all(first, [*(f"note {count}" for count in range(60)), "a heron on the lake"])
    clock.forward(days=7)
    async with at_the_keyboard(caseload) as user:
        await user.enters("/find heron")
        await user.presses("up", "enter")
        assert "Escape goes back" in user.hint
        assert "a heron on the lake" in user.picture
        assert "note 0" not in user.picture


async def test_find_shows_this_clients_lines_and_their_session(
    caseload: Caseload, live: LiveSession, clock: Clock
) -> None:
    type_all(live, ['" better than Sunday'])
    live.leave()
    caseload.open("HERON-2").enter("Sunday lunch", Tab.NOTES)
    clock.forward(days=7)
    async with at_the_keyboard(caseload) as user:
        await user.enters("/find sund")
        found = "\n".join(user.shown)
        assert "better than Sunday" in found
        assert "HERON-2" not in found
        await user.presses("up", "enter")
        assert any("session 1" in row for row in user.shown)
        await user.presses("escape", "escape", "escape")
        assert user.session.panes.name_shown == "tab-agenda"


async def test_own_keys_from_the_settings(caseload: Caseload) -> None:
    settings = Settings(keys={"rest": "f12"})
    async with at_the_keyboard(caseload, settings=settings) as user:
        await user.presses("f2")
        assert "F12 rest" in user.hint
        await user.presses("f12")
        assert user.screen.rest.is_on
        await user.presses("f12", "ctrl+l")
        assert not user.screen.rest.is_on


async def test_leaving_an_empty_session_leaves_no_trace(
    caseload: Caseload, record: Record
) -> None:
    async with at_the_keyboard(caseload, code=None) as user:
        await user.enters("WREN-7")
        await user.presses("enter")
        assert user.live.state.client.code == "WREN-7"
        await user.presses("ctrl+o")
        assert record.clients.clients() == ()
        assert any("Nobody here yet" in row for row in user.shown)


async def test_nothing_is_written_to_the_clipboard_unless_asked(
    caseload: Caseload, monkeypatch: pytest.MonkeyPatch
) -> None:
    from textual.app import App

    sent: list[str] = []
    monkeypatch.setattr(App, "copy_to_clipboard", lambda _, text: sent.append(text))
    async with at_the_keyboard(caseload) as user:
        await user.enters('" private words')
        await user.types("more")
        await user.presses("shift+home", "ctrl+c", "ctrl+x", "ctrl+v")
        assert user.line == "more"
        assert sent == []
        await user.enters("")
        await user.enters("/copy")
        assert len(sent) == 1
    async with at_the_keyboard(caseload, settings=Settings(clipboard=False)) as user:
        await user.enters("/copy")
        assert len(sent) == 1
        assert "clipboard off" in user.hint


async def test_the_therapists_half_typed_line_is_not_turned_to_the_client(
    user: Typist,
) -> None:
    await user.types("~ felt lectured")
    await user.presses("ctrl+t")
    assert "lectured" not in user.picture
    await user.enters("The picture thing.")
    await user.presses("ctrl+t")
    assert user.line == "~ felt lectured"
    assert user.live.drafts.load().text == "~ felt lectured"
    assert [x.text for x in user.live.state.lines] == ["The picture thing."]


async def test_an_edit_is_put_aside_while_the_screen_is_turned(user: Typist) -> None:
    await user.presses("f2")
    await user.enters("! means asked")
    await user.presses("up", "enter", "ctrl+t")
    assert "means" not in user.picture
    await user.enters("Less homework")
    await user.presses("ctrl+t")
    assert user.line == "! means asked"
    assert user.chip == "edit risk"
    assert user.live.state.lines[0].text == "means asked"


async def test_in_the_client_view_only_its_own_keys_work(user: Typist) -> None:
    await user.enters("/note a note")
    await user.presses("ctrl+t", "ctrl+z", "f9", "f2", "ctrl+o", "ctrl+g")
    assert user.is_turned
    assert len(user.live.state.lines) == 1
    assert "psychotherapy" not in user.picture


async def test_a_refused_answer_is_said_in_the_client_view_too(
    user: Typist, record: Record
) -> None:
    await user.presses("ctrl+t")
    record.paths.record.rename(record.paths.record.with_name("elsewhere.db"))
    await user.enters("The picture thing.")
    assert "Not saved" in user.picture
    assert user.line == "The picture thing."
    record.paths.record.with_name("elsewhere.db").rename(record.paths.record)


async def test_a_kept_draft_stands_before_any_key_reaches_the_line(
    caseload: Caseload, live: LiveSession
) -> None:
    from textual import events

    live.drafts.save(Tab.NOTES, "half typed words", (0, 16), None)
    async with at_the_keyboard(caseload, code=None) as user:
        for char in "\r and more":
            name = {"\r": "enter", " ": "space"}.get(char, char)
            user.app.post_message(events.Key(name, char))
        for _ in range(4):
            await user.pilot.pause()
        assert user.line == "half typed words and more"
        assert user.live.drafts.load().text == "half typed words and more"


async def test_leaving_an_edit_keeps_the_words_within_reach(user: Typist) -> None:
    await user.presses("f2")
    await user.enters("he slept")
    await user.presses("up", "enter")
    await user.types(" badly")
    await user.presses("escape")
    assert user.line == ""
    await user.presses("ctrl+z")
    assert user.line == "he slept badly"
    assert len(user.live.state.lines) == 1


@pytest.mark.parametrize("typed", ["", " there"])
async def test_behind_an_edit_undo_takes_back_what_was_done_to_the_record(
    user: Typist, typed: str
) -> None:
    await user.presses("f3")
    await user.enters("> sit at that wedding")
    await user.presses("up", "enter")
    await user.types(typed)
    await user.presses("escape", "up", "delete")
    assert "goal removed" in user.hint
    await user.presses("ctrl+z")
    assert user.line == ""
    assert "goal brought back" in user.hint
    assert [x.text for x in user.live.state.goals] == ["sit at that wedding"]
    await user.presses("ctrl+y")
    assert "goal removed again" in user.hint
    assert user.live.state.goals == ()


async def test_words_that_were_taken_back_before_a_line_come_back_behind_it(
    user: Typist,
) -> None:
    await user.enters("one")
    await user.types("two half")
    for _ in range(2):
        await user.presses("ctrl+z", "ctrl+z")
        assert (user.line, user.live.state.lines) == ("", ())
        await user.presses("ctrl+y")
        assert "brought back" in user.hint
        assert user.line == ""
        await user.presses("ctrl+y")
        assert user.line == "two half"
    await user.presses("ctrl+z", "ctrl+z")
    await user.types("other")
    await user.presses("ctrl+z", "ctrl+y")
    assert user.line == "other"
    await user.presses("ctrl+y")
    assert [x.text for x in user.live.state.lines] == ["one"]


async def test_an_edit_that_was_only_looked_at_leaves_nothing_to_undo(
    user: Typist,
) -> None:
    await user.presses("f2")
    await user.enters("he slept")
    await user.presses("up", "enter", "escape", "ctrl+z")
    assert (user.line, user.live.state.lines) == ("", ())
    assert "note taken back" in user.hint


async def test_an_emptied_edit_changes_nothing(user: Typist) -> None:
    await user.presses("f2")
    await user.enters('" better than Sunday')
    await user.presses("up", "enter", "ctrl+u", "enter")
    assert user.live.state.lines[0].text == "better than Sunday"
    assert user.live.state.lines[0].kind is Kind.WORDS


async def test_an_edit_is_finished_before_anything_is_taken_back(user: Typist) -> None:
    await user.presses("f2")
    await user.enters("he slept")
    await user.presses("up", "enter", "ctrl+z")
    assert len(user.live.state.lines) == 1
    await user.types(" well")
    await user.presses("enter")
    assert user.live.state.lines[0].text == "he slept well"


async def test_a_selection_does_not_outlive_the_line_that_is_recorded(
    user: Typist,
) -> None:
    await user.enters("sleep", "wedding")
    await user.presses("up")
    await user.enters("/note a note")
    await user.presses("space", "delete")
    assert not any(line.done for line in user.live.state.lines)
    assert len(user.live.state.lines) == 3


async def test_at_rest_no_row_can_be_removed(user: Typist) -> None:
    await user.enters("sleep")
    await user.presses("ctrl+l", "up", "delete")
    assert len(user.live.state.lines) == 1


async def test_a_search_hit_is_only_looked_at(
    record: Record, caseload: Caseload, live: LiveSession, clock: Clock
) -> None:
    type_all(live, ["walked in the rain"])
    live.leave()
    clock.forward(days=7)
    async with at_the_keyboard(caseload) as user:
        await user.enters("/find rain")
        await user.presses("up", "delete", "space")
        assert len(record.lines.lines(live.state.session.id)) == 1


async def test_an_edit_of_an_earlier_sessions_line_is_still_one_after_a_restart(
    caseload: Caseload, live: LiveSession, record: Record, clock: Clock
) -> None:
    from sessiontui.services.caseload import Caseload as Again

    type_all(live, ["? father called"])
    live.leave()
    clock.forward(days=7)
    async with at_the_keyboard(caseload) as user:
        await user.presses("up", "enter")
        await user.types(" twice")
    async with at_the_keyboard(Again(record, clock)) as user:
        assert user.chip == "edit parked"
        await user.presses("enter")
        assert user.live.state.lines == ()
        parked = record.lines.lines(live.state.session.id)
        assert [line.text for line in parked] == ["father called twice"]


async def test_with_the_disk_full_one_can_still_leave(
    user: Typist, record: Record
) -> None:
    await user.enters("sleep")
    record.paths.record.rename(record.paths.record.with_name("elsewhere.db"))
    await user.presses("ctrl+o")
    assert user.screen.panes.name_shown == "clients"
    record.paths.record.with_name("elsewhere.db").rename(record.paths.record)


async def test_what_the_open_tab_does_not_list_is_said_with_its_place(
    user: Typist,
) -> None:
    await user.enters("> sit at the wedding")
    await user.enters("> sleep through the night")
    assert user.hint == "goal 2 saved, on Goals"
    await user.enters(">g exposure")
    assert user.hint == "your gloss saved, on Goals"
    await user.enters("+ rang him")
    assert user.hint == "strength saved, on Strengths"
    await user.presses("f3")
    await user.enters("> walk daily")
    assert "saved, on" not in user.hint


@pytest.mark.parametrize("half_typed", ["", "she leans aw", "~ felt lect"])
async def test_one_key_notes_that_the_therapist_stepped_back_and_takes_no_words(
    caseload: Caseload, record: Record, clock: Clock, half_typed: str
) -> None:
    from sessiontui.services.caseload import Caseload as Again

    async with at_the_keyboard(caseload) as user:
        await user.types(half_typed)
        await user.presses("ctrl+r")
        assert [line.kind for line in user.live.state.lines] == [Kind.STEPPED_BACK]
        assert user.line == half_typed
        assert user.hint == "stepped back saved, on Notes"
        await user.presses("ctrl+l", "ctrl+r")
        assert len(user.live.state.lines) == 2
        assert user.picture.strip() == ""
        await user.presses("ctrl+l")
    async with at_the_keyboard(Again(record, clock)) as user:
        assert user.line == half_typed
        await user.presses("ctrl+z", "ctrl+z")
        assert (user.live.state.lines, user.line) == ((), half_typed)


async def test_a_key_for_a_session_says_so_outside_of_one(caseload: Caseload) -> None:
    async with at_the_keyboard(caseload, code=None) as user:
        await user.presses("ctrl+r")
        assert "open a client first" in user.hint


async def test_the_clients_own_screens_know_no_stepping_back(user: Typist) -> None:
    for screen in ("ctrl+t", "f7"):
        await user.presses(screen, "ctrl+r", "ctrl+t")
        assert user.live.state.lines == ()


@pytest.mark.parametrize(
    "word",
    ["/undo", "/next", "/retag words", "/move WREN-7", "/start", "/stop", "/find x"],
)
async def test_a_command_that_was_carried_out_does_not_come_back_as_a_draft(
    caseload: Caseload, word: str
) -> None:
    caseload.open("WREN-7")
    async with at_the_keyboard(caseload) as user:
        await user.enters("> sit there", ": sleep", ": the wedding", "one", word)
        assert user.line == user.live.drafts.load().text == ""


async def test_ctrl_u_clears_the_line_and_undo_brings_it_back(user: Typist) -> None:
    await user.types("first row\nsecond row")
    await user.presses("up", "ctrl+u")
    assert user.line == ""
    await user.presses("ctrl+z")
    assert user.line == "first row\nsecond row"
    await user.presses("ctrl+u", "ctrl+u")
    await user.enters("a note")
    assert [x.text for x in user.live.state.lines] == ["a note"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("/start 25:00", "Type a time such as /start 10:05"),
        ("/move NOBODY", "There is no line here yet."),
        ("/retag nothing", "There is no line here yet."),
        ("/format nowhere", "There are these prints"),
        ("/held", "Say how"),
        ("/ask nothing", "There are these moments"),
        ("/amend late so", "not signed"),
        ("/find", "Say what to find"),
        ("/save nowhere", "There are these prints"),
        ("/progress HERON-2", "In a session only this client is looked at"),
    ],
)
async def test_a_refused_order_stays_selected_so_that_the_next_letter_replaces_it(
    user: Typist, typed: str, said: str
) -> None:
    await user.enters(typed)
    assert user.line == typed
    assert user.line_input.selected_text == typed
    assert said in user.hint
    assert user.live.drafts.load().text == typed, "it is kept like any words"
    await user.enters("a note")
    assert [x.text for x in user.live.state.lines] == ["a note"]


async def test_a_refused_order_that_was_replaced_comes_back(user: Typist) -> None:
    await user.enters("/format nowhere")
    await user.types("x")
    assert user.line == "x"
    await user.presses("ctrl+z")
    assert user.line == "/format nowhere"


async def test_an_order_for_a_selected_row_that_is_refused_leaves_it_selected(
    user: Typist,
) -> None:
    await user.enters("> sleep", "a note")
    await user.presses("f2", "up")
    await user.enters("#7")
    assert (user.line, user.hint) == ("#7", "There is no goal 7 yet.")
    assert user.screen.panes.rows is not None
    assert user.screen.panes.rows.value is not None
    await user.enters("#1")
    assert user.live.state.lines[-1].goal == 1


async def test_words_that_could_be_lost_stay_on_the_line(user: Typist) -> None:
    await user.enters("> sleep", ">g company while afraid #7")
    assert user.line == ">g company while afraid #7"
    assert "There is no goal 7 yet; the words stay here." in user.hint
    await user.presses("backspace")
    await user.enters("1")
    assert [x.text for x in user.live.state.goal_notes] == ["company while afraid"]

    await user.enters("/consent maybe")
    assert user.line == "/consent maybe"
    assert "/consent yes, declined or later" in user.hint


async def test_at_rest_only_what_is_typed_works_unseen(
    record: Record, clock: Clock, caseload: Caseload
) -> None:
    type_all(open_session(record, clock), ["she held the teapot", "and laughed"])
    async with at_the_keyboard(caseload) as user:
        await user.presses("f2", "up", "ctrl+l")
        assert user.picture.strip() == ""
        # What was selected is let go; the arrows select nothing unseen.
        await user.presses("enter", "up", "space", "delete", "enter")
        assert user.line == ""
        assert user.live.state.lines[-1].text == "and laughed"
        await user.enters("typed at rest")
        await user.presses("ctrl+r")
        assert user.picture.strip() == ""
        assert [line.label for line in user.live.state.lines[2:]] == [
            "note",
            "stepped back",
        ]

        for key, seen in (
            ("f3", "In their words"),
            ("alt+4", "What has worked"),
            ("ctrl+g", "SESSION SUMMARY"),
            ("f9", "Escape goes back"),
            ("ctrl+z", "taken back"),
        ):
            await user.presses("f2", "ctrl+l")
            assert user.picture.strip() == ""
            await user.presses(key)
            assert seen in user.picture, key
        await user.presses("ctrl+l", "ctrl+o")
        assert "KESTREL-4" in user.picture


async def test_from_rest_the_clients_screens_stand_at_once_and_lead_back_to_rest(
    user: Typist,
) -> None:
    await user.enters("she held the teapot", ": sleep")
    await user.presses("ctrl+l", "ctrl+t")
    assert user.is_turned
    assert "For today" in user.picture
    await user.presses("ctrl+t")
    assert user.picture.strip() == ""
    await user.presses("f7")
    assert user.is_asking
    assert "most helpful" in user.picture
