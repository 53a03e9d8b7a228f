"""The rest that Textual keeps of closed screens and drawn texts, let go of.

A closed screen would live until the program ends: the text area's watch on the app's
theme is dropped only when the theme changes, a plot's subscription likewise, and the
app remembers the widget that was clicked last. Textual and Rich also remember measured
and cut texts, whoever they were of. Without a name used here, Textual keeps what it
keeps, and all else works.
"""

from __future__ import annotations

import re
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

from sessiontui.ui.terminal.supported import Feature, supported

if TYPE_CHECKING:
    from collections.abc import Iterator

    from textual.app import App
    from textual.command import CommandPalette

_POINTED_AT = (
    "mouse_over",
    "hover_over",
    "mouse_captured",
    "_mouse_down_widget",
    "_last_focused_on_app_blur",
    "_compose_screen",
)
"""The app's own names for single widgets."""


def let_go_of_closed(app: App[Any]) -> None:
    """Drop what the app holds of widgets that are closed."""
    if not supported(Feature.CLOSED):
        return
    from textual import _styles_cache
    from textual.signal import Signal

    for watchers in getattr(app, "__watchers", {}).values():
        watchers[:] = [each for each in watchers if each[0].is_running]
    # A subscription is held weakly, but by a call that holds its widget.
    for signal in [each for each in vars(app).values() if isinstance(each, Signal)]:
        for node in [*signal._subscriptions]:
            if not node.is_running:
                signal.unsubscribe(node)
    for name in _POINTED_AT:
        widget = getattr(app, name)
        if widget is not None and not widget.is_running:
            setattr(app, name, None)
    # It remembers what belongs to a widget, with all that the widget has drawn.
    _empty(_styles_cache.StylesCache.get_inner_outer)


def let_go_of_below(palette: CommandPalette) -> None:
    """Drop the screen that a palette was opened over; a closed one stays a while."""
    if supported(Feature.CLOSED):
        palette._calling_screen = None


def let_go_of_texts(app: App[Any]) -> None:
    """Drop the texts that were measured, cut or looked for; the screen stays."""
    # A word that was looked for is a pattern there.
    re.purge()
    if not supported(Feature.TEXTS):
        return
    from rich.cells import cached_cell_len
    from rich.segment import Segment
    from textual.document import _document
    from textual.widgets import _text_area

    app._clipboard = ""
    _empty(cached_cell_len)
    _empty(Segment._split_cells)
    _empty(_document._utf8_encode)
    _empty(_text_area.build_byte_to_codepoint_dict)


@contextmanager
def on_behalf_of(app: App[Any]) -> Iterator[None]:
    """Have what begins here belong to the app, and not to the screen at work.

    A task or timer remembers where it was asked for as long as it lives, and the loop
    remembers a stopped timer until it would have been due.
    """
    with app._context() if supported(Feature.CONTEXT) else nullcontext():
        yield


def _empty(remembering: Any) -> None:  # noqa: ANN401 - a function with a cache of its own
    remembering.cache_clear()
