"""All of a session by words: on a dumb terminal and from a pipe, row by row."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.services.caseload import Caseload
from sessiontui.store.open import find_key, open_record
from tests.story import PASSPHRASE, home_paths

if TYPE_CHECKING:
    from tests.cli.program import Shell

SETTINGS = 'plain = true\n[therapist]\nname = "R. Amadi"\n'


def _settings(shell: Shell, text: str) -> None:
    (shell.home / "settings.toml").write_text(text, encoding="utf-8")


def test_what_stands_is_changed_by_the_number_of_its_row(shell: Shell):
    lines = (
        "one\n: sleep 15m\n: work mine\n+ rang him\n"
        "/rows\n/on 1 /retag words\n/edit 4 rang her\n/on 4 #1\n/rows\n"
        "/remove 1\n/undo\n/agenda\n/rows\n/tick 4\n/up 5\n/rows\n"
    )
    done = shell.run("capture", "KESTREL-4", lines=lines)
    assert done.returncode == 0, done.stderr
    first, second, agenda, moved = done.stdout.split("1. ")[1:]
    assert first.startswith("note: one\n2. agenda: sleep (15 min)\n3. agenda: work (m")
    assert second.startswith("words: one\n")
    assert "4. strength: rang her  #1\n" in second
    assert agenda.startswith("homework, of last time: text my brother (likely 60%)")
    assert "differently, of last time: Less homework talk." in agenda
    assert "parked, of last time: father called" in agenda
    assert "agenda, ticked: sleep" in moved
    assert moved.index("work") < moved.index("sleep")
    assert "words removed · /undo brings it back" in done.stderr
    assert "1 agenda" not in done.stderr
    summary = shell.call("summary", "KESTREL-4").stdout
    assert "rang her" in summary


def test_edit_with_words_alone_mends_the_newest_line_and_names_its_row(shell: Shell):
    lines = (
        "one\ntow\n/edit two\n/rows\n/remove 1\nthree\n/edit 3 walks a week\n"
        "/edit 12, 15\n/edit four\n/remove 2\n/rows\n/edit four\n"
    )
    done = shell.run("capture", "KESTREL-4", lines=lines)
    assert done.returncode == 2, "3 walks is of row 3, which is not there"
    lines = lines.replace("/edit 3 walks a week\n/edit 12, 15\n", "")
    done = shell.run("capture", "HERON-2", lines=lines)
    assert done.returncode == 0, done.stderr
    assert "Row 2, note: changed." in done.stderr
    assert "Row 3, note: changed." in done.stderr, "behind what was told"
    assert "Row 1, note: stays as it was." in done.stderr
    assert done.stdout == "1. note: one\n2. note: two\n1. note: four\n"


def test_where_no_rows_were_told_a_number_is_of_the_open_tab(shell: Shell):
    lines = (
        "one\n/edit 1 uno\ntwo\n/edit 2 dos\n: sleep\n"
        "/agenda\n/edit 1 sleeping\n/notes\n/edit 2 duo\n/rows\n"
    )
    done = shell.run("capture", "WREN-7", lines=lines)
    told = "1. note: uno\n2. note: duo\n3. agenda: sleeping\n"
    assert (done.returncode, done.stdout) == (0, told), done.stderr


def test_a_tick_is_of_the_agenda_on_every_tab(shell: Shell):
    lines = "one\n: sleep\n: work\n/tick 1\n: rest\n/tick 3\n/edit 1 uno\n/rows\n"
    done = shell.run("capture", "WREN-7", lines=lines)
    assert done.stdout.splitlines() == [
        "1. note: uno",
        "2. agenda, ticked: sleep",
        "3. agenda: work",
        "4. agenda, ticked: rest",
    ]
    done = shell.run("capture", "HERON-2", lines="one\n: sleep\n/rows\n/tick 1\n")
    assert "Only agenda items are ticked." in done.stderr, "of the rows that are seen"


def test_a_private_row_says_that_it_is_one_and_no_more(shell: Shell):
    lines = "~ felt lectured\n/rows\n/edit 1\n/edit felt heard\n/rows\n"
    done = shell.run("capture", "KESTREL-4", lines=lines)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1. private\n/edit 1 ~ felt lectured\n1. private\n"
    assert "Row 1, private: changed." in done.stderr
    assert "felt heard" in shell.call("private", "KESTREL-4").stdout


def test_what_was_parked_is_taken_up_and_a_request_is_answered(shell: Shell):
    lines = "/agenda\n/tick 3\n/tick 2\n/on 1 @2\n/on 1 @o rain\n"
    done = shell.run("capture", "KESTREL-4", lines=lines)
    assert done.returncode == 0, done.stderr
    assert "On today's agenda." in done.stderr
    sessions = shell.call("progress", "KESTREL-4").stdout
    assert "text my brother" in sessions
    summary = shell.call("summary", "KESTREL-4").stdout
    assert "father called" in summary
    assert "How it went, rated together: 2/4" in summary
    assert "rain" in summary


def test_a_line_may_be_seen_as_it_is_typed_before_it_is_changed(shell: Shell):
    done = shell.run("capture", "KESTREL-4", lines="@ walk %60 #1\n/rows\n/edit 1\n")
    assert done.stdout.endswith("/edit 1 @ walk %60 #1\n")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("/tick", "Say the row by its number: /tick N"),
        ("/tick 9", "There is no row 9. /rows tells which there are."),
        ("/edit 1,2 word", "/edit takes one row."),
        ("/on 1", "Say what to do with it"),
    ],
)
def test_a_row_that_is_not_there_is_told_and_stops_a_pipe(
    shell: Shell, line: str, sentence: str
):
    done = shell.run("capture", "WREN-7", lines=f"one\ntwo\n{line}\nthree\n")
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Recorded 2 lines" in done.stderr


def test_words_that_only_begin_like_an_order_are_kept(shell: Shell):
    done = shell.run("capture", "WREN-7", lines="/on the way home\n/up the hill\n")
    assert "Recorded 2 lines for WREN-7, session 1: 2 notes." in done.stderr


def test_the_client_answers_and_an_empty_line_leaves_a_question_open(shell: Shell):
    lines = "one\n/feedback\n\nMore quiet.\nafter\n/progress\n"
    done = shell.run("capture", "WREN-7", lines=lines)
    summary = shell.call("summary", "WREN-7").stdout
    assert "not answered" in summary
    assert "More quiet." in summary
    assert "typed by the client" in shell.call("find", "quiet").stdout
    assert "after" in summary
    assert "WREN-7 · progress" in done.stdout


def test_a_session_is_signed_and_added_to_by_words(shell: Shell):
    _settings(shell, SETTINGS)
    lines = "one\n/sign\n/sign\n/amend late and two\nleft out in a hurry\n/summary\n"
    done = shell.run("capture", "WREN-7", lines=lines)
    assert done.returncode == 0, done.stderr
    assert "Added; what was signed stays." in done.stderr
    assert "and two" in done.stdout
    assert "left out in a hurry" in done.stdout


def test_lock_ends_as_quit_does(shell: Shell):
    done = shell.run("capture", "WREN-7", lines="one\n/lock\ntwo\n")
    assert done.returncode == 0
    assert "1 line behind /lock was not recorded." in done.stderr


def test_no_answer_names_a_key_of_the_screen(shell: Shell):
    shell.call(
        "capture", "KESTREL-4", "--new-session", lines="/differently less talk\n"
    )
    typed = ("/at 10:31\n", ">t 7\n", "+s at work\n", "/agenda\n/remove 1\n")
    for line in typed:
        done = shell.run("capture", "KESTREL-4", "--new-session", lines=line)
        assert not set("↑↓") & set(done.stderr), line
        assert "Space" not in done.stderr, line


DUMB = (
    ("note", "> sit at that wedding and stay"),
    ("note", "= #2 4"),
    ("note", '" better than Sunday'),
    ("note", "/rows"),
    ("note", "/on 3 #2"),
    ("note", "/edit 3 better than Monday"),
    ("note", "/remove 3"),
    ("note", "/undo"),
    ("note", "/agenda"),
    ("agenda", "sleep 15m"),
    ("agenda", "work mine"),
    ("agenda", "/next"),
    ("agenda", "/rows"),
    ("agenda", "/last"),
    ("agenda", "/ask"),
    ("agenda", "/find brother"),
    ("agenda", "/held video"),
    ("agenda", "/start 00:01"),
    ("agenda", "/rest"),
    ("agenda", "/helped"),
    ("helped", "The picture."),
    ("differently", "/format soap"),
    ("differently", "/progress"),
    ("differently", "/help"),
    ("differently", "/sign"),
    ("differently", "/sign"),
    ("differently", "/amend addendum and this"),
    ("why", "it came later"),
    ("differently", "/summary"),
)


def test_a_whole_session_on_a_dumb_terminal_without_one_escape(shell: Shell):
    _settings(shell, SETTINGS)
    window = shell.terminal("capture", "KESTREL-4", TERM="dumb")
    shown = window.answer("Passphrase: ", PASSPHRASE)
    for prompt, line in DUMB:
        shown += window.answer(f"{prompt}: ", line)
    shown += window.see("differently: ")
    window.type("/quit\n")
    code, rest = window.end()
    shown += rest
    assert code == 0, shown
    assert "1. goal 2: sit at that wedding and stay" in shown
    assert "The print of this session is soap now." in shown
    assert "Signed" in shown
    assert "There is no screen here to blank" in shown
    assert "and this" in shown
    strange = {x for x in shown if ord(x) < 32} - {"\n", "\t", "\r"}
    assert not strange, strange
    assert "\x9b" not in shown


PRINTING = (
    ("clients",),
    ("sessions", "KESTREL-4"),
    ("summary", "KESTREL-4"),
    ("progress", "KESTREL-4"),
    ("formats",),
    ("private", "KESTREL-4"),
    ("find", "brother"),
    ("verify",),
    ("where",),
    ("due",),
    ("backup",),
    ("open", "KESTREL-4"),
    ("demo",),
    ("--help",),
    ("capture", "--help"),
    ("no-such-command",),
)


def test_no_command_sends_an_escape_to_a_dumb_terminal(shell: Shell):
    for arguments in PRINTING:
        window = shell.terminal(
            *arguments,
            TERM="dumb",
            SESSIONTUI_PASSPHRASE_FILE=str(shell.file),
        )
        _, shown = window.end()
        assert shown.strip(), arguments
        strange = {x for x in shown if ord(x) < 32} - {"\n", "\t", "\r"}
        assert not strange, (arguments, strange)


def test_a_record_begins_on_a_dumb_terminal_without_one_escape(fresh: Shell):
    window = fresh.terminal("capture", "WREN-7", TERM="dumb")
    shown = window.see(": ")
    window.type("\x03")
    _, rest = window.end()
    assert "\x1b" not in shown + rest


def _left_half_typed(shell: Shell, text: str) -> None:
    """As a screen leaves it when its link drops."""
    paths = home_paths(shell.home)
    with closing(open_record(paths, find_key(paths, PASSPHRASE))) as record:
        live = Caseload(record).open("KESTREL-4")
        live.drafts.save(Tab.NOTES, text, (0, len(text)), None)


def _half_typed(shell: Shell) -> str:
    paths = home_paths(shell.home)
    with closing(open_record(paths, find_key(paths, PASSPHRASE))) as record:
        return Caseload(record).open("KESTREL-4").drafts.load().text


@pytest.mark.parametrize(
    ("half", "named"), [('" I just wan', '" I just wan'), ("~ felt lec", "private")]
)
def test_what_the_screen_left_half_typed_stays_whatever_is_captured(
    shell: Shell, half: str, named: str
):
    _left_half_typed(shell, half)
    lines = "+ rang\n~ mine alone\n/rows\n/edit 1 rang him\n/remove 1\n/undo\n"
    done = shell.run("capture", "KESTREL-4", lines=lines)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"0. half-typed, kept: {named}\n1. ")
    assert _half_typed(shell) == half


def test_what_was_left_half_typed_is_shown_recorded_or_cleared(shell: Shell):
    _settings(shell, SETTINGS)
    _left_half_typed(shell, '" I just wan')
    window = shell.terminal("capture", "KESTREL-4", TERM="dumb")
    shown = window.answer("Passphrase: ", PASSPHRASE)
    for line in ("one", "/sign", "/sign"):
        shown += window.answer("note: ", line)
    told = window.answer("note: ", "/edit 0")
    assert "A half-typed line waits in this session." in told
    shown += window.answer("note: ", '/edit 0 " I just want to sleep')
    shown += window.answer("note: ", "/remove 0")
    told = window.see("note: ")
    assert "Nothing is left half-typed." in told
    window.type("/quit\n")
    assert window.end()[0] == 0
    assert '0. half-typed, kept: " I just wan' in shown
    assert _half_typed(shell) == ""
    assert "I just want to sleep" in shell.call("summary", "KESTREL-4").stdout

    _left_half_typed(shell, "nothing much")
    done = shell.run("capture", "KESTREL-4", lines="/remove 0\n/rows\n")
    assert "0. " not in done.stdout
    assert _half_typed(shell) == ""
