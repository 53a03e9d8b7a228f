"""The commands that look after the record: checks, keys, backups."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sessiontui.cli.input import is_typed, opened_record
from sessiontui.cli.meter import telling
from sessiontui.cli.options import NewFile, Options, command, pass_options
from sessiontui.cli.output import say, tell
from sessiontui.domain.text import with_count
from sessiontui.errors import DamagedError, LockedError, NotFoundError

if TYPE_CHECKING:
    from sessiontui.cli.terminal import Terminal
    from sessiontui.store.record import Record
    from sessiontui.store.sqlcipher.key import Key


@command(
    "verify",
    "sessiontui verify",
    "sessiontui verify --tips tips.txt",
    "sessiontui verify --against tips.txt",
)
@click.option(
    "--tips",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a line for each client, to be kept in other hands.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Name whose history does not descend from such a file.",
)
@pass_options
def verify(options: Options, tips: Path | None, against: Path | None) -> int:
    """Look whether the record is whole.

    Looks at every page, tie, index, guard, change, signature and signed print. Prints
    one line when all is well, else a line for each thing that is not; changes nothing.
    Works while the app is open.

    Whoever holds the key can forge a history whole, or cut its end off. Only what is in
    other hands shows that: --tips writes a pseudonym and digits for each client, no
    code, day or count, for somebody else to keep; --against names, later, whose
    history does not descend from it. Compare chain values with those of prints, too.

    Exit code 5: something is not whole. Bring back a backup with: sessiontui restore
    """
    from sessiontui.exchange.chain_tips import check_place, write_tips
    from sessiontui.store.sqlcipher.files import write_private

    if tips is not None:
        check_place(tips)
    with opened_record(options) as record:
        problems, told = _looked_over(record, against)
        signed, earlier = record.signatures.counts()
        found = "" if problems or tips is None else write_tips(record.tips())
    if problems:
        say("\n".join(problems))
        tell(
            "Bring back a backup with: sessiontui restore FILE. Without one, save what "
            "can be read: sessiontui recover -o NEWFOLDER"
        )
        return DamagedError.exit_code
    are = with_count(signed, "session is", "sessions are")
    say(f"All is well: nothing is damaged, every row is as it was left; {are} signed.")
    if earlier:
        tell(
            f"{earlier} of them by the earlier rule, whose chain value does not cover "
            "the print."
        )
    for line in told:
        tell(line)
    if tips is not None:
        write_private(tips, found, replace=True)
        tell(f"The tips are in {tips}; give them to somebody else to keep.")
    from sessiontui.services.caseload import utc_now
    from sessiontui.store.backup.schedule import said_when_old

    backups = options.backups(options.settings_or_usual())
    if said := said_when_old(options.paths, backups, utc_now()):
        tell(f"{said} Make one with: sessiontui backup")
    return 0


def _looked_over(
    record: Record, against: Path | None
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sentences on what is not whole; where all is, on what is to be known of it."""
    from sessiontui.exchange.chain_tips import read_tips
    from sessiontui.services.verify_prints import compared
    from sessiontui.store.integrity.signatures import odd_times
    from sessiontui.store.integrity.verify import verify as look

    with telling("Looking at it") as far:
        problems = look(record, far)
    if against is not None:
        problems += record.strays(read_tips(against))
    if problems:
        return problems, ()
    told = (*record.in_and_out(), *odd_times(record))
    if zone := record.assumed_zone():
        told += (f"Times of an earlier version are assumed to be of {zone}.",)
    prints = compared(record)
    return prints.problems, told + prints.told


@command(
    "passphrase",
    "sessiontui passphrase",
)
@click.option(
    "--new-passphrase-file",
    "new_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Take the new passphrase from FILE's first line.",
)
@pass_options
def passphrase(options: Options, new_file: Path | None) -> None:
    """Give the record a new passphrase and a new recovery sheet.

    Asks for the present passphrase, or the recovery sheet, and then for the new one
    twice. Backups that were made before still need the old one.

    Exit codes: 3 wrong passphrase, 6 the app is open, 7 the disk refused; in each
    case the old passphrase stays good.
    """
    from sessiontui.cli.first_start import ask_new_passphrase, show_sheet, strong_enough
    from sessiontui.cli.terminal import read_passphrase_file

    fresh = strong_enough(read_passphrase_file(new_file)) if new_file else None
    with contextlib.ExitStack() as held:
        # Found before anything else, so that no half of this is done without one.
        terminal = None if fresh else held.enter_context(_terminal_for_new())
        record = held.enter_context(opened_record(options, write=True))
        if terminal:
            fresh = ask_new_passphrase(terminal)
        from sessiontui.store.copies.rekey import change_passphrase

        key: Key = change_passphrase(record, fresh or "")
        if terminal:
            show_sheet(terminal, key, options.paths)
    tell(
        "The passphrase is changed, and with it the recovery sheet. "
        "Earlier backups still need the old one."
    )
    if terminal is None:
        tell("Print the new recovery sheet with: sessiontui recovery-key")


def _terminal_for_new() -> Terminal:
    from sessiontui.cli.terminal import Terminal

    try:
        return Terminal()
    except LockedError:
        raise LockedError(
            "There is no terminal to ask for the new passphrase on. "
            "Name a file that holds it: --new-passphrase-file FILE"
        ) from None


@command(
    "recovery-key",
    "sessiontui recovery-key | lp",
)
@pass_options
def recovery_key(options: Options) -> None:
    """Print the recovery sheet, after asking for the passphrase.

    Its four rows open the record when the passphrase is forgotten or the file's
    first bytes are damaged. Whoever holds them can read everything, so keep the
    sheet on paper, away from this computer.
    """
    with opened_record(options) as record:
        key = record.key
    from sessiontui.store.sqlcipher.recovery_sheet import recovery_lines

    say("\n".join(recovery_lines(key)))
    tell("Whoever holds these rows can read the record; keep them on paper.")
    if is_typed():
        from sessiontui.cli.first_start import WRITTEN, is_yes, keep_in_mind
        from sessiontui.cli.input import asked_line

        if is_yes(asked_line(f"y {WRITTEN}: ")):
            keep_in_mind(options.paths, written=True)


@command(
    "backup",
    "sessiontui backup /media/stick",
)
@click.argument("file", required=False, type=NewFile())
@pass_options
def backup(options: Options, file: Path | None) -> None:
    """Write an encrypted backup, and read it back.

    It is one file that holds the whole record. Without FILE it goes among the
    record's own backups; a folder gets a file with the present time in its name.
    Prints the file's path. Works while the app is open. The backup opens with the
    passphrase that is good now.

    Exit code 7: the file exists or cannot be written.
    """
    with opened_record(options) as record:
        from sessiontui.services.caseload import utc_now
        from sessiontui.store.backup.backup_and_restore import back_up
        from sessiontui.store.copies.backup_names import BY_HAND, backup_name
        from sessiontui.store.sqlcipher.files import make_folder

        folder = options.backups(options.settings_or_usual())
        if file is None:
            make_folder(folder)
        if file is None or file.is_dir():
            file = (file or folder) / backup_name(BY_HAND, utc_now())
        with telling("Writing the backup") as far:
            problems = back_up(record, file.absolute(), far)
        if problems:
            tell("The record itself is not whole. Look with: sessiontui verify")
    say(str(file.absolute()))


@command(
    "restore",
    "sessiontui restore /media/stick/sessiontui-20260310-180000+0100.backup",
)
@click.argument("file", type=click.Path(path_type=Path))
@pass_options
def restore(options: Options, file: Path) -> None:
    """Put a backup in the record's place, and keep what was there.

    Asks for the passphrase, or the recovery sheet, that was good when the backup was
    made. The backup is checked as a whole first. The former record is moved aside,
    never deleted; where it went is told. A backup from before something was destroyed
    brings it back; that is told, too. A legal hold of the former record stays in force.

    Exit codes: 3 wrong passphrase, 4 no such file, 5 the backup is damaged, 6 the app
    is open; in each case nothing is changed.
    """
    if not file.exists():
        raise NotFoundError(f"There is no file {file}.")
    from sessiontui.cli.unlock import with_secret
    from sessiontui.services.caseload import utc_now
    from sessiontui.store.backup.backup_and_restore import restore as put_back

    paths = options.paths
    opened_with: list[str] = []

    def put(secret: str) -> Path | None:
        with telling("Putting it back") as far:
            former = put_back(paths, file, secret, utc_now(), far)
        opened_with.append(secret)
        return former

    kept = with_secret(options, put, "Passphrase of the backup: ")
    tell(f"The record at {paths.record} is the one of the backup now.")
    if kept:
        tell(f"The former record is kept in {kept}")
    from sessiontui.services.holds_after_restore import settle

    for said in settle(paths, kept, opened_with[-1], utc_now):
        tell(said)
