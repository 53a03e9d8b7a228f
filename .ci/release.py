"""The package with its checksums, and the signed tag of a release.

`build` fills dist/; `release` first looks whether this may be released at all, and then
builds and tags. What is pushed, and when, stays with a person.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIST = ROOT / "dist"


def project() -> tuple[str, str]:
    """The version and the project's address, as pyproject.toml has them."""
    read = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    hook = read["tool"]["hatch"]["metadata"]["hooks"]["custom"]
    return read["project"]["version"], hook["address"]


def reasons_against(version: str, address: str) -> list[str]:
    """Reasons not to release, as sentences."""
    reasons = []
    if not address.startswith("https://"):
        reasons.append(
            "Set the project's address first: `address` in pyproject.toml is empty."
        )
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    head = re.search(rf"^## {re.escape(version)}\b(.*)$", changes, re.MULTILINE)
    if head is None or "unreleased" in head[1]:
        reasons.append(f"CHANGELOG.md does not say when {version} was released.")
    if _git("status", "--porcelain"):
        reasons.append("Commit first: the working tree is not clean.")
    if _git("tag", "--list", f"v{version}"):
        reasons.append(f"v{version} is tagged already; raise the version.")
    return reasons


def build() -> None:
    """Fill dist/ with the sdist, the wheel and SHA256SUMS."""
    shutil.rmtree(DIST, ignore_errors=True)
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(DIST)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    sums = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(DIST.iterdir())
    ]
    (DIST / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    sys.stdout.write("".join(sums))


def main(word: str) -> int:
    """Carry out `build` or `release`."""
    version, address = project()
    if word == "release" and (reasons := reasons_against(version, address)):
        sys.stderr.write("\n".join([*reasons, "Nothing was released."]) + "\n")
        return 1
    build()
    if word == "release":
        tag = f"v{version}"
        subprocess.run(["git", "tag", "-s", tag, "-m", tag], cwd=ROOT, check=True)
        sys.stdout.write(f"Now look at it, and then: git push origin {tag}\n")
    return 0


def _git(*words: str) -> str:
    done = subprocess.run(
        ["git", *words], check=False, cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
