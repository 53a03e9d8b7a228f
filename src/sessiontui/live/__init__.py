"""A session under way: the only thing a session screen sees."""

from sessiontui.live.session import LiveSession
from sessiontui.live.view import Outcome

__all__ = ["LiveSession", "Outcome"]
