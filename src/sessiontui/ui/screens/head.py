"""The two rows above a session: whose it is, what is under way, and the tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.content import Content

from sessiontui.domain.text import one_line
from sessiontui.ui.show import is_narrow

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sessiontui.live import LiveSession

Name = TypeVar("Name")
"""What a screen knows its tabs by."""
_READABLE = 8
"""Columns below which the current item is better left out."""


def elapsed(live: LiveSession) -> float:
    """Seconds since the session began."""
    return max(0.0, (live.now() - live.session.started_at).total_seconds())


def head_text(live: LiveSession, usual_minutes: int, width: int) -> str:
    """Code and number, the agenda item under way, and the minutes so far."""
    narrow = is_narrow(width)
    minutes = int(elapsed(live)) // 60
    clock = f"{minutes} min"
    if minutes <= usual_minutes and not narrow:
        clock = f"{minutes} of {usual_minutes} min"
    number = str(live.session.number)
    who = f" {live.client.code} · {number if narrow else f'session {number}'}"
    item = None if narrow else live.now_item()
    now = f"now: {one_line(item.text)}" if item else ""
    room = width - len(who) - len(clock) - 4
    if len(now) > room:
        now = f"{now[: room - 1]}…" if room > _READABLE else ""
    gap = max(1, width - len(who) - len(now) - len(clock) - 1)
    return f"{who}{' ' * (gap // 2)}{now}{' ' * (gap - gap // 2)}{clock}"


def tabs_content(open_tab: Name, width: int, titles: Mapping[Name, str]) -> Content:
    """The names of the tabs; a screen too narrow for all names only the open one."""
    row = _tabs(open_tab, titles, only_open=False)
    if is_narrow(width) or row.cell_length > width:
        return _tabs(open_tab, titles, only_open=True)
    return row


def _tabs(open_tab: Name, titles: Mapping[Name, str], *, only_open: bool) -> Content:
    parts: list[tuple[str, str]] = []
    for number, (tab, title) in enumerate(titles.items(), 1):
        here = tab is open_tab
        name = f" {title}" if here or not only_open else ""
        parts.append((f" {number}{name} ", "reverse" if here else "dim"))
    return Content.assemble(*parts)
