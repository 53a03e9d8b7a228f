"""What a session looks like as it is about to be signed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from sessiontui.domain.prints.formats import DEFAULT_WIDTH
from sessiontui.ui.presenters.formatting import aside, line_row
from sessiontui.ui.presenters.row import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.services.session.session import LiveSession


def checklist_rows(live: LiveSession, width: int) -> Iterator[Row]:
    """What is still open, the lines that no goal holds, and the print to be signed."""
    closing = live.signing.closing()
    for number, sentence in enumerate(closing.sentences):
        yield aside(sentence, width, 1)
        if number == 0:
            yield from (line_row(line, width) for line in closing.untied)
    yield aside(
        f"Signed by {live.state.preferences.signer}, as {live.signing.format}. "
        "After that nothing changes; /amend adds.",
        width,
        1,
    )
    yield Row(Content(""))
    text = live.signing.preview(min(DEFAULT_WIDTH, width - 2))
    yield from (Row(Content(f" {line}")) for line in text.rstrip("\n").split("\n"))
