"""The words of triggers that refuse a change, and the sentences for people."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

SIGNED = "signed sessions do not change"
TIED = "a signed session refers to that line"
ONLY_GROWS = "the history only grows"
NOT_THEIRS = "an amendment is to a line of its own session"
KNOWN = "a client stays who they are"
CROSSES = "a tie joins the lines of one client"
HELD = "a legal hold freezes a record"
STAYS_A_RISK = "a risk stays a risk"
REFUSALS: Mapping[str, str] = MappingProxyType(
    {
        SIGNED: "Signed sessions do not change. Add to one with /amend.",
        TIED: "A signed session refers to that line, so it stays as it is.",
        NOT_THEIRS: "An amendment is to the session, or to one of its own lines.",
        CROSSES: "That line belongs to another client, so it is not tied to it.",
        HELD: "There is a legal hold on this client: what is recorded stays there.",
        STAYS_A_RISK: "A risk line stays in the record.",
        KNOWN: "There is a client with that code already, and a code does not change.",
        ONLY_GROWS: "The history, signatures and what is added to them only grow.",
    }
)
"""Words of a trigger that refuses a change, with the sentence for people."""
