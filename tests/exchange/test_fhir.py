"""The FHIR bundle holds to the models, the value sets, and its own references."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.bundle import Bundle
from jsonschema import Draft6Validator

from sessiontui.errors import DamagedError
from sessiontui.exchange.fhir import bundle as as_fhir
from sessiontui.exchange.fhir.codes import (
    NOBODY,
    Names,
    Practitioner,
    encounter_class,
)
from tests.exchange.past import SIGNER, weeks
from tests.exchange.whole import from_tree, take, write_fhir
from tests.story import open_session, type_all

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sessiontui.store.record import Record
    from tests.story import Clock

Resource = dict[str, Any]

PUBLISHED = Path(__file__).with_name("fhir_r4") / "fhir.schema.json.gz"
"""The JSON schema of R4 as HL7 publishes it; a README beside it says where from."""

VALUE_SETS: dict[str, dict[str, set[str]]] = {
    "Bundle": {"type": {"collection"}},
    "Encounter": {
        "status": {
            *("planned", "arrived", "triaged", "in-progress", "onleave", "finished"),
            *("cancelled", "entered-in-error", "unknown"),
        }
    },
    "Goal": {
        "lifecycleStatus": {
            *("proposed", "planned", "accepted", "active", "on-hold", "completed"),
            *("cancelled", "entered-in-error", "rejected"),
        }
    },
    "Observation": {
        "status": {
            *("registered", "preliminary", "final", "amended", "corrected"),
            *("cancelled", "entered-in-error", "unknown"),
        }
    },
    "CarePlan": {
        "status": {
            *("draft", "active", "on-hold", "revoked", "completed"),
            *("entered-in-error", "unknown"),
        },
        "intent": {"proposal", "plan", "order", "option"},
    },
    "Task": {
        "status": {
            *("draft", "requested", "received", "accepted", "rejected", "ready"),
            *("cancelled", "in-progress", "on-hold", "failed", "completed"),
            "entered-in-error",
        },
        "intent": {
            *("unknown", "proposal", "plan", "order", "original-order"),
            *("reflex-order", "filler-order", "instance-order", "option"),
        },
    },
    "DocumentReference": {
        "status": {"current", "superseded", "entered-in-error"},
        "docStatus": {"preliminary", "final", "amended", "entered-in-error"},
    },
}
"""The required bindings of R4 (4.0.1) for the fields that are written."""
REQUIRED = {
    "Encounter": {"status", "class"},
    "Goal": {"lifecycleStatus", "description", "subject"},
    "Observation": {"status", "code"},
    "CarePlan": {"status", "intent", "subject"},
    "Task": {"status", "intent"},
    "DocumentReference": {"status", "content"},
    "Patient": {"identifier"},
}
TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/"
CODINGS = {
    (f"{TERMINOLOGY}goal-achievement", "achieved"),
    (f"{TERMINOLOGY}observation-category", "survey"),
    (f"{TERMINOLOGY}v3-ActCode", "AMB"),
    (f"{TERMINOLOGY}v3-ActCode", "VR"),
    ("http://loinc.org", "11506-3"),
    ("http://loinc.org", "55107-7"),
}


@pytest.fixture
def bundle(record: Record, clock: Clock) -> Resource:
    found = json.loads(write_fhir(weeks(record, clock)))
    assert isinstance(found, dict)
    return found


@pytest.fixture(scope="module")
def published() -> Draft6Validator:
    return Draft6Validator(json.loads(gzip.decompress(PUBLISHED.read_bytes())))


def resources(bundle: Resource, kind: str = "") -> list[Resource]:
    every = [entry["resource"] for entry in bundle["entry"]]
    return [x for x in every if x["resourceType"] == kind or not kind]


def every(part: Any) -> Iterator[Resource]:
    """Every object in a part, itself included."""
    if isinstance(part, dict):
        yield part
        for inner in part.values():
            yield from every(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from every(inner)


def attachment(document: Resource) -> bytes:
    found = document["content"][0]["attachment"]
    content = base64.b64decode(found["data"])
    assert found["size"] == len(content)
    digest = hashlib.sha1(content, usedforsecurity=False).digest()
    assert base64.b64decode(found["hash"]) == digest
    assert found["contentType"] == "text/plain"
    return content


def test_every_resource_holds_to_the_library_s_models(bundle: Resource) -> None:
    Bundle.model_validate(bundle)
    for resource in resources(bundle):
        kind = resource["resourceType"]
        get_fhir_model_class(kind).model_validate(resource)
        assert resource.keys() >= REQUIRED[kind]
    assert {x["resourceType"] for x in resources(bundle)} == set(REQUIRED)


def test_it_holds_to_the_published_schema(
    record: Record, clock: Clock, published: Draft6Validator
) -> None:
    name, _, licence = SIGNER.partition(", ")
    past = weeks(record, clock)

    for who in (NOBODY, Practitioner(name), Practitioner(name, licence)):
        found = json.loads(write_fhir(past, who))
        published.validate(found)
    assert resources(found, "Practitioner")


@pytest.mark.parametrize(
    "fault",
    [{"status": "over"}, {"mood": "calm"}, {"period": {"start": "5"}}],
)
def test_the_published_schema_tells_what_is_wrong(
    bundle: Resource, published: Draft6Validator, fault: Resource
) -> None:
    resources(bundle, "Encounter")[0].update(fault)

    assert not published.is_valid(bundle)


def test_every_code_is_from_its_value_set(bundle: Resource) -> None:
    for resource in (bundle, *resources(bundle)):
        for field, codes in VALUE_SETS.get(resource["resourceType"], {}).items():
            assert resource[field] in codes
    codings = {
        (x["system"], x["code"]) for x in every(bundle) if {"system", "code"} <= set(x)
    }
    assert codings == CODINGS


def test_every_reference_resolves_in_the_bundle(bundle: Resource) -> None:
    urls = [entry["fullUrl"] for entry in bundle["entry"]]
    named = [
        x["reference"] for x in every(bundle) if isinstance(x.get("reference"), str)
    ]

    assert len(set(urls)) == len(urls)
    assert all(url.startswith("urn:uuid:") for url in urls)
    assert all(
        e["fullUrl"] == f"urn:uuid:{e['resource']['id']}" for e in bundle["entry"]
    )
    assert named
    assert set(named) <= set(urls)


def test_nothing_is_empty(bundle: Resource) -> None:
    for part in every(bundle):
        assert all(value not in ("", [], {}, None) for value in part.values())


def test_a_client_is_known_by_a_code_and_nothing_else(bundle: Resource) -> None:
    for patient in resources(bundle, "Patient"):
        assert patient.keys() == {"resourceType", "id", "identifier"}


def test_goals_tell_how_they_stand(bundle: Resource) -> None:
    wedding, sleep, tea = resources(bundle, "Goal")

    assert wedding["description"]["text"] == "I want to sit at that wedding"
    assert wedding["lifecycleStatus"] == "completed"
    assert (wedding["startDate"], wedding["statusDate"]) == ("2026-03-10", "2026-03-17")
    assert [note["text"] for note in wedding["note"]] == [
        "In the therapist's words: social anxiety, graded",
        "A reason of their own: he'd see me there",
    ]
    assert sleep["lifecycleStatus"] == "on-hold"
    assert tea["lifecycleStatus"] == "active"


def test_ratings_are_observations(bundle: Resource) -> None:
    found = resources(bundle, "Observation")
    told = [
        (x["code"]["text"], x.get("valueInteger", x.get("valueQuantity")), x["status"])
        for x in found
    ]

    assert told == [
        ("Rating", 3, "final"),
        ("mood", {"value": 4.5}, "final"),
        ("Support to challenge, as the client states it", -1, "final"),
        ("Rating", 5, "preliminary"),
    ]


def test_homework_is_a_plan_with_tasks(bundle: Resource) -> None:
    first, second, tea = resources(bundle, "Task")
    plan, other = resources(bundle, "CarePlan")

    assert (first["status"], first["output"][0]["valueInteger"]) == ("completed", 3)
    assert [x["valueInteger"] for x in first["input"]] == [60, 90]
    assert "In the way: the phone is off" in [x["text"] for x in first["note"]]
    assert second["status"] == tea["status"] == "accepted"
    assert (plan["status"], other["status"]) == ("active", "active")
    assert len(plan["activity"]) == 2


def test_the_signed_print_is_there_to_the_byte(
    bundle: Resource, record: Record
) -> None:
    client = record.clients.clients()[0].client
    (signature,) = record.signatures.signatures(client.id)
    final, addendum, correction, draft, _ = resources(bundle, "DocumentReference")

    assert attachment(final) == signature.print
    assert final["docStatus"] == "final"
    assert final["authenticator"] == {"display": SIGNER}
    for added in (addendum, correction):
        assert added["relatesTo"] == [
            {
                "code": "appends",
                "target": {"reference": f"urn:uuid:{final['id']}"},
            }
        ]
        assert b"She rang *again*" in attachment(added)
    assert draft["docStatus"] == "preliminary"
    assert b"<b>*bold*</b>" in attachment(draft)


def test_a_draft_has_the_diagnosis_that_held_on_its_day(
    record: Record, clock: Clock
) -> None:
    for typed in ("slept", "/card for panic (F41.0)", "slept better"):
        type_all(open_session(record, clock), ["a line", typed])
        clock.forward(days=7)
    found = json.loads(write_fhir(take(record)))
    drafts = map(attachment, resources(found, "DocumentReference"))

    assert [b"panic (F41.0)" in x for x in drafts] == [False, True, True]


def test_who_the_settings_name_is_a_practitioner_of_what_they_signed(
    record: Record, clock: Clock
) -> None:
    name, _, licence = SIGNER.partition(", ")
    exported = weeks(record, clock)
    found = json.loads(write_fhir(exported, Practitioner(name, licence)))
    Bundle.model_validate(found)
    (therapist,) = resources(found, "Practitioner")
    final, *_ = resources(found, "DocumentReference")

    assert therapist["name"] == [{"text": name}]
    assert therapist["qualification"] == [{"code": {"text": licence}}]
    assert final["author"] == [
        {"reference": f"urn:uuid:{therapist['id']}", "display": SIGNER}
    ]
    other = json.loads(write_fhir(exported, Practitioner("B. Other")))
    assert resources(other, "DocumentReference")[0]["author"] == [{"display": SIGNER}]


def test_no_private_or_scratch_word_is_in_it(record: Record, clock: Clock) -> None:
    weeks(record, clock)
    bundle = json.loads(write_fhir(take(record, with_private=True)))
    said = json.dumps(bundle) + "".join(
        attachment(x).decode() for x in resources(bundle, "DocumentReference")
    )

    assert "lectured" not in said
    assert "scratch" not in said


def test_the_same_record_gives_the_same_bytes(record: Record, clock: Clock) -> None:
    weeks(record, clock)
    one = json.loads(write_fhir(take(record, ("WREN-7",))))
    both = json.loads(write_fhir(take(record)))

    assert write_fhir(take(record)) == write_fhir(take(record))
    # A resource keeps its name, whoever else goes along.
    assert [e["fullUrl"] for e in one["entry"]] == [
        e["fullUrl"] for e in both["entry"]
    ][-len(one["entry"]) :]


def test_an_empty_record_is_a_valid_bundle(record: Record) -> None:
    bundle = json.loads(write_fhir(take(record)))

    Bundle.model_validate(bundle)
    assert "entry" not in bundle


def test_what_fhir_does_not_take_is_not_written(
    record: Record, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library looks before anything is written."""
    found = weeks(record, clock)
    monkeypatch.setattr(as_fhir, "GOAL_STATUS", dict.fromkeys("nrzl", 7))

    with pytest.raises(DamagedError, match="FHIR"):
        write_fhir(found)


@pytest.mark.parametrize(
    ("held", "code"),
    [
        ("", "AMB"),
        ("in person", "AMB"),
        ("by video", "VR"),
        ("by phone", "VR"),
        ("Telehealth, both at home", "VR"),
        ("on the terrace", "AMB"),
    ],
)
def test_where_it_was_held_is_read_from_the_therapist_s_words(
    held: str, code: str
) -> None:
    assert encounter_class(held)["code"] == code


def test_odd_words_make_valid_resources(record: Record, clock: Clock) -> None:
    tree = json.loads(weeks(record, clock).model_dump_json(exclude_unset=True))
    for client in tree["clients"]:
        for session in client["sessions"]:
            for line in session["lines"]:
                line["text"] = " \n\t"
    Bundle.model_validate_json(write_fhir(from_tree(tree)))


def test_a_plan_of_any_length_is_checked_part_after_part(
    record: Record, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = open_session(record, clock, "WREN-7")
    type_all(live, ["@ one walk", "@ two walks", "@ three walks"])
    known = take(record)
    at_once = write_fhir(known)
    monkeypatch.setattr(as_fhir, "_CHECKED", 1)

    assert write_fhir(known) == at_once
    (plan,) = resources(json.loads(at_once), "CarePlan")
    assert len(plan["activity"]) == 3

    refer = Names.refer

    def refer_badly(self: Any, *to: Any) -> Any:
        return {"reference": 7} if to == ("Task", 2) else refer(self, *to)

    monkeypatch.setattr(Names, "refer", refer_badly)
    with pytest.raises(DamagedError):
        write_fhir(known)
