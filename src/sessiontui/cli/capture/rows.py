"""Lines that stand already, in capture: each is named by its row's number.

On the screen a row is selected and a key is pressed; here it is a word and a number.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sessiontui.domain.entities import Draft, Line
    from sessiontui.domain.kinds.lookup import Tab
    from sessiontui.services.session.session import LiveSession
    from sessiontui.services.session.state import Outcome

ROW_WORDS = (
    ("/rows", "the lines of this tab, numbered"),
    ("/tick N", "tick a row; of last time, take it up"),
    ("/edit WORDS", "replace the newest line"),
    ("/edit N WORDS", "replace a row; without words, shows it as it is typed"),
    ("/remove N", "take a row out; also several: 2,3"),
    ("/up N, /down N", "move a row"),
    ("/on N LINE", "do LINE with a row: #1, /retag KIND, /move CLIENT, @o, +s"),
    ("/edit 0 LINE", "record LINE in place of what was left half-typed; /remove 0"),
)
"""The words there are only here, with what they do."""
_ORDER = re.compile(
    r"/(rows|tick|edit|remove|up|down|on)(?:\s+(0|[1-9][0-9]{0,3}(?:,[1-9][0-9]{0,3})*)"
    r"(?:\s(.*))?)?\s*",
    re.DOTALL,
)
_NEWEST = re.compile(r"/edit\s+(?![0-9,]+(?:\s|\Z))(\S.*)", re.DOTALL)
_HOW = {word.split()[0]: word for word, _ in ROW_WORDS[:-1]} | {
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
        self._are_seen = False
        """Somebody asked for the rows: a number is of those until they ask again."""

    def take(self, text: str, tab: Tab) -> tuple[str, Outcome | None] | None:
        """Carry a line out: what to print and what was done; None for another line.

        Raises:
            SessionTuiError: nothing was done.
        """
        if (newest := _NEWEST.fullmatch(text)) is not None:
            return "", self._mended(newest.group(1), tab)
        match = _ORDER.fullmatch(text)
        if match is None:
            return None
        from sessiontui.domain.kinds.lookup import Tab

        word, numbers, rest = match.group(1), match.group(2), match.group(3) or ""
        if word == "rows":
            self._are_seen = True
            return self._told(tab), None
        if not numbers:
            raise UsageError(f"Say the row by its number: {_HOW[f'/{word}']}.")
        if numbers == "0":
            return self._done_with_half(word, rest)
        self._number_rows(Tab.AGENDA if word == "tick" else tab)
        lines = tuple(self._line(int(number)) for number in numbers.split(","))
        return self._done(word, lines, rest)

    def _number_rows(self, tab: Tab) -> None:
        """Number the rows of a tab that nobody saw; a line that came since is last."""
        if self._are_seen:
            return
        if self._tab is not tab:
            self._told(tab)
        here = (line.id for line in listed_rows(self._live, self._tab_open))
        self._ids += tuple(x for x in here if x not in self._ids)

    def _done(
        self, word: str, lines: tuple[Line, ...], rest: str
    ) -> tuple[str, Outcome | None]:
        edits, first = self._live.edits, lines[0]
        if word == "remove":
            return "", edits.remove(lines)
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
                return f"/edit {self._number(first)} {edits.spelled(first)}", None
            return "", edits.edit(first, rest)
        steps: Mapping[str, Callable[[], Outcome]] = {
            "tick": lambda: edits.tick(first),
            "up": lambda: edits.reorder(first, -1, self._tab_open),
            "down": lambda: edits.reorder(first, 1, self._tab_open),
        }
        return "", steps[word]()

    def _mended(self, words: str, tab: Tab) -> Outcome:
        """Put words in place of the newest line, and name its row.

        A line that came after the rows were told is numbered behind them: no number
        that stands on the screen means another row now.
        """
        if not (latest := self._live.latest()):
            raise UsageError("There is no line here yet.")
        self._number_rows(tab)
        (line,) = latest
        if line.id not in self._ids:
            self._ids += (line.id,)
        number = self._number(line)
        came = self._live.edits.edit(line, words)
        if came.line is not None and came.line.id != line.id:
            # Made private, or from private: it is another line now, in its place.
            self._ids = tuple(came.line.id if x == line.id else x for x in self._ids)
        label = (came.line or line).label
        done = "changed" if came.changed else "stays as it was"
        told = f"Row {number}, {label}: {done}."
        return replace(came, remark=f"{told} {came.remark}".rstrip())

    def _done_with_half(self, word: str, rest: str) -> tuple[str, Outcome | None]:
        """Record the half-typed line, or clear it; it was left on the screen."""
        from sessiontui.services.session.state import Outcome

        with self._live.drafts.taken_up() as draft:
            if not draft.text:
                raise UsageError("Nothing is left half-typed.")
            if word == "edit" and not rest.strip():
                return f"/edit 0 {draft.text}", None
            if word not in {"edit", "remove"}:
                raise UsageError("Row 0 is half-typed: /edit 0 LINE, or /remove 0")
            outcome = Outcome(remark="The half-typed line is cleared.")
            if word == "edit":
                outcome = self._recorded(draft, rest)
            self._live.drafts.save(draft.tab, "", (0, 0), None)
        return "", outcome

    def _recorded(self, draft: Draft, text: str) -> Outcome:
        line = draft.editing and self._live.state.line_of_client(draft.editing)
        if line:
            return self._live.edits.edit(line, text)
        return self._live.enter(text, draft.tab)

    @property
    def _tab_open(self) -> Tab:
        """The tab whose rows were told."""
        from sessiontui.domain.kinds.lookup import Tab

        return self._tab or Tab.NOTES

    def _line(self, number: int) -> Line:
        if number > len(self._ids):
            raise UsageError(f"There is no row {number}. /rows tells which there are.")
        line = self._live.state.line_of_client(self._ids[number - 1])
        if line is None:
            raise UsageError(f"Row {number} is gone. /rows tells which there are.")
        return line

    def _number(self, line: Line) -> int:
        return self._ids.index(line.id) + 1

    def _told(self, tab: Tab) -> str:
        lines = listed_rows(self._live, tab)
        self._tab, self._ids = tab, tuple(line.id for line in lines)
        told = [f"{at}. {self._row_text(line)}" for at, line in enumerate(lines, 1)]
        if half := half_typed(self._live):
            told.insert(0, f"0. {half}")
        return "\n".join(told) or "No rows here yet."

    def _row_text(self, line: Line) -> str:
        from sessiontui.cli.presenters.list_columns import line_words
        from sessiontui.domain.kinds.lookup import Kind, Store
        from sessiontui.domain.text import one_line

        said = [line.label]
        if line.row.store is Store.PRIVATE:
            # Whoever reads along sees that there is one, and no more.
            return line.label
        if line.kind is Kind.GOAL and line.number:
            said = [f"goal {line.number}"]
        if line.kind is Kind.RISK and line.session_id != self._live.state.session.id:
            return self._live.risk_words(line)
        if (
            line.session_id != self._live.state.session.id
            and line.kind is not Kind.GOAL
        ):
            said.append("of last time")
        if line.done:
            said.append("ticked")
        words = line_words(line)
        return one_line(f"{', '.join(said)}{': ' if words else ''}{words}")


def half_typed(live: LiveSession) -> str:
    """The line left half-typed on the screen, as a row; empty where there is none."""
    from sessiontui.domain.text import one_line

    draft = live.drafts.load()
    if not draft.text:
        return ""
    said = "private" if _is_private(live, draft) else one_line(draft.text)
    return f"half-typed, kept: {said}"


def _is_private(live: LiveSession, draft: Draft) -> bool:
    from sessiontui.domain.grammar.parser import Entry
    from sessiontui.domain.kinds.lookup import ROWS, Store

    reading = live.reader.read(draft.text, live.state.context(draft.tab))
    line = draft.editing and live.state.line_of_client(draft.editing)
    rows = [ROWS[reading.kind]] if isinstance(reading, Entry) else []
    rows += [line.row] if line else []
    return any(row.store is Store.PRIVATE for row in rows)


def listed_rows(live: LiveSession, tab: Tab) -> tuple[Line, ...]:
    """The lines that a tab lists; on Agenda also what is open of last time."""
    from sessiontui.domain.kinds.lookup import Tab

    if tab is Tab.AGENDA:
        opening = live.opening(all_older=True)
        heads = (card.head for card in opening.homework)
        risks = (*opening.follow_ups, *((opening.risk,) if opening.risk else ()))
        last = (
            *(*risks, *heads, *opening.asked[0]),
            *(*opening.parked, *opening.unfinished, *opening.older),
        )
        here = {line.id for line in last}
        return (*last, *(x for x in live.state.of_tab(tab) if x.id not in here))
    if tab is Tab.GOALS:
        return tuple(
            line
            for goal in live.state.goals
            for line in (
                goal,
                *(x for x in live.state.goal_notes if x.about == goal.id),
            )
        )
    return live.state.of_tab(tab)
