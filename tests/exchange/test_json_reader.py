"""JSON that is read as it comes, whatever it holds and wherever a piece of it ends."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.exchange import json_reader
from sessiontui.exchange.json_reader import JsonError, JsonReader

ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=12,
)


def read(content: bytes, piece: int, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(json_reader, "_CHUNK", piece)
    reader = JsonReader(BytesIO(content))
    found = {
        name: [json.loads(reader.value()) for _ in reader.items()]
        for name in reader.names()
    }
    assert reader.peek() == ""
    return found


@settings(max_examples=60, deadline=None)
@given(
    tree=st.dictionaries(st.text(), st.lists(ANY)),
    piece=st.integers(1, 40),
    indent=st.sampled_from([None, 1]),
    mark=st.sampled_from([b"", b"\xef\xbb\xbf"]),
)
def test_what_was_written_is_read_in_pieces_of_any_size(
    tree: dict[str, Any], piece: int, indent: int | None, mark: bytes
) -> None:
    content = json.dumps(tree, indent=indent, ensure_ascii=False)
    with pytest.MonkeyPatch.context() as patched:
        encoded = content.encode()
        assert read(mark + encoded, piece, patched) == tree


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"a": [1, 2',
        b'{"a": [1 2]}',
        b'{"a" [1]}',
        b"[1]",
        b'{"a": [\xff]}',
    ],
)
def test_what_is_no_json_or_not_all_of_it_is_refused(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(JsonError):
        read(content, 1, monkeypatch)
