"""An export as a FHIR R4 bundle, checked by the fhir.resources package.

That package calls the release R4B; the resources used here are the same in both.
Psychotherapy notes and scratch are in no part of it. A session's notes are in it as
its print: final where it is signed, preliminary where it is not.
"""

from __future__ import annotations

import json
from importlib import import_module
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from sessiontui.domain.entities import Client, rating_name, score_of
from sessiontui.domain.kinds.lookup import REACHED, Kind
from sessiontui.domain.prints.document import Sheet
from sessiontui.domain.session.goals import GLOSS, OUTER_REASON, OWN_REASON, status
from sessiontui.domain.session.homework import cards
from sessiontui.errors import DamagedError, UsageError
from sessiontui.exchange.fhir.codes import (
    ACHIEVED,
    CODES,
    GOAL_STATUS,
    NOBODY,
    SESSION_NUMBERS,
    SURVEY,
    Names,
    encounter_class,
    task_status,
)
from sessiontui.exchange.fhir.documents import documents, instant

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sessiontui.domain.entities import Line, Session
    from sessiontui.domain.session.homework import Card
    from sessiontui.exchange.client_history import ClientHistory, Past
    from sessiontui.exchange.fhir.codes import Practitioner, Resource

_PATIENT, _ENCOUNTER, _GOAL, _PLAN, _TASK = (
    *("Patient", "Encounter", "Goal", "CarePlan", "Task"),
)
FHIR_KINDS = (Kind.HOMEWORK,)
"""Lines of all sessions that are put together."""
_NOT_SAID = "not recorded"
_CHECKED = 1_000
"""Activities of a plan that are checked at once: some 2 MB while they are."""
_WRITTEN = 10_000
"""Pieces of JSON that are put together to be written: some 0.1 MB."""


def check_installed() -> None:
    """Say what to install, before anything is asked.

    Raises:
        UsageError: the FHIR package is not there.
    """
    _bundle_model()


def pour_fhir(
    clients: Iterable[ClientHistory],
    therapist: Practitioner = NOBODY,
    which: int | str | None = None,
) -> Iterator[bytes]:
    """A FHIR bundle of clients that are read in their turn, entry after entry.

    `therapist` is whom the settings name; `which` is one session alone, with the goals
    as they stood in it.

    Raises:
        DamagedError: something in it is not what FHIR takes; the rest is wanting.
    """
    resources = chain(
        [therapist.resource()] if therapist.name else [],
        chain.from_iterable(_client(client, therapist, which) for client in clients),
    )
    bundle: Resource = {"resourceType": "Bundle", "type": "collection"}
    model, before = _bundle_model(), ',\n "entry": [\n'
    yield json.dumps(bundle, indent=1).removesuffix("\n}").encode()
    for resource in resources:
        entry = {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}
        try:
            for part in _parts(resource):
                read = {**bundle, "entry": [{**entry, "resource": part}]}
                model.model_validate_json(json.dumps(read))
        except ValueError:
            raise DamagedError(
                "Something in the record cannot be said in FHIR; nothing was written. "
                "Take it out with: --format json"
            ) from None
        yield f"{before}  ".encode()
        pieces = json.JSONEncoder(indent=1, ensure_ascii=False).iterencode(entry)
        while text := "".join(islice(pieces, _WRITTEN)):
            yield text.replace("\n", "\n  ").encode()
        before = ",\n"
    yield b"\n}\n" if before.endswith("[\n") else b"\n ]\n}\n"


def _parts(resource: Resource) -> Iterator[Resource]:
    """A resource in parts that are small enough to be checked one after another.

    Only a plan grows with the years: each of its activities stands for itself.
    """
    every = resource.get("activity") or ()
    for start in range(0, len(every) or 1, _CHECKED):
        part = every[start : start + _CHECKED]
        yield {**resource, "activity": part} if part else resource


def _bundle_model() -> Any:  # noqa: ANN401 - an untyped package
    try:
        return import_module("fhir.resources.R4B.bundle").Bundle
    except ImportError:
        raise UsageError(
            "FHIR exports need one more package: pip install 'sessiontui[fhir]'"
        ) from None


def _client(
    history: ClientHistory, therapist: Practitioner, which: int | str | None
) -> Iterator[Resource]:
    client, until = history.client, history.until(which)
    names = Names(f"{client.code}|{client.created_at}")
    told = until.sessions if which is None else until.sessions[-1:]
    yield names.resource(_PATIENT, identifier=[{"system": CODES, "value": client.code}])
    for session in told:
        yield _encounter(names, session)
    if until.sessions:
        yield from _goals(names, until)
    for session in told:
        yield from _ratings(names, until.past(session))
    yield from _homework(names, until, told)
    for session in told:
        yield from documents(names, until.past(session), therapist)


def _encounter(names: Names, known: Session) -> Resource:
    over = known.stopped_at or known.signed_at
    began = instant(known.started_at) if known.start_noted else f"{known.day}"
    period = {"start": began}
    if known.stopped_at:
        # Where only the day of the start is known, the end says no more.
        stopped = known.stopped_at
        period["end"] = instant(stopped) if known.start_noted else f"{known.day}"
    status = "finished" if over else "in-progress"
    if known.is_missed:
        status, period = "cancelled", {"start": f"{known.day}", "end": f"{known.day}"}
    if known.is_card:
        status, period = "finished", {"start": f"{known.day}", "end": f"{known.day}"}
    which = (
        []
        if known.is_entry
        else [{"system": SESSION_NUMBERS, "value": f"{known.number}"}]
    )
    return names.resource(
        _ENCOUNTER,
        known.which,
        identifier=which,
        status=status,
        **{"class": encounter_class(known.held)},
        subject=names.refer(_PATIENT),
        period=period,
    )


def _goals(names: Names, history: ClientHistory) -> Iterator[Resource]:
    sheet, days = history.last.sheet, history.days
    for goal in sheet.goals:
        letter = status(goal, sheet.goal_notes)
        about = [x for x in sheet.goal_notes if x.about == goal.id]
        said = [x for x in about if x.sub in GOAL_STATUS]
        yield names.resource(
            _GOAL,
            goal.number,
            lifecycleStatus=GOAL_STATUS[letter],
            achievementStatus=ACHIEVED if letter == REACHED else None,
            description={"text": goal.text.strip() or _NOT_SAID},
            subject=names.refer(_PATIENT),
            startDate=f"{days[goal.session_id]}",
            statusDate=f"{days[(said or [goal])[-1].session_id]}",
            expressedBy=names.refer(_PATIENT),
            note=[
                _note(x)
                for x in about
                if x.text.strip() or x.sub in {GLOSS, OWN_REASON, OUTER_REASON}
            ],
        )


def _ratings(names: Names, session: Past) -> Iterator[Resource]:
    known = session.sheet.session
    for place, line in enumerate(session.sheet.lines):
        low, high = line.row.scale or (0, 0)
        value = line.value
        if score := score_of(line.text) if line.kind is Kind.SCORE else None:
            value, high = score.value, int(score.most)
        if value is None or low == high:
            continue
        goal = names.refer(_GOAL, line.goal) if line.goal is not None else None
        whole = value.is_integer()
        label = rating_name(line) if low == 0 else line.row.print_as
        yield names.resource(
            "Observation",
            known.which,
            place,
            status="final" if known.signed_at else "preliminary",
            category=[SURVEY],
            code={"text": label},
            subject=names.refer(_PATIENT),
            focus=[goal] if goal else None,
            encounter=names.refer(_ENCOUNTER, known.which),
            effectiveDateTime=_when(line, known),
            **(
                {"valueInteger": int(value)}
                if whole
                else {"valueQuantity": {"value": value}}
            ),
            referenceRange=[{"text": f"from {low:g} to {high:g}"}],
        )


def _homework(
    names: Names, history: ClientHistory, told: Sequence[Session]
) -> Iterator[Resource]:
    """The homework of the sessions that are `told`, as it stood in the last one."""
    of = {each.id: each for each in history.sessions}
    places = {number: place for place, number in enumerate(of)}
    # By day of service, then as they were typed.
    lines = history.kept(Kind.HOMEWORK)
    every = cards(sorted(lines, key=lambda x: (places[x.session_id], x.id)))
    here = {each.id for each in told}
    found = {n: card for n, card in enumerate(every) if card.head.session_id in here}
    if not found:
        return
    goals = sorted({x.head.goal for x in found.values() if x.head.goal is not None})
    still = any(card.went is None for card in found.values())
    yield names.resource(
        _PLAN,
        status="active" if still else "completed",
        intent="plan",
        title="Homework",
        subject=names.refer(_PATIENT),
        goal=[names.refer(_GOAL, number) for number in goals],
        activity=[{"reference": names.refer(_TASK, place)} for place in found],
    )
    for place, card in found.items():
        yield _task(names, place, card, of[card.head.session_id])


def _task(names: Names, place: int, card: Card, session: Session) -> Resource:
    head, went = card.head, card.went
    goal = names.refer(_GOAL, head.goal) if head.goal is not None else None
    outcome = f"Rated together: {went} of 4" if went is not None else ""
    return names.resource(
        _TASK,
        place,
        basedOn=[names.refer(_PLAN)],
        status=task_status(went),
        businessStatus={"text": outcome} if outcome else None,
        intent="plan",
        description=head.text.strip() or _NOT_SAID,
        focus=goal,
        **{"for": names.refer(_PATIENT)},
        encounter=names.refer(_ENCOUNTER, session.which),
        authoredOn=_when(head, session),
        owner=names.refer(_PATIENT),
        note=[_note(x) for x in (*card.smaller, *card.obstacles, card.outcome) if x],
        input=[
            {"type": {"text": "How likely, in per cent"}, "valueInteger": value}
            for value in card.likely
        ],
        output=[{"type": {"text": "How it went, 0 to 4"}, "valueInteger": went}]
        if went is not None
        else None,
    )


def _note(line: Line) -> Resource:
    label = line.row.print_as_of(line.sub)
    said = line.text.strip()
    text = f"{label}: {said}" if label and said else label or said
    return {"time": instant(line.at), "text": text or _NOT_SAID}


def _when(line: Line, session: Session) -> str:
    """The time of a line: its moment, or its session's day if it was written late."""
    sheet = Sheet(client=Client(id=1, code=""), session=session, lines=())
    return f"{session.day}" if sheet.is_late(line) else instant(line.at)
