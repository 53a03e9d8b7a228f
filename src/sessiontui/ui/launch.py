"""From the shell to the screen: Textual loads while the passphrase is typed."""

from __future__ import annotations

import contextlib
import gc
import threading
from contextlib import ExitStack
from importlib import import_module
from typing import TYPE_CHECKING

from sessiontui.errors import SessionTuiError
from sessiontui.interrupts import interrupts_wait
from sessiontui.ui.exit import QUIT
from sessiontui.ui.terminal.process.guard import TerminalGuard
from sessiontui.ui.terminal.splash import Splash

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.services.caseload import Caseload
    from sessiontui.settings.model import Settings
    from sessiontui.ui.exit import Place

_LATE = (
    "sessiontui.ui.app",
    "sessiontui.services.search",
    "sessiontui.store.erase",
    "sessiontui.store.repositories.retention",
    "ctypes",
    "sessiontui.domain.session.client_order",
    "textual.drivers.headless_driver",
    "textual.layouts.factory",
    "textual.pilot",
    "textual.scrollbar",
)
"""The screens with what they ask for, and what Textual imports only once it runs."""
STOPPED = "The screen stopped unexpectedly. All that was entered is saved."
"""Said where this Textual does not tell what went wrong."""


def launch(
    open_caseload: Callable[[Callable[[], None]], Caseload],
    settings: Callable[[], Settings],
    code: str | None = None,
    place: Place | None = None,
    *,
    speaks: bool = True,
    guard: TerminalGuard | None = None,
    which: int | str | None = None,
) -> tuple[str, Place | None]:
    """Open the screens on a caseload, or straight on a client's session.

    `which` names an unsigned one of any day, or an entry; else it is that of today.

    `open_caseload` calls what it is given as soon as a person is asked something, or
    nobody is: the screens load from then on, behind the question. Unless it `speaks`
    to the person, typed keys are unseen and a first page stands from the beginning. A
    `guard` that is given stays with its caller, who puts the terminal right.

    Returns:
        "quit", or "lock" when the process is to begin anew at the passphrase, with
        the place to come back to.

    Raises:
        SessionTuiError: what `open_caseload` raises, or the screen stopped.
    """
    # A collection in the middle of the imports costs more than it can free.
    gc.disable()
    loader = threading.Thread(
        target=_load, args=(settings,), name="loader", daemon=True
    )
    page = Splash()
    with ExitStack() as ending:
        if guard is None:
            guard = TerminalGuard()
            ending.callback(guard.restore)
        ending.callback(page.leave)
        with interrupts_wait():
            if not speaks:
                guard.hush()
                page.show()
            caseload = open_caseload(loader.start)
            ending.callback(_close, caseload)
            guard.hush(wholly=True)
            loader.join()
            from sessiontui.ui.app import SessionApp

            # Modules stay for good; no screen may, so none is made yet.
            gc.freeze()
            chosen = settings()
            app = SessionApp(caseload, chosen, code, guard, place=place, which=which)
        page.hand_over()
        result = app.run(mouse=chosen.mouse)
        guard.call_off()
        if app.trouble or app.return_code:
            raise SessionTuiError(app.trouble or STOPPED)
        return result or QUIT, app.place


def _close(caseload: Caseload) -> None:
    with contextlib.suppress(SessionTuiError):
        caseload.close()


def _load(settings: Callable[[], Settings]) -> None:
    # A failure shows where the main thread asks for the same.
    with contextlib.suppress(ImportError, SessionTuiError):
        settings()
        for module in _LATE:
            # Where this Textual has one of its own no more, it will load another later.
            with contextlib.suppress(ImportError):
                import_module(module)
        from rich.cells import cell_len

        from sessiontui.ui.terminal import supported

        supported.load()
        # The first sign beyond ASCII loads the table of widths.
        cell_len("…")
