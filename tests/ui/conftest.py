"""Somebody at the keyboard, with the session of today open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.typist import at_the_keyboard

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sessiontui.services.caseload import Caseload
    from tests.ui.typist import Typist


@pytest.fixture
async def user(caseload: Caseload) -> AsyncIterator[Typist]:
    async with at_the_keyboard(caseload) as user:
        yield user
