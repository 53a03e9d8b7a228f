"""What a therapist may set of their own, and the sentence for what cannot be."""

from __future__ import annotations

import time
import tomllib
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.prints.formats import FORMATS
from sessiontui.domain.session.closing_questions import CLOSING
from sessiontui.domain.session.open_questions import Moment
from sessiontui.errors import UsageError
from sessiontui.settings.model import ClosingQuestions, Settings, load_settings
from sessiontui.settings.zone import go_by_zone
from sessiontui.ui.keymap import check_keys

if TYPE_CHECKING:
    from collections.abc import Mapping

EXAMPLE = Path(__file__).parents[1] / "docs" / "settings.toml"


def load(folder: Path, text: str) -> Settings:
    file = folder / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings(file)


def test_where_nothing_is_set_the_ways_are_the_usual_ones() -> None:
    assert Settings().preferences() == Preferences()
    assert Preferences().closing == CLOSING
    assert Preferences().titles[Tab.GOALS] == "Goals"


def test_closing_questions_in_any_language(tmp_path: Path) -> None:
    preferences = load(
        tmp_path,
        "[closing]\n"
        'helped = "  Was war heute\u2028 am hilfreichsten? "\n'
        'more = ["Was nimmst du mit?", "今日の一言は？"]\n',
    ).preferences()

    assert [(prompt.kind, prompt.question) for prompt in preferences.closing] == [
        (Kind.HELPED, "Was war heute am hilfreichsten?"),
        (Kind.DIFFERENTLY, "What could we do differently for our next session?"),
        (Kind.ANSWER, "Was nimmst du mit?"),
        (Kind.ANSWER, "今日の一言は？"),
    ]


def test_lines_that_end_in_cr_alone_are_lines(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_bytes(b'[therapist]\rname = "A. Lee"\r')

    assert load_settings(file).therapist.name == "A. Lee"


def test_the_goals_may_be_called_otherwise(tmp_path: Path) -> None:
    preferences = load(tmp_path, "goals_label = ' was  ich   will '").preferences()

    assert preferences.goals_label == "was ich will"
    assert preferences.titles[Tab.GOALS] == "Was ich will"


def test_what_new_sessions_begin_with(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "court.txt.j2").write_text("{{ client }}")
    preferences = load(
        tmp_path,
        'format = "court"\nheld = " in\\u001b  person "\npresent = "client only"\n',
    ).preferences()

    assert (preferences.format, preferences.held, preferences.present) == (
        "court",
        "in person",
        "client only",
    )


def test_a_print_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, 'format = "court"')

    assert str(caught.value) == (
        f"{tmp_path / 'settings.toml'}: format: there is no such print. "
        f"There are these prints: {', '.join(FORMATS)}."
    )


def test_a_head_has_room_for_so_much(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="present: give at most 120 characters"):
        load(tmp_path, f"present = '{'x' * 121}'")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[closing]\nhelped = ' '", "closing.helped: a question has 1 to 200 char"),
        (
            f"[closing]\ndifferently = '{'x' * 201}'",
            "closing.differently: a question has 1 to 200 characters.",
        ),
        (
            "[closing]\nmore = ['a?', '\u2028']",
            "closing.more number 2: a question has 1 to 200 characters.",
        ),
        (
            "[closing]\nmore = ['a?','b?','c?','d?','e?','f?']",
            "closing.more: there may be at most 5 more questions.",
        ),
        ("[closing]\nmore = ['a?','a?']", "closing.more: one question stands there"),
        (
            "[closing]\nmore = 'a?'",
            'wants a list, such as ["…"], not "a?".',
        ),
        (
            "[closing]\nbest = 'x'",
            "closing.best: there is no such setting. There are: helped, differently,",
        ),
        ("[snippets]\na = 'x'", "snippets.a: an abbreviation has 2 to 20 characters"),
        (f"[snippets]\n{'a' * 21} = 'x'", "an abbreviation has 2 to 20 characters"),
        ("[snippets]\n'a b' = 'x'", "snippets.a b: an abbreviation has 2 to 20"),
        ("[snippets]\nab = ' '", "snippets.ab: a snippet has 1 to 2,000 characters."),
        (f"[snippets]\nab = '{'x' * 2001}'", "a snippet has 1 to 2,000 characters."),
        ("[snippets]\nab = 3", "snippets.ab wants words in quotation marks, not 3."),
        ("[questions]\ngoals = ['']", "questions.goals number 1: a question has 1 to"),
        ("[questions]\nmiddle = ['x?']", "questions.middle wants one of 'opening'"),
        ("goals_label = ''", "goals_label: the label has one to 3 words"),
        ("goals_label = 'a b c d'", "goals_label: the label has one to 3 words"),
        ("goals_label = 'fifteen letters'", "at most 14 characters."),
        ("goals_label = 'Agenda'", "/Agenda means something else; take another word"),
        ("goals_label = 'undo'", "/undo means something else; take another word."),
        ("frame = 'cbtt'", "frame: there is no such frame. Did you mean cbt?"),
        ("lock_minutes = -1", "lock_minutes: give 0 to 480 minutes; 0 is never."),
        ("lock_minutes = nan", "lock_minutes: give 0 to 480 minutes; 0 is never."),
        ("lock_minutes_outside = 1e9", "lock_minutes_outside: give 0 to 480 minutes"),
        ("lock_minutes = 'soon'", 'lock_minutes wants a number, not "soon".'),
        ("[backups]\nkeep = -1", "backups.keep wants 0 or more, not -1."),
        ("[backups]\nnumber = 3", "There are: keep, folder."),
        (
            "[keep]\nrecord_years = 'x'",
            'record_years wants a whole number, not "x".',
        ),
        *(
            (f"{setting} = {word}", f"number, not {word}.")
            for setting in (
                *("keep.psychotherapy_notes_months", "keep.record_years", "minutes"),
                *("backups.keep", "lock_minutes", "lock_minutes_outside", "text_width"),
            )
            for word in ("true", "false", '"50"')
        ),
        ("[themes.dusk]\ndark = true", "themes.dusk.text is missing."),
        ("[themes.dusk]\ntxt = ''", "themes.dusk.txt: there is no such setting."),
        ("minutes = 'fifty'", 'minutes wants a whole number, not "fifty".'),
        ("minutes = 4", "minutes wants 5 or more, not 4."),
        ("minutes = 1000", "minutes wants 480 at most, not 1000."),
        ("minutes = 50.5", "minutes wants a whole number, not 50.5."),
        ("mouse = 1", "mouse wants true or false, not 1."),
        ("mouse = 'yes'", 'mouse wants true or false, not "yes".'),
        ("plain = 0", "plain wants true or false, not 0."),
        ("closing = 'x'", "closing wants lines of its own below its name in [ ]"),
        ("keys = 'x'", "keys wants lines of its own below its name in [ ]"),
        ("minuts = 3", "minuts: there is no such setting. Did you mean minutes?"),
        ("[closing]\nhelpd = 'x'", "closing.helpd: there is no such setting. Did you"),
        ("colour = 1", "colour: there is no such setting. All there are: "),
    ],
)
def test_what_cannot_be_is_told_in_a_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, text)

    assert str(tmp_path / "settings.toml") in str(caught.value)
    assert sentence in str(caught.value)


def keys_of(values: Mapping[str, object]) -> set[str]:
    return set(values)


def names_of(part: type[Settings | ClosingQuestions]) -> set[str]:
    return {field.name for field in fields(part)}


def test_the_example_holds_every_setting_and_nothing_else() -> None:
    settings = load_settings(EXAMPLE)
    values = tomllib.loads(EXAMPLE.read_text(encoding="utf-8"))

    assert keys_of(values) == names_of(Settings)
    assert keys_of(values["closing"]) == names_of(ClosingQuestions)
    assert keys_of(values["questions"]) == {moment.value for moment in Moment}
    assert values["snippets"]
    check_keys(settings.keys)


def test_the_example_gives_the_usual_values_where_there_are_any() -> None:
    settings = load_settings(EXAMPLE)
    own = {"keys", "closing", "snippets", "questions", "held", "present"}
    own |= {"therapist", "keep", "themes", "plain", "service", "place", "call"}

    usual = names_of(Settings) - own
    assert {x: getattr(settings, x) for x in usual} == {
        x: getattr(Settings(), x) for x in usual
    }
    assert settings.preferences().closing[:2] == CLOSING
    assert settings.keep.record_years == Settings().keep.record_years


def test_who_signs_is_the_name_with_the_licence_and_nobody_without_a_name(
    tmp_path: Path,
) -> None:
    named = load(tmp_path, "[therapist]\nname = ' R.  Amadi '\nlicence = 'LMFT 1'")
    assert named.preferences().signer == "R. Amadi, LMFT 1"
    assert load(tmp_path, "[therapist]\nlicence = 'LMFT 1'").preferences().signer == ""
    with pytest.raises(UsageError, match=r"therapist\.name: it has at most 60"):
        load(tmp_path, f"[therapist]\nname = '{'x' * 61}'")
    with pytest.raises(UsageError, match=r"therapist\.title: .* There are: name, lic"):
        load(tmp_path, "[therapist]\ntitle = 'Dr'")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '[themes.dusk]\ntext = "#333333"\nbackground = "#222222"',
            "themes.dusk: text on background has a contrast of 1.3; it needs 4.5",
        ),
        (
            '[themes.dusk]\ntext = "white"\nbackground = "#222222"',
            "themes.dusk.text: a colour is written as #rrggbb",
        ),
        (
            '[themes.dusk]\ntext = "#ffffff"\nbackground = "#222222"\nred = "#ff0000"',
            "themes.dusk.red: there is no such setting. There are: dark, text,",
        ),
        ('[themes."No!"]\ntext = "#ffffff"\nbackground = "#222222"', "small letters"),
        (
            'keys_preset = "vim"',
            "keys_preset: there is no such set of keys. There are: emacs, f-keys.",
        ),
    ],
)
def test_colours_and_key_sets_that_cannot_be_are_told_in_a_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path, text)
    assert sentence in str(caught.value)


def test_ones_own_keys_go_on_from_the_set_that_comes_along(tmp_path: Path) -> None:
    settings = load(tmp_path, 'keys_preset = "f-keys"\n[keys]\nrest = "ctrl+b"')
    assert settings.chosen_keys["rest"] == "ctrl+b"
    assert settings.chosen_keys["tab.agenda"] == "f1"


def test_a_zone_that_nobody_knows_is_told_and_a_known_one_is_gone_by(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    path = tmp_path / "settings.toml"
    for name in ("Mars/Base", "../etc", "/etc/passwd"):
        path.write_text(f'timezone = "{name}"\n', encoding="utf-8")
        with pytest.raises(UsageError, match="timezone: there is no such zone"):
            go_by_zone(path)
        with pytest.raises(UsageError, match="there is no such zone"):
            load_settings(path)
    path.write_text('timezone = "Asia/Tokyo"\n', encoding="utf-8")
    go_by_zone(path)
    assert datetime(2026, 3, 10, tzinfo=UTC).astimezone().hour == 9
    monkeypatch.undo()
    time.tzset()
