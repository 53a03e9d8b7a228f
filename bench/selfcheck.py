"""Whether the measures can be trusted: they must read what is known, and only that."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from bench import measures
from bench.figures import Samples, percentile
from bench.programs import known
from bench.screen import Screen
from bench.terminal import COLUMNS, ROWS

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS = 40
RUNS = 3


def selfcheck() -> int:
    """Print each check; 1 when one is not passed."""
    missed = 0
    for name, read, low, high in _checks():
        passed = low <= read <= high
        missed += not passed
        mark = "ok " if passed else "NOT"
        print(f"{mark}  {name}: {read:.2f}, expected {low:g} to {high:g}")
    print("The measures can be trusted." if not missed else f"{missed} read wrongly.")
    return 1 if missed else 0


def _checks() -> Iterator[tuple[str, float, float, float]]:
    yield from _screen_checks()
    plain = _typed()
    yield "echo without delay, ms", plain["key p50"], 0, 3
    late = _typed(echo=20)
    yield "echo delayed by 20 ms", late["key p50"] - plain["key p50"], 19.5, 24
    yield (
        "ratio of 20 ms to 10 ms",
        late["key p50"] / _typed(echo=10)["key p50"],
        1.8,
        2.1,
    )
    yield "401 bytes a key", _typed(bytes=401)["key bytes"], 401, 401
    yield "1 byte a key", plain["key bytes"], 1, 1
    busy = _typed(cpu=5)["key CPU"] - plain["key CPU"]
    yield "5 ms of work a key", busy, 4.8, 6.5
    base, slow = _started(), _started(start=200)
    paint = slow["first paint"] - base["first paint"]
    yield "start delayed by 200 ms: paint", paint, 180, 260
    first = slow["accepts a key"] - base["accepts a key"]
    yield "start delayed by 200 ms: first key", first, 180, 260
    work = slow["start CPU"] - base["start CPU"]
    yield "start delayed by 200 ms: no work", work, -15, 15
    yield "exit delayed by 100 ms", _started(exit=100)["exit"] - base["exit"], 90, 140
    large = _started(megabytes=40)["memory"] - base["memory"]
    yield "40 MB more", large, 39, 42
    yield (
        "type-ahead lands",
        measures.type_ahead(known(start=100))["type-ahead"],
        100,
        100,
    )
    still = measures.idle(known(), 2, None)
    yield "idle and still: bytes", still["idle bytes"], 0, 0
    yield "idle and still: wake-ups", still["idle wake-ups"], 0, 1
    chatty = measures.idle(known(idle=50), 4, None)["idle bytes"]
    yield "idle, 50 bytes a second", chatty, 2700, 3300
    told = measures.idle(known(idle=50), 4, time.time() + 4)
    both = told["idle bytes"] * 4 / 60 + told["minute bytes"]
    yield "of these, told apart for the clock", told["minute bytes"], 40, 75
    yield "none lost by telling apart", both, 180, 220
    yield "a key that never comes is an error", _never_comes(), 1, 1


def _typed(**figures: int) -> dict[str, float]:
    return measures.typing(known(**figures), KEYS)


def _started(**figures: int) -> dict[str, float]:
    runs = [measures.start(known(**figures)) for _ in range(RUNS)]
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}


def _never_comes() -> float:
    try:
        measures.typing(known(echo=60_000), 1)
    except TimeoutError:
        return 1
    return 0


def _screen_checks() -> Iterator[tuple[str, float, float, float]]:
    for name, data, row, text in (
        ("text", b"\x1b[2;3Hhere", 1, "  here"),
        ("cut within a sequence", b"\x1b[2;|3Hhe\xe2\x80|\xa6", 1, "  he…"),
        ("a repeated letter", b"\x1b[1;1Hab\x1b[3b", 0, "abbbb"),
        ("keyboard flags", b"\x1b[>1ua\x1b[<ub\x1b[?2026$pc", 0, "abc"),
        ("scrolled up", b"\x1b[3;1Hup\x1b[S", 1, "up"),
        ("another screen", b"old\x1b[?1049h\x1b[1;1Hnew", 0, "new"),
    ):
        screen = Screen(ROWS, COLUMNS)
        for chunk in data.split(b"|"):
            screen.feed(chunk)
        yield f"screen: {name}", float(screen.rows()[row].rstrip() == text), 1, 1
    sample = Samples()
    for ours, theirs in ((2.0, 1.0), (6.0, 2.0), (float("nan"), 1.0)):
        sample.add("m", "ours", ours)
        sample.add("m", "theirs", theirs)
    yield (
        "ratio by round",
        statistics.median(sample.ratios("m", "ours", "theirs")),
        2.5,
        2.5,
    )
    yield "p99 of 1..200", percentile(range(1, 201), 99), 198, 198
