"""The formats on the command line: which there are, and one's own among them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.prints.formats import FORMATS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Shell


@pytest.fixture
def templates(shell: Shell) -> Path:
    folder = shell.home / "templates"
    folder.mkdir()
    return folder


def test_every_format_is_listed_with_what_it_is_for(shell: Shell, templates: Path):
    (templates / "court.txt.j2").write_text("{# for the court #}\n{{ client }}\n")
    (templates / "soap.txt.j2").write_text("{{ client }}\n")
    done = shell.call("formats")

    assert done.returncode == 0
    rows = done.stdout.splitlines()
    assert [row.split()[0] for row in rows] == [*FORMATS, "court"]
    assert rows[-1].split("  ")[-1] == "yours"
    assert "goal, intervention, response, plan" in done.stdout
    assert "soap.txt.j2 is not used: a built-in format has that name." in done.stderr
    fields = json.loads(shell.call("formats", "--json").stdout)
    assert fields[-1] == {
        "name": "court",
        "what": "for the court",
        "for_client": False,
        "own": True,
    }


def test_each_format_prints_the_same_session(shell: Shell):
    for name in FORMATS:
        done = shell.call("summary", "KESTREL-4", "--format", name)
        assert done.returncode == 0
        again = shell.call("summary", "KESTREL-4", "--format", name)
        assert again.stdout == done.stdout


def test_ones_own_format(shell: Shell, templates: Path):
    (templates / "court.txt.j2").write_text("{{ client }} {{ number }}\n")
    done = shell.call("summary", "KESTREL-4", "--format", "court")

    assert (done.returncode, done.stdout) == (0, "KESTREL-4 1\n")
    shell.call("capture", "KESTREL-4", lines="/format court\n")


def test_a_template_that_is_off_is_two_and_names_the_line(
    shell: Shell, templates: Path
):
    (templates / "court.txt.j2").write_text("{{ client }}\n{{ lines[0][client] }}\n")
    done = shell.call("summary", "KESTREL-4", "--format", "court")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "Template court.txt.j2, line 2: that cannot be worked out.\n"


def test_the_usual_format_and_head_of_new_sessions(shell: Shell):
    (shell.home / "settings.toml").write_text(
        'format = "girp"\nheld = "in person"\npresent = "client only"\n'
    )
    shell.call("capture", "WREN-7", lines="a line\n/held video\n")
    printed = shell.call("summary", "WREN-7").stdout

    assert "format GIRP" in printed
    assert "  video  client only\n" in printed
    (row,) = json.loads(shell.call("sessions", "WREN-7", "--json").stdout)
    assert (row["format"], row["held"], row["present"]) == (
        "girp",
        "video",
        "client only",
    )


def test_where_the_templates_belong(shell: Shell):
    assert f"{shell.home / 'templates'}\n" in shell.call("where").stdout
