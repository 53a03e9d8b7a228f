"""What is measured inside the process: `python -m bench.inside HOME WHAT [uncleaned]`.

SQLCipher locks and wipes each piece of memory that it uses, since we ask for it.
`uncleaned` measures the same without that.

A process of its own, so that neither pyte nor the harness is in the figures.
"""

from __future__ import annotations

import asyncio
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
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.settings.model import Settings
from sessiontui.settings.paths import find_paths
from sessiontui.store.sqlcipher import driver
from sessiontui.store.sqlcipher.connection import connect
from sessiontui.store.sqlcipher.key import derive
from sessiontui.ui.app import SessionApp
from sessiontui.ui.screens.session import SessionScreen

if TYPE_CHECKING:
    from collections.abc import Callable

    from sessiontui.services.caseload import Caseload

UNCLEANED = "uncleaned"
ENTRIES = 300
ACTS = 15
_DRAWN = 0.03
"""Seconds in which what was done is drawn."""
QUERIES = 60
FINDS = 10
USUAL = "evening"
"""A word of every line that `bench.fill` writes."""


def main() -> None:
    home, what = Path(sys.argv[1]), sys.argv[2]
    if sys.argv[3:] == [UNCLEANED]:
        driver.dbapi2.connect = partial(driver.dbapi2.connect, factory=_Uncleaned)
    measures = {"enter": enter, "queries": queries, "hour": hour}
    print(json.dumps(measures[what](home)))


class _Uncleaned(driver.dbapi2.Connection):  # type: ignore[misc]
    """A connection that leaves its memory as it was."""

    def execute(self, sql: str, *values: Any) -> Any:
        return super().execute(sql.replace("security=ON", "security=OFF"), *values)


def enter(home: Path) -> dict[str, float]:
    """Enter until the commit is durable, and a key press until its draft is kept."""
    with opened(home) as caseload:
        live = caseload.open(CLIENT)
        entered = _timed(lambda: live.enter("a walk again", Tab.NOTES), ENTRIES)
        statements = _statements(caseload, lambda: live.enter("a walk", Tab.NOTES))
        kept = _timed(
            lambda: live.drafts.save(Tab.NOTES, "half a li", (0, 9), None), ENTRIES
        )
    return {
        "commit p50": statistics.median(entered),
        "commit p99": percentile(entered, 99),
        "statements": statements,
        "draft p50": statistics.median(kept),
        "draft p99": percentile(kept, 99),
    }


def hour(home: Path) -> dict[str, float]:
    """Processor time of what is done most in an hour, until its picture is drawn."""
    with opened(home) as caseload:
        return asyncio.run(_hour(SessionApp(caseload, Settings(), CLIENT)))


async def _hour(app: SessionApp) -> dict[str, float]:
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.screen
        assert isinstance(screen, SessionScreen)
        screen.go_to(Tab.NOTES)
        await pilot.pause(_DRAWN)

        def enter() -> None:
            screen.line_input.put("a walk again")
            screen.enter()

        acts: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
            "enter": (lambda: None, enter),
            "undo": (lambda: None, lambda: screen.act("undo")),
            "reorder": (
                lambda: screen.step_rows(-1, carry=False),
                lambda: screen.step_rows(-1, carry=True),
            ),
            "tab": (
                lambda: screen.go_to(Tab.AGENDA),
                lambda: screen.go_to(Tab.NOTES),
            ),
        }
        figures = {}
        for name, (prepare, act) in acts.items():
            taken = []
            for _ in range(ACTS):
                prepare()
                await pilot.pause(_DRAWN)
                begun = time.process_time()
                act()
                await pilot.pause(_DRAWN)
                taken.append((time.process_time() - begun) * 1000)
            figures[f"hour {name}"] = statistics.median(taken)
        return figures


def queries(home: Path) -> dict[str, float]:
    """Every question that is asked before the first screen stands."""
    with opened(home) as caseload:
        live = caseload.open(CLIENT)
        asked: dict[str, Callable[[], object]] = {
            "clients": caseload.clients,
            "half-typed": caseload.half_typed,
            "open": lambda: caseload.open(CLIENT),
            "draft": live.drafts.load,
            "agenda": lambda: live.state.of_tab(Tab.AGENDA),
            "from last time": live.opening,
        }
        times = {
            f"query {name}": percentile(_timed(ask, QUERIES), 95)
            for name, ask in asked.items()
        }
        return times | _finding(caseload, home)


def _finding(caseload: Caseload, home: Path) -> dict[str, float]:
    """A word that stands in every line, and what the full-text index takes for it."""
    found = _timed(lambda: caseload.search(USUAL), FINDS)
    path = find_paths(home).record
    index = connect(path, derive(PASSPHRASE, path.read_bytes()[:16]), readonly=True)
    counted = "select count(*) from line_fts where line_fts match ?"
    alone = _timed(lambda: index.execute(counted, (f'"{USUAL}"*',)).fetchone(), FINDS)
    index.close()
    return {
        "find a usual word": statistics.median(found),
        "its index alone": statistics.median(alone),
    }


def _statements(caseload: Caseload, action: Callable[[], object]) -> float:
    """What SQLite carries out for an action, statements of triggers and of FTS too."""
    done: list[str] = []
    connections = [db.conn for db, _ in caseload._record.databases]
    for connection in connections:
        connection.set_trace_callback(done.append)
    action()
    for connection in connections:
        connection.set_trace_callback(None)
    return float(len(done))


def _timed(action: Callable[[], object], times: int) -> list[float]:
    waits = []
    for _ in range(times):
        begun = time.perf_counter()
        action()
        waits.append((time.perf_counter() - begun) * 1000)
    return waits


if __name__ == "__main__":
    main()
