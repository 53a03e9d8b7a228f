"""A mode by itself, without a screen: what it is shown goes in, an effect comes out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Tab
from sessiontui.domain.preferences import Preferences
from sessiontui.errors import UsageError
from sessiontui.services.caseload import Caseload
from sessiontui.settings.model import Settings
from sessiontui.ui.modes.base import FOUND, At, Effect, Modes, Show
from sessiontui.ui.modes.read_text import ReadText
from sessiontui.ui.modes.search import Search, search
from sessiontui.ui.modes.session.amend import Amend, amend
from sessiontui.ui.modes.session.browse import Browse
from sessiontui.ui.modes.session.edit import Edit
from sessiontui.ui.modes.session.marked_rows import MarkedRows
from sessiontui.ui.modes.session.sign_review import SignReview, sign

if TYPE_CHECKING:
    from sessiontui.store.record import Record
    from tests.story import Clock

NOTES = Browse(Tab.NOTES)
HELP = ReadText(("Enter", "records the line"))


@pytest.fixture
def at(record: Record, clock: Clock) -> At:
    """A session with a goal, a note and something done, nothing typed."""
    caseload = Caseload(record, clock, preferences=Preferences(signer="R. Amadi"))
    live = caseload.open("KESTREL-4")
    for text in ("> sit at that wedding", "slept badly", "/did psy the curve"):
        live.enter(text, Tab.NOTES)
    return At(Settings(), caseload, session=live, pane="tab-notes")


def texts(at: At) -> list[str]:
    assert at.session is not None
    return [line.text for line in at.session.state.everything()]


def test_escape_leaves_an_edit_and_its_line(at: At) -> None:
    assert at.session is not None
    edit = Edit(at.session.state.lines[1])
    typed = replace(at, text="slept well")

    assert edit.escape(typed) == Effect(leaves=(Edit,), clears=True)
    assert texts(at)[1] == "slept badly"
    kept = edit.enter(typed)
    assert kept is not None
    assert kept.leaves == (Edit, MarkedRows)
    assert texts(at)[1] == "slept well"


def test_enter_records_words_or_opens_the_selected_line(at: At) -> None:
    assert at.session is not None
    recorded = NOTES.enter(replace(at, text="a walk"))
    assert recorded is not None
    assert recorded.line == ""
    assert texts(at)[-1] == "a walk"
    line = at.session.state.lines[1]
    opened = NOTES.enter(replace(at, choosing=True, chosen=line))
    assert opened is not None
    assert (opened.enters, opened.line) == (Edit(line), "slept badly")


def test_a_search_hit_is_never_edited_or_ticked(at: At) -> None:
    found = search("slept", at.caseload).enters
    assert isinstance(found, Search)
    over = replace(at, pane=FOUND, choosing=True, chosen=found.hits[0].line)

    assert NOTES.row_key("delete", over) is None
    assert found.escape(over) is None, "first the hit is let go of"
    assert found.escape(replace(over, choosing=False)) == Effect(then=Show.HOME)
    read = replace(found, only_looks=True).enter(over)
    assert read is not None
    assert isinstance(read.enters, ReadText)


def test_a_hit_of_today_is_selected_where_it_stands(at: At) -> None:
    found = search("slept", at.caseload).enters
    assert isinstance(found, Search)
    hit = found.hits[0].line
    over = replace(at, pane=FOUND, choosing=True, chosen=hit)

    assert found.enter(over) == Effect(then=Show.NOTES, chooses=hit, says="")
    elsewhere = found.enter(replace(over, session=None))
    assert elsewhere is not None
    assert isinstance(elsewhere.enters, ReadText), "on the caseload it is read"


def test_enter_shows_what_is_open_and_only_the_word_signs(at: At) -> None:
    assert at.session is not None
    first = sign(at.session, None)
    assert isinstance(first.enters, SignReview)
    assert first.chooses == at.session.state.lines[2]
    shown = first.enters.enter(replace(at, choosing=True, chosen=first.chooses))
    assert shown is not None
    assert isinstance(shown.enters, ReadText)
    assert at.session.state.session.signed_at is None
    signed = sign(at.session, first.enters)
    assert signed == Effect(then=Show.PRINT, says="Signed.")
    assert at.session.state.session.signed_at is not None


def test_words_that_wait_for_a_reason_go_back_to_the_line(at: At) -> None:
    assert at.session is not None
    with pytest.raises(UsageError):
        amend(at.session, "late so")
    sign(at.session, SignReview())
    waits = amend(at.session, "late so").enters
    assert isinstance(waits, Amend)
    left = waits.escape(replace(at, text="forgot"))
    assert left == Effect(leaves=(Amend,), line="/amend late so\nforgot")
    assert waits.with_reason("forgot") == left.line, "and the draft has the same"


def test_what_the_line_is_for_stands_above_all_that_is_looked_at(at: At) -> None:
    assert at.session is not None
    edit, mark = Edit(at.session.state.lines[1]), MarkedRows(frozenset({1}))
    modes = Modes((NOTES,)).having(edit).having(mark).having(HELP)

    assert modes.stack == (NOTES, HELP, mark, edit)
    assert modes.shown is HELP
    assert modes.without(Edit).asked(lambda mode: mode.escape(at)) == mark.escape(at)
    assert modes.at_home(None, MarkedRows).stack == (NOTES, edit)


def test_help_over_signing_over_a_text_goes_back_step_by_step() -> None:
    read, review = ReadText(("a past session",)), SignReview()
    modes = Modes((NOTES,)).having(read).having(review).having(HELP).having(HELP)

    assert modes.stack == (NOTES, read, review, HELP)
    assert modes.without(ReadText).stack == (NOTES, read, review)
