"""What the proof shares: the passphrase in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.story import PASSPHRASE

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """A file with the passphrase that only its owner reads."""
    file = tmp_path / "passphrase"
    file.write_text(PASSPHRASE + "\n")
    file.chmod(0o600)
    return file
