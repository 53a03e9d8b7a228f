"""The lexer of what comes from a terminal: text in, whole things out.

A state machine in the manner of ECMA-48. It holds the beginning of a sequence and never
a typed word, and each state that only the far side could end ends by itself as well:
ask `deadline`, and `tick` once it has passed with nothing to read. What is no key, no
paste and no report is swallowed whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeAlias

from sessiontui.ui.terminal.reading.keys_table import (
    BEHIND_ESCAPE,
    CONTROLS,
    KEYPAD,
    KeyPress,
    Text,
    key_name,
    read_sequence,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Set

ESCAPE = 0.02
"""Seconds after which a lone Escape is the key; a key's bytes come at once."""
_OPENER = 0.04
"""Seconds after which an opener alone was Alt and that key."""
_SEQUENCE = 0.25
"""Seconds of silence that end what was begun and not ended."""
_LATE = 1.0
"""Seconds within which the rest of a sequence that was given up is known for one."""
_AT_ONCE = 0.1
"""Seconds within which any rest behind an Escape that has acted belongs to it; later
only what nobody types in one go."""
PAUSE = 1.0
"""Seconds without a byte after which one key within a paste is a key again."""
_LONGEST = 4096
"""Signs of a string of the terminal's; what is longer is none."""

_BEGINS, _ENDS = "\x1b[200~", "\x1b[201~"
_NEWLINE = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
"""The end of a line, as other programs copy it."""
_WORDS = re.compile(r"[^\x00-\x1f\x7f-\x9f]+")
_CSI = r"(?:\x1b\[|\x9b)"
_SS3 = r"(?:\x1bO|\x8f)"
_STRING = r"(?:\x1b[\]P_^X]|[\x9d\x90\x9f\x9e\x98])"
_INSIDE = r"[^\x1b\x07\x18\x1a\x9c]"
_PARAMETERS = r"[0-?]{0,1024}[ -/]{0,8}"
_WHOLE = re.compile(
    # rxvt ends a key as nobody else does, and the Linux console begins one so.
    rf"{_CSI}(?:\d+\$|\[[A-E]|{_PARAMETERS}[@-~])|{_SS3}[0-9;]{{0,8}}[ -~]"
    rf"|{_STRING}{_INSIDE}{{0,{_LONGEST}}}(?:\x1b\\|[\x07\x18\x1a\x9c])"
)
_BEGUN = re.compile(
    rf"\x1b\Z|{_CSI}(?!\d+\$)(?:\[|{_PARAMETERS})\Z|{_SS3}[0-9;]{{0,8}}\Z"
    rf"|{_STRING}{_INSIDE}{{0,{_LONGEST - 1}}}\x1b?\Z"
)
_BROKEN = re.compile(
    rf"{_STRING}{_INSIDE}{{0,{_LONGEST}}}"
    rf"|(?:{_CSI}{_PARAMETERS}|{_SS3}[0-9;]{{0,8}})[\x18\x1a]?"
)
_IS_STRING = re.compile(rf"{_STRING}.", re.DOTALL)
_OPENER_ALONE = re.compile(r"(?:\x1b(?:\[\[?|[O\]P_^X])|[\x80-\x9f])\Z")
_OPENERS = frozenset("[O]P_^X")
_C1 = {"\x9b": "\x1b[", "\x8f": "\x1bO"}
_CLICK = "\x1b[M"
_CLICK_SIGNS = r"[ -?`-c][^\x00- ]{2}"
_CLICKED = re.compile(rf"\x1b\[M{_CLICK_SIGNS}")
_CLICK_BEGUN = re.compile(r"\x1b\[M(?:[ -?`-c][^\x00- ]?)?\Z")
"""A click as very old terminals tell it: a button and two numbers, as signs."""
_REPORT = re.compile(r"\x1b\[(?:<\d+;\d+;\d+[Mm]|[IO]|\?\d+;\d+\$y)")
"""Reports that the app asked for: the mouse, the focus, and which modes there are."""
_SAID = r"(?:\d+;|.*(?:\x1b\\|[\x07\x9c]))"
_REST_OF_ESCAPE = re.compile(
    rf"\[[0-~]|O[\d;]{{0,8}}[A-Za-z ]\Z|[\]P_^X]{_SAID}", re.DOTALL
)
_REST_LATER = re.compile(
    rf"\[200~|\[(?:[A-DFHIOP-SZ]|[0-?]*\d[~u]|[0-?]*[;:][0-?]*[ -/]*[A-Za-z~])\Z"
    rf"|O[A-DFHMP-S]\Z|\[(?:\d+;|[<-?]\d)[\d;:]*\Z|\[M{_CLICK_SIGNS}\Z|[\]P_^X]{_SAID}",
    re.DOTALL,
)
"""The rest of a sequence behind an Escape that acted."""
_GOES_ON = re.compile(
    rf"(?:{_CSI}[<-?]?[\d;:]{{1,1024}}[$&]?|{_SS3}[\d;]{{1,8}})(?:\Z|(?=\x1b))"
)
_ONE = re.compile(rf"{_CSI}(?:\d+\$|\[[A-E]|[0-?]*[$&]?[@-~])|{_SS3}[\d;]*[ -~]")
"""A sequence that a terminal sends, however far it came, and to its end."""
_SENT = re.compile(
    r"\x1b\[(?:<\d+;\d+;\d+[Mm]|[=>?][\d;]*\dc|\?\d+u|\?\d+;\d+(?:n|\$y|[\d;]*[RS])|[\d;:]+~|\d+[$^@]|\d{2,}[\d;:]*u|1;[\d:]+[A-HP-S]"
    r"|\d+;\d+R|\d+;\d+;\d+M|\d+;\d+\$y|[03]n|4[hl]|[12]\d\dz|\d+(?:;\d+){2,}(?:t|&w)|[\d;]+_)"
    r"|\x1bO[\d;]+[A-DFHPQRS]"
)
"""Keys, known or not, and answers: what a single letter may be the end of."""
_SAID_BY_TERMINAL = re.compile(rf"{_STRING}{_SAID}", re.DOTALL)
_REST_OF_STRING = re.compile(r"[^\x00-\x1f\x7f-\x9f]+(?:\x1b\\|[\x07\x9c])")
_END_OF_STRING = "\x1b\\"


@dataclass(frozen=True, slots=True)
class Paste:
    """Pasted words, or some of them: words only, whatever is in them."""

    text: str


@dataclass(frozen=True, slots=True)
class Report:
    """A report of the terminal because the app asked for it."""

    sequence: str


_NO_DIALECT: Mapping[str, str] = MappingProxyType({})

Token: TypeAlias = Text | KeyPress | Paste | Report


class Lexer:
    """A reader of input cut anywhere, as tokens; `now` is any clock's seconds."""

    def __init__(
        self,
        *,
        alt_keys: Set[str] = frozenset(),
        own: Mapping[str, str] | None = None,
        escape: float = ESCAPE,
    ) -> None:
        """Begin on the ground.

        `alt_keys` are the keys with Alt that mean something; any other is Escape and
        then the key, as a slow link joins them. `own` is the terminal's own dialect.
        """
        self._alt_keys = alt_keys
        self._own = own or {}
        self._escape = escape
        self._held = ""
        """The beginning of a sequence, or within a paste of its end."""
        self._at = float("-inf")
        """The moment of the last byte."""
        self._given_up, self._until = "", 0.0
        """A beginning that had its time, and how long its rest is known for one."""
        self._end_until = float("-inf")
        """The moment until which the end of an abandoned string is known for one."""
        self._acted = False
        """True while an opener is held whose Escape has acted as a key."""
        self._pasting = self._paused = self._after_return = False

    def feed(self, text: str, now: float) -> Iterator[Token]:
        """Take one read; what is whole comes out at once."""
        self._paused = self._paused or now - self._at >= PAUSE
        self._at, self._acted = now, False
        if self._pasting:
            yield from self._go_on_pasting(text)
        else:
            yield from self._read(self._with_beginning(text, now))

    def deadline(self) -> float | None:
        """The moment to be asked again unless more comes; None for not at all."""
        held = self._held
        if not held or (self._pasting and not self._is_escape_in_pause()):
            return None
        if held == "\x1b":
            return self._at + self._escape
        is_short = (
            _OPENER_ALONE.match(held) or _CLICK_BEGUN.match(held) or held[-1] == "\x1b"
        )
        return self._at + (max(_OPENER, self._escape) if is_short else _SEQUENCE)

    def tick(self, now: float) -> Iterator[Token]:
        """End what had its time; to be called only while there is nothing to read."""
        due = self.deadline()
        if due is None or now < due:
            return
        held, self._held = self._held, ""
        self._pasting = False
        if self._acted:
            yield Text(held[1:])
        if held == "\x1b":
            self._given_up, self._until = held, self._at + _LATE
            yield KeyPress("escape")
        elif not _IS_STRING.match(held):
            self._given_up, self._until = held, now + _LATE
        elif held[-1] == "\x1b":
            self._given_up, self._until = f"{held[:2]}\x1b", self._at + _SEQUENCE
        else:
            self._given_up = held
            self._until = self._end_until = now + _LATE

    def _with_beginning(self, text: str, now: float) -> str:
        """The read, behind the beginning that was given up, where it is its rest."""
        begun, self._given_up = self._given_up, ""
        if not begun or now > self._until:
            return text
        if begun == "\x1b":
            acted = self._until - _LATE
            is_late = now > acted + _AT_ONCE
            if text in _OPENERS and now <= acted + _OPENER:
                # No hand is as quick; byte by byte, a link may be.
                self._acted = True
                return begun + text
            rest = _REST_LATER if is_late else _REST_OF_ESCAPE
            is_rest = rest.match(text) is not None or self._is_chord(begun + text)
        elif begun[-1] == "\x1b":
            is_rest = text.startswith(_END_OF_STRING[1:])
        elif _IS_STRING.match(begun):
            is_rest = _REST_OF_STRING.match(text) is not None
        else:
            is_rest = self._is_rest(begun, text)
            if is_rest and _GOES_ON.fullmatch(begun + text):
                self._given_up = begun + text
                self._until = now + _SEQUENCE + _LATE
                return ""
        return begun + text if is_rest else text

    def _is_rest(self, begun: str, text: str) -> bool:
        """Tell the rest of a CSI or SS3 sequence from what is typed behind it.

        What comes behind a parameter goes on with it, where a terminal sends such; an
        opener alone may have been Alt and that key, and one sign behind it is a key.
        """
        whole = begun + text
        only_opener = begun[0] == "\x1b" and _OPENER_ALONE.match(begun) is not None
        if len(text) == 1 and only_opener:
            return False
        if whole.startswith(_BEGINS) or _GOES_ON.match(whole):
            return True
        is_click = self._tells_clicks and _CLICKED.fullmatch(whole)
        if len(text) > 1 and (is_click or _SAID_BY_TERMINAL.match(whole)):
            return True
        if not (found := _ONE.match(whole)):
            return False
        length = found.end() - len(begun)
        if length > 1 and found.end() == len(whole):
            return True
        return length > only_opener and is_sent(found[0], self._own)

    def _is_chord(self, text: str) -> bool:
        """Tell a key with a modifier, or a report, that stands before other words."""
        found = _ONE.match(text)
        return found is not None and ";" in found[0] and is_sent(found[0], self._own)

    # On the ground

    def _read(self, text: str) -> Iterator[Token]:
        text, self._held = self._held + text, ""
        at = 0
        while at < len(text):
            if words := _WORDS.match(text, at):
                yield Text(words[0])
                at = words.end()
            elif text.startswith(_BEGINS, at):
                self._pasting, self._paused, self._after_return = True, False, False
                yield from self._go_on_pasting(text[at + len(_BEGINS) :])
                return
            elif _BEGUN.match(text, at) or (
                self._tells_clicks and _CLICK_BEGUN.match(text, at)
            ):
                self._held = text[at:]
                return
            else:
                tokens, at = self._read_one(text, at)
                yield from tokens

    @property
    def _tells_clicks(self) -> bool:
        return _CLICK not in self._own

    def _read_one(self, text: str, at: int) -> tuple[tuple[Token, ...], int]:
        """The next thing that is not words, and where it ends."""
        if self._tells_clicks and (click := _CLICKED.match(text, at)):
            return (), click.end()
        if whole := _WHOLE.match(text, at):
            return _meant(whole[0], self._own), whole.end()
        if broken := _BROKEN.match(text, at):
            if _IS_STRING.match(broken[0]):
                self._end_until = self._at + _LATE
            return (), broken.end()
        if text.startswith(_END_OF_STRING, at) and self._at <= self._end_until:
            return (), at + len(_END_OF_STRING)
        sign = text[at]
        if sign == "\x1b":
            return self._behind_escape(text, at + 1)
        return ((KeyPress(CONTROLS[sign]),) if sign in CONTROLS else ()), at + 1

    def _behind_escape(self, text: str, at: int) -> tuple[tuple[Token, ...], int]:
        """Alt and a key, or Escape and then the key; a slow link joins the two."""
        sign = text[at]
        if sign in BEHIND_ESCAPE:
            return (KeyPress(BEHIND_ESCAPE[sign]),), at + 1
        shift = "shift+" if sign.isupper() else ""
        name = f"alt+{CONTROLS.get(sign) or shift + key_name(sign.lower())}"
        if name in self._alt_keys:
            return (KeyPress(name),), at + 1
        return (KeyPress("escape"),), at

    # Within a paste

    def _is_escape_in_pause(self) -> bool:
        return self._paused and self._held == "\x1b"

    def _go_on_pasting(self, text: str) -> Iterator[Token]:
        """Words up to the end of the paste; after a pause, one key is a key again."""
        known, self._held = self._held, ""
        whole = known + text
        if self._paused and not (known and _could_end(whole)):
            tokens = self._no_words(text)
            if tokens is None and known == "\x1b":
                tokens = self._no_words(whole)
            if text == "\x1b":
                self._held = text
                return
            if tokens is not None:
                # A newline that was typed and one that was pasted are the same.
                self._pasting = all(
                    not isinstance(token, KeyPress) or token.name == "ctrl+j"
                    for token in tokens
                )
                yield from tokens
                return
        self._paused = False
        before, ended, after = whole.partition(_ENDS)
        if not ended:
            cut = _marker_begun(before)
            before, self._held = before[:cut], before[cut:]
        yield from self._words_of_paste(before.replace(_BEGINS, ""))
        if ended:
            self._pasting = False
            yield from self._read(after)

    def _no_words(self, text: str) -> tuple[Token, ...] | None:
        """The one key that a read is, or what a terminal says, if it is no more."""
        if _BEGINS in text or _ENDS in text:
            return None
        alone = Lexer(alt_keys=self._alt_keys, own=self._own)
        tokens = tuple(alone.feed(text, 0))
        if alone.deadline() is not None:
            return None
        is_key = len(tokens) == 1 and not (
            isinstance(tokens[0], Text) and len(tokens[0].text) > 1
        )
        said = all(isinstance(token, Report) for token in tokens)
        return tokens if is_key or said else None

    def _words_of_paste(self, text: str) -> Iterator[Paste]:
        if not text:
            return
        if self._after_return:
            # A newline of two bytes may be cut between them.
            text = text.removeprefix("\n")
        self._after_return = text.endswith("\r")
        if text := _NEWLINE.sub("\n", text):
            yield Paste(text)


def _could_end(text: str) -> bool:
    return text.startswith(_ENDS) or _ENDS.startswith(text)


def _marker_begun(text: str) -> int:
    """The beginning of a marker that is cut at the end of the text."""
    at = text.rfind("\x1b", -len(_ENDS) + 1)
    begun = at >= 0 and any(x.startswith(text[at:]) for x in (_BEGINS, _ENDS))
    return at if begun else len(text)


def is_sent(sequence: str, own: Mapping[str, str] = _NO_DIALECT) -> bool:
    """Tell the keys and answers of terminals from what only has the shape of one."""
    sequence = _C1.get(sequence[0], sequence[0]) + sequence[1:]
    known = sequence in own or _SENT.fullmatch(sequence)
    return bool(known or _meant(sequence, own))


def _meant(sequence: str, own: Mapping[str, str]) -> tuple[Token, ...]:
    """A key, a report, or nothing."""
    sequence = _C1.get(sequence[0], sequence[0]) + sequence[1:]
    token: Token | None = None
    if sequence.startswith("\x1bO"):
        token = KeyPress(own[sequence]) if sequence in own else KEYPAD.get(sequence[2:])
        if token is None:
            # With a modifier, as KDE and xterm once sent it.
            token = read_sequence(f"\x1b[{sequence[2:]}", _NO_DIALECT)
    elif sequence.startswith("\x1b["):
        token = read_sequence(sequence, own)
        if token is None and _REPORT.fullmatch(sequence):
            token = Report(sequence)
    return () if token is None else (token,)
