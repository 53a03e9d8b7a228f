"""The half-typed line, kept by the key press itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.models import Draft
from sessiontui.store.private import is_private_id

if TYPE_CHECKING:
    from sessiontui.domain.kinds import Tab
    from sessiontui.live.view import SessionView


class DraftKeeper:
    """One draft a session, in the store where its line would go."""

    def __init__(self, view: SessionView) -> None:
        """Keep the drafts of the viewed session."""
        self._view = view
        self._in_private: bool | None = None

    def load(self) -> Draft:
        """Where this session was left: tab, words and cursor."""
        kept = [
            found
            for found in (
                self._view.record.drafts.draft(self._view.session.id),
                self._view.record.private.draft(self._view.session.id),
            )
            if found
        ]
        if not kept:
            return Draft(session_id=self._view.session.id)
        with_words = [found for found in kept if found[1].text] or kept
        return max(with_words, key=lambda found: found[0])[1]

    def save(
        self, tab: Tab, text: str, cursor: tuple[int, int], editing: int | None
    ) -> None:
        """Keep the half-typed line; what may become private never touches the record.

        Raises:
            SessionTuiError: it could not be kept; the words are still on the line.
        """
        if self._view.readonly:
            return
        private = text.startswith(("~", "/p")) or (
            editing is not None and is_private_id(editing)
        )
        draft = Draft(
            session_id=self._view.session.id,
            tab=tab,
            text=text,
            cursor=cursor,
            editing=editing,
        )
        stores = (self._view.record.drafts, self._view.record.private)
        stores[private].save_draft(draft, self._view.clock())
        if self._in_private is not private:
            empty = Draft(session_id=self._view.session.id, tab=tab)
            stores[not private].save_draft(empty, self._view.clock())
            self._in_private = private
