"""The driver that reads the keys, and what is changed in how Textual does it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.ui.terminal.supported import Feature, supported

if TYPE_CHECKING:
    from textual.driver import Driver


def driver(*, sleeping: bool) -> type[Driver] | None:
    """The driver with our lexer, and where it is wanted and proven the quiet one.

    None is for Textual's own. Whichever it is, a stalled link does not stop it.
    """
    _never_wait()
    if sleeping and supported(Feature.DRIVER):
        from sessiontui.ui.terminal.quiet_driver import QuietDriver

        return QuietDriver
    if supported(Feature.KEYS):
        from sessiontui.ui.terminal.reading.lexer_driver import LexerDriver

        return LexerDriver
    return None


def _never_wait() -> None:
    """Queue any number of pictures, of which `CellOutput` leaves out the late ones.

    With the usual bound of 30, a stalled link would stop the screen's loop, and what is
    typed meanwhile could not be kept.
    """
    if supported(Feature.QUEUE):
        from textual.drivers import _writer_thread

        _writer_thread.MAX_QUEUED_WRITES = 0  # type: ignore[misc]
