"""The groups of measures, each with its programs, its records and its rounds."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench import measures
from bench.fill import CLIENT, PASSPHRASE
from bench.inside import UNCLEANED
from bench.programs import (
    BIN,
    HELLO,
    LIBRARIES,
    NANO,
    PYTHON,
    TABS4,
    VIM,
    Program,
    environment,
    ours,
)
from bench.records import PASSPHRASE_FILE, begin, second_start, today, with_past
from bench.table import BACKING_UP
from sessiontui.settings.paths import find_paths
from sessiontui.store.sqlcipher.key import KDF_ROUNDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from bench.figures import Samples

HERE = Path(__file__).parent
FEW, MANY, MOST = 1, 1_000, 10_000
SHORT_HOUR, LONG_HOUR = 50, 2_000
"""Lines of a session."""
_KEY = "hashlib.pbkdf2_hmac('sha512', b'x' * 32, b'y' * 16, 256_000, 32)"
FLOOR = f"import hashlib, click, pydantic, sqlcipher3;{_KEY}"
"""The program's libraries and the key."""
LEAST = f"import hashlib, click, sqlcipher3;{_KEY}"
"""What a summary loads of them, which checks no file from outside."""
OWN = (
    "import sessiontui.cli.commands.prints.session, sessiontui.services.session.prints,"
    " sessiontui.services.caseload, sessiontui.store.open, sessiontui.cli.unlock;"
    f"{LEAST}"
)
"""The same with the modules of our own that it loads, and nothing done."""
WARM, ACTS = 300, 3_000
"""Acts until everything was loaded and shown once, and those that are measured."""
MINUTE_AFTER = 0.05
"""How long after the full minute the clock on the screen changes."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How thorough this call is."""

    rounds: int = 5
    full: bool = False

    @property
    def long_rounds(self) -> int:
        """For what takes many seconds a run."""
        return max(2, round(self.rounds * 0.4))

    @property
    def idle_seconds(self) -> float:
        return 60.0 if self.full else 10.0

    @property
    def entries(self) -> int:
        """In each past session."""
        return 100 if self.full else 10


@contextmanager
def _records() -> Iterator[tuple[Path, Path]]:
    """A small record and one with 500 entries today."""
    with tempfile.TemporaryDirectory(prefix="sessiontui-bench-") as folder:
        small, long = Path(folder) / "small", Path(folder) / "long"
        for home, notes in ((small, 0), (long, 500 - 32)):
            begin(home)
            today(home, notes=notes)
            second_start(home)
        yield small, long


def _name(program: Program) -> str:
    return program.name


def _installed(*programs: Program) -> list[Program]:
    return [program for program in programs if program.installed()]


def start(samples: Samples, plan: Plan) -> None:
    """Start, memory and exit; type-ahead; the same from the passphrase prompt."""
    with _records() as (small, _):
        app, asked = ours(small), ours(small, prompt=True)

        def run(program: Program) -> dict[str, float]:
            if program is asked:
                return {
                    f"prompt {k}": v for k, v in measures.start_at_prompt(asked).items()
                }
            figures = measures.start(program)
            key = _key_alone() if program is app else 0.0
            return {**figures, "start CPU less key": figures["start CPU"] - key}

        def name(program: Program) -> str:
            return "sessiontui at its prompt" if program is asked else program.name

        everyone = _installed(app, asked, HELLO, LIBRARIES, TABS4, VIM, NANO)
        samples.rounds(plan.rounds, everyone, run, name)
        samples.rounds(2, [app, HELLO, TABS4], measures.type_ahead, _name)
        samples.rounds(
            2, [asked], lambda p: measures.type_ahead(p, PASSPHRASE + "\r"), name
        )


def _key_alone() -> float:
    """Milliseconds of processor time that the key takes, whatever else is done."""
    begun = time.process_time()
    hashlib.pbkdf2_hmac("sha512", b"x" * 32, b"y" * 16, KDF_ROUNDS, 32)
    return (time.process_time() - begun) * 1000


def keys(samples: Samples, plan: Plan) -> None:
    """Typing 200 characters; and while the backup of the day is made."""
    with _records() as (small, _):
        everyone = _installed(ours(small), HELLO, VIM, NANO)
        samples.rounds(plan.long_rounds, everyone, measures.typing, _name)
        shutil.rmtree(find_paths(small).backups)
        samples.rounds(
            plan.long_rounds, [ours(small)], measures.typing, lambda _: BACKING_UP
        )


def tabs(samples: Samples, plan: Plan) -> None:
    """Changing tabs."""
    with _records() as (small, _):
        both = [ours(small), TABS4]
        samples.rounds(plan.long_rounds, both, measures.tabs, _name)


def idle(samples: Samples, plan: Plan) -> None:
    """Doing nothing, all programs at the same time: bytes do not mind."""
    seconds = plan.idle_seconds
    with _records() as (small, _):
        everyone = _installed(HELLO, TABS4, VIM, NANO)
        fresh = small.with_name("fresh")
        begin(fresh)
        # Our clock changes once in the window: 60 seconds into the session.
        before = max(0.0, 55 - seconds * 0.6)
        clock = time.time() + 60 - before + MINUTE_AFTER
        today(fresh, seconds_ago=before)
        second_start(fresh)
        with ThreadPoolExecutor() as pool:
            runs = {
                p.name: pool.submit(measures.idle, p, seconds, None) for p in everyone
            }
            app = ours(fresh)
            runs[app.name] = pool.submit(measures.idle, app, seconds, clock)
        for name, done in runs.items():
            try:
                for measure, value in done.result().items():
                    samples.add(measure, name, value)
            except TimeoutError as trouble:
                samples.troubles.append(f"{name}: {trouble}")


def enter(samples: Samples, plan: Plan) -> None:
    """Enter: the commit, and the row on the screen; and Escape."""
    with _records() as (small, long):
        # First, since what follows enters thousands of lines.
        samples.rounds(
            plan.long_rounds, [small], lambda home: measures.escape(ours(home)), _ours
        )
        samples.rounds(
            plan.long_rounds,
            [("sessiontui", small), ("sessiontui, 500 entries", long)],
            lambda subject: measures.enter(ours(subject[1])),
            lambda subject: subject[0],
        )
        samples.rounds(
            plan.long_rounds, [small], lambda home: _inside(home, "enter"), _ours
        )
        samples.rounds(
            plan.long_rounds,
            [small],
            lambda home: _inside(home, "enter", UNCLEANED),
            lambda _: UNCLEANED,
        )


def memory(samples: Samples, plan: Plan) -> None:
    """What 3,000 acts leave in memory: past every screen, a client left and met."""
    del plan
    with _records() as (small, _):
        samples.rounds(
            1, [small], lambda home: measures.memory(ours(home), WARM, ACTS), _ours
        )


def summary(samples: Samples, plan: Plan) -> None:
    """The print of 500 entries: on the screen, and as a command."""
    with _records() as (small, long):
        samples.rounds(
            plan.long_rounds, [long], lambda home: measures.summary(ours(home)), _ours
        )
        past = with_past(MOST, plan.entries)
        command = {
            "sessiontui": _summary_of(long),
            "sessiontui, small": _summary_of(small),
            "sessiontui, 10,000 past": _summary_of(past),
            "its imports and key": [PYTHON, "-c", FLOOR],
            "least and key": [PYTHON, "-c", LEAST],
            "own modules and key": [PYTHON, "-c", OWN],
            "import click": [PYTHON, "-c", "import click"],
            "import sqlite3": [PYTHON, "-c", "import sqlite3"],
        }
        samples.rounds(
            max(9, plan.rounds), [*command], lambda name: _process(command[name]), str
        )


def growth(samples: Samples, plan: Plan) -> None:
    """Opening a client with few and with very many sessions behind them."""
    homes = {n: with_past(n, plan.entries) for n in (FEW, MANY, MOST)}

    def run(sessions: int) -> dict[str, float]:
        program = ours(homes[sessions], in_place=True)
        return {f"grown {k}": v for k, v in measures.start(program).items()}

    samples.rounds(plan.rounds, [*homes], run, _past)
    samples.rounds(2, [*homes], lambda n: _inside(homes[n], "queries"), _past)
    samples.rounds(
        2,
        [homes[MOST]],
        lambda home: _inside(home, "queries", UNCLEANED),
        lambda _: UNCLEANED,
    )
    with tempfile.TemporaryDirectory(prefix="sessiontui-bench-") as folder:
        hours = {n: Path(folder) / str(n) for n in (SHORT_HOUR, LONG_HOUR)}
        for lines, home in hours.items():
            begin(home)
            today(home, notes=lines - 32)
        samples.rounds(
            plan.long_rounds,
            [*hours],
            lambda lines: _inside(hours[lines], "hour"),
            lambda lines: f"{lines:,} lines",
        )


GROUPS: Mapping[str, Callable[[Samples, Plan], None]] = {
    run.__name__: run
    for run in (start, keys, tabs, idle, enter, memory, summary, growth)
}


def _ours(_: object) -> str:
    return "sessiontui"


def _past(sessions: int) -> str:
    return f"{sessions:,} past"


def _summary_of(home: Path) -> list[str]:
    secret = str(home / PASSPHRASE_FILE)
    options = ["--home", str(home), "--passphrase-file", secret]
    return [str(BIN / "sessiontui"), *options, "summary", CLIENT]


def _process(command: list[str]) -> dict[str, float]:
    """A whole process: wall time and processor time."""
    env = environment(Path(tempfile.gettempdir()))
    begun = time.perf_counter()
    with subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL) as child:
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - begun
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise OSError(f"ended with {child.returncode}")
    cpu = used.ru_utime + used.ru_stime
    return {"process": wall * 1000, "process CPU": cpu * 1000}


def _inside(home: Path, *what: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.inside", str(home), *what]
    done = subprocess.run(
        command, check=True, capture_output=True, cwd=HERE.parent, text=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
