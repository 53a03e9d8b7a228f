"""The painting of a screen, as far as this Textual lets it be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sessiontui.ui.terminal.supported import Feature, supported

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.screen import Screen


def paint_little(screen: Screen[Any]) -> None:
    """Have a screen, before anything is on it, render only what a change touches."""
    if supported(Feature.COMPOSITOR):
        from sessiontui.ui.terminal.compositor import render_nearby

        render_nearby(screen)


def paint_uncovered(screen: Screen[Any], is_on_top: Callable[[], bool]) -> None:
    """Have a screen paint nothing while another one covers it.

    Textual would have the screen on top paint itself anew, at the latest when the
    clock below it ticks.
    """
    if not supported(Feature.COVERED):
        return

    def refresh() -> None:
        if is_on_top():
            type(screen)._compositor_refresh(screen)
        else:
            screen._dirty_widgets.clear()

    vars(screen)["_compositor_refresh"] = refresh
