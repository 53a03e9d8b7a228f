"""Prints over a client's sessions: plan, course, supervision, ending."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sessiontui.cli.commands.read import hand_out
from sessiontui.cli.input import asked_line, opened_caseload_as_set
from sessiontui.cli.options import A_PIPE, Options, command, pass_options
from sessiontui.cli.output import tell
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from sessiontui.domain.signature import Amendment

_WIDTH = click.option(
    "--width",
    type=click.IntRange(min=0),
    default=80,
    show_default=True,
    help="Columns to wrap at; 0 leaves every line as long as it is.",
)
_OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a new file that only you can read, instead of stdout.",
)


@command("plan", "sessiontui plan KESTREL-4", "sessiontui plan KESTREL-4 -o plan.txt")
@click.argument("client")
@_WIDTH
@_OUTPUT
@pass_options
def plan(options: Options, client: str, width: int, output: Path | None) -> None:
    """Print a client's treatment plan, as the record stands.

    Goals with their objective (>g), how they are rated and what is aimed at (>t 7), and
    what was said once with /card: how often, until when, who agreed. What is not there
    is "not recorded"; nothing is made up.

    Exit codes: 4 no such client; 7 the file cannot be written.
    """
    hand_out(_printed(options, "plan", client, width), output)


@command(
    "course",
    "sessiontui course KESTREL-4",
    "sessiontui course KESTREL-4 --for referrer -o report.txt",
    "sessiontui course KESTREL-4 --sign",
)
@click.argument("client")
@click.option(
    "--for",
    "reader",
    type=click.Choice(["referrer"]),
    help="Leave out quotes, what was asked for and what is open.",
)
@click.option("--sign", "signs", is_flag=True, help="Sign it as it stands.")
@click.option("--anew", is_flag=True, help="Print it as it stands, not as signed.")
@_WIDTH
@_OUTPUT
@pass_options
def course(
    options: Options,
    client: str,
    reader: str | None,
    signs: bool,
    anew: bool,
    width: int,
    output: Path | None,
) -> None:
    """Print a client's course; it is the discharge summary, too.

    First and last numbers stand side by side, and no verdict. With --sign it is added
    to the last session, which must be signed, and stands in the chain with it. Once
    signed, it is printed as it was, and what was changed since is named below.

    Exit codes: 2 the last session is not signed; 4 no such client; 6 the record is open
    elsewhere; 7 the file cannot be written.
    """
    from sessiontui.cli.commands.signing import agreed
    from sessiontui.domain.prints.course.summary import changed_since
    from sessiontui.services.course import printed

    if signs and reader:
        raise UsageError("What is signed is the whole course: leave out --for.")
    with opened_caseload_as_set(options, write=signs) as caseload:
        found = caseload.course(caseload.find_client(client))
        if signs and not agreed(f"Sign the course of {found.client.code}, for good?"):
            tell("Nothing was signed.")
            return
        if signs:
            added = caseload.sign_course(found)
            tell(f"Signed with {found.hours[-1].name}, by {added.author}.")
            return
        signed = None if reader or anew else caseload.signed_course(found)
    if signed is None:
        text = printed("course", found, width, for_referrer=reader is not None)
    else:
        text = _as_signed(signed, changed_since(found, signed.text))
    hand_out(text, output)


def _as_signed(signed: Amendment, changed: tuple[str, ...]) -> str:
    """A signed course with who signed it, and what says otherwise by now."""
    at = f"{signed.at:%Y-%m-%d %H:%M}"
    lines = [signed.text.rstrip("\n"), f"Signed {signed.author} {at}"]
    if changed:
        lines.append(f"Changed since: {', '.join(changed)}. See it with: --anew")
    return "\n".join(lines) + "\n"


@command(
    "supervision",
    "sessiontui supervision KESTREL-4 --from 4",
    "sessiontui supervision KESTREL-4 --encrypt -o for-supervision.age",
)
@click.argument("client")
@click.option(
    "--from",
    "first",
    type=click.IntRange(min=1),
    metavar="N",
    help="From session N on; without it, from the first.",
)
@click.option(
    "--encrypt", is_flag=True, help="Encrypt the file (age); asks for a passphrase."
)
@click.option(
    "--recipient",
    "recipients",
    multiple=True,
    metavar="KEY",
    help="Encrypt it for an age key instead; may be given several times.",
)
@_WIDTH
@_OUTPUT
@pass_options
def supervision(
    options: Options,
    client: str,
    first: int | None,
    encrypt: bool,
    recipients: tuple[str, ...],
    width: int,
    output: Path | None,
) -> None:
    """Print sessions for your supervisor, your question first.

    The question is asked once, or read from stdin, printed, and kept nowhere. No
    psychotherapy notes, no scratch. Names that a client mentioned are yours to mind.

    Exit codes: 4 no such client; 7 the file cannot be written.
    """
    from sessiontui.cli.commands.exchange import SEALED, sealing, written

    sealed = sealing(encrypt=encrypt, recipients=recipients)
    if sealed and output is None:
        raise UsageError("What is encrypted goes to a file: -o FILE")
    text = _printed(options, "supervision", client, width, first)
    tell("Names of other people in it are yours to mind.")
    if sealed is None or output is None:
        hand_out(text, output)
        return
    with written(output, sealed) as file:
        file.write(text.encode())
    if output != A_PIPE:
        tell(f"Written to {output}. {SEALED}")


@command(
    "ending",
    "sessiontui ending KESTREL-4",
    "sessiontui ending KESTREL-4 --html -o for-you.html",
)
@click.argument("client")
@click.option(
    "--html", "as_html", is_flag=True, help="As a page of large print, to be printed."
)
@_WIDTH
@_OUTPUT
@pass_options
def ending(
    options: Options, client: str, as_html: bool, width: int, output: Path | None
) -> None:
    """Print the client's own sheet of the last hour.

    Their goals, rated first and last, every win, what they built on, what helped: their
    own words, and no remark of yours.

    Exit codes: 4 no such client; 7 the file cannot be written.
    """
    text = _printed(options, "ending", client, 0 if as_html else width)
    if as_html:
        from sessiontui.domain.prints.sheet_page import as_page

        text = as_page(text)
    hand_out(text, output)


def _printed(
    options: Options, name: str, client: str, width: int, first: int | None = None
) -> str:
    from sessiontui.services.course import printed

    with opened_caseload_as_set(options) as caseload:
        found = caseload.course(caseload.find_client(client), first)
    asked = asked_line("My question: ", "replace") if name == "supervision" else ""
    return printed(name, found, width, question=asked)
