"""The refs of an export file: all are known, and a new one cannot be left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sessiontui.exchange.refs import WHERE, Firmness, Ref, Where, renamed
from sessiontui.exchange.schema.document import Export

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = (1 << 53) - 1
"""What tells a ref, in the schema, from other numbers."""
BY_HAND = {
    "clients.requests.about": "counted within its client",
    "clients.sessions.forgotten_to": "a moment that need not be a step's",
}


def named_in(schema: Any, defs: dict[str, Any], place: str = "") -> Iterator[str]:
    """The places in which a file of this schema holds refs."""
    if "$ref" in schema:
        schema = defs[schema["$ref"].rpartition("/")[2]]
    if schema.get("maximum") == LARGEST:
        yield place
    items = [schema["items"]] if "items" in schema else []
    for kind in (*schema.get("anyOf", ()), *items):
        yield from named_in(kind, defs, place)
    for name, part in schema.get("properties", {}).items():
        yield from named_in(part, defs, f"{place}.{name}".lstrip("."))


def places(where: Where, place: str = "") -> Iterator[str]:
    for name, part in where.items():
        here = f"{place}.{name}".lstrip(".")
        yield from [here] if isinstance(part, Ref) else places(part, here)


def test_every_ref_of_the_schema_has_its_place() -> None:
    tree = Export.model_json_schema()

    assert {*named_in(tree, tree["$defs"])} == {*places(WHERE), *BY_HAND}


def test_a_ref_that_leads_nowhere_is_none_or_an_error_by_how_firm_it_is() -> None:
    tree = {"history": {"moves": [{"line": 7, "from_session": 1, "at": "now"}]}}
    refs = {"line": {1: 11}, "session": {1: 21}}

    assert renamed(tree, refs, Firmness.LINK) == {
        "history": {"moves": [{"line": None, "from_session": 21, "at": "now"}]}
    }
    with pytest.raises(KeyError):
        renamed(tree, refs, Firmness.TIE)


def test_what_is_not_renamed_stays_as_it_is() -> None:
    tree = {"history": {"steps": [{"moment": 5, "session": 1, "target": None}]}}

    assert renamed(tree, {"session": {1: 2}}, Firmness.NAME) == {
        "history": {"steps": [{"moment": 5, "session": 2, "target": None}]}
    }
