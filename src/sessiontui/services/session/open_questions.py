"""One open question at a time, when the therapist asks for one; nothing is recorded."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sessiontui.services.session.state import Outcome

if TYPE_CHECKING:
    from sessiontui.domain.kinds.lookup import Tab
    from sessiontui.domain.preferences import Preferences
    from sessiontui.domain.session.open_questions import Moment


class Asking:
    """Goes round the questions of each moment, the therapist's own first."""

    def __init__(self, preferences: Preferences) -> None:
        """Begin with the first question of every moment."""
        self._preferences = preferences
        self._shown: Counter[Moment] = Counter()

    def ask(self, word: str, tab: Tab) -> Outcome:
        """The next question of the moment that `word` names, or else of the tab's."""
        from sessiontui.domain.session.open_questions import (
            OF_TAB,
            Moment,
            moment_named,
            questions_for,
        )

        moment = (
            moment_named(word, self._preferences.goals_label)
            if word.strip()
            else OF_TAB[tab]
        )
        if moment is None:
            return Outcome(remark=f"There are these moments: {', '.join(Moment)}.")
        questions = questions_for(moment, self._preferences.questions)
        question = questions[self._shown[moment] % len(questions)]
        self._shown[moment] += 1
        return Outcome(remark=question, is_said=True)
