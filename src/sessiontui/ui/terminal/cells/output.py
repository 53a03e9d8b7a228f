"""Sends only the cells that changed, and puts the terminal's own cursor on the line.

It takes the place of Textual's output on one app (`Feature.CELLS`).
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from rich.color import ColorSystem
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.errors import NoWidget
from textual.widgets import TextArea

from sessiontui.ui.terminal.cells.shadow import Shadow
from sessiontui.ui.terminal.sent_sequences import sent_of_the_cursor
from sessiontui.ui.terminal.supported import Feature, supported

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from rich.console import RenderableType
    from textual.app import App
    from textual.geometry import Offset
    from textual.screen import Screen
    from textual.strip import Strip

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


class CellOutput:
    """The output of one app, sent cell by cell."""

    def __init__(self, app: App[Any], *, cursor: bool) -> None:
        """Take the place of the app's own output; `cursor` is the terminal's own."""
        term = os.environ.get("TERM", "")
        self._app = app
        self._shadow = Shadow(
            erases=term.startswith(_ERASING), resets=term in _RESETTING
        )
        self._own_cursor = cursor
        self._cursor_shown: bool | None = False
        self._coloured = ""
        """The theme by which the terminal's cursor has its colour."""
        self._is_late = False
        self._follows_queue = supported(Feature.QUEUE)
        vars(app)["_display"] = self.display

    def forget(self) -> None:
        """Send the whole screen at the next update."""
        self._shadow.forget()
        self._cursor_shown = None
        self._coloured = ""

    def forget_texts(self) -> None:
        """Remember no text but what stands there."""
        self._shadow.forget_texts()

    def display(
        self, screen: Screen[object], renderable: RenderableType | None
    ) -> None:
        """Send an update; what is no picture goes Textual's own way."""
        app = self._app
        if (
            app._driver is None
            or not isinstance(renderable, LayoutUpdate | ChopsUpdate)
            or app._batch_count
            or not app._running
            or app._closed
            or app.is_headless
        ):
            if renderable is not None and not app._batch_count:
                self.forget()
            type(app)._display(app, screen, renderable)
            return
        try:
            if self._is_behind():
                self._paint_later()
            else:
                self._send(screen, renderable)
        finally:
            app.post_display_hook()

    def _is_behind(self) -> bool:
        """Tell whether the terminal has yet to take what was sent before."""
        if not self._follows_queue:
            return False
        writer = getattr(self._app._driver, "_writer_thread", None)
        return writer is not None and writer._queue.qsize() > _UNSENT

    def _paint_later(self) -> None:
        """Leave this picture out; once the terminal takes more, it gets the last one.

        Otherwise a link that stalls would show one by one what is long past.
        """
        if not self._is_late:
            self._is_late = True
            self._app.set_timer(_LOOK_AGAIN, self._catch_up)

    def _catch_up(self) -> None:
        self._is_late = False
        if self._is_behind():
            self._paint_later()
        elif self._app.screen_stack:
            self._app.screen.refresh()

    def _send(self, screen: Screen[object], update: LayoutUpdate | ChopsUpdate) -> None:
        app, shadow = self._app, self._shadow
        driver = app._driver
        if driver is None:
            return
        shadow.fit(*app.size)
        shadow.newlines = getattr(driver, "steps_down", False)
        if shadow.knows_nothing and not isinstance(update, LayoutUpdate):
            # The first picture comes in one part.
            update = screen._compositor.render_full_update()
        colors = app.console._color_system or ColorSystem.TRUECOLOR
        painted = shadow.paint_all(_strips(update), colors)
        text = painted + "".join(self._cursor())
        if not text:
            return
        several = len(painted) > _A_LETTER
        if several:
            app._begin_update()
        driver.write(text)
        if several:
            app._end_update()
        driver.flush()

    def _cursor(self) -> Iterator[str]:
        """Put the terminal's cursor on the line that is typed on, or hide it."""
        place = self._typing_place() if self._own_cursor else None
        if place is not None:
            yield self._shadow.stand(*place)
            if self._coloured != self._app.theme:
                self._coloured = self._app.theme
                yield sent_of_the_cursor(self._app.current_theme.primary)
        shown = place is not None
        if shown != self._cursor_shown:
            self._cursor_shown = shown
            yield _SHOW if shown else _HIDE

    def _typing_place(self) -> Offset | None:
        """The place of the next letter, if that is in sight."""
        screen = self._app.screen
        line = screen.focused
        if not isinstance(line, TextArea) or line.selected_text:
            return None
        place = screen.outer_size.clamp_offset(line.cursor_screen_offset)
        try:
            seen, _ = screen.get_widget_at(*place)
        except NoWidget:
            return None
        return place if seen is line else None


def _strips(update: LayoutUpdate | ChopsUpdate) -> Iterator[tuple[int, int, Strip]]:
    """The parts of an update: columns, rows and what goes there."""
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
