"""`sessiontui progress`: one client's way as text and as data."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.text import cell_width
from sessiontui.services.caseload import Caseload
from sessiontui.store.open import open_record
from tests.cli.program import Shell
from tests.story import Clock, home_paths

if TYPE_CHECKING:
    from pathlib import Path

    from tests.story import Template

WEEKS = (
    (
        "> sit at that wedding",
        "= #1 2",
        "= #1 imp 8",
        "+ rang my brother",
        "@ text my brother Sat %60 #+1",
        "~ wagtail private",
        ". wagtail scratch",
        "/helped The picture thing.",
        "/differently Less homework talk.",
    ),
    (
        "@3 did it twice",
        "+w went out in the rain",
        "= #1 5",
        "= mood 7",
        "/changed asked about the walk",
        "^d I want a quiet morning",
        "/did psy adrenaline curve",
        "/back",
        "/pace +1",
        "/differently Slower",
    ),
)
TOLD = """\
KESTREL-4 · progress
2 sessions, 2026-03-10 to 2026-03-17

SESSIONS
1  Tue 2026-03-10  9 min
     to try: text my brother Sat
2  Tue 2026-03-17  10 min
     win: went out in the rain
     homework went 3/4: text my brother Sat (did it twice)
     pace: +1 (-3 support, +3 challenge)
     change talk: desire 1
     minute 6, psychoeducation: adrenaline curve
     minute 7, followed the client's pace

GOALS
#1 sit at that wedding (active)
     rated 0 to 10: ▂▅  2 → 5/10 on 2026-03-17
     2 on 2026-03-10, 5 on 2026-03-17
     10 |
      8 |
      6 |  =
      4 |  #
      2 |# #
     2026-03-10 - 2026-03-17
     importance, 0 to 10: 8 on 2026-03-10
In the bars # is two points, * one and a half, = one, . a half.

OTHER RATINGS, 0 TO 10
mood
     7/10 on 2026-03-17

SUPPORT (-3) TO CHALLENGE (+3)
+1 on 2026-03-17

WHAT HELPED
2026-03-10  The picture thing.

YOU SAID, WE CHANGED
2026-03-10  Less homework talk.
     changed 2026-03-17: asked about the walk
2026-03-17  Slower
     still open

WINS
2026-03-17  went out in the rain

STRENGTHS THAT MOST WAS BUILT ON
rang my brother: built on once

HOMEWORK
2026-03-10  text my brother Sat
     likely: 60%
     went 3/4 on 2026-03-17: did it twice
"""


def shell_with(template: Template, folder: Path, *weeks: tuple[str, ...]) -> Shell:
    """A shell on a record in which KESTREL-4 had these sessions, a week apart."""
    paths = template.copy_to(folder / "home")
    record = open_record(paths, template.key)
    clock = Clock()
    for lines in weeks:
        start = clock.now
        live = Caseload(record, clock).open("KESTREL-4")
        for text in lines:
            assert live.enter(text, Tab.NOTES).line is not None, text
            clock.forward(minutes=1)
        live.leave()
        clock.now = start
        clock.forward(days=7)
    record.close()
    return Shell(home_paths(folder / "home").data, folder)


@pytest.fixture
def shell(template: Template, tmp_path: Path) -> Shell:
    """A shell on a record in which KESTREL-4 had two sessions."""
    return shell_with(template, tmp_path, *WEEKS)


def test_a_way_is_told_whole_and_every_bar_has_its_number(shell: Shell) -> None:
    done = shell.run("progress", "kestrel-4")
    assert done.returncode == 0, done.stderr
    assert done.stdout == TOLD
    assert done.stderr == ""


def test_the_same_for_programs(shell: Shell) -> None:
    way = json.loads(shell.call("progress", "KESTREL-4", "--json").stdout)

    assert way["client"] == "KESTREL-4"
    assert way["sessions"][1]["change_talk"] == {"desire": 1}
    assert [x["minute"] for x in way["sessions"][1]["steps"]] == [6, 7]
    assert way["sessions"][1]["homework_outcomes"] == [
        {"homework": "text my brother Sat", "outcome": 3, "text": "did it twice"}
    ]
    assert [x["value"] for x in way["goals"][0]["ratings"]] == [2, 5]
    assert way["goals"][0]["rulers"]["importance"][0]["session"] == 1
    assert way["goals"][0]["status"] == "active"
    asked, later = way["differently"]
    assert asked["asked"]["text"] == "Less homework talk."
    assert [x["text"] for x in asked["changed"]] == ["asked about the walk"]
    assert later["changed"] == []
    assert way["homework"][0]["outcome"] == 3
    assert way["strengths"] == [{"text": "rang my brother", "built_on": 1}]
    assert [x["text"] for x in way["wins"]] == ["went out in the rain"]


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_private_and_scratch_lines_stay_out(shell: Shell, form: tuple[str]) -> None:
    assert "wagtail" not in shell.call("progress", "KESTREL-4", *form).stdout


@pytest.mark.parametrize("width", [0, 20, 40])
def test_a_width_is_kept_and_no_word_is_lost(shell: Shell, width: int) -> None:
    text = shell.call("progress", "KESTREL-4", "--width", str(width)).stdout
    if width:
        assert max(sum(map(cell_width, row)) for row in text.split("\n")) <= width
    # A word that is wider than the page goes on in the next row.
    assert "".join(text.split()) == "".join(TOLD.split())


def test_nobody_of_that_code_is_exit_code_four(shell: Shell) -> None:
    done = shell.call("progress", "NOBODY-1")
    assert done.returncode == 4
    assert done.stdout == ""
    assert "no client" in done.stderr


def test_a_client_with_one_bare_session_has_a_way_too(
    template: Template, tmp_path: Path
) -> None:
    done = shell_with(template, tmp_path, ("hello",)).call("progress", "KESTREL-4")
    assert done.returncode == 0
    assert "1 session, 2026-03-10" in done.stdout
    assert done.stdout.count("none recorded") == 5


def test_evil_text_drives_no_terminal(template: Template, tmp_path: Path) -> None:
    evil = "[/b] \x1b[31m\u202egnp\x07 x"
    lines = (f"> {evil}", f"+w {evil}", f"/helped {evil}", f"@ {evil}", "= #1 3")
    shell = shell_with(template, tmp_path, lines, (f"@2 {evil}",))
    for form in ((), ("--json",)):
        out = shell.call("progress", "KESTREL-4", *form).stdout
        assert "[/b] [31mgnp x" in out
        assert not {"\x1b", "\u202e", "\x07"} & set(out)


def test_help_has_an_example_and_completion_knows_the_command(shell: Shell) -> None:
    told = shell.call("progress", "--help").stdout
    assert "EXAMPLE" in told
    assert "Exit code 4" in told
    done = shell.run(
        unlocked=False,
        _SESSIONTUI_COMPLETE="bash_complete",
        COMP_WORDS="sessiontui prog",
        COMP_CWORD="1",
    )
    assert "progress" in done.stdout


def test_it_waits_for_no_screen(shell: Shell) -> None:
    import subprocess
    import sys

    code = (
        "import sys; from sessiontui.cli.commands.command_table import run;"
        " run(['progress', 'KESTREL-4']);"
        " print('textual' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=shell.environment(SESSIONTUI_PASSPHRASE_FILE=str(shell.file)),
        capture_output=True,
        text=True,
    )
    assert done.stdout.endswith("False\n"), done.stderr


def test_waiting_lists_what_is_due_over_all_clients(
    template: Template, tmp_path: Path
) -> None:
    shell = shell_with(template, tmp_path, ("!f call Fri", "@ walk"), ("a note",))

    told = shell.run("waiting")
    rows = json.loads(shell.call("waiting", "--json").stdout)

    assert [line.split("  ")[0] for line in told.stdout.splitlines()] == [
        *("2026-03-10",) * 3,
        "2026-03-17",
    ]
    assert "risk follow-up" in told.stdout
    assert "call Fri" in told.stdout
    assert [row["command"] for row in rows] == [
        "sessiontui open KESTREL-4 --session 1",
        *("sessiontui open KESTREL-4",) * 2,
        "sessiontui open KESTREL-4 --session 2",
    ]
    assert all(row["command"] in told.stdout for row in rows)
    assert [(row["what"], row["client"], row["text"]) for row in rows] == [
        ("not_signed", "KESTREL-4", ""),
        ("follow_up", "KESTREL-4", "call Fri"),
        ("homework", "KESTREL-4", "walk"),
        ("not_signed", "KESTREL-4", ""),
    ]


def test_an_entry_that_waits_has_its_day_and_no_number(
    template: Template, tmp_path: Path
) -> None:
    shell = shell_with(template, tmp_path, ("a note",))
    shell.call(
        *("capture", "KESTREL-4", "--new-session", "--date", "2026-03-24"),
        lines="/contact phone 10m\nrang\n",
    )

    rows = json.loads(shell.call("waiting", "--json").stdout)

    (contact,) = [row for row in rows if row["entry"]]
    assert (contact["session"], contact["entry"]) == (None, "2026-03-24")
    assert contact["command"] == "sessiontui open KESTREL-4 --entry 2026-03-24"
    assert all(row["session"] > 0 for row in rows if not row["entry"])


def test_where_nothing_waits_stdout_is_empty(
    template: Template, tmp_path: Path
) -> None:
    done = shell_with(template, tmp_path).run("waiting")

    assert done.stdout == ""
    assert "Nothing waits." in done.stderr
