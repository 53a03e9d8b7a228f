"""Every command, away from a terminal and on a dumb one: plain lines, and an end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.cli.commands.command_table import COMMAND_MODULES

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Shell

SETTINGS = '[therapist]\nname = "R. Amadi"\n'
CODE = "KESTREL-4"
CALLS: tuple[tuple[tuple[str, ...], str, int], ...] = (
    (("capture", CODE), '+ rang\n" caf\u00e9\n~ private\n/rows\n/summary\n', 0),
    (("clients",), "", 0),
    (("sessions", CODE), "", 0),
    (("summary", CODE), "", 0),
    (("progress", CODE), "", 0),
    (("waiting",), "", 0),
    (("plan", CODE), "", 0),
    (("course", CODE), "", 0),
    (("supervision", CODE), "am I too careful?\n", 0),
    (("ending", CODE), "", 0),
    (("formats",), "", 0),
    (("private", CODE), "", 0),
    (("find",), "rang\n", 0),
    (("verify",), "", 0),
    (("waiting",), "", 0),
    (("where",), "", 0),
    (("keep", CODE, "--until", "2044-05-01"), "", 0),
    (("request", CODE), "the date is wrong\n", 0),
    (("requests",), "", 0),
    (("hold", CODE, "--reason", "court"), "", 0),
    (("hold", CODE, "--lift", "--reason", "over"), "", 0),
    (("rename", "HERON-1", "HERON-2"), "", 4),
    (("move", CODE, "HERON-1", "--line", "1"), "", 2),
    (("merge", "HERON-1", CODE), "", 4),
    (("due",), "", 0),
    (("waiting",), "", 0),
    (("sign", CODE), "", 0),
    (
        ("amend", CODE, "--session", "2", "--kind", "addendum", "--reason", "x"),
        "y\n",
        0,
    ),
    (("export", "--format", "json", "-o", "{}/all.json"), "", 0),
    (("--home", "{}/other", "import", "{}/all.json"), "", 0),
    (("backup", "{}/copy"), "", 0),
    (("restore", "{}/copy"), "", 0),
    (("recover", "-o", "{}/saved"), "", 0),
    (("recovery-key",), "", 0),
    (("passphrase",), "", 3),
    (("destroy", CODE, "--before-time", "--reason", "asked"), "", 2),
    (
        ("destroy", CODE, "--before-time", "--reason", "asked", "--yes-destroy", CODE),
        "",
        0,
    ),
    (("open", CODE), "", 2),
    (("demo",), "", 0),
    (("completion", "bash"), "", 0),
    (("man",), "", 0),
    (("help",), "", 0),
    (("marks",), "", 0),
    (("guide",), "", 0),
    (("schema",), "", 0),
    (("settings", "--check"), "", 0),
)
"""A call, what is typed, its exit code: in an order in which each has what it needs."""


ASKING = {
    "capture",
    "find",
    "supervision",
    "request",
    "sign",
    "amend",
    "passphrase",
    "destroy",
}
SHOWING = {"progress", "private", "recovery-key", "hold"}
"""Of the others `test_capture_rows.py` tells what they show on a dumb terminal."""


def strange(text: str) -> set[str]:
    """What could drive a terminal, and what only draws lines."""
    controls = {sign for sign in text if ord(sign) < 32 or 127 <= ord(sign) < 160}
    drawn = {sign for sign in text if "\u2500" <= sign <= "\u259f"}
    return (controls | drawn) - {"\n", "\t", "\r"}


def test_every_command_is_here() -> None:
    called = {word for words, _, _ in CALLS for word in words}
    assert called >= set(COMMAND_MODULES)


def test_away_from_a_terminal_data_is_on_stdout_and_nothing_is_asked(
    shell: Shell, tmp_path: Path
) -> None:
    (shell.home / "settings.toml").write_text(SETTINGS)
    for words, typed, code in CALLS:
        call = [word.format(tmp_path) for word in words]
        # What looks for a terminal is run where there is none.
        run = shell.run if code else shell.call
        done = run(*call, lines=typed)
        said = f"{call}: {done.stdout}{done.stderr}"
        assert done.returncode == code, said
        assert not strange(done.stdout + done.stderr), said
        assert "\u203a" not in done.stdout + done.stderr, said
        if code:
            assert done.stdout == "", said
            assert len(done.stderr.splitlines()) <= 2, said


def test_on_a_dumb_terminal_of_ascii_every_command_ends_by_typing(
    shell: Shell, tmp_path: Path
) -> None:
    (shell.home / "settings.toml").write_text(SETTINGS)
    for words, typed, _ in CALLS:
        if words[0] not in ASKING | SHOWING:
            continue
        call = [word.format(tmp_path) for word in words]
        window = shell.terminal(
            *call,
            TERM="dumb",
            LANG="C",
            LC_ALL="C",
            SESSIONTUI_PASSPHRASE_FILE=str(shell.file),
        )
        # What a question needs, and an end to whatever goes on asking.
        window.type(typed + "\n\x04")
        _, shown = window.end()
        assert not strange(shown), (call, shown)
        assert shown.replace("\u00e9", "").isascii(), (call, shown)
