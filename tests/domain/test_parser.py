"""The rules of the line, as DESIGN section 2 has them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sessiontui.domain.entities import Author
from sessiontui.domain.grammar.parser import (
    Context,
    Entry,
    Goto,
    Reading,
    SlashCommand,
    read_line,
)
from sessiontui.domain.grammar.slash_commands import COMMANDS, Command, CommandRow
from sessiontui.domain.grammar.word_completion import spellings
from sessiontui.domain.kinds.lookup import KINDS, ROWS, Kind, KindRow, Tab
from sessiontui.domain.text import clean

NOTES = Context(tab=Tab.NOTES, goals=frozenset({1, 2}))

_any_text = st.text(st.characters(exclude_categories=()))
_scraps = st.sampled_from(
    [
        *(row.mark for row in KINDS if row.mark),
        *("/" + word for row in KINDS for word in row.words),
        *("/" + word for row in COMMANDS for word in row.words),
        *(sub.letter for row in KINDS for sub in row.subs),
        *(" ", "  ", "\n", "\t", "/", "//", '"', "#1", "#2", "#9", "15m", "mine"),
        *("%60", "4", "10", "11", "4.5", "/10", "mood", "psy ", "\u2028", "\r"),
    ]
)
_line_like = st.lists(st.one_of(_scraps, _any_text), max_size=8).map("".join)
_contexts = st.builds(
    Context,
    tab=st.sampled_from(Tab),
    prompt=st.sampled_from([Kind.HELPED, Kind.DIFFERENTLY]),
    goals=st.frozensets(st.integers(1, 12)),
)


@given(st.one_of(_any_text, _line_like), _contexts)
@example('"', NOTES)
@example('""', NOTES)
@example("= #1", NOTES)
@example("=  #1 4 #1", NOTES)
@example("/", NOTES)
@example("+w", NOTES)
def test_any_text_is_one_entry_or_one_command_and_no_character_is_lost(
    text: str, context: Context
) -> None:
    reading = read_line(text, context)

    assert isinstance(reading, Entry | SlashCommand | Goto)
    if isinstance(reading, Entry):
        assert reading.lead + reading.text + reading.trail == clean(text)
        assert reading.kind in ROWS


@given(_any_text, _contexts)
def test_a_leading_space_makes_any_line_literal(text: str, context: Context) -> None:
    entry = _entry(" " + text, context)

    assert (entry.kind, entry.text) == (context.unmarked, clean(" " + text)[1:])


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1), _contexts)
def test_the_clients_words_are_kept_exactly(text: str, context: Context) -> None:
    entry = _entry('/words "' + text + '"', replace(context, goals=frozenset()))

    assert entry.kind is Kind.WORDS
    assert entry.text == clean('"' + text + '"')


def _entry(text: str, context: Context = NOTES) -> Entry:
    reading: Reading = read_line(text, context)
    assert isinstance(reading, Entry), reading
    return reading


@pytest.mark.parametrize(
    ("tab", "kind"),
    [
        (Tab.AGENDA, Kind.AGENDA),
        (Tab.NOTES, Kind.NOTE),
        (Tab.GOALS, Kind.GOAL),
        (Tab.STRENGTHS, Kind.STRENGTH),
        (Tab.HELPED, Kind.DIFFERENTLY),
        (Tab.SUMMARY, Kind.NOTE),
    ],
)
def test_an_unmarked_line_is_what_the_tab_is_for(tab: Tab, kind: Kind) -> None:
    entry = _entry("he slept", Context(tab=tab, prompt=Kind.DIFFERENTLY))

    assert (entry.kind, entry.text, entry.lead) == (kind, "he slept", "")


@pytest.mark.parametrize("tab", Tab)
@pytest.mark.parametrize(
    "row", [row for row in KINDS if row.mark], ids=lambda r: r.kind
)
def test_a_mark_counts_from_any_tab(tab: Tab, row: KindRow) -> None:
    text = "mood 4" if row.scale else "a few words"
    entry = _entry(f"{row.mark} {text}", Context(tab=tab))

    assert entry.kind is row.kind
    assert entry.text == ("mood" if row.scale else "a few words")


@pytest.mark.parametrize(
    ("kind", "letter"),
    [
        (row.kind, sub.typed)
        for row in KINDS
        if row.mark
        for sub in row.subs
        if not sub.assigned
    ],
)
def test_a_sub_letter_counts_before_a_space(kind: Kind, letter: str) -> None:
    mark, sub = ROWS[kind].mark, ROWS[kind].typed(letter)

    entry = _entry(f"{mark}{letter} walked home")
    assert sub is not None
    assert (entry.kind, entry.sub, entry.text) == (kind, sub.letter, "walked home")
    assert _entry(f"{mark}{letter}walked home").kind is Kind.NOTE


@pytest.mark.parametrize(
    "text",
    [
        ".5 mg",
        "~10 minutes late",
        "@home she cried",
        "+we went out",
        "- tired",
        "* tired",
        "a friend rang",
        "n is for note",
        ":) smiled at last",
        "=4",
        "?!",
        "!important",
        ">9000",
        "^_^",
        "+z unknown letter",
        "@5 is no outcome",
        "+w",
        "+ ",
        "@9",
    ],
)
def test_what_looks_like_a_mark_but_is_not_stays_an_ordinary_line(text: str) -> None:
    entry = _entry(text)

    assert (entry.kind, entry.text) == (Kind.NOTE, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("++ really", "+ really"),
        ("~~ not private", "~ not private"),
        (' "quoted', '"quoted'),
        (" /note literal", "/note literal"),
        ("//note literal", "/note literal"),
        ('""said twice', '"said twice'),
        (":: a", ": a"),
        ("@@4 a", "@4 a"),
    ],
)
def test_a_leading_space_or_a_doubled_mark_makes_the_line_literal(
    typed: str, text: str
) -> None:
    entry = _entry(typed)

    assert (entry.kind, entry.text) == (Kind.NOTE, text)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ('"better than Sunday', "better than Sunday"),
        ('" better than Sunday', "better than Sunday"),
        ('"better than Sunday"', "better than Sunday"),
        ('"she said "no""', 'she said "no"'),
        ('"fine" #1', "fine"),
        ('"fine" ', "fine"),
        ('"  spaces  stay ', " spaces  stay "),
    ],
)
def test_quotation_needs_no_space_and_its_closing_mark_is_dropped(
    typed: str, text: str
) -> None:
    entry = _entry(typed)

    assert (entry.kind, entry.text) == (Kind.WORDS, text)


def test_tails_of_an_agenda_item() -> None:
    entry = _entry(": sleep 15m mine #2")

    assert (entry.text, entry.minutes, entry.author, entry.goal) == (
        "sleep",
        15,
        Author.THERAPIST,
        2,
    )
    assert _entry(": sleep mine 15m").minutes == 15
    assert _entry(": sleep").author is Author.CLIENT
    assert _entry(": 15m").text == "15m"
    assert _entry(": goldmine").text == "goldmine"
    assert _entry("walked 15m").text == "walked 15m"


def test_tails_of_homework() -> None:
    entry = _entry("@ three walks %60 #1")

    assert (entry.text, entry.likely, entry.goal) == ("three walks", 60, 1)
    assert _entry("@ all of it %100").likely == 100
    assert _entry("@ none %0").likely == 0
    assert _entry("@ too sure %101").text == "too sure %101"


def test_a_line_is_tied_to_a_goal_that_there_is() -> None:
    assert _entry("drew the curve #1").goal == 1
    assert _entry("drew the curve  #1 \n").text == "drew the curve"
    assert _entry("drew the curve #1 \n").goal == 1
    assert _entry("drew the curve#1").goal is None
    assert _entry("#1").text == "#1"

    missing = _entry("drew the curve #7")
    assert (missing.goal, missing.text) == (None, "drew the curve #7")
    assert "no goal 7" in missing.remark


def test_private_lines_take_words_only() -> None:
    entry = _entry("~ unsure about this %60 15m #1")

    assert (entry.kind, entry.text) == (Kind.PRIVATE, "unsure about this %60 15m #1")


@pytest.mark.parametrize(
    ("typed", "label", "value", "goal"),
    [
        ("= mood 4", "mood", 4, None),
        ("= #1 3", "", 3, 1),
        ("= imp 7", "imp", 7, None),
        ("= conf 4 #2", "conf", 4, 2),
        ("= 4", "", 4, None),
        ("= 0", "", 0, None),
        ("= 10", "", 10, None),
        ("= sleep last night 6.5", "sleep last night", 6.5, None),
        ("= mood 4/10", "mood", 4, None),
        ("/rate mood 4", "mood", 4, None),
        ("= #2 imp 7", "imp", 7, 2),
    ],
)
def test_a_rating(typed: str, label: str, value: float, goal: int | None) -> None:
    entry = _entry(typed)

    assert entry.kind is Kind.RATING
    assert (entry.text.strip(), entry.value, entry.goal) == (label, value, goal)


@pytest.mark.parametrize("typed", ["= mood", "= 11", "= mood eleven", "= #9 4", "= "])
def test_what_is_no_rating_is_kept_as_an_ordinary_line_and_said_so(typed: str) -> None:
    entry = _entry(typed)

    assert (entry.kind, entry.text) == (Kind.NOTE, typed)
    assert entry.remark


@pytest.mark.parametrize(
    ("word", "kind"),
    [(word, row.kind) for row in KINDS if not row.scale for word in row.words],
)
def test_every_word_names_its_kind_in_any_case(word: str, kind: Kind) -> None:
    for spelt in (word, word.upper()):
        entry = _entry(f"/{spelt} sat by the exit", Context(tab=Tab.GOALS))
        assert (entry.kind, entry.text) == (kind, "sat by the exit")


@pytest.mark.parametrize(
    ("typed", "kind"),
    [("/obs x", Kind.OBSERVATION), ("/diff x", Kind.DIFFERENTLY)],
)
def test_a_unique_beginning_of_a_word_is_enough(typed: str, kind: Kind) -> None:
    assert _entry(typed).kind is kind


def test_a_beginning_that_fits_two_words_is_kept_as_a_line() -> None:
    assert set(spellings("re")) >= {"response", "rest", "retag"}
    assert _entry("/re x").text == "/re x"


def test_a_beginning_that_may_mean_private_is_private() -> None:
    for word in ("/pr", "/pri", "/priv"):
        assert _entry(f"{word} felt lectured").kind is Kind.PRIVATE
    assert read_line("/prog", Context()) == SlashCommand(command=Command.PROGRESS)


def test_an_unknown_word_is_never_lost_and_never_blocked() -> None:
    entry = _entry("/nonsense and more")

    assert (entry.kind, entry.text) == (Kind.NOTE, "/nonsense and more")
    assert entry.remark == "No such /word; kept as an ordinary line."


def test_did_psy_is_psychoeducation() -> None:
    entry = _entry("/did psy adrenaline curve, drew it #1")

    assert (entry.kind, entry.sub, entry.text, entry.goal) == (
        Kind.INTERVENTION,
        "psy",
        "adrenaline curve, drew it",
        1,
    )
    assert _entry("/did psych test").sub == ""
    assert _entry("/d psy").text == "psy"
    assert _entry("/response teach me").sub == ""


D, R, S, N = Kind.INTERVENTION, Kind.RESPONSE, Kind.OBSERVATION, Kind.NOTE
BEGINNINGS = [
    ("& then he left", D, "", "then he left"),
    ("& MI: asked about Tuesday #1", D, "", "MI: asked about Tuesday"),
    ("&e drew the curve", D, "psy", "drew the curve"),
    ("&e #2 drew the curve", D, "psy", "drew the curve"),
    ("& #1 is the one", D, "", "#1 is the one"),
    ("&", N, "", "&"),
    ("& ", N, "", "& "),
    ("&&", N, "", "&&"),
    ("&& then", N, "", "& then"),
    ("&co came along", N, "", "&co came along"),
    ("&c so on", N, "", "&c so on"),
    ("&amp", N, "", "&amp"),
    ("&e", N, "", "&e"),
    ("< nodded", R, "", "nodded"),
    ("<t so it peaks", R, "t", "so it peaks"),
    ("<t 5 things", R, "t", "5 things"),
    ("< 5 min late", N, "", "< 5 min late"),
    ("< -3 on the scale", N, "", "< -3 on the scale"),
    ("<3", N, "", "<3"),
    ("<18", N, "", "<18"),
    ("<- look back", N, "", "<- look back"),
    ("<t", N, "", "<t"),
    ("<<", N, "", "<<"),
    ("<< 5 min", N, "", "<< 5 min"),
    ("<tired> he said", N, "", "<tired> he said"),
    ("( laughed", S, "", "laughed"),
    ("( laughed)", S, "", "laughed"),
    ("( laughed )", S, "", "laughed "),
    ("( laughed (softly)", S, "", "laughed (softly)"),
    ("( laughed (softly))", S, "", "laughed (softly)"),
    ("( laughed) #1", S, "", "laughed"),
    ("(she laughed)", N, "", "(she laughed)"),
    ("(1) sleep", N, "", "(1) sleep"),
    ("( )", N, "", "( )"),
    ("((aside))", N, "", "((aside))"),
    ("&amp; so on", N, "", "&amp; so on"),
    ("&ex post", N, "", "&ex post"),
    ("& 5 min of breathing", D, "", "5 min of breathing"),
    ("<t ", N, "", "<t "),
    ("<3 you", N, "", "<3 you"),
    ("<  .5 g", N, "", "<  .5 g"),
    ("< >", R, "", ">"),
    ("((", N, "", "(("),
    ("(( ", N, "", "( "),
    ("( ", N, "", "( "),
    ("(a) first", N, "", "(a) first"),
    ("( (a) first)", S, "", "(a) first"),
    ("(", N, "", "("),
    ("！ n", N, "", "！ n"),
    ("＆ then", N, "", "＆ then"),
    ("＜ nodded", N, "", "＜ nodded"),
    ("（ laughed", N, "", "（ laughed"),
    ("!nothing", N, "", "!nothing"),
    ("!f", N, "", "!f"),
    ("!n", Kind.RISK, "n", ""),
    ("!n with mother", Kind.RISK, "n", "with mother"),
    ("!d", N, "", "!d"),
    ("!!", N, "", "!!"),
    ("!no", N, "", "!no"),
    (">>", N, "", ">>"),
    (">r #1 done", Kind.GOAL, "r", "done"),
    (">m #1 for me", Kind.GOAL, "m", "#1 for me"),
    ("> #1 of all", Kind.GOAL, "", "#1 of all"),
    ('" #1 in my life', Kind.WORDS, "", "#1 in my life"),
]


@pytest.mark.parametrize(("typed", "kind", "sub", "text"), BEGINNINGS)
def test_ordinary_beginnings_stay_words(
    typed: str, kind: Kind, sub: str, text: str
) -> None:
    entry = _entry(typed)

    assert (entry.kind, entry.sub, entry.text) == (kind, sub, text)
    assert entry.lead + entry.text + entry.trail == typed
    assert len(BEGINNINGS) >= 60


def test_a_doubled_mark_keeps_words_that_would_be_marked() -> None:
    assert _entry("&& then").text == "& then"
    assert _entry("(( laughed)").text == "( laughed)"
    assert _entry("<< nodded").text == "< nodded"


@pytest.mark.parametrize(
    ("typed", "tab"),
    [
        ("/agenda", Tab.AGENDA),
        ("/notes", Tab.NOTES),
        ("/note", Tab.NOTES),
        ("/goals", Tab.GOALS),
        ("/g", Tab.GOALS),
        ("/strengths ", Tab.STRENGTHS),
        ("/helped", Tab.HELPED),
        ("/differently", Tab.HELPED),
        ("/summary", Tab.SUMMARY),
    ],
)
def test_a_word_of_a_tab_with_nothing_after_it_goes_there(typed: str, tab: Tab) -> None:
    assert read_line(typed, NOTES) == Goto(tab=tab)


def test_stepping_back_needs_no_words() -> None:
    entry = _entry("/back")
    assert (entry.kind, entry.text) == (Kind.STEPPED_BACK, "")


def test_how_homework_went_needs_no_words() -> None:
    for mark in ("@3", "@3 "):
        entry = _entry(mark)
        assert (entry.kind, entry.sub, entry.text) == (Kind.HOMEWORK, "3", "")


@pytest.mark.parametrize("row", COMMANDS, ids=lambda row: row.command)
def test_every_command_can_be_typed(row: CommandRow) -> None:
    for word in row.words:
        more = " some thing " if row.argument else ""
        reading = read_line(f"/{word}{more}", NOTES)
        assert isinstance(reading, SlashCommand | Goto)
        if isinstance(reading, SlashCommand):
            assert reading == SlashCommand(command=row.command, argument=more.strip())


@pytest.mark.parametrize(
    "text",
    [
        "/last week was better than the one before",
        "/undo the damage he said",
        "/quit smoking is his goal",
        "/rest is what she needs",
        "/home/anna",
        "/n/a",
    ],
)
def test_words_behind_a_command_that_stands_alone_are_kept(text: str) -> None:
    entry = _entry(text)
    assert (entry.kind, entry.text) == (Kind.NOTE, text)
    assert entry.remark


def test_a_quote_within_the_clients_words_stays_whole() -> None:
    assert _entry('" b said "hi"').text == 'b said "hi"'
    assert _entry('"better than Sunday"').text == "better than Sunday"
    assert _entry('"he said "hi" to me"').text == 'he said "hi" to me'


def test_a_long_line_behind_the_rating_mark_is_read_at_once() -> None:
    entry = _entry("= " + " " * 100_000 + "x")
    assert entry.kind is Kind.NOTE


def test_many_lines_are_one_entry() -> None:
    entry = _entry("first\nsecond\n\n+ not a strength\nlast #1")

    assert entry.kind is Kind.NOTE
    assert entry.text == "first\nsecond\n\n+ not a strength\nlast"
    assert entry.goal == 1


def test_a_hundred_thousand_characters_are_read_at_once() -> None:
    text = "word " * 20_000

    assert _entry(text).text == text
    assert _entry("= " + text).kind is Kind.NOTE
    assert _entry("@ " + text + "%60").likely == 60


def test_whose_line_it_is() -> None:
    assert _entry("+ rang my brother").author is Author.CLIENT
    assert _entry("/did listened").author is Author.THERAPIST
    assert _entry("^r he'd see me there").author is Author.CLIENT


NOT_UNDERSTOOD = ("= #1", "= mood", "=  11", "@9", "!x means it", "/conset yes", "+w ")


@pytest.mark.parametrize("tab", [Tab.AGENDA, Tab.GOALS, Tab.STRENGTHS, Tab.HELPED])
@pytest.mark.parametrize("line", NOT_UNDERSTOOD)
def test_what_is_not_understood_is_a_note_on_every_tab(line: str, tab: Tab) -> None:
    entry = read_line(line, Context(tab=tab, goals=frozenset({1})))

    assert isinstance(entry, Entry)
    assert (entry.kind, entry.text) == (Kind.NOTE, line)
    assert entry.remark.endswith("; kept as a note.")
