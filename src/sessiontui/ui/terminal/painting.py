"""The painting of a screen, as far as this Textual lets it be changed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from sessiontui.ui.terminal.supported import Feature, supported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from textual.screen import Screen


def paint_little(screen: Screen[Any]) -> None:
    """Have a screen, before anything is on it, render only what a change touches."""
    if supported(Feature.COMPOSITOR):
        from sessiontui.ui.terminal.compositor import render_nearby

        render_nearby(screen)


def paint_uncovered(stack: Sequence[Screen[Any]], lowest: Screen[Any]) -> None:
    """Have screens of a stack paint nothing while the lowest that is seen covers them.

    Textual would have the screen on top paint itself anew, at the latest when the
    clock below it ticks.
    """
    if not supported(Feature.COVERED):
        return
    covered = stack.index(lowest)
    for screen in stack[:covered]:
        vars(screen)["_compositor_refresh"] = partial(_leave_out, screen)
    for screen in stack[covered:]:
        vars(screen).pop("_compositor_refresh", None)


def _leave_out(screen: Screen[Any]) -> None:
    screen._dirty_widgets.clear()
