"""The end after a fault, without a word of what was on the screen.

Textual would print where it happened with all values there, which are the session's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console

from sessiontui.ui.terminal.supported import Feature, supported

if TYPE_CHECKING:
    from collections.abc import Callable

    from textual.app import App


def end_without_words(
    app: App[Any], tell: Callable[[BaseException | None], None]
) -> None:
    """Have an app print nothing of a fault, and call `tell` with it before the end.

    Where this Textual has not the names, it prints to nowhere and `tell` is not called:
    the app's return code says that there was a fault.
    """
    app.error_console = Console(quiet=True, stderr=True)
    if supported(Feature.FAULTS):

        def end() -> None:
            tell(app._exception)
            app._close_messages_no_wait()

        vars(app)["_fatal_error"] = end


def end_at_once(app: App[Any]) -> bool:
    """End an app as after a fault; False where this Textual has not the names."""
    if not supported(Feature.FAULTS):
        return False
    app._return_code = 1
    app._fatal_error()
    return True
