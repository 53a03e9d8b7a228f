"""What a key does now: one table, (what the screen is doing, key) to effect.

`modes.txt` beside this file is that table as the screens give it. Whoever changes what
a key does reads the change there: `python -m tests.ui.test_modes` writes it anew.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.services.caseload import Caseload
from tests.story import Clock, Template
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.store.record import Record
    from tests.ui.typist import Typist

TABLE = Path(__file__).with_name("modes.txt")
KEYS = ("enter", "escape", "space", "delete")
IN_SESSION = {
    "nothing typed": "f2",
    "words": "f2 'three",
    "agenda, a row chosen": "f1 'x enter up",
    "a row chosen": "f2 up",
    "a row chosen, words": "f2 up '#1",
    "a row chosen, a slash word": "f2 up '/retag¬words",
    "two marked, one chosen": "f2 up space up space",
    "two marked": "f2 up space up space down down",
    "two marked, words": "f2 up space up space '#1",
    "two marked, help": "f2 up space up space f9",
    "two marked, hits": "f2 up space up space '/find¬one enter",
    "two marked, a hit chosen": "f2 up space up space '/find¬one enter up",
    "an edit": "f2 up enter",
    "an edit, changed": "f2 up enter '!",
    "an edit, emptied": "f2 up enter ctrl+u",
    "an edit, another tab": "f2 up enter '! f3",
    "an edit, help": "f2 up enter '! f9",
    "an edit, the summary": "f2 up enter '! f6",
    "hits": "f2 '/find¬slept enter",
    "hits of nothing": "f2 '/find¬nowhere enter",
    "a hit chosen": "f2 '/find¬slept enter up",
    "a hit chosen, words": "f2 '/find¬slept enter up 'four",
    "a hit read": "f2 '/find¬slept enter up enter",
    "a hit read, words": "f2 '/find¬slept enter up enter 'four",
    "hits, words": "f2 '/find¬slept enter 'four",
    "hits, help": "f2 '/find¬slept enter f9",
    "help": "f2 f9",
    "help, words": "f2 f9 'four",
    "the summary": "f6",
    "signing, a line chosen": "f2 '/sign enter",
    "signing, a line chosen, a tie": "f2 '/sign enter '#1",
    "signing, words": "f2 '/sign enter down down down 'four",
    "signing, nothing chosen": "f2 '/sign enter down down down",
    "signing, the length chosen": "f2 '/sign enter down down",
    "signing, words shown": "f2 '/sign enter enter",
    "signing, words shown, closed": "f2 '/sign enter enter space",
    "signing, help": "f2 '/sign enter f9",
    "signing, another tab": "f2 '/sign enter f2",
    "signed": "f2 '/sign enter '/sign enter",
    "signed, words": "f2 '/sign enter '/sign enter 'four",
    "signed, amend refused": "f2 '/sign enter '/sign enter '/amend enter",
    "a reason": "f2 '/sign enter '/sign enter '/amend¬late¬so enter",
    "a reason typed": "f2 '/sign enter '/sign enter '/amend¬late¬so enter 'forgot",
    "a reason, a slash": "f2 '/sign enter '/sign enter '/amend¬late¬so enter '/sign",
    "a reason, a tab": "f2 '/sign enter '/sign enter '/amend¬late¬so enter 'forgot f2",
    "a reason, help": "f2 '/sign enter '/sign enter '/amend¬late¬so enter 'forgot f9",
    "rest, words": "f2 'three ctrl+l",
    "rest, an edit": "f2 up enter '! ctrl+l",
    "rest, hits": "f2 '/find¬slept enter ctrl+l",
    "rest, marks": "f2 up space ctrl+l",
    "rest, help": "f2 f9 ctrl+l",
    "rest, signing": "f2 '/sign enter ctrl+l",
    "last time": "'/last enter",
    "a closing question, help": "f5 'the¬pic f9",
    "the card asked for, help": "f2 '/card enter 'panic f9",
    "hits, a hit chosen, help": "f2 '/find¬slept enter up f9",
    "a slash word alone": "f2 '/",
    "a command refused": "f2 '/format¬nowhere enter",
}
PROGRESS_KINDS = {
    "nothing typed": "",
    "words": "'slept",
    "a slash word": "'/goals",
    "no slash word": "'/note¬x",
    "a row chosen": "down",
    "a row chosen, words": "down 'slept",
    "hits": "'slept enter",
    "a hit chosen": "'slept enter up",
    "a hit read": "'slept enter up enter",
    "hits, words": "'slept enter 'bad",
    "goals": "f2",
    "a goal read": "f2 down enter",
    "a session read": "down down space",
    "a session read, words": "down down space 'slept",
    "help": "f9",
    "signing, a line chosen": "down down space '/sign enter",
    "signing, a tie": "down down space '/sign enter '#1",
    "signing, a follow-up": "down down space '/sign enter '!f¬ring¬her",
    "signing, words": "down down space '/sign enter 'four",
    "signing, words shown": "down down space '/sign enter enter",
    "signed": "down down space '/sign enter '/sign enter",
    "a reason": "down down space '/sign enter '/sign enter '/amend¬late¬so enter",
    "a reason typed": "down down space '/sign enter '/sign enter '/amend¬late¬so enter "
    "'forgot",
    "a session read, help": "down down space f9",
    "signing, help": "down down space '/sign enter f9",
    "a reason, a tab": "down down space '/sign enter '/sign enter '/amend¬late¬so "
    "enter 'forgot f2",
    "a question": "f7 down down down enter",
    "a question, words": "f7 down down down enter 'why¬so",
    "a question, a slash": "f7 down down down enter '/clients",
    "a question, help": "f7 down down down enter 'why f9",
    "rest, words": "'slept ctrl+l",
    "rest, a session read": "down down space ctrl+l",
    "rest, hits": "'slept enter ctrl+l",
}
OF_CLIENTS = {
    "nothing typed": "",
    "words": "'kes",
    "a new code": "'WREN-7",
    "a new code, offered": "'WREN-7 enter",
    "a row chosen": "up",
    "a row chosen, words": "'k up",
    "a slash word": "'/note¬x",
    "hits": "'/find¬slept enter",
    "a hit chosen": "'/find¬slept enter up",
    "a hit read": "'/find¬slept enter up enter",
    "hits, words": "'/find¬slept enter 'kes",
    "help": "f9",
    "help, words": "f9 'kes",
    "rest, words": "'kes ctrl+l",
    "rest, hits": "'/find¬slept enter ctrl+l",
}
SITUATIONS = {
    **{f"session: {name}": (keys, "KESTREL-4") for name, keys in IN_SESSION.items()},
    **{f"over time: {name}": (f"f8 {k}", None) for name, k in PROGRESS_KINDS.items()},
    "over time, from a session": ("f8", "KESTREL-4"),
    "over time, from a session: the one under way": ("f8 down enter", "KESTREL-4"),
    **{f"clients: {name}": (keys, None) for name, keys in OF_CLIENTS.items()},
}


def a_story(record: Record) -> Caseload:
    """A client with a session behind, and one of today under way."""
    clock = Clock()
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    live = caseload.open("KESTREL-4")
    for text in (
        "> sit at that wedding",
        "slept badly",
        "/did psy the curve",
        "= #1 3",
    ):
        live.enter(text, Tab.NOTES)
        clock.forward(minutes=1)
    live.leave()
    clock.forward(days=7)
    live = caseload.open("KESTREL-4")
    for text in (": sleep", "one", "/did psy waves", "/did a walk", "= #1 4"):
        live.enter(text, Tab.NOTES)
        clock.forward(minutes=1)
    return caseload


async def does(user: Typist, keys: str) -> None:
    """Press keys; words stand behind an apostrophe, a space in them is ¬."""
    for part in keys.split():
        if part.startswith("'"):
            await user.types(part[1:].replace("¬", " "))
        else:
            await user.presses(part)


def seen(user: Typist) -> dict[str, object]:
    """What a person can tell of the screen, and what stands in the record."""
    screen = user.app.screen
    name = type(screen).__name__
    rows = user.screen.panes.rows
    value = rows.value if rows else None
    lines: tuple[object, ...] = ()
    draft: object = None
    if any(type(x).__name__ == "SessionScreen" for x in user.app.screen_stack):
        lines = tuple(
            (x.kind.value, x.text, x.goal, x.done) for x in user.live.state.everything()
        )
        kept = user.live.drafts.load()
        draft = kept.text, kept.tab.value, kept.editing is not None
    shown = user.shown
    return {
        "screen": name.removesuffix("Screen").lower(),
        "pane": user.screen.panes.name_shown,
        "chosen": getattr(value, "text", None) or (value and type(value).__name__),
        "choosing": user.line_input.choosing,
        "marks": sum(row.startswith("✓") for row in shown),
        "chip": user.chip,
        "line": user.line,
        "hint": " ".join(user.hint.split()),
        "rest": user.screen.rest.is_on,
        "draft": draft,
        "kept": sorted(user.app._caseload.half_typed()),
        "lines": lines,
    }


def effect(before: dict[str, object], after: dict[str, object]) -> str:
    """What a key changed."""
    told = []
    for name, now in after.items():
        was = before[name]
        if now == was:
            continue
        if isinstance(now, tuple) and isinstance(was, tuple) and name == "lines":
            told += [f"+ {x}" for x in now if x not in was]
            told += [f"- {x}" for x in was if x not in now]
        else:
            told.append(f"{name} {now!r}")
    return "; ".join(told) or "nothing"


async def table_of(template: Template, situation: str, folder: Path) -> Iterator[str]:
    """The rows of one situation: as it is, then what each key does to it."""
    keys, code = SITUATIONS[situation]
    rows = []
    for number, key in enumerate(KEYS):
        record = template.open_in(folder / str(number))
        async with at_the_keyboard(a_story(record), code, (80, 24)) as user:
            await does(user, keys)
            before = seen(user)
            if number == 0:
                rows.append(
                    f"{situation}: chip {before['chip']!r}; pane {before['pane']}; "
                    f"line {before['line']!r}; hint {before['hint']!r}"
                )
            await user.presses(key)
            rows.append(f"    {key:<7} {effect(before, seen(user))}")
        record.close()
    return iter(rows)


def known() -> dict[str, list[str]]:
    """The table as it stands in the file."""
    told: dict[str, list[str]] = {}
    rows: list[str] = []
    for row in TABLE.read_text(encoding="utf-8").splitlines():
        if not row.startswith(" "):
            name = next(x for x in SITUATIONS if row.startswith(f"{x}: chip"))
            rows = told.setdefault(name, [])
        rows.append(row)
    return told


@pytest.mark.parametrize("situation", SITUATIONS)
async def test_a_key_does_what_the_table_says(
    template: Template, situation: str, tmp_path: Path
) -> None:
    rows = await table_of(template, situation, tmp_path)

    assert list(rows) == known()[situation]


async def write(path: Path, only: str) -> None:
    """The whole table, as the screens give it today."""
    with tempfile.TemporaryDirectory() as name, path.open("w") as out:
        template = Template(Path(name) / "template")
        for number, situation in enumerate(SITUATIONS):
            if only not in situation:
                continue
            folder = Path(name) / str(number)
            rows = await table_of(template, situation, folder)
            out.write("\n".join(rows) + "\n")
            out.flush()


if __name__ == "__main__":
    os.environ["TZ"] = "UTC"
    from tests import quick

    quick.derive_once()
    quick.leave_memory()
    quick.rest_exactly()
    asyncio.run(write(TABLE, sys.argv[1] if sys.argv[1:] else ""))
