"""Each private name renamed in Textual, one at a time: a line is recorded all the same.

It is proof, not test: the real program starts on a whole terminal for every name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sessiontui.ui.terminal.supported import spoken
from tests.renamed import private_names
from tests.ui.test_supported import record_a_line

if TYPE_CHECKING:
    from pathlib import Path

    from tests.story import Template


@pytest.mark.parametrize("name", private_names())
def test_a_line_is_recorded_and_where_says_what_is_off(
    name: str, template: Template, tmp_path: Path
) -> None:
    said = record_a_line(template, tmp_path, name)

    assert said.startswith("quiet-output ")
    assert spoken(name) in said
