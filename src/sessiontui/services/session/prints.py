"""The session's prints: as text, and as a file only its owner can read."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypedDict

from sessiontui.domain.grammar.slash_commands import Command
from sessiontui.domain.kinds.lookup import Kind, Tab
from sessiontui.domain.prints.amendment_requests import with_requests
from sessiontui.domain.prints.catalog import no_such_print
from sessiontui.domain.prints.document import Sheet
from sessiontui.domain.prints.formats import DEFAULT_FORMAT, DEFAULT_WIDTH, FORMATS
from sessiontui.domain.prints.render import render
from sessiontui.domain.prints.signed import footer, with_additions, with_signature
from sessiontui.domain.prints.words.clinical import MOST_WAITING
from sessiontui.domain.session.client_card import NOTHING, TELEHEALTH
from sessiontui.domain.session.head import is_from_afar
from sessiontui.domain.session.limits import head_words
from sessiontui.domain.text import clean
from sessiontui.errors import CannotWriteError, UsageError
from sessiontui.services.session.state import Outcome
from sessiontui.store.sqlcipher.files import make_folder, reason, write_private

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sessiontui.domain.entities import Client, Line, Session
    from sessiontui.domain.signature import Signature
    from sessiontui.services.session.state import SessionState
    from sessiontui.settings.paths import Paths
    from sessiontui.store.record import Record
    from sessiontui.store.repositories.sessions import Headed

PRINTED_WAYS = (
    *("service", "place", "call", "name_line", "in_english"),
    "supervised_by",
)
"""The settings that stand in a print."""
_NOTED = "Noted; it stands in the head of the prints."
_ONCE = "Noted for this session; it stands in the head of the prints."
HEADED: Mapping[Command, tuple[Headed, str, str]] = MappingProxyType(
    {
        Command.HELD: ("held", "Say how, for example: /held video", _NOTED),
        Command.PRESENT: ("present", "Say who, for example: /present client", _NOTED),
        Command.PLACE: ("place", "Say where, for example: /place at home", _ONCE),
        Command.SERVICE: (
            "service",
            "Say what, for example: /service family therapy",
            _ONCE,
        ),
    }
)
"""Commands for the head of prints: what each notes, how it asks, what it says then."""


class _LastRisk(TypedDict, total=False):
    """The risk before an entry, for its print."""

    last_day: date
    last_risk: tuple[Line, ...]
    risk_since: tuple[Line, ...]


class Prints:
    """The prints of a session."""

    def __init__(self, state: SessionState, record: Record) -> None:
        """Print a session of an open record."""
        self._last: tuple[tuple[Sheet, str, int], str] | None = None
        self._state = state
        self._paths = record.paths
        self._sessions = record.sessions
        self._lines = record.lines
        self._carryover = record.carryover
        self._signatures = record.signatures
        self._requests = record.retention.requests
        self._looked_at = ""

    @property
    def format(self) -> str:
        """The print that is shown: the session's, or one that is only looked at."""
        return self._looked_at or self._state.session.format

    def choose_format(self, name: str) -> Outcome:
        """Choose the print that this session wants."""
        if refused := no_such_print(name, self._paths.templates):
            return Outcome(remark=refused)
        if self._state.session.signed_at:
            # Signed in its own format; any other is only to look at and to hand over.
            self.summary(name)
            self._looked_at = name
            return Outcome(goto=Tab.SUMMARY, changed=True)
        self._state.check_writable()
        # A template of one's own is tried before the session keeps it.
        self.summary(name)
        self._sessions.set_format(self._state.session.id, name)
        wanted = replace(self._state.session, format=name)
        return Outcome(goto=Tab.SUMMARY, changed=True, session=wanted)

    def note_head(self, command: Command, typed: str) -> Outcome:
        """Note what heads the session's prints: how it is held, who is there, where.

        Raises:
            UsageError: that is too long for a head.
        """
        what, ask, said = HEADED[command]
        if (words := _head_words(typed)) is None:
            return Outcome(remark=f"{ask}; /{command} {NOTHING} leaves it out.")
        self._state.check_writable()
        session = self._state.session
        self._sessions.set_head(session.id, what, words)
        kept = self._sessions.by_id(session.id) or session
        # Whether it stopped or goes on is settled where it was opened.
        noted = replace(kept, stopped_at=session.stopped_at)
        remark = said if words else "Left out."
        return Outcome(remark=remark, changed=True, session=noted)

    def summary(self, format_name: str = "", width: int = DEFAULT_WIDTH) -> str:
        """The session's print as text; of a signed one the very bytes that were.

        Raises:
            UsageError: a template of the therapist's own cannot be used.
        """
        name = format_name or self.format
        session = self._state.session
        signature = self._signatures.signature(session.id)
        built_in = FORMATS.get(name)
        if built_in and built_in.for_client:
            return self.rendered(name, signature, width)
        asked = self._requests(session_id=session.id)
        if signature is None:
            return with_requests(self.rendered(name, None, width), asked, width)
        if name == signature.format:
            text = self._as_signed(signature, width)
        else:
            text = with_signature(
                self.rendered(name, signature, width),
                signature,
                session.started_at,
                name,
            )
        added = self._signatures.amendments(session.id)
        text = with_additions(text, session, self._state.lines, added, width)
        # What was signed is clean already, unless another tool wrote over it.
        return clean(with_requests(text, asked, width))

    def _as_signed(self, signature: Signature, width: int) -> str:
        """The very bytes that were signed.

        For a narrower screen the same words are wrapped once, and not twice, where the
        lines still give that very print.
        """
        text, name = signature.print.decode("utf-8", "replace"), signature.format
        if not 0 < width < DEFAULT_WIDTH or name not in FORMATS:
            return text
        return self._anew(signature, width) if self._anew(signature) == text else text

    def made_by(self, name: str) -> dict[str, object]:
        """The makers of a print beside the session: this program, the settings, a file.

        That file is a template of the therapist's own.
        """
        own = ""
        if name not in FORMATS:
            from sessiontui.domain.prints.templates import fingerprint

            own = fingerprint(self._paths.templates)
        ways = {x: getattr(self._state.preferences, x) for x in PRINTED_WAYS}
        return {"program": _this_program(), "template": own, "ways": ways}

    def is_given_again(self) -> bool:
        """Tell whether the session gives the very print that was signed."""
        signature = self._signatures.signature(self._state.session.id)
        return signature is not None and self._anew(
            signature
        ) == signature.print.decode("utf-8", "replace")

    def must_be_given_again(self, then: Mapping[str, object]) -> bool:
        """Tell whether all that the signed print was made from is as it was then.

        `then` is what made it.
        """
        session = self._state.session
        signature = self._signatures.signature(session.id)
        if signature is None:
            return False
        if any(then.get(x) != y for x, y in self.made_by(signature.format).items()):
            return False
        later = self._sessions.ids_after(session.client_id, session.id)
        return not self._signatures.changed_around(session, signature, later)

    def _anew(self, signature: Signature, width: int = DEFAULT_WIDTH) -> str:
        text = self.rendered(signature.format, signature, width)
        return with_signature(text, signature, self._state.session.started_at)

    def past(self, width: int) -> str:
        """The print of a past session: as it was signed, or else its summary."""
        signed = self._state.session.signed_at is not None
        return self.summary(self.format if signed else DEFAULT_FORMAT, width)

    def _once(self, sheet: Sheet, name: str, width: int) -> str:
        """A built-in print, made anew only where what it is made from has changed.

        It grows with the hour, and is looked at again and again.
        """
        wanted = (sheet, name, width)
        if self._last is None or self._last[0] != wanted:
            self._last = wanted, render(*wanted)
        return self._last[1]

    def rendered(
        self,
        name: str,
        signature: Signature | None,
        width: int = DEFAULT_WIDTH,
        state: SessionState | None = None,
    ) -> str:
        """A print made from the lines as they stand, with the signature's footer.

        `state` is the session as it is about to be signed.

        Raises:
            UsageError: a template of the therapist's own cannot be used.
            CannotWriteError: the system refuses to open what it is made from.
        """
        sheet = self._sheet(state or self._state)
        if signature is not None:
            start = sheet.session.started_at
            by, ending = signature.signer, footer(signature, start, name)
            sheet = replace(sheet, signature=ending, by=by)
        try:
            if name in FORMATS or sheet.session.is_entry:
                name = name if name in FORMATS else DEFAULT_FORMAT
                return self._once(sheet, name, width)
            return own_print(sheet, name, self._paths.templates, width)
        except OSError as error:
            raise CannotWriteError(
                f"The print could not be made ({reason(error)})."
            ) from None

    def _sheet(self, state: SessionState) -> Sheet:
        """All that a print of the session is made from."""
        session = state.session
        last = self._last_risk(session)
        of_risk = (*last.get("last_risk", ()), *last.get("risk_since", ()))
        lines = (*state.lines, *state.goals, *of_risk)
        named = {x for line in lines for x in (line.about, line.builds_on)} - {None}
        later = self._sessions.ids_after(session.client_id, session.id)
        related = self._lines.lines_by_id(x for x in named if x)
        rated_before = self._rated_before(state)
        card = state.client_card()
        dated = card.get(TELEHEALTH, ()) if is_from_afar(session.held) else ()
        waiting = self._waiting(session)
        elsewhere = (*related, *rated_before, *waiting, *of_risk, *dated)
        earlier = {x.session_id: x for x in elsewhere}
        return Sheet(
            client=state.client,
            session=session,
            lines=state.lines,
            goals=tuple(x for x in state.goals if x.session_id not in later),
            goal_notes=tuple(x for x in state.goal_notes if x.session_id not in later),
            related=related,
            days={key: state.day_of(x) for key, x in earlier.items()},
            rated_before=rated_before,
            waiting=waiting,
            card=card,
            **last,
            by=state.preferences.signer,
            supervised_by=state.preferences.supervised_by,
            service=session.service or state.preferences.service,
            place=state.preferences.place,
            call=state.preferences.call,
            name_line=state.preferences.name_line,
            in_english=state.preferences.in_english,
        )

    def _waiting(self, session: Session) -> tuple[Line, ...]:
        """The matters that earlier hours left, as they stood at the end of this one."""
        if session.is_entry:
            return ()
        return self._carryover.waiting_at(
            session.client_id, session.id, MOST_WAITING + 1
        )

    def _last_risk(self, session: Session) -> _LastRisk:
        """The risk that an entry tells of: at the last session, and since."""
        if not session.is_entry:
            return {}
        last = self._sessions.before(session.client_id, session.id)
        since = self._carryover.risk_between(last.id if last else 0, session)
        if last is None:
            return {"risk_since": since}
        risk = self._carryover.risk_of(last.id)
        return {"last_day": last.day, "last_risk": risk, "risk_since": since}

    def _rated_before(self, state: SessionState) -> tuple[Line, ...]:
        """The last ratings before, where this session has any to compare with them."""
        if not any(x.kind in {Kind.RATING, Kind.SCORE} for x in state.lines):
            return ()
        return self._lines.rated_before(state.client.id, state.session.id)

    def write_summary(self, name: str = "") -> Path:
        """Write a print to a file that only its owner can read; returns the file.

        Raises:
            UsageError: there is no print of that name.
        """
        name = name or self.format
        if refused := no_such_print(name, self._paths.templates):
            raise UsageError(refused)
        folder = self._paths.summaries
        make_folder(folder)
        session = self._state.session
        code = _stem(self._state.client)
        which = f"{session.which}".replace(".", "-")
        what = session.kind.value if session.is_entry else "session"
        file = folder / f"{code}.{what}-{which}.{name}.txt"
        write_private(file, self.summary(name), replace=True)
        return file


def _this_program() -> str:
    """This program by its version, and by the very code that makes prints.

    A version under way makes another print tomorrow.
    """
    from importlib.metadata import version

    return f"{version('sessiontui')} {_code_of_prints()}"


@cache
def _code_of_prints() -> str:
    here = Path(__file__)
    files = (here, *sorted((here.parents[2] / "domain").rglob("*.py")))
    return sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def _head_words(typed: str) -> str | None:
    """Words for the head of a print, none to leave it out; None where none were given.

    Raises:
        UsageError: they are too long for it.
    """
    try:
        words = head_words("" if typed == NOTHING else typed)
    except ValueError as error:
        raise UsageError(f"In the head of a print, {error}.") from None
    return words if words or typed == NOTHING else None


def own_print(sheet: Sheet, name: str, folder: Path, width: int) -> str:
    """The print of a session by a template of the therapist's own.

    Raises:
        UsageError: there is no such template any more, or it cannot be used.
    """
    from sessiontui.domain.prints.templates import ENDING, find_own, render_own

    own = find_own(folder, name)
    if own is None:
        raise UsageError(
            f"The template of this print is not there: {folder / (name + ENDING)}. "
            "Choose another print, for example: /format summary"
        )
    return render_own(sheet, own, width)


def files_of(paths: Paths, names: Iterable[Client]) -> list[Path]:
    """The prints of a client that were written to the usual folder, under any name."""
    theirs = "|".join(map(_files_named, names))
    return sorted(
        path
        for path in paths.summaries.glob("*.txt")
        if re.fullmatch(theirs, path.name)
    )


def _files_named(client: Client) -> str:
    theirs = rf"{re.escape(_stem(client))}\.(session|missed|contact)-[\d-]+\..+\.txt"
    # As earlier programs named them. Another client's code may go on as a print's
    # name does: theirs stays.
    before = re.escape(f"{_plain(client)}-{client.id}")
    return rf"{theirs}|{before}-session-\d+-(?!\d+-session-).+\.txt"


def _stem(client: Client) -> str:
    # Two codes may look alike here; one client's print is never another's.
    plain = _plain(client)
    return plain if plain == client.code else f"{plain}~{client.id}"


def _plain(client: Client) -> str:
    return re.sub(r"[^\w-]+", "_", client.code)
