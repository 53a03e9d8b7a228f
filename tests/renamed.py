"""A Textual in which one private name is spelled otherwise, wherever it stands.

With `environment(...)` a child process has it; what is renamed there is renamed
consistently, as in a later Textual, and all that is public stays as it is.
"""

from __future__ import annotations

import importlib.util
import os
import re
import sys
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sessiontui.ui.terminal.supported import NAMES

if TYPE_CHECKING:
    from types import CodeType

_VARIABLE = "RENAMED_NAME"


def private_names() -> list[str]:
    """The names that can be renamed without touching anything public.

    A public name of a private class is none: other classes have one like it.
    """
    every = dict.fromkeys(name for names in NAMES.values() for name in names)
    return [name for name in every if _last(name).startswith("_")]


def environment(name: str, folder: Path) -> dict[str, str]:
    """What a child process needs to find a Textual without a name."""
    (folder / "sitecustomize.py").write_text(
        "from tests.renamed import install\ninstall()\n"
    )
    root = Path(__file__).parents[1]
    return {"PYTHONPATH": f"{folder}{os.pathsep}{root}", _VARIABLE: _last(name)}


def install() -> None:
    """Rename, in this process, in whatever of Textual and Rich is loaded from now."""
    sys.meta_path.insert(0, _Renaming(os.environ[_VARIABLE]))


def _last(name: str) -> str:
    path = name.partition(":")[2].removesuffix(".cache_clear")
    return path.rpartition(".")[2]


class _Renaming:
    def __init__(self, word: str) -> None:
        # Modules and the standard library keep theirs.
        module = r"(?<!from )(?<!textual\.)(?<!drivers\.)(?<!widgets\.)(?<!rich\.)"
        self._word = re.compile(rf"{module}(?<!os\.)\b{word}\b".encode())
        self._new = b"_renamed" + word.encode()

    def find_spec(
        self, name: str, path: Any = None, target: Any = None
    ) -> ModuleSpec | None:
        if name.split(".")[0] not in {"textual", "rich"}:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is None or not isinstance(spec.loader, SourceFileLoader):
            return spec
        source = Path(spec.loader.path).read_bytes()
        if not self._word.search(source):
            return spec
        new = self._word.sub(self._new, source)
        loader = _Rewritten(name, spec.loader.path, new)
        package = spec.submodule_search_locations
        return importlib.util.spec_from_file_location(
            name, spec.origin, loader=loader, submodule_search_locations=package
        )


class _Rewritten(SourceFileLoader):
    def __init__(self, name: str, path: str, source: bytes) -> None:
        super().__init__(name, path)
        self._source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self._source, self.path, "exec", dont_inherit=True)
