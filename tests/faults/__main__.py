"""`make faults`: do all of the harm at full length, and print what was lost."""

from __future__ import annotations

import os
import sys
from collections import defaultdict

import pytest

from tests.faults.the_52 import DEMANDS, held_by
from tests.tally import WHOLE


class Outcomes:
    """What became of each test, all its variants together."""

    def __init__(self) -> None:
        self.of: dict[str, set[str]] = defaultdict(set)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember an outcome under the test's name without its parameters."""
        if report.when == "call" or report.outcome != "passed":
            self.of[report.nodeid.partition("[")[0]].add(report.outcome)


def main() -> int:
    """Run every test of the table, then tell how each demand stands."""
    os.environ[WHOLE] = "1"
    outcomes = Outcomes()
    tests = {test for number in DEMANDS for test in held_by(number)}
    files = {test for test in tests if not test.startswith("tests/faults/")}
    code = pytest.main(
        ["-q", "-n", "2", "tests/faults", *sorted(files), *sys.argv[1:]],
        plugins=[outcomes],
    )
    lines = ["", "the 52 demands of the reliability page"]
    for number, (what, held) in DEMANDS.items():
        found = {
            x for test in held_by(number) for x in outcomes.of[test] or {"not run"}
        }
        told = ", ".join(sorted(found)) or held
        lines.append(f"{number:2}  {what:40}  {told}")
    sys.stdout.write("\n".join(lines) + "\n")
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
