"""The rows of what ends an hour and frames it: answers, pace, consent."""

from __future__ import annotations

from sessiontui.domain.kind_row import (
    NOT_ON_SHEET,
    Kind,
    KindRow,
    Sub,
    Tab,
    in_prints,
)

LEFT_OPEN = "none"
"""The sub-kind of a closing question that was asked and left open."""


def _left_open() -> Sub:
    return Sub(
        LEFT_OPEN,
        "left open",
        "",
        bare=True,
        assigned=True,
        sections=NOT_ON_SHEET,
    )


FRAMED: tuple[KindRow, ...] = (
    KindRow(
        Kind.HELPED,
        label="helped",
        print_as="Most helpful today",
        words=("helped",),
        tab=Tab.HELPED,
        what="what was most helpful today",
        subs=(_left_open(),),
        client_view=True,
        client_words=True,
        sections=in_prints("helped", "F F F F F"),
    ),
    KindRow(
        Kind.DIFFERENTLY,
        label="differently",
        print_as="Differently next session",
        words=("differently",),
        tab=Tab.HELPED,
        what="what to do differently next session",
        subs=(_left_open(),),
        client_view=True,
        client_words=True,
        sections=in_prints("helped", "F F F F F", takehome="next"),
    ),
    KindRow(
        Kind.ANSWER,
        label="answer",
        print_as="",
        words=("answer",),
        tab=Tab.HELPED,
        what="the answer to a closing question of your own",
        subs=(_left_open(),),
        client_view=True,
        client_words=True,
        sections=in_prints("helped", "F F F F F"),
    ),
    KindRow(
        Kind.CHANGED,
        label="we changed",
        print_as="Changed, as the client asked",
        words=("changed",),
        tab=Tab.AGENDA,
        what="what you changed because the client asked",
        bare=True,
        sections=in_prints("notes", "Pd D I I I"),
    ),
    KindRow(
        Kind.PACE,
        label="pace",
        print_as="Support to challenge, as the client states it",
        words=("pace", "dial"),
        tab=Tab.NOTES,
        what="-3 more support to +3 more challenge, as the client states it",
        scale=(-3, 3),
        client_words=True,
        sections=in_prints("notes", "S D B R R"),
    ),
    KindRow(
        Kind.CONSENT,
        label="consent",
        print_as="Notes discussed with the client",
        words=("consent",),
        tab=Tab.NOTES,
        what="notes discussed with the client: yes, declined or later",
        subs=(
            Sub("yes", "consent", "Notes discussed with the client: yes", bare=True),
            Sub(
                "declined",
                "consent",
                "Notes discussed with the client: declined",
                bare=True,
            ),
            Sub(
                "later", "consent", "Notes discussed with the client: later", bare=True
            ),
        ),
        sections=in_prints("notes", "Pd D I I I"),
    ),
)
