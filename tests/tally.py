"""What was done to the app, how often, and what was lost: rows for `make faults`.

A test that does harm counts each round here; `make faults` asks for 200 rounds where
`make test` does a few, and prints all rows as one table.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

WHOLE = "FAULTS_WHOLE"
"""Set where everything is to be done at full length."""
_KEY = "fault"
_WIDTH = 36


def rounds(quick: int, whole: int = 200) -> int:
    """How often a loop goes round: a few times, or as often as `make faults` asks."""
    return whole if os.environ.get(WHOLE) else quick


class Tally:
    """One row: a fault, what was done, how often, and how many things were lost."""

    def __init__(self, fault: str, done: str) -> None:
        self.row: dict[str, Any] = {
            "fault": fault,
            "done": done,
            "rounds": 0,
            "lost": 0,
            "note": "",
        }

    def round(self, lost: int = 0) -> None:
        """Count one more round, with whatever was lost in it."""
        self.row["rounds"] += 1
        self.row["lost"] += lost
        assert not lost, f"{lost} lost in round {self.row['rounds']}"

    def note(self, words: str) -> None:
        """Say something that the table should tell besides."""
        self.row["note"] = words


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Callable[[str, str], Tally]:
    """Makes the rows of a test."""

    def make(fault: str, done: str) -> Tally:
        made = Tally(fault, done)
        # The row itself and no copy: it goes on counting until the test is over.
        request.node.user_properties.append((_KEY, made.row))
        return made

    return make


def tell_the_table(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, where all of it was asked for."""
    if not os.environ.get(WHOLE):
        return
    lines = []
    for outcome in ("passed", "failed", "skipped"):
        for report in terminalreporter.stats.get(outcome, []):
            if report.when == "call" or outcome != "passed":
                for name, row in report.user_properties:
                    if name == _KEY:
                        lines.append(_line(row, outcome))
    terminalreporter.section("faults")
    terminalreporter.write_line(f"{'fault':{_WIDTH}}  rounds  lost  what was done")
    for line in sorted(lines):
        terminalreporter.write_line(line)


def _line(row: dict[str, Any], outcome: str) -> str:
    told = f"{row['done']}" + (f" ({row['note']})" if row["note"] else "")
    if outcome != "passed":
        told = f"{outcome.upper()}: {told}"
    return f"{row['fault']:{_WIDTH}}  {row['rounds']:>6}  {row['lost']:>4}  {told}"
