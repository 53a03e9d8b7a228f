"""Adding to a signed session: late entry, addendum, correction, each with a reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sessiontui.domain.signature import Amendment, AmendmentKind
from sessiontui.domain.text import clean, with_count
from sessiontui.errors import CannotWriteError, NotFoundError, UsageError
from sessiontui.services.session.signing import NO_NAME

if TYPE_CHECKING:
    from sessiontui.domain.entities import Line
    from sessiontui.services.session.state import SessionState
    from sessiontui.store.repositories.signatures import SignatureRepository

_KINDS = {kind.value.split("-")[0]: kind for kind in AmendmentKind}
_AT_LINE = re.compile(r"([0-9]{1,2}:[0-9]{2})(?:\.([1-9][0-9]?))?(?=\s)")
HOW = "Say which, then the words: /amend late, /amend addendum or /amend correction"


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingAmendment:
    """Words that are to be added, as yet without their reason."""

    kind: AmendmentKind
    text: str
    about: Line | None = None
    named: str = ""
    """The line that it is about: its minute, and which of that minute."""

    @property
    def what(self) -> str:
        """The kind of amendment, and to what, without a word of it."""
        return f"{self.kind.label} to {self.named}" if self.named else self.kind.label


class Amending:
    """Additions to a session once it is signed."""

    def __init__(self, state: SessionState, signatures: SignatureRepository) -> None:
        """Add to a session, beside its signature."""
        self._state = state
        self._signatures = signatures

    def check(self) -> None:
        """Refuse where nothing can be added.

        Raises:
            CannotWriteError: another copy is writing.
            UsageError: the session is not signed, or nobody's name is known.
        """
        if self._state.readonly:
            raise CannotWriteError("This copy can only read; nothing was added.")
        if self._state.session.signed_at is None:
            raise UsageError("This session is not signed: change the line itself.")
        if not self._state.preferences.signer:
            raise UsageError(NO_NAME)

    def read(self, typed: str, selected: Line | None = None) -> PendingAmendment:
        """The parts of what stands behind /amend: a label, perhaps a minute, the words.

        Without a minute it is about the `selected` line of this session, if one is;
        of that it is a correction where no label says otherwise.

        Raises:
            CannotWriteError, UsageError: nothing can be added, or a part is missing.
        """
        self.check()
        here = selected if selected in self._state.lines else None
        word, _, rest = typed.strip().partition(" ")
        kind = _KINDS.get(word.casefold().removesuffix("-entry"))
        if kind is None and here:
            kind, rest = AmendmentKind.CORRECTION, typed
        if kind is None or not rest.strip():
            raise UsageError(HOW)
        rest = rest.strip()
        match = _AT_LINE.match(rest)
        lines = self._of_minute(match.group(1)) if match else ()
        if match is not None and lines:
            rest, here = rest[match.end() :].strip(), _one_of(lines, match.group(2))
        named = self._named(here) if here else ""
        return PendingAmendment(kind=kind, text=rest, about=here, named=named)

    def line_named(self, name: str) -> Line:
        """A line by its place in the session, or by its minute.

        Raises:
            NotFoundError: there is none. UsageError: there are several.
        """
        if name.isdecimal():
            if 1 <= int(name) <= len(self._state.lines):
                return self._state.lines[int(name) - 1]
            count = with_count(len(self._state.lines), "line")
            raise NotFoundError(f"The session has {count}; there is no such one.")
        match = _AT_LINE.fullmatch(name) or _AT_LINE.match(f"{name} ")
        lines = self._of_minute(match.group(1)) if match else ()
        if match is None or not lines:
            raise NotFoundError("No line of the session is of that minute.")
        return _one_of(lines, match.group(2))

    def add(self, pending: PendingAmendment, reason: str) -> Amendment:
        """Add to the session, durably, as of now.

        Raises:
            CannotWriteError, UsageError: nothing was added.
        """
        self.check()
        reason, text = clean(reason).strip(), clean(pending.text).strip()
        if not reason:
            raise UsageError(f"A reason is needed for this {pending.kind.label}.")
        if not text:
            raise UsageError("There are no words to add.")
        return self._signatures.amend(
            self._state.session,
            pending.kind,
            self._state.now(),
            author=self._state.preferences.signer,
            reason=reason,
            text=text,
            about=pending.about,
        )

    def added(self) -> tuple[Amendment, ...]:
        """The additions so far, in order."""
        return self._signatures.amendments(self._state.session.id)

    def _named(self, line: Line) -> str:
        """A line by its minute, and by its number there where it is not alone."""
        lines = self._of_minute(minute := f"{line.at:%H:%M}")
        if len(lines) == 1:
            return minute
        return f"{minute}.{lines.index(line) + 1}"

    def _of_minute(self, time: str) -> tuple[Line, ...]:
        wanted = time.zfill(5)
        return tuple(line for line in self._state.lines if f"{line.at:%H:%M}" == wanted)


def _one_of(lines: tuple[Line, ...], number: str | None) -> Line:
    """The only line of a minute, or the one that is counted out."""
    if number is None and len(lines) > 1:
        minute = f"{lines[0].at:%H:%M}"
        named = (f"{minute}.{n} {x.label}" for n, x in enumerate(lines, 1))
        raise UsageError(
            f"{len(lines)} lines are of {minute}. Say which: {', '.join(named)}"
        )
    place = int(number or 1)
    if place > len(lines):
        raise NotFoundError("There are not so many lines of that minute.")
    return lines[place - 1]
