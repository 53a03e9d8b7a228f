"""The session's prints: as text, and as a file only its owner can read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sessiontui.domain.formats import DEFAULT_WIDTH, FORMATS
from sessiontui.domain.kinds import Tab
from sessiontui.domain.sheet import Sheet
from sessiontui.domain.summary import render
from sessiontui.live.view import Outcome
from sessiontui.store.files import make_folder, write_private

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.live.view import SessionView


class Prints:
    """What a session looks like on paper."""

    def __init__(self, view: SessionView) -> None:
        """Print the viewed session."""
        self._view = view

    def choose_format(self, name: str) -> Outcome:
        """Choose the print that this session wants."""
        if name not in FORMATS:
            return Outcome(remark=f"There are these prints: {', '.join(FORMATS)}.")
        self._view.check_writable()
        self._view.record.clients.set_format(self._view.session.id, name)
        self._view.session = self._view.session.model_copy(update={"format": name})
        return Outcome(goto=Tab.SUMMARY, changed=True)

    def summary(self, format_name: str = "", width: int = DEFAULT_WIDTH) -> str:
        """The session's print as text."""
        return render(self.sheet(), format_name or self._view.session.format, width)

    def sheet(self) -> Sheet:
        """All that a print of this session is made from."""
        session = self._view.session
        lines = (*self._view.lines, *self._view.goals)
        named = {x for line in lines for x in (line.about, line.builds_on)} - {None}
        return Sheet(
            client=self._view.client,
            session=session,
            lines=self._view.lines,
            goals=tuple(g for g in self._view.goals if g.session_id <= session.id),
            goal_notes=tuple(
                x for x in self._view.goal_notes if x.session_id <= session.id
            ),
            related=self._view.record.lines.lines_by_id(x for x in named if x),
        )

    def write_summary(self) -> Path:
        """Write the print to a file that only its owner can read; returns the file."""
        folder = self._view.record.paths.summaries
        make_folder(folder)
        client = self._view.client
        # Two codes may look alike here; one client's print is never another's.
        code = re.sub(r"[^\w-]+", "_", client.code) + f"-{client.id}"
        session = self._view.session
        name = f"{code}-session-{session.number}-{session.format}.txt"
        write_private(folder / name, self.summary(), replace=True)
        return folder / name
