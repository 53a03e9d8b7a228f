"""The rows of the caseload: each client by code, with the last session."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.session.times import clock_time
from sessiontui.domain.text import with_count
from sessiontui.ui.presenters.formatting import aside, folded, heading, is_narrow
from sessiontui.ui.presenters.row import Row

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sessiontui.domain.entities import ClientOverview

_CODE_COLUMNS, _CODE_COLUMNS_NARROW = 22, 14


def client_rows(
    clients: Collection[ClientOverview],
    waiting: Collection[int],
    new: str,
    width: int,
) -> Iterator[Row]:
    """Clients, those `waiting` with a half-typed line; behind them a `new` code."""
    for overview in clients:
        content = _client(overview, overview.client.id in waiting, width)
        yield Row(content, overview.client.code)
    if new:
        if clients:
            yield Row(Content(""))
        yield Row(Content(f"  new client {new}"), new)
    elif not clients:
        yield heading("Nobody here yet")
        yield aside("A code is enough: never a name.", width)


def _client(overview: ClientOverview, waits: bool, width: int) -> Content:
    code = overview.client.code
    last = overview.last_started_at
    times = with_count(overview.sessions, "session")
    said = times
    narrow = is_narrow(width)
    if overview.last_day is not None:
        shape = "%d %b" if narrow else "last %a %d %b"
        began = "" if narrow or last is None else f" {clock_time(last)}"
        said = f"{overview.last_day:{shape}}{began}  {times}"
        if overview.next_day is not None:
            said = f"last {overview.last_day:%d %b}  {times}"
    if overview.next_day is not None:
        said = f"{overview.next_words}  {said}"
    if overview.open_words:
        said += f"  {overview.open_words}"
    if waits:
        said += "  half-typed line kept"
    columns = max(_CODE_COLUMNS_NARROW if narrow else _CODE_COLUMNS, len(code) + 2)
    row = f"  {code.ljust(columns)}"
    if len(row) + len(said) > width - 1:
        row, said = f"  {folded(code, width, 2)}\n    ", folded(said, width, 4)
    return Content.assemble(row, (said, "dim"))
