"""What capture does with lines that stand already, each named by its row's number.

On the screen a row is selected and a key is pressed; here it is a word and a number.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sessiontui.domain.kinds import Tab
    from sessiontui.domain.models import Line
    from sessiontui.live import LiveSession, Outcome

WORDS = (
    ("/rows", "the lines of this tab, numbered"),
    ("/tick N", "tick a row; of last time, take it up"),
    ("/edit N WORDS", "replace a row; without words, shows it as it is typed"),
    ("/remove N", "take a row out; also several: 2,3"),
    ("/up N, /down N", "move a row"),
    ("/on N LINE", "do LINE with a row: #1, /retag KIND, /move CLIENT, @o, +s"),
)
"""The words there are only here, with what they do."""
_ORDER = re.compile(
    r"/(rows|tick|edit|remove|up|down|on)(?:\s+([1-9][0-9]{0,3}(?:,[1-9][0-9]{0,3})*)"
    r"(?:\s(.*))?)?\s*",
    re.DOTALL,
)
_HOW = {word.split()[0]: word for word, _ in WORDS} | {
    "/up": "/up N",
    "/down": "/down N",
}


class ByNumber:
    """The rows that were told last, and what is done with one of them."""

    def __init__(self, live: LiveSession) -> None:
        """Begin without rows."""
        self._live = live
        self._tab: Tab | None = None
        self._ids: tuple[int, ...] = ()

    def take(self, text: str, tab: Tab) -> tuple[str, Outcome | None] | None:
        """What is to be printed and what was done, or None where it is another line.

        Raises:
            SessionTuiError: nothing was done.
        """
        match = _ORDER.fullmatch(text)
        if match is None:
            return None
        word, numbers, rest = match.group(1), match.group(2), match.group(3) or ""
        if word == "rows":
            return self._told(tab), None
        if not numbers:
            raise UsageError(f"Say the row by its number: {_HOW[f'/{word}']}")
        if self._tab is None:
            self._told(tab)
        lines = tuple(self._line(int(number)) for number in numbers.split(","))
        return self._done(word, lines, rest)

    def _done(
        self, word: str, lines: tuple[Line, ...], rest: str
    ) -> tuple[str, Outcome | None]:
        changes, first = self._live.changes, lines[0]
        if word == "remove":
            return "", changes.remove(lines)
        if word == "on":
            if not rest.strip():
                raise UsageError("Say what to do with it: /on N #1, /on N /retag words")
            tab = self._tab_open
            marked = lines if len(lines) > 1 else ()
            return "", self._live.enter(rest, tab, first, marked)
        if len(lines) > 1:
            raise UsageError(f"/{word} takes one row.")
        if word == "edit":
            if not rest.strip():
                return f"/edit {self._number(first)} {changes.spelled(first)}", None
            return "", changes.edit(first, rest)
        steps: Mapping[str, Callable[[], Outcome]] = {
            "tick": lambda: changes.tick(first),
            "up": lambda: changes.reorder(first, -1, self._tab_open),
            "down": lambda: changes.reorder(first, 1, self._tab_open),
        }
        return "", steps[word]()

    @property
    def _tab_open(self) -> Tab:
        """The tab whose rows were told."""
        from sessiontui.domain.kinds import Tab

        return self._tab or Tab.NOTES

    def _line(self, number: int) -> Line:
        if number > len(self._ids):
            raise UsageError(f"There is no row {number}. /rows tells which there are.")
        line = self._live.line_of_client(self._ids[number - 1])
        if line is None:
            raise UsageError(f"Row {number} is gone. /rows tells which there are.")
        return line

    def _number(self, line: Line) -> int:
        return self._ids.index(line.id) + 1

    def _told(self, tab: Tab) -> str:
        lines = rows_of(self._live, tab)
        self._tab, self._ids = tab, tuple(line.id for line in lines)
        if not lines:
            return "No rows here yet."
        return "\n".join(
            f"{number}. {self._row_text(line)}" for number, line in enumerate(lines, 1)
        )

    def _row_text(self, line: Line) -> str:
        from sessiontui.cli.listing import words_of
        from sessiontui.domain.kinds import Kind
        from sessiontui.domain.text import one_line

        said = [line.label]
        if line.kind is Kind.GOAL and line.number:
            said = [f"goal {line.number}"]
        if line.session_id != self._live.session.id and line.kind is not Kind.GOAL:
            said.append("of last time")
        if line.done:
            said.append("ticked")
        return one_line(f"{', '.join(said)}: {words_of(line)}")


def rows_of(live: LiveSession, tab: Tab) -> tuple[Line, ...]:
    """The lines that a tab lists; on Agenda also what is open of last time."""
    from sessiontui.domain.kinds import Tab

    if tab is Tab.AGENDA:
        opening = live.opening()
        heads = (card.head for card in opening.homework)
        last = (*heads, *opening.asked[0], *opening.parked, *opening.unfinished)
        here = {line.id for line in last}
        return (*last, *(x for x in live.of_tab(tab) if x.id not in here))
    if tab is Tab.GOALS:
        return tuple(
            line
            for goal in live.goals
            for line in (goal, *(x for x in live.goal_notes if x.about == goal.id))
        )
    return live.of_tab(tab)
