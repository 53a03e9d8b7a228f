"""An isolated home, a clock that stands still, and a record under a known key."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from sessiontui.services.caseload import Caseload
from tests import quick
from tests.needs import tell_what_was_missing
from tests.store.killed import Victims
from tests.story import Clock, Template, open_session, secret_in
from tests.tally import tally, tell_the_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sessiontui.services.session.session import LiveSession
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key

__all__ = ["tally"]

PROOF = Path(__file__).parent / "proof"
"""What waits on real time, a real daemon or a whole terminal: `make proof`."""

settings.register_profile(
    "stories",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
settings.load_profile("stories")

quick.hear_signals()
quick.write_to_memory()
quick.derive_once()
quick.leave_memory()
quick.rest_exactly()


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave `tests/proof` alone unless it, or something in it, was asked for."""
    if collection_path != PROOF:
        return None
    asked = [config.invocation_params.dir / x.split("::")[0] for x in config.args]
    return None if any(x.is_relative_to(PROOF) for x in asked) else True


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell what was lost to the faults, and what was not proved here."""
    tell_the_table(terminalreporter)
    tell_what_was_missing(terminalreporter)


@pytest.fixture(autouse=True)
def isolated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test sees, or leaves a trace in, the home of the person who runs it."""
    home = tmp_path_factory.mktemp("person")
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("TEXTUAL_SNAPSHOT"):
                continue
            if name.startswith(("SESSIONTUI_", "TEXTUAL", "XDG_")):
                patch.delenv(name)
        for name in ("NO_COLOR", "PYTHONINSPECT", "LC_ALL", "LC_CTYPE"):
            patch.delenv(name, raising=False)
        patch.setenv("LANG", "C.UTF-8")
        patch.setenv("HOME", str(home))
        for name in ("DATA", "CONFIG", "STATE", "CACHE"):
            patch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()
    shutil.rmtree(home, ignore_errors=True)
    quick.thaw()


@pytest.fixture
def fly(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Takes the computer to another zone."""

    def to(zone: str) -> None:
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield to
    monkeypatch.undo()
    time.tzset()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A new, empty record, made once: deriving its key takes a tenth of a second."""
    return Template(tmp_path_factory.mktemp("template") / "record")


@pytest.fixture
def key(template: Template) -> Key:
    """The key of `record`."""
    return template.key


@pytest.fixture
def paths(template: Template, tmp_path: Path) -> Paths:
    """Where an empty record stands that nobody has open."""
    return template.copy_to(tmp_path / "record")


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file with the passphrase."""
    return secret_in(tmp_path)


@pytest.fixture
def record(template: Template, tmp_path: Path) -> Iterator[Record]:
    """An empty record, open for writing."""
    opened = template.open_in(tmp_path / "record")
    yield opened
    opened.close()


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is told otherwise."""
    return Clock()


@pytest.fixture
def caseload(record: Record, clock: Clock) -> Caseload:
    """A caseload of nobody yet."""
    return Caseload(record, clock)


@pytest.fixture
def live(record: Record, clock: Clock) -> LiveSession:
    """The first session with KESTREL-4."""
    return open_session(record, clock)


@pytest.fixture
def victims(
    request: pytest.FixtureRequest, paths: Paths, key: Key
) -> Iterator[Victims]:
    """Children of one process that do one thing, to be killed while they do it."""
    made = Victims(request.param, paths, key)
    yield made
    made.close()
