"""The first start: a passphrase, a record, and the sheet that can open it again."""

from __future__ import annotations

import contextlib
import math
import secrets
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from sessiontui.cli.output import is_dumb, tell
from sessiontui.cli.terminal import Terminal, read_passphrase_file
from sessiontui.errors import UsageError
from sessiontui.store.sqlcipher.key import MIN_LENGTH

if TYPE_CHECKING:
    from sessiontui.cli.options import Options
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

WORD_LIST = Path(__file__).with_name("passphrase_words.txt")
PHRASES = Path(__file__).with_name("common_phrases.txt")
"""The best known of what people quote; the judge knows words, and no phrases."""
OFFERED = 6
GUESSES = 10**14
"""The guesses that a passphrase must hold out against.

A copied record is guessed at without end, and 10^14 guesses are what a password has to
withstand then, after Florêncio, Herley and van Oorschot, "An Administrator's Guide to
Internet Password Research" (LISA 2014). Fifteen characters by chance do.
"""
_JUDGE = "zxcvbn"
_JUDGED = 72
"""Characters that are judged: more cost time, and no passphrase needs them."""
EASY = "That is too easy to guess. Take six words that do not belong together"
WRITTEN = "when it is written down"
_SHEET_LATER = (
    "The record is made. Its recovery sheet would stay in this window for anybody to "
    "scroll back to; when you are alone, copy it from: sessiontui recovery-key"
)
LOCKED_AWAY = (
    "Nobody can recover a lost passphrase: without it, or the record's recovery "
    "sheet, the notes stay closed for good."
)


def begin_record(options: Options, terminal: Terminal | None) -> Record:
    """Make the record, with a passphrase from the terminal or from the file."""
    from sessiontui.store.sqlcipher.files import make_folder

    paths = options.paths
    # Whether the folder will do is known before anybody thinks of a passphrase.
    make_folder(paths.data)
    if terminal is None:
        if options.passphrase_file is None:
            raise UsageError("Name a file that holds the passphrase.")
        passphrase = strong_enough(read_passphrase_file(options.passphrase_file))
    else:
        terminal.tell(
            "Welcome. This makes a new, encrypted record for your session notes.\n"
            f"It will stand in {paths.data}, and one passphrase opens it.\n"
            f"{LOCKED_AWAY}\n"
        )
        passphrase = ask_new_passphrase(terminal)
    from sessiontui.store.open import create_record

    record = create_record(paths, passphrase)
    if terminal is None:
        tell(
            f"A new record was made at {paths.record}. "
            "Print its recovery sheet with: sessiontui recovery-key"
        )
    elif is_dumb():
        keep_in_mind(paths, written=False)
        terminal.tell(_SHEET_LATER)
    else:
        show_sheet(terminal, record.key, paths)
    return record


def ask_new_passphrase(terminal: Terminal) -> str:
    """A new passphrase, typed twice, or six words that are typed back."""
    terminal.tell(
        f"Type a passphrase of {MIN_LENGTH} characters or more; it is not shown.\n"
        "Press Enter alone to be offered six words."
    )
    while True:
        first = terminal.ask("New passphrase: ")
        if not first:
            offered = _offer_words(terminal)
            if offered:
                return offered
            continue
        if _length(first) < MIN_LENGTH:
            terminal.tell(
                f"That has {_length(first)} characters. Please choose at least "
                f"{MIN_LENGTH}; a short sentence is easy to remember."
            )
            continue
        if is_guessable(first):
            terminal.tell(f"{EASY}, or press Enter alone to be offered six.")
            continue
        if _same(terminal.ask("The same once more: "), first):
            return first
        terminal.tell("The two were not the same. Please begin again.")


def _offer_words(terminal: Terminal) -> str | None:
    """Six words of chance, on a page of their own; None when they did not suit."""
    words = WORD_LIST.read_text(encoding="utf-8").split()
    offered = " ".join(secrets.choice(words) for _ in range(OFFERED))
    bits = int(OFFERED * math.log2(len(words)))
    with terminal.aside():
        terminal.tell(
            f"\n    {offered}\n\n"
            f"Six words by chance from a list of {len(words)}: {bits} bits, as good "
            f"as {bits} tosses of a coin.\nWrite them down, or picture them in one "
            "scene; then type them here, with one space between.\n"
            f"Press Enter alone for another choice.\n{_stays()}"
        )
        while typed := terminal.ask("The six words: "):
            if _same(typed, offered):
                return offered
            terminal.tell("That was not the same. Once more, please.")
    return None


def strong_enough(passphrase: str) -> str:
    """The passphrase, if it is long enough and not too easy to guess.

    Raises:
        UsageError: it is not.
    """
    if _length(passphrase) < MIN_LENGTH:
        raise UsageError(f"A passphrase has {MIN_LENGTH} characters or more.")
    if is_guessable(passphrase):
        raise UsageError(f"{EASY}.")
    return passphrase


def is_guessable(passphrase: str) -> bool:
    """True for words, names, dates and keys in a row that are among the first tried."""
    from zxcvbn import zxcvbn

    known = ["sessiontui", *map(_squeezed, PHRASES.read_text("utf-8").splitlines())]
    judged = unicodedata.normalize("NFC", passphrase)[:_JUDGED]
    if zxcvbn(judged, known)["guesses"] < GUESSES:
        return True
    # A phrase is tried with anything between its words: each sign is one more guess.
    bare = _squeezed(judged)
    signs = 10 ** len({*judged.casefold()} - {*bare})
    quoted = any(phrase in bare for phrase in known)
    return quoted and bool(zxcvbn(bare, known)["guesses"] * signs < GUESSES)


def forget_the_judge() -> None:
    """Let go of all words that it knows: the screens would carry 12 MB along."""
    if hasattr(sys.modules.get(_JUDGE), _JUDGE):
        # Another thread may be importing meanwhile.
        for name in [x for x in list(sys.modules) if x.split(".")[0] == _JUDGE]:
            vars(sys.modules.pop(name)).clear()


def _squeezed(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def show_sheet(terminal: Terminal, key: Key, paths: Paths) -> None:
    """Show the recovery sheet once, on a page that is cleared afterwards.

    As long as nobody says that it is written down, the caseload says that it is not.
    """
    from sessiontui.store.sqlcipher.recovery_sheet import recovery_lines

    with terminal.aside():
        rows = "\n".join(f"    {row}" for row in recovery_lines(key))
        terminal.tell(
            f"RECOVERY SHEET for {paths.record}\n\n{rows}\n\n"
            "Copy these four rows by hand and keep them away from this computer.\n"
            "They open the record when the passphrase is forgotten or the file's "
            "first bytes are damaged: type them where the passphrase is asked for. "
            "Whoever holds them can read everything.\n\n"
            f"{_stays() or 'Enter clears this page.'}\n"
        )
        keep_in_mind(paths, written=False)
        said = terminal.ask(f"y {WRITTEN}; later: sessiontui recovery-key  ")
        keep_in_mind(paths, written=is_yes(said))


def keep_in_mind(paths: Paths, *, written: bool) -> None:
    """Note for the caseload whether the recovery sheet is on paper."""
    with contextlib.suppress(OSError):
        if written:
            paths.sheet_due.unlink(missing_ok=True)
        else:
            paths.sheet_due.touch(mode=0o600)


def is_yes(said: str) -> bool:
    """True for what means yes."""
    return said.strip().casefold() in {"y", "yes"}


def _stays() -> str:
    """The advice where a page cannot be cleared; empty where it can."""
    said = "This terminal cannot clear the page: close its window afterwards.\n"
    return said if is_dumb() else ""


def _length(passphrase: str) -> int:
    return len(unicodedata.normalize("NFC", passphrase))


def _same(one: str, other: str) -> bool:
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)
