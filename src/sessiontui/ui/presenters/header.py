"""The two rows above a session: whose it is, what is under way, and the tabs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.session.phases import FRAMES, phase_at, phases_for
from sessiontui.domain.session.times import clock_time
from sessiontui.domain.text import clean, one_line, text_columns
from sessiontui.ui.presenters.formatting import is_narrow
from sessiontui.ui.presenters.hints import first_fitting

if TYPE_CHECKING:
    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.model import Settings

_READABLE = 8
"""Columns below which the current item is better left out."""
_CUES = (5, 10)
"""Minutes before the usual end from which the clock says what is left."""
_CODE = 10
"""Columns of a code for which the clock says less."""
_GAP = 2


def elapsed(live: LiveSession) -> float:
    """Seconds since the session began; less than none before a start that is ahead."""
    return (live.state.now() - live.state.session.started_at).total_seconds()


def _minutes(live: LiveSession) -> int:
    return max(0, int(elapsed(live)) // 60)


def clock_ways(live: LiveSession, usual_minutes: int) -> tuple[str, ...]:
    """The minutes so far, or what is left near the end, or when it stopped.

    Each way says less than the one before.
    """
    if live.state.session.is_missed:
        day = live.state.session.day
        return (f"{day:%a %d %b}", f"{day:%d %b}")
    if live.state.is_late:
        day = live.state.session.day
        if live.state.session.signed_at is not None:
            return (f"{day:%a %d %b} · signed", f"{day:%d %b}")
        return (f"{day:%a %d %b} · not signed", f"{day:%d %b} · open", f"{day:%d %b}")
    if live.state.is_card_alone:
        return ("",)
    session = live.state.session
    if session.stopped_at is not None:
        stop = clock_time(session.stopped_at, session.started_at)
        return (f"stopped {stop}", "stopped")
    minutes = _minutes(live)
    if live.state.session.is_entry:
        return (f"{minutes} min", str(minutes))
    left = usual_minutes - minutes
    cue = next((cue for cue in _CUES if left <= cue <= usual_minutes), None)
    alone = (f"{minutes} min", str(minutes))
    if left <= 0:
        return alone
    return (f"{cue} left",) if cue else (f"{minutes} of {usual_minutes} min", *alone)


def head_content(live: LiveSession, settings: Settings, width: int) -> Content:
    """Code and number, the agenda item under way, the phase, and the clock.

    The code and the clock stand on every screen, the rest where there is room.
    """
    narrow = is_narrow(width)
    session = live.state.session
    number = f"{session.number}" if narrow else session.name
    number = f" · {session.kind if session.is_entry else number}"
    beside = (
        2
        + min(_CODE, text_columns(live.state.client.code))
        + text_columns(number)
        + _GAP
    )
    clocks = clock_ways(live, settings.minutes)
    clock = first_fitting(clocks, width - beside) if narrow else clocks[0]
    room = width - text_columns(clock) - 1
    code = _middle_cut(live.state.client.code, room - 1 - text_columns(number) - _GAP)
    who = f" {code}{number}"
    room -= text_columns(who)
    fitting = (p for p in _phases(live, settings) if text_columns(p) <= room - 2 * _GAP)
    phase = next(fitting, "")
    room -= text_columns(phase) + _GAP if phase else 0
    item = None if narrow else live.state.now_item()
    now = f"now: {one_line(clean(item.text), width)}" if item else ""
    now = _cut(now, room - 2 * _GAP)
    spare = room - text_columns(now)
    named = ((phase, "dim"), " " * _GAP) if phase else ()
    return Content.assemble(
        f"{who}{' ' * (spare // 2)}{now}{' ' * (spare - spare // 2)}", *named, clock
    )


def _phases(live: LiveSession, settings: Settings) -> tuple[str, ...]:
    """The phase that the clock is in: with its usual minutes, or alone."""
    session = live.state.session
    if (
        session.is_entry
        or live.state.is_late
        or live.state.is_card_alone
        or live.state.session.stopped_at is not None
    ):
        return ()
    frame = phases_for(FRAMES[settings.frame], settings.minutes)
    phase = phase_at(frame, _minutes(live))
    return (f"{phase.name} · {phase.minutes}", phase.name) if phase else ()


def _cut(text: str, columns: int) -> str:
    """The beginning of a text, or nothing where that would not be readable."""
    if text_columns(text) <= columns:
        return text
    while text and text_columns(text) >= columns:
        text = text[:-1]
    return f"{text}…" if columns > _READABLE else ""


def _middle_cut(code: str, columns: int) -> str:
    """A code as it fits: both ends are kept, since codes often differ at the end."""
    front, back = code[: (len(code) + 1) // 2], code[(len(code) + 1) // 2 :]
    if text_columns(code) <= columns:
        return code
    while front and text_columns(front) + 1 + text_columns(back) > columns:
        if text_columns(front) >= text_columns(back):
            front = front[:-1]
        else:
            back = back[1:]
    return f"{front}…{back}"
