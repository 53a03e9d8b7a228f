"""What is measured inside the process: `python -m bench.inside HOME WHAT [uncleaned]`.

SQLCipher locks and wipes each piece of memory that it uses, since we ask for it.
`uncleaned` measures the same without that.

A process of its own, so that neither pyte nor the harness is in the figures.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.figures import percentile
from bench.fill import CLIENT, PASSPHRASE
from bench.records import opened
from sessiontui.domain.kinds import Tab
from sessiontui.paths import find_paths
from sessiontui.store import driver
from sessiontui.store.connection import connect
from sessiontui.store.key import derive

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.caseload import Caseload

UNCLEANED = "uncleaned"
ENTRIES = 300
QUERIES = 60
FINDS = 10
USUAL = "evening"
"""A word of every line that `bench.fill` writes."""


def main() -> None:
    home, what = Path(sys.argv[1]), sys.argv[2]
    if sys.argv[3:] == [UNCLEANED]:
        driver.dbapi2.connect = partial(driver.dbapi2.connect, factory=_Uncleaned)
    print(json.dumps({"enter": enter, "queries": queries}[what](home)))


class _Uncleaned(driver.dbapi2.Connection):  # type: ignore[misc]
    """A connection that leaves its memory as it was."""

    def execute(self, sql: str, *values: Any) -> Any:
        return super().execute(sql.replace("security=ON", "security=OFF"), *values)


def enter(home: Path) -> dict[str, float]:
    """Enter until the commit is durable, and a key press until its draft is kept."""
    with opened(home) as caseload:
        live = caseload.open(CLIENT)
        entered = _timed(lambda: live.enter("a walk again", Tab.NOTES), ENTRIES)
        kept = _timed(
            lambda: live.drafts.save(Tab.NOTES, "half a li", (0, 9), None), ENTRIES
        )
    return {
        "commit p50": statistics.median(entered),
        "commit p99": percentile(entered, 99),
        "draft p50": statistics.median(kept),
        "draft p99": percentile(kept, 99),
    }


def queries(home: Path) -> dict[str, float]:
    """Every question that is asked before the first screen stands."""
    with opened(home) as caseload:
        live = caseload.open(CLIENT)
        asked: dict[str, Callable[[], object]] = {
            "clients": caseload.clients,
            "half-typed": caseload.half_typed,
            "open": lambda: caseload.open(CLIENT),
            "draft": live.drafts.load,
            "agenda": lambda: live.of_tab(Tab.AGENDA),
            "from last time": live.opening,
        }
        times = {
            f"query {name}": percentile(_timed(ask, QUERIES), 95)
            for name, ask in asked.items()
        }
        return times | _finding(caseload, home)


def _finding(caseload: Caseload, home: Path) -> dict[str, float]:
    """A word that stands in every line, and what the full-text index takes for it."""
    found = _timed(lambda: caseload.find(USUAL), FINDS)
    path = find_paths(home).record
    index = connect(path, derive(PASSPHRASE, path.read_bytes()[:16]), readonly=True)
    counted = "select count(*) from line_fts where line_fts match ?"
    alone = _timed(lambda: index.execute(counted, (f'"{USUAL}"*',)).fetchone(), FINDS)
    index.close()
    return {
        "find a usual word": statistics.median(found),
        "its index alone": statistics.median(alone),
    }


def _timed(action: Callable[[], object], times: int) -> list[float]:
    waits = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        waits.append((time.perf_counter() - begun) * 1000)
    return waits


if __name__ == "__main__":
    main()
