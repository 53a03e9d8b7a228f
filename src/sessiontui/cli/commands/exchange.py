"""Taking the record out, and bringing it in."""

from __future__ import annotations

import contextlib
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from sessiontui.cli.encrypted_files import (
    ENCRYPTED,
    encryption,
    export_file,
    written_to,
)
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
from sessiontui.cli.output import check_pipe, tell
from sessiontui.domain.text import with_count
from sessiontui.errors import (
    CannotWriteError,
    DamagedError,
    NotFoundError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from sessiontui.domain.entities import Client, Session
    from sessiontui.domain.kinds.lookup import Kind
    from sessiontui.exchange.client_history import ClientHistory
    from sessiontui.settings.paths import Paths
    from sessiontui.store.meter import Far
    from sessiontui.store.record import Record

    _Write = Callable[[bytes], object]
    _Pour = Callable[[Record, Client | None, Session | None, _Write, Far], None]


class _PourClients(Protocol):
    """A form that is to be read, of clients one after the other."""

    def __call__(
        self, clients: Iterable[ClientHistory], *, which: int | str | None
    ) -> Iterator[bytes]:
        """Give its bytes, piece after piece."""


_FORMATS = ("json", "markdown", "fhir")
_UNREADABLE = "This file is not encrypted. Keep it where only you can read it."


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
        export_file(file, identity, options.paths) as source,
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
            tell("The new record is gone again, and its recovery sheet is void.")
        raise


@contextlib.contextmanager
def _naming(file: Path) -> Iterator[None]:
    """Say of which file it is told that it cannot be brought in."""
    try:
        yield
    except DamagedError as error:
        raise DamagedError(f"{file}: {error}") from None
