"""Every code point through every field: kept as the rules say; none drives a screen."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from sessiontui.domain.client_codes import CODE_LIMIT, code_of
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.domain.text import clean
from sessiontui.errors import SessionTuiError
from sessiontui.services.caseload import Caseload
from sessiontui.store.open import open_record
from tests.cli.program import Shell
from tests.faults.conftest import all_said
from tests.story import PASSPHRASE
from tests.tally import rounds
from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

ALL = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
"""All 1,112,064 of them; surrogates are no characters."""
DRIVING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
"""What may reach no terminal, told here once more and by itself."""
SOME = ALL[:0x3000] + ALL[0xD000 : 0xF000 + 0x1000] + ALL[0x10000::67]
"""Those with rules of their own, and a sample of the others."""


def chunks(text: str, size: int) -> Iterator[str]:
    """Pieces between two letters, so that nothing stands at an end."""
    for start in range(0, len(text), size):
        yield f"w{text[start : start + size]}w"


def test_every_code_point_on_the_line(live: LiveSession) -> None:
    for tab in Tab:
        for text in chunks(ALL if tab is Tab.NOTES else SOME, 100_000):
            line = live.enter(text, tab).line
            assert line is not None
            assert line.text == clean(text)
            assert not DRIVING.search(line.text)


def test_every_code_point_in_whatever_else_is_typed(
    caseload: Caseload, live: LiveSession
) -> None:
    live.enter("> sit at that wedding", Tab.NOTES)
    for mark in ("> ", ">g ", "+ ", "@ ", '" ', "! ", "? ", "~ ", ". ", "/did psy "):
        for text in chunks(SOME, 30_000):
            line = live.enter(mark + text, Tab.NOTES).line
            assert line is not None
            assert line.text == clean(text)
    for text in chunks(SOME, 30_000):
        said = live.answer(text).line
        assert said is not None
        assert said.text == clean(text)
        edited = live.edits.edit(said, text[1:-1] + "edited").line
        assert edited is not None
        assert edited.text == clean(text[1:-1] + "edited")
        live.drafts.save(Tab.NOTES, text, (0, 0), None)
        assert live.drafts.load().text == clean(text)
        live.drafts.save(Tab.NOTES, f"~ {text}", (0, 0), None)
        assert live.drafts.load().text == clean(f"~ {text}")
    few = rounds(401, whole=20)
    for order in ("find ", "format ", "held ", "present ", "start ", "ask ", "move "):
        for text in chunks(SOME[::few], CODE_LIMIT - 2):
            try:
                outcome = live.enter(f"/{order}{text}", Tab.NOTES)
            except SessionTuiError as error:
                said_of = str(error)
            else:
                said_of = outcome.remark or ""
            assert not DRIVING.search(said_of)
            caseload.search(text)
    assert not DRIVING.search(live.state.session.held + live.state.session.present)


def test_every_code_point_in_a_code() -> None:
    for text in chunks(ALL, CODE_LIMIT - 2):
        code = code_of(text)
        assert code == " ".join(clean(text).split())
        assert not DRIVING.search(code)


def test_every_code_point_in_what_is_added(record: Record, caseload: Caseload) -> None:
    caseload._preferences = Preferences(signer="R. Amadi")
    live = caseload.open("KESTREL-4")
    live.enter("a note", Tab.NOTES)
    live.sign()
    for text in chunks(SOME, 30_000):
        addition = live.amending.read(f"addendum {text}")
        live.amending.add(addition, text)
    added = record.signatures.amendments(live.state.session.id)
    assert [x.text for x in added] == [clean(x) for x in chunks(SOME, 30_000)]
    assert not DRIVING.search(live.prints.summary())


def test_every_code_point_by_pipe_and_by_file(
    paths: Paths, key: Key, tmp_path: Path
) -> None:
    shell = Shell(paths.data, tmp_path)
    text = SOME.replace("\n", "").replace("\r", "")
    lines = list(chunks(text, 20_000))
    done = shell.call("capture", "KESTREL-4", lines="\n".join(lines) + "\n")
    assert done.returncode == 0, done.stderr
    assert not DRIVING.search(done.stdout + done.stderr)
    assert all_said(paths, key) == [clean(line) for line in lines]
    for call in (("summary", "KESTREL-4"), ("find", "w"), ("sessions", "KESTREL-4")):
        assert not DRIVING.search(shell.call(*call).stdout)
    out = tmp_path / "all.json"
    assert shell.call("export", "--format", "json", "-o", str(out)).returncode == 0
    other = Shell(tmp_path / "other", tmp_path)
    assert other.call("import", str(out)).returncode == 0
    tree = json.loads(out.read_text())
    tree.pop("check")
    line = tree["clients"][0]["sessions"][0]["lines"][0]
    for sign in ("\x1b", "\x00", "\x9b", "\u202e", "\ufeff", "\x7f"):
        line["text"] = f"a{sign}b"
        out.write_text(json.dumps(tree))
        assert Shell(tmp_path / "no", tmp_path).call("import", str(out)).returncode == 5


async def test_every_code_point_on_the_screen(caseload: Caseload) -> None:
    """Pasted and typed; `picture` refuses whatever could drive a terminal."""
    step = rounds(61, whole=7)
    async with at_the_keyboard(caseload) as user:
        for number, text in enumerate(chunks(SOME[::step], 400)):
            await user.presses(f"f{number % 5 + 1}")
            await user.pastes(text)
            assert user.line == clean(text)
            assert user.picture
            await user.presses("enter")
            assert user.picture
        await user.presses("ctrl+t")
        for text in chunks(SOME[::997], 400):
            await user.pastes(text)
            assert user.picture
            await user.presses("enter")
            assert user.picture
        await user.presses("ctrl+t", "f6")
        assert user.picture


BYTES = b"caf\xe9 \xff\xfe\xc3 \xed\xa0\x80 \xf5\x80\x80\x80 \x1b]0;x\x07 end"
READ = {
    "capture": ("KESTREL-4",),
    "amend": ("KESTREL-4", "--session", "1", "--kind", "addendum"),
    "request": ("KESTREL-4", "--session", "1"),
    "hold": ("KESTREL-4",),
    "find": (),
}


def test_bytes_that_are_no_text_on_stdin(
    paths: Paths, key: Key, tmp_path: Path
) -> None:
    record = open_record(paths, key)
    live = Caseload(record, preferences=Preferences(signer="R. Amadi")).open(
        "KESTREL-4"
    )
    live.enter("a note", Tab.NOTES)
    live.sign()
    record.close()
    paths.settings.write_text('[therapist]\nname = "R. Amadi"\n')
    shell = Shell(paths.data, tmp_path)
    before = all_said(paths, key)

    for command, arguments in READ.items():
        done = shell.call(command, *arguments, lines=BYTES + b"\n" + BYTES + b"\n")

        assert not DRIVING.search(done.stdout + done.stderr)
        if command == "find":
            assert done.returncode == 0
        else:
            assert done.returncode == 2, done.stderr
            assert "The input is not UTF-8. Convert it" in done.stderr
    assert all_said(paths, key) == before
    assert shell.call("requests").stdout == ""
    assert shell.call("verify").returncode == 0


def test_a_passphrase_of_any_bytes(paths: Paths, tmp_path: Path) -> None:
    shell = Shell(paths.data, tmp_path)
    for secret in (BYTES, b"\x00", b"\xff" * 5_000, PASSPHRASE.encode()[:-1]):
        shell.file.write_bytes(secret + b"\n")
        done = shell.call("clients")
        assert done.returncode == 3, (secret[:20], done.stderr)
        assert not DRIVING.search(done.stderr)
