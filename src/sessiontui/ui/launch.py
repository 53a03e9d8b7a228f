"""From the shell to the screen: Textual loads while the passphrase is typed."""

from __future__ import annotations

import contextlib
import gc
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.errors import SessionTuiError
from sessiontui.ui.terminal.guard import TerminalGuard

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.caseload import Caseload
    from sessiontui.settings import Settings

QUIT = "quit"
LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to come back to behind a lock; numbers, so that it tells nothing."""

    session_id: int
    resting: bool
    """Whether a client had the screen, so that it comes back blank."""


def launch(
    open_caseload: Callable[[], Caseload],
    settings: Settings,
    code: str | None = None,
    place: Place | None = None,
) -> tuple[str, Place | None]:
    """Open the screens on a caseload, or straight on a client's session.

    Returns:
        "quit", or "lock" when the process is to begin anew at the passphrase, with
        the place to come back to.

    Raises:
        SessionTuiError: what `open_caseload` raises, or the screen stopped.
    """
    guard = TerminalGuard()
    # A collection in the middle of the imports costs more than it can free.
    gc.disable()
    loader = threading.Thread(target=_load, name="loader", daemon=True)
    loader.start()
    caseload = open_caseload()
    try:
        guard.hush()
        loader.join()
        from sessiontui.ui.app import SessionApp

        app = SessionApp(caseload, settings, code, guard, place=place)
        result = app.run(mouse=settings.mouse)
        guard.call_off()
        if app.trouble:
            raise SessionTuiError(app.trouble)
        return result or QUIT, app.place
    finally:
        with contextlib.suppress(SessionTuiError):
            caseload.close()
        guard.restore()


def _load() -> None:
    # A failure shows where the main thread imports the same.
    with contextlib.suppress(ImportError):
        import sessiontui.ui.app  # noqa: F401
