"""A therapist's own settings on the command line: capture, prints, the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.session.open_questions import BANK, Moment

if TYPE_CHECKING:
    from tests.cli.program import Shell

HELPED = "Was war heute am hilfreichsten?"
TAKE = "Was nimmst du mit?"
SETTINGS = f"""
goals_label = "hopes"

[closing]
helped = "{HELPED}"
more = ["{TAKE}"]

[snippets]
hr = "heart rate"

[questions]
closing = ["Wie war das Tempo?"]
"""


@pytest.fixture
def own(shell: Shell) -> Shell:
    """A shell whose owner has settings of their own."""
    (shell.home / "settings.toml").write_text(SETTINGS, encoding="utf-8")
    return shell


def test_a_pipe_answers_own_closing_questions_in_their_order(own: Shell) -> None:
    lines = "/helped\ndas Bild\nweniger Hausaufgaben\nMut\n"
    done = own.call("capture", "WREN-7", lines=lines)
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 helped, 1 differently, 1 answer." in done.stderr

    # The print keeps the questions, whatever the settings say by then.
    (own.home / "settings.toml").unlink()
    printed = own.call("summary", "WREN-7", "--width", "0").stdout
    assert f"\n {HELPED} das Bild\n" in printed
    assert "\n Differently next session: weniger Hausaufgaben\n" in printed
    assert f"\n {TAKE} Mut\n" in printed


def test_a_print_says_who_wrote_it_and_where(own: Shell) -> None:
    more = 'service = "family therapy"\nplace = "Mill Lane"\ncall = "the practice"\n'
    more += "name_line = true\n"
    settings = own.home / "settings.toml"
    settings.write_text(
        f'{more}{SETTINGS}\n[therapist]\nname = "R. Amadi"\n', encoding="utf-8"
    )
    own.call("capture", "WREN-7", lines="slept\n")

    said = own.call("summary", "WREN-7", "--format", "soap").stdout.splitlines()
    assert said[2:5] == [
        "Name ______________________   Born ____________",
        "By R. Amadi   family therapy",
        "Place: Mill Lane",
    ]
    sheet = own.call("summary", "WREN-7", "--format", "takehome").stdout
    assert "the practice" in sheet


def test_snippets_are_spelled_out_and_undo_is_a_word_here(own: Shell) -> None:
    done = own.call("capture", "WREN-7", lines="hr up\nhr down\n/undo\n")
    assert done.stderr.count("expanded · /undo as typed") == 2
    assert "Ctrl+Z" not in done.stderr
    printed = own.call("summary", "WREN-7").stdout
    assert "heart rate up\n" in printed
    assert " hr down\n" in printed


def test_a_question_is_narration_and_nothing_is_recorded(own: Shell) -> None:
    lines = "/ask\n/hopes\n/ask\n/ask clo\n/ask clo\n/ask middle\n"
    done = own.call("capture", "WREN-7", lines=lines)
    assert done.stdout == ""
    assert done.stderr.split("\n") == [
        BANK[Moment.AMBIVALENCE][0],
        BANK[Moment.GOALS][0],
        "Wie war das Tempo?",
        BANK[Moment.CLOSING][0],
        "There are these moments: opening, goals, ambivalence, strengths, closing.",
        "Asked for and not done: 6 of the input.",
        "Nothing was recorded.",
        "",
    ]


def test_the_words_of_capture_name_ask(own: Shell) -> None:
    assert "/ask MOMENT" in own.call("capture", "WREN-7", lines="/help words\n").stderr


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[snippets]\na = 'x'", "snippets.a: an abbreviation has 2 to 20 characters"),
        ("[closing]\nhelped =", "not valid TOML"),
        ("colour = 1", "there is no such setting"),
    ],
)
def test_settings_that_are_off_stop_capture_before_anything_is_read(
    shell: Shell, content: str, words: str
) -> None:
    (shell.home / "settings.toml").write_text(content)
    done = shell.call("capture", "WREN-7", lines="one\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1


def test_commands_that_only_read_do_not_ask_for_the_settings(shell: Shell) -> None:
    (shell.home / "settings.toml").write_text("colour = 1")
    for call in (("clients",), ("sessions", "KESTREL-4"), ("summary", "KESTREL-4")):
        assert shell.call(*call).returncode == 0


def test_the_screen_takes_the_settings_too(own: Shell) -> None:
    for call in (("open", "WREN-7"), ("demo",)):
        window = own.terminal(*call, SESSIONTUI_PASSPHRASE_FILE=str(own.file))
        window.see("Hopes")
        window.type("\x11")
        assert window.end()[0] == 0
