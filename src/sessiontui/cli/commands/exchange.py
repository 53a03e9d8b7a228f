"""Taking the record out, and bringing it in."""

from __future__ import annotations

import contextlib
import os
import stat
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from sessiontui.cli.input import opened_record
from sessiontui.cli.meter import telling
from sessiontui.cli.options import (
    A_PIPE,
    NewFile,
    Options,
    command,
    encryption_options,
    entry_option,
    pass_options,
    session_option,
    which_session,
)
from sessiontui.cli.output import check_pipe, piped, tell
from sessiontui.domain.text import with_count
from sessiontui.errors import (
    CannotWriteError,
    DamagedError,
    LockedError,
    NotFoundError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from sessiontui.cli.terminal import Terminal
    from sessiontui.domain.entities import Client, Session
    from sessiontui.domain.kinds.lookup import Kind
    from sessiontui.exchange.age.passphrase import Written
    from sessiontui.exchange.client_history import ClientHistory
    from sessiontui.exchange.parts import ImportFile
    from sessiontui.settings.paths import Paths
    from sessiontui.store.meter import Far
    from sessiontui.store.record import Record

    _Write = Callable[[bytes], object]
    _Pour = Callable[[Record, Client | None, Session | None, _Write, Far], None]
    _Opens = Callable[[BinaryIO], AbstractContextManager[BinaryIO]]
    _Again = Callable[[], AbstractContextManager[BinaryIO]]
    _Encrypts = Callable[[BinaryIO], AbstractContextManager[Written]]


class _PourClients(Protocol):
    """A form that is to be read, of clients one after the other."""

    def __call__(
        self, clients: Iterable[ClientHistory], *, which: int | str | None
    ) -> Iterator[bytes]:
        """Give its bytes, piece after piece."""


_FORMATS = ("json", "markdown", "fhir")
_LARGEST = 1 << 20
"""The most that a file of age keys takes, and far more."""
_BEGINS = 1 << 12
_UNREADABLE = "This file is not encrypted. Keep it where only you can read it."
ENCRYPTED = "The file is encrypted; any age program opens it: age --decrypt"


@command(
    "export",
    "sessiontui export KESTREL-4 --format markdown -o kestrel.md",
    "sessiontui export KESTREL-4 --session 5 --format fhir -o kestrel-5.json",
    "sessiontui export --format json --with-private --encrypt -o all.json.age",
)
@click.argument("client", required=False)
@session_option("Only this session of CLIENT.")
@entry_option
@click.option(
    "--format",
    "name",
    type=click.Choice(_FORMATS),
    default=None,
    help="json holds everything and can be imported; markdown is to read; fhir (R4) "
    "is for other systems.",
)
@click.option(
    "-o",
    "--output",
    type=NewFile(),
    metavar="FILE",
    required=True,
    help="Write a new file that only you can read; - hands it on in a pipe.",
)
@click.option(
    "--with-private",
    is_flag=True,
    help="Take the psychotherapy notes along; json only.",
)
@encryption_options
@pass_options
def export(
    options: Options,
    client: str | None,
    number: int | None,
    entry: str | None,
    name: str | None,
    output: Path,
    with_private: bool,
    encrypt: bool,
    recipients: tuple[str, ...],
) -> None:
    """Write the record, or one CLIENT or session of it, to a file.

    json holds everything: lines, history, half-typed lines, signatures with their
    exact prints, amendments. Psychotherapy notes are in no export unless json is
    asked for with --with-private. The same record gives the same bytes. The file is
    not encrypted without --encrypt or --recipient. An existing file is never
    overwritten. Works while the app is open.

    A session or entry alone (--session, --entry) is to be read or handed on. As json
    it can be imported where nothing before it is missing, such as an earlier signature.

    Exit codes: 4 no such client, 5 the record is damaged, 7 the file exists or
    cannot be written.
    """
    if not name:
        raise UsageError(f"Say in which form: --format {', '.join(_FORMATS)}")
    if with_private and name != "json":
        raise UsageError("Psychotherapy notes can go along as json only.")
    which = which_session(number, entry)
    if which is not None and not client:
        raise UsageError("Say whose: sessiontui export CLIENT --session N")
    encrypts = encryption(encrypt=encrypt, recipients=recipients)
    pour = _pouring(options, name, with_private=with_private)
    if output == A_PIPE:
        check_pipe()
    elif os.path.lexists(output):
        raise CannotWriteError(f"{output} exists already; choose another name.")
    with opened_record(options) as record, telling("Writing it out") as far:
        whose = _client(record, client) if client else None
        one = (
            record.sessions.asked_for(whose.id, which)
            if whose and which is not None
            else None
        )
        for session in record.lines.crossed(whose.code) if whose else ():
            tell(f"{session} In this file it is tied to nothing.")
        with written_to(output, encrypts) as file:
            pour(record, whose, one, file.write, far)
    if output != A_PIPE:
        tell(f"Written to {output}. {ENCRYPTED if encrypts else _UNREADABLE}")


def _client(record: Record, code: str) -> Client:
    found = record.clients.client(code)
    if found is None:
        raise NotFoundError("There is no client with that code.")
    return found


@contextlib.contextmanager
def written_to(output: Path, encrypts: _Encrypts | None) -> Iterator[Written]:
    """The new file, or the pipe, to write to; what goes in is encrypted if wanted."""
    from sessiontui.store.sqlcipher.files import private_file

    with contextlib.ExitStack() as held:
        if output == A_PIPE:
            file = held.enter_context(piped())
        else:
            file = held.enter_context(private_file(output))
        yield held.enter_context(encrypts(file)) if encrypts else file


def _pouring(options: Options, name: str, *, with_private: bool) -> _Pour:
    """The way to write a form; what it needs is looked for before anything is asked."""
    if name == "json":
        return partial(_pour_json, with_private=with_private)
    if name == "markdown":
        from sessiontui.exchange.markdown import MARKDOWN_KINDS, pour_markdown

        return partial(_pour_clients, pour_markdown, MARKDOWN_KINDS)
    from sessiontui.exchange.fhir.bundle import FHIR_KINDS, check_installed, pour_fhir

    check_installed()
    from sessiontui.exchange.fhir.codes import Practitioner
    from sessiontui.settings.model import load_settings

    known = load_settings(options.paths.settings).therapist
    therapist = Practitioner(known.name, known.licence)
    return partial(_pour_clients, partial(pour_fhir, therapist=therapist), FHIR_KINDS)


def _pour_json(
    record: Record,
    whose: Client | None,
    one: Session | None,
    write: _Write,
    far: Far,
    *,
    with_private: bool,
) -> None:
    from sessiontui.exchange.exporting import pour

    pour(
        record,
        write,
        (whose.code,) if whose else (),
        session=one.id if one else None,
        with_private=with_private,
        far=far,
    )


def _pour_clients(
    pour: _PourClients,
    kinds: Collection[Kind],
    record: Record,
    whose: Client | None,
    one: Session | None,
    write: _Write,
    far: Far,
) -> None:
    from sessiontui.exchange.exporting import reading_clients

    code = whose.code if whose else ""
    with reading_clients(record, code, kinds=kinds, far=far) as clients:
        # To read, a session stands in what was before it.
        for piece in pour(clients, which=one.which if one else None):
            write(piece)


def encryption(*, encrypt: bool, recipients: tuple[str, ...]) -> _Encrypts | None:
    """The encryption of the file, asked for before anything is read."""
    if not encrypt and not recipients:
        return None
    if encrypt and recipients:
        raise UsageError(
            "A file opens by a passphrase or by age keys: --encrypt or --recipient."
        )
    from sessiontui.exchange.age import keys, passphrase

    keys.check_installed()
    if recipients:
        keys.read_recipients(recipients)
        return lambda file: keys.encrypting_for(recipients, file)
    chosen = _new_passphrase()
    return lambda file: passphrase.encrypting_with(chosen, file)


def _new_passphrase() -> str:
    from sessiontui.cli.first_start import EASY, is_guessable

    with _terminal() as terminal:
        while True:
            first = terminal.ask("Passphrase for the file: ")
            if not first:
                raise LockedError("No passphrase was given; nothing was written.")
            if is_guessable(first):
                terminal.tell(f"{EASY}.")
                continue
            if terminal.ask("The same once more: ") == first:
                return first
            terminal.tell("These two differ. Once more, please.")


def _terminal() -> Terminal:
    from sessiontui.cli.terminal import Terminal

    try:
        return Terminal()
    except LockedError:
        raise LockedError(
            "There is no terminal to ask for the file's passphrase on. "
            "Use an age key: export --recipient, import --identity"
        ) from None


@command(
    "import",
    "sessiontui import all.json",
    "sessiontui import all.json.age --only KESTREL-4",
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--only",
    "codes",
    multiple=True,
    metavar="CODE",
    help="Bring in this client only; may be given several times.",
)
@click.option(
    "--identity",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The age identity that opens the file.",
)
@click.option(
    "--unchecked",
    is_flag=True,
    help="Bring it in though its check is missing or does not hold.",
)
@pass_options
def import_(
    options: Options,
    file: Path,
    codes: tuple[str, ...],
    identity: Path | None,
    unchecked: bool,
) -> None:
    """Bring in what `sessiontui export --format json` wrote.

    With - as FILE it comes from a pipe. Everything comes back as it was: history,
    signatures and their exact prints. It goes beside what is in the record; where
    there is no record yet, one begins. It is all verified before anything is kept, and
    comes wholly or not at all. A client whose code is there already is never mixed with
    another. A file whose check is missing or does not hold was changed by somebody: it
    comes only with --unchecked.
    That it came, and how, stands in the history; `sessiontui verify` tells it.

    Exit codes: 1 a client is there already, 3 the file's passphrase is wrong, 4 no
    such file or client, 5 the file is damaged; nothing was changed.
    """
    from sessiontui.exchange.importing import bring, read_json

    with (
        _reading(file, identity, options.paths) as source,
        _naming(file),
        _begun_only_for(options.paths),
    ):
        with telling("Reading the file") as far:
            found = read_json(source, unchecked=unchecked, far=far)
        with (
            opened_record(options, write=True, begin=True) as record,
            telling("Bringing it in") as far,
        ):
            like = _likenesses(record, codes or found.survey.codes)
            count = bring(record, found, codes, checked=not unchecked, far=far)
            renamed = _renamed(record, codes)
    how = "unchecked" if unchecked else "its check holds"
    tell(f"Brought in; {how}: {with_count(count, 'client')}.")
    for said in renamed:
        tell(said)
    for code, other in like:
        tell(f"{code} looks like {other}, which is there.")


def _renamed(record: Record, codes: Iterable[str]) -> tuple[str, ...]:
    """Sentences on former codes that clients of a file were asked for by."""
    from sessiontui.services.caseload import Caseload

    caseload, found = Caseload(record), []
    for code in codes:
        caseload.find_client(code)
        found.append(caseload.notice)
    return tuple(filter(None, found))


def _likenesses(record: Record, codes: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The codes that are easily taken for one that is there, and that one."""
    from sessiontui.services.caseload import Caseload

    looked = ((code, Caseload(record).looks_like(code)) for code in codes)
    return tuple((code, like.code) for code, like in looked if like)


@contextlib.contextmanager
def _begun_only_for(paths: Paths) -> Iterator[None]:
    """Leave no empty record behind where nothing came into one that began for it."""
    from sessiontui.store.open import exists, unmake

    was_there = exists(paths)
    try:
        yield
    except BaseException:
        if not was_there and exists(paths):
            unmake(paths)
        raise


@contextlib.contextmanager
def _naming(file: Path) -> Iterator[None]:
    """Say of which file it is told that it cannot be brought in."""
    try:
        yield
    except DamagedError as error:
        raise DamagedError(f"{file}: {error}") from None


def _content_of(file: Path) -> bytes:
    """All of a small file."""
    with _opened(file) as opened:
        content = opened.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        raise DamagedError(f"{file} is too large to be that.")
    return content


@contextlib.contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    from sessiontui.store.sqlcipher.files import reason

    try:
        with file.open("rb") as opened:
            yield opened
    except FileNotFoundError:
        raise NotFoundError(f"There is no file {file}.") from None
    except OSError as error:
        raise NotFoundError(f"{file} cannot be read ({reason(error)}).") from None


def _as_text(content: bytes, what: str) -> bytes:
    """A file without its byte order mark.

    Raises:
        DamagedError: it is UTF-16.
    """
    from sessiontui.domain.text import is_utf16, without_mark

    if is_utf16(content):
        raise DamagedError(f"{what} is UTF-16. Save it as UTF-8; nothing was changed.")
    return without_mark(content)


@contextlib.contextmanager
def _reading(file: Path, identity: Path | None, paths: Paths) -> Iterator[ImportFile]:
    """An export file to read, as often as wanted, decrypted where it is encrypted."""
    from sessiontui.exchange.age import keys
    from sessiontui.exchange.parts import ImportFile

    with _again_and_again(file, paths) as (again, size):
        with again() as opened:
            begins = _as_text(opened.read(_BEGINS), "This export")
        if not keys.is_age_file(begins):
            yield ImportFile(again, size)
            return
        keys.check_installed()
        encrypted = partial(_without_text_form, again)
        with encrypted() as opened:
            begins = opened.read(_BEGINS)
            # A text form that was cut off is told before anything is asked.
            while opened.read(_BEGINS):
                pass
        content = partial(_decrypted, encrypted, _opener(begins, identity))
        with content() as opened:
            _as_text(opened.read(_BEGINS), "This export")
        yield ImportFile(content, size)


@contextlib.contextmanager
def _again_and_again(file: Path, paths: Paths) -> Iterator[tuple[_Again, int]]:
    """A way to open a file anew, and its size; what comes out of a pipe comes once."""
    from sessiontui.store.copies.backup_file import workshop

    come = Path("/dev/stdin") if file == A_PIPE else file
    with contextlib.ExitStack() as held:
        opened = held.enter_context(_opened(come))
        found = os.fstat(opened.fileno())
        if stat.S_ISREG(found.st_mode):
            held.close()
            yield lambda: _opened(come), found.st_size
            return
        from sessiontui.store.sqlcipher.spool import spooling

        beside = next(x for x in (paths.data, *paths.data.parents) if x.is_dir())
        folder = held.enter_context(workshop(beside))
        spool = held.enter_context(spooling(folder / "spool"))
        size = spool.fill(opened)
        yield lambda: contextlib.closing(spool.opened()), size


@contextlib.contextmanager
def _without_text_form(again: _Again) -> Iterator[BinaryIO]:
    from sessiontui.exchange.age.text_form import is_text_form, without_text_form

    with again() as opened:
        is_text = is_text_form(opened.read(_BEGINS))
        opened.seek(0)
        yield without_text_form(opened) if is_text else opened


@contextlib.contextmanager
def _decrypted(
    encrypted: Callable[[], AbstractContextManager[BinaryIO]], opener: _Opens
) -> Iterator[BinaryIO]:
    with encrypted() as file, opener(file) as content:
        yield content


def _opener(begins: bytes, identity: Path | None) -> _Opens:
    """The way to decrypt a file that begins so: by a key, or by what is typed."""
    from sessiontui.exchange.age import keys, passphrase

    if identity is not None:
        text = _as_text(_content_of(identity), str(identity)).decode("utf-8", "replace")
        return partial(keys.opening_with, keys.read_identities(text))
    if not keys.needs_passphrase(begins):
        raise UsageError("The file is encrypted for an age key. Name it: --identity")
    from sessiontui.cli.unlock import try_secrets

    with _terminal() as terminal:
        key = try_secrets(
            terminal,
            lambda secret: passphrase.file_key(begins, secret),
            "Passphrase of the file: ",
        )
    return lambda file: contextlib.nullcontext(passphrase.opening(key, file))
