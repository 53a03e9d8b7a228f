"""The real program on a real terminal, on an empty record of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.story import PASSPHRASE
from tests.ui.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sessiontui.settings.paths import Paths


@pytest.fixture
def passphrase_file(tmp_path: Path) -> Path:
    """The passphrase, as unattended programs are given it."""
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    return file


@pytest.fixture
def terminal(paths: Paths, passphrase_file: Path) -> Iterator[Callable[..., Terminal]]:
    """Opens the program in a terminal, as often as it is called."""
    opened: list[Terminal] = []

    def start(*arguments: str) -> Terminal:
        window = Terminal(
            paths.data,
            *(arguments or ("open", "KESTREL-4")),
            passphrase_file=passphrase_file,
        )
        opened.append(window)
        return window

    yield start
    for window in opened:
        window.close()
