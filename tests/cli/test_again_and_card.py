"""Forms that people ask for: the client's sheet as a page, ratings as a table."""

from __future__ import annotations

import csv
import io
import stat
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.program import Shell

HOUR = (
    '> sit <b onclick="x()">at</b> that & every wedding',
    "> another: with a colon",
    "= #2 5",
    "= =cmd|calc 7",
    "= ＠SUM(1) 6",
    "= imp 8 #2",
    "+w went out",
    "@ text him %60",
    "/differently less: homework",
)


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.words: list[tuple[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append((self.tags[-1], data))


def test_the_sheet_is_a_page_that_fetches_and_tells_nothing(
    shell: Shell, tmp_path: Path
) -> None:
    shell.call("capture", "KESTREL-4", lines="\n".join(HOUR))
    file = tmp_path / "for-you.html"
    done = shell.call(
        *("summary", "KESTREL-4", "--format", "takehome", "--html", "-o", str(file))
    )
    assert done.stderr == f"Written to {file}; the file is not encrypted.\n"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8")
    page = Page(text)
    assert not {"script", "b", "img", "link", "a"} & set(page.tags)
    assert "KESTREL-4" not in text
    assert "//" not in text
    assert '<html translate="no">' in text, "no browser offers to send the words away"
    assert ("title", "For you") in page.words
    assert ("h2", "What I want") in page.words
    assert ("p", HOUR[0][2:]) in page.words
    assert any(HOUR[1][2:] in words for tag, words in page.words if tag == "p")
    assert ("p", "less: homework") in page.words


def test_only_the_sheet_is_a_page(shell: Shell) -> None:
    done = shell.run("summary", "KESTREL-4", "--html")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--format takehome --html" in done.stderr


def test_ratings_are_a_table_that_no_spreadsheet_carries_out(
    shell: Shell, tmp_path: Path
) -> None:
    shell.call("capture", "KESTREL-4", lines="\n".join(HOUR))
    file = tmp_path / "ratings.csv"
    shell.call("progress", "KESTREL-4", "--csv", "-o", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    text = file.read_text(encoding="utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["rating", "session", "day", "value"]
    assert rows[1][:2] == ["goal 1", "1"]
    assert {row[0]: row[3] for row in rows[1:]} == {
        "goal 1": "3",
        "goal 2": "5",
        "goal 2 importance": "8",
        "'=cmd|calc": "7",
        "'＠SUM(1)": "6",
    }
    assert "wedding" not in text
    assert shell.call("progress", "KESTREL-4", "--csv").stdout == text
