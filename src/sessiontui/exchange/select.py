"""Some clients out of an export, with not a word that belongs to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sessiontui.errors import NotFoundError
from sessiontui.store.repositories.clients import code_key

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

Tree = dict[str, Any]
Refs = dict[int, int]

_TIES = ("goal", "about", "builds_on")


def only(tree: Tree, codes: Collection[str]) -> Tree:
    """The part of an export that is about these clients, its refs counted anew.

    A line that was moved to another client belongs there with all its history; one
    that came from another begins, here, with its coming.

    Raises:
        NotFoundError: there is no client with one of the codes.
    """
    keys = {code_key(code) for code in codes}
    clients = [x for x in tree["clients"] if code_key(x["code"]) in keys]
    if len(clients) < len(keys):
        raise NotFoundError("There is no client with that code.")
    return _Portion(tree, clients).tree(keys)


class _Portion:
    """The clients that are kept, and where their sessions and lines stand then."""

    def __init__(self, tree: Tree, clients: list[Tree]) -> None:
        self._tree = tree
        self._clients = clients
        ours = [x["ref"] for client in clients for x in client["sessions"]]
        self._sessions = _anew(ours)
        where = _last_places(tree["history"]["changes"], "line")
        for client in tree["clients"]:
            for session in client["sessions"]:
                for line in session["lines"]:
                    where[line["ref"]] = session["ref"]
        self._lines = _anew(x for x, at in where.items() if at in self._sessions)

    def tree(self, keys: set[str]) -> Tree:
        """The part as a whole file."""
        history, receipts = self._tree["history"], self._tree["receipts"]
        steps = self._steps(history["steps"])
        part = {
            **self._tree,
            "clients": [self._client(client) for client in self._clients],
            "history": {
                "steps": steps,
                "changes": [
                    {**change, "line": self._lines[change["line"]]}
                    for change in self._changes(
                        (x for x in history["changes"] if x["line"] in self._lines),
                        steps,
                        self._line,
                    )
                ],
                "moves": [
                    {
                        **move,
                        "line": self._lines.get(move["line"]),
                        "from_session": self._sessions.get(move["from_session"]),
                        "to_session": self._sessions.get(move["to_session"]),
                    }
                    for move in history["moves"]
                    if {move["from_session"], move["to_session"]}
                    & self._sessions.keys()
                ],
            },
            "receipts": [x for x in receipts if code_key(x["code"]) in keys],
        }
        part.pop("check", None)
        if notes := part.get("psychotherapy_notes"):
            part["psychotherapy_notes"] = self._private(notes)
        return part

    def _client(self, client: Tree) -> Tree:
        return {
            **client,
            "sessions": [self._session(x) for x in client["sessions"]],
            "requests": [
                {**x, "session": _of(self._sessions, x["session"])}
                for x in client["requests"]
            ],
        }

    def _session(self, session: Tree) -> Tree:
        return {
            **session,
            "ref": self._sessions[session["ref"]],
            "lines": [
                {**self._tied(x), "ref": self._lines[x["ref"]]}
                for x in session["lines"]
            ],
            "draft": self._draft(session["draft"]),
            "answering": self._draft(session["answering"]),
            "amendments": [
                {**x, "about": _of(self._lines, x["about"])}
                for x in session["amendments"]
            ],
        }

    def _private(self, notes: Tree) -> Tree:
        where = _last_places(notes["changes"], "note")
        where |= {note["moment"]: note["session"] for note in notes["notes"]}
        ours = {number for number, at in where.items() if at in self._sessions}
        steps = self._steps(notes["steps"])
        return {
            "notes": [self._here(x) for x in notes["notes"] if x["moment"] in ours],
            "drafts": [
                self._here(x) for x in notes["drafts"] if x["session"] in self._sessions
            ],
            "steps": steps,
            "changes": self._changes(
                (x for x in notes["changes"] if x["note"] in ours), steps, self._here
            ),
        }

    def _steps(self, steps: Iterable[Tree]) -> list[Tree]:
        return [self._here(x) for x in steps if x["session"] in self._sessions]

    def _changes(
        self,
        changes: Iterable[Tree],
        steps: Iterable[Tree],
        renamed: Callable[[Tree], Tree],
    ) -> list[Tree]:
        """What happened while it was here: a coming is a beginning, a going an end."""
        moments = {step["moment"] for step in steps}
        kept = []
        for change in changes:
            before, after = (
                renamed(state) if state and state["session"] in self._sessions else None
                for state in (change["before"], change["after"])
            )
            step = change["step"] if change["step"] in moments else None
            if before or after:
                kept.append({**change, "step": step, "before": before, "after": after})
        return kept

    def _line(self, state: Tree) -> Tree:
        return self._here(self._tied(state))

    def _tied(self, line: Tree) -> Tree:
        ties = {x: self._lines.get(line[x]) for x in _TIES if x in line}
        return {**line, **ties}

    def _draft(self, draft: Tree | None) -> Tree | None:
        return draft and {**draft, "editing": self._lines.get(draft["editing"])}

    def _here(self, part: Tree) -> Tree:
        return {**part, "session": self._sessions[part["session"]]}


def _last_places(changes: Iterable[Tree], name: str) -> Refs:
    """The session that each line, or note, belonged to in the end."""
    return {x[name]: (x["after"] or x["before"])["session"] for x in changes}


def _anew(refs: Iterable[int]) -> Refs:
    return {old: new for new, old in enumerate(sorted(refs), 1)}


def _of(refs: Refs, ref: int | None) -> int | None:
    return None if ref is None else refs.get(ref)
