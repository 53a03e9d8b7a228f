"""A session without a screen: from a pipe, and from a person's keyboard."""

from __future__ import annotations

import os
import re
import subprocess
import time

import pytest

from sessiontui.store.open import open_record
from tests.cli.program import SESSIONTUI, Shell
from tests.story import PASSPHRASE, Template, home_paths

TODAY = "\n".join(
    (
        "= mood 4",
        '" better than Sunday',
        "",
        ": sleep 15m",
        "+ I rang my brother before it got bad",
        "@2",
        "/helped The picture thing.",
        "a plain note",
    )
)


def test_a_whole_session_goes_through_a_pipe(shell: Shell):
    done = shell.run("capture", "KESTREL-4", lines=TODAY)
    assert done.returncode == 0
    assert done.stdout == ""
    assert done.stderr == (
        "Recorded 7 lines for KESTREL-4, session 2: 1 note, 1 agenda, 1 words, "
        "1 strength, 1 went 2/4, 1 rating, 1 helped.\n"
    )
    summary = shell.call("summary", "KESTREL-4").stdout
    assert "In the client's words: better than Sunday" in summary
    assert "How it went, rated together: 2/4" in summary


def test_a_second_pipe_goes_on_in_the_same_session_unless_told_otherwise(shell: Shell):
    shell.run("capture", "KESTREL-4", lines="one\n")
    again = shell.run("capture", "kestrel-4", lines="two\nthree\n")
    assert "Recorded 2 lines for KESTREL-4, session 2: 2 notes." in again.stderr
    other = shell.run("capture", "KESTREL-4", "--new-session", lines="four\n")
    assert "session 3: 1 note." in other.stderr


def test_a_word_of_a_tab_says_what_plain_lines_are(shell: Shell):
    lines = "/goals\nsleep through\n/helped\nThe quiet.\nSit by the door.\n/notes\nso\n"
    done = shell.run("capture", "WREN-7", lines=lines)
    assert "1 note, 1 goal, 1 helped, 1 differently." in done.stderr


def test_bytes_that_are_no_utf_8_stop_the_pipe_at_their_line(shell: Shell):
    done = shell.run("capture", "WREN-7", lines=b"first\ncaf\xe9\nthird\n")
    assert done.returncode == 2
    assert "Line 2 of the input was not recorded" in done.stderr
    assert "1 note" in done.stderr
    assert "first\n" in shell.call("summary", "WREN-7").stdout


def test_find_in_a_session_finds_only_that_clients_lines(shell: Shell):
    shell.run("capture", "WREN-7", lines="a rare weddingword\n")
    done = shell.run("capture", "KESTREL-4", lines="/find weddingword\n")
    assert "weddingword" not in done.stdout


def test_what_stands_behind_quit_is_told(shell: Shell):
    done = shell.run("capture", "WREN-7", lines="one\n/quit\ntwo\n\nthree\n")
    assert "2 lines behind /quit were not recorded." in done.stderr


def test_lines_end_at_newlines_only(shell: Shell):
    lines = b"caf\xc3\xa9\r\none\x0b\x0c\xe2\x80\xa8line\nno end"
    done = shell.run("capture", "WREN-7", lines=lines)
    assert "3 notes" in done.stderr
    summary = shell.call("summary", "WREN-7").stdout
    assert "café\n" in summary
    assert "oneline\n" in summary
    assert "no end\n" in summary


def test_stored_lines_cannot_drive_a_terminal(shell: Shell):
    lines = "\x1b]0;title\x07 \x9b31m a\u202eb\n"
    shell.run("capture", "W\x1b[2J7", lines=lines)
    for command in (("clients",), ("find", "title"), ("summary", "W[2J7")):
        done = shell.run(*command)
        assert done.returncode == 0
        assert not set("\x1b\x07\x9b\u202e") & set(done.stdout + done.stderr)


def test_what_is_asked_for_goes_to_stdout(shell: Shell):
    lines = "/last\n/find brother\n/summary\n/format takehome\n/summary\n/save\n"
    done = shell.run("capture", "KESTREL-4", lines=lines + "a note\n")
    assert "From last time\n  strength" in done.stdout
    assert "asked to do differently  Less homework talk." in done.stdout
    assert "KESTREL-4 · session 1 · 2026-03-10 10:04 · strength" in done.stdout
    assert "SESSION SUMMARY  KESTREL-4  session 2" in done.stdout
    assert "FOR YOU, from today" in done.stdout
    assert done.stdout.endswith(".session-2.takehome.txt\n")
    assert "The print of this session is takehome now." in done.stderr
    assert "felt lectured" not in done.stdout + done.stderr


def test_the_true_start_and_stop_are_taken(shell: Shell):
    lines = "/start 25:00\n"
    refused = shell.run("capture", "WREN-7", lines=lines)
    assert refused.returncode == 2
    assert "Type a time such as /start 10:05" in refused.stderr
    done = shell.run("capture", "WREN-7", lines="one\n/stop\n/help words\n")
    assert re.search(r"^Stopped \d\d:\d\d\.$", done.stderr, re.MULTILINE)
    assert "/start TIME" in done.stderr
    shell.run("capture", "WREN-7", lines="a word afterwards\n")
    assert "(0 min)" in shell.call("summary", "WREN-7").stdout


def test_the_rest_is_told_in_a_sentence(shell: Shell):
    lines = (
        "/view\n/nonsense word\n= nothing\n/find zzz\n/help\none\n/undo\n/quit\nno\n"
    )
    done = shell.run("capture", "WREN-7", lines=lines)
    assert done.returncode == 0
    assert done.stdout == ""
    assert "For your client to read: /format takehome" in done.stderr
    assert "No such /word; kept as an ordinary line." in done.stderr
    assert "A rating is a name and 0 to 10; kept as an ordinary line." in done.stderr
    assert "Nothing was found." in done.stderr
    assert "/strength" in done.stderr
    assert "/rest" not in done.stderr
    assert done.stderr.endswith("Recorded 2 lines for WREN-7, session 1: 2 notes.\n")


@pytest.mark.parametrize("lines", ["", "\n \n", "/quit\n", "one\n/undo\n"])
def test_nothing_is_said_to_be_nothing(shell: Shell, lines: str):
    done = shell.run("capture", "WREN-7", lines=lines)
    assert done.returncode == 0
    assert done.stderr.endswith("Nothing was recorded.\n")


@pytest.mark.parametrize("code", ["", " ", "x" * 41])
def test_what_cannot_be_a_code_is_told(shell: Shell, code: str):
    done = shell.run("capture", code, lines="one\n")
    assert done.returncode == 2
    assert "1 to 40 characters" in done.stderr


def test_each_line_is_safe_before_the_next_is_read(shell: Shell):
    with subprocess.Popen(
        [*SESSIONTUI, "capture", "WREN-7", "--new-client"],
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=shell.environment(SESSIONTUI_PASSPHRASE_FILE=str(shell.file)),
        start_new_session=True,
    ) as child:
        assert child.stdin is not None
        child.stdin.write(b"the first line\nthe second li")
        child.stdin.flush()
        until = time.monotonic() + 10
        while "first" not in shell.call("find", "first").stdout:
            assert time.monotonic() < until
        child.kill()
    assert shell.call("verify").returncode == 0
    assert "Nothing was found" in shell.call("find", "second").stderr
    assert shell.run("capture", "WREN-7", lines="on\n").returncode == 0


def test_while_another_copy_writes_there_is_a_sentence_and_six(
    shell: Shell, template: Template
):
    record = open_record(home_paths(shell.home), template.key)
    try:
        done = shell.run("capture", "KESTREL-4", lines="one\n")
        assert done.returncode == 6
        assert "The record is open elsewhere (process " in done.stderr
        assert f"; if its link is dead: kill {os.getpid()})." in done.stderr
        assert shell.call("clients").returncode == 0
        assert shell.call("summary", "KESTREL-4").returncode == 0
        assert (
            shell.run("passphrase", "--new-passphrase-file", str(shell.file)).returncode
            == 6
        )
        backup = shell.call("backup").stdout.strip()
        assert shell.call("restore", backup).returncode == 6
    finally:
        record.close()


def test_a_full_disk_is_told_with_the_line_it_stopped_at(shell: Shell):
    big = "\n".join(("one", "two", "x" * 900_000, "four"))
    done = subprocess.run(
        [
            "bash",
            "-c",
            'ulimit -f 600; exec "$0" "$@"',
            *SESSIONTUI,
            "capture",
            "W-7",
            "--new-client",
        ],
        input=big.encode(),
        capture_output=True,
        env=shell.environment(SESSIONTUI_PASSPHRASE_FILE=str(shell.file)),
        start_new_session=True,
    )
    said = done.stderr.decode()
    assert done.returncode == 7, said
    assert "Line 3 of the input was not recorded" in said
    assert "Recorded 2 lines for W-7, session 1: 2 notes.\n" in said
    assert "xx" not in said
    assert shell.call("find", "two").stdout.endswith("  two\n")
    assert shell.call("verify").returncode == 0


def test_on_a_keyboard_there_is_a_prompt_a_line(shell: Shell):
    window = shell.terminal("capture", "KESTREL-4", TERM="dumb")
    window.answer("Passphrase: ", PASSPHRASE)
    opening = window.answer("note: ", "+ slept six hours")
    assert "From last time\n  strength" in opening
    assert "rang my brother" in opening
    assert "father called" in opening
    window.answer("note: ", "/helped")
    question = window.answer("helped: ", "The picture.")
    assert "What was most helpful today?" in question
    window.answer("differently: ", "Nothing yet.")
    window.see("differently: ")
    window.type("\x04")
    code, shown = window.end()
    assert code == 0
    assert "session 2: 1 strength, 1 helped, 1 differently." in shown


def test_what_is_heard_is_enough(shell: Shell):
    window = shell.terminal("capture", "KESTREL-4", "--aloud", TERM="dumb")
    window.answer("Passphrase: ", PASSPHRASE)
    window.see("note: ")
    window.type("he slep badly\n/edit he slept badly\n+ rang his mother\n/help goals\n")
    heard = window.see("Saved: strength.")
    assert "Saved: note." in heard
    window.type("/help\n")
    page = window.see("Further: /help words, /help rows, or one tab's: /help goals.")
    assert "> /goal" in page
    window.type("/quit\n")
    code, shown = window.end()
    assert code == 0
    printed = shell.call("summary", "KESTREL-4").stdout
    assert "he slept badly" in printed
    assert "he slep " not in printed
    shown += heard + page
    assert {sign for sign in shown if ord(sign) < 32} <= {"\n", "\r", "\t"}


def test_the_last_line_is_mended_without_its_number(shell: Shell):
    done = shell.call(
        "capture", "KESTREL-4", lines="one\n@ walk\n/edit walk to the sea %60\n"
    )
    assert "1 note, 1 homework" in done.stderr
    assert (
        "walk to the sea (likelihood 60%)" in shell.call("summary", "KESTREL-4").stdout
    )


def test_ctrl_c_on_the_keyboard_leaves_with_everything_kept(shell: Shell):
    window = shell.terminal("capture", "KESTREL-4")
    window.answer("Passphrase: ", PASSPHRASE)
    window.answer("note › ", "kept")
    window.see("note › ")
    window.type("half a li\x03")
    code, shown = window.end()
    assert code == 130
    assert "Recorded 1 line for KESTREL-4" in shown


def test_a_question_that_is_answered_is_not_asked_again(shell: Shell) -> None:
    window = shell.terminal("capture", "WREN-7", TERM="dumb")
    window.answer("Passphrase: ", PASSPHRASE)
    window.answer("note: ", "/helped")
    window.answer("helped: ", "the quiet")
    asked = window.answer("differently: ", "less talk")
    assert "What could we do differently" in asked
    assert "?" not in window.answer("differently: ", "/help nowhere")
    window.answer("There is no such page; these are the marks.", "/quit")
    assert window.end()[0] == 0
