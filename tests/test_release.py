"""A release: refused until a person has decided, and then built, summed and signed."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.needs import need

ROOT = Path(__file__).parents[1]
HERE = "https://example.org/somebody/sessiontui"
VERSION = "0.1.0"


class Clone:
    """A clone that a release can be made in, with a key that is thrown away."""

    def __init__(self, folder: Path) -> None:
        need("ssh-keygen", shutil.which("ssh-keygen"))
        self.at, key = folder / "clone", folder / "key"
        run("git", "clone", "--quiet", str(ROOT), str(self.at), at=folder)
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key), at=folder)
        signers = folder / "signers"
        signers.write_text(f"a@example.org {key.with_suffix('.pub').read_text()}")
        for name, value in (
            ("user.name", "A. Maintainer"),
            ("user.email", "a@example.org"),
            ("gpg.format", "ssh"),
            ("user.signingkey", f"{key}.pub"),
            ("gpg.ssh.allowedSignersFile", f"{signers}"),
        ):
            run("git", "config", name, value, at=self.at)
        # What is not committed yet here is what is tried.
        for name in (".ci/release.py", ".ci/package_page.py"):
            shutil.copy2(ROOT / name, self.at / name)
        self.commit()

    def decide(self, *, address: str = HERE, day: str = "2026-11-28") -> None:
        """What a person sets before a release."""
        self.change("pyproject.toml", r'^address = ""', f'address = "{address}"')
        self.change("CHANGELOG.md", rf"^## {VERSION}.*", f"## {VERSION} ({day})")

    def change(self, name: str, old: str, new: str) -> None:
        file = self.at / name
        text = file.read_text(encoding="utf-8")
        file.write_text(re.sub(old, new, text, count=1, flags=re.MULTILINE))

    def commit(self) -> None:
        run("git", "commit", "--quiet", "--allow-empty", "-am", "Decide", at=self.at)

    def release(self) -> subprocess.CompletedProcess[str]:
        script = str(self.at / ".ci" / "release.py")
        return subprocess.run(
            [sys.executable, script, "release"], capture_output=True, text=True
        )

    def tags(self) -> str:
        return run("git", "tag", at=self.at)


def run(*called: str, at: Path) -> str:
    done = subprocess.run(called, cwd=at, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def test_it_is_built_summed_and_signed_once_a_person_has_decided(clone: Clone) -> None:
    clone.decide()
    clone.commit()
    done = clone.release()
    assert done.returncode == 0, done.stderr
    assert f"git push origin v{VERSION}" in done.stdout

    dist = clone.at / "dist"
    rows = (dist / "SHA256SUMS").read_text().splitlines()
    sums = {name: told for told, name in (row.split("  ") for row in rows)}
    assert sorted(sums) == [
        f"sessiontui-{VERSION}-py3-none-any.whl",
        f"sessiontui-{VERSION}.tar.gz",
    ]
    for name, told in sums.items():
        assert hashlib.sha256((dist / name).read_bytes()).hexdigest() == told
    run("git", "verify-tag", f"v{VERSION}", at=clone.at)
    assert run("git", "status", "--porcelain", at=clone.at) == ""

    again = clone.release()
    assert again.returncode == 1
    assert "tagged already" in again.stderr


@pytest.mark.parametrize(
    ("undone", "told"),
    [
        ({"address": ""}, "Set the project's address first"),
        ({"address": "somewhere"}, "Set the project's address first"),
        ({"day": "unreleased"}, f"does not say when {VERSION} was released"),
    ],
)
def test_it_is_refused_before_that(
    clone: Clone, undone: dict[str, str], told: str
) -> None:
    clone.decide(**undone)
    clone.commit()
    before = clone.tags()
    done = clone.release()

    assert done.returncode == 1
    assert told in done.stderr
    assert done.stderr.endswith("Nothing was released.\n")
    assert clone.tags() == before
    assert not (clone.at / "dist").exists()


def test_it_is_refused_where_something_is_not_committed(clone: Clone) -> None:
    clone.decide()
    done = clone.release()

    assert done.returncode == 1
    assert "Commit first" in done.stderr


def test_the_workflow_calls_only_targets_that_there_are() -> None:
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    targets = re.findall(
        r"^(\w+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE
    )
    called = re.findall(r"run: make (\w+)", workflow)

    assert called
    assert set(called) <= set(targets)
