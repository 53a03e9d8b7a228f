"""Killed while somebody types: what stood on the screen is there again."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from sessiontui.services.caseload import Caseload
from sessiontui.store.integrity.verify import verify
from sessiontui.store.open import open_record
from tests.faults.conftest import texts
from tests.tally import rounds
from tests.ui.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key
    from tests.tally import Tally

pytestmark = pytest.mark.timeout(1800)
F2 = "\x1bOQ"


def test_kill_while_typing(
    paths: Paths,
    key: Key,
    secret: Path,
    tally: Callable[[str, str], Tally],
) -> None:
    row = tally("kill -9 while typing", "every letter that was seen is there again")
    chance = random.Random(9)
    recorded: list[str] = []
    for number in range(rounds(2)):
        user = Terminal(paths.data, "open", "KESTREL-4", passphrase_file=secret)
        user.see("1 Agenda")
        user.type(F2 + "\x15")
        line = f"r{number:03}"
        user.type(line + "\r")
        user.see(f"note         {line}")
        recorded.append(line)
        half = f"h{number:03}" + "".join(chance.choices("abcdefgh", k=60))
        for letter in half:
            user.type(letter)
        user.read_for(chance.uniform(0, 0.15))
        seen = _on_the_line(user)
        user.process.kill()
        user.process.wait()
        user.close()

        record = open_record(paths, key)
        assert verify(record) == ()
        there = texts(record)
        caseload = Caseload(record)
        live = caseload.past(caseload.find_client("KESTREL-4"))
        draft = live.drafts.load().text
        record.close()
        lost = [x for x in recorded if x not in there]
        row.round(len(lost) + (not draft.startswith(seen)))
        assert there == recorded
        assert half.startswith(draft)


def _on_the_line(user: Terminal) -> str:
    """What stood on the line; nothing where the line was not drawn yet."""
    rows = user.text().split("\n")
    for row in reversed(rows):
        if "note › " in row:
            words = row.partition("note › ")[2].strip()
            return words if words.startswith("h") else ""
    return ""


def test_the_record_is_replaced_while_somebody_types(
    paths: Paths,
    key: Key,
    secret: Path,
    tally: Callable[[str, str], Tally],
    tmp_path: Path,
) -> None:
    row = tally("file moved under the app", "said so, and the words stay on the line")
    user = Terminal(paths.data, "open", "KESTREL-4", passphrase_file=secret)
    user.see("1 Agenda")
    user.type(F2 + "before\r")
    user.see("note         before")
    away = tmp_path / "away.db"
    paths.record.rename(away)
    user.type("kept on the line\r")
    shown = user.see("moved or replaced")
    assert "kept on the line" in shown
    away.rename(paths.record)
    user.type("\r")
    user.see("note         kept on the line")
    user.type("\x11")
    assert user.wait() == 0
    user.close()
    record = open_record(paths, key)
    row.round(len({"before", "kept on the line"} - set(texts(record))))
    assert verify(record) == ()
    record.close()
