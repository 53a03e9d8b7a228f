"""What is in the wheel, and that the sheets and the code agree."""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.needs import need

if TYPE_CHECKING:
    from email.message import Message

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


def built(kind: str, folder: Path, root: Path = ROOT) -> Path:
    """A wheel or an sdist, built without asking any index."""
    code = (
        "import hatchling.build as h, sys;"
        " print(getattr(h, 'build_' + sys.argv[1])(sys.argv[2]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, kind, str(folder)],
        cwd=root,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.split()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    return zipfile.Path(built("wheel", tmp_path_factory.mktemp("dist")))


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sdist, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    with tarfile.open(built("sdist", folder)) as archive:
        archive.extractall(folder, filter="data")
    (root,) = (path for path in folder.iterdir() if path.is_dir())
    return root


def metadata(path: Path) -> Message:
    """What an index would show of a wheel."""
    with zipfile.ZipFile(path) as wheel:
        name = next(x for x in wheel.namelist() if x.endswith("/METADATA"))
        return Parser().parsestr(wheel.read(name).decode())


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


_DOCUMENT = re.compile(r'"([\w.-]+\.(?:md|toml|json))"')
LINK = re.compile(r"\]\((?!\w+:|#)([^)#]+)")


def test_the_wheel_holds_every_document_that_is_printed_or_linked_from_one(
    wheel: zipfile.Path,
) -> None:
    names = set(wheel.root.namelist())
    text = (SOURCE / "cli" / "commands" / "guide_settings_where.py").read_text(
        encoding="utf-8"
    )
    printed = set(_DOCUMENT.findall(text))
    assert printed >= {"guide.md", "settings.toml", "export.schema.json"}
    assert {f"sessiontui/docs/{name}" for name in printed} <= names
    for name in (name for name in names if re.match(r"sessiontui/docs/.*\.md", name)):
        lead = LINK.findall(wheel.root.read(name).decode())
        inside = {x for x in lead if not x.startswith("../") and not x.endswith(".svg")}
        assert {f"sessiontui/docs/{x}" for x in inside} <= names, name


def test_the_sdist_holds_what_its_pages_name_and_makes_the_same_wheel(
    unpacked: Path, wheel: zipfile.Path, tmp_path: Path
) -> None:
    for page in ("README.md", "CONTRIBUTING.md", "docs/guide.md", "docs/privacy.md"):
        named = LINK.findall((unpacked / page).read_text(encoding="utf-8"))
        lost = [x for x in named if not (unpacked / page).parent.joinpath(x).exists()]
        assert lost == [], page
    again = zipfile.ZipFile(built("wheel", tmp_path, unpacked))
    first = {name for name in wheel.root.namelist() if not name.endswith("/")}
    assert set(again.namelist()) == first


def test_links_are_relative_until_there_is_an_address(
    unpacked: Path, tmp_path: Path
) -> None:
    page = metadata(built("wheel", tmp_path, unpacked))
    assert page["Requires-Python"] == "<3.15,>=3.11"
    assert page["Project-URL"] is None
    assert "(docs/session.svg)" in str(page.get_payload())

    project = unpacked / "pyproject.toml"
    text = project.read_text(encoding="utf-8")
    here = "https://example.org/somebody/sessiontui"
    project.write_text(text.replace('address = ""', f'address = "{here}"'))
    try:
        page = metadata(built("wheel", tmp_path, unpacked))
    finally:
        project.write_text(text)
    shown = str(page.get_payload())
    assert f"![The Notes tab of a fictional session]({here}/raw/v" in shown
    assert f"]({here}/blob/v" in shown
    assert LINK.findall(shown) == []
    assert f"Homepage, {here}" in page.get_all("Project-URL", [])


def test_no_file_names_a_registry() -> None:
    host = re.compile(r"\b(?:pypi|pythonhosted|anaconda)\.(?:org|com)\b")
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True
    ).stdout
    need("git", listed)
    naming = [
        name
        for name in listed.split("\n")
        if (ROOT / name).is_file()
        and host.search((ROOT / name).read_text(encoding="utf-8", errors="replace"))
    ]
    assert naming == []


def test_windows_itself_gets_one_sentence() -> None:
    code = (
        "import os, sys; from sessiontui.cli import main;"
        " os.name = 'nt'; sys.modules['termios'] = None; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 1
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert "WSL" in done.stderr


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
