"""The order in which clients are likely to come."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sessiontui.domain.entities import ClientOverview

_WEEK = 7 * 24 * 60
_LATE = 60
"""Minutes after a usual start during which its client is still expected."""
_AWAY_DAYS = 60
_SLOTS = 3


def likeliest_first(
    clients: Iterable[ClientOverview], now: datetime
) -> tuple[ClientOverview, ...]:
    """Clients by their next appointment, or by when their usual time comes round.

    Who has one today comes first: that is said, and not reckoned. Those not seen for
    two months, or never, come last, by code.
    """

    def wait(overview: ClientOverview) -> tuple[int, int, str]:
        last = overview.last_day
        to_next = _until_next(overview, now)
        if to_next is not None and to_next >= 0:
            today = overview.next_day == now.date()
            return int(not today), to_next, overview.client.code
        if last is None or (now.date() - last).days > _AWAY_DAYS:
            return 2, 0, overview.client.code
        waits = [
            (_minute_of_week(start) - _minute_of_week(now) + _LATE) % _WEEK
            for start in overview.starts[:_SLOTS]
        ]
        return 1, min(waits, default=_WEEK), overview.client.code

    return tuple(sorted(clients, key=wait))


def _until_next(overview: ClientOverview, now: datetime) -> int | None:
    """Minutes until a client who is expected is late; None where no day is known."""
    if overview.next_day is None:
        return None
    usual = overview.starts[0].time() if overview.starts else time(12)
    at = datetime.combine(overview.next_day, overview.next_time or usual)
    return int((at.astimezone() - now).total_seconds()) // 60 + _LATE


def _minute_of_week(moment: datetime) -> int:
    return (moment.weekday() * 24 + moment.hour) * 60 + moment.minute
