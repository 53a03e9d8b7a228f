"""Signing a session, and adding to a signed one, without a screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sessiontui.cli.input import (
    asked_line,
    asked_reason,
    asked_text,
    is_typed,
    opened_caseload_as_set,
)
from sessiontui.cli.options import (
    Options,
    command,
    entry_option,
    pass_options,
    session_option,
    which_session,
)
from sessiontui.cli.output import check_stdout, say, tell

if TYPE_CHECKING:
    from sessiontui.services.session.session import LiveSession

_WHICH = "Which session, by its number; without it, the last."
_KINDS = ("late-entry", "addendum", "correction")


@command(
    "sign",
    "sessiontui sign KESTREL-4",
    "sessiontui sign KESTREL-4 --session 5",
)
@click.argument("client")
@session_option(_WHICH)
@entry_option
@pass_options
def sign(options: Options, client: str, number: int | None, entry: str | None) -> None:
    """Sign a client's session, the last one or N, or an entry.

    A signed session never changes: its lines, its times and the bytes of its print
    stay, and its scratch lines are destroyed. What is still open is told first. On a
    keyboard you are asked; from a script it is signed. Your name comes from the
    settings: [therapist] name and licence.

    Prints the chain value, which also stands in the print.

    Exit codes: 2 it is signed already, or no name is set; 4 no such client or session;
    6 the record is open elsewhere.
    """
    from sessiontui.domain.signature import short_chain

    check_stdout()
    which = which_session(number, entry)
    with opened_caseload_as_set(options, write=True) as caseload:
        live = caseload.past(caseload.find_client(client), which)
        live.signing.check()
        for sentence in live.signing.checklist().sentences:
            tell(sentence if sentence.endswith(("…", ".")) else f"{sentence}.")
        where = f"{live.state.session.name} of {live.state.client.code}"
        if not agreed(f"Sign {where} as {live.state.preferences.signer}, for good?"):
            tell("Nothing was signed.")
            return
        tell(live.sign().remark)
        signature = live.signing.signature()
        if signature is not None:
            say(f"{where}: chain {short_chain(signature.chain)}")


def agreed(question: str) -> bool:
    """The answer of whoever sits at the keyboard; a script agrees."""
    if not is_typed():
        return True
    return asked_line(f"{question} [y/N] ").casefold() in {"y", "yes"}


@command(
    "amend",
    "sessiontui amend KESTREL-4 --session 6 --kind addendum",
    "sessiontui amend KESTREL-4 --session 6 --kind correction --line 10:31",
)
@click.argument("client")
@session_option(_WHICH)
@entry_option
@click.option(
    "--kind",
    type=click.Choice(_KINDS),
    required=True,
    help="late-entry: it was left out; addendum: it is new; correction: it was wrong.",
)
@click.option(
    "--reason",
    metavar="WHY",
    help="Why; without it, the first line of stdin says so.",
)
@click.option(
    "--line",
    "place",
    metavar="N|HH:MM",
    help="To which line, by its place in the session or its minute.",
)
@pass_options
def amend(
    options: Options,
    client: str,
    number: int | None,
    entry: str | None,
    kind: str,
    reason: str | None,
    place: str | None,
) -> None:
    """Add to a signed session, the last one or N, or to an entry.

    The words are read from stdin to its end, never from the command, so that they stay
    out of the shell's history; keep client words out of --reason too. What was signed
    stays as it is; what is added carries its label, your name, the present moment, the
    reason, and what it is to. It shows in every print.

    Exit codes: 2 the session is not signed, or a part is missing; 4 no such client,
    session or line; 6 the record is open elsewhere.
    """
    from sessiontui.domain.signature import AmendmentKind
    from sessiontui.services.session.amending import PendingAmendment

    check_stdout()
    which = which_session(number, entry)
    with opened_caseload_as_set(options, write=True) as caseload:
        live = caseload.past(caseload.find_client(client), which)
        live.amending.check()
        about = live.amending.line_named(place) if place else None
        reason = asked_reason(reason)
        text = asked_text(f"{kind}; Ctrl+D on a line of its own ends it")
        addition = PendingAmendment(kind=AmendmentKind(kind), text=text, about=about)
        live.amending.add(addition, reason)
        tell(f"Added to {live.state.session.name}; what was signed stays.")
        _show_count(live)


def _show_count(live: LiveSession) -> None:
    count = len(live.amending.added())
    say(f"{live.state.session.name} of {live.state.client.code}: addenda {count}")
