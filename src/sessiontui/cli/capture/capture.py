"""Lines from a pipe or a keyboard into today's session, without a screen."""

from __future__ import annotations

import contextlib
import sys
from itertools import count
from typing import TYPE_CHECKING, BinaryIO

import click

from sessiontui.cli.capture.rows import ByNumber, half_typed
from sessiontui.cli.capture.words import (
    INSTEAD,
    counts_text,
    help_text,
    without_keys,
)
from sessiontui.cli.input import decoded, is_typed, opened_caseload
from sessiontui.cli.options import (
    DayOption,
    Options,
    RecordCommand,
    as_examples,
    entry_option,
    pass_options,
    session_option,
    which_session,
)
from sessiontui.cli.output import is_dumb, is_read, say, speak_ascii, tell
from sessiontui.domain.text import with_count
from sessiontui.errors import NotFoundError, SessionTuiError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sessiontui.domain.entities import Line
    from sessiontui.domain.grammar.parser import SlashCommand
    from sessiontui.domain.session.closing_questions import Prompt
    from sessiontui.services.caseload import Caseload
    from sessiontui.services.session.amending import PendingAmendment
    from sessiontui.services.session.session import LiveSession
    from sessiontui.services.session.state import Outcome

_NOBODY = (
    "There is no client with that code; nothing was recorded. For a new client, add: "
    "--new-client"
)
_EXACTLY = "--new-client-exactly"
_LONGEST = 4_000_000
"""Bytes of one line; more than any hour holds, and less than a machine's memory."""


class _Command(RecordCommand):
    """The command, whose one flag may be given a value as `--new-client=exactly`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was typed behind the command's name."""
        exactly = "--new-client=exactly"
        return super().parse_args(ctx, [_EXACTLY if x == exactly else x for x in args])


@click.command(
    "capture",
    cls=_Command,
    epilog=as_examples(
        (
            r"printf '+ rang him\n@ walk %60\n' | sessiontui capture WREN-7",
            "sessiontui capture WREN-8 --new-client < lines.txt",
            "sessiontui capture WREN-7 --new-session --date 2026-11-27",
        )
    ),
)
@click.argument("client")
@click.option("--new-session", is_flag=True, help="Begin another session today.")
@click.option(
    "--date",
    "day",
    type=DayOption(),
    metavar="DAY",
    help="With --new-session: of that day, which was never typed.",
)
@session_option("An unsigned session of any day, to finish.")
@entry_option
@click.option(
    "--new-client",
    is_flag=True,
    help="Take on a new client; =exactly where the code looks like another one.",
)
@click.option(
    "--strict",
    is_flag=True,
    help="Stop at a mark or /word that is not understood.",
)
@click.option("--aloud", is_flag=True, help="Say behind each line that it is saved.")
@click.option(_EXACTLY, "exactly", is_flag=True, hidden=True)
@pass_options
def capture(
    options: Options,
    client: str,
    *,
    new_client: bool,
    exactly: bool,
    strict: bool,
    aloud: bool,
    new_session: bool,
    day: datetime | None,
    number: int | None,
    entry: str | None,
) -> None:
    """Record lines from stdin in CLIENT's session of today.

    With --session they go into an unsigned session of another day, with --new-session
    --date 2026-11-27 into one of that day that was never typed; /start and /stop say
    when it was. /missed no word, or /contact phone 10m, before any line makes an entry
    of its own instead of a session.

    One entry a line, with the same marks and /words as on the screen: + strength,
    > goal, " words, @ homework; /help shows all of them. /notes, /goals
    and the other tabs say what an unmarked line is; it begins as a note. Each line is
    safe on the disk before the next is read. On a keyboard there is a prompt a line;
    Ctrl+D or /quit ends.

    What stands already is named by the number of its row: /rows lists the lines of
    the tab, then /tick 2, /edit 2 WORDS, /remove 2, /up 2, or /on 2 with a line such
    as #1 or /retag words. /edit WORDS mends the newest line.

    /rows, /find, /summary, /last, /progress and /save print to stdout. What was
    recorded is counted on stderr at the end. From a pipe, a code that is not there yet
    needs --new-client.

    Exit codes: 3 wrong passphrase, 4 no such client or session, 6 the record is open
    elsewhere, 7 cannot write; the number of the line that was not recorded is told,
    and that of each whose mark or /word was not understood, which is kept as an
    ordinary line, or that asked for what was not done. --strict stops there instead.
    """
    from sessiontui.settings.model import load_settings
    from sessiontui.store.open import exists

    if day is not None and not new_session:
        raise UsageError("--date begins a session of that day: add --new-session.")
    which = which_session(number, entry)
    if new_session and which is not None:
        raise UsageError("--session and --new-session are two things: take one.")
    settings = load_settings(options.paths.settings)
    if settings.plain is not None:
        speak_ascii(settings.plain)
    preferences = settings.preferences()
    if not (is_typed() or new_client or exactly) and not exists(options.paths):
        raise NotFoundError(_NOBODY)
    with opened_caseload(
        options, write=True, begin=True, preferences=preferences
    ) as caseload:
        if which is not None:
            live = caseload.finish(client, which)
        else:
            _see_to_new(caseload, client, new=new_client or exactly, exactly=exactly)
            of_day = day.date() if day else None
            live = caseload.open(client, new_session=new_session, day=of_day)
        Capture(caseload, live, strict=strict, aloud=aloud).run()


def _see_to_new(caseload: Caseload, code: str, *, new: bool, exactly: bool) -> None:
    """Take nobody on by accident: a person is told, a pipe has to say so.

    Raises:
        NotFoundError: there is no such client, and nothing says that it is a new one.
    """
    if caseload.has_client(code):
        return
    if is_typed():
        tell(caseload.newness(code))
    elif not exactly and (like := caseload.looks_like(code)):
        raise NotFoundError(
            f"{code} looks like {like.code}, which is there; nothing was recorded."
            " If it is another client: --new-client=exactly"
        )
    elif not new:
        raise NotFoundError(_NOBODY)


class Capture:
    """One run of capture over one session."""

    def __init__(
        self,
        caseload: Caseload,
        live: LiveSession,
        *,
        strict: bool = False,
        aloud: bool = False,
    ) -> None:
        """Write into a session that is open for it; `strict` takes no unknown word."""
        from sessiontui.domain.kinds.lookup import Tab

        self._caseload = caseload
        self._live = live
        live.drafts.stay()
        self._tab = Tab.NOTES
        self._recorded: dict[int, Line] = {}
        self._aloud = aloud
        self._pending = 0
        self._behind = 0
        self._strict = strict
        self._kept: list[int] = []
        """The input's lines whose mark or /word was not understood."""
        self._refused: list[int] = []
        """Those that ask for something that was not done."""
        self._signing = False
        self._by_number = ByNumber(live)
        self._adding: PendingAmendment | None = None
        self._asked: list[Prompt] = []
        self._by_hand = is_typed()

    def run(self) -> None:
        """Read to the end, then say what was recorded, whatever ended it."""
        try:
            if self._by_hand:
                self._greet()
            if sys.stdin is not None:
                self._read_all(sys.stdin.buffer)
        finally:
            if self._pending and not self._by_hand:
                tell(_not_recorded(self._pending, self._behind))
            if self._kept and not self._by_hand:
                which = ", ".join(map(str, self._kept))
                tell(f"Not understood, kept as ordinary lines: {which} of the input.")
            if self._refused:
                which = ", ".join(map(str, self._refused))
                tell(f"Asked for and not done: {which} of the input.")
            with contextlib.suppress(SessionTuiError):
                self._live.leave()
            self._report()

    def _read_all(self, source: BinaryIO) -> None:
        lines = _lines_of(source)
        for number in count(1):
            self._prompt()
            line = next(lines, None)
            if line is None:
                if self._by_hand:
                    tell("")
                return
            self._pending = number
            try:
                goes_on = self._take(line)
            except SessionTuiError:
                if not self._by_hand:
                    self._behind = sum(1 for x in lines if x.strip())
                raise
            self._pending = 0
            if not goes_on:
                if not self._by_hand and (left := sum(1 for x in lines if x.strip())):
                    last = decoded(line).split()[0]
                    one, many = f"line behind {last} was", f"lines behind {last} were"
                    tell(f"{with_count(left, one, many)} not recorded.")
                return

    def _take(self, line: bytes) -> bool:
        """Record one line of input; says whether there is to be another."""
        if len(line) == _LONGEST:
            raise UsageError(f"A line has at most {_LONGEST:,} bytes.")
        # What a pipe sends must be what is kept.
        errors = "replace" if self._by_hand else "strict"
        text = decoded(line, errors)
        if not text.strip() and not self._asked:
            return True
        try:
            return self._entered(text)
        except SessionTuiError as error:
            # A pipe stops at the first line that is not safe; a person may go on.
            why = without_keys(str(error))
            if not self._by_hand:
                raise type(error)(why) from None
            tell(f"{why} That line was not recorded.")
            return True

    def _entered(self, text: str) -> bool:
        """Take a line as what was asked for, or as what it says itself."""
        if self._adding is not None:
            addition, self._adding = self._adding, None
            self._live.amending.add(addition, text)
            tell("Added; what was signed stays.")
            return True
        if self._asked:
            prompt = self._asked.pop(0)
            if text.strip() == "/quit":
                self._asked.clear()
                return True
            return self._done(self._live.answer_to(prompt, text))
        found = self._by_number.take(text, self._tab)
        if found is None:
            self._see_what_is_kept(text)
            return self._done(self._live.enter(text, self._tab))
        printed, outcome = found
        if printed:
            say(printed)
        return outcome is None or self._done(outcome)

    def _see_what_is_kept(self, text: str) -> None:
        """Note a mark or /word that is not understood, or refuse it.

        Raises:
            UsageError: it is not to be kept as an ordinary line.
        """
        if self._by_hand:
            return
        from sessiontui.domain.grammar.parser import Entry

        context = self._live.state.context(self._tab)
        reading = self._live.reader.read(text, context)
        odd = isinstance(reading, Entry) and context.kept in reading.remark
        if odd and self._strict:
            raise UsageError("Its mark or /word is not understood.")
        if odd:
            self._kept.append(self._pending)

    def _done(self, outcome: Outcome) -> bool:
        from sessiontui.domain.grammar.slash_commands import Command
        from sessiontui.domain.kinds.lookup import Tab

        if outcome.is_refused and not self._by_hand:
            if self._strict:
                raise UsageError(without_keys(outcome.remark))
            self._refused.append(self._pending)
        if outcome.changed:
            self._signing = False
        if outcome.line is not None and outcome.changed:
            self._recorded[outcome.line.id] = outcome.line
            if self._aloud:
                tell(f"Saved: {outcome.line.label}.")
        if outcome.fills:
            lead = "The next field" if outcome.line else "Not kept yet; go on with"
            tell(f"{lead}: {outcome.fills.strip()}")
        elif outcome.remark:
            tell(without_keys(outcome.remark))
        if outcome.goto is Tab.SUMMARY:
            # Reached by /summary, and by /format, which has just changed something.
            if outcome.changed:
                tell(f"The print of this session is {self._live.prints.format} now.")
            else:
                say(self._live.prints.summary())
        elif outcome.goto is not None:
            self._tab = outcome.goto
        if outcome.slash is None:
            return True
        if outcome.slash.command in {Command.QUIT, Command.LOCK}:
            return False
        self._carry_out(outcome.slash)
        return True

    def _carry_out(self, slash: SlashCommand) -> None:
        from sessiontui.cli.presenters.list_columns import hit_block, opening_text
        from sessiontui.domain.grammar.slash_commands import COMMANDS, Command
        from sessiontui.domain.search_query import read_wanted

        if slash.command is Command.FIND:
            hits = self._caseload.search(slash.argument, self._live.state.client)
            if hits:
                words = read_wanted(slash.argument).words if is_read() else ()
                say("\n\n".join(hit_block(hit, words) for hit in hits))
            else:
                tell("Nothing was found.")
        elif slash.command is Command.LAST:
            say(opening_text(self._live.opening()))
        elif slash.command is Command.SUMMARY:
            say(self._live.prints.summary())
        elif slash.command is Command.SAVE:
            say(str(self._live.prints.write_summary(slash.argument)))
        elif slash.command is Command.SIGN:
            self._sign()
        elif slash.command is Command.AMEND:
            self._adding = self._live.amending.read(slash.argument)
        elif slash.command is Command.FEEDBACK:
            self._live.state.check_writable()
            self._asked = list(self._live.state.preferences.closing)
        elif slash.command is Command.PROGRESS:
            self._tell_progress(slash.argument)
        elif slash.command in {Command.HELP, Command.KEYS}:
            tell(help_text(slash.argument))
        else:
            word = next(x.words[0] for x in COMMANDS if x.command is slash.command)
            instead = f"/{word} is not for capture; nothing was done."
            tell(INSTEAD.get(word, instead))

    def _tell_progress(self, code: str) -> None:
        """One client over time; in a session only the one who is there."""
        from sessiontui.cli.presenters.progress import progress_text

        client = self._live.state.client
        if code.strip() and code.strip().casefold() != client.code.casefold():
            tell("In a session only this client is shown: /progress")
            return
        here = self._live.state.session.id
        say(progress_text(self._caseload.progress(client, under_way=here), 80))

    def _sign(self) -> None:
        """The first /sign tells what is still open, the next one signs."""
        signing = self._live.signing
        if self._signing:
            tell(self._live.sign().remark)
            return
        signing.check()
        say(self._live.prints.summary(signing.format))
        for sentence in signing.checklist().sentences:
            tell(sentence)
        tell(
            f"/sign once more signs this as {self._live.state.preferences.signer}, "
            "for good."
        )
        self._signing = True

    def _greet(self) -> None:
        from sessiontui.cli.presenters.list_columns import opening_text

        client, session = self._live.state.client, self._live.state.session
        late = self._live.state.is_late
        of_day = f" · {session.day:%a %d %b} · not signed" if late else ""
        tell(f"{client.code} · {session.name}{of_day}")
        if not late:
            tell(opening_text(self._live.opening()), words=True)
            if another := self._live.how_to_begin_another():
                tell(without_keys(another))
        if half := half_typed(self._live):
            tell(f"0. {half}", words=True)
        tell(
            "Enter records a line; /rows lists what stands, /help shows the words, "
            "Ctrl+D ends.\n"
        )

    def _prompt(self) -> None:
        """On a keyboard, say what an unmarked line is now, and ask what is asked."""
        if not self._by_hand:
            return
        from sessiontui.domain.kinds.lookup import ROWS, Tab

        if self._adding is not None:
            self._ask("why")
            return
        if self._asked:
            tell(self._asked[0].question, words=True)
            self._ask("answer")
            return
        if self._tab is Tab.HELPED:
            asked = self._live.state.prompt()
            if not dict(self._live.state.answers()).get(asked):
                tell(asked.question, words=True)
        row = ROWS[self._live.state.context(self._tab).unmarked]
        self._ask(row.label)

    @staticmethod
    def _ask(what: str) -> None:
        """A prompt, in signs that a screen reader says on a terminal that it reads."""
        tell(f"{what}: " if is_dumb() else f"{what} › ", end="")

    def _report(self) -> None:
        """Count what stands: a line that was taken back again is not recorded."""
        standing = self._recorded
        with contextlib.suppress(SessionTuiError):
            here = {line.id: line for line in self._live.state.everything()}
            standing = {key: here[key] for key in standing if key in here}
        if not standing:
            session = self._live.state.session
            entry = session.is_entry and not session.is_card
            tell("No line was recorded." if entry else "Nothing was recorded.")
            return
        place = f"{self._live.state.client.code}, {self._live.state.session.name}"
        lines = with_count(len(standing), "line")
        tell(f"Recorded {lines} for {place}: {counts_text(standing.values())}.")


def _lines_of(source: BinaryIO) -> Iterator[bytes]:
    """The lines of an input without their ends, which may be CR, LF or both."""
    while line := source.readline(_LONGEST):
        ended = line.removesuffix(b"\n").removesuffix(b"\r")
        yield from ended.split(b"\r") if len(line) < _LONGEST else (line,)


def _not_recorded(number: int, behind: int) -> str:
    """A sentence on what was not recorded: the refused line, and all behind it."""
    said = f"Line {number} of the input was not recorded"
    if not behind:
        return f"{said}."
    lines = "the line" if behind == 1 else f"the {behind} lines"
    return f"{said}, nor {lines} behind it."
