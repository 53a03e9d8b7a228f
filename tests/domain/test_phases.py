"""The phases of an hour cover it, whatever its length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.domain.session.phases import FRAMES, Phase, phase_at, phases_for

HOUR = 50
LENGTHS = st.integers(5, 480)
named = pytest.mark.parametrize("name", [name for name in FRAMES if FRAMES[name]])


def test_a_free_session_has_no_phases() -> None:
    assert phases_for(FRAMES["free"], HOUR) == ()
    assert phase_at(FRAMES["free"], 10) is None


@named
def test_the_usual_minutes_are_those_of_a_fifty_minute_hour(name: str) -> None:
    assert sum(phase.minutes for phase in FRAMES[name]) == HOUR
    assert phases_for(FRAMES[name], HOUR) == FRAMES[name]


@named
@given(minutes=LENGTHS)
def test_the_phases_cover_the_whole_length_each_in_its_order(
    name: str, minutes: int
) -> None:
    frame = phases_for(FRAMES[name], minutes)
    names = [phase.name for phase in frame]
    order = [phase.name for phase in FRAMES[name]]

    assert sum(phase.minutes for phase in frame) == minutes
    assert all(phase.minutes > 0 for phase in frame)
    assert names == [each for each in order if each in names]
    # At every minute there is one, and none comes back once it is over.
    seen = [phase_at(frame, minute) for minute in range(minutes)]
    assert None not in seen
    assert [p for p, q in zip(seen, [None, *seen], strict=False) if p is not q] == [
        *frame
    ]


@named
@given(minutes=st.integers(25, 480))
def test_from_half_an_hour_on_every_phase_has_its_share(
    name: str, minutes: int
) -> None:
    frame = phases_for(FRAMES[name], minutes)

    assert len(frame) == len(FRAMES[name])
    for phase, usual in zip(frame, FRAMES[name], strict=True):
        assert abs(phase.minutes - usual.minutes * minutes / HOUR) <= 1


@pytest.mark.parametrize(
    ("minute", "phase"),
    [
        (0, Phase("mood", 4)),
        (3, Phase("mood", 4)),
        (4, Phase("bridge", 2)),
        (9, Phase("homework", 7)),
        (16, Phase("items", 22)),
        (49, Phase("summary", 7)),
        (50, None),
        (-1, None),
    ],
)
def test_the_clock_is_in_one_phase(minute: int, phase: Phase | None) -> None:
    assert phase_at(FRAMES["cbt"], minute) == phase


def test_every_name_is_plain_and_short_enough_for_the_head() -> None:
    for frame in FRAMES.values():
        for phase in frame:
            assert phase.name == phase.name.casefold()
            assert len(phase.name) <= len("new homework")
