"""The restart behind the lock: a new process asks for the passphrase, and goes on."""

from __future__ import annotations

import os
import signal
import stat
import sys
from typing import TYPE_CHECKING

from sessiontui.cli.options import forget_passphrase_file
from sessiontui.cli.output import tell

if TYPE_CHECKING:
    from typing import Any

    from sessiontui.cli.options import Options
    from sessiontui.ui.exit import Place


def restart_locked(
    options: Options, place: Place | None, terminal: list[Any] | None
) -> None:
    """Become a new process at the passphrase: nothing stays in this one's memory.

    The terminal stays as it is, without echo: somebody may type at once.
    """
    tell("Locked; all is saved.")
    # After a lock a person types the passphrase, whatever opened the record before.
    forget_passphrase_file()
    home = ["--home", options.home] if options.home else []
    # -P: no folder that happens to be the current one is searched for modules.
    call = [sys.executable, "-P", "-m", "sessiontui", *home, "open"]
    call += ["--again", str(_hand_on(place, terminal))]
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    os.execv(sys.executable, call)  # noqa: S606 - our own program, no shell


def _hand_on(place: Place | None, terminal: list[Any] | None) -> int:
    """A pipe from which the new process reads where it was; nobody else sees that.

    And how the terminal was found, so that it is left so in the end.
    """
    import json

    where = None if place is None else (place.session_id, place.resting, place.late)
    if terminal is not None:
        controls = [x if isinstance(x, int) else ord(x) for x in terminal[-1]]
        terminal = [*terminal[:-1], controls]
    read, write = os.pipe()
    os.write(write, json.dumps([where, terminal]).encode())
    os.close(write)
    os.set_inheritable(read, True)
    return read


def handed_on(pipe: int) -> tuple[Place | None, list[Any] | None]:
    """The place and terminal of the locked process, if it is its pipe."""
    import json

    from sessiontui.ui.exit import Place

    try:
        if not stat.S_ISFIFO(os.fstat(pipe).st_mode) or pipe <= sys.stderr.fileno():
            return None, None
        where, terminal = json.loads(os.read(pipe, 4096))
        os.close(pipe)
        return None if where is None else Place(*where), terminal
    except (OSError, ValueError, TypeError):
        return None, None
