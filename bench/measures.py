"""What is measured of one run of a program on its terminal."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from bench.figures import percentile
from bench.fill import PASSPHRASE
from bench.terminal import ROWS

if TYPE_CHECKING:
    from bench.programs import Program
    from bench.terminal import Terminal

PROBE, ERASE = "z", "\x7f"
AHEAD = "qzxj"
TYPED = 200
_SETTLED = 0.2
_PRINT = "SESSION SUMMARY"
_HELP = "talk towards change"
"""Stands in the help, and nowhere else."""
_LIST_ROWS = ROWS - 2
"""Rows of our screen that are not the line or the hint under it."""

_F = {n: f"\x1bO{chr(ord('P') + n - 1)}" for n in range(1, 5)}
_F |= {5: "\x1b[15~", 6: "\x1b[17~", 7: "\x1b[18~", 8: "\x1b[19~", 9: "\x1b[20~"}
_CTRL_L, _CTRL_O, _CTRL_T, _CTRL_U, _CTRL_Z = "\x0c", "\x0f", "\x14", "\x15", "\x1a"
ACTS = (
    *(_F[n] for n in (2, 3, 4, 5, 6, 1)),
    *("a quieter week\r", _CTRL_Z, "half a line", _CTRL_U),
    *(_CTRL_T, _CTRL_T, _F[7], _CTRL_T, _F[8], _F[2], _F[8]),
    *("/find entry\r", _F[9], _F[2], _CTRL_L, _CTRL_L),
    *(_CTRL_O, "\r"),
)
"""An hour in small: every tab and screen, a line taken back, a client left and met."""
_SEEN_AFTER = {_CTRL_O: "Caseload", ACTS[-1]: ""}
"""What the client's being left, and met again, brings; empty is what stood first."""
_BRIEFLY = 0.01

_WORDS = (
    "client says things went better once slow breathing became habit before sleep; "
    "noticed less dread Sunday, spoke up at work, wants one short walk with her "
    "sister by Friday; asked what helped: own humour, telling Josef, cinnamon tea, "
    "quiet evenings, making lists"
)


def typed_text(length: int = TYPED) -> str:
    """Prose in which every four letters occur once, so that each key is seen."""
    text, seen = "", set[str]()
    for word in _WORDS.split():
        letters = "".join((text + word).split())
        fours = [letters[i : i + 4] for i in range(len(letters) - 3)]
        if len(set(fours)) == len(fours):
            text += word + " "
            seen.update(fours)
    if len(text) < length:
        raise ValueError(f"only {len(text)} characters to type")
    return text[:length]


def start(program: Program) -> dict[str, float]:
    """From its start to the first accepted key; memory; and leaving it."""
    with program.run() as run:
        painted = run.wait(lambda screen: not screen.blank())
        ready = run.wait(lambda screen: screen.sees(program.ready))
        _begin(program, run)
        run.send(PROBE)
        accepted = run.wait(lambda screen: PROBE in screen.letters())
        run.settle(_SETTLED)
        figures = {
            "first paint": (painted - run.began) * 1000,
            "ready": (ready - run.began) * 1000,
            "accepts a key": (accepted - run.began) * 1000,
            "start CPU": run.cpu() * 1000,
            "start bytes": float(run.total),
            "memory": run.memory(),
        }
        run.send(ERASE)
        run.settle(_SETTLED)
        gone = run.quit(program.quit)
        if gone is not None:
            figures["exit"] = gone * 1000
        return figures


def _begin(program: Program, run: Terminal) -> None:
    if program.begin is not None:
        keys, seen = program.begin
        run.send(keys)
        run.wait(lambda screen: screen.sees(seen))


def start_at_prompt(program: Program, thinking: float = 2.0) -> dict[str, float]:
    """As people meet it: from Enter behind the passphrase to the first accepted key.

    `thinking` is how long the person takes to type it.
    """
    with program.run() as run:
        asked = run.wait(lambda screen: screen.sees("assphrase"))
        run.watch(thinking)
        entered = run.send(PASSPHRASE + "\r")
        ready = run.wait(lambda screen: screen.sees(program.ready))
        run.send(PROBE)
        accepted = run.wait(lambda screen: PROBE in screen.letters())
        run.settle(_SETTLED)
        figures = {
            "first paint": (asked - run.began) * 1000,
            "ready": (ready - entered) * 1000,
            "accepts a key": (accepted - entered) * 1000,
            "start CPU": run.cpu() * 1000,
        }
        run.send(ERASE)
        run.settle(_SETTLED)
        run.quit(program.quit)
        return figures


def type_ahead(program: Program, before: str = "") -> dict[str, float]:
    """Whether keys written before it could read anything land, in order."""
    with program.run(ahead=(before + AHEAD).encode()) as run:
        # A placeholder gives way to what was typed before it was painted.
        run.wait(lambda screen: screen.sees(program.ready) or screen.sees(AHEAD))
        run.settle(0.5)
        run.look()
        landed = AHEAD in run.screen.letters()
        run.quit(program.quit)
        return {"type-ahead": 100.0 if landed else 0.0}


def typing(program: Program, length: int = TYPED) -> dict[str, float]:
    """Key by key, each when the one before has settled."""
    with program.run() as run:
        run.wait(lambda screen: screen.sees(program.ready))
        _begin(program, run)
        run.settle(_SETTLED)
        waits: list[float] = []
        cpu, total, text = run.cpu(), run.total, typed_text(length)
        for place, key in enumerate(text, 1):
            tail = "".join(text[:place].split())[-4:]
            run.look()
            counts = key != " " and tail not in run.screen.letters()
            sent = run.send(key)
            run.settle()
            if counts:
                seen = run.moment(lambda screen, tail=tail: tail in screen.letters())
                waits.append((seen - sent) * 1000)
        figures = {
            "key p50": statistics.median(waits),
            "key p99": percentile(waits, 99),
            "key CPU": (run.cpu() - cpu) * 1000 / length,
            "key bytes": (run.total - total) / length,
        }
        run.quit(program.quit)
        return figures


def tabs(program: Program, times: int = 2) -> dict[str, float]:
    """Changing the tab: until its text is seen, until quiet, and what was sent."""
    seen, quiet, sent = [], [], []
    with program.run() as run:
        run.wait(lambda screen: screen.sees(program.ready))
        run.settle(1.0)
        for _ in range(times):
            for keys, text in program.tabs:
                run.look()
                total, pressed = run.total, run.send(keys)
                shown = run.wait(lambda screen, text=text: screen.sees(text))
                run.settle(0.25)
                last = run.chunks[-1][0]
                seen.append((shown - pressed) * 1000)
                quiet.append((last - pressed) * 1000)
                sent.append(run.total - total)
        run.quit(program.quit)
    return {
        "tab seen": statistics.median(seen),
        "tab quiet": statistics.median(quiet),
        "tab bytes": statistics.median(sent),
    }


def enter(program: Program, times: int = 20) -> dict[str, float]:
    """From Enter until the recorded line stands in the list of the Notes tab."""
    seen, quiet, sent = [], [], []
    with program.run() as run:
        run.wait(lambda screen: screen.sees(program.ready))
        run.send("\x1bOQ")
        run.settle(_SETTLED)
        for n in range(times):
            text = f"entry{n:03}x"
            run.send(text)
            run.settle(0.1)
            run.look()
            total, pressed = run.total, run.send("\r")
            run.settle(0.06)
            listed = run.moment(
                lambda screen, text=text: any(
                    text in row for row in screen.rows()[:_LIST_ROWS]
                )
            )
            seen.append((listed - pressed) * 1000)
            quiet.append((run.chunks[-1][0] - pressed) * 1000)
            sent.append(run.total - total)
        run.quit(program.quit)
    return {
        "enter seen": statistics.median(seen),
        "enter p99": percentile(seen, 99),
        "enter quiet": statistics.median(quiet),
        "enter bytes": statistics.median(sent),
    }


def summary(program: Program) -> dict[str, float]:
    """Ctrl+G: until the print stands, the first time and later."""
    with program.run() as run:
        run.wait(lambda screen: screen.sees(program.ready))
        run.settle(1.5)
        waits = []
        for _ in range(4):
            pressed = run.send("\x07")
            shown = run.wait(lambda screen: screen.sees(_PRINT))
            waits.append((shown - pressed) * 1000)
            run.settle(_SETTLED)
            run.send("\x1bOQ")
            run.settle(_SETTLED)
            run.look()
        run.quit(program.quit)
    return {"summary first": waits[0], "summary later": statistics.median(waits[1:])}


def memory(program: Program, warm: int, acts: int) -> dict[str, float]:
    """What `acts` ordinary acts add to the memory, once `warm` have been done."""
    with program.run() as run:
        run.wait(lambda screen: screen.sees(program.ready))
        # Rated once, the goal has a plot each time that the client is looked at.
        run.send("= #1 4\r")
        before = 0.0
        for number in range(warm + acts):
            if number == warm:
                run.settle(_SETTLED)
                before = run.memory()
            act = ACTS[number % len(ACTS)]
            run.send(act)
            run.settle(_BRIEFLY)
            # Now and then the screen is waited for, so that no act is left waiting.
            if act in _SEEN_AFTER:
                words = _SEEN_AFTER[act] or program.ready
                run.wait(lambda screen, words=words: screen.sees(words))
        run.settle(_SETTLED)
        figures = {"memory grown": run.memory() - before}
        run.quit(program.quit)
    return figures


def escape(program: Program, times: int = 8) -> dict[str, float]:
    """From a lone Escape, which might have begun a key, until the help is gone."""
    waits = []
    with program.run() as run:
        run.wait(lambda screen: screen.sees(program.ready))
        run.settle(_SETTLED)
        for _ in range(times):
            run.send("\x1b[20~")
            run.wait(lambda screen: screen.sees(_HELP))
            run.settle(_SETTLED)
            pressed = run.send("\x1b")
            gone = run.wait(lambda screen: not screen.sees(_HELP))
            waits.append((gone - pressed) * 1000)
            run.settle(_SETTLED)
        run.quit(program.quit)
    return {"escape": statistics.median(waits)}


def idle(program: Program, seconds: float, clock: float | None) -> dict[str, float]:
    """What goes to the terminal while nobody types.

    `clock` is when the one change of the minute is due (time.time()), if it is; its
    bytes are told apart from all others.
    """
    with program.run() as run:
        run.wait(lambda screen: screen.sees(program.ready))
        run.watch(1.0)
        if clock is not None:
            run.watch(clock - seconds * 0.6 - time.time())
        offset = time.time() - time.perf_counter()
        cpu, woken = run.cpu(), run.wakeups()
        chunks = run.watch(seconds)
        of_clock = 0
        if clock is not None:
            due = clock - offset
            of_clock = sum(len(d) for at, d in chunks if -0.2 < at - due < 1)
        total = sum(len(data) for _, data in chunks)
        figures = {
            "idle bytes": (total - of_clock) * 60 / seconds,
            "idle CPU": (run.cpu() - cpu) * 100 / seconds,
            "idle wake-ups": (run.wakeups() - woken) / seconds,
        }
        if clock is not None:
            figures["minute bytes"] = float(of_clock)
        run.quit(program.quit)
        return figures
