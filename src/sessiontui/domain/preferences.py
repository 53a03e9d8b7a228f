"""The ways of this therapist: what the settings bring of their own into a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sessiontui.domain.kinds.lookup import TAB_TITLES, Tab
from sessiontui.domain.prints.formats import DEFAULT_FORMAT
from sessiontui.domain.session.closing_questions import CLOSING, Prompt

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sessiontui.domain.session.open_questions import Moment

GOALS_LABEL = "goals"
"""The name of the Goals tab where the settings say nothing else."""
LONGEST_LABEL = 14
"""Characters of another name: what the row of tabs holds at 80 columns."""
LABEL_WORDS = 3


@dataclass(frozen=True, slots=True)
class Preferences:
    """Closing questions in order, snippets, open questions, the name of the goals.

    `questions` holds the therapist's own ones only; the bank has the others. `format`,
    `held` and `present` are what a new session begins with: its print, how it is held
    and who is there. `signer` is the therapist's name and licence, as signatures have
    it; `service` and `place` are the usual type of service and where the therapist
    works, for the head of a print, `call` is whom a client may ring, for their own
    sheet, and `minutes` how long a session usually is. With `name_line` prints for
    other people leave a blank for the pen; `in_english` says that the notes are.
    """

    closing: tuple[Prompt, ...] = CLOSING
    snippets: Mapping[str, str] = field(default_factory=dict)
    questions: Mapping[Moment, tuple[str, ...]] = field(default_factory=dict)
    goals_label: str = GOALS_LABEL
    format: str = DEFAULT_FORMAT
    held: str = ""
    present: str = ""
    signer: str = ""
    supervised_by: str = ""
    """The supervisor, for the head of clinical prints."""
    service: str = ""
    name_line: bool = False
    place: str = ""
    call: str = ""
    in_english: bool = True
    minutes: int = 50

    @property
    def titles(self) -> Mapping[Tab, str]:
        """The names of the tabs."""
        return tab_titles(self.goals_label)


USUAL_PREFERENCES = Preferences()
"""The preferences of a therapist who has set nothing of their own."""


def tab_titles(goals_label: str) -> Mapping[Tab, str]:
    """The names of the tabs, the goals by what this therapist calls them."""
    title = goals_label[:1].upper() + goals_label[1:]
    return {**TAB_TITLES, Tab.GOALS: title}
