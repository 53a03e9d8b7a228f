"""The prints, byte for byte, and what may never stand in them.

The files in golden/ are the contract. After a change that is meant, look at the
difference, then write them anew with: SESSIONTUI_GOLDEN=write pytest tests/domain
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.hours import START, Story, earlier, empty, one_line, rich, wedding

from sessiontui.domain.entities import Line, SessionKind
from sessiontui.domain.kinds.lookup import KINDS, ROWS, Kind, KindRow
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.domain.prints.line_order import followed_up
from sessiontui.domain.prints.render import render
from sessiontui.domain.prints.sections import fill_sections
from sessiontui.domain.prints.words.sentence_leads import capital, with_subject
from sessiontui.domain.session.homework import is_outcome
from sessiontui.domain.text import cell_width, clean, text_columns
from sessiontui.domain.text import one_line as on_one_line

if TYPE_CHECKING:
    from sessiontui.domain.prints.document import Sheet

GOLDEN = Path(__file__).parent / "golden"
WRITE = os.environ.get("SESSIONTUI_GOLDEN") == "write"
CLINICAL = [name for name, chosen in FORMATS.items() if not chosen.for_client]


SHEETS = {"rich": rich, "empty": empty, "one-line": one_line, "wedding": wedding}
CASES = [
    *((story, name, w) for story in SHEETS for name in FORMATS for w in (80, 0)),
    *((story, name, 40) for story in SHEETS for name in ("summary", "takehome")),
    ("wedding", "girp", 40),
]


@pytest.mark.parametrize(("story", "name", "width"), CASES)
def test_the_print_is_what_the_golden_file_says(
    story: str, name: str, width: int
) -> None:
    printed = render(SHEETS[story](), name, width)
    golden = GOLDEN / f"{story}-{name}-{width}.txt"
    if WRITE:
        golden.write_text(printed, encoding="utf-8")

    assert printed == golden.read_text(encoding="utf-8")


def test_no_golden_file_is_forgotten() -> None:
    files = {path.name for path in GOLDEN.glob("*.txt")}

    assert files == {f"{story}-{name}-{width}.txt" for story, name, width in CASES}


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_record_always_gives_the_same_bytes(name: str) -> None:
    assert len({render(rich(), name) for _ in range(3)}) == 1


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("width", [80, 40, 0])
def test_private_and_scratch_stand_in_no_print(name: str, width: int) -> None:
    printed = render(rich(), name, width)

    assert "PRIVATE" not in printed
    assert "SCRATCH" not in printed


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("row", KINDS, ids=lambda row: row.kind)
def test_a_line_is_printed_word_for_word_or_not_at_all(name: str, row: KindRow) -> None:
    for letter in ("", *(sub.letter for sub in row.subs)):
        story = Story()
        more: dict[str, object] = {"value": 4} if row.scale else {"done": True}
        story.add(row.kind, "Rowan tree, half-said …", sub=letter, number=1, **more)
        printed = render(story.sheet(), name, 0)
        shown = row.section(letter, name) is not None
        assert ("Rowan tree, half-said …" in printed) is shown


@pytest.mark.parametrize("name", CLINICAL)
def test_risk_heads_every_clinical_print_and_an_auditor_reads_that_there_is_none(
    name: str,
) -> None:
    printed = render(rich(), name)
    headings = [x for x in printed.splitlines() if x.isupper() and x[:1] != " "]
    nothing = "othing recorded about risk today", "othing was recorded about risk today"

    assert headings[0] == "RISK"
    said = any(words in render(one_line(), name) for words in nothing)
    assert said == FORMATS[name].practice


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_section_says_so_and_nothing_is_invented(name: str) -> None:
    printed = render(empty(), name)
    always = [section for section in FORMATS[name].sections if section.always]

    empty_ones = [x for x in always if x.empty == "none recorded"]
    plan = sum(section.name == "P" for section in empty_ones)
    assert printed.count("none recorded") == len(empty_ones) - plan
    said = "Next session: not recorded"
    if FORMATS[name].prose:
        said = "The next session is not recorded."
    assert printed.count(said) == FORMATS[name].practice


SUBS = [
    (row, letter) for row in KINDS for letter in ("", *(s.letter for s in row.subs))
]
NEVER_TYPED = {Kind.PRIVATE, Kind.SCRATCH, Kind.CARD}


@st.composite
def sessions(draw: st.DrawFn) -> Sheet:
    """Any lines, tied to any others, in any order; each with words of its own."""
    goal = earlier(Kind.GOAL, "EARLIER goal", number=1)
    walks = earlier(Kind.HOMEWORK, "EARLIER walks", id=2)
    rang = earlier(Kind.STRENGTH, "EARLIER strength", id=3)
    story = Story()
    for n in range(draw(st.integers(0, 12))):
        row, letter = draw(st.sampled_from(SUBS))
        about = draw(st.sampled_from([None, 1, 2, 3, *(x.id for x in story.lines)]))
        is_goal = row.kind is Kind.GOAL and not letter
        story.add(
            row.kind,
            f"T{n:03}",
            sub=letter,
            about=about,
            goal=None if is_goal else draw(st.sampled_from([None, 1])),
            number=n + 2 if is_goal else None,
            value=4 if row.scale else None,
            done=draw(st.booleans()),
            builds_on=draw(st.sampled_from([None, 3])),
            at=START + timedelta(minutes=draw(st.integers(0, 50))),
        )
    return story.sheet(goal, walks, rang)


def told(sheet: Sheet, name: str) -> str:
    """All that stands in the sections of a print."""
    sections = fill_sections(sheet, FORMATS[name])
    said = "\n".join(item.text for section in sections for item in section.entries)
    if FORMATS[name].practice:
        said += "\n".join(render(sheet, name, 0).split("\nRISK\n")[0].split("\n"))
    return said


@given(sessions())
def test_each_line_is_printed_once_wherever_its_format_has_a_place(
    sheet: Sheet,
) -> None:
    for name in CLINICAL:
        # Told by itself, a line says what it is about: that is no second time.
        printed = re.sub(
            r"(about: |Let go: (?=T\d{3} \(from))T\d{3}", "", told(sheet, name)
        )
        for line in sheet.lines:
            times = 0 if line.kind in NEVER_TYPED else 1
            if line in followed_up(sheet) and FORMATS[name].practice:
                times = 2
            if line.kind is Kind.DIFFERENTLY:
                # What was changed names the request that it was changed on.
                times += sum(
                    x.kind is Kind.CHANGED and x.about == line.id for x in sheet.lines
                )
            if is_outcome(line) and line.about is not None:
                # Of several that were said of one homework, the last one holds.
                assert printed.count(line.text) <= times
            else:
                assert printed.count(line.text) == times, (name, line.kind, line.sub)


@given(sessions())
def test_what_is_not_recorded_of_a_risk_is_said_once_and_nothing_is_denied(
    sheet: Sheet,
) -> None:
    slots = {"", *(sub.letter for sub in ROWS[Kind.RISK].subs if sub.slot)}
    told_of = {x.sub for x in sheet.lines if x.kind is Kind.RISK}
    here = set() if "n" in told_of and "" not in told_of else told_of & slots
    for name in CLINICAL:
        printed = told(sheet, name)
        assert printed.count("Not recorded: ") == (0 < len(here) < len(slots))
        assert "denie" not in printed


def test_a_risk_that_was_told_whole_leaves_nothing_to_say() -> None:
    story = Story()
    for letter in ("", "c", "p", "w", "f"):
        story.add(Kind.RISK, "told", sub=letter)

    assert "Not recorded" not in render(story.sheet(), "girp")


def test_only_a_signed_print_is_signed() -> None:
    draft = replace(wedding(), session=replace(wedding().session, signed_at=None))

    assert "status SIGNED" in render(wedding(), "girp")
    assert render(wedding(), "girp").endswith("addenda 0\n")
    assert "status draft" in render(draft, "girp")
    assert "Signed" not in render(draft, "girp")


def test_how_it_was_held_and_who_was_there_print_where_they_are_known() -> None:
    unknown = replace(wedding().session, held="", present="")
    printed = render(replace(wedding(), session=unknown), "girp")

    assert "(49 min)  in person  client only\n" in render(wedding(), "girp")
    assert "(49 min)\n" in printed


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("width", [80, 40])
def test_no_line_is_wider_than_the_page(name: str, width: int) -> None:
    for line in render(rich(), name, width).splitlines():
        assert sum(map(cell_width, line)) <= width, line


@given(st.text(min_size=1))
def test_the_clients_words_are_unchanged_where_nothing_is_wrapped(text: str) -> None:
    text = clean(text).replace("\n", " ").strip()
    story = Story()
    story.add(Kind.WORDS, text)

    assert text in render(story.sheet(), "summary", 0)


@given(st.text(st.characters(exclude_categories=())), st.integers(0, 90))
def test_no_stored_text_can_drive_a_terminal_through_a_print(
    text: str, width: int
) -> None:
    story = Story()
    # As if written straight into the record, past every cleaning.
    story.lines.append(replace(Story().add(Kind.NOTE, "x"), text=text))
    printed = render(story.sheet(), "summary", width)

    assert clean(printed) == printed
    assert printed.endswith("\n")


@pytest.mark.parametrize("text", ["{{ 7 * 7 }}", "{% raw %}", "<b>&amp;", "[red]x[/"])
def test_words_that_look_like_code_are_words(text: str) -> None:
    story = Story()
    story.add(Kind.NOTE, text)

    assert text in render(story.sheet(), "summary")


def test_the_clients_sheet_shows_a_task_with_its_smaller_version() -> None:
    printed = render(rich(), "takehome", width=0)

    assert "text him Friday night · or smaller: text him once\n" in printed
    assert "rain\n" not in printed.split("A win")[0]


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(KeyError):
        render(empty(), "nonsense")


TYPED = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Co")), min_size=1, max_size=40
)


LEADS = [
    *("", "asked ", "MI: asked ", "a b c: drew ", "closed her ", "closed ", "Asked "),
    *("\u201c", '"', "(", ". ", "- ", "! ", "# ", "\u2026", "\u4f60\u597d", "first\n"),
]
TAILS = [
    *("", ".", "!", "?", "\u2026", ".\u201d", "\u201d", '."', ")", ".)", ";", ":", ","),
    *(
        "\nsecond",
        "\n\n  third.",
        " \u4f60\u597d",
        "\U0001f468\u200d\U0001f469",
        " / x",
    ),
]


@st.composite
def typed_words(draw: st.DrawFn, number: int) -> str:
    """Any words, with a mark of this line in the middle."""
    lead = draw(st.sampled_from(LEADS) | TYPED)
    tail = draw(st.sampled_from(TAILS) | TYPED)
    return clean(f"{lead}{number}\u2039\u203a{number}{tail}").strip()


def forms(text: str) -> tuple[str, ...]:
    """The words as they may stand in a print: all there, and in their order.

    A label behind a colon goes into brackets, lines of a therapist's become one.
    """
    row = on_one_line(text)
    label, _, rest = row.partition(": ")
    return text, row, capital(row), f"({label}) {rest}"


def set_left(printed: str) -> str:
    """A print without the columns that its rows are set in."""
    return re.sub(r"^ +", "", printed, flags=re.MULTILINE)


@st.composite
def typed_hours(draw: st.DrawFn) -> Sheet:
    """Lines with any words, tied to any others, written in the hour or days later."""
    story, before = Story(), []
    for number, kind in enumerate((Kind.GOAL, Kind.HOMEWORK, Kind.RISK, Kind.PARKED)):
        line = earlier(
            kind,
            f"EARLIER {number}",
            id=number + 1,
            sub="f" if kind is Kind.RISK else "",
            number=1 if kind is Kind.GOAL else None,
        )
        before.append(line)
    for number in range(draw(st.integers(0, 8))):
        row, letter = draw(st.sampled_from(SUBS))
        if row.kind in NEVER_TYPED:
            continue
        at = START + timedelta(minutes=draw(st.integers(0, 50)))
        later = at + timedelta(days=2)
        when = draw(st.sampled_from([{}, {"written": later}, {"changed": later}]))
        is_goal = row.kind is Kind.GOAL and not letter
        every = [None, *(x.id for x in before), *(x.id for x in story.lines)]
        is_answer = row.kind in {Kind.HELPED, Kind.DIFFERENTLY, Kind.ANSWER}
        story.add(
            row.kind,
            draw(typed_words(number)),
            sub=letter,
            number=number + 2 if is_goal else None,
            goal=None if is_goal else draw(st.sampled_from([None, 1, 2])),
            about=draw(st.sampled_from(every)),
            builds_on=draw(st.sampled_from(every)),
            value=1,
            likely=draw(st.sampled_from([None, 60])),
            done=draw(st.booleans()),
            keyed=is_answer and draw(st.booleans()),
            at=draw(st.sampled_from([at, later])),
            **when,
        )
    kind = draw(st.sampled_from(SessionKind))
    sheet = story.sheet(*before, kind=kind, held="phone")
    return replace(sheet, in_english=draw(st.booleans()))


def quotes(sheet: Sheet, line: Line) -> int:
    """How many other lines of the hour name this one by its words."""
    return sum(
        (x.kind is Kind.HOMEWORK and not x.sub and x.builds_on == line.id)
        * (line.kind is Kind.STRENGTH)
        + (x.about == line.id)
        * (
            x.kind is Kind.LET_GO
            or (x.kind is Kind.CHANGED and line.kind is Kind.DIFFERENTLY)
        )
        for x in sheet.lines
    )


@given(typed_hours())
def test_the_narrative_holds_every_text_as_typed_and_once(sheet: Sheet) -> None:
    """Only what leads to the words is ours; a label behind a colon goes in brackets."""
    sheet = replace(sheet, session=replace(sheet.session, kind=SessionKind.HOUR))
    printed = set_left(render(sheet, "narrative", 0))
    done = {x.about for x in sheet.lines if x.sub == "d"}
    for line in sheet.lines:
        mark = re.search(r"\d+\u2039\u203a\d+", line.text)
        in_plan = line.kind is Kind.RISK and line.sub == "f" and line.id not in done
        times = 1 + in_plan + quotes(sheet, line)
        assert mark is not None
        told = printed.count(mark.group())
        if is_outcome(line) and line.about is not None and not told:
            # Of several that were said of one homework, the last one holds.
            continue
        assert told == times, (line.kind, line.sub)
        assert any(set_left(x) in printed for x in forms(line.text)), line


@given(typed_hours())
def test_an_entry_holds_every_text_as_typed(sheet: Sheet) -> None:
    printed = set_left(render(sheet, "narrative", 0))
    for line in sheet.lines:
        corrected = is_outcome(line) and line.about is not None
        if not corrected:
            words = map(set_left, forms(line.text))
            assert any(x in printed for x in words), (line.kind, line.sub)


@given(typed_hours(), st.sampled_from([40, 76, 80]), st.sampled_from([*FORMATS]))
def test_wrapping_takes_nothing_away_and_nothing_in(
    sheet: Sheet, width: int, name: str
) -> None:
    def letters(printed: str) -> str:
        return "".join(printed.split())

    printed = render(sheet, name, width)
    assert letters(printed) == letters(render(sheet, name, 0))
    assert "\t" not in printed
    assert all(text_columns(row) <= width for row in printed.split("\n"))


@pytest.mark.parametrize("letters", ["word ", "\u4f60\u597d", "x", "a\u0301", "row\n"])
@pytest.mark.parametrize("kind", [Kind.WORDS, Kind.NOTE, Kind.INTERVENTION])
def test_a_text_as_long_as_any_is_told_whole(kind: Kind, letters: str) -> None:
    story = Story()
    text = (letters * 10_000)[:10_000].strip()
    story.add(kind, text)

    told = set_left(render(story.sheet(), "narrative", 0))
    assert any(x in told for x in (text, on_one_line(text)))


def test_lines_of_one_kind_go_on_in_one_sentence() -> None:
    story = Story()
    for row, text, more in (
        (Kind.RATING, "mood", {"value": 4}),
        (Kind.RATING, "iPad use", {"value": 5}),
        (Kind.NOTE, "slept badly", {}),
        (Kind.NOTE, "ate little.", {}),
        (Kind.NOTE, "rang nobody", {}),
        (Kind.NOTE, "saw the garden", {"goal": 1}),
        (Kind.OBSERVATION, "tired", {}),
        (Kind.OBSERVATION, "spoke softly", {}),
        (Kind.RATING, "", {"value": 3}),
        (Kind.RATING, "sleep", {"value": 2}),
        (Kind.RATING, "imp", {"value": 7}),
    ):
        story.add(row, text, **more)

    told = render(story.sheet(), "narrative", 0).split("SESSION\n")[1].split("\n")[0]
    assert told == (
        " 10:03 Mood was rated 4/10, iPad use 5/10. Noted: slept badly; ate little."
        " Noted: rang nobody. Noted (goal 1): saw the garden. Observed: tired; spoke"
        " softly. Rated (of what: not recorded): 3/10. Sleep was rated 2/10, Importance"
        " (of what: not recorded) 7/10."
    )


def test_a_sentence_says_what_was_written_or_changed_later() -> None:
    late = START + timedelta(days=2)
    story = Story()
    story.add(Kind.NOTE, "slept badly")
    story.add(Kind.NOTE, "ate little", written=late)
    story.add(Kind.NOTE, "rang nobody", changed=late)
    story.add(Kind.NOTE, "and this", at=late)
    story.add(Kind.RISK, "asked", at=late)

    printed = render(story.sheet(), "narrative", 0)
    assert (
        " 10:03 Noted: slept badly; ate little. (Time set by hand, written 12 Mar"
        " 10:02.) Noted: rang nobody. (Changed 12 Mar.) Noted: and this. (Written 12"
        " Mar 10:02.)\n"
    ) in printed
    assert "\n Concern: asked. (Written 12 Mar 10:02.) Not recorded" in printed


def test_what_stands_under_a_goal_says_that_it_was_written_later() -> None:
    late = START + timedelta(days=2)
    story = Story()
    story.add(Kind.GOAL, "sleep", number=1)
    story.add(Kind.RATING, "", value=3, goal=1, at=late)
    story.add(Kind.RATING, "conf", value=4, goal=1, changed=late)
    story.add(Kind.FORMULATION, "it holds", goal=1, at=late)

    assert (
        "   Rating 3/10 (written 12 Mar 10:02)\n"
        "   Confidence 4/10 (changed 12 Mar)\n"
        "   Clinical impression: it holds (written 12 Mar 10:02)\n"
    ) in render(story.sheet(), "soap")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("asked what a Tuesday is", "The therapist asked what a Tuesday is."),
        ("MI: asked about Tuesday", "The therapist (MI) asked about Tuesday."),
        ("role-played it, twice!", "The therapist role-played it, twice!"),
        ("exposure, near the exit", "The therapist worked with: exposure, near"),
        ("set up a ladder", "The therapist set up a ladder."),
        ("exposure: walked to the exit", "worked with: exposure: walked to the exit."),
        ("walked to the exit with him", "worked with: walked to the exit with him."),
        ("stayed in the meeting", "The therapist worked with: stayed in the meeting."),
        ("exposure: watched landings", "worked with: exposure: watched landings."),
        ("did the breathing with her", "The therapist did the breathing with her."),
        ("marked anxiety at the door", "worked with: marked anxiety at the door."),
        ("set goals", "The therapist worked with: set goals."),
        ("a b c d: asked", "The therapist worked with: a b c d: asked."),
        ("Asked about it", "The therapist worked with: Asked about it."),
        ("summed up the hour", "The therapist summed up the hour."),
        ("CBT: used a thought record", "The therapist (CBT) used a thought record."),
        ("giggled with him", "The therapist worked with: giggled with him."),
    ],
)
def test_only_a_past_form_follows_its_subject(typed: str, told: str) -> None:
    story = Story()
    story.add(Kind.INTERVENTION, typed)

    assert told in render(story.sheet(), "narrative", 0)


def test_in_another_language_words_stand_behind_a_colon() -> None:
    story = Story()
    act = story.add(Kind.INTERVENTION, "let at gå")
    story.add(Kind.RESPONSE, "set at", about=act.id)
    story.add(Kind.CHANGED, "asked om haven")

    printed = render(replace(story.sheet(), in_english=False), "narrative", 0)
    assert "The therapist worked with: let at gå." in printed
    assert "How the client took it: set at." in printed
    assert "this was changed: asked om haven." in printed


def test_what_answers_nothing_that_stands_is_no_answer_to_what_was_done_last() -> None:
    story = Story()
    story.add(Kind.RESPONSE, "nodded")
    story.add(Kind.INTERVENTION, "asked about it")
    story.add(Kind.RESPONSE, "laughed")

    told = render(story.sheet(), "narrative", 0)
    assert " 10:03 The client nodded.\n" in told
    assert " 10:04 The therapist asked about it. Response: laughed.\n" in told


def test_an_act_that_was_set_to_a_later_minute_is_not_what_was_answered() -> None:
    story = Story()
    act = story.add(Kind.INTERVENTION, "drew it", at=START + timedelta(minutes=20))
    story.add(Kind.RESPONSE, "nodded", about=act.id)
    story.add(Kind.STEPPED_BACK, "", about=act.id)

    sheet = story.sheet()
    for name in CLINICAL:
        assert "(after" not in render(sheet, name, 0)
    told = render(sheet, "narrative", 0)
    assert (
        " 10:04 The client nodded. The therapist eased off and followed the client.\n"
        " 10:22 The therapist drew it.\n"
    ) in told
    rows = render(sheet, "dap", 0).splitlines()
    assert rows.index(" 10:04 Response: nodded") < rows.index(
        " 10:22 Intervention: drew it"
    )


def test_no_stop_stands_behind_a_stop() -> None:
    walks = earlier(Kind.HOMEWORK, "three walks.", goal=1)
    story = Story()
    goal = story.add(Kind.GOAL, "sleep", number=1)
    story.add(Kind.GOAL, "six hours.", sub="g", about=goal.id, goal=1)
    story.add(Kind.HOMEWORK, "tired.", sub="1", about=1)
    story.add(Kind.HOMEWORK, "rain.", sub="o", about=1)

    sheet = story.sheet(walks)
    assert "together 1/4: tired. In the way: rain.\n" in render(sheet, "soap", 0)
    told = render(sheet, "narrative", 0)
    assert (
        "\u201csleep\u201d (new today; in the therapist's words: six hours.)\n" in told
    )
    assert "(three walks. Goal 1) was looked at" in told


def test_words_with_quotes_of_their_own_stand_apart() -> None:
    story = Story()
    story.add(Kind.WORDS, "she said \u201cno\u201d")
    story.add(Kind.NOTE, "sat still")
    story.add(Kind.CHANGE_TALK, "\u201cyes\u201d", sub="r", goal=1)
    story.add(Kind.GOAL, "to say \u201cno\u201d", number=1)

    printed = render(story.sheet(), "narrative", 0)
    assert "change (reason) (goal 1):\n   \u201cyes\u201d\n" in printed
    assert " Goal 1 is, in the client's words (new today):\n   to say" in printed
    assert "The client said:\n   she said \u201cno\u201d\n Noted: sat still." in printed


NOTES_OF_PRACTICE = ("summary", "soap", "dap", "birp", "girp", "pirp", "narrative")
_OF_GOALS = "GOALS ASSESSMENT ASSESSMENT GOALS GOAL PROBLEM GOALS"
ELEMENTS = [
    # what an auditor looks for, words of it in the print of a full hour, its heading
    ("whose", "KESTREL-4", "head " * 7),
    ("the day and the minutes", "start 10:02", "head " * 7),
    ("how it was held", "by video", "head " * 7),
    ("where the client was", "Client's place: at home", "head " * 7),
    ("where the therapist was", "Therapist's place: Mill Lane", "head " * 7),
    ("consent to be seen from afar", "Telehealth consent: yes", "head " * 7),
    ("diagnosis", "Problem and diagnosis: panic", "head " * 7),
    ("who was there", "client only", "head " * 7),
    ("who wrote it", "By R. Amadi, LMFT 12345", "head " * 7),
    ("type of service", "individual psychotherapy", "head " * 7),
    ("the signature", "Signed R. Amadi", "end " * 7),
    ("notes discussed", "Notes discussed with the client", "NOTES " + "head " * 6),
    ("what was discussed", "sleep", "AGENDA " + "head " * 6),
    (
        "the goal",
        "sit at that wedding",
        _OF_GOALS,
    ),
    (
        "how far",
        "(2/10 on 2026-03-03)",
        _OF_GOALS,
    ),
    ("importance", "mportance 7/10", _OF_GOALS),
    ("new needs", "sleep past four", _OF_GOALS),
    ("objective", "stay an hour", _OF_GOALS),
    ("aim", "Aimed at: 7/10", _OF_GOALS),
    ("how it stands", "Resting", _OF_GOALS),
    (
        "test score",
        "PHQ-9 12/27",
        "NOTES OBJECTIVE DATA BEHAVIOUR RESPONSE PROBLEM SESSION",
    ),
    (
        "what was said before anything was done",
        "better than Sunday",
        "NOTES SUBJECTIVE DATA BEHAVIOUR RESPONSE PROBLEM SESSION",
    ),
    (
        "functioning",
        "brother will be at the wedding",
        "NOTES SUBJECTIVE DATA BEHAVIOUR RESPONSE PROBLEM SESSION",
    ),
    (
        "coping",
        "breathing out slowly",
        "STRENGTHS SUBJECTIVE DATA BEHAVIOUR RESPONSE RESPONSE SESSION",
    ),
    (
        "change talk",
        "he'd see me there",
        "NOTES SUBJECTIVE DATA RESPONSE RESPONSE PROBLEM SESSION",
    ),
    (
        "the client's pace",
        "Followed the client's pace or then eased off",
        "NOTES PLAN DATA INTERVENTION INTERVENTION INTERVENTION SESSION",
    ),
    (
        "coordination",
        "GP: began",
        "NOTES " + "COORDINATION " * 6,
    ),
    (
        "symptoms",
        "mood 4/10 or Mood was rated 4/10",
        "NOTES SUBJECTIVE DATA BEHAVIOUR RESPONSE PROBLEM SESSION",
    ),
    (
        "what was seen",
        "shoulders came down",
        "NOTES OBJECTIVE DATA BEHAVIOUR RESPONSE RESPONSE SESSION",
    ),
    (
        "technique",
        "adrenaline curve",
        "NOTES PLAN DATA INTERVENTION INTERVENTION INTERVENTION SESSION",
    ),
    (
        "response",
        "it peaks and drops",
        "NOTES OBJECTIVE DATA RESPONSE RESPONSE RESPONSE SESSION",
    ),
    (
        "opinion",
        "keep the alarm going",
        "NOTES ASSESSMENT ASSESSMENT RESPONSE RESPONSE RESPONSE CLINICAL",
    ),
    (
        "what was tried",
        "three walks",
        "HOMEWORK SUBJECTIVE DATA BEHAVIOUR RESPONSE RESPONSE SINCE",
    ),
    (
        "barriers",
        "way: rain",
        "HOMEWORK SUBJECTIVE DATA BEHAVIOUR RESPONSE RESPONSE SINCE",
    ),
    (
        "a win",
        "went out once",
        "STRENGTHS SUBJECTIVE DATA BEHAVIOUR RESPONSE RESPONSE SINCE",
    ),
    ("concern", "better off without me", "RISK " * 7),
    ("factors", "lost her job", "RISK " * 7),
    ("protective", "brother stays tonight", "RISK " * 7),
    ("reasoning", "wants to be there", "RISK " * 7),
    ("level as judged", "low: no plan", "RISK " * 7),
    ("means", "none at home", "RISK " * 7),
    ("safety plan", "agreed, on paper", "RISK " * 7),
    ("follow-up", "call Thu 9am", "RISK " * 7),
    ("follow-up done", "rang her sister", "RISK " * 7),
    ("asked, nothing voiced", "Asked about risk; nothing voiced", "RISK " * 7),
    ("next session", "Tue 2026-03-17 10:00", "NEXT PLAN PLAN PLAN PLAN PLAN PLAN"),
    ("homework", "text my brother", "HOMEWORK PLAN PLAN PLAN PLAN PLAN PLAN"),
    ("how likely", "60%", "HOMEWORK PLAN PLAN PLAN PLAN PLAN PLAN"),
    ("what may be in the way", "phone off", "HOMEWORK PLAN PLAN PLAN PLAN PLAN PLAN"),
    ("let go", "one letter", "NOTES PLAN PLAN PLAN PLAN PLAN PLAN"),
    ("not reached", "work email", "AGENDA PLAN PLAN PLAN PLAN PLAN PLAN"),
    ("for next time", "father called", "NEXT PLAN PLAN PLAN PLAN PLAN PLAN"),
    ("the client's view", "The picture thing.", "WHAT " + "CLIENT " * 6),
    ("a wish", "Less homework talk", "WHAT " + "CLIENT " * 6),
    ("a question of one's own", "that you waited", "WHAT " + "CLIENT " * 6),
    ("acted on", "the garden first", "NOTES " + "CLIENT " * 5 + "SINCE"),
    ("support to challenge", "it: -1 or stated -1", "NOTES " + "CLIENT " * 6),
]


def full_hour() -> Sheet:
    """The wedding's hour by video, with all else that an hour may hold."""
    rated = earlier(Kind.RATING, "", id=9, value=2, goal=1)
    letter = replace(rated, id=8, kind=Kind.HOMEWORK, text="one letter", goal=None)
    sheet, story = wedding(), Story()
    brought: tuple[tuple[Kind, str, str, dict[str, object]], ...] = (
        (Kind.CONSENT, "yes", "", {}),
        (Kind.GOAL, "", "sleep past four", {"number": 2}),
        (Kind.GOAL, "g", "stay an hour", {"about": 1, "goal": 1}),
        (Kind.GOAL, "t", "7", {"about": 1, "goal": 1}),
        (Kind.GOAL, "z", "", {"about": 1, "goal": 1}),
        (Kind.SCORE, "", "PHQ-9 12/27", {}),
        (Kind.STRENGTH, "c", "breathing out slowly", {}),
        (Kind.RISK, "c", "lost her job", {}),
        (Kind.RISK, "w", "wants to be there", {}),
        (Kind.RISK, "l", "low: no plan", {}),
        (Kind.RISK, "m", "none at home", {}),
        (Kind.RISK, "s", "agreed, on paper", {}),
        (Kind.RISK, "d", "rang her sister", {}),
        (Kind.RISK, "n", "", {}),
        (Kind.APPOINTMENT, "", "Tue 2026-03-17 10:00", {}),
        (Kind.TOLD, "", "GP: began", {}),
        (Kind.LET_GO, "", "", {"about": 8}),
        (Kind.ANSWER, "", "that you waited", {}),
        (Kind.CHANGED, "", "the garden first", {}),
        (Kind.PACE, "", "", {"value": -1}),
    )
    for kind, sub, text, more in brought:
        # Ids of their own, in the minute before the last.
        line = story.add(kind, text, sub=sub, at=START + timedelta(minutes=8), **more)
        story.lines[-1] = replace(line, id=line.id + 100)
    goals = (*sheet.goals, story.lines[1])
    return replace(
        sheet,
        session=replace(sheet.session, held="by video", place="at home"),
        lines=(*sheet.lines, *story.lines),
        goals=goals,
        related=(*sheet.related, letter),
        rated_before=(rated,),
        by="R. Amadi, LMFT 12345",
        service="individual psychotherapy",
        place="Mill Lane",
    )


def test_the_full_hour_holds_every_kind_that_is_printed() -> None:
    kinds = {line.kind for line in full_hour().lines}

    assert set(ROWS) - kinds <= NEVER_TYPED
    letters = {(line.kind, line.sub) for line in full_hour().lines}
    assert {(Kind.RISK, sub.letter) for sub in ROWS[Kind.RISK].subs} <= letters


@pytest.mark.parametrize(("what", "words", "places"), ELEMENTS)
def test_an_element_stands_where_it_is_looked_for(
    what: str, words: str, places: str
) -> None:
    sheet = full_hour()
    for name, place in zip(NOTES_OF_PRACTICE, places.split(), strict=True):
        heading, found = "head", ""
        for row in render(sheet, name, 0).splitlines():
            if row[:1] != " " and row.split("(")[0].isupper():
                heading = row.split()[0]
            elif row.startswith("format "):
                heading = "end"
            if any(x in row for x in words.split(" or ")) and not found:
                found = heading
        assert found == place, (what, name)


def test_a_follow_up_stands_in_the_plan_too() -> None:
    for name in ("soap", "dap", "birp", "girp", "pirp", "narrative"):
        plan = render(wedding(), name, 0).rpartition("\nPLAN")[2]
        assert "Risk follow-up: call Thu 9am" in plan


def test_a_follow_up_that_was_done_in_the_hour_is_no_plan() -> None:
    story = Story()
    rung = story.add(Kind.RISK, "ring the sister", sub="f")
    story.add(Kind.RISK, "rang her together", sub="d", about=rung.id)

    for name in CLINICAL:
        printed = render(story.sheet(), name, 0)
        assert printed.count("ring the sister") == 1, name
        assert "Risk follow-up" not in printed, name


def test_what_was_said_of_a_goals_status_is_no_quote() -> None:
    story = Story()
    goal = story.add(Kind.GOAL, "drive again", number=1)
    story.add(Kind.GOAL, "drove to work", sub="r", about=goal.id, goal=1)
    story.add(Kind.GOAL, "for me", sub="m", about=goal.id, goal=1)

    printed = render(story.sheet(), "narrative", 0)
    assert (
        "Reached: drove to work. A reason of their own: \u201cfor me\u201d." in printed
    )


def test_asked_and_nothing_voiced_is_no_unfinished_assessment() -> None:
    story = Story()
    story.add(Kind.RISK, "", sub="n")
    story.add(Kind.RISK, "asked directly", sub="w")

    for name in CLINICAL:
        printed = render(story.sheet(), name, 0)
        assert "Asked about risk; nothing voiced." in printed
        assert "Not recorded" not in printed
        assert "othing recorded about risk" not in printed


def test_what_was_voiced_beside_nothing_voiced_has_its_own_minute() -> None:
    story = Story()
    for letter, text, minute in (
        ("n", "", 3),
        ("", "better off without me", 14),
        ("p", "brother stays", 14),
        ("n", "", 40),
    ):
        at = START + timedelta(minutes=minute)
        story.add(Kind.RISK, text, sub=letter, at=at)

    told = render(story.sheet(), "narrative", 0).split("RISK\n")[1].split("SESSION")[0]
    assert told == (
        " 10:05 Asked about risk; nothing voiced.\n"
        " 10:16 Concern: better off without me. Protective: brother stays.\n"
        " 10:42 Asked about risk; nothing voiced.\n"
        " Not recorded: factors, reasoning, follow-up.\n"
    )
    assert (
        "RISK\n 10:05 Asked about risk; nothing voiced.\n 10:16 better off"
    ) in render(story.sheet(), "soap")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("soap", "nodded (after the second of 10:04)"),
        ("narrative", "To the second of what was done at 10:04, the client nodded."),
    ],
)
def test_of_two_acts_in_one_minute_an_answer_says_which(name: str, told: str) -> None:
    story = Story()
    at = START + timedelta(minutes=2)
    story.add(Kind.INTERVENTION, "drew the curve", at=at)
    act = story.add(Kind.INTERVENTION, "asked about it", at=at)
    story.add(Kind.INTERVENTION, "waited", at=at + timedelta(minutes=3))
    story.add(Kind.RESPONSE, "nodded", about=act.id, at=at + timedelta(minutes=4))

    assert told in render(story.sheet(), name, 0)


@pytest.mark.parametrize("name", [x for x in CLINICAL if x != "minutes"])
def test_what_is_about_a_goal_that_was_removed_says_that_it_is_of_none(
    name: str,
) -> None:
    before = Line(
        id=9, session_id=5, kind=Kind.RATING, text="", value=9, at=START, goal=None
    )
    story = Story()
    story.add(Kind.GOAL, "drive again", number=2)
    story.add(Kind.GOAL, "done", sub="r")
    story.add(Kind.GOAL, "7", sub="t")
    for words in ("", "imp"):
        story.add(Kind.RATING, words, value=2)

    printed = render(replace(story.sheet(), rated_before=(before,)), name, 0)
    assert printed.count("of what: not recorded") == 2
    assert printed.count("of which goal: not recorded") == 2
    assert "9/10" not in printed


@pytest.mark.parametrize("name", [x for x in CLINICAL if x != "minutes"])
def test_what_continues_a_line_that_was_removed_says_so(name: str) -> None:
    story = Story()
    story.add(Kind.HOMEWORK, "rain", sub="o")
    story.add(Kind.HOMEWORK, "", sub="2")
    story.add(Kind.STRENGTH, "at work", sub="s")

    printed = render(story.sheet(), name, 0)
    assert printed.count("of which homework: not recorded") == 2 - (name == "narrative")
    assert printed.count("(which: not recorded)") == (name == "narrative")
    assert "of which strength: not recorded" in printed


def test_a_rating_aimed_at_has_its_scale() -> None:
    story = Story()
    goal = story.add(Kind.GOAL, "drive again", number=1)
    story.add(Kind.GOAL, "7", sub="t", about=goal.id, goal=1)

    for name in CLINICAL:
        assert "Aimed at: 7/10" in render(story.sheet(), name)


def test_a_follow_up_that_was_done_says_which_one_it_answers() -> None:
    asked = earlier(Kind.RISK, "ring her Friday", sub="f")
    story = Story()
    story.add(Kind.RISK, "rang, she laughed", sub="d", about=1)

    told = render(story.sheet(asked), "narrative", 0).split("RISK\n")[1].split("\n")[0]
    assert told == (
        " 10:03 Follow-up of 2026-03-03 (ring her Friday) done: rang, she laughed."
    )


def test_of_two_follow_ups_each_is_told_with_what_was_done_about_it() -> None:
    story = Story()
    first = story.add(Kind.RISK, "ring her", sub="f")
    second = story.add(Kind.RISK, "write to him", sub="f")
    story.add(Kind.RISK, "wrote", sub="d", about=second.id)
    story.add(Kind.RISK, "rang", sub="d", about=first.id)

    told = render(story.sheet(), "narrative", 0).split("RISK\n")[1]
    assert told.startswith(
        " 10:03 Follow-up: ring her. Done: rang. Follow-up: write to him. Done: wrote."
    )


def test_where_an_earlier_strength_shows_up_names_it() -> None:
    rang = earlier(Kind.STRENGTH, "I rang him")
    story = Story()
    story.add(Kind.STRENGTH, "at work, too", sub="s", about=1)

    assert (
        "Where the strength \u201cI rang him\u201d of 2026-03-03 shows up:"
        " \u201cat work, too\u201d."
    ) in render(story.sheet(rang), "narrative", 0)


def test_a_goal_that_was_reached_before_is_not_told_as_reached_today() -> None:
    goal = earlier(Kind.GOAL, "take the lift", weeks=2, number=1)
    reached = replace(goal, id=2, sub="r", number=None, about=1, text="twice a week")
    story = Story()
    story.add(Kind.INTERVENTION, "asked how it holds", goal=1)

    sheet = story.sheet(goal, reached)
    assert "\n   Reached: twice a week (from 2026-02-24)\n" in render(sheet, "soap")
    assert " Reached on 2026-02-24: twice a week.\n" in render(sheet, "narrative", 0)
    rests = story.sheet(goal, replace(reached, sub="z", text=""))
    assert " Resting since 2026-02-24.\n" in render(rests, "narrative", 0)


def test_the_clients_sheet_names_a_moment_only_beside_its_own_task() -> None:
    def when(*tasks: str) -> list[str]:
        story = Story()
        for task in tasks:
            story.add(Kind.HOMEWORK, task)
        return re.findall(r"When: +(.*)", render(story.sheet(), "takehome", 0))

    assert when("write a line each morning") == ["each morning"]
    assert when("write a line each morning", "tea without a phone") == []
    assert when("sit at the long table once") == []


def test_what_was_let_go_leaves_the_plan_and_is_no_feedback() -> None:
    walks = earlier(Kind.HOMEWORK, "three walks")
    story = Story()
    story.add(Kind.LET_GO, "", about=1)
    story.add(Kind.PARKED, "father called")

    sheet = story.sheet(walks)
    assert (
        "\nPLAN (next)\n Next session: not recorded\n For next time: father called\n"
        " Let go: three walks (from 2026-03-03)\nformat"
    ) in render(sheet, "soap")
    told = render(sheet, "narrative", 0)
    assert "father called. Let go: three walks (from 2026-03-03). The next" in told


def test_an_answer_to_what_was_written_later_names_it_so() -> None:
    late = START + timedelta(days=2)
    story = Story()
    act = story.add(Kind.INTERVENTION, "drew the curve", at=late)
    story.add(Kind.INTERVENTION, "asked about it", at=late)
    story.add(Kind.RESPONSE, "nodded", at=late, about=act.id)

    sheet = story.sheet()
    said = "nodded (after the first of what was written 12 Mar 10:02)"
    assert said in render(sheet, "soap", 0)
    told = render(sheet, "narrative", 0)
    assert "To the first of what was written 12 Mar 10:02, the client nodded." in told


def test_behind_a_name_an_act_of_the_body_is_the_clients_where_they_answered() -> None:
    story = Story()
    story.add(Kind.RESPONSE, "grounding: breathed out slowly")

    told = render(story.sheet(), "narrative", 0)
    assert "The client (grounding) breathed out slowly." in told


def test_what_waits_from_before_stands_last_in_every_plan() -> None:
    story = Story()
    left = replace(story.add(Kind.PARKED, "the move to Leeds"), session_id=5)
    sheet = replace(Story().sheet(), waiting=(left,), days={5: date(2026, 3, 3)})
    many = replace(sheet, waiting=(left,) * 11)

    row = "Still waiting from before: the move to Leeds (2026-03-03)"
    for name in FORMATS:
        printed = render(sheet, name, 0)
        assert printed.count(row) == FORMATS[name].practice, name
        if FORMATS[name].practice:
            assert "(2026-03-03); older ones, too" in render(many, name, 0)


def test_the_minutes_tell_what_was_not_reached_under_their_own_title() -> None:
    story = Story()
    story.add(Kind.AGENDA, "letter to the landlord")
    printed = render(story.sheet(), "minutes")

    assert printed.startswith("SESSION MINUTES")
    assert "Agenda (not reached): letter to the landlord" in printed
    called = render(story.sheet(kind=SessionKind.CONTACT), "minutes")
    assert "Agenda: letter to the landlord" in called


def test_a_task_that_is_a_moment_and_nothing_else_is_said_once() -> None:
    story = Story()
    story.add(Kind.HOMEWORK, "two nights")

    assert render(story.sheet(), "takehome", 0).count("two nights") == 1


@pytest.mark.parametrize("name", ["girp", "pirp"])
@pytest.mark.parametrize("kind", [Kind.CHANGE_TALK, Kind.WORDS, Kind.OBSERVATION])
def test_what_came_before_the_first_act_answers_nothing(name: str, kind: Kind) -> None:
    story = Story()
    story.add(kind, "before", at=START)
    story.add(Kind.INTERVENTION, "asked", at=START + timedelta(minutes=1))
    story.add(kind, "behind", at=START + timedelta(minutes=2))
    printed = render(story.sheet(), name, 0)
    responded = printed.partition("Responded")[2]

    assert "behind" in responded
    assert "before" not in responded
    assert "before" in printed


@pytest.mark.parametrize("name", ["girp", "pirp"])
def test_the_impression_has_a_name_among_named_parts(name: str) -> None:
    story = Story()
    story.add(Kind.WORDS, "yes")
    story.add(Kind.FORMULATION, "checking keeps the fear")
    rows = render(story.sheet(), name, 0).splitlines()
    place = rows.index(" Clinical impression")

    assert rows[place + 1].startswith("   ")
    assert rows[place + 1].endswith(" checking keeps the fear")


@pytest.mark.parametrize(
    ("act", "told"),
    [
        ("planned the Friday call with her", True),
        ("gave her the sheet", True),
        ("joined her", True),
        ("listened to him", True),
        ("invited her to name what she did herself", True),
        ("asked whether she slept", True),
        ("asked about his week", True),
        ("validated how they felt", True),
        ("normalised her fear", True),
        ("drew the curve for them", True),
        ("showed her how the scale works", True),
        ("MI: asked what she wants", True),
        ("named what she did herself", False),
        ("named what he did", False),
        ("said they would see", False),
        ("planned his week", False),
        ("drew her family tree", False),
        ("rehearsed their talk with the boss", False),
        ("listed what was hers", False),
        ("noticed themselves", False),
        ("MI: named what she did", False),
    ],
)
def test_nobody_is_taken_for_the_therapist(act: str, told: bool) -> None:
    """Who acts is said only where it can be nobody else."""
    said = with_subject("The therapist", act, "The therapist worked with")

    assert said.startswith("The therapist worked with: ") is not told
