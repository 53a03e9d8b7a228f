"""Every key of the table, and all else that a terminal says, however it is cut."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.ui.terminal.reading.keys_table import KeyPress, Text
from sessiontui.ui.terminal.reading.lexer import (
    Lexer,
    Paste,
    Token,
)
from sessiontui.ui.terminal.reading.lexer_driver import DECODING
from tests.ui.reads import ALT_KEYS, read

KEYS = {
    "enter": (
        *("\r", "\x1b\r", "\x1bOM", "\x1b[13u", "\x1b[13;2u", "\x1b[13;5u"),
        *("\x1b[13;3u", "\x1b[27;2;13~", "\x1b[57414u", "\x1b[109;5u", "\x1b[13;1:2u"),
        *("\x1b[13;2;13u", "\x1b[13;129u"),
    ),
    "backspace": (
        *("\x7f", "\x08", "\x1b[127u", "\x1b[127;2u", "\x1b[27;2;127~", "\x1b[104;5u"),
    ),
    "ctrl+w": ("\x17", "\x1b\x7f", "\x1b[127;5u", "\x1b[127;3u", "\x1b[119;5u"),
    "tab": ("\t", "\x1b[9u", "\x1b[105;5u", "\x1bOI"),
    "shift+tab": ("\x1b[Z", "\x1b\t", "\x1b[9;2u", "\x1b[27;2;9~"),
    "escape": ("\x1b", "\x1b[27u", "\x1b[27;129u", "\x1b[91;5u"),
    "ctrl+j": ("\n", "\x1b[106;5u", "\x1b[27;5;106~", "\x1b[74;69u"),
    "ctrl+z": (
        *("\x1a", "\x1b[122;5u", "\x1b[90;69u", "\x1b[122;69;90u", "\x1b[27;5;122~"),
        "\x1b[1103::122;5u",
    ),
    "ctrl+at": ("\x00", "\x1b[32;5u", "\x1b[64;5u"),
    "alt+1": ("\x1b1", "\x1b[49;3u", "\x1b[49;3;49u", "\x1b[27;3;49~", "\x1b[49;131u"),
    "alt+6": ("\x1b6", "\x1b[54;3u", "\x1b[54;67u"),
    "up": ("\x1b[A", "\x1b[1A", "\x1b[1;1A", "\x1b[1;129A", "\x1b[57419u", "\x9bA"),
    "ctrl+left": (
        *("\x1b[1;5D", "\x1bOD", "\x1bOd", "\x1b[5D", "\x1bO5D", "\x1bO1;5D"),
        "\x1b[>1;5D",
    ),
    "shift+down": ("\x1b[1;2B", "\x1b[b", "\x1b[2B", "\x1bO2B"),
    "ctrl+shift+right": ("\x1b[1;6C",),
    "alt+up": ("\x1b[1;3A",),
    "home": ("\x1b[H", "\x1bOH", "\x1b[1~", "\x1b[7~", "\x1b[57423u"),
    "end": ("\x1b[F", "\x1bOF", "\x1b[4~", "\x1b[8~", "\x1b[57424u"),
    "shift+home": ("\x1b[1;2H", "\x1b[7$"),
    "insert": ("\x1b[2~", "\x1b[57425u"),
    "delete": ("\x1b[3~", "\x1b[57426u", "\x1b[3;1:1~"),
    "shift+delete": ("\x1b[3;2~", "\x1b[3$"),
    "ctrl+delete": ("\x1b[3;5~", "\x1b[3^"),
    "ctrl+shift+delete": ("\x1b[3;6~", "\x1b[3@"),
    "pageup": ("\x1b[5~", "\x1b[57421u"),
    "pagedown": ("\x1b[6~", "\x1b[57422u"),
    "f1": ("\x1bOP", "\x1b[[A", "\x1b[11~", "\x1b[P", "\x1b[1;129P"),
    "f2": ("\x1bOQ", "\x1b[[B", "\x1b[12~", "\x1b[Q"),
    "f3": ("\x1bOR", "\x1b[[C", "\x1b[13~"),
    "f4": ("\x1bOS", "\x1b[[D", "\x1b[14~", "\x1b[S"),
    "f5": ("\x1b[15~", "\x1b[[E"),
    "f6": ("\x1b[17~",),
    "f7": ("\x1b[18~",),
    "f8": ("\x1b[19~",),
    "f9": ("\x1b[20~",),
    "f10": ("\x1b[21~",),
    "f11": ("\x1b[23~",),
    "f12": ("\x1b[24~",),
    "f24": ("\x1b[57387u",),
    "ctrl+f1": ("\x1b[1;5P", "\x1b[11^", "\x1bO5P", "\x1bO1;5P"),
    "shift+f3": ("\x1b[1;2R",),
}
TYPED = {
    "a": ("a", "\x1b[97u", "\x1b[97;1u", "\x1b[97;;97u", "\x1b[97;129;97u"),
    "A": ("A", "\x1b[97;2u", "\x1b[97:65;2u", "\x1b[97;2;65u", "\x1b[97;65u"),
    "ü": ("ü", "\x1b[252u", "\x1b[252;1;252u"),
    "Ü": ("Ü", "\x1b[252;2u", "\x1b[220;2u", "\x1b[27;2;220~"),
    "Ы": ("\x1b[1099;2u", "\x1b[1067;65;1067u"),
    "€": ("\x1b[8364u", "\x1b[101;1;8364u", "\x1b[101;7;8364u"),
    "—": ("\x1b[8212;2u",),
    "!": ("\x1b[49:33;2u", "\x1b[49;2;33u", "\x1b[27;2;33~"),
    " ": (" ", "\x1b[32;2u", "\x1b[27;2;32~", "\x1b[32;2;32u", "\x1bO "),
    "é": ("\x1b[101;1;233u", "\x1b[0;;233u"),
    "e\u0301": ("\x1b[101;1;101:769u",),
    "+": ("\x1bOk", "\x1b[57413u", "\x1b[57413;129u", "\x1b[57413;1;43u"),
    "-": ("\x1bOm", "\x1b[57412u"),
    ".": ("\x1bOn", "\x1b[57409u"),
    ",": ("\x1bOl", "\x1b[57409;1;44u", "\x1b[57416u"),
    "/": ("\x1bOo", "\x1b[57410u"),
    "*": ("\x1bOj", "\x1b[57411u"),
    "=": ("\x1bOX", "\x1b[57415u"),
    "7": ("\x1bOw", "\x1b[57406u", "\x1b[57406;129u"),
}
SILENT = (
    *(
        "\x1b]10;rgb:ffff/ffff/ffff\x1b\\",
        "\x1b]11;rgb:0/0/0\x07",
        "\x1b]52;c;d29y\x07",
    ),
    *("\x1b[?62;22c", "\x1b[?1;2c", "\x1b[>41;379;0c", "\x1b[?1u", "\x1b[?997;1n"),
    *(
        "\x1bP1$r0m\x1b\\",
        "\x1bP>|XTerm(379)\x1b\\",
        "\x1b_Gi=1;OK\x1b\\",
        "\x1bXa\x1b\\",
    ),
    *("\x1b^a\x1b\\", "\x1b[4h", "\x1b[J", "\x1b[24;80R", "\x1b[1;1R", "\x1b[8;24;80t"),
    *(
        "\x1b[48;24;80;0;0t",
        "\x9d11;rgb:0/0/0\x9c",
        "\x90a\x9c",
        "\x84",
    ),
    *("\x1b[97;1:3u", "\x1b[57441u", "\x1b[57428u", "\x1b[108;9u", "\x1b[1;1:3A"),
    *("\x1b[1183644;285430u", "\x1b[97;1;99999999u", "\x1b[55296u", "\x1b[4;1$y"),
    *("\x1b[224z", "\x1b[?1;0;256S", "\x1b[65;30;97;1;0;1_", "\x1b[32;90;200M"),
    *("\x1b[1;2;3;4;0&w",),
    *("\x1bP1$r2 q\x1b\\", "\x1bP1+r544e=78\x1b\\", "\x1bP!|0000\x1b\\"),
    *("\x1b]8;;http://x\x1b\\", "\x1b]133;A\x07", "\x1b]lname\x1b\\"),
    *("\x1b[201~", "\x1b[M !!", "\x1b[M`!!", "\x1b[E", "\x1b[G", "\x1b[62~", "\x1b[0n"),
)
REPORTS = ("\x1b[<35;50;20M", "\x1b[<0;1;1m", "\x1b[I", "\x1b[O", "\x1b[?2026;2$y")
OWN: dict[str, dict[str, tuple[str, ...]]] = {
    "st-256color": {
        "delete": ("\x1b[P",),
        "ctrl+delete": ("\x1b[M",),
        "shift+end": ("\x1b[K",),
    },
    "eterm-color": {"up": ("\x1bOA", "\x1b[A"), "left": ("\x1bOD",)},
    "scoansi": {"f1": ("\x1b[M",), "f4": ("\x1b[P",), "f12": ("\x1b[X",)},
}
WHOLE = {
    **{seq: [name] for name, all_ in KEYS.items() for seq in all_},
    **{seq: [f"'{text}'"] for text, all_ in TYPED.items() for seq in all_},
    **{seq: [] for seq in SILENT},
    **{seq: [f"({seq[2:]})"] for seq in REPORTS},
}
"""Every sequence of the tables above, and what it comes to."""
LONG = [seq for seq in WHOLE if len(seq) > 1]


def test_every_sequence_is_what_the_table_says_and_the_next_key_works() -> None:
    for sequence, meant in WHOLE.items():
        found = read(sequence, 0.5, "x", "\r")
        typed = meant[0][1:-1] if meant and meant[0].startswith("'") else ""
        rest = [] if typed else meant
        assert found == [*rest, f"'{typed}x'", "enter"], repr(sequence)


@pytest.mark.parametrize("term", OWN)
def test_what_a_terminal_sends_by_its_name(term: str) -> None:
    for name, sequences in OWN[term].items():
        for sequence in sequences:
            assert read(sequence, "x", term=term) == [name, "'x'"]


@given(st.sampled_from(LONG), st.data(), st.floats(0, 0.015), st.booleans())
def test_byte_by_byte_and_cut_anywhere_it_is_the_same(
    sequence: str, data: st.DataObject, pause: float, bytewise: bool
) -> None:
    cut = data.draw(st.integers(1, len(sequence) - 1))
    pieces = list(sequence) if bytewise else [sequence[:cut], sequence[cut:]]
    script = [step for piece in pieces for step in (piece, pause)]
    assert read("a", *script, 0.5, "x\r") == read("a", sequence, 0.5, "x\r")


@given(st.sampled_from(LONG), st.data(), st.floats(0.041, 0.08))
def test_cut_by_a_slow_link_it_is_the_same_or_dropped_and_never_typed(
    sequence: str, data: st.DataObject, pause: float
) -> None:
    cut = data.draw(st.integers(1, len(sequence) - 1))
    rest = sequence[cut:]
    if sequence.startswith("\x1b[M") or (sequence[0] == "\x1b" and len(rest) == 1):
        # A very old terminal's click; Escape or Alt and a key, and then a key.
        return
    found = read("a", sequence[:cut], pause, rest, 0.5, "x\r")
    meant = WHOLE[sequence]
    typed = meant[0][1:-1] if meant and meant[0].startswith("'") else ""
    assert found[-1] == "enter"
    assert "".join(x[1:-1] for x in found if x[0] == "'") in {f"a{typed}x", "ax"}
    assert [x for x in found if x[0] != "'"][:-1] in (
        *([], ["escape"]),
        *([*before, *meant] for before in ([], ["escape"]) if not typed),
    )


@given(st.sampled_from(LONG), st.data())
@settings(max_examples=1500)
def test_in_any_number_of_pieces_however_late_nothing_of_it_is_typed(
    sequence: str, data: st.DataObject
) -> None:
    """But one sign behind an opener, and a string that had its 250 ms."""
    opener = 2 if sequence[0] == "\x1b" else 1
    if sequence[opener - 1] in "]P_^X\x9d\x90" or sequence.startswith("\x1b[M"):
        return
    if len(sequence) <= opener:
        return
    cuts = {*data.draw(st.sets(st.integers(opener, len(sequence) - 1)))}
    if sequence.startswith("\x1b[["):
        cuts.discard(3)
    if opener + 1 in cuts or opener == len(sequence) - 1:
        cuts.discard(opener)
    edges = [0, *sorted(cuts), len(sequence)]
    late = st.floats(0.05, 1.0)
    script = [
        step
        for a, b in pairwise(edges)
        for step in (sequence[a:b], data.draw(late) if b < len(sequence) else 0.0)
    ]
    behind = data.draw(st.sampled_from(["", "x", "hello", "5", "\x1b[A"]))
    script[-2] += behind  # type: ignore[operator]
    found, meant = read("a", *script, 0.5, "z\r"), WHOLE[sequence]
    typed = meant[0][1:-1] if meant and meant[0].startswith("'") else ""
    words = "" if behind == "\x1b[A" else behind
    came = "".join(x[1:-1] for x in found if x[0] == "'")
    assert came in {f"a{typed}{words}z", f"a{words}z"}
    keys = [x for x in found if x[0] != "'"]
    up = ["up"] if behind == "\x1b[A" else []
    assert keys in ([*up, "enter"], [*(x for x in meant if not typed), *up, "enter"])


@given(st.sampled_from(LONG), st.floats(0, 0.039))
def test_byte_by_byte_with_a_pause_nothing_of_it_is_typed(
    sequence: str, pause: float
) -> None:
    if sequence[0] == "\x1b" and sequence[1] not in "[O]P_^X":
        # Escape or Alt and a key.
        return
    script = [step for byte in sequence for step in (byte, pause)]
    found = read("a", 0.5, *script, 0.5, "x\r")
    before = [] if pause < 0.02 or sequence[0] != "\x1b" else ["escape"]
    meant = WHOLE[sequence]
    typed = meant[0][1:-1] if meant and meant[0].startswith("'") else ""
    said = ["'a'", *before, *(() if typed else meant), f"'{typed}x'", "enter"]
    assert "".join(found).replace("''", "") == "".join(said).replace("''", "")


def test_an_opener_right_behind_an_escape_that_acted_is_typed_if_nothing_follows() -> (
    None
):
    for opener in "[O]P_^X":
        assert read("\x1b", 0.03, opener, 0.1, "x") == ["escape", f"'{opener}x'"]
        assert read("\x1b", 0.05, opener, 0.01, "x") == ["escape", f"'{opener}x'"]


@pytest.mark.parametrize("pause", [0.26, 0.5, 1.2])
def test_a_sequence_in_three_pieces_is_completed(pause: float) -> None:
    assert read("\x1b[1", pause, ";5", pause, "D", "x") == ["ctrl+left", "'x'"]
    assert read("\x1b[1;5", pause, "Dx") == ["ctrl+left", "'x'"]
    assert read("\x1b[<35", pause, ";50;", pause, "20", pause, "M") == ["(<35;50;20M)"]
    assert read("\x1b[1", pause, "5", pause, "~", "x") == ["f5", "'x'"]
    assert read("\x1b[20", pause, "0", pause, "~a\x1b[201~") == ["«a»"]
    assert read("\x1b[", 0.06, "1;", pause, "5D", "x") == ["ctrl+left", "'x'"]
    assert read("\x1b", 0.15, "[1;", pause, "5D", "x") == [
        *("escape", "ctrl+left", "'x'")
    ]
    assert read("\x1b", 0.9, "[1;5Dhello") == ["escape", "ctrl+left", "'hello'"]


def test_behind_a_sequence_that_never_ends_words_are_words() -> None:
    for begun in (
        "\x1b[1;",
        "\x1b[<35;5",
        "\x1b[?1",
        "\x1b[1;5",
        "\x1b[15",
        "\x1b[97;",
    ):
        for words in ("hello", "> a goal", "- note", "é", "she", "@ walk", "/goals"):
            if begun.startswith("\x1b[15") and words[0] == "@":
                # With what came before it, that is a key of rxvt.
                continue
            assert read(begun, 0.3, *words) == [f"'{words}'"]
            assert read(begun, 0.3, words) == [f"'{words}'"]
        assert read(begun, 1.3, "5", 0.1, "D") == ["'5D'"]
        assert read(begun, 0.3, "x", "5", "D") == ["'x5D'"]


@given(st.lists(st.sampled_from(["a", "é", *WHOLE]), max_size=8), st.data())
def test_any_of_them_in_a_row_cut_anywhere_come_to_the_same(
    row: list[str], data: st.DataObject
) -> None:
    whole = "".join(row)
    cuts = data.draw(st.sets(st.integers(0, len(whole))))
    edges = [0, *sorted(cuts), len(whole)]
    pieces = [whole[a:b] for a, b in pairwise(edges)]
    assert read(*pieces) == read(whole)


@given(st.text(max_size=40), st.floats(0, 2))
def test_after_anything_the_next_keys_work(noise: str, pause: float) -> None:
    found = read(noise, pause, 1.1, "x", 0.1, "\r", 0.1, "\x0c")
    assert found[-3].endswith("x'") or found[-3].endswith("x»")
    assert found[-2:] == ["enter", "ctrl+l"]


@given(
    st.sampled_from([*LONG, "\x1b[200~", "\x1b[201~"]),
    st.sampled_from(["", "\x1b[200~", "\x1b]52;c;", "\x1bP1$r", "\x1b", "\x1b[1;"]),
    st.text("aé日b", min_size=1, max_size=8),
    st.sampled_from([0.0, 0.05, 0.3, 1.1]),
    st.booleans(),
)
@settings(max_examples=400)
def test_killed_at_any_byte_the_words_typed_so_far_are_out(
    sequence: str, state: str, words: str, pause: float, bytewise: bool
) -> None:
    """No state holds a word: what comes out at once is what a draft would keep."""
    for cut in range(1, len(sequence) + 1):
        lexer = Lexer(alt_keys=ALT_KEYS)
        begun = sequence[:cut]
        pieces = list(begun) if bytewise else [begun]
        held = [*lexer.feed(state, 0)] if state else []
        now = 0.01
        if state not in {"", "\x1b[200~"}:
            # The terminal never ends what it began.
            now = 0.5
            held += lexer.tick(now)
        out = [*held, *lexer.feed(words, now)]
        assert _words(out) == words
        for piece in pieces:
            out += lexer.feed(piece, now)
        assert _words(out).startswith(words)
        # It lives on: whatever was begun, the line is not deaf.
        now += pause
        out += lexer.tick(now)
        now += 1.1
        out += lexer.tick(now)
        for key in ("x", "\r", "\x0c"):
            now += 1.1
            out += [*lexer.feed(key, now), *lexer.tick(now + 0.05)]
        assert [x for x in out if isinstance(x, KeyPress)][-2:] == [
            KeyPress("enter"),
            KeyPress("ctrl+l"),
        ]
        assert _words(out).endswith("x")


def _words(tokens: list[Token]) -> str:
    return "".join(x.text for x in tokens if isinstance(x, Text | Paste))


@pytest.mark.parametrize("opener", ["[", "]", "P", "X", "^", "_", "O"])
def test_an_opener_with_nothing_behind_it_was_alt_and_that_key(opener: str) -> None:
    assert read(f"\x1b{opener}", 0.05, "she said") == ["'she said'"]


@pytest.mark.parametrize("opener", ["]", "P", "X", "^", "_"])
@pytest.mark.parametrize("end", ["\x1b\\", "\x07", "\x18", "\x1a"])
def test_a_string_ends(opener: str, end: str) -> None:
    assert read(f"\x1b{opener}11;{end}x") == ["'x'"]
    assert read(f"\x1b{opener}11;", 0.3, "x") == ["'x'"]
    assert read(f"\x1b{opener}11;\x1bOPx") == ["f1", "'x'"]
    long = read(f"\x1b{opener}" + "a" * 5000)
    assert len("".join(long)) < 1000


def test_the_end_of_a_string_may_come_late() -> None:
    assert read("\x1b]11;rgb:0/0/0\x1b", 0.1, "\\", "x") == ["'x'"]


@pytest.mark.parametrize("end", ["\x1b\\", "\x07"])
@pytest.mark.parametrize("opener", ["]", "P", "X", "^", "_"])
def test_the_rest_of_a_string_that_was_given_up_is_no_word(
    opener: str, end: str
) -> None:
    assert read(f"\x1b{opener}52;c", 0.4, f";d29y{end}x") == ["'x'"]
    assert read(f"\x1b{opener}52;c", 0.4, "he said", 0.1, "\r") == [
        "'he said'",
        "enter",
    ]


@pytest.mark.parametrize("opener", ["]", "P", "X", "^", "_"])
def test_the_end_alone_ends_a_string_that_was_given_up(opener: str) -> None:
    assert read(f"\x1b{opener}11;a", 0.4, "\x1b\\", "x") == ["'x'"]
    assert read(f"\x1b{opener}11;a\x1bOP\x1b\\x") == ["f1", "'x'"]
    assert read(f"\x1b{opener}11;a", 2.0, "\x1b\\") == ["escape", "'\\'"]


@pytest.mark.parametrize("pause", [0.05, 0.2, 0.9])
@pytest.mark.parametrize(
    "sequence",
    [
        x
        for x in LONG
        if re.match(
            r"\x1b(O[A-DFHP-S]|\[([A-DFHZIO]|[0-9<?]+;.*[A-Za-z~])|[\]P_^X].*(\x1b\\|\x07))",
            x,
        )
    ],
)
def test_behind_an_escape_that_acted_long_ago_it_is_no_word(
    sequence: str, pause: float
) -> None:
    assert read("\x1b", pause, sequence[1:], 0.5, "x\r") == [
        "escape",
        *read(sequence, 0.5, "x\r"),
    ]


def test_what_is_typed_behind_an_escape_that_acted_is() -> None:
    for typed in (
        "[",
        "[a",
        "[10:30]",
        "[ ] call",
        "]",
        "Oh",
        "^a",
        "_",
        "\\",
        "[1",
        "[x]",
    ):
        assert read("\x1b", 0.15, typed, "x") == ["escape", f"'{typed}x'"]


@pytest.mark.parametrize("end", ["\x18", "\x1a"])
def test_what_breaks_a_sequence_off_is_no_key(end: str) -> None:
    for begun in ("\x1b[", "\x1b[1;5", "\x1b[<35;1", "\x1bO", "\x9b1"):
        assert read(f"{begun}{end}x") == ["'x'"]
        assert read(begun, 0.02, end, "x") == ["'x'"]


def test_a_click_of_a_very_old_terminal_may_come_late() -> None:
    for cut in range(1, 5):
        acted = ["escape"] if cut == 1 else []
        found = read("\x1b[M !!"[:cut], 0.2, "\x1b[M !!"[cut:], "x")
        assert found == [*acted, "'x'"]
    assert read("\x1b[M !", 0.1, "x") == ["'x'"]
    assert read("\x1b[M", 0.1, "a", 0.1, "b", "x") == ["'abx'"]


def test_a_beginning_of_one_byte_that_is_no_utf_8_is_one() -> None:
    def decoded(data: bytes) -> str:
        return data.decode(errors=DECODING)

    assert read(decoded(b"\x9b1;5D"), "x") == ["ctrl+left", "'x'"]
    assert read(decoded(b"\x9d11;rgb:0/0/0\x07x")) == ["'x'"]
    assert read(decoded(b"\x9d11;rgb:0/0/0\x9cx")) == ["'x'"]
    assert read(decoded(b"\x901$r0m\x1b\\x")) == ["'x'"]
    assert read(decoded(b"\x9b"), 0.05, "x") == ["'x'"]
    for other in (b"\xe9a", b"\x93a", b"\xe2\x9ba", b"\x9b\x91a", b"\xff"):
        assert decoded(other) == other.decode(errors="replace")


def test_a_sequence_that_a_slow_link_splits_is_completed() -> None:
    assert read("\x1b[<35;5", 0.08, "0;20M") == ["(<35;50;20M)"]
    assert read("\x1b[1;", 0.08, "5D") == ["ctrl+left"]
    assert read("\x1b[1;", 0.4, "5D", "x") == ["ctrl+left", "'x'"]
    assert read("\x1b", 0.06, "[200~a\x1b[201~") == ["escape", "«a»"]


def test_a_whole_sentence_of_an_input_method_is_typed() -> None:
    said = "昨日はよく眠れたと言っていましたが、まだ少し不安です。"
    codes = ":".join(str(ord(sign)) for sign in said)
    for sequence in (f"\x1b[0;;{codes}u", f"\x1b[97;1;{codes}u"):
        assert read(sequence, "x") == [f"'{said}x'"]
        assert read(*sequence, "x") == [f"'{said}x'"]
    assert read("\x1b[" + "1;" * 200 + "m", "x") == ["'x'"]


def test_escape_and_the_next_key_in_one_packet_are_both() -> None:
    # But [ ] ^ _ O P X, which open a sequence.
    for sign in "=+-:\">@&<(!?~.#/\\{|}$%'*,;`)§1234567890äбNZ bf":
        found = read(f"\x1b{sign}", 0.1, "x")
        if sign in "123456":
            assert found == [f"alt+{sign}", "'x'"]
        else:
            assert found == ["escape", f"'{sign}x'"]
    assert read("\x1b\x1b") == ["escape", "escape"]
    assert read("\x1b\x0c") == ["escape", "ctrl+l"]


def test_a_lone_escape_acts_soon() -> None:
    assert read("\x1b", 0.03, "x") == ["escape", "'x'"]
