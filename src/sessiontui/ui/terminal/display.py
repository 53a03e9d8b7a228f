"""Sends only the cells that changed, and lets the terminal show its own cursor."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.app import App
from textual.errors import NoWidget
from textual.widgets import TextArea

from sessiontui.ui.terminal.letting_go import let_go_of_closed, let_go_of_texts
from sessiontui.ui.terminal.shadow import Shadow
from sessiontui.ui.terminal.supported import is_proven

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import RenderableType
    from textual.geometry import Offset
    from textual.screen import Screen
    from textual.strip import Strip

OWN_CURSOR = "-own-cursor"
"""The class of the app while the terminal shows the cursor, and not the line."""
_ERASING = ("xterm", "linux", "alacritty", "foot")
"""Terminals that erase with the colour behind the pen, by their terminfo entries."""
_RESETTING = ("", "vt100", "vt102")
"""Terminals that may end attributes only all at once."""
_SHOW, _HIDE = "\x1b[?25h", "\x1b[?25l"
_A_LETTER = 64
"""Characters of output that a terminal shows at once in any case."""
_UNSENT = 4
"""Pictures that may wait for a slow or stalled terminal before the next is left out."""
_LOOK_AGAIN = 0.05
"""Seconds between looks whether such a terminal has taken them."""


class QuietDisplay(App[str]):
    """An app whose updates are sent cell by cell."""

    def be_quiet(self, *, cells: bool, cursor: bool) -> None:
        """Say which parts are at work; neither is on an unproven version."""
        proven = is_proven()
        term = os.environ.get("TERM", "")
        shadow = Shadow(erases=term.startswith(_ERASING), resets=term in _RESETTING)
        self._shadow = shadow if cells and proven else None
        self._own_cursor = cursor and cells and proven
        self._cursor_shown: bool | None = False
        self._is_late = False

    def on_mount(self) -> None:
        """Draw no cursor where the terminal shows its own."""
        self.set_class(self._own_cursor and not self.is_headless, OWN_CURSOR)

    def repaint(self) -> None:
        """Send the whole screen at the next update: it may have been written over."""
        if self._shadow is not None:
            self._shadow.forget()
        self._cursor_shown = None

    def forget_closed(self) -> None:
        """Hold on to no screen or widget that is closed."""
        let_go_of_closed(self)

    def forget_words(self) -> None:
        """Keep no words in memory but those on the screen."""
        let_go_of_texts()
        if self._shadow is not None:
            self._shadow.forget_texts()

    def _display(
        self, screen: Screen[object], renderable: RenderableType | None
    ) -> None:
        shadow, driver = self._shadow, self._driver
        if (
            shadow is None
            or driver is None
            or not isinstance(renderable, LayoutUpdate | ChopsUpdate)
            or self._batch_count
            or not self._running
            or self._closed
            or self.is_headless
        ):
            if renderable is not None and not self._batch_count:
                self.repaint()
            super()._display(screen, renderable)
            return
        try:
            if self._is_behind():
                self._paint_later()
            else:
                self._send(shadow, renderable)
        finally:
            self.post_display_hook()

    def _is_behind(self) -> bool:
        """Whether the terminal has yet to take what was sent before."""
        writer = getattr(self._driver, "_writer_thread", None)
        return writer is not None and writer._queue.qsize() > _UNSENT

    def _paint_later(self) -> None:
        """Leave this picture out; once the terminal takes more, it gets the last one.

        Otherwise a link that stalls would show one by one what is long past.
        """
        if not self._is_late:
            self._is_late = True
            self.set_timer(_LOOK_AGAIN, self._catch_up)

    def _catch_up(self) -> None:
        self._is_late = False
        if self._is_behind():
            self._paint_later()
        elif self.screen_stack:
            self.screen.refresh()

    def _send(self, shadow: Shadow, update: LayoutUpdate | ChopsUpdate) -> None:
        driver = self._driver
        if driver is None:
            return
        shadow.fit(*self.size)
        colors = self.console._color_system or ColorSystem.TRUECOLOR
        painted = shadow.paint_all(_strips(update), colors)
        text = painted + "".join(self._cursor(shadow))
        if not text:
            return
        several = len(painted) > _A_LETTER
        if several:
            self._begin_update()
        driver.write(text)
        if several:
            self._end_update()
        driver.flush()

    def _cursor(self, shadow: Shadow) -> Iterator[str]:
        """Put the terminal's cursor on the line that is typed on, or hide it."""
        place = self._typing_place() if self._own_cursor else None
        if place is not None:
            yield shadow.move(*place)
        shown = place is not None
        if shown != self._cursor_shown:
            self._cursor_shown = shown
            yield _SHOW if shown else _HIDE

    def _typing_place(self) -> Offset | None:
        """Where the next letter goes, if that is in sight."""
        line = self.screen.focused
        if not isinstance(line, TextArea) or line.selected_text:
            return None
        place = self.screen.outer_size.clamp_offset(line.cursor_screen_offset)
        try:
            seen, _ = self.screen.get_widget_at(*place)
        except NoWidget:
            return None
        return place if seen is line else None


def _strips(update: LayoutUpdate | ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """What an update paints: columns, rows and what goes there."""
    if isinstance(update, LayoutUpdate):
        for y, line in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in line:
                yield x, y, strip
                x += strip.cell_length
        return
    for y, left, right in update.spans:
        ends = update.chop_ends[y]
        for end, (x, chop) in zip(ends, update.chops[y].items(), strict=False):
            if chop is None or x > right or end <= left:
                continue
            inside = right > x >= left and end <= right
            yield x, y, chop if inside else chop.crop(0, min(end, right) - x)
