"""The first steps of every start, so that nothing private leaves by accident."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import FrameType, TracebackType

_DROPPED = ("TEXTUAL", "PYTHONINSPECT", "PYTHONBREAKPOINT", "SQLITE_UTILS")
"""Beginnings of variables that would log keys, save screens or open a debugger."""
_PR_SET_DUMPABLE = 4


def harden() -> None:
    """Close the side doors of this process: environment, file modes, core dumps."""
    for name in [name for name in os.environ if name.startswith(_DROPPED)]:
        del os.environ[name]
    # Looking for plugins costs a tenth of pydantic's load, and none is wanted here.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    os.umask(0o077)
    _forbid_dumps()
    sys.excepthook = _plain_hook
    sys.unraisablehook = lambda _: None
    _quiet_threads()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _leave)
    if sys.flags.inspect:
        sys.stderr.write("SessionTUI does not run with python -i.\n")
        sys.stderr.flush()
        os._exit(2)


def where_of(error: BaseException) -> str:
    """The type of an exception and the line it came from, never its text."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    file = Path(trace.tb_frame.f_code.co_filename)
    return f"{type(error).__name__} at {file.name}:{trace.tb_lineno}"


def _forbid_dumps() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(ImportError, OSError, AttributeError):
            import ctypes

            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def _quiet_threads() -> None:
    import threading

    def hook(details: threading.ExceptHookArgs) -> None:
        if details.exc_value is not None:
            _report(details.exc_value)

    threading.excepthook = hook


def _plain_hook(
    _: type[BaseException], error: BaseException, __: TracebackType | None
) -> None:
    _report(error)


def _report(error: BaseException) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"Something went wrong ({where_of(error)}).\n")


def _leave(number: int, _: FrameType | None) -> None:
    """End by way of every `finally`, so that echo comes back and nothing is left."""
    raise SystemExit(128 + number)
