"""A process that forks children to be killed; run as `python -m tests.store.victims`.

It is told what the children do on its command line and where the record is on stdin.
Before each child it writes the child's process id. A child writes `try` before and `ok`
after each action, so that whoever kills it knows what was acknowledged.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
from typing import TYPE_CHECKING

from tests.exchange.past import read_json
from tests.story import TUESDAY, Clock, open_session, read_handed_over, recovery_text

# Loaded here once, so that children spend the time until they are killed on writing.
import sessiontui.store.schema.migrations  # noqa: F401
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.exchange.importing import bring
from sessiontui.services.caseload import Caseload
from sessiontui.store.backup.backup_and_restore import back_up, restore
from sessiontui.store.copies.rekey import change_passphrase
from sessiontui.store.erase import EraseOrder, erase_client
from sessiontui.store.open import open_record
from sessiontui.store.schema.triggers import (
    PRIVATE_TRIGGERS,
    RECORD_TRIGGERS,
    without_triggers,
)

if TYPE_CHECKING:
    from sessiontui.domain.entities import Line
    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key

NEW_PASSPHRASE = "other quiet words for testing"


def say(*what: object) -> None:
    """Write one line at once; less than a pipe's atomic size."""
    os.write(1, (json.dumps(what) + "\n").encode())


def record_lines(paths: Paths, key: Key, number: int) -> None:
    """Record lines, drafts, edits and private notes for ever."""
    choose = random.Random(number)
    record = open_record(paths, key)
    live = open_session(record, Clock())
    mine: list[tuple[Line, str]] = []
    count = 0
    say("open")
    while True:
        count += 1
        text = f"{number}-{count} " + "words " * choose.choice((1, 5, 200))
        what = choose.choice(("line", "line", "private", "draft", "draft", "edit"))
        if what == "edit" and mine:
            line, before = mine[-1]
            say("try", "edit", before, text)
            live.edits.edit(line, text)
            mine[-1] = (line, text)
            say("ok", "edit", before, text)
        elif what == "draft":
            say("try", "draft", text)
            live.drafts.save(Tab.NOTES, text, (0, count), None)
            say("ok", "draft", text)
        else:
            typed = f"~ {text}" if what == "private" else text
            say("try", "line", text)
            outcome = live.enter(typed, Tab.NOTES)
            if outcome.line and what == "line":
                mine.append((outcome.line, text))
            say("ok", "line", text)


def spell_out(paths: Paths, key: Key, number: int) -> None:
    """Record a line and a note with a snippet; die before it is spelled out."""
    record = open_record(paths, key)
    preferences = Preferences(snippets={"hr": "heart rate"})
    live = Caseload(record, Clock(), preferences=preferences).open("KESTREL-4")

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    record.lines.change_line = die  # type: ignore[method-assign]
    record.private_notes.rewrite = die  # type: ignore[method-assign]
    say("open")
    live.enter("~ hr kept" if number % 2 else "hr kept", Tab.NOTES)
    say("ok")


def change(paths: Paths, key: Key, number: int) -> None:
    """Change the passphrase."""
    record = open_record(paths, key)
    say("open")
    change_passphrase(record, NEW_PASSPHRASE)
    say("ok", "change", number)


def back_up_once(paths: Paths, key: Key, number: int) -> None:
    """Write a backup."""
    record = open_record(paths, key)
    say("open")
    back_up(record, paths.data / "backups" / f"{number}.backup")
    record.close()
    say("ok", "backup", number)


def lift(paths: Paths, key: Key, number: int) -> None:
    """Lift the guards of a file, delete all history, and die in the middle of it."""
    del number
    record = open_record(paths, key)
    private = sys.argv[1] == "lifted-private"
    db = record.databases[private][0]
    say("open")
    with (
        db.atomic(),
        without_triggers(db, PRIVATE_TRIGGERS if private else RECORD_TRIGGERS),
    ):
        db.execute("PRAGMA cache_size=1")
        for table in ("change", "note" if private else "line"):
            db.execute(f"delete from {table}")
        say("lifted")
        os.kill(os.getpid(), signal.SIGKILL)


def destroy_one(paths: Paths, key: Key, number: int) -> None:
    """Destroy what is kept of KESTREL-4."""
    record = open_record(paths, key)
    client = Caseload(record).find_client("KESTREL-4")
    say("open")
    erase_client(
        record,
        EraseOrder(client, notes_only=False, author="me", reason="x", at=TUESDAY),
    )
    say("ok", "destroy", number)


def sign(paths: Paths, key: Key, number: int) -> None:
    """Sign the session of KESTREL-4."""
    record = open_record(paths, key)
    client = Caseload(record).find_client("KESTREL-4")
    last = Caseload(record).past(client)
    live = Caseload(
        record,
        Clock(max(x.at for x in last.state.lines)),
        preferences=Preferences(signer="R. Amadi"),
    ).open("KESTREL-4")
    say("open")
    live.sign()
    say("ok", "sign", number)


def migrate(paths: Paths, key: Key, number: int) -> None:
    """Open a record that an earlier program wrote."""
    say("open")
    open_record(paths, key)
    say("ok", "migrate", number)


def bring_back(paths: Paths, key: Key, number: int) -> None:
    """Restore the backup that lies beside the record's folder."""
    say("open")
    restore(paths, paths.data.parent / "one.backup", recovery_text(key), TUESDAY)
    say("ok", "restore", number)


def bring_in(paths: Paths, key: Key, number: int) -> None:
    """Import the file that lies beside the record's folder."""
    record = open_record(paths, key)
    export = read_json((paths.data.parent / "all.json").read_bytes())
    say("open")
    bring(record, export)
    say("ok", "import", number)


def write_print(paths: Paths, key: Key, number: int) -> None:
    """Write the print of the session of KESTREL-4 to a file, as Ctrl+S does."""
    record = open_record(paths, key)
    live = Caseload(record, Clock()).open("KESTREL-4")
    live.prints.summary()
    say("open")
    while True:
        live.prints.write_summary()
        say("ok", "print", number)


def main() -> None:
    """Fork a child for each line on stdin, after the first, until there are no more."""
    action = {
        "lines": record_lines,
        "snippets": spell_out,
        "passphrase": change,
        "backup": back_up_once,
        "destroy": destroy_one,
        "lifted": lift,
        "sign": sign,
        "migrate": migrate,
        "restore": bring_back,
        "import": bring_in,
        "print": write_print,
        "lifted-private": lift,
    }[sys.argv[1]]
    paths, key = read_handed_over()
    for number, _ in enumerate(iter(sys.stdin.readline, ""), 1):
        child = os.fork()
        if child == 0:
            try:
                action(paths, key, number)
            finally:
                os._exit(0)
        say("child", child)
        os.waitpid(child, 0)
        say("dead", child)


if __name__ == "__main__":
    main()
