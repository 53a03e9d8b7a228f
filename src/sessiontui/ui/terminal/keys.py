"""The driver that reads the keys, and what is changed in how Textual does it."""

from __future__ import annotations

import os
from enum import StrEnum
from typing import TYPE_CHECKING

from sessiontui.ui.terminal.supported import Feature, supported

if TYPE_CHECKING:
    from textual.driver import Driver


class _AltDigit(StrEnum):
    """Alt with a digit, which Textual reads as what a Mac's Option key would type."""

    ONE = "alt+1"
    TWO = "alt+2"
    THREE = "alt+3"
    FOUR = "alt+4"
    FIVE = "alt+5"
    SIX = "alt+6"


def driver(*, sleeping: bool) -> type[Driver] | None:
    """The driver that sleeps until there is input; None for Textual's own.

    Whichever it is, it knows the program's keys, and a stalled link does not stop it.
    """
    _know_keys()
    _never_wait()
    if not (sleeping and supported(Feature.DRIVER)):
        return None
    from sessiontui.ui.terminal.driver import QuietDriver

    return QuietDriver


def _know_keys() -> None:
    if not supported(Feature.KEYS):
        return
    from textual import _ansi_sequences, constants

    for number, key in enumerate(_AltDigit, 1):
        _ansi_sequences.ANSI_SEQUENCES_KEYS[f"\x1b{number}"] = (key,)  # type: ignore[index]
    if "ESCDELAY" not in os.environ:
        # A terminal sends a key's bytes at once; what comes later is another key.
        constants.ESCAPE_DELAY = 0.02  # type: ignore[misc]


def _never_wait() -> None:
    """Queue any number of pictures, of which `CellOutput` leaves out the late ones.

    With the usual bound of 30, a stalled link would stop the screen's loop, and what is
    typed meanwhile could not be kept.
    """
    if supported(Feature.QUEUE):
        from textual.drivers import _writer_thread

        _writer_thread.MAX_QUEUED_WRITES = 0  # type: ignore[misc]
