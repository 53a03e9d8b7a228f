"""The codes of FHIR R4 that exports use, and how resources are named in a bundle."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sessiontui.domain.kinds.lookup import ACTIVE, LET_GO, REACHED, RESTING
from sessiontui.domain.session.head import is_from_afar

if TYPE_CHECKING:
    from collections.abc import Mapping

Resource = dict[str, Any]

_TERMINOLOGY = "http://terminology.hl7.org/CodeSystem"
_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "urn:sessiontui:export")
CODES = "urn:sessiontui:client-code"
SESSION_NUMBERS = "urn:sessiontui:session-number"
SEALS = "urn:sessiontui:seal"

GOAL_STATUS: Mapping[str, str] = MappingProxyType(
    {ACTIVE: "active", REACHED: "completed", RESTING: "on-hold", LET_GO: "cancelled"}
)
"""http://hl7.org/fhir/goal-status for the letters that say how a goal stands."""
ACHIEVED: Resource = {
    "coding": [{"system": f"{_TERMINOLOGY}/goal-achievement", "code": "achieved"}]
}
SURVEY: Resource = {
    "coding": [{"system": f"{_TERMINOLOGY}/observation-category", "code": "survey"}]
}
AMBULATORY: Resource = {
    "system": f"{_TERMINOLOGY}/v3-ActCode",
    "code": "AMB",
    "display": "ambulatory",
}
VIRTUAL: Resource = {
    "system": f"{_TERMINOLOGY}/v3-ActCode",
    "code": "VR",
    "display": "virtual",
}

LOINC = "http://loinc.org"
PROGRESS_NOTE: Resource = {
    "system": LOINC,
    "code": "11506-3",
    "display": "Progress note",
}
"""From HL7's value set ProgressNoteDocumentTypeCode (2.16.840.1.113883.11.20.8.1)."""
ADDENDUM: Resource = {
    "system": LOINC,
    "code": "55107-7",
    "display": "Addendum Document",
}
"""LOINC's own name for what was added to a document."""


def encounter_class(held: str) -> Resource:
    """In person or from afar, by the therapist's words for how a session was held."""
    return VIRTUAL if is_from_afar(held) else AMBULATORY


def task_status(went: int | None) -> str:
    """http://hl7.org/fhir/task-status for how homework went, 0 to 4.

    `cancelled` is defined as "not completed" and says nothing of why.
    """
    if went is None:
        return "accepted"
    return "completed" if went else "cancelled"


@dataclass(frozen=True, slots=True)
class Names:
    """The names of one client's resources: the same each time, in any record."""

    seed: str

    def uuid(self, kind: str, *place: object) -> str:
        """The id of a resource by what it is and where it stands."""
        return str(
            uuid.uuid5(_NAMESPACE, "|".join(map(str, (self.seed, kind, *place))))
        )

    def refer(self, kind: str, *place: object) -> Resource:
        """A reference to it that resolves inside the bundle."""
        return {"reference": f"urn:uuid:{self.uuid(kind, *place)}"}

    def resource(self, kind: str, *place: object, **fields: object) -> Resource:
        """A resource with its id, without what is not known."""
        known = {k: v for k, v in fields.items() if v not in (None, "", [], {})}
        return {"resourceType": kind, "id": self.uuid(kind, *place), **known}


@dataclass(frozen=True, slots=True)
class Practitioner:
    """The therapist whose name is in the settings, as what they signed refers to."""

    name: str
    licence: str = ""

    def resource(self) -> Resource:
        """The resource; nothing beyond name and licence is known."""
        return self._names.resource(
            "Practitioner",
            name=[{"text": self.name}],
            qualification=[{"code": {"text": self.licence}}] if self.licence else [],
        )

    def by(self, signer: str) -> Resource:
        """A reference to whoever signed; somebody else is known by name alone."""
        known = ", ".join(x for x in (self.name, self.licence) if x)
        reference = self._names.refer("Practitioner") if signer == known else {}
        return {**reference, "display": signer}

    @property
    def _names(self) -> Names:
        return Names(f"{self.name}|{self.licence}")


NOBODY = Practitioner("")
