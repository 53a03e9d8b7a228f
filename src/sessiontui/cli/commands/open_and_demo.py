"""The commands that open the screen: the caseload, one session, the demo."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import cache, partial
from threading import Thread
from typing import TYPE_CHECKING

import click

from sessiontui.cli.lock_restart import handed_on, restart_locked
from sessiontui.cli.options import (
    Options,
    command,
    entry_option,
    pass_options,
    session_option,
    which_session,
)
from sessiontui.cli.output import is_dumb, say, tell
from sessiontui.cli.reminders import is_to_be_judged, load_judge, reminder
from sessiontui.errors import SettingError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sessiontui.services.caseload import Caseload
    from sessiontui.settings.model import Settings


@command(
    "open",
    "sessiontui open KESTREL-4",
    "sessiontui open KESTREL-4 --session 5",
)
@click.argument("client", required=False)
@session_option("An unsigned session of any day, to finish.")
@entry_option
@click.option("--again", type=int, hidden=True)
@pass_options
def open_(
    options: Options,
    client: str | None,
    number: int | None,
    entry: str | None,
    again: int | None,
) -> None:
    """Open the caseload, or straight a client's session of today.

    With --session an unsigned session of another day is opened as it was left, and can
    be finished; what is written then says so.

    Asks for the passphrase, unseen; keys typed behind it reach the screen. The first
    time, makes a new record and shows its recovery sheet. When another copy is
    already open, this one opens to read and says so.

    Needs a terminal. Without one, or with a plain one, use: sessiontui capture
    """
    if not has_screen():
        raise UsageError(
            "The screen needs a terminal; without one: sessiontui capture CLIENT"
        )
    which = which_session(number, entry)
    if which is not None and client is None:
        raise UsageError("--session needs a client: sessiontui open CLIENT --session 5")
    place, terminal = (None, None) if again is None else handed_on(again)
    chosen = _settings(options)
    with ExitStack() as held, _naming_the_file(options):
        from sessiontui.ui.terminal.process.guard import TerminalGuard

        guard = TerminalGuard(terminal)
        held.callback(guard.restore)

        from sessiontui.ui.exit import LOCK
        from sessiontui.ui.launch import launch

        outcome, place = launch(
            partial(_caseload, options, chosen, held),
            chosen,
            client,
            place,
            speaks=_speaks(options),
            guard=guard,
            which=which,
        )
        if outcome == LOCK:
            restart_locked(options, place, guard.before)


def _caseload(
    options: Options,
    chosen: Callable[[], Settings],
    held: ExitStack,
    meanwhile: Callable[[], None],
) -> Caseload:
    """The caseload once its record is unlocked; `meanwhile` is done as one types."""
    from sessiontui.cli.unlock import Access, unlock

    due = is_to_be_judged(options.paths)

    def load() -> None:
        meanwhile()
        if due:
            Thread(target=load_judge, name="loader", daemon=True).start()

    given: list[str] = []
    record, notice = unlock(
        options,
        Access.WATCH,
        begin=True,
        held=held,
        meanwhile=load,
        opened_by=given.append,
    )
    from sessiontui.services.caseload import Caseload

    settings = chosen()
    caseload = Caseload(
        record,
        notice=notice,
        preferences=settings.preferences(),
        backups=(options.backups(settings), settings.backups.keep),
    )
    caseload.tell_assumed_zone()
    caseload.settle()
    judged = given[0] if due and given else ""
    caseload.reminder = reminder(options.paths, judged)
    return caseload


@command(
    "demo",
    "sessiontui demo",
    "sessiontui demo | less",
)
@pass_options
def demo(options: Options) -> None:
    """Look around with fictional clients; leaves nothing behind.

    Their record is thrown away at the end. Needs no passphrase and touches nothing of
    yours. Without
    a terminal, prints the summary of a demo session to stdout instead.
    """
    from sessiontui.services.demo import fill_demo, throw_away_folder
    from sessiontui.services.demo_story import CODE, SIGNER

    if not has_screen() or sys.stdout is None or not sys.stdout.isatty():
        with throw_away_folder() as paths:
            caseload = fill_demo(paths)
            say(_last_print(caseload, CODE))
            caseload.close()
        return
    chosen = _settings(options)
    with throw_away_folder() as folder, _naming_the_file(options):
        # The settings are one's own here too, and so are the formats beside them.
        paths = replace(folder, config=options.paths.config)

        def begin(meanwhile: Callable[[], None]) -> Caseload:
            meanwhile()
            preferences = chosen().preferences()
            return fill_demo(
                paths,
                preferences=replace(preferences, signer=preferences.signer or SIGNER),
            )

        from sessiontui.ui.exit import LOCK
        from sessiontui.ui.launch import launch

        outcome, _ = launch(begin, chosen, CODE, speaks=False)
    if outcome == LOCK:
        tell("A record of your own would ask for its passphrase now.")


def _speaks(options: Options) -> bool:
    """True where a person is asked or told something before the screen comes.

    Behind a pipe somebody else may ask, such as the keeper of all passphrases.
    """
    file = options.passphrase_file
    begins = not os.path.lexists(options.paths.record)
    return begins or file is None or not file.is_file()


def _last_print(caseload: Caseload, code: str) -> str:
    """The print of a client's last session that has come to its end."""
    client = caseload.find_client(code)
    done = [row for row in caseload.sessions(client) if row.stopped_at is not None]
    return caseload.prints(client, done[-1].number).summary()


def has_screen() -> bool:
    """True where a screen can be drawn on the terminal and typed at."""
    streams = (sys.stdin, sys.stderr)
    return not is_dumb() and all(
        stream is not None and stream.isatty() for stream in streams
    )


def _settings(options: Options) -> Callable[[], Settings]:
    """The settings, checked now if there are any; the usual ones are read later."""

    @cache
    def chosen() -> Settings:
        from sessiontui.settings.model import load_settings

        settings = load_settings(options.paths.settings)
        if settings.chosen_keys:
            from sessiontui.ui.keymap import check_keys

            with _naming_the_file(options):
                check_keys(settings.chosen_keys)
        return settings

    if os.path.lexists(options.paths.settings):
        chosen()
    return chosen


@contextmanager
def _naming_the_file(options: Options) -> Iterator[None]:
    """Say where a setting stands that only the screens can check."""
    try:
        yield
    except SettingError as error:
        raise UsageError(f"{options.paths.settings}: {error}") from None
