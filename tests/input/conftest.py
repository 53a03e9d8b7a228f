"""The real program on a real terminal, on an empty record of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.ui.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sessiontui.settings.paths import Paths


@pytest.fixture
def terminal(paths: Paths, secret: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens the program in a terminal, as often as it is called."""
    opened: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        window = Terminal(
            paths.data,
            *(arguments or ("open", "KESTREL-4")),
            passphrase_file=secret,
        )
        opened.append(window)
        return window

    yield start
    for window in opened:
        window.close()
