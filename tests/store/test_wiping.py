"""Memory that SQLCipher has used is wiped and kept from swap, in the program itself."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from tests.story import handed_over

if TYPE_CHECKING:
    from sessiontui.settings.paths import Paths
    from sessiontui.store.sqlcipher.key import Key

ASK = """
from sessiontui.store.open import open_record
from tests.story import read_handed_over

record = open_record(*read_handed_over(), write={write})
for file, _ in record.databases:
    print(file.execute("PRAGMA cipher_memory_security").fetchone()[0])
"""


@pytest.mark.parametrize("write", [True, False])
def test_the_program_wipes_what_it_has_used(
    write: bool, paths: Paths, key: Key
) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(write=write)],
        input=handed_over(paths, key),
        capture_output=True,
        text=True,
    )
    assert done.stdout.split() == ["1", "1"], done.stderr
