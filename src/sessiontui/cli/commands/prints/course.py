"""Prints over a client's sessions: plan, course, supervision, ending, progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sessiontui.cli.commands.prints.session import hand_out
from sessiontui.cli.input import asked_line, opened_caseload, opened_caseload_as_set
from sessiontui.cli.options import (
    A_PIPE,
    Options,
    WholeNumber,
    command,
    encryption_options,
    json_option,
    output_option,
    pass_options,
    width_option,
)
from sessiontui.cli.output import tell
from sessiontui.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.domain.signature import Amendment


@command("plan", "sessiontui plan KESTREL-4", "sessiontui plan KESTREL-4 -o plan.txt")
@click.argument("client")
@width_option
@output_option
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
@width_option
@output_option
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
    from sessiontui.domain.prints.course.summary import changed_fields, holds_quotes
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
        text = _as_signed(signed, changed_fields(found, signed.text))
    hand_out(text, output)
    if reader and holds_quotes(text):
        tell(
            "Quotes stand in what is told of risk, or within other words; read it"
            " before you send it."
        )


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
    type=WholeNumber(min=1),
    metavar="N",
    help="From session N on; without it, from the first.",
)
@encryption_options
@width_option
@output_option
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
    from sessiontui.cli.encrypted_files import ENCRYPTED, encryption, written_to

    encrypts = encryption(encrypt=encrypt, recipients=recipients)
    if encrypts and output is None:
        raise UsageError("What is encrypted goes to a file: -o FILE")
    text = _printed(options, "supervision", client, width, first)
    tell("Names of other people in it are yours to mind.")
    if encrypts is None or output is None:
        hand_out(text, output)
        return
    with written_to(output, encrypts) as file:
        file.write(text.encode())
    if output != A_PIPE:
        tell(f"Written to {output}. {ENCRYPTED}")


@command(
    "ending",
    "sessiontui ending KESTREL-4",
    "sessiontui ending KESTREL-4 --html -o for-you.html",
)
@click.argument("client")
@click.option(
    "--html", "as_html", is_flag=True, help="As a page of large print, to be printed."
)
@width_option
@output_option
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
        from sessiontui.domain.prints.html_page import as_page

        text = as_page(text)
    hand_out(text, output)


@command(
    "progress",
    "sessiontui progress KESTREL-4",
    "sessiontui progress KESTREL-4 --csv -o ratings.csv",
    "sessiontui progress KESTREL-4 --width 0 | less",
)
@click.argument("client")
@width_option
@click.option(
    "--csv",
    "as_csv",
    is_flag=True,
    help="Print the ratings as a table for a spreadsheet instead.",
)
@output_option
@json_option
@pass_options
def progress(
    options: Options,
    client: str,
    width: int,
    as_csv: bool,
    output: Path | None,
    as_data: str | None,
) -> None:
    """Show how a client got on over all sessions.

    The sessions in order, goals with every rating and its day, what helped, what the
    client asked for and what was changed, wins, homework. Change talk and steps back
    are counted here and never while a session runs. Private and scratch lines are
    left out.

    --csv has a row for each rating: what is rated (a goal by its number), session, day
    and value, and no words that somebody said.

    With --json: an object with client, sessions, goals, other_ratings, helped,
    differently, answers, wins, strengths, homework, risk and card; times in ISO 8601.
    With --json=2 scores, too.

    Exit code 4: there is no such client.
    """
    from sessiontui.cli.presenters.progress import progress_fields, progress_text

    with opened_caseload(options) as caseload:
        found = caseload.progress(caseload.find_client(client))
    if as_csv:
        from sessiontui.cli.commands.prints.progress_csv import progress_csv

        text = progress_csv(found)
    elif as_data:
        from sessiontui.cli.presenters.list_columns import as_json

        text = as_json("progress", progress_fields(found), as_data) + "\n"
    else:
        text = progress_text(found, width) + "\n"
    hand_out(text, output)


def _printed(
    options: Options, name: str, client: str, width: int, first: int | None = None
) -> str:
    from sessiontui.services.course import printed

    with opened_caseload_as_set(options) as caseload:
        found = caseload.course(caseload.find_client(client), first)
    asked = asked_line("My question: ", "replace") if name == "supervision" else ""
    return printed(name, found, width, question=asked)
