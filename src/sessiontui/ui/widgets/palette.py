"""The palette of actions (Ctrl+P), Textual's with a cursor that stands still."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from textual import events
from textual.app import SystemCommand
from textual.command import CommandPalette
from textual.widgets import Input

from sessiontui.ui.keymap import key_label
from sessiontui.ui.terminal.closed_screens import let_go_of_below

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from datetime import date

    from sessiontui.ui.keymap import KeyRow

_DAYS_BACK = 7
"""Days of which a session can be begun by name; older ones by `--date`."""


def key_actions(
    rows: Iterable[KeyRow], keys: Mapping[str, str], do: Callable[[str], object]
) -> Iterator[SystemCommand]:
    """The action of each row of the table of keys, with its /word and its key."""
    for row in rows:
        what = row.what[:1].upper() + row.what[1:]
        yield SystemCommand(
            f"{what}  {row.word}",
            key_label(keys[row.id]),
            lambda name=row.id: do(name),
        )


def another_session(
    today: date, begin: Callable[[date | None], object]
) -> Iterator[SystemCommand]:
    """Another hour with the client: today, or on a day that was never typed."""
    yield SystemCommand(
        "Another session today",
        "Begin a second hour with this client",
        lambda: begin(None),
    )
    for by in range(1, _DAYS_BACK + 1):
        day = today - timedelta(days=by)
        yield SystemCommand(
            f"Session of another day: {day} {day:%a}",
            "Begin an hour that was never typed",
            lambda day=day: begin(day),
        )


class Palette(CommandPalette):
    """Every action by name; nothing in it moves by itself."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - passed on
        """Begin without a search; what is typed ahead of it waits its turn."""
        super().__init__(id="--command-palette", **options)
        self._is_open = False
        self._ahead: list[events.Event] = []

    def on_mount(self) -> None:
        """Let the cursor not blink: nothing moves unless the therapist acts."""
        search = self.query_one(Input)
        search.cursor_blink = False
        self.set_focus(search)
        self.app.call_later(self._catch_up)

    def on_unmount(self) -> None:
        """Let go of the screen below."""
        let_go_of_below(self)

    async def _catch_up(self) -> None:
        """Begin the search with what was typed ahead of it."""
        self._is_open = True
        ahead, self._ahead = self._ahead, []
        for event in ahead:
            await self.app.on_event(event)

    async def takes(self, event: events.Event) -> bool:
        """Take what comes ahead of the search, and the key that closes it.

        That one does not wait behind the search: what is typed after it is the line's.
        """
        if not self._is_open:
            self._ahead.append(event)
            return True
        if isinstance(event, events.Key) and event.key == "escape":
            await self.run_action("escape")
            return True
        return False

    def take_key(self, event: events.Key) -> None:
        """A key that was typed ahead of the palette goes to what has the focus now."""
        self.app.post_message(events.Key(event.key, event.character))

    def take_paste(self, text: str) -> None:
        """A paste that came ahead of it likewise."""
        self.app.post_message(events.Paste(text))
