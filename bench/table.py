"""The table: every figure beside what it is compared with and its goal."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.figures import Samples

OURS = "sessiontui"
LONG = "sessiontui, 500 entries"
BACKING_UP = "sessiontui, its backup"
PROMPT = "sessiontui at its prompt"
LIBRARIES = "libraries and key"
UNCLEANED = "uncleaned"
FEW, MANY, MOST = "1 past", "1,000 past", "10,000 past"


@dataclass(frozen=True, slots=True)
class Figure:
    """One row: a measure of ours, what it is held against, and how far it may go.

    With `against`, the goal is a ratio, else a value of the measure itself.
    """

    title: str
    unit: str
    measure: str
    against: str = ""
    goal: float | None = None
    program: str = OURS
    other_measure: str = ""
    at_least: bool = False


FIGURES: tuple[Figure, ...] = (
    Figure("start: first paint", "ms", "first paint", "hello", 0.12),
    Figure(
        "start: first paint",
        "ms",
        "first paint",
        "import click",
        other_measure="process",
    ),
    Figure("start: ready", "ms", "ready", "hello"),
    Figure("start: accepts a key", "ms", "accepts a key", "hello", 1.15),
    Figure("start: accepts a key", "ms", "accepts a key", "tabs4", 0.75),
    Figure("start: accepts a key", "ms", "accepts a key", "vim"),
    Figure("start: accepts a key", "ms", "accepts a key", "nano"),
    Figure("start: processor time", "ms", "start CPU", "hello", 1.10),
    Figure("start: processor, key apart", "ms", "start CPU less key", "hello", 1.10),
    *(
        Figure(f"floor: {title}", unit, measure, "hello", program=LIBRARIES)
        for title, unit, measure in (
            ("libraries, accepts a key", "ms", "accepts a key"),
            ("libraries, processor time", "ms", "start CPU"),
            ("libraries, memory", "MB", "memory"),
        )
    ),
    Figure("start: accepts a key", "ms", "accepts a key", LIBRARIES),
    Figure("start: processor time", "ms", "start CPU", LIBRARIES),
    Figure("start: sent", "B", "start bytes", "", 6000),
    Figure(
        "prompt stands",
        "ms",
        "prompt first paint",
        "hello",
        program=PROMPT,
        other_measure="first paint",
    ),
    Figure(
        "prompt stands",
        "ms",
        "prompt first paint",
        "import click",
        program=PROMPT,
        other_measure="process",
    ),
    Figure(
        "Enter at the prompt to ready",
        "ms",
        "prompt ready",
        "hello",
        program=PROMPT,
        other_measure="ready",
    ),
    Figure(
        "Enter at the prompt to a key",
        "ms",
        "prompt accepts a key",
        "hello",
        1.15,
        PROMPT,
        "accepts a key",
    ),
    Figure("type-ahead at spawn lands", "%", "type-ahead", "", 100, at_least=True),
    Figure(
        "type-ahead behind the passphrase",
        "%",
        "type-ahead",
        "",
        100,
        program=PROMPT,
        at_least=True,
    ),
    Figure("memory", "MB", "memory", "hello", 1.15),
    Figure("memory", "MB", "memory", LIBRARIES),
    Figure("exit", "ms", "exit", "hello", 0.15),
    Figure("exit", "ms", "exit", "", 50),
    Figure("key to echo, p50", "ms", "key p50", "hello", 1.1),
    Figure("key to echo, p99", "ms", "key p99", "hello", 1.25),
    Figure("key, as it is backed up, p99", "ms", "key p99", "hello", None, BACKING_UP),
    Figure("processor time a key", "ms", "key CPU", "hello", 1.1),
    Figure("bytes a key", "B", "key bytes", "", 4),
    Figure("bytes a key", "B", "key bytes", "hello"),
    Figure("bytes a key", "B", "key bytes", "nano", 0.25),
    Figure("bytes a key", "B", "key bytes", "vim", 0.15),
    Figure("tab: seen", "ms", "tab seen", "tabs4", 0.4),
    Figure("tab: quiet", "ms", "tab quiet", "tabs4"),
    Figure("tab: quiet after seen", "ms", "tab quiet", OURS, 1.05, OURS, "tab seen"),
    Figure("tab: sent", "B", "tab bytes", "", 450),
    Figure("tab: sent", "B", "tab bytes", "tabs4"),
    Figure("idle: sent in 60 s", "B", "idle bytes", "", 0),
    Figure("idle: sent in 60 s", "B", "idle bytes", "hello"),
    Figure("idle: the one minute change", "B", "minute bytes"),
    Figure("idle: wake-ups", "/s", "idle wake-ups", "", 1),
    Figure("idle: processor", "%", "idle CPU", "", 0.05),
    Figure("Enter to durable, p50", "ms", "commit p50"),
    Figure("Enter to durable, p99", "ms", "commit p99", "", 2),
    Figure("floor: memory not wiped, p50", "ms", "commit p50", program=UNCLEANED),
    Figure("floor: memory not wiped, p99", "ms", "commit p99", program=UNCLEANED),
    Figure("statements an entry", "", "statements"),
    Figure("draft kept, p99", "ms", "draft p99", "", 2),
    Figure("Enter to the row seen", "ms", "enter seen", "", 30),
    Figure("Enter, 500 entries: seen", "ms", "enter seen", "", 30, LONG),
    Figure("Enter, 500 entries: quiet", "ms", "enter quiet", "", 30, LONG),
    Figure("Enter: sent", "B", "enter bytes", "", 1000),
    Figure("Escape acts", "ms", "escape", "", 40),
    Figure("memory after 3,000 acts, more", "MB", "memory grown", "", 5),
    Figure("Ctrl+G, 500 entries: first", "ms", "summary first"),
    Figure("Ctrl+G, 500 entries: later", "ms", "summary later"),
    Figure("summary command", "ms", "process", "its imports and key", 1.2),
    Figure("summary command", "ms", "process", "import sqlite3"),
    Figure("summary: processor", "ms", "process CPU", "its imports and key", 1.2),
    Figure("summary: processor", "ms", "process CPU", "least and key"),
    Figure("summary: processor", "ms", "process CPU", "own modules and key"),
    Figure(
        "summary, 10,000 past",
        "ms",
        "process",
        "sessiontui, small",
        1.05,
        "sessiontui, 10,000 past",
    ),
    Figure("open with 1,000 past: a key", "ms", "grown accepts a key", FEW, 1.05, MANY),
    Figure(
        "open with 10,000 past: a key", "ms", "grown accepts a key", FEW, 1.05, MOST
    ),
    Figure(
        "open with 10,000 past: processor", "ms", "grown start CPU", FEW, 1.05, MOST
    ),
    *(
        Figure(
            f"{act}, 2,000 lines", "ms", f"hour {act}", "50 lines", 1.5, "2,000 lines"
        )
        for act in ("enter", "tab", "undo", "reorder")
    ),
    Figure("open with 10,000 past: memory", "MB", "grown memory", FEW, 1.05, MOST),
    *(
        Figure(f"p95 of: {name}, 10,000", "ms", f"query {name}", FEW, None, MOST)
        for name in (
            "clients",
            "half-typed",
            "open",
            "draft",
            "agenda",
            "from last time",
        )
    ),
    *(
        Figure(f"memory not wiped: {name}", "ms", f"query {name}", program=UNCLEANED)
        for name in ("clients", "open", "from last time")
    ),
    Figure("find a usual word, 10,000", "ms", "find a usual word", FEW, None, MOST),
    Figure("the index alone, 10,000", "ms", "its index alone", FEW, None, MOST),
)
QUERY_GOAL = 1.0
"""Milliseconds (p95) that each first question may take with 10,000 sessions."""


def table(samples: Samples) -> str:
    """All figures that were measured."""
    head = ("figure", "ours", "held against", "theirs", "ratio (range)", "goal", "")
    rows = [head, *(row for figure in FIGURES if (row := _row(samples, figure)))]
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if i in {1, 3} else cell.ljust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _row(samples: Samples, figure: Figure) -> tuple[str, ...] | None:
    value = samples.median(figure.measure, figure.program)
    if value is None:
        return None
    ours = f"{_short(value)} {figure.unit}"
    if not figure.against:
        goal = figure.goal
        reached = _reached(value, figure)
        sign = "≥" if figure.at_least else "≤"
        said = "" if goal is None else f"{sign} {_short(goal)} {figure.unit}"
        return figure.title, ours, "", "", "", said, reached
    theirs, ratios = _against(samples, figure)
    if theirs is None:
        return None
    if not ratios:
        return figure.title, ours, figure.against, f"{_short(theirs)}", "", "", ""
    middle = statistics.median(ratios)
    spread = f"{middle:.2f} ({min(ratios):.2f}..{max(ratios):.2f})"
    if figure.measure.startswith("query"):
        said, reached = f"≤ {QUERY_GOAL:.0f} ms", _mark(value <= QUERY_GOAL)
    else:
        said = "" if figure.goal is None else f"≤ {figure.goal:g} x"
        reached = _reached(middle, figure)
    with_unit = f"{_short(theirs)} {figure.unit}"
    return figure.title, ours, figure.against, with_unit, spread, said, reached


def _against(samples: Samples, figure: Figure) -> tuple[float | None, Sequence[float]]:
    measure = figure.other_measure or figure.measure
    theirs = samples.median(measure, figure.against)
    if measure == figure.measure:
        return theirs, samples.ratios(measure, figure.program, figure.against)
    pairs = zip(
        samples.of(figure.measure, figure.program),
        samples.of(measure, figure.against),
        strict=False,
    )
    return theirs, [a / b for a, b in pairs if b]


def _reached(value: float, figure: Figure) -> str:
    if figure.goal is None:
        return ""
    within = value >= figure.goal if figure.at_least else value <= figure.goal
    return _mark(within)


def _mark(reached: bool) -> str:
    return "met" if reached else "not yet"


def _short(value: float) -> str:
    if value >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
