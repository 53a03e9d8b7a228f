"""The commands that list: clients, sessions, what waits, what was found.

They only look, and work while the app is open elsewhere.
"""

from __future__ import annotations

import click

from sessiontui.cli.input import asked_line, opened_caseload
from sessiontui.cli.options import (
    Options,
    WholeNumber,
    command,
    entry_option,
    json_option,
    pass_options,
    session_option,
    which_session,
)
from sessiontui.cli.output import is_read, say, tell


@command(
    "clients",
    "sessiontui clients",
    "sessiontui clients --json | jq -r '.[].client'",
)
@json_option
@pass_options
def clients(options: Options, as_data: str | None) -> None:
    """List the clients by code, the likeliest next one first.

    A line holds the code, how many sessions there were, when the last one began, in
    local time, and whether sessions before today's wait for a signature or an end.
    With --json: a list of objects with client, sessions, unsigned, no_end, last_day
    (of service), last_started_at (ISO 8601), next_day and next_time (as on the clock
    there), each null where there is none.
    """
    from sessiontui.cli.presenters.list_columns import (
        client_fields,
        client_row,
        say_list,
    )

    with opened_caseload(options) as caseload:
        found = caseload.clients()
    nothing = "There are no clients yet. Begin with: sessiontui open CLIENT"
    say_list("clients", found, client_fields, client_row, nothing, as_data)


@command(
    "sessions",
    "sessiontui sessions KESTREL-4",
)
@click.argument("client")
@json_option
@pass_options
def sessions(options: Options, client: str, as_data: str | None) -> None:
    """List a client's sessions by day of service, first to last.

    A line holds the number, when it began in local time, how long it was (or "open"),
    its print, and whether it is signed, with the chain value that its print carries.
    A missed appointment or a contact has no number.
    With --json: a list of objects with number, kind (hour, missed, contact), entry
    (what --entry takes), day (of service), started_at, stopped_at, signed_at (ISO
    8601, or null), chain, format, held and present.

    Exit code 4: there is no such client.
    """
    from sessiontui.cli.presenters.list_columns import (
        as_json,
        in_columns,
        session_fields,
        session_row,
    )

    with opened_caseload(options) as caseload:
        whose = caseload.find_client(client)
        found, chains = caseload.sessions(whose), caseload.chains(whose)
        others = caseload.see_also(whose)
    if as_data:
        fields = (session_fields(row, chains.get(row.id, "")) for row in found)
        say(as_json("sessions", fields, as_data))
    elif found:
        say(in_columns(session_row(row, chains.get(row.id, "")) for row in found))
    if others:
        tell(f"See also {', '.join(others)}.")


@command(
    "waiting",
    "sessiontui waiting",
    "sessiontui waiting --json | jq -r '.[].client'",
)
@json_option
@pass_options
def waiting(options: Options, as_data: str | None) -> None:
    """List what was promised or is due, oldest first.

    Sessions that are not signed or have no end, risk follow-ups, requests for
    amendment by the day on which they are due, what a client asked to do differently,
    homework that was not looked at, and a plan past the day until which it is valid.
    Of a course that has ended only the first four. Each row names the command that
    leads to where it is answered. With --json: a list of objects with what, client,
    day, session, request, text and command; what is one of not_signed, no_end,
    follow_up, request, differently, homework and plan.
    """
    from sessiontui.cli.presenters.list_columns import (
        say_list,
        waiting_fields,
        waiting_row,
    )

    with opened_caseload(options) as caseload:
        found = caseload.waiting()
    nothing = "Nothing waits."
    say_list("waiting", found, waiting_fields, waiting_row, nothing, as_data)


@command(
    "find",
    "sessiontui find wedding --client KESTREL-4",
    "sessiontui find call --client KESTREL-4 --entry 2026-11-28",
)
@click.argument("words", nargs=-1)
@click.option("--client", metavar="CODE", help="Look only in this client's sessions.")
@session_option("Look only in this session of CODE.")
@entry_option
@click.option("--kind", metavar="KIND", help="Only lines of this kind.")
@click.option("--since", metavar="DAY", help="Not before this day.")
@click.option("--until", metavar="DAY", help="Not after this day.")
@click.option("--private", is_flag=True, help="Look in psychotherapy notes instead.")
@click.option("--newest", is_flag=True, help="The newest first.")
@click.option(
    "-C",
    "--context",
    type=WholeNumber(0, 9),
    default=0,
    metavar="N",
    help="Show N lines of the session before and behind each.",
)
@json_option
@pass_options
def find(
    options: Options,
    words: tuple[str, ...],
    client: str | None,
    number: int | None,
    entry: str | None,
    as_data: str | None,
    private: bool,
    newest: bool,
    context: int,
    kind: str | None,
    since: str | None,
    until: str | None,
) -> None:
    """Find recorded lines by the words in them, the best first.

    All the words must stand in the line. A word matches its beginnings: "wed" finds
    "wedding". Whole words and phrases come first, then the newest. Without WORDS they
    are read from stdin, so that they stay out of the shell's history. Additions to
    signed sessions are searched too, psychotherapy notes only with --private and then
    alone. At most fifty are shown.

    A kind is named by its /word: goal, win, homework. A day is 2026-03-10, a month
    2026-03, a year 2026. Among the words, kind:goal or since:2026 says the same.

    With --json: a list of objects with client, session, entry (what --entry takes), at
    (ISO 8601 in UTC), kind, label and text.
    """
    from sessiontui.cli.presenters.list_columns import as_json, hit_block, hit_fields
    from sessiontui.domain.search_query import read_wanted

    only = {"kind": kind, "since": since, "until": until}
    filters = [f"{name}:{value}" for name, value in only.items() if value]
    filters += ["in:private"] * private + ["order:newest"] * newest
    which = which_session(number, entry)
    with opened_caseload(options) as caseload:
        chosen = caseload.find_client(client) if client else None
        said = " ".join(words) or asked_line("find › ", errors="replace")
        asked = " ".join((said, *filters))
        hits = caseload.search(asked, chosen, which)
        around = [caseload.around(hit, 0 if as_data else context) for hit in hits]
    if as_data:
        say(as_json("find", map(hit_fields, hits), as_data))
    elif hits:
        # Marks are for people; to another program the words go as they are.
        marked = read_wanted(asked).words if is_read() else ()
        blocks = zip(hits, around, strict=True)
        say("\n\n".join(hit_block(hit, marked, lines) for hit, lines in blocks))
    else:
        tell("Nothing was found.")
