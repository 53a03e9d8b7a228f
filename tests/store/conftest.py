"""Children of one process, to be killed, and what is theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.store.killed import Victims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key


@pytest.fixture
def victims(
    request: pytest.FixtureRequest, paths: Paths, key: Key
) -> Iterator[Victims]:
    made = Victims(request.param, paths, key)
    yield made
    made.close()
