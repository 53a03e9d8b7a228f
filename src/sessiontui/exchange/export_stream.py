"""The parts of an export in their order, from a file or a tree, never all at once."""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args

from pydantic import ConfigDict, TypeAdapter, ValidationError

from sessiontui.errors import DamagedError, SessionTuiError
from sessiontui.exchange.json_format import place_of
from sessiontui.exchange.json_reader import JsonError, JsonReader
from sessiontui.exchange.schema.document import (
    FORMAT,
    VERSION,
    ClientPart,
    Export,
    HistoryPart,
    PrivatePart,
)
from sessiontui.store.meter import Far, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from typing import BinaryIO

    from pydantic import BaseModel

    from sessiontui.exchange.refs import Tree

LISTS: dict[type[BaseModel], tuple[str, ...]] = {
    Export: ("clients", "receipts"),
    ClientPart: ("sessions",),
    HistoryPart: ("steps", "changes", "moves"),
    PrivatePart: ("notes", "drafts", "steps", "changes"),
}
"""The lists that grow with the years; each of their items is a part."""
_WITHIN: dict[str, type[BaseModel]] = {
    "history": HistoryPart,
    "psychotherapy_notes": PrivatePart,
}
NOTES_PART = "psychotherapy_notes"
_NO_EXPORT = "This is not a whole SessionTUI export."


class Part(NamedTuple):
    """An item of a long list, and which list it is.

    A client's sessions come before the client, whose part is without them.
    """

    way: str
    tree: Tree


@dataclass(frozen=True, slots=True)
class ImportFile:
    """A file that can be read again from its beginning, and how large it is."""

    opened: Callable[[], AbstractContextManager[BinaryIO]]
    size: int


def parts_of(tree: Tree) -> Iterator[Part]:
    """The parts of a tree, whose lists may be read late."""
    for client in tree["clients"]:
        for session in client["sessions"]:
            yield Part("clients.sessions", session)
        rest = {name: value for name, value in client.items() if name != "sessions"}
        yield Part("clients", rest)
    for where, model in _WITHIN.items():
        for name in LISTS[model] if tree.get(where) else ():
            for part in tree[where][name]:
                yield Part(f"{where}.{name}", part)
        if where == "history":
            for part in tree["receipts"]:
                yield Part("receipts", part)


def parts_in(
    source: ImportFile, *, unchecked: bool = False, far: Far = silent
) -> Iterator[Part]:
    """The parts of an export file, each checked; at the end, that they were all.

    Raises:
        DamagedError: it is no export of ours, or not a whole one.
        SessionTuiError: a newer program wrote it.
    """
    with source.opened() as file:
        reading = _Reading(JsonReader(file))
        for part in reading.parts():
            if source.size:
                far(min(reading.json.taken / source.size, 1.0))
            yield part
    if unchecked:
        return
    if not reading.check:
        raise DamagedError(
            "This export has no check, so nobody can tell whether it was changed. "
            "One of an earlier SessionTUI that made none comes in with: --unchecked. "
            "Nothing was changed."
        )
    if reading.check != reading.digest():
        raise DamagedError(
            "This export was changed or damaged since it was written: its check does "
            "not fit. Nothing was changed."
        )


class _Reading:
    """One reading of a file, which sums up on its way what the check is made of."""

    def __init__(self, reader: JsonReader) -> None:
        self.json = reader
        self.check = ""
        self._sum = hashlib.sha256()
        self._place: list[str | int] = []

    def digest(self) -> str:
        """The check that fits what was read."""
        return self._sum.hexdigest()

    def parts(self) -> Iterator[Part]:
        """All parts, and what follows the last must be nothing."""
        try:
            yield from self._object(Export, "")
            if self.json.peek():
                raise JsonError
        except JsonError:
            raise DamagedError(_NO_EXPORT) from None

    def _object(self, model: type[BaseModel], way: str) -> Iterator[Part]:
        """The parts in an object, and in the end itself without them."""
        own: Tree = {}
        fields = [*model.model_fields]
        # In another order, nobody wrote it but another program.
        ahead = iter(fields)
        for name in self.json.names():
            with self._at(name):
                if name not in ahead:
                    raise self._cannot_be() if "version" in own else JsonError
                here = f"{way}.{name}".lstrip(".")
                if name == "check":
                    self.check = own[name] = self._value(model, name)
                    continue
                self._out(f'{"," if own else "{"}"{name}":')
                own[name] = []
                if name in LISTS[model]:
                    yield from self._list(model, name, here)
                elif name in _WITHIN and self.json.peek() != "n":
                    yield from self._object(_WITHIN[name], here)
                else:
                    own[name] = self._value(model, name)
                    self._out(_text(model, name, own[name]))
        for name in fields:
            if model.model_fields[name].is_required() and name not in own:
                with self._at(name):
                    raise self._cannot_be() if "version" in own or way else JsonError
        self._out("}")
        if model is ClientPart:
            yield Part(way, _plain(model, own))

    def _list(self, model: type[BaseModel], name: str, way: str) -> Iterator[Part]:
        item = _item(model, name)
        self._out("[")
        for number in self.json.items():
            with self._at(number):
                self._out("," if number else "")
                if item in LISTS:
                    yield from self._object(item, way)
                    continue
                with self._fitting():
                    part = item.model_validate_json(self.json.value())
                self._out(text := part.model_dump_json(exclude_unset=True))
                yield Part(way, json.loads(text))
        self._out("]")

    def _value(self, model: type[BaseModel], name: str) -> Any:  # noqa: ANN401
        text = self.json.value()
        if model is Export and name in {"format", "version"}:
            _check_head(name, json.loads(text))
        with self._fitting():
            return _adapter(model, name).validate_json(text)

    def _out(self, text: str) -> None:
        self._sum.update(text.encode())

    @contextmanager
    def _at(self, step: str | int) -> Iterator[None]:
        self._place.append(step)
        yield
        self._place.pop()

    @contextmanager
    def _fitting(self) -> Iterator[None]:
        try:
            yield
        except ValidationError as error:
            steps = error.errors(
                include_url=False, include_input=False, include_context=False
            )
            self._place += steps[0]["loc"]
            raise self._cannot_be() from None

    def _cannot_be(self) -> DamagedError:
        return DamagedError(
            f"This export is not whole: what stands at {place_of(self._place)} cannot "
            "be. Nothing was changed."
        )


def _check_head(name: str, value: object) -> None:
    if name == "format" and value != FORMAT:
        raise DamagedError("This is not a SessionTUI export.")
    if name == "version" and isinstance(value, int) and value > VERSION:
        raise SessionTuiError(
            "A newer SessionTUI wrote this export. Upgrade this one; "
            "nothing was changed."
        )


def _item(model: type[BaseModel], name: str) -> type[BaseModel]:
    found: type[BaseModel] = get_args(model.model_fields[name].annotation)[0]
    return found


@cache
def _adapter(model: type[BaseModel], name: str) -> TypeAdapter[Any]:
    field = model.model_fields[name]
    kind: Any = field.annotation
    for wanted in field.metadata:
        kind = Annotated[kind, wanted]
    return TypeAdapter(kind, config=ConfigDict(strict=True, hide_input_in_errors=True))


def _text(model: type[BaseModel], name: str, value: object) -> str:
    return _adapter(model, name).dump_json(value, exclude_unset=True).decode()


def _plain(model: type[BaseModel], own: Tree) -> Tree:
    """An object besides its long lists, as plain data."""
    return {
        name: json.loads(_text(model, name, value))
        for name, value in own.items()
        if name not in LISTS[model]
    }
