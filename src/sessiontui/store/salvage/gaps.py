"""The gaps that are known of after a salvage, by table, client and session."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.domain.text import with_count
from sessiontui.store.salvage.found import PRIVATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.store.salvage.found import Found
    from sessiontui.store.salvage.rebuild import Saving


@dataclass(frozen=True, slots=True)
class _Gap:
    """Numbers of lines that nothing tells of, and the session of the one before."""

    size: int
    behind: int | None


class Missing:
    """The numbers that were given and are not there, told by session."""

    def __init__(self, found: Found) -> None:
        """Look before anything is put in order, as that gives new numbers."""
        # What was destroyed is missing rightly, and nobody knows how much it was.
        known = not found.has_any("destroyed")
        self._gaps = [*_gaps(found)] if known else []
        self._changes = [
            (name, _changes_gone(found, which, table))
            for which, (name, table) in enumerate(
                (("record.db", "change"), ("private.db", f"{PRIVATE}change"))
            )
            if known
        ]

    def told(self, saving: Saving) -> Iterator[str]:
        """A sentence for each kind; sessions are named as they stand now."""
        if missing := sum(gap.size for gap in self._gaps):
            behind = {gap.behind for gap in self._gaps if gap.behind is not None}
            names = {name for each in behind if (name := saving.named(each))}
            near = f" (in or after {', '.join(sorted(names))})" if names else ""
            yield f"lines: {missing} could not be read{near}."
        for name, gone in self._changes:
            if gone:
                entries = with_count(gone, "entry", "entries")
                yield f"{name}: {entries} of the history could not be read."


def _gaps(found: Found) -> Iterator[_Gap]:
    last, behind = 0, None
    for row in found.rows(
        "select id, session_id from ("
        "select id, session_id, 0 as seq from line union all"
        " select row_id, session_id, seq from change) order by id, seq"
    ):
        if row["id"] > last + 1:
            yield _Gap(row["id"] - last - 1, behind)
        last, behind = max(last, row["id"]), row["session_id"]
    if (end := found.highest[0].get("line", 0)) > last:
        yield _Gap(end - last, behind)


def _changes_gone(found: Found, which: int, table: str) -> int:
    there, last = (
        next(found.numbers(f"select {wanted} from {table}"), 0)
        for wanted in ("count(*)", "max(seq)")
    )
    return max(last, found.highest[which].get("change", 0)) - there
