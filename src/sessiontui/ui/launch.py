"""From the shell to the screen: Textual loads while the passphrase is typed."""

from __future__ import annotations

import contextlib
import gc
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from sessiontui.errors import SessionTuiError
from sessiontui.interrupts import interrupts_wait
from sessiontui.ui.terminal.first_page import FirstPage
from sessiontui.ui.terminal.guard import TerminalGuard

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.caseload import Caseload
    from sessiontui.settings import Settings

QUIT = "quit"
LOCK = "lock"
_LATE = (
    "sessiontui.ui.app",
    "textual.drivers.headless_driver",
    "textual.layouts.factory",
    "textual.pilot",
    "textual.scrollbar",
)
"""The screens, and what Textual imports only once it runs."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where to come back to behind a lock; numbers, so that it tells nothing."""

    session_id: int
    resting: bool
    """Whether a client had the screen, so that it comes back blank."""


def launch(
    open_caseload: Callable[[Callable[[], None]], Caseload],
    settings: Callable[[], Settings],
    code: str | None = None,
    place: Place | None = None,
    *,
    speaks: bool = True,
) -> tuple[str, Place | None]:
    """Open the screens on a caseload, or straight on a client's session.

    `open_caseload` calls what it is given as soon as a person is asked something, or
    nobody is: the screens load from then on, behind the question. Unless it `speaks`
    to the person, typed keys are unseen and a first page stands from the beginning.

    Returns:
        "quit", or "lock" when the process is to begin anew at the passphrase, with
        the place to come back to.

    Raises:
        SessionTuiError: what `open_caseload` raises, or the screen stopped.
    """
    guard = TerminalGuard()
    # A collection in the middle of the imports costs more than it can free.
    gc.disable()
    loader = threading.Thread(
        target=_load, args=(settings,), name="loader", daemon=True
    )
    page = FirstPage()
    with ExitStack() as ending:
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
            app = SessionApp(caseload, chosen, code, guard, place=place)
        page.hand_over()
        result = app.run(mouse=chosen.mouse)
        guard.call_off()
        if app.trouble:
            raise SessionTuiError(app.trouble)
        return result or QUIT, app.place


def _close(caseload: Caseload) -> None:
    with contextlib.suppress(SessionTuiError):
        caseload.close()


def _load(settings: Callable[[], Settings]) -> None:
    # A failure shows where the main thread asks for the same.
    with contextlib.suppress(ImportError, SessionTuiError):
        settings()
        for module in _LATE:
            import_module(module)
        from rich.cells import cell_len

        from sessiontui.domain.homework import Card
        from sessiontui.domain.line import Context, Entry
        from sessiontui.domain.models import Draft, Line
        from sessiontui.domain.opening import Opening
        from sessiontui.live import Outcome
        from sessiontui.ui.terminal.proven import is_proven

        # Else the first key would wait for it: a model is built where it is first used.
        for model in (Line, Draft, Opening, Context, Entry, Card, Outcome):
            model.model_rebuild()
        is_proven()
        # The first sign beyond ASCII loads the table of widths.
        cell_len("…")
