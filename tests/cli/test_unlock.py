"""The passphrase: asked for unseen, tried again, or taken from a private file."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, cast

import pytest

from sessiontui.cli import unlock
from sessiontui.errors import LockedError
from sessiontui.store.sqlcipher.recovery_sheet import recovery_lines
from tests.cli.program import SESSIONTUI, Shell, Window, plain
from tests.story import PASSPHRASE, files_of, recovery_text

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.cli.terminal import Terminal
    from tests.story import Template


def test_the_passphrase_is_asked_for_and_never_shown(shell: Shell):
    window = shell.terminal("clients")
    window.see("Passphrase: ")
    assert not window.echoes()
    window.type(PASSPHRASE + "\n")
    code, shown = window.end()
    assert code == 0
    assert "KESTREL-4  1 session" in shown
    assert PASSPHRASE not in shown


def test_a_wrong_passphrase_is_told_and_asked_again(shell: Shell):
    window = shell.terminal("clients")
    window.answer("Passphrase: ", "not the right words at all")
    told = window.answer("Passphrase: ", PASSPHRASE)
    assert "That passphrase does not open this record." in told
    assert window.end()[0] == 0


def test_what_is_typed_ahead_is_the_next_answer(shell: Shell):
    window = shell.terminal("capture", "KESTREL-4")
    window.see("Passphrase: ")
    window.type(f"{PASSPHRASE}\ntyped ahead\n\x04")
    code, shown = window.end()
    assert code == 0
    assert "Recorded 1 line for KESTREL-4, session 2: 1 note." in shown
    assert shell.call("find", "ahead").stdout.endswith("  typed ahead\n")


def test_enter_typed_before_the_question_is_enter(shell: Shell):
    for command in (("clients",), ("open", "KESTREL-4")):
        window = shell.terminal(*command)
        # The terminal still turns Enter into a newline, and shows what is typed.
        window.type(f"{PASSPHRASE}\r")
        if command[0] == "open":
            window.see("1 Agenda")
            window.type("\x11")
        code, shown = window.end()
        assert code == 0
        assert shown.count("Passphrase: ") <= 1


def test_what_the_terminal_says_is_no_part_of_an_answer(shell: Shell):
    said = "\x1b]11;rgb:0/0/0\x1b\\", "\x1b[?62;22c", "\x1b[I", "\x1bP1$r0m\x1b\\"
    window = shell.terminal("capture", "KESTREL-4")
    window.see("Passphrase: ")
    half = len(PASSPHRASE) // 2
    window.type(f"{PASSPHRASE[:half]}{''.join(said)}{PASSPHRASE[half:]}\n")
    window.type(f"{said[0]}her words{said[1]}, all\x1b[D of them{said[3]}\n\x04")
    assert window.end()[0] == 0
    found = shell.call("find", "words").stdout
    assert found.endswith("  her words, all of them\n")


def test_an_answer_without_its_end_or_in_eight_bits_is_no_part_of_one(shell: Shell):
    said = b"\x1b]11;rgb:ffff/ffff/ffff", b"\x9b?62;22c", b"\x1bP1$r0m\x1b\\"
    window = shell.terminal("capture", "KESTREL-4")
    window.see("Passphrase: ")
    typed = PASSPHRASE.encode()
    window.type(b"\x1b" + typed[:4] + b"".join(said) + typed[4:] + b"\n")
    window.type(said[0] + b" her words" + said[1] + b", all\n\x1b[10:30] Otter\n\x04")
    assert window.end()[0] == 0
    assert shell.call("find", "words").stdout.endswith("  her words, all\n")
    assert shell.call("find", "Otter").stdout.endswith("  [10:30] Otter\n")


@pytest.mark.parametrize(("keys", "code"), [("\x03", 130), ("\x04", 3)])
def test_leaving_at_the_prompt_is_quiet(shell: Shell, keys: str, code: int):
    window = shell.terminal("clients")
    window.see("Passphrase: ")
    window.type(keys)
    ended, shown = window.end()
    assert ended == code
    assert "Traceback" not in shown


def test_a_signal_at_the_prompt_brings_the_echo_back(shell: Shell):
    window = shell.terminal("clients")
    window.see("Passphrase: ")
    window.kill(signal.SIGTERM)
    assert window.end()[0] == 128 + signal.SIGTERM


ELSEWHERE = """
import signal, threading, time
from sessiontui.cli.terminal import Terminal

def interrupt():
    time.sleep(0.3)
    signal.pthread_kill(threading.get_ident(), signal.SIGINT)

try:
    with Terminal(meanwhile=threading.Thread(target=interrupt).start) as terminal:
        terminal.ask("Passphrase: ")
except KeyboardInterrupt:
    raise SystemExit(130)
"""


def test_ctrl_c_is_heard_though_another_thread_gets_it(shell: Shell):
    window = Window([sys.executable, "-c", ELSEWHERE], shell.environment())
    window.see("Passphrase: ")
    assert window.end()[0] == 130


def test_ctrl_z_at_the_prompt_does_not_bring_the_echo_back(shell: Shell):
    window = shell.terminal("clients")
    window.see("Passphrase: ")
    window.type("\x1a")
    time.sleep(0.1)
    assert not window.echoes()
    window.type("\x15" + PASSPHRASE + "\n")
    assert window.end()[0] == 0


def test_the_recovery_sheet_opens_row_by_row(shell: Shell, template: Template):
    first, *others = recovery_lines(template.key)
    window = shell.terminal("clients")
    window.answer("Passphrase: ", first.lower())
    for number, row in enumerate(others, 2):
        wrong = row.replace("-", "-A", 1)
        window.answer(f"Row {number} of the recovery sheet: ", wrong)
        window.see(f"A letter of row {number} is off")
        window.answer(f"Row {number} of the recovery sheet: ", row)
    code, shown = window.end()
    assert code == 0
    assert "KESTREL-4" in shown


@pytest.mark.parametrize("numbered", [True, False])
def test_the_recovery_sheet_opens_on_one_line(
    shell: Shell, template: Template, numbered: bool
):
    sheet = recovery_text(template.key)
    if numbered:
        sheet = " ".join(recovery_lines(template.key))
    window = shell.terminal("clients")
    window.answer("Passphrase: ", sheet)
    assert window.end()[0] == 0


def test_without_a_terminal_the_sentence_names_the_way_out(shell: Shell):
    done = shell.run("clients", unlocked=False)
    assert done.returncode == 3
    assert done.stdout == ""
    assert "--passphrase-file FILE" in done.stderr


def test_a_passphrase_file_that_others_can_read_is_refused(shell: Shell):
    shell.file.chmod(0o640)
    done = shell.run("clients")
    assert done.returncode == 1
    assert f"chmod 600 '{shell.file}'" in done.stderr


def test_only_the_first_line_of_the_file_counts(shell: Shell):
    shell.file.write_text(f"{PASSPHRASE}\r\nand a note\n")
    assert shell.call("clients").returncode == 0


@pytest.mark.parametrize("content", ["", "\n"])
def test_an_empty_passphrase_file_is_told(shell: Shell, content: str):
    shell.file.write_text(content)
    done = shell.run("clients")
    assert done.returncode == 3
    assert "holds no passphrase" in done.stderr


def test_a_passphrase_file_without_end_is_told(shell: Shell):
    done = shell.run("clients", "--passphrase-file", "/dev/zero")
    assert done.returncode == 3
    assert "The first line of /dev/zero has no end." in done.stderr


def test_a_missing_passphrase_file_is_told(shell: Shell, tmp_path: Path):
    done = shell.run("clients", "--passphrase-file", str(tmp_path / "none"))
    assert done.returncode == 3
    assert "cannot be read" in done.stderr


def test_a_wrong_passphrase_in_the_file_is_tried_once(shell: Shell):
    shell.keep(shell.file, "quite another sentence")
    done = shell.run("clients")
    assert done.returncode == 3
    assert done.stderr.count("\n") == 1


def test_passphrase_and_lines_may_come_through_one_pipe(shell: Shell):
    done = subprocess.run(
        [
            *SESSIONTUI,
            "--passphrase-file",
            "/dev/stdin",
            "capture",
            "KESTREL-4",
            "--new-client",
        ],
        input=f"{PASSPHRASE}\nfirst\nsecond\n".encode(),
        capture_output=True,
        env=shell.environment(),
        start_new_session=True,
    )
    assert done.returncode == 0, done.stderr
    assert b"2 notes" in done.stderr


def test_the_passphrase_is_in_no_argument_and_no_variable(shell: Shell):
    window = shell.terminal("clients")
    window.see("Passphrase: ")
    # Not even its owner may look into the environment of a process that is closed.
    with (
        contextlib.suppress(PermissionError),
        open(f"/proc/{window.pid}/environ", "rb") as file,
    ):
        assert PASSPHRASE.encode() not in file.read()
    with open(f"/proc/{window.pid}/cmdline", "rb") as file:
        assert PASSPHRASE.encode() not in file.read()
    window.type(PASSPHRASE + "\n")
    assert window.end()[0] == 0


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"SQLite format 3\0" + bytes(4080), "unencrypted SQLite"),
        (b"just some text", "cut short or not a record"),
    ],
)
def test_what_is_no_record_is_told_before_anything_is_asked(
    shell: Shell, content: bytes, words: str
):
    record = shell.home / "record.db"
    record.write_bytes(content)
    done = shell.run("clients", unlocked=False)
    assert done.returncode == 5
    assert words in done.stderr
    assert record.read_bytes() == content


@pytest.mark.parametrize("call", [("clients",), ("capture", "WREN-7")])
def test_no_new_record_begins_over_the_rest_of_a_lost_one(
    shell: Shell, call: tuple[str, ...]
):
    (shell.home / "record.db").unlink()
    before = files_of(shell.home)
    done = shell.run(*call)
    assert done.returncode == 5
    assert "record.db is missing" in done.stderr
    assert files_of(shell.home) == before


def test_a_home_that_others_can_enter_is_refused(shell: Shell):
    shell.home.chmod(0o755)
    done = shell.run("clients")
    assert done.returncode == 1
    assert "chmod 700" in done.stderr


class _Typist:
    """Answers every question with the same words, and hears what is told."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.told: list[str] = []

    def ask(self, _: str) -> str:
        return self.words

    def tell(self, text: str) -> None:
        self.told.append(text)


def test_ten_wrong_tries_are_enough(monkeypatch: pytest.MonkeyPatch):
    waited: list[float] = []
    monkeypatch.setattr(unlock, "_pause", waited.append)
    tried: list[str] = []

    def refuse(secret: str) -> None:
        tried.append(secret)
        raise LockedError("No.")

    typist = _Typist("wrong again")
    with pytest.raises(LockedError):
        unlock.try_secrets(cast("Terminal", typist), refuse)
    assert len(tried) == 10
    assert waited == [0, 1, 2, 4, 8, 8, 8, 8, 8]


def test_five_short_words_are_not_taken_for_a_row_of_the_sheet():
    secret = "corn lamp tree door wind"
    typist = _Typist(secret)
    assert unlock.try_secrets(cast("Terminal", typist), lambda x: x) == secret
    assert typist.told == []


def test_a_plain_terminal_gets_plain_text(shell: Shell):
    window = shell.terminal("clients", TERM="dumb")
    window.answer("Passphrase: ", PASSPHRASE)
    code, shown = window.end()
    assert code == 0
    assert plain(shown) == shown
