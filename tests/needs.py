"""What a test needs that is not Python's: told where it is missing, a failure in CI."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

_MISSING = "is missing:"


def need(what: str, found: object, why: str = "it is not installed") -> None:
    """Pass over a test for want of something; where CI is set, fail instead."""
    if not found:
        lack(what, why)


def lack(what: str, why: str) -> NoReturn:
    """Say what is missing, and that nothing is proved without it."""
    told = f"{what} {_MISSING} {why}"
    if os.environ.get("CI"):
        pytest.fail(told, pytrace=False)
    pytest.skip(told)


def tell_what_was_missing(reporter: pytest.TerminalReporter) -> None:
    """End the run with what it did not prove, and for want of what."""
    reasons = [
        str(report.longrepr[2]).removeprefix("Skipped: ")
        for report in reporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    ]
    if missing := sorted({x for x in reasons if _MISSING in x}):
        reporter.section("NOT PROVED HERE", red=True, bold=True)
        for reason in missing:
            reporter.write_line(f"{reasons.count(reason)} tests: {reason}", red=True)
