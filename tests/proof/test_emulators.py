"""Keys pressed in real terminal emulators: each line is recorded as it was meant.

It is proof, not test: windows on a screen that nobody sees. What other emulators send
is in docs/terminals.md.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.store.open import open_record
from tests.proof.emulator import KINDS, Emulator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key
    from tests.story import Template

PASTED = "\n".join(f"{n} von 90: ü é 日本, what somebody else wrote" for n in range(90))
PROBES = (
    ("one<shift+Return>two<ctrl+Return>three<ctrl+m>", "one", "two", "three"),
    ("one<KP_Enter>two<104>", "one", "two"),
    ("a<ctrl+j>b<Return>", "a\nb"),
    ("a<shift+space>b<Return>", "a b"),
    ("aX<BackSpace>bX<shift+BackSpace>cX<ctrl+h>d<Return>", "abcd"),
    ("one lost<alt+BackSpace>two lost<ctrl+w>three<Return>", "one two three"),
    ("aXb<Left><Left><Delete><Insert><End>c<Return>", "abc"),
    ("b<Home>a<End>d<Left>c<Return>", "abcd"),
    ("one three<ctrl+Left>two <Return>", "one two three"),
    ("<Escape>= mood 4<Return>", "rating: mood"),
    ("<Escape>she said<Return>", "she said"),
    ("<Num_Lock><79><87><91><86><63><82><106><104><Num_Lock>", "71,+*-/"),
    ("<Caps_Lock>a<ctrl+j>b<Caps_Lock><Return>", "A\nB"),
    (
        "<34><47><shift+34><20><ISO_Level3_Shift+24><ISO_Level3_Shift+26><Return>",
        "üöÜß@€",
    ),
    *(
        (f"<{key}{n}>a<Return><F2>", f"{kind}a")
        for key in ("alt+", "F")
        for n, kind in enumerate(("agenda: ", "", "goal: ", "strength: "), 1)
    ),
    ("<alt+5><F2><F6><F2>a<Return>", "a"),
    ("<ctrl+l><ctrl+l>a<F8><F8>b<F9><F9><Return>", "ab"),
    ("mine<ctrl+t>theirs<Return><ctrl+t><Return>", "helped: theirs", "mine"),
    ("kept<Return>lost<Return><ctrl+z><ctrl+u>c<Return>", "kept", "c"),
)
"""What is pressed on the Notes tab, and what is recorded of it."""
ENOUGH = 3
"""Wrong ones, behind which the others are not waited for."""


@pytest.fixture
def paths(template: Template, tmp_path: Path) -> Paths:
    return template.copy_to(tmp_path / "home")


@pytest.fixture(params=KINDS)
def user(
    request: pytest.FixtureRequest, tmp_path: Path, paths: Paths, secret: Path
) -> Iterator[Emulator]:
    """Somebody at the keyboard of an emulator, with the session open."""
    window = Emulator(KINDS[request.param], tmp_path, paths.data, secret)
    yield window
    window.close()


def test_every_key_is_what_it_is_and_nothing_is_lost(
    user: Emulator, paths: Paths, key: Key
) -> None:
    def came(behind: int, *lines: str, seconds: float = 15) -> list[str] | None:
        """What was recorded instead of these lines, or None."""
        until = time.monotonic() + seconds
        while (now := kept(paths, key)[behind:]) != list(lines):
            if time.monotonic() > until:
                return now
            time.sleep(0.1)
        return None

    until = time.monotonic() + 120
    while not user.reach() or came(0, "(ready)", seconds=3) is not None:
        assert time.monotonic() < until, "no key arrives"
        user.press("<F2><ctrl+u>ready")
    wrong = {}
    for keys, *lines in PROBES:
        user.press("<Escape><F2><ctrl+u>")
        before = len([line for line in kept(paths, key) if line[0] != "("])
        user.press(keys)
        if (instead := came(before, *lines)) is not None:
            wrong[keys] = instead
        assert len(wrong) < ENOUGH, wrong
    assert not wrong
    before = len(kept(paths, key))
    user.paste(PASTED)
    assert came(before, f"({PASTED})") is None
    user.press("<Return>half")
    assert came(before, PASTED, "(half)") is None
    user.press("<ctrl+q>")
    assert user.ends() == "0"


def kept(paths: Paths, key: Key) -> list[str]:
    """What was recorded, notes as they are; what is half typed stands in brackets."""
    with contextlib.closing(open_record(paths, key, write=False)) as record:
        client = record.clients.client("KESTREL-4")
        sessions = record.sessions.of_client(client.id) if client else ()
        if not sessions:
            return []
        (session,) = sessions
        lines = [
            line.text if line.kind is Kind.NOTE else f"{line.kind}: {line.text}"
            for line in record.lines.lines(session.id)
        ]
        draft = record.drafts.draft(session.id)
        return [*lines, *([f"({draft[1].text})"] if draft and draft[1].text else [])]
