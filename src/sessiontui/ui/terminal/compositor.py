"""Renders only what is in the part of the screen that changed, and in sight there.

For each letter Textual renders every widget whose container touches the line, all of
each: the list, the tabs and the head, to throw them away (`Feature.COMPOSITOR`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from textual._compositor import Compositor

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.geometry import Region
    from textual.screen import Screen
    from textual.strip import Strip


class NearCompositor(Compositor):
    """A compositor that leaves alone what a change does not touch."""

    def _get_renders(
        self, crop: Region | None = None
    ) -> Iterable[tuple[Region, Region, list[Strip]]]:
        if not crop:
            yield from super()._get_renders(crop)
            return
        # From the front to the back, as the first one to paint a cell has it.
        for widget, (region, clip) in self.visible_widgets.items():
            seen = region.intersection(clip)
            if seen and seen.overlaps(crop):
                part = seen.translate(-region.offset)
                yield region, clip, widget.render_lines(part)
                if seen.contains_region(crop):
                    return


def render_nearby(screen: Screen[Any]) -> None:
    """Have a screen, before anything is on it, leave alone what does not change."""
    screen._compositor = NearCompositor()
