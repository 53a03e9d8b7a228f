"""An export as JSON: its bytes and its schema."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError

from sessiontui.exchange.schema.document import Export

_INDENT = 1


_Out = Callable[[str, str], None]
"""A way out for text in both forms: as the check has it, and as the file has it."""


class _Late(NamedTuple):
    """A list of parts that is read only when its turn comes."""

    name: str
    item: type[BaseModel]
    parts: Iterator[dict[str, Any]]
    depth: int


class ShapeError(ValueError):
    """Data that does not have the shape of an export; the text is a place in it."""


def pour_tree(tree: dict[str, Any], write: Callable[[bytes], object]) -> None:
    """Write the bytes of an export, of a tree with late lists, and its check behind.

    The same record gives the same bytes.

    Raises:
        ShapeError: it is not the shape of an export.
    """
    check = hashlib.sha256()

    def out(compact: str, indented: str) -> None:
        check.update(compact.encode())
        write(indented.encode())

    compact, indented = _pour(Export, tree, 0, out)
    out(compact, indented.removesuffix("\n}"))
    write(f',\n "check": "{check.hexdigest()}"\n}}\n'.encode())


def _pour(
    model: type[BaseModel], tree: dict[str, Any], depth: int, out: _Out
) -> tuple[str, str]:
    """Write a part as far as its last long list, in both forms; what is left of it."""
    late: list[_Late] = []
    bare = _without_lists(model, tree, depth, late)
    try:
        part = model.model_validate_json(json.dumps(bare))
    except ValidationError as error:
        raise ShapeError(_place(error)) from None
    compact = part.model_dump_json(exclude_unset=True)
    indented = part.model_dump_json(indent=_INDENT, exclude_unset=True)
    indented = indented.replace("\n", "\n" + " " * depth)
    for name, item, parts, deep in late:
        # No text can look like this: a quotation mark in it has a stroke before it.
        before, compact = compact.split(f'"{name}":[]', 1)
        before_it, indented = indented.split(f'"{name}": []', 1)
        out(f'{before}"{name}":[', f'{before_it}"{name}": [')
        number = 0
        for number, each in enumerate(parts, 1):
            comma = "," if number > 1 else ""
            out(comma, f"{comma}\n{' ' * (deep + 1)}")
            out(*_pour(item, each, deep + 1, out))
        out("]", f"\n{' ' * deep}]" if number else "]")
    return compact, indented


def _without_lists(
    model: type[BaseModel], tree: dict[str, Any], depth: int, late: list[_Late]
) -> dict[str, Any]:
    """A tree with its late lists empty; they are noted in the order of the model."""
    bare = {}
    for name, field in model.model_fields.items():
        if name not in tree:
            continue
        value = tree[name]
        if isinstance(value, Iterator):
            late.append(_Late(name, get_args(field.annotation)[0], value, depth + 1))
            value = []
        elif isinstance(value, dict) and (part := _part_of(field.annotation)):
            value = _without_lists(part, value, depth + 1, late)
        bare[name] = value
    return {**tree, **bare}


def _part_of(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any type
    """The model of a field that is one part, or none."""
    kinds = (annotation, *get_args(annotation))
    return next(
        (x for x in kinds if isinstance(x, type) and issubclass(x, BaseModel)), None
    )


def schema() -> str:
    """The JSON Schema of an export, as docs/export.schema.json has it."""
    found = Export.model_json_schema()
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def place_of(steps: Iterable[str | int]) -> str:
    """A place in an export: our own names and numbers only."""
    known = _names()
    place = [str(x) for x in steps if isinstance(x, int) or x in known]
    return ".".join(place) or "its beginning"


def _place(error: ValidationError) -> str:
    steps = error.errors(include_url=False, include_input=False, include_context=False)
    return place_of(steps[0]["loc"])


def _names() -> frozenset[str]:
    parts = [Export.model_json_schema(), *Export.model_json_schema()["$defs"].values()]
    return frozenset(name for part in parts for name in part.get("properties", ()))
