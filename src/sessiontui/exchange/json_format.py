"""An export as JSON: its bytes, and the way back from bytes of whatever kind."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from sessiontui.errors import DamagedError, SessionTuiError
from sessiontui.exchange.schema.document import FORMAT, VERSION, Export

_INDENT = 1


class ShapeError(ValueError):
    """Data that does not have the shape of an export; the text is a place in it."""


class _Head(BaseModel):
    """The head that tells an export of ours from everything else."""

    model_config = ConfigDict(hide_input_in_errors=True)

    format: str
    version: int


def from_tree(tree: dict[str, Any]) -> Export:
    """An export from plain data, with what shows later that it is whole.

    Raises:
        ShapeError: it is not the shape of one.
    """
    try:
        export = Export.model_validate_json(json.dumps(tree))
    except ValidationError as error:
        raise ShapeError(_place(error)) from None
    return export.model_copy(update={"check": _check(export)})


def write_json(export: Export) -> bytes:
    """The bytes of an export; the same record gives the same bytes."""
    text = export.model_dump_json(indent=_INDENT, exclude_unset=True)
    return text.encode() + b"\n"


def read_json(content: bytes) -> Export:
    """The export that a file's bytes hold.

    Raises:
        DamagedError: they are no export of ours, or not a whole one.
        SessionTuiError: a newer program wrote it.
    """
    try:
        head = _Head.model_validate_json(content)
    except ValidationError:
        raise DamagedError("This is not a whole SessionTUI export.") from None
    if head.format != FORMAT:
        raise DamagedError("This is not a SessionTUI export.")
    if head.version > VERSION:
        raise SessionTuiError(
            "A newer SessionTUI wrote this export. Upgrade this one; "
            "nothing was changed."
        )
    try:
        export = Export.model_validate_json(content)
    except ValidationError as error:
        raise DamagedError(
            f"This export is not whole: what stands at {_place(error)} cannot be. "
            "Nothing was changed."
        ) from None
    if export.check and export.check != _check(export):
        raise DamagedError(
            "This export was changed or damaged since it was written: its check does "
            "not fit. Nothing was changed."
        )
    return export


def schema() -> str:
    """The JSON Schema of an export, as docs/export.schema.json has it."""
    found = Export.model_json_schema()
    found["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    return json.dumps(found, indent=2, ensure_ascii=False) + "\n"


def _check(export: Export) -> str:
    text = export.model_dump_json(exclude_unset=True, exclude={"check"})
    return hashlib.sha256(text.encode()).hexdigest()


def _place(error: ValidationError) -> str:
    """The place of the first fault: our own names and numbers only."""
    known = _names()
    steps = error.errors(include_url=False, include_input=False, include_context=False)
    place = [str(x) for x in steps[0]["loc"] if isinstance(x, int) or x in known]
    return ".".join(place) or "its beginning"


def _names() -> frozenset[str]:
    parts = [Export.model_json_schema(), *Export.model_json_schema()["$defs"].values()]
    return frozenset(name for part in parts for name in part.get("properties", ()))
