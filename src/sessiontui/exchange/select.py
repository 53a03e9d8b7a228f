"""Some clients out of an export, with not a word that belongs to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sessiontui.domain.client_codes import code_key
from sessiontui.errors import NotFoundError
from sessiontui.exchange.parts import NOTES_PART
from sessiontui.exchange.refs import Firmness, counted, renamed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sessiontui.exchange.parts import Part
    from sessiontui.exchange.refs import Refs, Tree


def portion(parts: Iterable[Part], codes: Collection[str], *, private: bool) -> Tree:
    """A tree of some clients of an export, and of all that touches them.

    It takes as much memory as they do, however many others there are.
    """
    tree: Tree = {
        "clients": [],
        "history": {"steps": [], "changes": [], "moves": []},
        "receipts": [],
    }
    if private:
        tree[NOTES_PART] = {"notes": [], "drafts": [], "steps": [], "changes": []}
    keys = {code_key(code) for code in codes}
    ours: set[int] = set()
    sessions: list[Tree] = []
    for way, part in parts:
        if way == "clients.sessions":
            sessions.append(part)
        elif way == "clients":
            if _are_asked_for(part, keys):
                tree["clients"].append({**part, "sessions": sessions})
                ours |= {session["ref"] for session in sessions}
            sessions = []
        elif way == "receipts":
            tree["receipts"].append(part)
        elif not ours.isdisjoint(_touched(part)):
            where, name = way.split(".")
            tree[where][name].append(part)
    return tree


def keys_of(client: Tree) -> frozenset[str]:
    """The keys of a client's codes, the former ones among them."""
    codes = (client["code"], *(x["code"] for x in client.get("former", ())))
    return frozenset(map(code_key, codes))


def _are_asked_for(client: Tree, keys: set[str]) -> bool:
    return not keys.isdisjoint(keys_of(client))


def _touched(part: Tree) -> Iterator[int]:
    """The sessions that a part names."""
    for name in ("session", "from_session", "to_session"):
        if part.get(name) is not None:
            yield part[name]
    for name in ("before", "after"):
        if state := part.get(name):
            yield state["session"]


def only(
    tree: Tree,
    codes: Collection[str],
    session: int | None = None,
    kept: Collection[int] = (),
) -> Tree:
    """The part of an export that is about these clients, its refs counted anew.

    A line that was moved to another client belongs there with all its history; one
    that came from another begins, here, with its coming. Only the original that a legal
    hold `kept` stays with whom it was moved away from, too. Of a `session` alone, by
    its ref, nothing else that is the client's comes along.

    Raises:
        NotFoundError: there is no client with one of the codes.
    """
    keys = {code_key(code) for code in codes}
    clients = [x for x in tree["clients"] if _are_asked_for(x, keys)]
    theirs = frozenset[str]().union(*map(keys_of, clients))
    if not keys <= theirs:
        raise NotFoundError("There is no client with that code.")
    receipts = [x for x in tree["receipts"] if code_key(x["code"]) in theirs]
    if session is not None:
        clients, receipts = [_with_one(x, session) for x in clients], []
    sessions = {x["ref"] for client in clients for x in client["sessions"]}
    where = _last_places(tree["history"]["changes"], "line")
    for client in tree["clients"]:
        for each in client["sessions"]:
            where |= {line["ref"]: each["ref"] for line in each["lines"]}
    lines = {line for line, at in where.items() if at in sessions}
    lines |= {
        change["line"]
        for change in tree["history"]["changes"]
        if change["line"] in kept and not sessions.isdisjoint(_touched(change))
    }
    part = {
        **tree,
        "clients": clients,
        "history": {
            **_history(tree["history"], "line", lines, sessions),
            "moves": [
                move
                for move in tree["history"]["moves"]
                if {move["from_session"], move["to_session"]} & sessions
            ],
        },
        "receipts": receipts,
    }
    if notes := part.get(NOTES_PART):
        part[NOTES_PART] = _private(notes, sessions)
    refs = {"session": counted(sorted(sessions)), "line": counted(sorted(lines))}
    return dict(renamed(part, refs, Firmness.NAME))


def _with_one(client: Tree, session: int) -> Tree:
    """A client with one session, and with nothing about the others."""
    sessions = [x for x in client["sessions"] if x["ref"] == session]
    return {**client, "sessions": sessions, "requests": []}


def _private(notes: Tree, sessions: set[int]) -> Tree:
    where = _last_places(notes["changes"], "note")
    where |= {note["moment"]: note["session"] for note in notes["notes"]}
    ours = {number for number, at in where.items() if at in sessions}
    return {
        "notes": [x for x in notes["notes"] if x["moment"] in ours],
        "drafts": [x for x in notes["drafts"] if x["session"] in sessions],
        **_history(notes, "note", ours, sessions),
    }


def _history(history: Tree, name: str, ours: set[int], sessions: set[int]) -> Tree:
    """Keep what happened here: a coming is a beginning, a going an end."""
    steps = [x for x in history["steps"] if x["session"] in sessions]
    moments = {step["moment"] for step in steps}
    changes = []
    for change in history["changes"]:
        before, after = (
            state if state and state["session"] in sessions else None
            for state in (change["before"], change["after"])
        )
        step = change["step"] if change["step"] in moments else None
        if change[name] in ours and (before or after):
            changes.append({**change, "step": step, "before": before, "after": after})
    return {"steps": steps, "changes": changes}


def _last_places(changes: Iterable[Tree], name: str) -> Refs:
    """The session that each line, or note, belonged to in the end."""
    return {x[name]: (x["after"] or x["before"])["session"] for x in changes}
