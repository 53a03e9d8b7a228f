"""The command line: the only place that builds and joins objects.

Here are words asked and told, and the passphrase; each command stands in `commands`.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys

_GARBAGE = 50_000
"""New objects between two collections; with Python's 700, imports are slowed by it."""

_ON_WINDOWS = (
    "SessionTUI runs on Linux and macOS. On Windows, install it inside WSL, the "
    "Windows Subsystem for Linux, and start it there.\n"
)


def main() -> None:
    """Start the command line."""
    if os.name == "nt":
        sys.stderr.write(_ON_WINDOWS)
        sys.exit(1)
    gc.set_threshold(_GARBAGE)
    from sessiontui.cli.process import harden

    harden()
    from sessiontui.cli.commands.command_table import run

    _leave(run(sys.argv[1:]))


def _leave(code: int) -> None:
    """End now: taking every module apart first takes as long as a small command."""
    for stream in (sys.stdout, sys.stderr):
        # What could not be written was told when it was said; nothing is left to do.
        with contextlib.suppress(OSError, ValueError, AttributeError):
            stream.flush()
    os._exit(code)
