"""Sending only the cells that changed leaves the same screen as sending everything."""

from __future__ import annotations

import pyte
from hypothesis import given
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from sessiontui.ui.terminal.cells.shadow import Shadow
from tests.ui.terminal import Cells

WIDTH, HEIGHT = 30, 4
WORDS = st.sampled_from(
    ["ab", "你ab", "好ab", "a好b", "e\u0301│", "ไม่ cd", "–  ", "", "a" + " " * 13 + "b"]
)
STYLES = st.builds(
    Style,
    bold=st.sampled_from([True, None]),
    reverse=st.sampled_from([True, None]),
    underline=st.sampled_from([True, None]),
    strike=st.sampled_from([True, None]),
    color=st.sampled_from([None, "red", "bright_red", "color(109)", "#102030"]),
    bgcolor=st.sampled_from([None, "blue", "bright_blue", "color(233)", "#405060"]),
)
STRIPS = st.lists(st.tuples(WORDS, STYLES), min_size=1, max_size=3).map(
    lambda pairs: Strip([*(Segment(*pair) for pair in pairs), Segment(" " * WIDTH)])
)


@st.composite
def paintings(draw: st.DrawFn) -> list[tuple[int, int, Strip]]:
    """A few strips, painted again and again, over and beside each other."""
    few = draw(st.lists(STRIPS, min_size=1, max_size=3))
    place = st.tuples(
        st.sampled_from([0, 3, 7, 20]), st.integers(0, 1), st.sampled_from(few)
    )
    return [
        (x, y, strip.crop(0, WIDTH - x))
        for x, y, strip in draw(st.lists(place, max_size=12))
    ]


@st.composite
def frames(draw: st.DrawFn) -> list[list[Strip]]:
    """Whole screens of a few rows each, one after another."""
    few = draw(st.lists(STRIPS, min_size=1, max_size=4))
    row = st.sampled_from(few).map(lambda strip: strip.crop(0, WIDTH))
    screen = st.lists(row, min_size=HEIGHT, max_size=HEIGHT)
    return draw(st.lists(screen, min_size=1, max_size=4))


def console() -> Console:
    return Console(color_system="truecolor", force_terminal=True)


class Twins:
    """Two emulated terminals: one is sent everything, one only what changed."""

    def __init__(
        self, *, erases: bool = False, resets: bool = False, newlines: bool = False
    ) -> None:
        self.shadow = Shadow(erases=erases, resets=resets)
        self.shadow.newlines = newlines
        self.shadow.fit(WIDTH, HEIGHT)
        self.whole, self.few = (Cells(WIDTH, HEIGHT) for _ in range(2))
        self._whole, self._few = pyte.Stream(self.whole), pyte.Stream(self.few)

    def paint(self, x: int, y: int, strip: Strip) -> str:
        self._whole.feed(f"\x1b[{y + 1};{x + 1}H{strip.render(console())}")
        sent = self.shadow.paint_all([(x, y, strip)], ColorSystem.TRUECOLOR)
        self._few.feed(sent)
        return sent

    def paint_rows(self, rows: list[Strip]) -> str:
        for y, strip in enumerate(rows):
            self._whole.feed(f"\x1b[{y + 1};1H{strip.render(console())}")
        placed = [(0, y, strip) for y, strip in enumerate(rows)]
        sent = self.shadow.paint_all(placed, ColorSystem.TRUECOLOR)
        self._few.feed(sent)
        return sent

    def start(self) -> None:
        for y in range(HEIGHT):
            self.paint(0, y, Strip([Segment("." * WIDTH)]))

    def cells(self, screen: pyte.Screen) -> list[list[object]]:
        """What can be seen: a blank that is not reversed has no colour of its own."""
        return [
            [
                cell._replace(fg="", bold=False)
                if cell.data == " " and not cell.reverse
                else cell
                for cell in (screen.buffer[y][x] for x in range(WIDTH))
            ]
            for y in range(HEIGHT)
        ]


@given(paintings(), st.booleans(), st.booleans())
def test_both_terminals_show_the_same(
    steps: list[tuple[int, int, Strip]], erases: bool, newlines: bool
) -> None:
    twins = Twins(erases=erases, newlines=newlines)
    twins.start()
    for x, y, strip in steps:
        twins.paint(x, y, strip)

    assert twins.cells(twins.few) == twins.cells(twins.whole)


@given(frames(), st.booleans(), st.booleans(), st.booleans())
def test_whole_screens_show_the_same_in_whatever_order_they_are_sent(
    screens: list[list[Strip]], erases: bool, resets: bool, newlines: bool
) -> None:
    twins = Twins(erases=erases, resets=resets, newlines=newlines)
    twins.start()
    for rows in screens:
        twins.paint_rows(rows)

        assert twins.cells(twins.few) == twins.cells(twins.whole)


def test_a_column_in_another_colour_changes_the_pen_once() -> None:
    twins = Twins(erases=True)
    twins.start()
    dim, plain = Style(color="color(245)"), Style(color="color(251)")

    sent = twins.paint_rows(
        [
            Strip([Segment(f"#{n} ", dim), Segment(f"goal {n}" + " " * 21, plain)])
            for n in range(HEIGHT)
        ]
    )

    assert sent.count("38;5;245m") == sent.count("38;5;251m") == 1
    assert sent.count("\x1b[K") == HEIGHT


def test_a_column_that_changes_costs_three_bytes_a_row() -> None:
    twins = Twins(newlines=True)
    twins.start()
    twins.paint_rows([Strip([Segment(f"entry {n}".ljust(WIDTH))]) for n in range(4)])

    sent = twins.paint_rows(
        [Strip([Segment(f"entry {n + 1}".ljust(WIDTH))]) for n in range(4)]
    )

    assert sent == "\x1b[1;7H1\n\b2\n\b3\n\b4"
    assert twins.cells(twins.few) == twins.cells(twins.whole)


def test_where_newlines_return_too_no_column_is_left() -> None:
    twins = Twins(newlines=False)
    twins.start()

    sent = twins.paint_rows([Strip([Segment("a" * 9 + "#" * 21)])] * HEIGHT)

    assert "\n" not in sent.replace("\r\n", "")


def test_a_row_that_was_erased_is_not_erased_again() -> None:
    twins = Twins(erases=True)
    twins.start()
    twins.paint(0, 1, Strip([Segment("#1      a goal".ljust(WIDTH))]))

    sent = twins.paint(0, 1, Strip([Segment(" " * WIDTH)]))

    assert sent.count("\x1b[K") == 1
    assert twins.cells(twins.few) == twins.cells(twins.whole)


def test_blanks_that_are_reversed_are_written() -> None:
    twins = Twins(erases=True)
    twins.start()

    sent = twins.paint(0, 1, Strip([Segment("chosen" + " " * 24, Style(reverse=True))]))

    assert sent.endswith("chosen" + " " * 24)
    assert twins.cells(twins.few) == twins.cells(twins.whole)


def test_a_terminal_that_ends_attributes_all_at_once_gets_no_single_end() -> None:
    twins = Twins(resets=True)
    twins.start()
    bold, plain = Style(bold=True, color="red"), Style(color="red")

    sent = twins.paint(0, 1, Strip([Segment("bold", bold), Segment("plain", plain)]))

    assert "\x1b[22m" not in sent
    assert "\x1b[0;31mplain" in sent


def test_a_letter_typed_at_the_end_is_one_byte() -> None:
    twins = Twins()
    twins.start()
    twins.paint(0, 1, Strip([Segment("one" + " " * 27)]))
    twins._few.feed(twins.shadow.move(3, 1))

    assert twins.paint(0, 1, Strip([Segment("ones" + " " * 26)])) == "s"
    assert twins.paint(0, 1, Strip([Segment("ones" + " " * 26)])) == ""


def test_after_something_else_wrote_to_the_terminal_all_of_it_is_sent() -> None:
    twins = Twins()
    twins.start()
    twins.shadow.forget()

    assert "." * WIDTH in twins.paint(0, 1, Strip([Segment("." * WIDTH)]))


def test_after_it_no_blank_is_written_with_the_pen_that_was_left() -> None:
    twins = Twins(erases=True)
    twins.start()
    twins.paint(0, 1, Strip([Segment("reversed", Style(reverse=True))]))
    twins.shadow.forget()
    twins.paint_rows([Strip([Segment(" " * WIDTH)])] * HEIGHT)

    assert twins.cells(twins.few) == twins.cells(twins.whole)


def test_a_row_with_characters_of_unsure_width_is_sent_whole() -> None:
    twins = Twins()
    twins.start()
    first = twins.paint(0, 1, Strip([Segment("👨‍👩‍👧 one   "), Segment("  ")]))
    again = twins.paint(0, 1, Strip([Segment("👨‍👩‍👧 ones  "), Segment("  ")]))

    assert first.endswith("one     ")
    assert "👨‍👩‍👧 ones" in again
    assert twins.shadow.move(10, 1) == "\x1b[2;11H"


def test_the_cursor_stands_behind_characters_of_unsure_width() -> None:
    shadow = Shadow()
    shadow.fit(20, 2)
    shadow.paint_all([(0, 1, Strip([Segment("🇩🇪 ❤️ one  ")]))], ColorSystem.STANDARD)

    assert shadow.stand(9, 1) == "\x1b[2H🇩🇪 ❤️ one"
    assert shadow.stand(9, 1) == ""
    assert shadow.stand(6, 1) == "\x1b[2H🇩🇪 ❤️ "
    shadow.paint_all([(0, 0, Strip([Segment("a")]))], ColorSystem.STANDARD)
    assert shadow.stand(6, 1).endswith("🇩🇪 ❤️ ")
    assert shadow.stand(1, 0) in {"\x1b[1;2H", "\x1b[H\x1b[C"}


def test_what_follows_a_wide_character_goes_to_its_place() -> None:
    twins = Twins()
    twins.start()
    twins.paint(0, 1, Strip([Segment("你 a b c 1 d")]))
    twins.paint(0, 1, Strip([Segment("好 a b c 2 d")]))

    assert twins.few.display[1].startswith("好 a b c 2 d.")


def test_what_lies_outside_is_not_sent() -> None:
    shadow = Shadow()
    shadow.fit(4, 2)

    assert (
        shadow.paint_all([(0, 2, Strip([Segment("no")]))], ColorSystem.STANDARD) == ""
    )
    assert shadow.paint_all(
        [(2, 1, Strip([Segment("yes")]))], ColorSystem.STANDARD
    ).endswith("ye")


def test_a_cursor_that_is_outside_for_a_moment_does_no_harm() -> None:
    shadow = Shadow()
    shadow.fit(4, 2)

    assert shadow.move(1, 5) == "\x1b[6;2H"
    assert shadow.move(3, 5) == "\x1b[6;4H"
