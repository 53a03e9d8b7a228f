"""The print of a session: which one, what heads it, and risk that stays in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from tests.story import TUESDAY, Clock, type_all

from sessiontui.domain.grammar.unparse import spelled
from sessiontui.domain.kinds.lookup import ROWS, Kind, Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.domain.progress.phrases import path_of
from sessiontui.errors import UsageError
from sessiontui.services.caseload import Caseload

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.services.session.session import LiveSession
    from sessiontui.store.record import Record

SLOTS = ["", *(sub.letter for sub in ROWS[Kind.RISK].subs)]
CLINICAL = [name for name, chosen in FORMATS.items() if not chosen.for_client]
PRACTICE = [name for name, chosen in FORMATS.items() if chosen.practice]


@pytest.fixture
def templates(record: Record) -> Path:
    folder = record.paths.templates
    folder.mkdir(parents=True)
    return folder


def test_how_it_is_held_and_who_is_there_head_every_clinical_print(
    live: LiveSession, caseload: Caseload
) -> None:
    assert live.enter("/held video", Tab.NOTES).changed
    assert live.enter("/present client,  mother", Tab.NOTES).changed

    for name in CLINICAL:
        head = live.prints.summary(name, 0).splitlines()[1]
        assert head.endswith("  video  client, mother")
    assert "mother" not in live.prints.summary("takehome")
    again = caseload.past(live.state.client).state.session
    assert (again.held, again.present) == ("video", "client, mother")


def test_what_does_not_fit_one_row_of_the_head_has_a_name_and_a_row(
    live: LiveSession,
) -> None:
    who = "client; mother and father for the first fifteen minutes, then client only"
    _head(live, ["/held video", f"/present {who}", "slept"])
    for name in CLINICAL:
        rows = live.prints.summary(name, 0).splitlines()
        assert rows[1:3] == ["Tue 2026-03-10  start 10:02  video", f"Present: {who}"]

    how = "video, the practice's own system, client on a tablet with headphones"
    where = "at the sister's, a room with a door that shuts, number for the day noted"
    _head(live, [f"/held {how}", f"/place {where}"])
    for name in CLINICAL:
        note = live.prints.summary(name, 0)
        assert f" 10:02\nHeld: {how}\nPresent: {who}\n" in note
        assert f"\nClient's place: {where}\n" in note


def test_it_is_taken_out_again_and_nothing_is_printed_of_it(live: LiveSession) -> None:
    live.enter("/held video", Tab.NOTES)
    live.enter("/held -", Tab.NOTES)

    assert live.state.session.held == ""
    assert "video" not in live.prints.summary()


def _head(live: LiveSession, typed: list[str]) -> None:
    for words in typed:
        live.enter(words, Tab.NOTES)


def _later(
    caseload: Caseload, clock: Clock, typed: list[str], days: int = 7
) -> LiveSession:
    """A later session of the same client, with these lines."""
    clock.forward(days=days)
    live = caseload.open("KESTREL-4")
    _head(live, typed)
    return live


def test_the_place_and_the_service_of_one_session_are_not_carried_over(
    record: Record, clock: Clock
) -> None:
    usual = Preferences(service="individual psychotherapy", place="Mill Lane")
    caseload = Caseload(record, clock, preferences=usual)
    live = caseload.open("KESTREL-4")
    _head(live, ["/held video", "/place at home, Leeds", "/service family therapy"])
    for name in CLINICAL:
        about = live.prints.summary(name, 0).splitlines()[2:4]
        assert about == [
            "family therapy",
            "Client's place: at home, Leeds   Therapist's place: Mill Lane",
        ]
    clock.forward(days=7)
    live = caseload.open("KESTREL-4")
    _head(live, ["/held by phone"])

    about = live.prints.summary("soap", 0).splitlines()[2:4]
    assert about == [
        "individual psychotherapy",
        "Client's place: not recorded   Therapist's place: Mill Lane",
    ]
    _head(live, ["/held in person"])
    assert "Place: Mill Lane" in live.prints.summary("soap", 0).splitlines()
    _head(live, ["/place a home visit"])
    assert "Place: a home visit" in live.prints.summary("soap", 0).splitlines()
    _head(live, ["/place -", "/service couple", "/service -"])
    about = live.prints.summary("soap", 0).splitlines()[2:4]
    assert about == ["individual psychotherapy", "Place: Mill Lane"]


def test_nothing_is_said_of_a_place_that_nobody_told(live: LiveSession) -> None:
    live.enter("/held in person", Tab.NOTES)

    assert "place" not in live.prints.summary("soap").casefold()


def test_a_place_changed_behind_the_signature_is_found(
    caseload: Caseload, record: Record
) -> None:
    live = caseload.open("KESTREL-4")
    _head(live, ["/place at home", "/service family therapy", "a line"])
    sheet = record.signatures.content(live.state.session, 0)

    assert '"place":"at home"' in sheet
    assert '"service":"family therapy"' in sheet


@pytest.mark.parametrize("word", ["held", "present", "place", "service"])
def test_alone_the_word_asks_and_changes_nothing(live: LiveSession, word: str) -> None:
    live.enter(f"/{word} as it was", Tab.NOTES)
    outcome = live.enter(f"/{word}", Tab.NOTES)

    assert f"/{word} -" in outcome.remark
    assert not outcome.changed
    assert getattr(live.state.session, word) == "as it was"


def test_what_is_too_long_for_a_head_stays_on_the_line(live: LiveSession) -> None:
    with pytest.raises(UsageError, match="at most 120"):
        live.enter("/present " + "x" * 121, Tab.NOTES)


def test_new_sessions_begin_as_the_settings_say(record: Record, clock: Clock) -> None:
    preferences = Preferences(format="girp", held="in person", present="client only")
    caseload = Caseload(record, clock, preferences=preferences)
    live = caseload.open("KESTREL-4")
    type_all(live, ["a line"])
    other = caseload.open("HERON-2")
    type_all(other, ["for the other"])
    clock.forward(days=7)
    live = caseload.open("KESTREL-4")
    moved = type_all(live, ["a line of theirs"])
    live.edits.move(tuple(moved), "HERON-2")

    for code, numbers in {"KESTREL-4": (1, 2), "HERON-2": (1, 2)}.items():
        client = caseload.find_client(code)
        for number in numbers:
            text = caseload.past(client, number).prints.summary()
            assert "format GIRP" in text
            assert "  in person  client only\n" in text


def test_a_session_keeps_its_print_whatever_the_settings_say_later(
    record: Record, clock: Clock
) -> None:
    Caseload(record, clock, preferences=Preferences(format="girp")).open("KESTREL-4")

    live = Caseload(record, clock, preferences=Preferences(format="soap")).open(
        "KESTREL-4"
    )
    assert live.state.session.format == "girp"


def test_a_format_of_ones_own(live: LiveSession, templates: Path) -> None:
    (templates / "court.txt.j2").write_text("{{ client }}: {{ lines | length }}\n")
    type_all(live, ["one", "two"])

    assert live.enter("/format court", Tab.NOTES).goto is Tab.SUMMARY
    assert live.prints.summary() == "KESTREL-4: 2\n"
    assert live.prints.write_summary().name.endswith(".court.txt")
    assert ", court." in live.enter("/format cour", Tab.NOTES).remark


def test_a_template_that_is_off_is_not_taken(
    live: LiveSession, templates: Path
) -> None:
    (templates / "court.txt.j2").write_text("{{ client }}\n{{ nope }}\n")
    with pytest.raises(UsageError) as caught:
        live.enter("/format court", Tab.NOTES)

    assert str(caught.value) == "Template court.txt.j2, line 2: 'nope' is undefined."
    assert live.state.session.format == "summary"


def test_a_template_that_is_gone_is_told_with_what_helps(
    live: LiveSession, templates: Path
) -> None:
    file = templates / "court.txt.j2"
    file.write_text("{{ client }}")
    live.enter("/format court", Tab.NOTES)
    file.unlink()
    with pytest.raises(UsageError) as caught:
        live.prints.summary()

    assert str(file) in str(caught.value)
    assert "/format summary" in str(caught.value)
    live.enter("/format summary", Tab.NOTES)
    assert "SESSION SUMMARY" in live.prints.summary()


# Risk


@pytest.mark.parametrize("kind", ["private", "~", "scratch", "."])
@pytest.mark.parametrize("letter", SLOTS)
def test_no_slot_of_a_risk_can_be_made_private_or_scratch(
    record: Record, live: LiveSession, letter: str, kind: str
) -> None:
    (line,) = type_all(live, [f"!{letter} means asked"])
    outcome = live.enter(f"/retag {kind}", Tab.NOTES, line)

    assert outcome.remark == "A risk line stays in the record."
    assert (line.kind, line.sub) == (Kind.RISK, letter)
    assert live.state.lines == (line,)
    assert not record.private_notes.notes(live.state.session.id)


@pytest.mark.parametrize("mark", ["~ ", ". ", "/private ", "/scratch ", "/p "])
@pytest.mark.parametrize("letter", SLOTS)
def test_no_edit_makes_it_private_or_scratch(
    record: Record, live: LiveSession, letter: str, mark: str
) -> None:
    (line,) = type_all(live, [f"!{letter} means asked"])
    outcome = live.edits.edit(line, f"{mark}means asked")

    assert outcome.line is not None
    assert (outcome.line.kind, outcome.line.sub) == (Kind.RISK, letter)
    assert "means asked" in live.prints.summary()
    assert not record.private_notes.notes(live.state.session.id)


def test_among_several_that_are_retagged_risk_stays(live: LiveSession) -> None:
    lines = type_all(live, ["a note", "!w no plan, brother there", "another"])
    live.enter("/retag private", Tab.NOTES, None, tuple(lines))

    assert [line.kind for line in live.state.lines] == [Kind.RISK]


def test_the_slots_by_mark_and_by_word(live: LiveSession) -> None:
    lines = type_all(
        live,
        [
            "! better off without me",
            "!c alone at weekends",
            "/protective brother stays tonight",
            "/why no plan, no means",
            "!f call Thu 9am",
            "!l low: wants to be at the wedding",
            "!m asked; none at home",
            "/safety ring the brother, then the line",
        ],
    )

    assert "".join(line.sub for line in lines) == "cpwflms"
    for name in CLINICAL:
        printed = " ".join(live.prints.summary(name).split())
        assert "Not recorded" not in printed
        assert "Contributing factors: alone at weekends" in printed
        assert "Level as judged: low: wants to be at the wedding" in printed
        assert "Means: asked; none at home" in printed
        assert "Safety plan: ring the brother, then the line" in printed
        assert "Reasoning: no plan, no means" in printed


@pytest.mark.parametrize("text", ["!why now", "!can't say", "!call", "!c", "!w"])
def test_a_letter_counts_only_with_a_space_behind_it(
    live: LiveSession, text: str
) -> None:
    (line,) = type_all(live, [text])

    assert (line.kind, line.text) == (Kind.NOTE, text)


def test_a_risk_line_that_was_taken_out_leaves_no_empty_block(
    live: LiveSession,
) -> None:
    lines = type_all(live, ["! means asked"])
    live.edits.remove(tuple(lines))

    assert "RISK" not in live.prints.summary("summary")
    assert "RISK\n nothing recorded about risk today" in live.prints.summary("girp")
    assert "Not recorded" not in live.prints.summary("girp")


def test_a_print_compares_a_rating_with_the_one_before(
    live: LiveSession, record: Record, clock: Clock
) -> None:
    type_all(live, ["> sit there", "= #1 1", "= #1 2", "= mood 5"])
    clock.forward(days=7)
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi, LMFT"))
    later = caseload.open("KESTREL-4")
    type_all(later, ["= #1 3", "= mood 4", "= energy 4"])

    printed = later.prints.summary("soap")
    assert "Rating 3/10 (2/10 on 2026-03-10)" in printed
    assert "mood 4/10 (5/10 on 2026-03-10)" in printed
    assert "energy 4/10\n" in printed
    assert "\nBy R. Amadi, LMFT\n" in printed
    told = " ".join(later.prints.summary("narrative").split())
    assert "the goal 3/10 (2/10 on 2026-03-10)" in told


def test_a_print_says_which_response_answers_what(live: LiveSession) -> None:
    type_all(live, ["> one", "> two", "& drew the curve #1", "& planned a walk #2"])
    type_all(live, ["< nodded #1", "/back slowly"])

    for name in ("soap", "birp", "girp", "pirp"):
        printed = live.prints.summary(name)
        assert re.search(r"nodded \(after \d\d:\d\d\)  #1", printed)
    assert "   10:02 Response: nodded  #1\n" in re.sub(
        r"10:\d\d", "10:02", live.prints.summary("dap")
    )
    told = " ".join(live.prints.summary("narrative").split())
    assert re.search(r"To what was done at 10:\d\d, the client nodded\.", told)


def test_a_score_of_a_test_is_compared_on_its_own_scale(
    caseload: Caseload, clock: Clock
) -> None:
    type_all(caseload.open("KESTREL-4"), ["= PHQ-9 17/27", "= mood 4"])
    live = _later(caseload, clock, ["= phq-9 19/27", "= GAD-7 12 / 21"])

    soap = live.prints.summary("soap", 0)
    seen = soap.partition("OBJECTIVE")[2].partition("ASSESSMENT")[0]
    assert "phq-9 19/27 (17/27 on 2026-03-10)\n" in seen
    assert "GAD-7 12 / 21\n" in seen
    told = live.prints.summary("narrative", 0)
    assert "Scored: phq-9 19/27 (17/27 on 2026-03-10); GAD-7 12 / 21." in told
    progress = caseload.progress(live.state.client)
    (name, scores), _ = progress.scores
    assert (name, path_of(scores)) == ("PHQ-9", "▅▆  17/27 → 19/27 on 2026-03-17")
    assert [name for name, _ in progress.scales] == ["mood"]


@pytest.mark.parametrize(
    "typed", ["= 19/27", "= #1 19/27", "= PHQ-9 28/27", "= PHQ-9 19", "= PHQ-9 19/"]
)
def test_what_is_no_score_stays_words_and_says_so(
    live: LiveSession, typed: str
) -> None:
    live.enter("> walk", Tab.NOTES)
    done = live.enter(typed, Tab.NOTES)
    assert done.remark.startswith("A rating is a name and 0 to 10")
    assert live.state.lines[-1].kind is Kind.NOTE


def test_a_score_is_edited_and_never_loses_its_number(live: LiveSession) -> None:
    live.enter("= PHQ-9 19/27", Tab.NOTES)
    (line,) = live.state.lines
    assert spelled(line, frozenset()) == "= PHQ-9 19/27"
    live.edits.edit(line, "= PHQ-9 18/27")
    (line,) = live.state.lines
    assert (line.kind, line.text) == (Kind.SCORE, "PHQ-9 18/27")
    with pytest.raises(UsageError, match="PHQ-9 19/27"):
        live.edits.edit(line, "PHQ-9")


def test_the_rating_before_is_that_of_the_day_before_however_late_it_was_typed(
    caseload: Caseload, clock: Clock
) -> None:
    type_all(caseload.open("KESTREL-4"), ["= mood 2", "= imp 7"])
    live = _later(caseload, clock, ["= mood 6", "= importance 5"], days=14)
    said = live.prints.summary("soap", 0)
    assert "mood 6/10 (2/10 on 2026-03-10)" in said
    assert "importance 5/10 (7/10 on 2026-03-10)" in said


def test_a_goal_that_rests_is_not_told_as_one_that_is_worked_on(
    caseload: Caseload, clock: Clock
) -> None:
    type_all(caseload.open("KESTREL-4"), ["> sleep", "> eat lunch", ">z #2 later"])
    live = _later(caseload, clock, ["= #1 4"])
    beside = "Other goal standing: #2 eat lunch (resting)"
    assert beside in live.prints.summary("soap", 0)
    told = live.prints.summary("narrative", 0)
    assert "Also standing: goal 2, “eat lunch” (resting)." in told


@pytest.mark.parametrize("stands", [">z", ">r", ">l"])
def test_what_is_wanted_no_more_is_not_on_the_clients_sheet_whatever_is_done_for_it(
    live: LiveSession, caseload: Caseload, clock: Clock, stands: str
) -> None:
    type_all(live, ["> sleep through the night", "> eat lunch"])
    live.leave()
    clock.forward(days=7)
    later = caseload.open("KESTREL-4")
    type_all(later, [f"{stands} #1", "= #1 6", "@ walk #1"])
    sheet = later.prints.summary("takehome")
    assert "sleep through the night" not in sheet
    assert "eat lunch" in sheet
    assert "walk" in sheet
    type_all(later, [">n #1"])
    assert "sleep through the night" in later.prints.summary("takehome")


def test_the_risks_of_the_last_session_stand_one_below_the_other(
    caseload: Caseload, clock: Clock
) -> None:
    type_all(caseload.open("KESTREL-4"), ["! cutting again", "!f call Thursday"])
    live = _later(caseload, clock, ["/missed no word", "rang"])
    said = live.prints.summary("soap", 0)
    assert (
        "Risk at the last session (2026-03-10):\n"
        " cutting again\n"
        " Follow-up: call Thursday\n"
    ) in said


def test_what_was_done_since_about_the_last_risk_stands_below_it_in_a_missed_hour(
    caseload: Caseload, clock: Clock
) -> None:
    type_all(caseload.open("KESTREL-4"), ["!f call Thursday", "!f write to her"])
    live = _later(caseload, clock, ["/contact phone 10m", "!d she is safe"], days=2)
    live = _later(caseload, clock, ["/missed no word", "rang"], days=5)
    told = (
        "Risk at the last session (2026-03-10):\n"
        " Follow-up: call Thursday\n"
        " Done 2026-03-12: she is safe\n"
        " Follow-up: write to her\n"
    )
    assert told in live.prints.summary("soap", 0)
    clock.forward(days=2)
    later = caseload.open("KESTREL-4")
    later.enter("/contact phone 10m", Tab.NOTES)
    later.enter("!d wrote back", Tab.NOTES)
    assert told in live.prints.summary("soap", 0), "that is of a later day"


def test_a_print_goes_by_the_day_of_service_however_late_that_was_typed(
    caseload: Caseload, clock: Clock
) -> None:
    clock.forward(days=2)
    late = caseload.open("KESTREL-4", new_session=True, day=TUESDAY.date())
    type_all(
        late, ["> sleep", "= #1 2", "= mood 3", "@ walk #1", "/differently less talk"]
    )
    late.leave()
    clock.forward(days=5)
    live = caseload.open("KESTREL-4")
    type_all(live, ["= #1 4", "= mood 5", "@2 twice", "/changed talked less"])

    for name in ("soap", "narrative", "summary"):
        said = live.prints.summary(name, 0)
        assert "2026-03-12" not in said, name
        assert "(2/10 on 2026-03-10)" in said


def test_a_need_that_is_new_is_told_so_once(caseload: Caseload, clock: Clock) -> None:
    live = caseload.open("KESTREL-4")
    type_all(live, ["> sleep", ">g sleep through #1", "> eat"])
    assert "#1 In the client's words: sleep (new today)" in live.prints.summary("soap")
    told = live.prints.summary("narrative", 0)
    assert "“sleep” (new today; in the therapist's words: sleep through)." in told
    assert "“eat” (new today)." in told
    clock.forward(days=7)
    live = caseload.open("KESTREL-4")
    type_all(live, ["= #1 4"])
    for name in ("soap", "narrative"):
        assert "new today" not in live.prints.summary(name)


def test_the_note_of_the_last_hour_says_how_it_ended(
    caseload: Caseload, clock: Clock
) -> None:
    live = caseload.open("FINCH-2")
    ended = "goals reached, agreed today"
    type_all(
        live, [f"/card ended {ended}", "/card how to come back ring me", "/again -"]
    )
    why, back = f"Reason for ending: {ended}", "How to come back: ring me"
    for name in (*PRACTICE, "summary"):
        note = live.prints.summary(name, 0)
        assert "ext session" not in note
        assert note.index(why) < note.index(back)

    live.leave()
    clock.forward(days=30)
    again = caseload.open("FINCH-2")
    type_all(again, ["came back"])
    for name in PRACTICE:
        note = again.prints.summary(name, 0)
        assert why not in note
        assert "ext session" in note


def test_a_next_hour_stands_beside_how_it_ended(live: LiveSession) -> None:
    type_all(live, ["/card ended by the end of May", "/again Tue 10:00"])

    plan = live.prints.summary("soap", 0).partition("PLAN (next)\n")[2]
    assert plan.startswith(
        " Next session: Tue 2026-03-17 10:00\n Reason for ending: by the end of May\n"
    )


@pytest.mark.parametrize("name", PRACTICE)
def test_a_new_objective_stands_before_what_was_aimed_at_before(
    caseload: Caseload, clock: Clock, name: str
) -> None:
    live = caseload.open("FINCH-2")
    type_all(live, ["> sleep", ">g five hours", ">t 7"])
    live.leave()
    clock.forward(days=7)
    live = caseload.open("FINCH-2")
    type_all(live, ["= #1 3", ">g six hours #1"])

    note = live.prints.summary(name, 0)
    assert note.index("six hours") < note.index("7/10")


def test_a_problem_begins_with_the_goals(live: LiveSession) -> None:
    type_all(live, ["came late", "> sleep", "tired", "> eat", "= #2 4", "( pale"])

    problem = live.prints.summary("pirp", 0).partition("PROBLEM\n")[2]
    assert [row[:3] for row in problem.splitlines()[:3]] == [" #1", " #2", "   "]
    assert problem.index("Rating 4/10") < problem.index("came late")


def test_one_moment_of_all_tasks_is_told_once(live: LiveSession) -> None:
    type_all(live, ["@ walk, every evening", "@ write, every evening"])
    assert live.prints.summary("takehome", 0).count("When:") == 1
    when = live.prints.summary("takehome", 0).partition("When:")[2]
    assert when.split("\n")[:2] == ["               every evening", ""]

    type_all(live, ["@ ring him on Sunday"])
    when = live.prints.summary("takehome", 0).partition("When:")[2]
    assert when.split() == ["every", "evening", "every", "evening", "Sunday"]
