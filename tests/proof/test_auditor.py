"""An auditor with our source and the key alters all there is, one thing at a time.

It is proof, not test: every column of every row takes several other values, and each
time the whole record is looked at, some thousands of times. A sample stands in
tests/store.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.store.integrity.verify import verify
from tests.store.test_chain import missed, two_days

if TYPE_CHECKING:
    from sessiontui.store.record import Record
    from tests.story import Clock


PARTS = 6
"""Shares of the rows, each of which is tried in less than a minute."""


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize("part", range(PARTS))
def test_every_value_altered_and_every_row_deleted_is_named(
    record: Record, clock: Clock, which: int, part: int
) -> None:
    told = two_days(record, clock)
    assert missed(told, which, slice(part, None, PARTS)) == []
    assert verify(told) == ()
