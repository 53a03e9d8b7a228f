"""A shell on an empty record, one on a record with a past, and one on nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.services.caseload import Caseload
from sessiontui.store.open import open_record
from tests.cli.program import Shell
from tests.story import Clock, home_paths, type_all

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from tests.story import Template

LAST_WEEK = (
    "> sit at that wedding",
    "= #1 3",
    "+ rang my brother",
    "+w went out in the rain",
    "@ text my brother %60",
    "? father called",
    "~ felt lectured",
    "/differently Less homework talk.",
)


@pytest.fixture(scope="session")
def told(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Paths:
    """A record with one session of KESTREL-4 in it, made once."""
    paths = template.copy_to(tmp_path_factory.mktemp("told") / "home")
    record = open_record(paths, template.key)
    clock = Clock()
    live = Caseload(record, clock).open("KESTREL-4")
    type_all(live, LAST_WEEK)
    live.leave()
    record.close()
    return paths


@pytest.fixture
def shell(told: Paths, tmp_path: Path) -> Shell:
    """A shell on a record with one session of KESTREL-4 behind it."""
    import shutil

    home = home_paths(tmp_path / "home")
    shutil.copytree(told.data, home.data)
    home.data.chmod(0o700)
    return Shell(home.data, tmp_path)


@pytest.fixture
def fresh(tmp_path: Path) -> Shell:
    """A shell where nothing was ever recorded."""
    return Shell(tmp_path / "home", tmp_path)
