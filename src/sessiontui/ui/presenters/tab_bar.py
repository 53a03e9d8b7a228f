"""The row of tabs: their names, and shorter ones where there is little room."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from textual.content import Content

from sessiontui.domain.kinds.lookup import TAB_TITLES
from sessiontui.domain.text import text_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

TabName = TypeVar("TabName")
"""The name by which a screen knows a tab."""
_SHORTER = {
    "Sessions": "Sess",
    "Strengths": "Str",
    "What helped": "What",
    "Summary": "Sum",
    "Change talk": "Talk",
}
"""Names of tabs where there is little room."""
_TAB = 8
"""Columns that any other may take there."""


def tabs_content(
    open_tab: TabName, width: int, titles: Mapping[TabName, str]
) -> Content:
    """The names of the tabs, short ones where there is too little room for all.

    A screen too narrow for these names only the open one. Where not even the numbers
    of the others find room, it stands alone.
    """
    ways = _ways(open_tab, titles)
    way = next(ways)
    while way.cell_length > width and (narrower := next(ways, None)):
        way = narrower
    return way


def _ways(open_tab: TabName, titles: Mapping[TabName, str]) -> Iterator[Content]:
    """Ways to show the tabs, from the widest to the narrowest."""
    every, only = tuple(titles), (open_tab,)
    names = dict(titles)
    yield _tabs(open_tab, names, every, every)
    for tab in sorted(titles, key=lambda tab: -text_columns(titles[tab])):
        names[tab] = _shorter(titles[tab])
        yield _tabs(open_tab, names, every, every)
    yield _tabs(open_tab, names, every, every, close=True)
    if len(every) > len(TAB_TITLES):
        # One number more, that of the last tab, would tell nobody what is there.
        yield _tabs(open_tab, names, every, every, close=True, numbered=False)
    for named in range(len(every) - 1, 1, -1):
        # Those next to the open one keep their names the longest.
        at = every.index(open_tab)
        near = sorted(every, key=lambda tab: abs(every.index(tab) - at))[:named]
        yield _tabs(open_tab, names, every, tuple(near), close=True)
    yield _tabs(open_tab, titles, every, only)
    yield _tabs(open_tab, titles, only, only)
    yield _tabs(open_tab, titles, only, ())


def _shorter(title: str) -> str:
    """A tab's name where there is little room."""
    short = _SHORTER.get(title, title)
    while text_columns(short) > _TAB:
        short = short[:-1]
    return short


def _tabs(
    open_tab: TabName,
    titles: Mapping[TabName, str],
    there: tuple[TabName, ...],
    named: tuple[TabName, ...],
    *,
    close: bool = False,
    numbered: bool = True,
) -> Content:
    """Numbers and names in a row; `close` ones have no room between the two."""
    parts: list[tuple[str, str]] = []
    for number, (tab, title) in enumerate(titles.items(), 1):
        if tab in there:
            name = title if tab in named else ""
            style = "reverse" if tab is open_tab else "dim"
            if close:
                parts += [(" ", ""), (f"{number if numbered else ''}{name}", style)]
            else:
                parts.append((f" {number}{name and ' '}{name} ", style))
    return Content.assemble(*parts)
