"""The shape of a mode: what it is shown, what it answers, and how several stand."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, auto
from typing import TYPE_CHECKING, ClassVar, TypeAlias, TypeVar

from sessiontui.domain.entities import Line
from sessiontui.domain.grammar.parser import SlashCommand
from sessiontui.domain.kinds.lookup import Tab
from sessiontui.ui.keymap import in_force, key_label
from sessiontui.ui.presenters import hints

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sessiontui.domain.entities import Client
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.session import LiveSession
    from sessiontui.services.session.state import Outcome
    from sessiontui.settings.model import Settings
    from sessiontui.ui.presenters.progress import ProgressTab
    from sessiontui.ui.presenters.row import Row

M = TypeVar("M", bound="Mode")
T = TypeVar("T")

FOUND = "found"
"""The pane of search hits, whose lines are of other sessions."""


@dataclass(frozen=True, slots=True)
class At:
    """A screen as a key is pressed: all that a mode may know of it."""

    settings: Settings
    caseload: Caseload
    session: LiveSession | None = None
    """The session whose tabs or whose print is shown."""
    text: str = ""
    width: int = 80
    """The columns that text may take."""
    low: bool = False
    """There are too few rows for a plot."""
    tab: Tab = Tab.NOTES
    pane: str = ""
    choosing: bool = False
    """A row is selected."""
    chosen: object = None
    """The thing that the selected row stands for."""
    marked: frozenset[int] = frozenset()

    @property
    def line(self) -> Line | None:
        """The selected line of this session; a search hit is only to be looked at."""
        if self.pane != FOUND and isinstance(self.chosen, Line):
            return self.chosen
        return None

    @property
    def chosen_ids(self) -> frozenset[int]:
        """The ids of the marked lines, and of the selected one."""
        return self.marked | ({self.line.id} if self.line else set())

    @property
    def lines(self) -> tuple[Line, ...]:
        """The marked lines and the selected one, in their order; none without marks."""
        if not self.marked or self.session is None:
            return ()
        ids = self.chosen_ids
        return tuple(line for line in self.session.state.everything() if line.id in ids)

    def goals_named(self, width: int) -> str:
        """The goals, where the line is about to name one by its number."""
        goals = self.session.state.goals if self.session else ()
        return hints.goals_named(self.text, goals, width)

    def key(self, name: str) -> str:
        """A key of the table of keys, as people write it."""
        return key_label(in_force(self.settings.chosen_keys)[name])


class Show(Enum):
    """A place that a screen can be asked to show."""

    HOME = auto()
    """The list that it begins with, or the open tab."""
    PRINT = auto()
    """The print of the session that is signed or added to."""
    NOTES = auto()
    """The tab that lists every line of the session."""
    BELOW = auto()
    """The screen below this one."""


@dataclass(frozen=True, slots=True)
class OpenClient:
    """The session of today with a client, begun where there is none."""

    code: str


@dataclass(frozen=True, slots=True)
class Finish:
    """An unsigned session or entry, to be opened as it was left."""

    client: Client
    which: int | str


Then: TypeAlias = "Show | OpenClient | Finish | SlashCommand | ProgressTab"
"""Work of the screen alone: show a place, open a session, carry out a command."""


@dataclass(frozen=True, slots=True)
class Effect:
    """The work of a key, told to the screen, which carries it out in this order."""

    lets_go: bool = False
    """Nothing is selected any more."""
    leaves: tuple[type[Mode], ...] = ()
    line: str | None = None
    """The words on the line from now on."""
    cursor: tuple[int, int] | None = None
    clears: bool = False
    """The line is emptied as by a person, so that Ctrl+Z brings its words back."""
    holds: bool = False
    """The line holds a command that was refused: it stays, selected, so that
    the next letter takes its place."""
    then: Then | None = None
    enters: Mode | None = None
    came: Outcome | None = None
    """The outcome in the record, where all is committed by now."""
    carried: str = ""
    """The words that are not half-typed any more; a refused order comes back."""
    moves_on: bool = False
    """The next row is selected, where the selected one leaves the list."""
    chooses: object = None
    """The row that is selected from now on, where the list has it."""
    from_top: bool = False
    """Its list begins at the top, however far it was turned before."""
    says: str | None = None
    """A sentence at the bottom edge; an empty one takes what was said away."""

    @property
    def is_order(self) -> bool:
        """Tell whether nothing has come of it yet but what the screen is to do."""
        ordered = self.came is not None and self.came.slash is not None
        return ordered or isinstance(self.then, SlashCommand)


class Layer(IntEnum):
    """The order in which modes stand: a key asks the highest first."""

    HOME = auto()
    PANE = auto()
    """A pane that is looked at instead of the list."""
    MARKS = auto()
    LINE = auto()
    """The purpose of the words on the line; it stays whatever is looked at."""
    REASON = auto()
    HELP = auto()
    """A text that is looked at for a moment; behind it all stands as it did."""


class Mode:
    """A thing that a screen does. What it leaves open (None), the one below answers."""

    layer: ClassVar[Layer] = Layer.PANE

    @property
    def is_text(self) -> bool:
        """Tell whether its pane holds a text, and not a list."""
        return False

    @property
    def pane(self) -> str:
        """The name of the pane that it shows; none where that of the mode below."""
        return ""

    def rows(self, at: At) -> Iterable[Row] | None:
        """The rows of its pane, where it knows them."""
        del at
        return None

    def chip(self, at: At) -> str | None:
        """The word before the line: what Enter makes of it."""
        del at
        return None

    def hint(self, at: At, width: int) -> str | None:
        """The quiet help below the line, in so many columns."""
        del at, width
        return None

    def enter(self, at: At) -> Effect | None:
        """Answer Enter."""
        del at
        return None

    def escape(self, at: At) -> Effect | None:
        """Answer Escape."""
        del at
        return None

    def row_key(self, key: str, at: At) -> Effect | None:
        """Answer Space or Delete on the selected row."""
        del key, at
        return None

    def carry_row(self, by: int, at: At) -> Effect | None:
        """Answer the keys that move the selected row up or down."""
        del by, at
        return None


@dataclass(frozen=True, slots=True)
class Modes:
    """All that a screen is doing, the lowest first; the first one always stays."""

    stack: tuple[Mode, ...]

    @property
    def shown(self) -> Mode:
        """The highest mode that has a pane."""
        return next(mode for mode in reversed(self.stack) if mode.pane)

    def shown_as(self, kind: type[M]) -> M | None:
        """The mode that is shown, where it is of a kind."""
        return self.shown if isinstance(self.shown, kind) else None

    @property
    def in_list(self) -> tuple[Mode, ...]:
        """The modes seen in the list: all but what the words on the line are for."""
        lines = {Layer.LINE, Layer.REASON}
        return tuple(mode for mode in self.stack if mode.layer not in lines)

    def get(self, kind: type[M]) -> M | None:
        """The highest mode of a kind, if there is one."""
        found = (mode for mode in reversed(self.stack) if isinstance(mode, kind))
        return next(found, None)

    def asked(self, question: Callable[[Mode], T | None]) -> T | None:
        """The answer of the highest mode that has one; what is covered has none."""
        seen = (
            mode
            for mode in reversed(self.stack)
            if mode.layer is not Layer.PANE or mode is self.shown
        )
        answers = (question(mode) for mode in seen)
        return next((answer for answer in answers if answer is not None), None)

    def without(self, *kinds: type[Mode]) -> Modes:
        """All but the highest mode of each kind."""
        gone = [id(self.get(kind)) for kind in kinds]
        return Modes(tuple(mode for mode in self.stack if id(mode) not in gone))

    def having(self, new: Mode) -> Modes:
        """With one more on its layer, in place of one of its kind that is shown there.

        Of a text over signing over a text, each is gone back to.
        """
        below = [mode for mode in self.stack if mode.layer <= new.layer]
        above = self.stack[len(below) :]
        if new.layer is Layer.PANE:
            above = tuple(mode for mode in above if mode.layer is not Layer.HELP)
        for old in [mode for mode in below if type(mode) is type(new)]:
            if old is below[-1] or not new.is_text:
                below = [mode for mode in below if mode is not old]
        return Modes((*below, new, *above))

    def at_home(self, first: Mode | None = None, *also_gone: type[Mode]) -> Modes:
        """Without all that is looked at, perhaps on another first mode."""
        gone = {Layer.PANE, Layer.HELP}
        stay = (mode for mode in self.stack[1:] if mode.layer not in gone)
        kept = (mode for mode in stay if not isinstance(mode, also_gone))
        return Modes((first or self.stack[0], *kept))
