"""The ends of the screens: for good, or to lock and come back to where it was."""

from __future__ import annotations

from dataclasses import dataclass

QUIT = "quit"
LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Place:
    """The place to come back to behind a lock; numbers, so that it tells nothing."""

    session_id: int
    resting: bool
    """A client had the screen, so that it comes back blank."""
    late: bool = False
    """A session of an earlier day was being finished."""
