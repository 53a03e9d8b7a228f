"""What is in the wheel, and that the sheets and the code agree."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "sessiontui"
SHEETS = {path.name for path in (ROOT / "styles").glob("*.tcss")}
_SHEET = re.compile(r"""["']([\w-]+\.tcss)["']""")


def named_sheets() -> set[str]:
    """The sheets that the screens name."""
    return {
        name
        for path in (SOURCE / "ui").rglob("*.py")
        for name in _SHEET.findall(path.read_text(encoding="utf-8"))
    }


def test_every_sheet_that_is_named_exists_and_none_is_unnamed() -> None:
    assert SHEETS
    assert named_sheets() == SHEETS


def test_the_folder_of_sheets_holds_nothing_else() -> None:
    assert {path.name for path in (ROOT / "styles").iterdir()} == SHEETS


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    """The wheel, built without asking any index."""
    folder = tmp_path_factory.mktemp("dist")
    code = (
        "import hatchling.build, sys; print(hatchling.build.build_wheel(sys.argv[1]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    (path,) = folder.glob("*.whl")
    return zipfile.Path(path)


def test_the_wheel_holds_all_that_the_app_reads(wheel: zipfile.Path) -> None:
    names = set(wheel.root.namelist())
    wanted = {f"sessiontui/styles/{name}" for name in SHEETS}
    wanted |= {
        str(path.relative_to(SOURCE.parent))
        for path in SOURCE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert wanted <= names
    assert "sessiontui/py.typed" in names
    notices = [name for name in names if name.endswith("THIRD_PARTY.md")]
    assert notices
    assert "ZETETIC LLC" in wheel.root.read(notices[0]).decode()


def test_the_wheel_holds_nothing_else(wheel: zipfile.Path) -> None:
    for name in wheel.root.namelist():
        assert name.startswith(("sessiontui/", "sessiontui-"))
        assert "test" not in name
        assert "__pycache__" not in name


def test_every_package_has_an_exact_version_and_no_address() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    pins = [x for x in text.splitlines() if x and not x.startswith("#")]
    pinned = {pin.split("==")[0].lower().replace("_", "-") for pin in pins}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(name for extra in extras for name in extra)]

    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", pin) for pin in pins)
    named = {re.split(r"[<>=\[]", name)[0].lower() for name in wanted}
    assert named - {"sessiontui"} <= pinned
