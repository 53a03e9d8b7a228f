"""A line that a terminal gave as a whole, without what it said of itself meanwhile.

Here no pause tells Escape and a key from a sequence, so only what a terminal is known
to send is taken out. Escape alone means nothing, and the key behind it was typed.
"""

from __future__ import annotations

import re

from sessiontui.ui.terminal.reading.lexer import is_sent

_MARKS = re.compile("[\x00\x1b\x80-\x9f\udc80-\udc9f]")
_RAW = {x: x - 0xDC00 for x in range(0xDC80, 0xDCA0)}
"""A control of eight bits, where it came as one byte and not as UTF-8."""
_CSI = r"(?:\x1b\[|[\x9b\udc9b])"
_STRING = r"(?:\x1b[\]P_^X]|[\x90\x98\x9d-\x9f\udc90\udc98\udc9d-\udc9f])"
_END = r"(?:\x1b\\|[\x07\x9c\udc9c])"
_SEQUENCE = re.compile(
    rf"{_CSI}(?:\[[A-E]|\d+\$|[0-?]*[$&]?[@-~])|(?:\x1bO|[\x8f\udc8f])[\d;]*[A-DFHMP-S]"
)
_WITHOUT_NUMBER = re.compile(r"(?:\x1b\[|\x9b)(?:[A-IO-SZ]|\[[A-E])|(?:\x1bO|\x8f).")
_HAS_NUMBER = re.compile(r"\d")
_STRING_TO_ITS_END = re.compile(rf"{_STRING}[^\x00-\x1f\x7f\x9c\udc9c]{{0,4096}}{_END}")
_COLOUR = r"(?:4;\d+|1\d|5;\d+);rgba?:[\da-fA-F]{0,4}(?:/[\da-fA-F]{0,4}){0,3}"
_SETTING = r"[01]\$r[\d;: ]*(?:\"[pq]|\*x| q|[mrst])?|[01]\+r[\dA-F=;]*|!\|[\dA-F]{0,8}"
_WITHOUT_ITS_END = re.compile(
    rf"{_STRING}(?:{_COLOUR}|{_SETTING}|>\|[^()]*\([^()]*\)?|Gi=\d+;OK)"
    rf"|{_CSI}(?:\d+;|[<-?]\d)[\d;:]*\$?"
)
"""The beginning of a key or an answer, as far as it cannot be words."""


def without_sequences(text: str) -> str:
    """The words of a line; not a letter is lost that somebody may have typed."""
    words, at = [], 0
    while mark := _MARKS.search(text, at):
        words.append(text[at : mark.start()])
        at = _end_of_sequence(text, mark.start())
        if at == mark.start():
            # A byte that is no control is a letter of another encoding.
            at += 1
            words.append(mark[0] if mark[0] >= "\udc80" else "")
    return "".join([*words, text[at:]])


def _end_of_sequence(text: str, at: int) -> int:
    """The end of what a terminal sent; `at` itself where it sent nothing."""
    if found := _SEQUENCE.match(text, at):
        sequence = found[0].translate(_RAW)
        if not _HAS_NUMBER.search(sequence):
            # Two raw bytes may be letters of another encoding.
            is_letter = found[0][0] >= "\udc80"
            is_known = not is_letter and bool(_WITHOUT_NUMBER.fullmatch(sequence))
        else:
            is_known = is_sent(sequence)
        if is_known:
            return found.end()
    for kind in (_STRING_TO_ITS_END, _WITHOUT_ITS_END):
        if found := kind.match(text, at):
            return found.end()
    return at + 2 if text.startswith("\x1b\\", at) else at
