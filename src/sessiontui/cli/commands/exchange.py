"""Taking the record out, and bringing it in."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sessiontui.cli.input import opened_record
from sessiontui.cli.meter import telling
from sessiontui.cli.options import A_PIPE, Options, command, pass_options
from sessiontui.cli.output import check_pipe, hand_on, tell
from sessiontui.errors import (
    CannotWriteError,
    DamagedError,
    LockedError,
    NotFoundError,
    UsageError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sessiontui.cli.terminal import Terminal
    from sessiontui.exchange.schema.document import Export

_FORMATS = ("json", "markdown", "fhir")
_LARGEST = 256 << 20
_UNREADABLE = "This file is not encrypted. Keep it where only you can read it."
_SEALED = "The file is encrypted; any age program opens it: age --decrypt"


@command(
    "export",
    "sessiontui export KESTREL-4 --format markdown -o kestrel.md",
    "sessiontui export --format json --with-private --encrypt -o all.json.age",
)
@click.argument("client", required=False)
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
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="Write a new file that only you can read; - hands it on in a pipe.",
)
@click.option(
    "--with-private",
    is_flag=True,
    help="Take the psychotherapy notes along; json only.",
)
@click.option(
    "--encrypt", is_flag=True, help="Encrypt the file (age); asks for a passphrase."
)
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="AGE1…",
    help="Encrypt it for an age key instead; may be given several times.",
)
@pass_options
def export(
    options: Options,
    client: str | None,
    name: str | None,
    output: Path,
    with_private: bool,
    encrypt: bool,
    recipients: tuple[str, ...],
) -> None:
    """Write the record, or what it holds of one CLIENT, to a file.

    json holds everything: lines, history, half-typed lines, signatures with their
    exact prints, amendments. Psychotherapy notes are in no export unless json is
    asked for with --with-private. The same record gives the same bytes. The file is
    not encrypted without --encrypt or --recipient. An existing file is never
    overwritten. Works while the app is open.

    Exit codes: 4 no such client, 5 the record is damaged, 7 the file exists or
    cannot be written.
    """
    if not name:
        raise UsageError(f"Say in which form: --format {', '.join(_FORMATS)}")
    if with_private and name != "json":
        raise UsageError("Psychotherapy notes can go along as json only.")
    seal = _sealing(encrypt=encrypt, recipients=recipients)
    render = _renderer(name)
    if output == A_PIPE:
        check_pipe()
    elif os.path.lexists(output):
        raise CannotWriteError(f"{output} exists already; choose another name.")
    if name == "json" and not client and not seal:
        _pour(options, output, with_private=with_private)
        return
    from sessiontui.exchange.exporting import take
    from sessiontui.store.sqlcipher.files import write_private

    with opened_record(options) as record:
        found = take(record, (client,) if client else (), with_private=with_private)
        code = found.clients[0].code if client else ""
        crossed = record.lines.crossed(code) if client else ()
    for session in crossed:
        tell(f"{session} In this file it is tied to nothing.")
    content = render(found)
    sealed = seal(content) if seal else content
    if output == A_PIPE:
        hand_on(sealed)
        return
    write_private(output, sealed)
    tell(f"Written to {output}. {_SEALED if seal else _UNREADABLE}")


def _pour(options: Options, output: Path, *, with_private: bool) -> None:
    """Write all of it as it is read, however much it is."""
    from sessiontui.exchange.exporting import pour
    from sessiontui.store.sqlcipher.files import private_file

    with opened_record(options) as record, telling("Writing it out") as far:
        if output == A_PIPE:
            pour(record, hand_on, with_private=with_private, far=far)
            return
        with private_file(output) as file:
            pour(record, file.write, with_private=with_private, far=far)
    tell(f"Written to {output}. {_UNREADABLE}")


def _renderer(name: str) -> Callable[[Export], bytes]:
    if name == "markdown":
        from sessiontui.exchange.markdown import write_markdown

        return write_markdown
    if name == "fhir":
        from sessiontui.exchange.fhir.bundle import check_installed, write_fhir

        check_installed()
        return write_fhir
    from sessiontui.exchange.json_format import write_json

    return write_json


def _sealing(
    *, encrypt: bool, recipients: tuple[str, ...]
) -> Callable[[bytes], bytes] | None:
    """The encryption of the file, asked for before anything is read."""
    if not encrypt and not recipients:
        return None
    if encrypt and recipients:
        raise UsageError(
            "A file opens by a passphrase or by age keys: --encrypt or --recipient."
        )
    from sessiontui.exchange import age

    age.check_installed()
    if recipients:
        age.seal_for(b"", recipients)
        return lambda content: age.seal_for(content, recipients)
    passphrase = _new_passphrase()
    return lambda content: age.seal_with_passphrase(content, passphrase)


def _new_passphrase() -> str:
    with _terminal() as terminal:
        while True:
            first = terminal.ask("Passphrase for the file: ")
            if not first:
                raise LockedError("No passphrase was given; nothing was written.")
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

    Everything comes back as it was: history, signatures and their exact prints. It
    goes beside what is in the record; where there is no record yet, one begins. It is
    all verified before anything is kept, and comes wholly or not at all. A client
    whose code is there already is never mixed with another. A file whose check is
    missing or does not hold was changed by somebody: it comes only with --unchecked.
    That it came, and how, stands in the history; `sessiontui verify` tells it.

    Exit codes: 1 a client is there already, 3 the file's passphrase is wrong, 4 no
    such file or client, 5 the file is damaged; nothing was changed.
    """
    from sessiontui.exchange.json_format import read_json

    content = _opened(_content_of(file), identity)
    with _naming(file):
        found = read_json(content, unchecked=unchecked)
    with opened_record(options, write=True, begin=True) as record, _naming(file):
        from sessiontui.exchange.importing import bring

        count = bring(record, found, codes, checked=not unchecked)
    how = "unchecked" if unchecked else "its check holds"
    tell(f"Brought in; {how}: {count} {'client' if count == 1 else 'clients'}.")


@contextlib.contextmanager
def _naming(file: Path) -> Iterator[None]:
    """Say of which file it is told that it cannot be brought in."""
    try:
        yield
    except DamagedError as error:
        raise DamagedError(f"{file}: {error}") from None


def _content_of(file: Path) -> bytes:
    from sessiontui.store.sqlcipher.files import reason

    try:
        with file.open("rb") as opened:
            size = os.fstat(opened.fileno()).st_size
            content = b"" if size > _LARGEST else opened.read(_LARGEST + 1)
    except FileNotFoundError:
        raise NotFoundError(f"There is no file {file}.") from None
    except OSError as error:
        raise NotFoundError(f"{file} cannot be read ({reason(error)}).") from None
    if max(size, len(content)) > _LARGEST:
        raise DamagedError(f"{file} is larger than any export: over 256 MB.")
    return content


def _as_text(content: bytes, what: str) -> bytes:
    """A file without its byte order mark.

    Raises:
        DamagedError: it is UTF-16.
    """
    from sessiontui.domain.text import is_utf16, without_mark

    if is_utf16(content):
        raise DamagedError(f"{what} is UTF-16. Save it as UTF-8; nothing was changed.")
    return without_mark(content)


def _opened(content: bytes, identity: Path | None) -> bytes:
    from sessiontui.exchange import age

    content = _as_text(content, "This export")
    if not age.is_sealed(content):
        return content
    age.check_installed()
    content = age.without_armour(content)
    if identity is not None:
        keys = _as_text(_content_of(identity), str(identity)).decode("utf-8", "replace")
        opened = age.open_with_identity(content, keys)
        return _as_text(opened, "This export")
    if not age.needs_passphrase(content):
        raise UsageError("The file is encrypted for an age key. Name it: --identity")
    from sessiontui.cli.unlock import try_secrets

    with _terminal() as terminal:
        return try_secrets(
            terminal,
            lambda secret: age.open_with_passphrase(content, secret),
            "Passphrase of the file: ",
        )
